"""The numbers of FEEL: decimals of 34 digits, and the rounding of what was computed before it is compared.

FEEL's number is IEEE 754 decimal128 (DMN 1.4, 10.3.2.3.1). Decimal arithmetic still rounds where a quotient or a root
does not end, so a value that was *derived* is rounded to 10 significant digits before it is compared; what a person
wrote or measured is compared exactly as given.
"""

from __future__ import annotations

from decimal import ROUND_HALF_EVEN, Context, Decimal

from diagnosis.feel.tree import Arithmetic, Call, Filter, If, List, Literal, Name, Negate, Node, Path
from diagnosis.feel.tree import Context as ContextNode

DIGITS = 34
DERIVED_DIGITS = 10

# No traps: what has no result comes out as NaN or infinity, which `finite` turns into null.
ARITHMETIC = Context(prec=DIGITS, rounding=ROUND_HALF_EVEN, Emin=-6143, Emax=6144, clamp=0, traps=[])
_COMPARED = Context(prec=DERIVED_DIGITS, rounding=ROUND_HALF_EVEN, Emin=-6143, Emax=6144, clamp=0, traps=[])

_COMPUTING = frozenset({"sum", "mean", "sqrt"})
_PASSING = frozenset({"abs", "min", "max", "floor", "ceiling", "round half up"})


def finite(number: Decimal) -> Decimal | None:
    """`number` itself, or None where it is infinite or not a number."""
    return number if number.is_finite() else None


def number_of(text: str) -> Decimal | None:
    """The number a literal means, rounded to 34 digits; None where it is too large to be one."""
    return finite(ARITHMETIC.create_decimal(text))


def round10(number: Decimal) -> Decimal:
    """`number` rounded to 10 significant digits, half to even: what of a derived value is compared."""
    rounded = _COMPARED.plus(number)
    return rounded if rounded.is_finite() else number


def is_derived(node: Node) -> bool:
    """Whether the value of `node` is computed rather than given, so that `round10` applies before a comparison.

    Arithmetic, sum, mean and sqrt compute. What only passes a value on (abs, min, floor, `if`, a path, a filter, ...)
    is derived where something it passes on is. A name is given, whatever it stands for.
    """
    match node:
        case Arithmetic():
            return True
        case Call(function, arguments, named):
            if function in _COMPUTING:
                return True
            return function in _PASSING and any(map(is_derived, (*arguments, *(value for _, value in named))))
        case Negate(operand):
            return is_derived(operand)
        case If(_, yes, no):
            return is_derived(yes) or is_derived(no)
        case Path(base, _) | Filter(base, _):
            return is_derived(base)
        case List(items):
            return any(map(is_derived, items))
        case ContextNode(entries):
            return any(is_derived(value) for _, value in entries)
        case Literal() | Name():
            return False
    return False
