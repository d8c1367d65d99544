"""Checks the bands that a company's overlay writes: limits that nothing passes, overlaps, decimal commas."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from itertools import pairwise

from diagnosis.feel import FeelSyntaxError, compiled
from diagnosis.feel.tree import In, Literal, Name, Node, walk
from diagnosis.kinds import kind_of
from diagnosis.knowledge.model import Fact
from diagnosis.messages import Said, say

_FAR = 10
"""No limit of a ratio is so many times the most that is met with: points are a hundred times. Own assumption."""

_COMMA = re.compile(r"\d,\d")


def decimal_comma(text: str) -> tuple[int, Said, Said] | None:
    """The column of a decimal comma in unary tests, what is wrong with it and what to do; None where there is none."""
    match = _COMMA.search(text)
    if match is None:
        return None
    what = say("a comma between digits makes two tests of one number")
    return match.start() + 2, what, say("write a decimal point, or a space behind the comma if two tests are meant")


def wrong_bands(
    fact: Fact, own: bool, healthy: tuple[Node, ...], bad: tuple[Node, ...]
) -> tuple[str, Said, Said] | None:
    """The key of the faulty limit (healthy or bad), what is wrong and what to do; None where the bands are right.

    `own` tells that the bands are held against the fact's own value, whose range is then known. Limits that are
    computed from other facts are not judged.
    """
    numbers = list(_numbers((*healthy, *bad)))
    if not (healthy and bad and numbers) or any(not isinstance(node, Literal) for node in _operands(healthy, bad)):
        return None
    values = list(values_around(fact, own, numbers))
    passes = {key: compiled(In(Name("value"), tests)) for key, tests in (("healthy", healthy), ("bad", bad))}
    passed = {key: [value for value in values if test({"value": value}) is True] for key, test in passes.items()}
    for key in ("healthy", "bad"):
        if own and values and not passed[key]:
            do = say("write a share as 0.97, not as 97") if kind_of(fact).scale == 100 else say("change the limit")
            return key, say("no possible value of {fact!r} is {band}", fact=fact.fact, band=key), do
    both = [value for value in passed["healthy"] if value in passed["bad"]]
    if both:
        what = say(
            "the bands of {fact!r} overlap: {value} is both healthy and bad", fact=fact.fact, value=f"{both[0]:f}"
        )
        return "bad", what, say("leave no value in both")
    return None


def values_around(fact: Fact, own: bool, numbers: list[Decimal]) -> Iterator[Decimal]:
    """Numbers at, between and beyond those given; of a fact's own values only the possible ones.

    A ratio has no end of its own, and is often written in points (110 for 1.1): what lies far beyond what is met with
    is held to be impossible.
    """
    ends = (Decimal(end) for end in (-1, 0, 1))
    at = sorted({*numbers, *ends})
    between = ((low + high) / 2 for low, high in pairwise(at))
    try:
        in_range, _ = kind_of(fact).limits(fact)
    except FeelSyntaxError:
        return  # told by knowledge.check
    far = fact.plausible.most * _FAR if fact.kind == "ratio" and fact.plausible and fact.plausible.most else None
    for value in (at[0] - 1, *at, *between, at[-1] + 1):
        if not own or (in_range(value) and (far is None or value <= far)):
            yield value


def _operands(*tests: tuple[Node, ...]) -> Iterator[Node]:
    return (node for group in tests for test in group for node in walk(test) if isinstance(node, Literal | Name))


def _numbers(tests: tuple[Node, ...]) -> Iterator[Decimal]:
    for test in tests:
        for node in walk(test):
            if isinstance(node, Literal) and isinstance(node.value, Decimal):
                yield node.value
