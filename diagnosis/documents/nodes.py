"""The nodes of a YAML or JSON file: a small tree. Each node knows its place; texts stay as written.

A scalar is never typed here: `0017`, `no`, `12:30` and `1e-05` are the text that was written. What it means is decided
by the reader that knows what is expected there (a model, the fact catalogue).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property

from diagnosis.faults import Fault, Faulty, Place
from diagnosis.messages import NOTHING, Said, say, verbatim

_BREAK = re.compile("\r\n|[\n\r\x85\u2028\u2029]")
_NULLS = frozenset({"", "~", "null", "Null", "NULL"})
_PAIR = r"\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}"
_UNITS = {
    "'": re.compile(r"''|."),
    '"': re.compile(_PAIR + r"|\\(?:x..|u.{4}|U.{8}|.)|."),
}
_UNIT = re.compile(".")
_SPACES = frozenset({r"\n", r"\t", r"\r", r"\ ", r"\_", r"\N", r"\L", r"\P", r"\v", r"\f"})


class Faults:
    """Collects faults while reading goes on."""

    def __init__(self) -> None:
        self.found: list[Fault] = []

    def add(self, place: Place, what: Said, do: Said = NOTHING) -> None:
        """Note that `what` is wrong at `place`, and what to `do` about it."""
        self.found.append(Fault(place, what, do))

    def __len__(self) -> int:
        return len(self.found)

    def raise_any(self) -> None:
        """Raise `Faulty` with all faults if there are any."""
        if self.found:
            raise Faulty(self.found)


class AlreadyTold(Exception):
    """What follows cannot be read; the fault is told already."""


@dataclass(frozen=True, eq=False)
class Source:
    """A text and the name of the file it came from."""

    file: str
    text: str = field(repr=False)

    @cached_property
    def lines(self) -> list[str]:
        """The lines of the text, as YAML counts them."""
        return _BREAK.split(self.text)


@dataclass(frozen=True, slots=True, eq=False)
class Scalar:
    """One value, as the text that was written. `style` is `'`, `"`, `|`, `>`, or empty where it stands bare.

    Style `*` is a value that was refused (an alias); its fault is already told.
    """

    text: str
    source: Source = field(repr=False)
    line: int
    column: int
    style: str = ""

    @property
    def place(self) -> Place:
        """Where the value begins, its opening quote included."""
        return Place(self.source.file, self.line, self.column)

    @property
    def quoted(self) -> bool:
        """Whether it is text by its writing (quoted, or a block), not a bare word or number."""
        return self.style != ""

    @property
    def null(self) -> bool:
        """Whether it is YAML's null: nothing, `~` or `null`, bare."""
        return self.style == "" and self.text in _NULLS

    def place_of(self, line: int, column: int) -> Place:
        """The place in the file of a position in `text` (both from 1).

        Folding, indentation and quoting change only white space and escapes. The n-th visible character of the text is
        therefore the n-th visible character of the file. White space gets the place of the character after it.
        """
        rows = self.text.split("\n")
        before = "".join(rows[: line - 1]) + (rows[line - 1][: column - 1] if line <= len(rows) else "")
        ahead, all_of_it = _visible(before), _visible(self.text)
        behind = self.place
        for number, (at, place) in enumerate(self._characters()):
            if number == ahead < all_of_it:
                return place
            behind = Place(place.file, place.line, place.column + at)
            if number + 1 == all_of_it:
                return behind
        return behind

    def _characters(self) -> Iterator[tuple[int, Place]]:
        """The width and the place of each visible character, from the beginning of the value on."""
        block = self.style in ("|", ">")
        start = 0 if block else self.column - 1 + len(self.style)
        units = _UNITS.get(self.style, _UNIT)
        for number in range(self.line if block else self.line - 1, len(self.source.lines)):
            for unit in units.finditer(self.source.lines[number], start):
                written = unit.group()
                if not written.isspace() and written not in _SPACES:
                    yield len(written), Place(self.source.file, number + 1, unit.start() + 1)
            start = 0


@dataclass(frozen=True, slots=True, eq=False)
class Sequence:
    """A list of values."""

    items: tuple[Node, ...]
    place: Place


@dataclass(frozen=True, slots=True, eq=False)
class Mapping:
    """Keys and their values, in the order written; `keys` holds the keys as written, for their places."""

    values: dict[str, Node]
    keys: dict[str, Scalar] = field(repr=False)
    place: Place

    def get(self, key: str) -> Node | None:
        """The value of `key`, or None where it is not given."""
        return self.values.get(key)


Node = Scalar | Sequence | Mapping


def describe(node: Node) -> Said:
    """What a node is, in words, for faults."""
    if isinstance(node, Mapping):
        return say("keys and values")
    if isinstance(node, Sequence):
        return say("a list")
    return say("nothing") if node.null else verbatim(brief(node.text))


def brief(text: str) -> str:
    """The text in quotes for a fault, cut where it is long."""
    return repr(text if len(text) <= 60 else text[:57] + "...")


def _visible(text: str) -> int:
    return sum(1 for character in text if not character.isspace())
