"""A fact that is not healthy held against its own past, as FEEL trees: it is as usual, as before, worse, far worse, or
its past is not known.

`otif.as_usual` is true where the fact is bad or in the warning band, and known to be no worse than in the quarter
before, whose target was met; `otif.as_before` where that target was missed, or not known to be met; `otif.worse`
where it fell as far as the healthy limit lies from the bad one, `otif.far_worse` where it fell twice as far. Where the
quarter before is not known, what is said (`since`) takes its place; where neither is, `otif.past_unknown` is true. Of a
healthy fact, and of what is not known, all five are false. A fact with a usual value is never as usual where its band
says otherwise, and its past is known. `otif.gap_band` is the band as far as this gap goes: healthy where the fact is as
usual.

A fact is no worse that fell by less than half the distance between the healthy and the bad limit; what lay farther
beyond its healthy limit than that, by less than half of how far it lay. Between that and the whole distance it is
neither: on simulated companies falls of that size were as common without a cause as with one. Counts must also differ
by more than chance (R. G. Newcombe, Statistics in Medicine 17, 1998, method 10; squared, as both sides are positive).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from diagnosis.compiler.bands import is_known, squared_difference
from diagnosis.feel.tree import And, Arithmetic, Call, Compare, If, Literal, Name, Node, Not, Or, Range, UnaryTest
from diagnosis.kinds import kind_of
from diagnosis.knowledge.model import Fact
from diagnosis.knowledge.variables import GAP_BAND, PAST, PAST_UNKNOWN, PREVIOUS

ATTAINMENT = "attainment"
"""The team's fact that says whether the target of the quarter before was met."""

_NO, _HEALTHY, _BAD = Literal(False), Literal("healthy"), Literal("bad")
_HALF, _TWICE = Decimal("0.5"), Decimal(2)
_CHANCE = Decimal("3.84")
"""The square of 1.96: a difference of two shares by so many variances is no chance (5 %, two-sided)."""


@dataclass(frozen=True, slots=True)
class _BadSide:
    """One side on which a fact can be bad: below its healthy limit, or above it; `apart` is the distance to bad."""

    healthy: Decimal
    apart: Decimal
    below: bool


@dataclass(frozen=True, slots=True)
class _Past:
    """How a fact with known bands stands to its past: no worse, worse, far worse."""

    held: Node
    worse: Node
    far_worse: Node


def history_trees(fact: Fact, healthy: tuple[Node, ...], bad: tuple[Node, ...]) -> Iterator[tuple[str, Node]]:
    """The variables of a team's fact with bands, each with its tree; `healthy` and `bad` are the resolved limits."""
    now, before, said = Name(f"{fact.fact}.band"), Name(f"{PREVIOUS}{fact.fact}.band"), Name(f"{fact.fact}.{PAST}")
    measured: Node
    usual: Node
    as_before: Node
    if fact.bands is not None and (fact.bands.against or fact.bands.usual):
        # What is held against its usual value is its own history, a longer one than a single quarter. A rate that is
        # held so is an outcome, and its band has told already that it fell.
        worse = _NO if fact.bands.against else Compare("=", now, _BAD)
        measured = Literal(True)
        past, usual, as_before = _Past(_NO, _NO, worse), _NO, _NO
    else:
        measured = is_known(before)
        past = _against_before(fact, tuple(_sides(fact, healthy, bad)), now, before)
        met = Name(f"{PREVIOUS}{ATTAINMENT}")
        target_met = If(is_known(met), Compare(">=", met, Literal(Decimal(1))), _NO)
        usual, as_before = And((past.held, target_met)), And((past.held, Not(target_met)))
    not_healthy = Or((Compare("=", now, Literal("warning")), Compare("=", now, _BAD)))
    # What is measured comes before what is said.
    trees: dict[str, tuple[Node, str]] = {"as_usual": (usual, "usual"), "as_before": (as_before, "before")}
    trees |= {"worse": (past.worse, "new"), "far_worse": (past.far_worse, "")}
    for name, (tree, word) in trees.items():
        as_said = If(is_known(said), Compare("=", said, Literal(word)), _NO)
        yield name, If(not_healthy, If(measured, tree, as_said), _NO)
    yield PAST_UNKNOWN, If(not_healthy, And((Not(measured), Not(is_known(said)))), _NO)
    yield GAP_BAND, If(Name(f"{fact.fact}.as_usual"), _HEALTHY, now)


