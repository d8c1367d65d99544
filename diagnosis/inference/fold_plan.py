"""The fixed part of the folds for one subject: which rule bears on which cause, and how that is added up."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from diagnosis.knowledge.model import Subject
from diagnosis.knowledge.program import CompiledCause, CompiledRule, Need

Bools = NDArray[np.bool_]
Codes = NDArray[np.int8]
Floats = NDArray[np.float64]

FOR, AGAINST = 0, 1

_EXACT = 2**53
"""Floats hold every whole number up to this."""
_FEW = 64
"""For so few units a matrix product is quickest."""


@dataclass(frozen=True, slots=True)
class Pair:
    """A rule as evidence for or against a cause: columns of the plan, and the grade's place in the scale."""

    cause: int
    rule: int
    direction: int
    grade: int


@dataclass(frozen=True, slots=True)
class Keys:
    """How one number says of a cause how much evidence of each grade counts.

    Each grade is a digit: how many rules count `for` the cause, less those `against`. `least` is the lowest value of
    each digit, `radix` how many values it has, `strides` what 1 is worth in it. `zero` is the number where nothing
    counts, `size` how many numbers there are.
    """

    least: tuple[int, ...]
    radix: tuple[int, ...]
    strides: tuple[int, ...]
    zero: int
    size: int

    def digits(self, key: int) -> tuple[int, ...]:
        """The digits of a number."""
        return tuple(
            low + key // stride % radix for low, stride, radix in zip(self.least, self.strides, self.radix, strict=True)
        )


@dataclass(frozen=True)
class PairSums:
    """Adds up, by cause, the weights of the pairs (or needs) that are chosen.

    `weights` has a row a pair and a column a cause; most are zero. They are whole numbers, so that sums are exact.
    """

    weights: Floats

    @cached_property
    def _entries(self) -> list[tuple[int, int, float]]:
        return [(pair, cause, self.weights[pair, cause]) for pair, cause in np.argwhere(self.weights).tolist()]

    @cached_property
    def total(self) -> Floats:
        """The sums where all are chosen."""
        total: Floats = self.weights.sum(axis=0)
        return total

    def of(self, chosen: Bools) -> Floats:
        """The sums over the chosen pairs of each unit."""
        if len(chosen) <= _FEW:
            product: Floats = chosen @ self.weights
            return product
        sums = np.zeros((self.weights.shape[1], len(chosen)))
        for pair, cause, weight in self._entries:
            sums[cause] += chosen[:, pair] * weight
        return sums.T


@dataclass(frozen=True)
class SubjectPlan:
    """The fixed part of the folds for one subject: which rule bears on which cause, and how.

    The arrays have one row a pair. `single` marks the pairs that are alone in their group, `groups` holds the others,
    the stronger before the weaker: of those that fired only the strongest counts. `most_probable` and `eliminated` mark
    those that count by how other causes stand, if at all; `accusing` those `for` a cause that no review makes.
    """

    subject: Subject
    rules: tuple[CompiledRule, ...]
    causes: tuple[CompiledCause, ...]
    needs: tuple[tuple[int, Need], ...]
    pairs: tuple[Pair, ...]
    groups: tuple[tuple[int, ...], ...]
    pair_rule: NDArray[np.intp]
    pair_cause: NDArray[np.intp]
    single: Bools
    most_probable: Bools
    eliminated: Bools
    accusing: Bools
    against: Bools
    by_key: PairSums
    """Pair to cause: what the pair adds to the cause's number, which `keys` explains."""
    keys: tuple[Keys, ...]
    """How the number of each cause is read."""
    by_strong: PairSums
    """Pair to cause, for those `for` it that suffice for a confirmation."""
    by_moderate: PairSums
    """Pair to cause, for those `for` it that forbid a ruling out."""
    by_weight: PairSums
    """Pair to cause, by the weight of evidence (logarithm of the likelihood ratio); reviews have none. In whole units,
    so that a sum is exact: floats added in another order, as for more units at once, would give other digits."""
    ratios: tuple[Fraction, ...]
    confirmed_at: Fraction
    ruled_out_at: Fraction
    reviews: tuple[int, ...]
    """For each cause the rule that is its stage's review "ruled out", or -1."""
    gated: Bools
    """The causes of stages that wait for others."""
    elsewhere: NDArray[np.intp]
    not_applicable: NDArray[np.intp]
    """For each cause the rules that excuse it: its drivers did not fall, what it needs does not apply; or -1."""
    stages: Mapping[str, list[int]]
    """The columns of the causes of each stage that has any."""
    by_need: PairSums
    """Need to cause."""
    need_causes: NDArray[np.intp]
    need_reviews: NDArray[np.intp]
    """For each need the entry of `reviews` of its cause."""
    need_bands: tuple[str, ...]
    """The variables that hold the bands of the needs."""
    fresh_rules: Bools
    """The rules that may open a gate if their facts are recent: those that do not read the quarter before."""
    fresh_needs: Bools
    """The same of the needs."""
    review_rules: tuple[tuple[int, CompiledRule], ...]
    """The columns of the rules that stand for reviews."""
    judged: dict[tuple[int, int], tuple[float, bool, bool]] = field(default_factory=dict, repr=False)
    """What `posterior` gave for a cause and its number: there are few different ones."""

    @cached_property
    def members(self) -> NDArray[np.intp]:
        """The pairs of the groups, a row a group, the strongest first; shorter rows are filled up."""
        longest = max(map(len, self.groups), default=0)
        return np.array([[*group, *[0] * (longest - len(group))] for group in self.groups], np.intp)

    @cached_property
    def is_member(self) -> Bools:
        """Which places of `members` hold a pair of the group."""
        longest = max(map(len, self.groups), default=0)
        return np.array([[place < len(group) for place in range(longest)] for group in self.groups], bool)


def keys_of(pairs: Sequence[Pair], cause: int, grades: int) -> Keys:
    """How the number of a cause is read, given all pairs."""
    least, most = [0] * grades, [0] * grades
    for pair in pairs:
        if pair.cause == cause and pair.direction == FOR:
            most[pair.grade] += 1
        elif pair.cause == cause:
            least[pair.grade] -= 1
    radix = tuple(high - low + 1 for low, high in zip(least, most, strict=True))
    strides = tuple(math.prod(radix[:index]) for index in range(grades))
    if math.prod(radix) > _EXACT:
        raise ValueError("a cause has more evidence of more grades than can be counted")
    zero = -sum(low * stride for low, stride in zip(least, strides, strict=True))
    return Keys(tuple(least), radix, strides, zero, math.prod(radix))
