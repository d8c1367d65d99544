"""The meaning of a tree: the reference that the columnar and the Rete compilers are held to.

A tree is compiled once into nested closures; calling the outermost with the facts gives the value. Which frame a name
is looked up in is settled while compiling.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from functools import lru_cache
from typing import Any

from diagnosis.feel import comparison, members, tree
from diagnosis.feel.closures import Closure, Compile, Frame, Scopes
from diagnosis.feel.functions import apply, arrange
from diagnosis.feel.numbers import ARITHMETIC, finite
from diagnosis.feel.tree import Node
from diagnosis.feel.values import Value, value_of

_ITEM = "item"
_OPERATIONS: Mapping[tree.Operator, Callable[[Decimal, Decimal], Decimal]] = {
    "+": ARITHMETIC.add,
    "-": ARITHMETIC.subtract,
    "*": ARITHMETIC.multiply,
    "/": ARITHMETIC.divide,
    "**": ARITHMETIC.power,
}


Evaluate = Callable[[Mapping[str, object]], Value]
"""An expression as a function of the facts."""


@lru_cache(maxsize=4096)
def compiled(node: Node) -> Evaluate:
    """`node` as a function of the facts. It never raises: what has no result is None."""
    return _compile(node, ())


def _compile(node: Node, scopes: Scopes) -> Closure:
    return _COMPILERS[type(node)](node, scopes, _compile)


def _literal(node: tree.Literal, scopes: Scopes, compiler: Compile) -> Closure:
    value = node.value
    return lambda frame: value


def _name(node: tree.Name, scopes: Scopes, compiler: Compile) -> Closure:
    name = node.name
    if not scopes:
        return lambda frame: value_of(frame.get(name))
    if name == scopes[-1]:
        return lambda frame: frame[0]
    outer = _name(node, scopes[:-1], compiler)
    if scopes[-1] is not None:
        return lambda frame: outer(frame[1])

    def of_member(frame: Frame) -> Value:
        member, around, names = frame
        if name in names:
            return value_of(member.get(name)) if isinstance(member, Mapping) else None
        return member if name == _ITEM else outer(around)

    return of_member


def _not(node: tree.Not, scopes: Scopes, compiler: Compile) -> Closure:
    operand = compiler(node.operand, scopes)

    def negated(frame: Frame) -> Value:
        value = operand(frame)
        return not value if isinstance(value, bool) else None

    return negated


def _and(node: tree.And, scopes: Scopes, compiler: Compile) -> Closure:
    return _joined(node.operands, False, scopes, compiler)


def _or(node: tree.Or, scopes: Scopes, compiler: Compile) -> Closure:
    return _joined(node.operands, True, scopes, compiler)


def _joined(nodes: tuple[Node, ...], deciding: bool, scopes: Scopes, compiler: Compile) -> Closure:
    """Operands of which one that is `deciding` decides the whole; what is no boolean is unknown."""
    operands = [compiler(node, scopes) for node in nodes]

    def joined(frame: Frame) -> Value:
        result: bool | None = not deciding
        for operand in operands:
            value = operand(frame)
            if value is deciding:
                return deciding
            if not isinstance(value, bool):
                result = None
        return result

    return joined


def _if(node: tree.If, scopes: Scopes, compiler: Compile) -> Closure:
    condition, yes, no = (compiler(part, scopes) for part in (node.condition, node.yes, node.no))
    return lambda frame: yes(frame) if condition(frame) is True else no(frame)


def _arithmetic(node: tree.Arithmetic, scopes: Scopes, compiler: Compile) -> Closure:
    left, right, operation = compiler(node.left, scopes), compiler(node.right, scopes), _OPERATIONS[node.operator]
    joins = node.operator == "+"

    def arithmetic(frame: Frame) -> Value:
        first, second = left(frame), right(frame)
        if isinstance(first, Decimal) and isinstance(second, Decimal):
            return finite(operation(first, second))
        return first + second if joins and isinstance(first, str) and isinstance(second, str) else None

    return arithmetic


def _negate(node: tree.Negate, scopes: Scopes, compiler: Compile) -> Closure:
    operand = compiler(node.operand, scopes)

    def negated(frame: Frame) -> Value:
        value = operand(frame)
        return value.copy_negate() if isinstance(value, Decimal) else None

    return negated


def _call(node: tree.Call, scopes: Scopes, compiler: Compile) -> Closure:
    function = node.function
    if node.named:
        named = [(name, compiler(value, scopes)) for name, value in node.named]

        def call_by_name(frame: Frame) -> Value:
            arguments = arrange(function, {name: value(frame) for name, value in named})
            return None if arguments is None else apply(function, arguments)

        return call_by_name
    arguments = [compiler(argument, scopes) for argument in node.arguments]
    return lambda frame: apply(function, [argument(frame) for argument in arguments])


_COMPILERS: Mapping[type[Node], Callable[[Any, Scopes, Compile], Closure]] = {
    tree.And: _and,
    tree.Arithmetic: _arithmetic,
    tree.Between: comparison.between,
    tree.Call: _call,
    tree.Compare: comparison.compare,
    tree.Context: members.context,
    tree.Filter: members.filtered,
    tree.If: _if,
    tree.In: comparison.contained,
    tree.List: members.list_value,
    tree.Literal: _literal,
    tree.Name: _name,
    tree.Negate: _negate,
    tree.Not: _not,
    tree.Or: _or,
    tree.Path: members.path,
    tree.Quantified: members.quantified,
    tree.Range: comparison.range_value,
    tree.UnaryTest: comparison.test_value,
}
