"""FEEL as Polars expressions: the same trees as the interpreter reads, over whole columns of teams or members.

Columns hold binary floats, the interpreter decimals. A comparison of plain facts is the same in both: facts have at
most 15 significant digits, and such decimals keep their order as floats. Where something was computed first, the
float decides only if it is clearly on one side: rows in which it is not are *in doubt*, and the caller asks the
interpreter for those. So the result is the interpreter's, exactly, at the speed of columns.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

import polars as pl

from diagnosis.feel.tree import (
    And,
    Arithmetic,
    Between,
    Call,
    Compare,
    If,
    In,
    Literal,
    Name,
    Negate,
    Node,
    Not,
    Or,
    Range,
    UnaryTest,
)

_MARGIN = 1e-9
"""What is compared is rounded to 10 digits, and a float carries 15: nearer than this to the limit is in doubt."""

_DIGITS, _LARGEST = 15, 300
"""Significant digits that a float keeps, and powers of ten; a literal with more of them may lie beside its float."""

_COMPARE: Mapping[str, Callable[[pl.Expr, pl.Expr], pl.Expr]] = {
    "=": lambda a, b: a == b,
    "!=": lambda a, b: a != b,
    "<": lambda a, b: a < b,
    "<=": lambda a, b: a <= b,
    ">": lambda a, b: a > b,
    ">=": lambda a, b: a >= b,
}


class NotColumnar(Exception):
    """A tree that has no column form here; the interpreter serves."""


@dataclass(frozen=True, slots=True)
class Columnar:
    """A condition as a column, and the rows in which it is in doubt (None: in none)."""

    value: pl.Expr
    doubt: pl.Expr | None


@dataclass(frozen=True, slots=True)
class _Number:
    """A column of numbers; `size` bounds what its error is relative to, None where it is exact."""

    value: pl.Expr
    size: pl.Expr | None = None


@dataclass
class _Compiler:
    doubts: list[pl.Expr] = field(default_factory=list)

    def boolean(self, node: Node) -> pl.Expr:
        """A condition; Polars' `&`, `|` and `~` have Kleene's logic, as FEEL has."""
        match node:
            case Literal(bool() as value):
                return pl.lit(value)
            case Literal(None):
                return pl.lit(None, dtype=pl.Boolean)
            case Name(name):
                return pl.col(name)
            case Not(operand):
                return ~self.boolean(operand)
            case And(operands) | Or(operands):
                result = self.boolean(operands[0])
                for operand in operands[1:]:
                    other = self.boolean(operand)
                    result = result & other if isinstance(node, And) else result | other
                return result
            case Compare(comparator, left, right):
                return self.compared(comparator, left, right)
            case Between(value, low, high):
                return self.compared(">=", value, low) & self.compared("<=", value, high)
            case In(value, tests):
                result = self.tested(value, tests[0])
                for test in tests[1:]:
                    result = result | self.tested(value, test)
                return result
            case If(condition, yes, no):
                return pl.when(self.boolean(condition)).then(self.boolean(yes)).otherwise(self.boolean(no))
            case Call("known", (Name(name),)):
                return pl.col(name).is_not_null()
        raise NotColumnar

    def tested(self, value: Node, test: Node) -> pl.Expr:
        match test:
            case UnaryTest(comparator, operand):
                return self.compared(comparator, value, operand)
            case Range(low, high, low_open, high_open):
                above = self.compared(">" if low_open else ">=", value, low)
                return above & self.compared("<" if high_open else "<=", value, high)
            case Literal(Decimal() | str() | bool()) | Name():
                return self.compared("=", value, test)
        raise NotColumnar

    def compared(self, comparator: str, left: Node, right: Node) -> pl.Expr:
        compare = _COMPARE[comparator]
        if _is_numeric(left) or _is_numeric(right):
            first, second = self.number(left), self.number(right)
            if first.size is None and second.size is None:
                return compare(first.value, second.value)
            return self.rounded(compare, first, second)
        return compare(_plain(left), _plain(right))

    def rounded(self, compare: Callable[[pl.Expr, pl.Expr], pl.Expr], first: _Number, second: _Number) -> pl.Expr:
        size = pl.max_horizontal(_size(first), _size(second))
        distance = (first.value - second.value).abs()
        # `not clearly apart` is written so that nan and infinities are in doubt too.
        self.doubts.append(~(distance > size * _MARGIN) | ~size.is_finite() | ~distance.is_finite())
        return compare(first.value, second.value)

    def number(self, node: Node) -> _Number:
        match node:
            case Literal(Decimal() as value):
                number = pl.lit(float(value), dtype=pl.Float64)
                return _Number(number, None if _is_float(value) else number.abs())
            case Name(name):
                return _Number(pl.col(name))
            case Negate(operand):
                inner = self.number(operand)
                return _Number(-inner.value, inner.size)
            case Arithmetic(operator, left, right):
                return self.computed(operator, self.number(left), self.number(right))
            case Call("abs", (operand,)):
                inner = self.number(operand)
                return _Number(inner.value.abs(), inner.size)
        raise NotColumnar

    def computed(self, operator: str, first: _Number, second: _Number) -> _Number:
        a, b = first.value, second.value
        if operator in ("+", "-"):
            return _Number(a + b if operator == "+" else a - b, _size(first) + _size(second))
        if operator == "*":
            return _Number(a * b, _size(first) * _size(second))
        if operator == "/":
            if second.size is not None:
                self.doubts.append(b.abs() <= second.size * _MARGIN)
            divisor = pl.when(b != 0).then(b)
            # A small divisor magnifies its own error by as much again.
            return _Number(a / divisor, _size(first) / divisor.abs() * (_size(second) / divisor.abs()))
        raise NotColumnar


def columnar(tree: Node) -> Columnar:
    """The column of a condition over flat variables. Raises NotColumnar for what columns cannot say: members' lists,
    roots, powers and roundings.
    """
    compiler = _Compiler()
    value = compiler.boolean(tree)
    if not compiler.doubts:
        return Columnar(value, None)
    doubt = compiler.doubts[0].fill_null(False)
    for other in compiler.doubts[1:]:
        doubt = doubt | other.fill_null(False)
    return Columnar(value, doubt)


def _is_float(value: Decimal) -> bool:
    """Whether a literal keeps its place among facts as a float: it has few enough digits, and is in a float's range."""
    return len(value.as_tuple().digits) <= _DIGITS and abs(value.adjusted()) < _LARGEST


def _is_numeric(node: Node) -> bool:
    """Whether a side of a comparison is a number whatever its facts are."""
    if isinstance(node, Literal):
        return isinstance(node.value, Decimal)
    return isinstance(node, Arithmetic | Negate) or (isinstance(node, Call) and node.function == "abs")


def _plain(node: Node) -> pl.Expr:
    match node:
        case Name(name):
            return pl.col(name)
        case Literal(str() | bool() as value):
            return pl.lit(value)
    raise NotColumnar


def _size(number: _Number) -> pl.Expr:
    return number.size if number.size is not None else number.value.abs()
