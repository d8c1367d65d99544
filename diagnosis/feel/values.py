"""The values of FEEL in Python, and how two of them compare (DMN 1.4, 10.3.2).

A number is a finite Decimal, a string str, a boolean bool, null None, a list list, a context Mapping, a range Interval.
Facts come in as they are (int, float, tuple, ...) and are turned into these where they are looked up: only what
an expression uses is converted. What FEEL has no value for (NaN, infinity, a date, any other object) is null.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from math import isfinite
from typing import TypeAlias

from diagnosis.feel.numbers import finite
from diagnosis.feel.tree import Comparator

Value: TypeAlias = "Decimal | str | bool | list[Value] | Mapping[str, object] | Interval | None"
Result: TypeAlias = "bool | float | str | list[Result] | dict[str, Result] | None"
Test: TypeAlias = Callable[["Value", "Value"], "bool | None"]

# Facts may contain themselves; what lies deeper than any real fact is null.
MAX_DEPTH = 50


class Members(list["Value"]):
    """What a path or a filter makes of a list of contexts: a null in it is a member of which something is unknown."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Interval:
    """A range as a value; an end that is not `bounded` is open to infinity, as in `(< 5)`."""

    low: Value
    high: Value
    low_open: bool = False
    high_open: bool = False
    bounded: tuple[bool, bool] = (True, True)


def value_of(fact: object, depth: int = 0) -> Value:
    """The FEEL value of a fact."""
    kind = type(fact)
    if kind is Decimal:
        return finite(fact)  # type: ignore[arg-type]
    if kind is str or fact is None or kind is bool or kind is Members or kind is dict:
        return fact  # type: ignore[return-value]
    return _other_value(fact, depth)


def _other_value(fact: object, depth: int) -> Value:
    if isinstance(fact, float):  # by its shortest text, so that 0.1 is 0.1
        return finite(Decimal(float.__repr__(fact)))
    if isinstance(fact, int):
        return Decimal(int(fact))
    if isinstance(fact, str):
        return str(fact)
    if isinstance(fact, Decimal):
        return finite(fact)
    if isinstance(fact, (list, tuple)):
        return [value_of(item, depth + 1) for item in fact] if depth < MAX_DEPTH else None
    if isinstance(fact, (Mapping, Interval)):
        return fact
    return None


def result_of(value: Value, depth: int = 0) -> Result:
    """A value as `evaluate` gives it out: a number as float, a context as dict, a range as null."""
    if isinstance(value, Decimal):
        number = float(value) or 0.0  # FEEL knows no negative zero
        return number if isfinite(number) else None
    if depth >= MAX_DEPTH:
        return None
    if isinstance(value, list):
        return [result_of(item, depth + 1) for item in value]
    if isinstance(value, Mapping):
        return {str(key): result_of(value_of(fact), depth + 1) for key, fact in value.items()}
    return None if isinstance(value, Interval) else value


def equal(left: Value, right: Value, depth: int = 0) -> bool | None:
    """`left = right`: null between values of different types, but false where just one of them is null."""
    if left is None or right is None:
        return left is right
    if isinstance(left, Decimal) and isinstance(right, Decimal):
        return left == right
    if isinstance(left, str) and isinstance(right, str):
        return left == right
    if isinstance(left, bool) and isinstance(right, bool):
        return left is right
    if depth >= MAX_DEPTH:
        return None
    if isinstance(left, list) and isinstance(right, list):
        return _equal_parts(left, right, depth)
    if isinstance(left, Mapping) and isinstance(right, Mapping):
        if left.keys() != right.keys():
            return False
        keys = list(left)
        return _equal_parts([value_of(left[key]) for key in keys], [value_of(right[key]) for key in keys], depth)
    if isinstance(left, Interval) and isinstance(right, Interval):
        if (left.low_open, left.high_open, left.bounded) != (right.low_open, right.high_open, right.bounded):
            return False
        return _equal_parts([left.low, left.high], [right.low, right.high], depth)
    return None


def _equal_parts(left: list[Value], right: list[Value], depth: int) -> bool | None:
    if len(left) != len(right):
        return False
    results = [equal(left_part, right_part, depth + 1) for left_part, right_part in zip(left, right, strict=True)]
    return False if False in results else None if None in results else True


def unequal(left: Value, right: Value) -> bool | None:
    """`left != right`: the negation of `equal`."""
    result = equal(left, right)
    return None if result is None else not result


def less(left: Value, right: Value) -> bool | None:
    """`left < right`, of two numbers or two strings; of anything else null."""
    if isinstance(left, Decimal) and isinstance(right, Decimal):
        return left < right
    if isinstance(left, str) and isinstance(right, str):
        return left < right
    return None


def at_most(left: Value, right: Value) -> bool | None:
    """`left <= right`, of two numbers or two strings; of anything else null."""
    if isinstance(left, Decimal) and isinstance(right, Decimal):
        return left <= right
    if isinstance(left, str) and isinstance(right, str):
        return left <= right
    return None


def greater(left: Value, right: Value) -> bool | None:
    """`left > right`."""
    return less(right, left)


def at_least(left: Value, right: Value) -> bool | None:
    """`left >= right`."""
    return at_most(right, left)


TESTS: Mapping[Comparator, Test] = {
    "=": equal,
    "!=": unequal,
    "<": less,
    "<=": at_most,
    ">": greater,
    ">=": at_least,
}


def of_members(items: list[Value]) -> bool:
    """Whether `items` are members (contexts, or projected from such), so that a null among them is an unknown."""
    return isinstance(items, Members) or any(isinstance(item, Mapping) for item in items)


def both(left: bool | None, right: bool | None) -> bool | None:
    """`left and right`, three-valued."""
    if left is False or right is False:
        return False
    return None if left is None or right is None else True


def within(value: Value, interval: Interval) -> bool | None:
    """Whether `value` lies in `interval`; null where it cannot be compared with an end."""
    has_low, has_high = interval.bounded
    above = (less if interval.low_open else at_most)(interval.low, value) if has_low else True
    below = (less if interval.high_open else at_most)(value, interval.high) if has_high else True
    return both(above, below)


def contains(test: Value, value: Value) -> bool | None:
    """`value in test`: an interval holds it, a list has it (or an interval that holds it), anything else equals it."""
    if isinstance(test, Interval):
        return within(value, test)
    if isinstance(test, list):
        unknown = False
        for item in test:
            holds = within(value, item) if isinstance(item, Interval) else equal(value, item)
            if holds:
                return True
            unknown = unknown or holds is None
        return None if unknown else False
    return equal(value, test)
