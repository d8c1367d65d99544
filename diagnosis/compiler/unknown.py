"""What is unknown stays unknown in a comparison: how conditions are put so that no rule fires for want of data."""

from __future__ import annotations

from collections.abc import Iterator

from diagnosis.feel.tree import And, Call, If, List, Literal, Node, Range, UnaryTest


def known_first(node: Node, *operands: Node) -> Node:
    """`node` where its operands are known, else null.

    In FEEL an unknown value *equals* no other: `= "bad"` is false of it, and `not(.. = "bad")` true. In a rule that
    would clear, or accuse, for want of data; so here what is unknown stays unknown.
    """
    known: list[Node] = [
        Call("known", (operand,), at=operand.at) for operand in operands if not isinstance(operand, Literal)
    ]
    if not known:
        return node
    return If(known[0] if len(known) == 1 else And(tuple(known)), node, Literal(None), at=node.at)


def unlisted(test: Node) -> Iterator[Node]:
    """The tests that a list stands for in an `in`, of which any may hold."""
    if isinstance(test, List):
        for item in test.items:
            yield from unlisted(item)
    else:
        yield test


def equalled(test: Node) -> Node | None:
    """What a test of an `in` asks to be equal or unequal to the value, if that may be unknown."""
    if isinstance(test, UnaryTest):
        operand = test.operand if test.comparator in ("=", "!=") else None
    else:
        operand = None if isinstance(test, Range) else test
    return None if isinstance(operand, Literal) else operand
