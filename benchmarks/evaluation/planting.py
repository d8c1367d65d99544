"""What is wrong in a team, if anything: planted causes with what each costs, or sellers who are truly weak."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Self, TypeVar

import numpy as np
from numpy.typing import NDArray

from benchmarks.evaluation import assumptions as given
from benchmarks.evaluation.assumptions import CAUSES

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

WIDTH = given.SELLERS[1]
"""Columns of the arrays by seller; a smaller team leaves its last columns unused."""


@dataclass(frozen=True)
class Rows:
    """Arrays with one row a team."""

    def take(self, rows: Bools | Ints) -> Self:
        """The same for some of the teams."""
        return type(self)(**{column.name: getattr(self, column.name)[rows] for column in fields(self)})


R = TypeVar("R", bound=Rows)


def joined(parts: Sequence[R]) -> R:
    """The teams of all parts, in order."""
    return type(parts[0])(
        **{column.name: np.concatenate([getattr(part, column.name) for part in parts]) for column in fields(parts[0])}
    )


@dataclass(frozen=True)
class Plan(Rows):
    """`cost` by (team, cause) as `CAUSES`, zero where not planted. `weak` by (team, seller): -1, or a place in `WEAK`.

    `since` is how many quarters before this one the causes set in. `mode` by (team, cause) is a number from 0 to 1 that
    chooses among the ways in which a cause shows itself.
    """

    sellers: Ints
    cost: Floats
    weak: Ints
    deficit: Floats
    mode: Floats
    since: Ints

    @property
    def planted(self) -> Bools:
        """Which causes of the miss are planted."""
        return self.cost >= given.MATERIAL

    @property
    def slight(self) -> Bools:
        """Which troubles are too slight to be called a cause."""
        slight: Bools = (self.cost > 0) & ~self.planted
        return slight

    @property
    def absent(self) -> Bools:
        """Which causes are not there at all."""
        absent: Bools = self.cost == 0
        return absent

    def of(self, cause: str) -> Floats:
        """What a cause costs in each team."""
        return self.cost[:, CAUSES.index(cause)]

    def way(self, cause: str) -> Floats:
        """The number that chooses how a cause shows itself."""
        return self.mode[:, CAUSES.index(cause)]

    @property
    def present(self) -> Bools:
        """Which columns are sellers."""
        return np.arange(WIDTH) < self.sellers[:, None]


def between(rng: np.random.Generator, ends: tuple[float, float], size: int) -> Floats:
    """Numbers that are even on the logarithm."""
    return np.exp(rng.uniform(np.log(ends[0]), np.log(ends[1]), size))


def draw_plan(rng: np.random.Generator, teams: int) -> Plan:
    """What is planted in `teams` teams."""
    names = list(given.PLANTED)
    kinds = rng.choice(len(names), size=teams, p=list(given.PLANTED.values()))
    causes = np.select([kinds == names.index(name) for name in ("one", "two", "three")], [1, 2, 3], 0)
    order = rng.random((teams, len(CAUSES))).argsort(axis=1).argsort(axis=1)
    costs = between(rng, given.COST, teams * len(CAUSES)).reshape(teams, -1)
    sellers = rng.integers(given.SELLERS[0], given.SELLERS[1] + 1, teams)
    weak_ones = (kinds == names.index("weak")) * (1 + (rng.random(teams) < given.TWO_WEAK))
    # A team's sellers stand in no order, so the weak ones may be its first.
    is_weak = np.arange(WIDTH) < weak_ones[:, None]
    return Plan(
        sellers=sellers,
        cost=np.where(order < causes[:, None], costs, 0.0),
        weak=np.where(is_weak, rng.integers(0, len(given.WEAK), (teams, WIDTH)), -1),
        deficit=np.where(is_weak, rng.uniform(*given.DEFICIT, (teams, WIDTH)), 0.0),
        mode=rng.random((teams, len(CAUSES))),
        since=rng.integers(0, given.SINCE, teams),
    )


def planned(
    rng: np.random.Generator,
    teams: int,
    costs: Mapping[str, float] | None = None,
    weak: str | None = None,
    deficit: float = 0.0,
) -> Plan:
    """The same plan for every team: these causes at these costs, and a first seller who is weak at something."""
    plan = draw_plan(rng, teams)
    cost = np.zeros_like(plan.cost)
    for cause, value in (costs or {}).items():
        cost[:, CAUSES.index(cause)] = value
    lacks = np.full_like(plan.weak, -1)
    short = np.zeros_like(plan.deficit)
    if weak is not None:
        lacks[:, 0], short[:, 0] = given.WEAK.index(weak), deficit
    return Plan(plan.sellers, cost, lacks, short, plan.mode, plan.since)
