"""The tree of a FEEL expression: what was written, typed by its node classes, each with its position.

A tree has one meaning and several readers: the interpreter (the reference), the columnar compiler and
the Rete compiler. Nodes are immutable and compare by content; the position takes no part in that.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal as OneOf

Comparator = OneOf["=", "!=", "<", "<=", ">", ">="]
Operator = OneOf["+", "-", "*", "/", "**"]


@dataclass(frozen=True, slots=True)
class Position:
    """Where a node begins in its expression; both count from 1."""

    line: int = 1
    column: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """Any node of an expression."""

    at: Position = field(default=Position(), compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Literal(Node):
    """A number, string, boolean or null as written; `per_cent` tells that a per cent sign stood behind the number."""

    value: Decimal | str | bool | None
    per_cent: bool = field(default=False, repr=False, kw_only=True)

    # Python holds True and Decimal(1) to be equal, FEEL does not; and trees are keys of caches.
    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Literal):
            return NotImplemented
        return type(self.value) is type(other.value) and self.value == other.value

    def __hash__(self) -> int:
        return hash((type(self.value), self.value))


@dataclass(frozen=True, slots=True)
class Name(Node):
    """A name: a fact, a collection of members, or a variable of a quantifier."""

    name: str


@dataclass(frozen=True, slots=True)
class Path(Node):
    """`base.name`."""

    base: Node
    name: str


@dataclass(frozen=True, slots=True)
class Not(Node):
    """`not(operand)`, three-valued."""

    operand: Node


@dataclass(frozen=True, slots=True)
class And(Node):
    """Conjunction of two or more operands, three-valued; flat: `a and b and c` is one node."""

    operands: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Or(Node):
    """Disjunction of two or more operands, three-valued; flat."""

    operands: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Compare(Node):
    """`left comparator right`."""

    comparator: Comparator
    left: Node
    right: Node


@dataclass(frozen=True, slots=True)
class Between(Node):
    """`value between low and high`, both ends included."""

    value: Node
    low: Node
    high: Node


@dataclass(frozen=True, slots=True)
class Range(Node):
    """`[low..high]`, with open ends `(` or `]` before and `)` or `[` behind."""

    low: Node
    high: Node
    low_open: bool = False
    high_open: bool = False


@dataclass(frozen=True, slots=True)
class UnaryTest(Node):
    """`< 5` where a test stands alone, as in `x in (< 5, > 9)`."""

    comparator: Comparator
    operand: Node


@dataclass(frozen=True, slots=True)
class In(Node):
    """`value in test` or `value in (test, test)`: true when any test holds.

    A test is a UnaryTest, a Range, or an expression (equal to it, or contained in it if it is a list).
    """

    value: Node
    tests: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Arithmetic(Node):
    """`left operator right` on numbers (`+` joins strings too)."""

    operator: Operator
    left: Node
    right: Node


@dataclass(frozen=True, slots=True)
class Negate(Node):
    """`-operand`."""

    operand: Node


@dataclass(frozen=True, slots=True)
class If(Node):
    """`if condition then yes else no`; a condition that is null or no boolean takes `no`."""

    condition: Node
    yes: Node
    no: Node


@dataclass(frozen=True, slots=True)
class Call(Node):
    """`function(arguments)`: positional `arguments`, or `named` ones as (name, node) pairs, never both."""

    function: str
    arguments: tuple[Node, ...] = ()
    named: tuple[tuple[str, Node], ...] = ()


@dataclass(frozen=True, slots=True)
class Quantified(Node):
    """`some|every variable in source, ... satisfies condition`."""

    quantifier: OneOf["some", "every"]
    iterators: tuple[tuple[str, Node], ...]
    condition: Node


@dataclass(frozen=True, slots=True)
class Filter(Node):
    """`base[predicate]`: members for which the predicate is true, or the member at a position.

    Inside the predicate a member's own names come before the outer ones, and `item` is the member.
    """

    base: Node
    predicate: Node


@dataclass(frozen=True, slots=True)
class List(Node):
    """`[a, b, c]`."""

    items: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Context(Node):
    """`{name: value}`; understood by the interpreter, refused in rules."""

    entries: tuple[tuple[str, Node], ...]


def children(node: Node) -> Iterator[Node]:
    """The nodes directly below `node`, in the order written."""
    for part in node.__dataclass_fields__:  # much faster than dataclasses.fields
        yield from _nodes(getattr(node, part))


def walk(node: Node) -> Iterator[Node]:
    """`node` and every node below it, outer ones first."""
    yield node
    for child in children(node):
        yield from walk(child)


def _nodes(value: object) -> Iterator[Node]:
    if isinstance(value, Node):
        yield value
    elif isinstance(value, tuple):
        for item in value:
            yield from _nodes(item)
