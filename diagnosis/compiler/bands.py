"""Bands as FEEL trees: the band of a fact is one expression, read by every executor in the same way.

`otif.band` is "healthy", "warning", "bad" or null; `otif.small` is true where the sample is too small to tell: the
point estimate alone would have decided, or there are fewer cases than the smallest sample, and then there is no band.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from diagnosis.feel.tree import And, Arithmetic, Call, Compare, If, In, Literal, Name, Node, Not, Or
from diagnosis.knowledge.model import Fact

_NULL = Literal(None)
_HEALTHY, _WARNING, _BAD = Literal("healthy"), Literal("warning"), Literal("bad")


@dataclass(frozen=True, slots=True)
class Usual:
    """The usual value that a fact is held against, and the low end of its interval where it can have one."""

    value: Node
    low: Node | None


def band_trees(
    fact: Fact,
    on: Node | None,
    healthy: tuple[Node, ...],
    bad: tuple[Node, ...],
    usual: Usual | None,
    parameters: dict[str, Decimal],
) -> tuple[Node, Node]:
    """The trees of `<fact>.band` and `<fact>.small`, over flat variables.

    `on`, `healthy`, `bad` and `usual` (what the bands are held against) are the resolved parts of the fact's bands.
    """
    assert fact.bands is not None
    if fact.bands.peers:
        return _of_sample(fact, *_against_peers(fact, parameters), parameters)
    if fact.bands.against is not None:
        assert usual is not None
        return _of_sample(fact, *_against_baseline(fact, usual, parameters), parameters)
    if fact.has_interval and on is None:
        return _of_sample(fact, *_with_interval(fact, healthy, bad), parameters)
    value = on if on is not None else Name(fact.fact)
    is_healthy, is_bad, enough = In(value, healthy), In(value, bad), _enough_to_accuse(fact, parameters)
    band: Node = If(is_healthy, _HEALTHY, If(_all(is_bad, enough), _BAD, _WARNING))
    small: Node = Literal(False) if enough is None else And((is_known(value), is_bad, Not(enough)))
    band = If(is_known(value), band, _NULL)
    if fact.bands.least is not None and usual is not None:
        apart = Call("abs", (Arithmetic("-", Name(fact.fact), usual.value),))
        band = If(Compare("<", apart, Literal(fact.bands.least)), _HEALTHY, band)
    return band, small


def _enough_to_accuse(fact: Fact, parameters: dict[str, Decimal]) -> Node | None:
    """What it takes for a full count to be bad: enough cases, where it says so, that do not agree by chance.

    A share without counts is taken as it is, except where chance has to be ruled out.
    """
    conditions: list[Node] = []
    if fact.smallest_sample is not None:
        conditions.append(Not(_fewer(fact, fact.smallest_sample)))
    if fact.by_chance is not None:
        p = Name(f"{fact.fact}.chance_p")
        conditions.append(And((is_known(p), Compare("<", p, Literal(parameters["significance"])))))
    return _all(*conditions) if conditions else None


def _of_sample(fact: Fact, band: Node, small: Node, parameters: dict[str, Decimal]) -> tuple[Node, Node]:
    """No band where there are fewer cases than the smallest sample."""
    smallest = fact.smallest_sample if fact.smallest_sample is not None else parameters["smallest_sample"]
    few = _fewer(fact, smallest)
    return If(few, _NULL, band), Or((few, small))


def _fewer(fact: Fact, smallest: int | Decimal) -> Node:
    """Whether a sample is known to have fewer cases; true or false, never null."""
    of = Name(f"{fact.fact}.of")
    return And((is_known(of), Compare("<", of, Literal(Decimal(smallest)))))


def _with_interval(fact: Fact, healthy: tuple[Node, ...], bad: tuple[Node, ...]) -> tuple[Node, Node]:
    """Healthy where the interval does not reach the bad limit, bad where it does not reach the healthy one."""
    value, low, high = Name(fact.fact), Name(f"{fact.fact}.low"), Name(f"{fact.fact}.high")
    is_healthy = And((In(value, healthy), Not(In(low, bad)), Not(In(high, bad))))
    is_bad = And((In(value, bad), Not(In(low, healthy)), Not(In(high, healthy))))
    band = If(And((is_known(value), is_known(low))), If(is_healthy, _HEALTHY, If(is_bad, _BAD, _WARNING)), _NULL)
    point = Or((In(value, healthy), In(value, bad)))
    return band, And((_is_warning(fact), point))


def _against_baseline(fact: Fact, usual: Usual, parameters: dict[str, Decimal]) -> tuple[Node, Node]:
    """Bad where the value is below the usual one by a difference that matters, and surely so; healthy where value and
    lower end hold up to it.

    Surely: the interval lies wholly below the usual value or, where that has a sample too, the interval of the
    difference lies below zero (R. G. Newcombe, Statistics in Medicine 17, 1998, method 10; squared, as both sides are
    positive).
    """
    value, low, high = Name(fact.fact), Name(f"{fact.fact}.low"), Name(f"{fact.fact}.high")
    enough = Arithmetic("*", Literal(parameters["baseline_value_factor"]), usual.value)
    floor = Arithmetic("*", Literal(parameters["baseline_low_factor"]), usual.value)
    below: Node = Compare("<", high, usual.value)
    if usual.low is not None:
        spread = Arithmetic("+", squared_difference(high, value), squared_difference(usual.value, usual.low))
        apart = And((Compare("<", value, usual.value), Compare(">", squared_difference(usual.value, value), spread)))
        below = If(Compare("<", usual.low, usual.value), apart, below)
    is_bad = And((Compare("<", value, enough), below))
    is_healthy = And((Compare(">=", value, enough), Compare(">=", low, floor)))
    known = And((is_known(low), is_known(usual.value)))
    band = If(known, If(is_bad, _BAD, If(is_healthy, _HEALTHY, _WARNING)), _NULL)
    return band, _is_warning(fact)


def _against_peers(fact: Fact, parameters: dict[str, Decimal]) -> tuple[Node, Node]:
    """Bad where below the peers by a difference that matters, and significantly; healthy where a fall to a fraction of
    their rate is ruled out.
    """
    value, p, low = Name(fact.fact), Name(f"{fact.fact}.p"), Name(f"{fact.fact}.low")
    peers = Name(f"{fact.fact}.peers")
    matters = Compare("<", value, Arithmetic("*", Literal(parameters["peer_value_factor"]), peers))
    is_bad = And((Compare("<", p, Literal(parameters["significance"])), matters))
    is_healthy = Compare(">=", low, Arithmetic("*", Literal(parameters["peer_low_factor"]), peers))
    band = If(And((is_known(p), is_known(low))), If(is_bad, _BAD, If(is_healthy, _HEALTHY, _WARNING)), _NULL)
    return band, _is_warning(fact)


def _is_warning(fact: Fact) -> Node:
    return Compare("=", Name(f"{fact.fact}.band"), _WARNING)


def squared_difference(high: Node, low: Node) -> Node:
    """The square of a difference, as a tree."""
    difference = Arithmetic("-", high, low)
    return Arithmetic("*", difference, difference)


def _all(*conditions: Node | None) -> Node:
    given = tuple(condition for condition in conditions if condition is not None)
    return given[0] if len(given) == 1 else And(given)


def is_known(node: Node) -> Node:
    """Whether a value is known, as a tree."""
    return Call("known", (node,))
