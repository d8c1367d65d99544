"""What is wrong in what was typed, said beside the field that it is about."""

from __future__ import annotations

import re
from dataclasses import dataclass

from diagnosis.faults import Fault, Faulty
from diagnosis.interview import Cell
from diagnosis.messages import translated


@dataclass(frozen=True, slots=True)
class Problem:
    """A fault in words; `field` is the id of the field to go to, `place` where in a pasted table it is."""

    field: str
    text: str
    place: str = ""


def problems(faulty: Faulty, language: str, field: str | None = None) -> tuple[Problem, ...]:
    """The faults of a form, in the order of their places; all at `field` if it is given."""
    return tuple(_problem(fault, language, field) for fault in faulty.faults)


def _problem(fault: Fault, language: str, field: str | None) -> Problem:
    words = [translated(part, language) for part in (fault.what, fault.do) if part]
    text = "; ".join(words)
    place = str(fault.place) if fault.place.line else ""
    return Problem(field or field_id(str(fault.place)), f"{text[:1].upper()}{text[1:]}.", place)


def field_id(name: str) -> str:
    """The id, in a page, of the field for a cell (or anything else that has a name)."""
    return "field-" + re.sub(r"[^A-Za-z0-9_-]", lambda found: f".{ord(found.group()):x}.", name)


def cell_field(cell: Cell) -> str:
    """The id of the field for a cell."""
    return field_id(str(cell))
