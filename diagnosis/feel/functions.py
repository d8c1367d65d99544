"""The functions a rule may call, with the names of their parameters (DMN 1.4, 10.3.4; `band` and `known` are ours)."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Decimal
from typing import Final

from diagnosis.feel.numbers import ARITHMETIC, finite
from diagnosis.feel.values import Value, less, of_members, value_of

LIST_FUNCTIONS: Final = frozenset({"count", "max", "mean", "min", "sum"})
FUNCTIONS: Final[Mapping[str, tuple[str, ...]]] = {
    "abs": ("n",),
    "band": ("x",),
    "ceiling": ("n", "scale"),
    "count": ("list",),
    "floor": ("n", "scale"),
    "known": ("x",),
    "max": ("list",),
    "mean": ("list",),
    "min": ("list",),
    "round half up": ("n", "scale"),
    "sqrt": ("number",),
    "sum": ("list",),
}
"""Each function and its parameters. Those of LIST_FUNCTIONS take one list or any number of values; floor and ceiling do
without `scale`."""

OURS: Final = frozenset({"band", "known"})
"""Functions that FEEL does not have. What FEEL makes null for them, a wrong number of arguments, the parser refuses."""

# How far a decimal128 can be scaled (DMN 1.4, 10.3.4.5).
MAX_SCALE = 6176
MIN_SCALE = -6111


def apply(function: str, arguments: list[Value]) -> Value:
    """What `function`, one of FUNCTIONS, gives for `arguments`; null where they are of a wrong number or kind."""
    if function in LIST_FUNCTIONS:
        items = arguments[0] if len(arguments) == 1 else arguments
        if items is None or not arguments:
            return None
        return _of_list(function, items if isinstance(items, list) else [items])
    if not 0 < len(arguments) <= len(FUNCTIONS[function]):
        return None
    first = arguments[0]
    if function == "known":
        return _known(first)
    if function == "band":
        return value_of(first.get("band")) if isinstance(first, Mapping) else None
    number = _number(first)
    if number is None:
        return None
    match function:
        case "abs":
            return number.copy_abs()
        case "sqrt":
            return finite(ARITHMETIC.sqrt(number))
        case "floor":
            return _rounded(number, arguments[1:] or [Decimal()], ROUND_FLOOR)
        case "ceiling":
            return _rounded(number, arguments[1:] or [Decimal()], ROUND_CEILING)
    return _rounded(number, arguments[1:], ROUND_HALF_UP)


def arrange(function: str, named: Mapping[str, Value]) -> list[Value] | None:
    """Named arguments in the order of their parameters; None where a name is wrong or one between is missing."""
    parameters = FUNCTIONS[function]
    if set(named) != set(parameters[: len(named)]):
        return None
    return [named[name] for name in parameters[: len(named)]]


def _known(value: Value) -> bool:
    if isinstance(value, Mapping) and "value" in value:
        return value_of(value["value"]) is not None
    return value is not None


def _number(value: Value) -> Decimal | None:
    """A number; also that of a list of one, as FEEL takes it where one value is expected."""
    if isinstance(value, list) and len(value) == 1:
        value = value[0]
    return value if isinstance(value, Decimal) else None


def _rounded(number: Decimal, scales: list[Value], rounding: str) -> Decimal | None:
    scale = _number(scales[0]) if scales else None
    if scale is None or not MIN_SCALE <= scale <= MAX_SCALE or scale != int(scale):
        return None
    number = ARITHMETIC.plus(number)
    exponent = number.as_tuple().exponent
    if not isinstance(exponent, int) or exponent >= -int(scale):  # no digits beyond the scale; or no number at all
        return finite(number)
    step = Decimal(1).scaleb(-int(scale), ARITHMETIC)
    return finite(number.quantize(step, rounding=rounding, context=ARITHMETIC))


def _of_list(function: str, items: list[Value]) -> Value:
    if function == "count":
        unknown = None in items and of_members(items)  # our deviation: FEEL would count the unknown member too
        return None if unknown else Decimal(len(items))
    if not items:
        return None
    if function in ("min", "max"):
        return _extreme(function, items)
    total = Decimal()
    for item in items:
        if not isinstance(item, Decimal):
            return None
        total = ARITHMETIC.add(total, item)
    return finite(total if function == "sum" else ARITHMETIC.divide(total, Decimal(len(items))))


def _extreme(function: str, items: list[Value]) -> Value:
    if not all(isinstance(item, Decimal) for item in items) and not all(isinstance(item, str) for item in items):
        return None
    best = items[0]
    for item in items[1:]:
        if less(item, best) if function == "min" else less(best, item):
            best = item
    return best