def _against_before(fact: Fact, sides: tuple[_BadSide, ...], now: Name, before: Name) -> _Past:
    """A fact with known bands against the quarter before."""
    if not sides:
        if kind_of(fact).is_band:
            # It is put together from others, of which one or another is bad in any quarter.
            return _Past(Compare("=", now, before), _NO, _NO)
        # Without limits on its own value: it is what it was, or became bad from something better.
        worse = And((Compare("=", now, _BAD), Not(Compare("=", before, _BAD))))
        return _Past(Compare("=", now, before), _NO, worse)
    value, earlier = fact.fact, f"{PREVIOUS}{fact.fact}"
    if len(sides) == 1:
        (side,) = sides
        fall: Node = _loss(side, Name(value), Name(earlier))
        beyond: Node = _loss(side, Name(earlier), Literal(side.healthy))
        apart, surely = side.apart, _surely(fact, side)
    else:
        # In distances between the limits, on whichever side the fact lies.
        at_now, beyond = (
            Call("max", tuple(_in_distances(side, Name(at)) for side in sides)) for at in (value, earlier)
        )
        fall, apart, surely = Arithmetic("-", at_now, beyond), Decimal(1), ()
    held = Compare("<", fall, Arithmetic("*", Literal(_HALF), Call("max", (Literal(apart), beyond))))
    fell, fell_far = (Compare(">=", fall, Literal(times * apart)) for times in (Decimal(1), _TWICE))
    far_worse = And((fell_far, Not(held), *surely))
    return _Past(held, And((fell, Not(fell_far), Not(held), *surely)), far_worse)


def _loss(side: _BadSide, value: Node, earlier: Node) -> Node:
    """By how much a value is worse than the earlier one, in the fact's own unit."""
    return Arithmetic("-", earlier, value) if side.below else Arithmetic("-", value, earlier)


def _in_distances(side: _BadSide, value: Node) -> Node:
    """How far a value lies beyond the healthy limit, in distances to the bad one."""
    return Arithmetic("/", _loss(side, value, Literal(side.healthy)), Literal(side.apart))


def _surely(fact: Fact, side: _BadSide) -> tuple[Node, ...]:
    """That a difference between two counts is no chance."""
    now, then = Name(fact.fact), Name(f"{PREVIOUS}{fact.fact}")
    difference = squared_difference(then, now)
    if fact.has_interval:
        outer, inner = ("high", "low") if side.below else ("low", "high")
        spread = Arithmetic(
            "+",
            squared_difference(Name(f"{now.name}.{outer}"), now),
            squared_difference(then, Name(f"{then.name}.{inner}")),
        )
        return (Compare(">", difference, spread),)
    if fact.smallest_sample is None:
        return ()
    cases = [Name(f"{at.name}.of") for at in (now, then)]
    chance = Arithmetic("+", *(_variance(at, of) for at, of in zip((now, then), cases, strict=True)))
    counted = And(tuple(is_known(of) for of in cases))
    return (If(counted, Compare(">", difference, Arithmetic("*", Literal(_CHANCE), chance)), Literal(True)),)


def _variance(share: Node, cases: Node) -> Node:
    """The variance of a share of so many cases."""
    rest = Arithmetic("-", Literal(Decimal(1)), share)
    return Arithmetic("/", Arithmetic("*", share, rest), cases)


def _sides(fact: Fact, healthy: tuple[Node, ...], bad: tuple[Node, ...]) -> Iterator[_BadSide]:
    """The sides of a fact whose bands are plain limits on its own value."""
    if fact.bands is None or fact.bands.on is not None:
        return
    good, poor = _ends(healthy), _ends(bad)
    for below, limit in ((True, "from"), (False, "to")):
        at, worst = good.get(limit), poor.get("to" if below else "from")
        if at is not None and worst is not None and (at > worst if below else at < worst):
            yield _BadSide(at, abs(at - worst), below)


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
