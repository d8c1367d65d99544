"""Values of a program as the nodes of a file, so that both are read and checked the same way."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from collections.abc import Sequence as SequenceOf
from datetime import date, datetime, time
from decimal import Context, Decimal
from fractions import Fraction
from numbers import Real
from typing import Protocol, runtime_checkable

from diagnosis.documents import source
from diagnosis.documents.source import Faults, Node, Scalar, Sequence, Source
from diagnosis.faults import Place
from diagnosis.kinds.numerals import MAX_DIGITS
from diagnosis.messages import say

_SPREADSHEET = Context(prec=MAX_DIGITS)
_DEPTH = 6
"""Deeper than any team file."""


@runtime_checkable
class SupportsItem(Protocol):
    """A value of another library that can give itself as one of Python's own."""

    def item(self) -> object:
        """The same value as Python has it."""


def nodes_of(given: Mapping[str, object], faults: Faults) -> source.Mapping:
    """`given` as nodes, whose places are paths of keys (`sellers[0].deals`); what is no plain value is a fault."""
    return _mapping(given, "", faults, 1)


def _mapping(given: Mapping[str, object], path: str, faults: Faults, depth: int) -> source.Mapping:
    below = {str(key): f"{path}.{key}" if path else str(key) for key in given}
    values = {str(key): _node(value, below[str(key)], faults, depth + 1) for key, value in given.items()}
    keys = {key: _scalar(key, below[key]) for key in values}
    return source.Mapping(values, keys, Place(path or "given"))


def _node(value: object, path: str, faults: Faults, depth: int) -> Node:
    if depth > _DEPTH:
        faults.add(Place(path), say("this is nested too deep for a team"), say("give it as a team file has it"))
        return _refused(path)
    match value:
        case Mapping():
            return _mapping(value, path, faults, depth)
        case None:
            return Scalar("", Source(path, ""), 0, 0)
        case bool():
            return _scalar("true" if value else "false", path)
        case str() | int() | float():
            return _scalar(str(value), path)
        case Decimal():
            return _scalar(_digits(value), path)
        case Fraction():
            return _scalar(_digits(_SPREADSHEET.divide(Decimal(value.numerator), Decimal(value.denominator))), path)
        case datetime() if value.time() == time.min:
            return _scalar(value.date().isoformat(), path)
        case date():
            return _scalar(value.isoformat(), path)
        case Real():
            # Numbers of other libraries, as numpy's: `str` writes the digits that they are known to.
            return _scalar(str(value), path)
        case SequenceOf():
            return _sequence(value, path, faults, depth)
        case SupportsItem() if getattr(value, "shape", ()) == ():
            return _node(value.item(), path, faults, depth + 1)
        case _:
            faults.add(
                Place(path),
                say("{type} is no type of value that a fact has", type=type(value).__name__),
                say("give a text, number, boolean or date"),
            )
            return _refused(path)


def _digits(value: Decimal) -> str:
    """A decimal with as many digits as any number here has: Decimal(0.1) has 55."""
    return str(value if len(value.as_tuple().digits) <= MAX_DIGITS else _SPREADSHEET.plus(value).normalize())


def _sequence(values: Iterable[object], path: str, faults: Faults, depth: int) -> Sequence:
    items = (_node(value, f"{path}[{index}]", faults, depth + 1) for index, value in enumerate(values))
    return Sequence(tuple(items), Place(path))


def _scalar(text: str, path: str) -> Scalar:
    return Scalar(text, Source(path, ""), 0, 0, style='"')


def _refused(path: str) -> Scalar:
    """A value of which the fault is told already."""
    return Scalar("", Source(path, ""), 0, 0, style="*")
