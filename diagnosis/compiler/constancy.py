"""Conditions that are true, or false, whatever the facts are: mostly a limit in per cent where shares are meant.

A comparison is tried at every value that its limits tell apart, of those that the facts can have by their kinds and
ranges. Only comparisons of facts themselves are judged, not of what is computed from them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import pairwise, product
from math import prod

from diagnosis.compiler.expressions import Expressions, owned
from diagnosis.compiler.limits import values_around
from diagnosis.compiler.resolve import Resolved
from diagnosis.feel import compiled, to_text
from diagnosis.feel.tree import (
    And,
    Between,
    Call,
    Compare,
    Filter,
    If,
    In,
    List,
    Literal,
    Name,
    Node,
    Not,
    Or,
    Path,
    Quantified,
    Range,
    UnaryTest,
    children,
    walk,
)
from diagnosis.kinds import kind_of
from diagnosis.kinds.attributes import PRINTED
from diagnosis.knowledge.model import BANDS, SUBJECT_OF, Fact, Subject
from diagnosis.knowledge.variables import PREVIOUS, variables_of
from diagnosis.messages import say

_LOGIC = (And, Or, Not, If)
_COMPARISONS = (Compare, Between, In)
_DIRECT = (*_LOGIC, *_COMPARISONS, UnaryTest, Range, List, Name, Path, Literal)
_LONGEST = 80
_MOST = 20_000
"""So many combinations of values are tried at most."""

Facts = Mapping[str, Mapping[str, Fact]]
Members = Mapping[str, Subject]
Constant = tuple[Node, bool]


def told(work: Expressions, resolved: Resolved, kind: str, id_: str, key: str, subject: Subject) -> None:
    """Tells the parts of an overlay's condition that never change."""
    if work.knowledge.place(kind, id_, key).file not in work.knowledge.overlaid:
        return
    for node, value in constants(resolved.tree, subject, work.knowledge.facts):
        condition = to_text(node)[:_LONGEST]
        what = say("`{condition}` is true of no possible value", condition=condition)
        if value:
            what = say("`{condition}` is true of every possible value", condition=condition)
        do = say("compare with what is possible (a share is 0.3 or 30%, a ratio 1.1 or 110%), or delete it")
        work.fault(kind, id_, key, node.at.line, node.at.column, what, do)


def constants(tree: Node, subject: Subject, facts: Facts) -> Iterator[Constant]:
    """The parts of a resolved condition, or all of it, that never change, with what they always are.

    Where a part is told the whole is not. An unknown fact counts for neither: its comparisons are null.
    """
    parts = [
        (node, value)
        for node, members in _comparisons(tree, {})
        if (value := _constant(node, subject, members, facts)) is not None
    ]
    yield from parts
    if not parts and (value := _constant(tree, subject, {}, facts)) is not None:
        yield tree, value


def _comparisons(node: Node, members: Members) -> Iterator[tuple[Node, Members]]:
    """The comparisons of a condition, each with the subjects of the members that it speaks of."""
    if isinstance(node, In):
        yield from ((replace(node, tests=(test,), at=test.at), members) for test in node.tests)
    elif isinstance(node, _COMPARISONS):
        yield node, members
    inner = members
    if isinstance(node, Quantified):
        inner = {**members, **{name: SUBJECT_OF[source.name] for name, source in node.iterators}}  # type: ignore[attr-defined]
    elif isinstance(node, Filter) and isinstance(node.base, Name):
        inner = {**members, "item": SUBJECT_OF[node.base.name]}
    for child in children(node):
        yield from _comparisons(child, inner)


def _constant(tree: Node, subject: Subject, members: Members, facts: Facts) -> bool | None:
    """What a part of a condition always is; None where it changes, or where that is not told."""
    variables = sorted(set(_variables(tree)), key=to_text)
    if not all(_is_direct(node) for node in walk(tree)):
        return None
    numbers = [number for node in walk(tree) if (number := _fixed(node)) is not None]
    domains = [_domain(node, subject, members, facts, numbers) for node in variables]
    if prod(len(domain or ()) for domain in domains) not in range(1, _MOST):
        return None
    test, seen = compiled(tree), set()
    for values in product(*((*domain, None) for domain in domains if domain is not None)):
        frame: dict[str, object] = {}
        for node, value in zip(variables, values, strict=True):
            if isinstance(node, Path) and isinstance(node.base, Name):
                frame[node.base.name] = {**frame.get(node.base.name, {}), node.name: value}  # type: ignore[dict-item]
            elif isinstance(node, Name):
                frame[node.name] = value
        if _ordered(variables, values):
            seen.add(test(frame))
    truths = seen & {True, False}
    return True in truths if len(truths) == 1 else None


def _ordered(variables: Sequence[Node], values: Sequence[object]) -> bool:
    """Whether the ends of intervals lie on their sides of the values."""
    known = {to_text(node): value for node, value in zip(variables, values, strict=True) if isinstance(value, Decimal)}
    for name, value in known.items():
        fact, _, end = name.rpartition(".")
        if end == "low" and not value <= min(known.get(fact, value), known.get(f"{fact}.high", value)):
            return False
        if end == "high" and value < known.get(fact, value):
            return False
    return True


def _is_direct(node: Node) -> bool:
    return isinstance(node, _DIRECT) or (isinstance(node, Call) and node.function == "known") or not variables_of(node)


def _variables(node: Node) -> Iterator[Node]:
    """The nodes that read a fact; the member of a path is none."""
    if isinstance(node, Name | Path):
        yield node
        return
    for child in children(node):
        yield from _variables(child)


def _fixed(node: Node) -> Decimal | None:
    """The number that an expression without facts is."""
    if isinstance(node, Range | UnaryTest) or variables_of(node):
        return None
    value = compiled(node)({})
    return value if isinstance(value, Decimal) else None


def _domain(
    node: Node, subject: Subject, members: Members, facts: Facts, numbers: list[Decimal]
) -> Sequence[object] | None:
    """The values that a variable can have, so far as `numbers` tell them apart; None where they are not known."""
    if isinstance(node, Path):
        owner = members.get(node.base.name) if isinstance(node.base, Name) else None
        variable = node.name
    else:
        assert isinstance(node, Name)
        owner, variable = owned(subject, node.name)
    if owner is None:
        return None
    name, _, attribute = variable.removeprefix(PREVIOUS).partition(".")
    fact = facts.get(owner, {}).get(name)
    if fact is None or attribute == "small":
        return (True, False)
    if attribute == "band":
        return BANDS
    if attribute in ("", "low", "high", "peers") and kind_of(fact).numeric:
        return tuple(values_around(fact, True, numbers))
    if not attribute:
        return tuple(value for _, value in kind_of(fact).choices(fact)) or None
    share = PRINTED.get(attribute) == "p"
    ends = (Decimal(0), Decimal(1 if share else 10**9))
    between = ((low + high) / 2 for low, high in pairwise(sorted({*ends, *numbers})))
    return tuple(value for value in (*ends, *numbers, *between) if ends[0] <= value <= ends[1])
