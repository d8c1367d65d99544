"""A fact held against its own past, as FEEL trees: whether it is as usual, as before, or worse.

`otif.as_usual` is true where the fact is known to be no worse than in the quarter before, whose target was met (or, of
a fact with a usual value, where it is healthy against that); `otif.as_before` where that target was missed, or not
known to be met; `otif.worse` where it got worse. What is not known is none of these, so all three are false then.
`otif.gap_band` is the band as far as this gap goes: healthy where the fact is as usual.

A difference matters from half the distance between the healthy and the bad limit on: then a fact on one limit is
nearer to the other. What lay farther beyond its healthy limit than that has to fall by half as much again. Where both values have intervals, it got worse only if that is no chance either (R. G. Newcombe,
Statistics in Medicine 17, 1998, method 10; squared, as both sides are positive).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from diagnosis.feel.tree import And, Arithmetic, Call, Compare, If, Literal, Name, Node, Not, Or, Range, UnaryTest
from diagnosis.knowledge.model import Fact
from diagnosis.knowledge.variables import HISTORY, PREVIOUS

ATTAINMENT = "attainment"
"""The team's fact that says whether the target of the quarter before was met."""

_NO, _HEALTHY, _BAD = Literal(False), Literal("healthy"), Literal("bad")
_HALF = Decimal("0.5")


@dataclass(frozen=True, slots=True)
class _Side:
    """One side on which a fact can be bad: below its healthy limit, or above it; `apart` is the distance to bad."""

    healthy: Decimal
    apart: Decimal
    below: bool


def history_trees(fact: Fact, healthy: tuple[Node, ...], bad: tuple[Node, ...]) -> Iterator[tuple[str, Node]]:
    """The variables of a team's fact with bands, each with its tree; `healthy` and `bad` are the resolved limits."""
    now, before = Name(f"{fact.fact}.band"), Name(f"{PREVIOUS}{fact.fact}.band")
    usual: Node
    as_before: Node
    worse: Node
    if fact.bands is not None and (fact.bands.against or fact.bands.usual):
        # What is held against its usual value is its own history, a longer one than a single quarter.
        usual, as_before, worse = Compare("=", now, _HEALTHY), _NO, Compare("=", now, _BAD)
        known: Node = _known(now)
    else:
        known = And((_known(now), _known(before)))
        held, worse = _against_before(fact, tuple(_sides(fact, healthy, bad)), now, before)
        met = Name(f"{PREVIOUS}{ATTAINMENT}")
        target_met = If(_known(met), Compare(">=", met, Literal(Decimal(1))), _NO)
        usual, as_before = And((held, target_met)), And((held, Not(target_met)))
    for name, tree in zip(HISTORY, (usual, as_before, worse), strict=True):
        yield name, If(known, tree, _NO)
    yield "gap_band", If(Name(f"{fact.fact}.as_usual"), _HEALTHY, now)


def _against_before(fact: Fact, sides: tuple[_Side, ...], now: Name, before: Name) -> tuple[Node, Node]:
    """Whether a fact held against the quarter before, and whether it got worse; of known bands."""
    if not sides:
        # Without limits on its own value: it is what it was, or became bad from something better.
        became_bad = And((Compare("=", now, _BAD), Not(Compare("=", before, _BAD))))
        return Or((Compare("=", now, _HEALTHY), Compare("=", now, before))), became_bad
    value, earlier = fact.fact, f"{PREVIOUS}{fact.fact}"
    if len(sides) == 1:
        (side,) = sides
        held = _held(_loss(side, Name(value), Name(earlier)), _beyond(side, Name(earlier)), side.apart)
        return held, And((Not(held), *_surely(fact, side)))
    now_beyond, then_beyond = (
        Call("max", tuple(Arithmetic("/", _beyond(side, Name(at)), Literal(side.apart)) for side in sides))
        for at in (value, earlier)
    )
    held = _held(Arithmetic("-", now_beyond, then_beyond), then_beyond, Decimal(1))
    return held, Not(held)


def _held(fall: Node, beyond: Node, apart: Decimal) -> Node:
    """Whether a fall is smaller than what matters; `beyond` is how far the fact lay beyond its healthy limit."""
    return Compare("<", fall, Arithmetic("*", Literal(_HALF), Call("max", (Literal(apart), beyond))))


def _loss(side: _Side, value: Node, earlier: Node) -> Node:
    """By how much a value is worse than the earlier one, in the fact's own unit."""
    return Arithmetic("-", earlier, value) if side.below else Arithmetic("-", value, earlier)


def _beyond(side: _Side, value: Node) -> Node:
    """How far a value lies beyond the healthy limit."""
    return _loss(side, value, Literal(side.healthy))


def _surely(fact: Fact, side: _Side) -> tuple[Node, ...]:
    """That a difference between two samples is no chance."""
    if not fact.has_interval:
        return ()
    value, earlier = fact.fact, f"{PREVIOUS}{fact.fact}"
    outer, inner = ("high", "low") if side.below else ("low", "high")
    spread = Arithmetic(
        "+", _square(Name(f"{value}.{outer}"), Name(value)), _square(Name(earlier), Name(f"{earlier}.{inner}"))
    )
    return (Compare(">", _square(Name(earlier), Name(value)), spread),)


def _sides(fact: Fact, healthy: tuple[Node, ...], bad: tuple[Node, ...]) -> Iterator[_Side]:
    """The sides of a fact whose bands are plain limits on its own value."""
    if fact.bands is None or fact.bands.on is not None:
        return
    good, poor = _ends(healthy), _ends(bad)
    for below, limit in ((True, "from"), (False, "to")):
        at, worst = good.get(limit), poor.get("to" if below else "from")
        if at is not None and worst is not None and (at > worst if below else at < worst):
            yield _Side(at, abs(at - worst), below)


def _ends(tests: tuple[Node, ...]) -> dict[str, Decimal]:
    """Where tests begin (`from`) and end (`to`), as far as they are numbers."""
    ends: dict[str, Decimal] = {}
    for test in tests:
        match test:
            case UnaryTest(">=" | ">", Literal(Decimal() as limit)):
                ends["from"] = limit
            case UnaryTest("<=" | "<", Literal(Decimal() as limit)):
                ends["to"] = limit
            case Range(Literal(Decimal() as low), Literal(Decimal() as high)):
                ends["from"], ends["to"] = low, high
    return ends


def _square(one_end: Node, other_end: Node) -> Node:
    """The square of a difference."""
    difference = Arithmetic("-", one_end, other_end)
    return Arithmetic("*", difference, difference)


def _known(node: Node) -> Node:
    return Call("known", (node,))
