"""The figures of a run written where people read them: the main table in README.md, all tables in RESULTS.md."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from benchmarks.evaluation.report import FULL, Figures, Table, aims, cell, percent, planted, tables

ROOT = Path(__file__).resolve().parents[2]
RESULTS = Path("benchmarks/evaluation/RESULTS.md")
BEGIN = "<!-- written by python -m benchmarks.evaluation --write -->"
END = "<!-- end of what is written -->"

CAVEAT = (
    "It is a simulation, made by the same people as the rules: it shows whether the rules do what they are meant to "
    "do, not how teams in the world fare."
)
ANCHORS = (
    "For comparison of shape only: in medicine the rule-based HEPAR named the right diagnosis first in 78 % of the "
    "cases that it answered, and SONIO had it among the first three in 87 %."
)

MAIN = (
    ("planted causes named first (top-1)", "top1", "85 % at full facts"),
    ("among the first three (top-3)", "top3", "95 % at full facts"),
    ("precision of confirmed causes", "precision", "90 % everywhere"),
    ("planted causes confirmed", "planted_confirmed", ""),
    ("planted causes left open", "planted_open", ""),
    ("planted causes wrongly ruled out", "planted_ruled_out", ""),
    ("Brier skill score against the base rates", "brier_skill", "0.5 at full facts"),
    ("the gate opens where nothing is planted", "gate_nothing", "60 % at full facts"),
    ("the same with teams of weak sellers", "gate_sound", ""),
    ("a seller named in a team of average sellers", "accused_average", "at most 5 %"),
    ("a seller named while an earlier stage is open", "accused_shut", "none"),
)
"""The lines of the main table, and the goal of each; the order of the goals is that of `aims`."""


def main_table(figures: Figures) -> Table:
    """The figures by completeness, with the goals."""
    levels = figures["by_completeness"]
    reached = iter(aims(figures))
    rows = []
    for label, key, goal in MAIN:
        cells = [str(one[key]) if key == "accused_shut" else cell(one, key) for one in levels.values()]
        rows.append([label, *cells, f"{goal}: {'met' if next(reached).met else 'not met'}" if goal else ""])
    return Table(["by completeness of the facts", *(one.replace("%", " %") for one in levels), "goal"], rows)


def readme_part(figures: Figures, day: date) -> str:
    """What README.md says between its marks."""
    full = figures["by_completeness"][FULL]
    moved = figures["stability"]
    same = " and ".join(f"{percent(one['same_first'])} ({step})" for step, one in moved.items())
    stable = f"With every grade a step up or down the first cause stays the same in {same}. " if moved else ""
    lines = [
        f"{figures['teams']:,} teams, seed {figures['seed']}, on {day.day} {day:%B %Y}, in {_took(figures)}:",
        main_table(figures).markdown(),
        "Slight troubles, which cost a team less than a tenth of its sales, are planted too and not counted as causes; "
        f"if they are, top-1 is {percent(full['top1_with_slight'])}. {stable}Few truly weak sellers are found "
        f"({percent(full['weak_found'])} at full facts): the gate stays shut on many, and samples are small. {ANCHORS}",
        f"[All tables]({RESULTS}): reliability of the probabilities, recall and precision of each cause, why the gate "
        "stays shut, at which sample sizes weak sellers are found, other seeds.",
    ]
    return "\n\n".join(lines)


def _took(figures: Figures) -> str:
    return f"{figures['seconds']:.0f} s on {figures['processes']} processes"


def results_page(figures: Figures, day: date) -> str:
    """RESULTS.md."""
    parts = [
        "# Results of the evaluation",
        f"{BEGIN}\n\n{CAVEAT} Its assumptions stand in [assumptions.py](assumptions.py) and [levers.py](levers.py).",
        f"{figures['teams']:,} simulated teams that miss their target, seed {figures['seed']}, {day.day} {day:%B %Y}, "
        f"{_took(figures)}. Planted: {planted(figures)}.",
        ANCHORS,
        "\n".join(
            [
                "## Goals",
                "",
                *(f"- {one.what}: {one.reached}, {'met' if one.met else 'not met'}" for one in aims(figures)),
            ]
        ),
        *(f"## {one.title}\n\n{one.about}\n\n{one.markdown()}" for one in tables(figures)),
    ]
    return "\n\n".join(parts) + "\n"


def write(figures: Figures, day: date, root: Path = ROOT) -> list[Path]:
    """Write both pages, and say which; README.md keeps all that stands outside of its marks."""
    readme, results = root / "README.md", root / RESULTS
    before, begin, rest = readme.read_text(encoding="utf-8").partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        raise ValueError(f"{readme}: the marks {BEGIN!r} and {END!r} are missing")
    readme.write_text(f"{before}{BEGIN}\n\n{readme_part(figures, day)}\n\n{END}{after}", encoding="utf-8")
    results.parent.mkdir(parents=True, exist_ok=True)
    results.write_text(results_page(figures, day), encoding="utf-8")
    return [readme, results]
