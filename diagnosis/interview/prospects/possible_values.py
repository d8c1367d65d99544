"""What an expression can still become, whatever the open facts turn out to be: never too little, sometimes too much.

A variable of which all facts are answered has its value and no other. One behind which a fact is open can have any
value of its type, or stay unknown; what an expression makes of those is worked out over the possibilities.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal
from itertools import product
from typing import Protocol

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
from diagnosis.feel.values import TESTS, Value
from diagnosis.knowledge.conditions import All, Condition, Leaf

Single = Decimal | str | bool | None


@dataclass(frozen=True, slots=True)
class Span:
    """Any number between two ends, both included; unknown as well where `null`."""

    low: Decimal
    high: Decimal
    null: bool


class Any:
    """Any value at all, or unknown."""


ANY = Any()
Possible = frozenset[Single] | Span | Any
"""What a variable can be: one of a few values, a number within ends, or anything."""


class VariableValues(Protocol):
    """What is known of the variables of a subject."""

    def value_of(self, variable: str) -> Possible:
        """What a variable can be."""

    def exact(self, node: Node) -> Possible | None:
        """The value of a tree of which every variable is certain; None where one is not."""


NULL: Possible = frozenset({None})
ANY_BOOLEAN: Possible = frozenset({True, False, None})
_MOST = 16
"""More combinations than this are not gone through; the answer is then anything."""

CAN_TRUE, CAN_FALSE, CAN_NULL = 1, 2, 4
ANYTHING = CAN_TRUE | CAN_FALSE | CAN_NULL

Mask = int
"""The values that a condition can have, as a sum of CAN_TRUE, CAN_FALSE and CAN_NULL."""


def only(value: Single) -> Possible:
    """A value that is certain."""
    return frozenset({value})


def possible(node: Node, values: VariableValues) -> Possible:
    """What `node` can become. Lists of members are not looked into: what asks about them can become anything."""
    match node:
        case Literal(value):
            return only(value)
        case Name(name):
            return values.value_of(name)
        case And() | Or() | Not() | If():
            pass
        case _:
            exact = values.exact(node)
            if exact is not None:
                return exact
    match node:
        case Not(operand):
            return _booleans(_swapped(mask_of(possible(operand, values))))
        case And(operands):
            return _booleans(all_of(mask_of(possible(operand, values)) for operand in operands))
        case Or(operands):
            return _booleans(any_of(mask_of(possible(operand, values)) for operand in operands))
        case Compare(comparator, left, right):
            return _compared(comparator, possible(left, values), possible(right, values))
        case Between(tested, low, high):
            middle = possible(tested, values)
            above = mask_of(_compared(">=", middle, possible(low, values)))
            return _booleans(all_of((above, mask_of(_compared("<=", middle, possible(high, values))))))
        case In(tested, tests):
            middle = possible(tested, values)
            return _booleans(any_of(mask_of(_tested(middle, test, values)) for test in tests))
        case If(condition, yes, no):
            mask = mask_of(possible(condition, values))
            if mask == CAN_TRUE:
                return possible(yes, values)
            if not mask & CAN_TRUE:
                return possible(no, values)
            return _either(possible(yes, values), possible(no, values))
        case Call("known", (operand,)):
            return _known(possible(operand, values))
        case Arithmetic(_, left, right):
            return NULL if NULL in (possible(left, values), possible(right, values)) else ANY
        case Negate(operand):
            return NULL if possible(operand, values) == NULL else ANY
    return ANY


def mask_of(value: Possible) -> Mask:
    """The truth values among possible ones; what is no boolean counts as unknown."""
    if not isinstance(value, frozenset):
        return CAN_NULL if isinstance(value, Span) else ANYTHING
    mask = 0
    for single in value:
        mask |= CAN_TRUE if single is True else CAN_FALSE if single is False else CAN_NULL
    return mask


def mask_of_condition(condition: Condition, atom: Callable[[str], Mask]) -> Mask:
    """The truth values that a condition can have; `atom` gives those of its atoms."""
    if isinstance(condition, Leaf):
        mask = atom(condition.atom)
        return mask if condition.wanted else _swapped(mask)
    parts = (mask_of_condition(part, atom) for part in condition.parts)
    return all_of(parts) if isinstance(condition, All) else any_of(parts)


def all_of(masks: Iterable[Mask]) -> Mask:
    """What a conjunction can be, of parts that may take their values independently of one another."""
    some, every, not_false = 0, ANYTHING, True
    for mask in masks:
        some |= mask
        every &= mask
        not_false = not_false and bool(mask & (CAN_TRUE | CAN_NULL))
    result = every & CAN_TRUE | some & CAN_FALSE
    return result | CAN_NULL if some & CAN_NULL and not_false else result


def any_of(masks: Iterable[Mask]) -> Mask:
    """What a disjunction can be."""
    return _swapped(all_of(_swapped(mask) for mask in masks))


def _swapped(mask: Mask) -> Mask:
    return mask & CAN_NULL | (CAN_FALSE if mask & CAN_TRUE else 0) | (CAN_TRUE if mask & CAN_FALSE else 0)


def _booleans(mask: Mask) -> Possible:
    return _BOOLEANS[mask]


_BOOLEANS: dict[Mask, Possible] = {
    mask: frozenset(value for bit, value in ((CAN_TRUE, True), (CAN_FALSE, False), (CAN_NULL, None)) if mask & bit)
    for mask in range(8)
}


def _known(value: Possible) -> Possible:
    if isinstance(value, frozenset):
        return frozenset(single is not None for single in value)
    if isinstance(value, Span) and not value.null:
        return only(True)
    return frozenset({True, False})


def _either(left: Possible, right: Possible) -> Possible:
    if isinstance(left, frozenset) and isinstance(right, frozenset):
        together = left | right
        return together if len(together) <= _MOST else ANY
    return left if left == right else ANY


def _tested(value: Possible, test: Node, values: VariableValues) -> Possible:
    match test:
        case UnaryTest(comparator, operand):
            return _compared(comparator, value, possible(operand, values))
        case Range(low, high, low_open, high_open):
            above = mask_of(_compared(">" if low_open else ">=", value, possible(low, values)))
            below = mask_of(_compared("<" if high_open else "<=", value, possible(high, values)))
            return _booleans(all_of((above, below)))
        case Literal(None):
            return ANY_BOOLEAN
        case Literal(limit):
            return _compared("=", value, only(limit))
    return ANY_BOOLEAN


def _compared(comparator: str, left: Possible, right: Possible) -> Possible:
    """The values of a comparison. Derived numbers are never possible here as single values, so none is rounded."""
    if isinstance(left, frozenset) and isinstance(right, frozenset):
        if len(left) * len(right) > _MOST:
            return ANY_BOOLEAN
        test = TESTS[comparator]  # type: ignore[index]
        return frozenset(_truth(test(a, b)) for a, b in product(left, right))
    ends_left, ends_right = _ends(left), _ends(right)
    if ends_left is None or ends_right is None or comparator in ("=", "!="):
        if comparator not in ("=", "!=") and NULL in (left, right):
            return NULL
        return ANY_BOOLEAN
    (low, high, null), (low_right, high_right, null_right) = ends_left, ends_right
    if comparator in (">", ">="):
        low, high, low_right, high_right = low_right, high_right, low, high
    strict = comparator in ("<", ">")
    truths: set[Single] = {None} if null or null_right else set()
    if low < high_right or (not strict and low == high_right):
        truths.add(True)
    if high > low_right or (strict and high == low_right):
        truths.add(False)
    return frozenset(truths)


def _ends(value: Possible) -> tuple[Decimal, Decimal, bool] | None:
    """The ends of possible numbers, and whether they may be unknown; None where there is none or something else."""
    if isinstance(value, Span):
        return value.low, value.high, value.null
    if not isinstance(value, frozenset):
        return None
    numbers = [number for number in value if isinstance(number, Decimal)]
    if not numbers or len(numbers) + (None in value) < len(value):
        return None
    return min(numbers), max(numbers), None in value


def _truth(value: Value) -> Single:
    return value if isinstance(value, bool) else None
