"""Figures: what was measured, round by round, and how it is told."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from time import perf_counter
from typing import Literal, TypeVar

T = TypeVar("T")

Extent = Literal["full", "short", "least"]
"""How much is measured. `least` shows only that a benchmark runs: its figures mean nothing."""


@dataclass(frozen=True)
class Figure:
    """One measured quantity, with its value in each round. Reports show the median and the range."""

    name: str
    unit: str
    rounds: tuple[float, ...]
    digits: int = 1

    @property
    def median(self) -> float:
        """The median of the rounds."""
        return statistics.median(self.rounds)

    def told(self, value: float) -> str:
        """A value of this figure as it is printed."""
        return f"{value:,.{self.digits}f}"

    def as_json(self) -> dict[str, object]:
        """The figure as JSON has it."""
        return {
            "unit": self.unit,
            "median": self.median,
            "min": min(self.rounds),
            "max": max(self.rounds),
            "rounds": list(self.rounds),
        }


@dataclass(frozen=True)
class Goal:
    """The limit of a figure: at most, or at least. A goal that is not met breaks nothing."""

    text: str
    figure: str
    limit: float
    least: bool = False

    def met(self, figures: Sequence[Figure]) -> bool | None:
        """Whether the median reaches the limit; None where there is no such figure."""
        median = next((figure.median for figure in figures if figure.name == self.figure), None)
        if median is None:
            return None
        return median >= self.limit if self.least else median <= self.limit


@dataclass
class Report:
    """What one benchmark found; `notes` say what a reader must know to understand it."""

    name: str
    title: str
    figures: list[Figure] = field(default_factory=list)
    goals: list[Goal] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def timed(run: Callable[[], T]) -> tuple[float, T]:
    """The seconds that a call takes, and its result."""
    begin = perf_counter()
    result = run()
    return perf_counter() - begin, result


def percentile(values: Sequence[float], share: float) -> float:
    """The value that a share of all values do not exceed."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def interleaved(runs: Sequence[Callable[[], float]], rounds: int) -> list[list[float]]:
    """Runs every measurement once a round. Other work of the machine then slows all of them alike."""
    values: list[list[float]] = [[] for _ in runs]
    for number in range(rounds):
        # The order turns round: nobody is always first.
        for index in range(len(runs)) if number % 2 == 0 else reversed(range(len(runs))):
            values[index].append(runs[index]())
    return values
