"""Bands as FEEL trees: the band of a fact is one expression, read by every executor in the same way.

`otif.band` is "healthy", "warning", "bad" or null; `otif.small` is true where the band is a warning only because
the sample is small: the point estimate alone would have decided.
"""

from __future__ import annotations

from decimal import Decimal

from diagnosis.feel.tree import And, Arithmetic, Call, Compare, If, In, Literal, Name, Node, Not, Or
from diagnosis.knowledge.model import Fact

_NULL = Literal(None)


def band_trees(
    fact: Fact,
    on: Node | None,
    usual: Node | None,
    healthy: tuple[Node, ...],
    bad: tuple[Node, ...],
    parameters: dict[str, Decimal],
) -> tuple[Node, Node]:
    """The trees of `<fact>.band` and `<fact>.small`, over flat variables.

    `on`, `usual` (what the bands are held against), `healthy` and `bad` are the resolved parts of the fact's bands.
    """
    assert fact.bands is not None
    if fact.bands.peers:
        return _against_peers(fact, parameters)
    if usual is not None:
        return _against_baseline(fact, usual, parameters)
    value = on if on is not None else Name(fact.fact)
    if fact.has_interval and on is None:
        return _with_interval(fact, healthy, bad)
    return _choose(_known(value), In(value, healthy), In(value, bad)), Literal(False)


def _with_interval(fact: Fact, healthy: tuple[Node, ...], bad: tuple[Node, ...]) -> tuple[Node, Node]:
    """Healthy where the interval does not reach the bad limit, bad where it does not reach the healthy one."""
    value, low, high = Name(fact.fact), Name(f"{fact.fact}.low"), Name(f"{fact.fact}.high")
    is_healthy = And((In(value, healthy), Not(In(low, bad)), Not(In(high, bad))))
    is_bad = And((In(value, bad), Not(In(low, healthy)), Not(In(high, healthy))))
    band = _choose(And((_known(value), _known(low))), is_healthy, is_bad)
    point = Or((In(value, healthy), In(value, bad)))
    return band, And((Compare("=", Name(f"{fact.fact}.band"), Literal("warning")), point))


def _against_baseline(fact: Fact, base: Node, parameters: dict[str, Decimal]) -> tuple[Node, Node]:
    """Bad where the interval lies wholly below the usual value; healthy where value and lower end hold up to it."""
    value, low, high = Name(fact.fact), Name(f"{fact.fact}.low"), Name(f"{fact.fact}.high")
    enough = Arithmetic("*", Literal(parameters["baseline_value_factor"]), base)
    floor = Arithmetic("*", Literal(parameters["baseline_low_factor"]), base)
    is_bad = Compare("<", high, base)
    is_healthy = And((Compare(">=", value, enough), Compare(">=", low, floor)))
    known = And((_known(low), Compare(">", base, Literal(Decimal(0)))))
    band = If(known, If(is_bad, Literal("bad"), If(is_healthy, Literal("healthy"), Literal("warning"))), _NULL)
    return band, Compare("=", Name(f"{fact.fact}.band"), Literal("warning"))


def _against_peers(fact: Fact, parameters: dict[str, Decimal]) -> tuple[Node, Node]:
    """Bad where significantly below the peers; healthy where a fall to a fraction of their rate is ruled out."""
    p, low, peers = Name(f"{fact.fact}.p"), Name(f"{fact.fact}.low"), Name(f"{fact.fact}.peers")
    is_bad = Compare("<", p, Literal(parameters["significance"]))
    floor = Arithmetic("*", Literal(parameters["peer_low_factor"]), peers)
    is_healthy = Compare(">=", low, floor)
    band = If(
        And((_known(p), _known(low))),
        If(is_bad, Literal("bad"), If(is_healthy, Literal("healthy"), Literal("warning"))),
        _NULL,
    )
    return band, Compare("=", Name(f"{fact.fact}.band"), Literal("warning"))


def _known(node: Node) -> Node:
    return Call("known", (node,))


def _choose(known: Node, healthy: Node, bad: Node) -> Node:
    return If(known, If(healthy, Literal("healthy"), If(bad, Literal("bad"), Literal("warning"))), _NULL)
