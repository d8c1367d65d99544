"""The figures with 95 % intervals (bootstrap over teams), as tables by completeness and by size of team."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np

from benchmarks.companies.judge import Part, Said, Truth
from benchmarks.companies.parameters import GENERATOR
from benchmarks.companies.reasons import Reasons, by_kind
from benchmarks.evaluation.planting import Bools, joined
from benchmarks.evaluation.report import Table, percent
from benchmarks.evaluation.score import CONFIRMED, Pair, among, causes_by_team, gates_by_team, shut_gates

RESULTS = Path("benchmarks/companies/RESULTS.md")
ROOT = Path(__file__).resolve().parents[2]
SIZES = ((2, 4), (5, 9), (10, 19), (20, 40))
RESAMPLES = 400
CALIBRATION_RESAMPLES = 40
ROUNDS = 12
"""Of Newton's method; it settles in fewer."""


@dataclass(frozen=True)
class Results:
    """A whole run."""

    truth: Truth
    at: dict[float, Said]
    refused: int
    seed: int
    why: Reasons

    @classmethod
    def of(cls, parts: Sequence[Part], seed: int) -> Results:
        """The parts put together."""
        at = {share: joined([part.at[share] for part in parts]) for share in parts[0].at}
        why = sum((part.why for part in parts), Reasons())
        return cls(joined([part.truth for part in parts]), at, sum(part.refused for part in parts), seed, why)

    @property
    def nothing(self) -> Bools:
        """Teams in which nothing began, listed or not, and nobody is weak."""
        return nothing_planted(self.truth)


def _off_list(truth: Truth) -> Bools:
    return np.asarray(truth.unlisted & truth.absent.all(axis=1), bool)


def nothing_planted(truth: Truth) -> Bools:
    """Teams in which nothing began, listed or not, and nobody is weak."""
    return np.asarray(truth.absent.all(axis=1) & ~truth.unlisted & (truth.weak < 0).all(axis=1), bool)


def by_team(truth: Truth, said: Said) -> dict[str, Pair]:
    """All figures that are shares: what is counted, and out of what, team by team."""
    confirmed = said.verdict == CONFIRMED
    every = np.ones(len(said.gate), bool)
    return {
        **causes_by_team(truth, said),
        **gates_by_team(truth, said),
        "chronic": among(truth.chronic, confirmed),
        "off_list": among(confirmed.any(axis=1), _off_list(truth)),
        "gate_nothing": among(said.gate, nothing_planted(truth)),
        "no_action": among(~said.acts, every),
        "dead_end": among(said.dead_end, every),
        "accused": among(((said.named >= 0) & (truth.weak < 0)).any(axis=1), every),
        "significant_found": among(said.named == truth.weak, truth.significant),
    }


