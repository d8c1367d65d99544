"""The figures as tables, told as plain text or as Markdown, and the goals with "met" or "not met"."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Figures = Mapping[str, Any]

MINUTES = 5
FULL = "100%"
SHOWN_REASONS = 15
"""Of the reasons for shut gates, so many are shown: the commonest."""


@dataclass(frozen=True, slots=True)
class Table:
    """A table with its header, a title, and a sentence on how to read it."""

    head: Sequence[str]
    rows: Sequence[Sequence[str]]
    title: str = ""
    about: str = ""

    def text(self) -> str:
        """Columns of text, the first to the left and the others to the right."""
        every = [self.head, *self.rows]
        widths = [max(len(row[column]) for row in every) for column in range(len(self.head))]
        lines = []
        for row in every:
            cells = [
                cell.ljust(width) if not at else cell.rjust(width)
                for at, (cell, width) in enumerate(zip(row, widths, strict=True))
            ]
            lines.append("  ".join(cells).rstrip())
        return "\n".join([lines[0], "-" * max(map(len, lines)), *lines[1:]])

    def markdown(self) -> str:
        """The table in Markdown, without its title."""
        marks = ["---", *("---:" for _ in self.head[1:])]
        return "\n".join("| " + " | ".join(row) + " |" for row in [self.head, marks, *self.rows])


def tables(figures: Figures) -> list[Table]:
    """All tables of a run, in the order in which they are told; what was not run has none."""
    every = [
        _completeness(figures["by_completeness"]),
        _reliability(figures["reliability"]),
        _costs(figures["by_cost"]),
        _causes(figures["by_cause"]),
        _stability(figures["stability"]),
        _shut(figures["shut_gates"]),
        _deals(figures["gate_by_deals"]),
        _weak(figures["weak_sellers"]),
        _seeds(figures),
    ]
    return [table for table in every if table.rows]


def text(figures: Figures) -> str:
    """All tables, and the goals, for a terminal."""
    return "\n\n".join([_head(figures), *(table.text() for table in tables(figures)), "\n".join(goals(figures))]) + "\n"


def percent(value: float | None, digits: int = 1) -> str:
    """A share in per cent."""
    return "-" if value is None else f"{value:.{digits}%}".replace("%", " %")


def planted(figures: Figures) -> str:
    """How many teams of each kind there are."""
    return ", ".join(f"{name} {count:,}" for name, count in figures["kinds"].items())


def _head(figures: Figures) -> str:
    kinds = planted(figures)
    return f"{figures['teams']:,} simulated teams that miss their target, seed {figures['seed']}\nplanted: {kinds}"


LINES = (
    ("planted causes named first (top-1)", "top1"),
    ("among the first three (top-3)", "top3"),
    ("top-1 if slight troubles count as well", "top1_with_slight"),
    ("teams whose first cause is a planted one", "first_is_planted"),
    ("precision of confirmed causes", "precision"),
    ("planted causes confirmed", "planted_confirmed"),
    ("planted causes left open", "planted_open"),
    ("planted causes wrongly ruled out", "planted_ruled_out"),
    ("all causes left open", "open"),
    ("absent causes ruled out", "absent_ruled_out"),
    ("Brier skill score", "brier_skill"),
    ("gate opens: nothing planted", "gate_nothing"),
    ("gate opens: weak sellers, no team cause", "gate_weak"),
    ("gate opens: the two together", "gate_sound"),
    ("the two together, no sample too small", "gate_measured"),
    ("gate opens: team cause planted", "gate_planted"),
    ("gate opens: all teams", "gate_all"),
    ("average sellers only, but one named", "accused_average"),
    ("the same, nothing planted", "accused_average_sound"),
    ("weak sellers found", "weak_found"),
)


def _completeness(levels: Mapping[str, Figures]) -> Table:
    rows = [[label, *(cell(level, key) for level in levels.values())] for label, key in LINES]
    rows.append(["named while the gate is shut (teams)", *(str(level["accused_shut"]) for level in levels.values())])
    return Table(
        ["by completeness of the facts", *(level.replace("%", " %") for level in levels)],
        rows,
        "By completeness of the facts",
        "Of the facts that are missing, half go with their department and half singly.",
    )


def cell(figures: Figures, key: str) -> str:
    """One figure as it is told."""
    if key == "brier_skill":
        return "-" if figures[key] is None else f"{figures[key]:.3f}"
    return percent(figures[key])


def _reliability(rows: Sequence[Figures]) -> Table:
    return Table(
        ["probability at full facts", "causes", "stated", "observed"],
        [
            [
                f"{row['from']:.1f} to {row['to']:.1f}",
                f"{row['count']:,}",
                percent(row["stated"]),
                percent(row["observed"]),
            ]
            for row in rows
        ],
        "Reliability of the probabilities",
        "Every cause of every team by the probability that was stated for it, and how often it had been planted.",
    )


def _costs(rows: Sequence[Figures]) -> Table:
    return Table(
        ["what was planted, by its cost", "planted", "top-1", "confirmed", "open", "wrongly out"],
        [
            [
                f"{row['cost']} ({row['from']:.0%} to {row['to']:.0%})".replace("%", " %"),
                f"{row['planted']:,}",
                *(percent(row[key]) for key in ("top1", "confirmed", "open", "ruled_out")),
            ]
            for row in rows
        ],
        "By what the trouble costs",
        "Full facts; the cost is the share of the sales that a trouble takes away where it strikes.",
    )


def _causes(rows: Sequence[Figures]) -> Table:
    keys = ("top1", "confirmed", "open", "ruled_out", "precision", "absent_open")
    return Table(
        ["cause, at full facts", "planted", "top-1", "confirmed", "open", "wrongly out", "precision", "open if absent"],
        [[row["cause"], f"{row['planted']:,}", *(percent(row[key], 0) for key in keys)] for row in rows],
        "By cause",
        "The recall of each cause is its column *confirmed*; *open if absent* is how often it is left open in teams "
        "in which it was not planted.",
    )


def _stability(steps: Mapping[str, Figures]) -> Table:
    return Table(
        ["every grade moved by a step", "same first cause", "top-1", "precision", "Brier skill"],
        [
            [step, *(cell(level, key) for key in ("same_first", "top1", "precision", "brier_skill"))]
            for step, level in steps.items()
        ],
        "When every grade moves by a step",
        "A quarter of the teams, full facts: weak becomes moderate and so on up, or moderate weak and so on down.",
    )


def _shut(rows: Sequence[Figures]) -> Table:
    says = {
        "healthy": "needs healthy, other evidence for it",
        "small": "sample too small",
        "warning": "between healthy and bad",
        "bad": "measured bad",
        "missing": "not known",
    }
    return Table(
        ["why the gate stays shut", "what is needed is", "teams", "it alone"],
        [
            [row["cause"], says[row["need"]], percent(row["share"]), percent(row["alone"])]
            for row in rows[:SHOWN_REASONS]
        ],
        "Why the gate stays shut where nothing is planted",
        "Shares of the teams, at full facts, in which nothing at all is planted; *it alone*: that cause is the only "
        f"one not ruled out. The {SHOWN_REASONS} commonest.",
    )


def _deals(rows: Sequence[Figures]) -> Table:
    return Table(
        ["gate opens where nothing is planted, by the team's decided deals", "teams", "gate opens"],
        [
            [
                f"{row['from']} or more" if row["to"] is None else f"{row['from']} to {row['to'] - 1}",
                f"{row['teams']:,}",
                percent(row["gate"]),
            ]
            for row in rows
        ],
        "The gate by sample size",
        "Deals decided by the whole team in the quarter; the teams of the worked cases decide 400 and more.",
    )


def _weak(rows: Sequence[Figures]) -> Table:
    deficits = sorted({row["deficit"] for row in rows})
    lines = []
    for tries in sorted({row["tries"] for row in rows}):
        own = {row["deficit"]: row for row in rows if row["tries"] == tries}
        lines.append([f"{tries} tries", *(percent(own[deficit]["found_behind_gate"], 0) for deficit in deficits)])
    return Table(
        ["weak sellers found behind an open gate, by deficit", *(percent(deficit, 0) for deficit in deficits)],
        lines,
        "Weak sellers found",
        "One seller of the team is weak at one step, nothing else is planted, and the gate is open: how often that "
        "seller is named for that step, by the tries at it and by how far the seller falls short.",
    )


SEED_LINES = ("top1", "top3", "precision", "brier_skill", "gate_nothing", "gate_sound", "accused_average")


def _seeds(figures: Figures) -> Table:
    others = figures.get("other_seeds") or {}
    every = {str(figures["seed"]): figures["by_completeness"], **others}
    labels = {key: label for label, key in LINES}
    return Table(
        ["at full facts, by seed", *every],
        [[labels[key], *(cell(run[FULL], key) for run in every.values())] for key in SEED_LINES] if others else [],
        "Other seeds",
        "The same with other random numbers.",
    )


@dataclass(frozen=True, slots=True)
class Goal:
    """What was aimed at, what was reached, and whether that meets it."""

    what: str
    reached: str
    met: bool


def aims(figures: Figures) -> list[Goal]:
    """The goals of the evaluation."""
    levels = figures["by_completeness"]
    full = levels[FULL]
    lowest = min((level["precision"] for level in levels.values() if level["precision"] is not None), default=None)
    shut = sum(level["accused_shut"] for level in levels.values())
    worst = max(level["accused_average"] for level in levels.values())
    skill, seconds = full["brier_skill"], figures["seconds"]
    return [
        _at_least("top-1 at full facts at least 85 %", full["top1"], 0.85),
        _at_least("top-3 at full facts at least 95 %", full["top3"], 0.95),
        _at_least("precision of confirmed at least 90 % at every completeness", lowest, 0.90),
        Goal("Brier skill score at full facts at least 0.5", f"{skill:.3f}", skill >= 0.5),
        _at_least("gate opens in at least 60 % where nothing is planted, all is measured", full["gate_nothing"], 0.6),
        Goal("falsely named in at most 5 % of teams of average sellers", percent(worst, 2), worst <= 0.05),
        Goal("nobody named while an earlier stage is not ruled out", f"{shut} teams", shut == 0),
        Goal(
            f"within {MINUTES} minutes",
            f"{seconds:.0f} s on {figures['processes']} processes",
            bool(seconds < 60 * MINUTES),
        ),
    ]


def goals(figures: Figures) -> Iterator[str]:
    """The goals, a line each."""
    yield "goals"
    for goal in aims(figures):
        yield f"  {goal.what}: {goal.reached}, {'met' if goal.met else 'not met'}"


def _at_least(what: str, value: float | None, least: float) -> Goal:
    return Goal(what, percent(value), value is not None and value >= least)
