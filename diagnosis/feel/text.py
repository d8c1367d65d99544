"""A tree written as text again: one canonical spelling, with as few brackets as FEEL allows."""

from __future__ import annotations

from decimal import Decimal

from diagnosis.feel import tree
from diagnosis.feel.numbers import ARITHMETIC, DIGITS
from diagnosis.feel.strings import escape
from diagnosis.feel.tree import Node

# How tightly a node binds; an operand that binds less tightly than its place demands stands in brackets.
_OPEN, _OR, _AND, _COMPARISON, _SUM, _PRODUCT, _POWER, _UNARY, _POSTFIX = range(9)
_OPERATORS = {"+": _SUM, "-": _SUM, "*": _PRODUCT, "/": _PRODUCT, "**": _POWER}


def to_text(node: Node) -> str:
    """The canonical text of `node`, which `parse` reads as an equal tree (`parse_unary_tests`, if it is a lone test).

    Equal trees have one text. `Negate(Literal(1))`, which no parser makes, comes back as the literal -1.
    """
    return _test(node) if isinstance(node, tree.UnaryTest) else _write(node)


def _inner(node: Node, least: int) -> str:
    text = _write(node)
    return f"({text})" if _binding(node) < least else text


def _binding(node: Node) -> int:
    """How tightly `node` binds; one that ends in an open `else` or `satisfies` takes in all that follows it."""
    match node:
        case tree.If() | tree.Quantified():
            return _OPEN
        case tree.Or():
            return _OR
        case tree.And():
            return _AND
        case tree.Compare() | tree.Between() | tree.In():
            return _COMPARISON
        case tree.Arithmetic(operator):
            return _OPERATORS[operator]
        case tree.Negate():
            return _UNARY
        case tree.Literal(Decimal() as number) if number.is_signed():
            return _UNARY
    return _POSTFIX


def _write(node: Node) -> str:
    match node:
        case tree.Literal(value):
            return _literal(value)
        case tree.Name(name):
            return name
        case tree.Path(base, name):
            return f"{_inner(base, _POSTFIX)}.{name}"
        case tree.Not(operand):
            return f"not({_write(operand)})"
        case tree.And(operands):
            return " and ".join(_inner(operand, _COMPARISON) for operand in operands)
        case tree.Or(operands):
            return " or ".join(_inner(operand, _AND) for operand in operands)
        case tree.Compare(comparator, left, right):
            return f"{_inner(left, _SUM)} {comparator} {_inner(right, _SUM)}"
        case tree.Between(value, low, high):
            return f"{_inner(value, _SUM)} between {_inner(low, _SUM)} and {_inner(high, _SUM)}"
        case tree.In(value, tests):
            return f"{_inner(value, _SUM)} in {_tests(tests)}"
        case tree.Range(low, high, low_open, high_open):
            opening, closing = "(" if low_open else "[", ")" if high_open else "]"
            return f"{opening}{_inner(low, _SUM)}..{_inner(high, _SUM)}{closing}"
        case tree.UnaryTest():
            return f"({_test(node)})"
    return _write_compound(node)


def _write_compound(node: Node) -> str:
    match node:
        case tree.Arithmetic(operator, left, right):
            binding = _OPERATORS[operator]
            return f"{_inner(left, binding)} {operator} {_inner(right, binding + 1)}"
        case tree.Negate(operand):
            return f"-{_inner(operand, _UNARY)}"
        case tree.If(condition, yes, no):
            return f"if {_write(condition)} then {_write(yes)} else {_write(no)}"
        case tree.Call(function, arguments, named):
            written = [_write(argument) for argument in arguments] + [f"{key}: {_write(value)}" for key, value in named]
            return f"{function}({', '.join(written)})"
        case tree.Quantified(quantifier, iterators, condition):
            sources = ", ".join(f"{name} in {_write(source)}" for name, source in iterators)
            return f"{quantifier} {sources} satisfies {_write(condition)}"
        case tree.Filter(base, predicate):
            return f"{_inner(base, _POSTFIX)}[{_write(predicate)}]"
        case tree.List(items):
            return f"[{', '.join(_write(item) for item in items)}]"
        case tree.Context(entries):
            return f"{{{', '.join(f'{_key(key)}: {_write(value)}' for key, value in entries)}}}"
    raise TypeError(f"{type(node).__name__} is no node of a FEEL tree")


def _tests(tests: tuple[Node, ...]) -> str:
    if len(tests) == 1:
        [test] = tests
        return _test(test) if isinstance(test, tree.UnaryTest) else _inner(test, _SUM)
    return f"({', '.join(_test(test) if isinstance(test, tree.UnaryTest) else _write(test) for test in tests)})"


def _test(test: tree.UnaryTest) -> str:
    return f"{test.comparator} {_inner(test.operand, _SUM)}"


def _key(key: str) -> str:
    return key if key.isascii() and key.isidentifier() and key not in _WORDS else escape(key)


def _literal(value: Decimal | str | bool | None) -> str:
    match value:
        case None:
            return "null"
        case bool():
            return "true" if value else "false"
        case str():
            return escape(value)
    # Equal numbers have one text: 0.9 for 0.90, 1000 for 1e3.
    shortest = value.normalize(ARITHMETIC)
    return str(shortest) if abs(shortest.adjusted()) > DIGITS else f"{shortest:f}"


_WORDS = frozenset(
    ("and", "between", "else", "every", "false", "if", "in", "not", "null", "or", "satisfies", "some", "then", "true")
)