LINES = (
    ("planted causes named first (top-1)", "top1"),
    ("among the first three (top-3)", "top3"),
    ("precision of confirmed", "precision"),
    ("planted causes confirmed", "planted_confirmed"),
    ("planted causes left open", "planted_open"),
    ("planted causes wrongly ruled out", "planted_ruled_out"),
    ("absent causes ruled out", "absent_ruled_out"),
    ("confirmed though chronic", "chronic"),
    ("wrong confirmation where the cause is on no list", "off_list"),
    ("Brier skill", "brier_skill"),
    ("the gate opens where nothing is planted", "gate_nothing"),
    ("no action at all", "no_action"),
    ("dead ends: no action, and nothing asked for", "dead_end"),
    ("an average seller named (teams)", "accused"),
    ("weak sellers found", "weak_found"),
    ("weak sellers found, of those significant", "significant_found"),
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


def calibration(truth: Truth, said: Said) -> dict[str, float]:
    """Slope and intercept of a logistic regression on the stated log-odds, and the expected calibration error."""
    clear = truth.planted | truth.absent
    stated, true = said.probability[clear].clip(1e-4, 1 - 1e-4), truth.planted[clear].astype(float)
    columns = np.stack([np.ones_like(stated), np.log(stated / (1 - stated))], axis=1)
    weights = np.zeros(2)
    for _ in range(ROUNDS):
        fitted = 1 / (1 + np.exp(-(columns @ weights)))
        slopes = columns.T @ (columns * (fitted * (1 - fitted))[:, None]) + 1e-9 * np.eye(2)
        weights = weights + np.linalg.solve(slopes, columns.T @ (true - fitted))
    bins = np.minimum((stated * 10).astype(int), 9)
    error = sum(abs(float((stated - true)[bins == place].sum())) for place in range(10)) / max(1, len(true))
    return {"slope": float(weights[1]), "intercept": float(weights[0]), "ECE": error}


def calibrations(truth: Truth, said: Said) -> list[str]:
    """The same with intervals, as cells."""
    rng, own = np.random.default_rng(1), calibration(truth, said)
    teams = len(truth.sellers)
    resampled = []
    for _ in range(CALIBRATION_RESAMPLES if teams else 0):
        rows = rng.integers(0, teams, teams)
        resampled.append(calibration(truth.take(rows), said.take(rows)))
    cells = []
    for name, value in own.items():
        low, high = np.percentile([other[name] for other in resampled], [2.5, 97.5]) if resampled else (value, value)
        cells.append(f"{value:.3f} ({low:.3f} to {high:.3f})")
    return cells


def _column(truth: Truth, said: Said) -> list[str]:
    pairs = by_team(truth, said)
    return [cell(pairs[key]) for _, key in LINES] + calibrations(truth, said)


NAMES = (*(label for label, _ in LINES), "calibration slope", "calibration intercept", "expected calibration error")
"""The first column of the tables."""


def _table(head: list[str], columns: list[list[str]], title: str) -> Table:
    return Table(head, [[name, *row] for name, row in zip(NAMES, zip(*columns, strict=True), strict=True)], title)


def tables(results: Results) -> list[Table]:
    """By completeness, and by size of team at each of them."""
    truth = results.truth
    shares = [f"{100 * share:.0f} %" for share in results.at]
    shown = [
        _table(
            ["per cent, by completeness of the facts", *shares],
            [_column(truth, said) for said in results.at.values()],
            "By completeness of the facts",
        )
    ]
    groups = [(truth.sellers >= low) & (truth.sellers <= high) for low, high in SIZES]
    for share, said in results.at.items():
        facts = "full facts" if share == 1 else f"{100 * share:.0f} % of the facts"
        head = ["per cent, by sellers", *(f"{low} to {high}" for low, high in SIZES)]
        columns = [_column(truth.take(own), said.take(own)) for own in groups]
        shown.append(_table(head, columns, f"By size of team, at {facts}"))
    return [*shown, *by_kind(results.why), _shut(results)]


def _shut(results: Results) -> Table:
    rows = shut_gates(results.nothing, results.at[1.0])
    return Table(
        ["why the gate stays shut, at full facts", "what is needed is", "teams", "it alone"],
        [[str(row["cause"]), str(row["need"]), percent(row["share"]), percent(row["alone"])] for row in rows[:20]],  # type: ignore[arg-type]
        "Why the gate stays shut where nothing began",
        "Teams in which nothing began, listed or not, and nobody is weak.",
    )


def head(results: Results, seconds: float) -> str:
    """What was run."""
    truth = results.truth
    return (
        f"Generator {GENERATOR}: {len(truth.sellers):,} teams that miss their target, seed {results.seed}, "
        f"{seconds:.0f} s; {results.refused} more contradicted themselves and were left aside. Planted: "
        f"{truth.planted.sum():,} material causes, {(~truth.absent & ~truth.planted).sum():,} slight ones; "
        f"{_off_list(truth).sum():,} teams with nothing but a cause on no list, {results.nothing.sum():,} with nothing "
        f"at all; {(truth.weak >= 0).sum():,} weak sellers, {truth.significant.sum():,} of them significant."
    )


def text(results: Results, seconds: float, told: Sequence[Table]) -> str:
    """All tables for a terminal."""
    return "\n\n".join([head(results, seconds), *(f"{table.title}\n{table.text()}" for table in told)]) + "\n"


READING = "<!-- what follows was written by hand -->"
"""From here on the page is kept as it is when it is written anew."""


def write(results: Results, seconds: float, told: Sequence[Table], day: date, root: Path = ROOT) -> None:
    """Write the page; what was written by hand below it stays."""
    path = root / RESULTS
    before = path.read_text(encoding="utf-8") if path.exists() else ""
    parts = [
        "# Results on simulated companies",
        "<!-- written by python -m benchmarks.companies --write -->",
        f"{day.day} {day:%B %Y}. {head(results, seconds)}",
        "Companies and their troubles come from [parameters.py](parameters.py); 95 % intervals by resampling teams. "
        "A slight trouble counts neither as planted nor as absent.",
        *(
            part
            for table in told
            for part in (f"## {table.title}", *([table.about] if table.about else []), table.markdown())
        ),
        *([READING + before.split(READING, 1)[1].rstrip()] if READING in before else []),
    ]
    path.write_text("\n\n".join(parts) + "\n", encoding="utf-8")
