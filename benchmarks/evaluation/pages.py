"""The figures of a run written where people read them: the main table in docs/how-good.md, all tables in RESULTS.md."""

from __future__ import annotations

import textwrap
from datetime import date
from pathlib import Path

from benchmarks.evaluation.report import FULL, Figures, Table, aims, cell, percent, planted, tables

ROOT = Path(__file__).resolve().parents[2]
PAGE = Path("docs/how-good.md")
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
LIMITS = (
    "How often the gate opens hangs on assumptions more than the rest. Sellers decide 10 to 80 deals a quarter here "
    "(40 to 80 in the worked cases) and 20 to 40 lost buyers are interviewed (30 in the worked cases); with 60 to 600 "
    "deals a team, whatever its size, and from 10 interviews on, it opens in 53 % of the teams in which nothing is "
    "planted rather than in 62 %. The usual win rates are taken as known to 2 %; where they rest on nothing but the "
    "same team's four quarters before, it opens in 58 %, because the knowledge base takes a baseline for certain. "
    "(All three: seed 11, 6,000 teams, 23 November 2026.) What keeps it shut is told below: facts between healthy and "
    "bad and small samples, which the method leaves open on purpose, and no grade of a rule."
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
    ("the same, teams with weak sellers included", "gate_sound", ""),
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
        cells = [str(level[key]) if key == "accused_shut" else cell(level, key) for level in levels.values()]
        rows.append([label, *cells, f"{goal}: {'met' if next(reached).met else 'not met'}" if goal else ""])
    return Table(["by completeness of the facts", *(level.replace("%", " %") for level in levels), "goal"], rows)


def page_part(figures: Figures, day: date) -> str:
    """What docs/how-good.md says between its marks."""
    full = figures["by_completeness"][FULL]
    moved = figures["stability"]
    same = " and ".join(f"{percent(shift['same_first'])} ({step})" for step, shift in moved.items())
    stable = f"With every grade a step up or down the first cause stays the same in {same}. " if moved else ""
    parts = [
        f"{figures['teams']:,} teams, seed {figures['seed']}, on {day.day} {day:%B %Y}, in {_took(figures)}:",
        main_table(figures).markdown(),
        "Slight troubles, which cost a team less than a tenth of its sales, are planted too and not counted as causes; "
        f"if they are, top-1 is {percent(full['top1_with_slight'])}. {stable}Few truly weak sellers are found "
        f"({percent(full['weak_found'])} at full facts): the gate stays shut on many, and samples are small. The goal "
        "of the gate is held against teams in which nothing at all is planted; weak sellers thin the pipeline and shut "
        f"it more often. {ANCHORS}",
        f"[All tables](../{RESULTS}): reliability of the probabilities, recall and precision of each cause, why the "
        "gate stays shut, on which assumptions that hangs, at which sample sizes weak sellers are found, other seeds.",
    ]
    return "\n\n".join(map(_wrapped, parts))


def _wrapped(part: str) -> str:
    """Prose in lines of a width that can be read; tables, headings and lists as they are."""
    if part.startswith(("|", "#", "<", "- ")):
        return part
    return textwrap.fill(part, 120, break_on_hyphens=False, break_long_words=False)


def _took(figures: Figures) -> str:
    return f"{figures['seconds']:.0f} s on {figures['processes']} processes"


def results_page(figures: Figures, day: date) -> str:
    """RESULTS.md."""
    parts = [
        "# Results of the evaluation",
        BEGIN,
        f"{CAVEAT} Its assumptions stand in [assumptions.py](assumptions.py) and [levers.py](levers.py).",
        f"{figures['teams']:,} simulated teams that miss their target, seed {figures['seed']}, {day.day} {day:%B %Y}, "
        f"{_took(figures)}. Planted: {planted(figures)}.",
        ANCHORS,
        "## Goals",
        "\n".join(f"- {goal.what}: {goal.reached}, {'met' if goal.met else 'not met'}" for goal in aims(figures)),
        "## Limits",
        LIMITS,
        *(part for table in tables(figures) for part in (f"## {table.title}", table.about, table.markdown())),
    ]
    return "\n\n".join(map(_wrapped, parts)) + "\n"


def write(figures: Figures, day: date, root: Path = ROOT) -> list[Path]:
    """Write both pages, and say which; the page keeps all that stands outside of its marks."""
    page, results = root / PAGE, root / RESULTS
    before, begin, rest = page.read_text(encoding="utf-8").partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        raise ValueError(f"{page}: the marks {BEGIN!r} and {END!r} are missing")
    page.write_text(f"{before}{BEGIN}\n\n{page_part(figures, day)}\n\n{END}{after}", encoding="utf-8")
    results.parent.mkdir(parents=True, exist_ok=True)
    results.write_text(results_page(figures, day), encoding="utf-8")
    return [page, results]
