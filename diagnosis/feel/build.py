"""What lark recognises becomes nodes of the tree: one method for each rule of the grammar, called while it parses.

Every method receives all parts of its rule, punctuation included, so that the first part tells where a node begins.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any, cast

from lark import Token, Transformer

from diagnosis.faults import suggest
from diagnosis.feel import tree
from diagnosis.feel.errors import FeelSyntaxError
from diagnosis.feel.functions import FUNCTIONS, OURS
from diagnosis.feel.numbers import ARITHMETIC, number_of
from diagnosis.feel.strings import unescape
from diagnosis.feel.tree import Node, Position
from diagnosis.messages import Said, say, verbatim

Parts = Sequence[Any]  # lark mixes tokens with what the methods below return

_PER_CENT = "% \t\u00a0"
"""The per cent sign behind a number, and the spaces before it."""


def tree_builder() -> Transformer[Token, Any]:
    """What lark is to call for each rule. It raises FeelSyntaxError for what the grammar allows and FEEL does not."""
    return _TreeBuilder()


class _TreeBuilder(Transformer[Token, Any]):
    def start_expression(self, parts: Parts) -> Node:
        return cast(Node, parts[0])

    def start_tests(self, parts: Parts) -> tuple[Node, ...]:
        return _nodes(parts)

    # --- logic and comparison ---

    def disjunction(self, parts: Parts) -> Node:
        return tree.Or(_flat(tree.Or, parts), at=_at(parts))

    def conjunction(self, parts: Parts) -> Node:
        return tree.And(_flat(tree.And, parts), at=_at(parts))

    def negated(self, parts: Parts) -> Node:
        return tree.Not(parts[2], at=_at(parts))

    def compare(self, parts: Parts) -> Node:
        left, comparator, right = parts
        return tree.Compare(comparator.value, left, right, at=_at(parts))

    def between(self, parts: Parts) -> Node:
        value, _, low, _, high = parts
        return tree.Between(value, low, high, at=_at(parts))

    def contained(self, parts: Parts) -> Node:
        value, _, *tests = parts
        return tree.In(value, _nodes(tests), at=_at(parts))

    def unary_test(self, parts: Parts) -> Node:
        comparator, operand = parts
        return tree.UnaryTest(comparator.value, operand, at=_at(parts))

    def range(self, parts: Parts) -> Node:
        opening, low, _, high, closing = parts
        return tree.Range(low, high, opening.value != "[", closing.value != "]", at=_at(parts))

    # --- arithmetic ---

    def arithmetic(self, parts: Parts) -> Node:
        left, operator, right = parts
        return tree.Arithmetic(operator.value, left, right, at=_at(parts))

    def negation(self, parts: Parts) -> Node:
        _, operand = parts
        match operand:
            case tree.Literal(Decimal() as number):  # so that a limit of -0.03 is a literal like any other
                return replace(operand, value=number.copy_negate() if number else number, at=_at(parts))
        return tree.Negate(operand, at=_at(parts))

    # --- operands ---

    def literal(self, parts: Parts) -> Node:
        token: Token = parts[0]
        return tree.Literal(_literal(token), per_cent=_is_per_cent(token), at=_at(parts))

    def name(self, parts: Parts) -> Node:
        return tree.Name(_name(parts[0]), at=_at(parts))

    def path(self, parts: Parts) -> Node:
        base, _, name = parts
        return tree.Path(base, _name(name), at=_at(parts))

    def filtered(self, parts: Parts) -> Node:
        base, _, predicate, _ = parts
        return tree.Filter(base, predicate, at=_at(parts))

    def parenthesis(self, parts: Parts) -> Node:
        _, inner, _ = parts
        return replace(cast(Node, inner), at=_at(parts))

    def list(self, parts: Parts) -> Node:
        return tree.List(_nodes(parts), at=_at(parts))

    def context(self, parts: Parts) -> Node:
        entries = _pairs(parts)
        if twice := _twice(parts):
            token, key = twice
            raise _fault(say("This context has the entry {key} twice; remove one of them", key=key), token)
        return tree.Context(entries, at=_at(parts))

    def entry(self, parts: Parts) -> tuple[Token, str, Node]:
        key, _, value = parts
        return key, _text(key) if key.type == "STRING" else _name(key), value

    def call(self, parts: Parts) -> Node:
        token, _, *arguments, _ = parts
        name = " ".join(token.value.split())
        if name not in FUNCTIONS:
            meant = suggest(name, FUNCTIONS)
            there = say("there are {functions}", functions=", ".join(sorted(FUNCTIONS)))
            instead = say("did you mean {meant}?", meant=meant) if meant else there
            raise _fault(say("There is no function {name}; {instead}", name=name, instead=instead), token)
        positional, named = arguments[0] if arguments else ((), ())
        if name in OURS and len(positional) != 1 and [key for key, _ in named] != ["x"]:
            raise _fault(say("{name} takes one argument; write {name}(attainment)", name=name), token)
        return tree.Call(name, positional, named, at=_at(parts))

    def arguments(self, parts: Parts) -> tuple[tuple[Node, ...], tuple[()]]:
        return _nodes(parts), ()

    def named_arguments(self, parts: Parts) -> tuple[tuple[()], tuple[tuple[str, Node], ...]]:
        if twice := _twice(parts):
            token, key = twice
            raise _fault(say("The argument {key} is given twice; remove one of them", key=key), token)
        return (), _pairs(parts)

    named = entry

    def conditional(self, parts: Parts) -> Node:
        _, condition, _, yes, _, no = parts
        return tree.If(condition, yes, no, at=_at(parts))

    def quantified(self, parts: Parts) -> Node:
        quantifier, *iterators, _, condition = parts
        return tree.Quantified(quantifier.value, _pairs(iterators), condition, at=_at(parts))

    iterator = entry


def _at(parts: Parts) -> Position:
    first: Token | Node = parts[0]
    return Position(first.line or 1, first.column or 1) if isinstance(first, Token) else first.at


def _fault(message: Said, token: Token) -> FeelSyntaxError:
    return FeelSyntaxError(message, token.line or 1, token.column or 1)


def _nodes(parts: Parts) -> tuple[Node, ...]:
    return tuple(part for part in parts if isinstance(part, Node))


def _flat(kind: type[tree.And] | type[tree.Or], parts: Parts) -> tuple[Node, ...]:
    flat: list[Node] = []
    for node in _nodes(parts):
        flat.extend(node.operands if isinstance(node, kind) else (node,))
    return tuple(flat)


def _pairs(parts: Parts) -> tuple[tuple[str, Node], ...]:
    return tuple(part[1:] for part in parts if isinstance(part, tuple))


def _twice(parts: Parts) -> tuple[Token, str] | None:
    """The first key that stands there for the second time."""
    seen: set[str] = set()
    for part in parts:
        if isinstance(part, tuple):
            token, key, _ = part
            if key in seen:
                return token, key
            seen.add(key)
    return None


def _is_per_cent(token: Token) -> bool:
    return token.type == "NUMBER" and token.value.rstrip(_PER_CENT) != token.value


def _literal(token: Token) -> Decimal | str | bool | None:
    match token.type:
        case "NUMBER":
            digits = token.value.rstrip(_PER_CENT)
            number = number_of(digits)
            if number is None:
                raise _fault(say("This number is too large; write one below 1e6144"), token)
            return number if digits == token.value else number.scaleb(-2, ARITHMETIC)
        case "STRING":
            return _text(token)
        case "NULL":
            return None
    return token.type == "TRUE"


def _text(token: Token) -> str:
    try:
        return unescape(token.value[1:-1])
    except ValueError as error:
        raise _fault(verbatim(error.args[0]), token) from None


def _name(token: Token) -> str:
    name: str = token.value
    if not name.isidentifier():
        raise _fault(say("{name} is no name; a name has letters, digits and _ only", name=name), token)
    return name
