"""The figures as text: tables, and the goals with "met" or "not met"."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

Figures = Mapping[str, Any]

MINUTES = 5


def text(figures: Figures) -> str:
    """All tables."""
    parts = [
        _head(figures),
        _completeness(figures["by_completeness"]),
        _reliability(figures["reliability"]),
        _costs(figures["by_cost"]),
        _causes(figures["by_cause"]),
        _stability(figures["stability"]),
        _weak(figures["weak_sellers"]),
        "\n".join(goals(figures)),
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


def percent(value: float | None, digits: int = 1) -> str:
    """A share in per cent."""
    return "-" if value is None else f"{value:.{digits}%}".replace("%", " %")


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Columns of text, the first to the left and the others to the right."""
    widths = [max(len(row[column]) for row in [head, *rows]) for column in range(len(head))]
    lines = []
    for row in [head, *rows]:
        cells = [
            cell.ljust(width) if not at else cell.rjust(width)
            for at, (cell, width) in enumerate(zip(row, widths, strict=True))
        ]
        lines.append("  ".join(cells).rstrip())
    return "\n".join([lines[0], "-" * max(map(len, lines)), *lines[1:]])


def _head(figures: Figures) -> str:
    kinds = ", ".join(f"{name} {count:,}" for name, count in figures["kinds"].items())
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
    ("gate opens: no team cause planted", "gate_sound"),
    ("the same, no sample too small", "gate_measured"),
    ("gate opens: team cause planted", "gate_planted"),
    ("gate opens: all teams", "gate_all"),
    ("average sellers only, but one named", "accused_average"),
    ("the same, nothing planted", "accused_average_sound"),
    ("weak sellers found", "weak_found"),
)


def _completeness(levels: Mapping[str, Figures]) -> str:
    rows = [[label, *(_cell(one, key) for one in levels.values())] for label, key in LINES]
    rows.append(["named while the gate is shut (teams)", *(str(one["accused_shut"]) for one in levels.values())])
    return table(["by completeness of the facts", *(level.replace("%", " %") for level in levels)], rows)


def _cell(figures: Figures, key: str) -> str:
    if key == "brier_skill":
        return f"{figures[key]:.3f}"
    return percent(figures[key])


def _reliability(rows: Sequence[Figures]) -> str:
    head = ["probability at full facts", "causes", "stated", "observed"]
    return table(
        head,
        [
            [
                f"{one['from']:.1f} to {one['to']:.1f}",
                f"{one['count']:,}",
                percent(one["stated"]),
                percent(one["observed"]),
            ]
            for one in rows
        ],
    )


def _costs(rows: Sequence[Figures]) -> str:
    return table(
        ["what was planted, by its cost", "planted", "top-1", "confirmed", "open", "wrongly out"],
        [
            [
                f"{one['cost']} ({one['from']:.0%} to {one['to']:.0%})",
                f"{one['planted']:,}",
                *(percent(one[key]) for key in ("top1", "confirmed", "open", "ruled_out")),
            ]
            for one in rows
        ],
    )


def _causes(rows: Sequence[Figures]) -> str:
    keys = ("top1", "confirmed", "open", "ruled_out", "precision", "absent_open")
    return table(
        ["cause, at full facts", "planted", "top-1", "confirmed", "open", "wrongly out", "precision", "open if absent"],
        [[one["cause"], str(one["planted"]), *(percent(one[key], 0) for key in keys)] for one in rows],
    )


def _stability(steps: Mapping[str, Figures]) -> str:
    if not steps:
        return ""
    return table(
        ["every grade moved by a step", "same first cause", "top-1", "precision", "Brier skill"],
        [
            [
                step,
                percent(one["same_first"]),
                percent(one["top1"]),
                percent(one["precision"]),
                f"{one['brier_skill']:.3f}",
            ]
            for step, one in steps.items()
        ],
    )


def _weak(rows: Sequence[Figures]) -> str:
    if not rows:
        return ""
    deficits = sorted({one["deficit"] for one in rows})
    lines = []
    for tries in sorted({one["tries"] for one in rows}):
        own = {one["deficit"]: one for one in rows if one["tries"] == tries}
        lines.append([f"{tries} tries", *(percent(own[deficit]["found_behind_gate"], 0) for deficit in deficits)])
    head = ["weak sellers found behind an open gate, by deficit", *(percent(deficit, 0) for deficit in deficits)]
    return table(head, lines)


def goals(figures: Figures) -> Iterator[str]:
    """Each goal, what was reached, and whether that meets it."""
    levels = figures["by_completeness"]
    full = levels["100%"]
    lowest = min((one["precision"] for one in levels.values() if one["precision"] is not None), default=None)
    shut = sum(one["accused_shut"] for one in levels.values())
    worst = max(one["accused_average"] for one in levels.values())
    yield "goals"
    yield _goal("top-1 at full facts at least 85 %", full["top1"], 0.85)
    yield _goal("top-3 at full facts at least 95 %", full["top3"], 0.95)
    yield _goal("precision of confirmed at least 90 % at every completeness", lowest, 0.90)
    skill = full["brier_skill"]
    yield f"  Brier skill score at full facts at least 0.5: {skill:.3f}, {_met(skill >= 0.5)}"
    yield _goal(
        "gate opens in at least 60 % where no team cause is planted, all is measured", full["gate_measured"], 0.6
    )
    yield f"  falsely named in at most 5 % of teams of average sellers: {percent(worst, 2)}, {_met(worst <= 0.05)}"
    yield f"  nobody named while an earlier stage is not ruled out: {shut} teams, {_met(shut == 0)}"
    seconds = figures["seconds"]
    took = f"{seconds:.0f} s on {figures['processes']} processes"
    yield f"  within {MINUTES} minutes: {took}, {_met(seconds < 60 * MINUTES)}"


def _goal(what: str, value: float | None, least: float) -> str:
    return f"  {what}: {percent(value)}, {_met(value is not None and value >= least)}"


def _met(is_met: bool) -> str:
    return "met" if is_met else "not met"
