"""The figures with 95 % intervals (bootstrap over teams), as tables by completeness and by size of team."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np
from numpy.typing import ArrayLike

from benchmarks.companies.judge import Part, Said, Truth
from benchmarks.companies.parameters import GENERATOR
from benchmarks.evaluation.planting import Bools, Floats, joined
from benchmarks.evaluation.report import Table

RESULTS = Path("benchmarks/companies/RESULTS.md")
ROOT = Path(__file__).resolve().parents[2]
SIZES = ((2, 4), (5, 9), (10, 19), (20, 40))
RESAMPLES = 400

Pair = tuple[ArrayLike, ArrayLike]
"""What is counted, and out of what, by team."""


@dataclass(frozen=True)
class Results:
    """A whole run."""

    truth: Truth
    at: dict[float, Said]
    refused: int
    seed: int

    @classmethod
    def of(cls, parts: Sequence[Part], seed: int) -> Results:
        """The parts put together."""
        at = {share: joined([part.at[share] for part in parts]) for share in parts[0].at}
        return cls(joined([part.truth for part in parts]), at, sum(part.refused for part in parts), seed)


def _before(truth: Truth, said: Said) -> Floats:
    wrong = ((said.rank[:, :, None] > said.rank[:, None, :]) & truth.absent[:, None, :]).sum(axis=2)
    return np.asarray(wrong, float)


def _in(truth: Truth, said: Said, most: int) -> Pair:
    return (truth.planted & (_before(truth, said) <= most)).sum(axis=1), truth.planted.sum(axis=1)


def _counted(some: ArrayLike, of: ArrayLike) -> Pair:
    return np.logical_and(some, of), of


def _skill(truth: Truth, said: Said) -> Pair:
    clear = truth.planted | truth.absent
    rate = (truth.planted & clear).sum(axis=0) / np.maximum(1, clear.sum(axis=0))
    score = (((said.probability - truth.planted) ** 2) * clear).sum(axis=1)
    reference = (((rate - truth.planted) ** 2) * clear).sum(axis=1)
    return reference - score, reference


def _some_weak(truth: Truth) -> Bools:
    return np.asarray((truth.weak >= 0).any(axis=1), bool)


def _none(truth: Truth) -> Bools:
    return np.asarray(truth.absent.all(axis=1) & ~truth.unlisted & ~_some_weak(truth), bool)


def _off_list(truth: Truth) -> Bools:
    return np.asarray(truth.unlisted & truth.absent.all(axis=1), bool)


def _found(truth: Truth, said: Said, of: Bools) -> Pair:
    return (of & (said.named == truth.weak)).sum(axis=1), of.sum(axis=1)


FIGURES: tuple[tuple[str, Callable[[Truth, Said], Pair]], ...] = (
    ("planted causes named first (top-1)", lambda truth, said: _in(truth, said, 0)),
    ("among the first three (top-3)", lambda truth, said: _in(truth, said, 2)),
    ("precision of confirmed", lambda truth, said: ((said.confirmed & ~truth.absent).sum(1), said.confirmed.sum(1))),
    ("planted causes confirmed", lambda truth, said: ((said.confirmed & truth.planted).sum(1), truth.planted.sum(1))),
    (
        "confirmed though chronic",
        lambda truth, said: ((said.confirmed & truth.chronic & truth.absent).sum(1), said.confirmed.sum(1)),
    ),
    (
        "wrong confirmation where the cause is on no list",
        lambda truth, said: _counted(said.confirmed.any(axis=1), _off_list(truth)),
    ),
    ("Brier skill", _skill),
    ("the gate opens where nothing is planted", lambda truth, said: _counted(said.gate, _none(truth))),
    ("no action at all", lambda truth, said: (~said.acts, np.ones(len(said.acts)))),
    (
        "an average seller named (teams)",
        lambda truth, said: (((said.named >= 0) & (truth.weak < 0)).any(axis=1), np.ones(len(said.gate))),
    ),
    ("weak sellers found", lambda truth, said: _found(truth, said, truth.weak >= 0)),
    ("weak sellers found, of those significant", lambda truth, said: _found(truth, said, truth.significant)),
)


def cell(pair: Pair) -> str:
    """A share in per cent with its interval; a dash where there is nothing to count."""
    count, of = (np.asarray(side, float) for side in pair)
    if not of.sum():
        return "-"
    weights = np.random.default_rng(1).poisson(1.0, (RESAMPLES, len(of)))
    below = weights @ of
    low, high = np.percentile((weights @ count)[below > 0] / below[below > 0], [2.5, 97.5])
    return f"{100 * count.sum() / of.sum():.1f} ({100 * low:.0f} to {100 * high:.0f})"


def calibration(truth: Truth, said: Said) -> str:
    """Slope and intercept of a logistic regression on the stated log-odds, and the expected calibration error."""
    clear = truth.planted | truth.absent
    stated, true = said.probability[clear].clip(1e-4, 1 - 1e-4), truth.planted[clear].astype(float)
    columns = np.stack([np.ones_like(stated), np.log(stated / (1 - stated))], axis=1)
    weights = np.zeros(2)
    for _ in range(30):
        fitted = 1 / (1 + np.exp(-(columns @ weights)))
        slopes = columns.T @ (columns * (fitted * (1 - fitted))[:, None]) + 1e-9 * np.eye(2)
        weights = weights + np.linalg.solve(slopes, columns.T @ (true - fitted))
    bins = np.minimum((stated * 10).astype(int), 9)
    error = sum(abs(float((stated - true)[bins == place].sum())) for place in range(10)) / len(true)
    return f"slope {weights[1]:.2f}, intercept {weights[0]:.2f}, ECE {error:.3f}"


def tables(results: Results) -> list[Table]:
    """By completeness, and by size of team at full facts."""
    truth, full = results.truth, results.at[1.0]
    shares = [f"{100 * share:.0f} %" for share in results.at]
    by_share = [[name, *(cell(figure(truth, said)) for said in results.at.values())] for name, figure in FIGURES]
    groups = [(truth.sellers >= low) & (truth.sellers <= high) for low, high in SIZES]
    by_size = [[name, *(cell(figure(truth.take(own), full.take(own))) for own in groups)] for name, figure in FIGURES]
    return [
        Table(["per cent, by completeness of the facts", *shares], by_share, "By completeness of the facts"),
        Table(["per cent, by sellers", *(f"{a} to {b}" for a, b in SIZES)], by_size, "By size of team, at full facts"),
    ]


def head(results: Results, seconds: float) -> str:
    """What was run."""
    truth = results.truth
    return (
        f"Generator {GENERATOR}: {len(truth.sellers):,} teams that miss their target, seed {results.seed}, "
        f"{seconds:.0f} s; {results.refused} more contradicted themselves and were left aside. Planted: "
        f"{truth.planted.sum():,} material causes, {(~truth.absent & ~truth.planted).sum():,} slight ones; "
        f"{_off_list(truth).sum():,} teams with nothing but a cause on no list, {_none(truth).sum():,} with nothing at "
        f"all; {(truth.weak >= 0).sum():,} weak sellers, {truth.significant.sum():,} of them significant."
    )


def text(results: Results, seconds: float) -> str:
    """All tables for a terminal."""
    steady = "calibration at full facts: " + calibration(results.truth, results.at[1.0])
    return "\n\n".join([head(results, seconds), *(table.text() for table in tables(results)), steady]) + "\n"


def write(results: Results, seconds: float, day: date, root: Path = ROOT) -> None:
    """Write the page."""
    parts = [
        "# Results on simulated companies",
        "<!-- written by python -m benchmarks.companies --write -->",
        f"{day.day} {day:%B %Y}. {head(results, seconds)}",
        "Companies and their troubles come from [parameters.py](parameters.py); 95 % intervals by resampling teams. "
        "A slight trouble counts neither as planted nor as absent.",
        *(part for table in tables(results) for part in (f"## {table.title}", table.markdown())),
        "## Calibration at full facts",
        calibration(results.truth, results.at[1.0]) + ".",
    ]
    (root / RESULTS).write_text("\n\n".join(parts) + "\n", encoding="utf-8")
