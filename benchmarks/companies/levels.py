"""How facts stand in companies, in their own units: to judge by eye whether the parameters are fair."""

from __future__ import annotations

from math import exp, hypot, log

from benchmarks.companies import parameters as given
from benchmarks.companies.parameters import Level
from benchmarks.evaluation.report import Table

WITHIN = 1.96
"""Nineteen of twenty lie within so many standard deviations."""


def on_scale(row: Level, value: float) -> float:
    """A level on the scale of its fact."""
    return value if row.scale == "linear" else log(value) if row.scale == "log" else log(value / (1 - value))


def off_scale(row: Level, value: float) -> float:
    """The level of a value on the scale."""
    return value if row.scale == "linear" else exp(value) if row.scale == "log" else 1 / (1 + exp(-value))


def at(row: Level, z: float, apart: float = 0.0) -> float:
    """The level at a strength, and so far apart on the scale."""
    start, end = on_scale(row, row.ordinary), on_scale(row, row.poor)
    return off_scale(row, start + z * (end - start) + apart)


def ordinary(row: Level) -> tuple[float, float]:
    """The levels between which nineteen of twenty ordinary companies lie in a quarter."""
    span = on_scale(row, row.poor) - on_scale(row, row.ordinary)
    spread = hypot(span * given.USUAL_SPREAD, span * given.QUARTER_SPREAD, row.apart, row.noise)
    low, high = (at(row, 0, side * WITHIN * spread) for side in (-1, 1))
    return low, high


def table() -> Table:
    """Each fact in ordinary companies, in those where its condition is chronic, and where it is plainly poor."""
    rows = []
    for fact, row in given.LEVELS.items():
        low, high = ordinary(row)
        mild, severe = (at(row, z) for z in given.CHRONIC_STRENGTH)
        rows.append([fact, f"{low:.3g} to {high:.3g}", f"{mild:.3g} to {severe:.3g}", f"{row.poor:g}", row.cause])
    return Table(
        ["fact", "nineteen of twenty ordinary companies", "chronic (middle)", "plainly poor", "by"],
        rows,
        "What is ordinary",
        "As the parameters have it, in the units of the facts.",
    )
