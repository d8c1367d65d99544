"""What is wrong in what was typed, said beside the field that it is about."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from diagnosis.faults import Fault, Faulty
from diagnosis.intake.plausible import SURE
from diagnosis.interview import Cell
from diagnosis.kinds.text import BLANK_ADVICE
from diagnosis.messages import NOTHING, unlabelled


@dataclass(frozen=True, slots=True)
class Problem:
    """A fault in words; `field` is the id of the field to go to, `place` where in a pasted table it is."""

    field: str
    text: str
    place: str = ""
    readings: tuple[tuple[str, str], ...] = ()
    """What may be meant: texts to answer with, and how each is shown."""


def problems(faulty: Faulty, language: str, field: str | None = None) -> tuple[Problem, ...]:
    """The faults of a form, in the order of their places; all at `field` if it is given."""
    return tuple(_problem(fault, language, field) for fault in faulty.faults)


def _problem(fault: Fault, language: str, field: str | None) -> Problem:
    # Beside its field, a problem need not name the field, nor say how to write "unknown" or each of its readings:
    # there are buttons for these.
    if not fault.place.line:
        do = NOTHING if fault.do in BLANK_ADVICE or len(fault.readings) > 1 else fault.do
        fault = replace(fault, what=unlabelled(fault.what), do=do)
    said = fault.words(language)
    place = str(fault.place) if fault.place.line else ""
    readings = tuple((text, text.removesuffix(SURE)) for text in fault.readings)
    return Problem(field or field_id(str(fault.place)), f"{said[:1].upper()}{said[1:]}.", place, readings)


def field_id(name: str) -> str:
    """The id, in a page, of the field for a cell (or anything else that has a name)."""
    return "field-" + re.sub(r"[^A-Za-z0-9_-]", lambda sign: f".{ord(sign.group()):x}.", name)


def cell_field(cell: Cell) -> str:
    """The id of the field for a cell."""
    return field_id(str(cell))
