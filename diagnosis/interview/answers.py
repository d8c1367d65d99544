"""What can be answered, and what was: cells of facts, events that change them, and how a text becomes a value."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from diagnosis.faults import Fault, Faulty, Place
from diagnosis.intake.lookup import find_fact
from diagnosis.intake.model import Given
from diagnosis.intake.team_file import HOMES
from diagnosis.intake.values import Parser, parser
from diagnosis.kinds import kind_of
from diagnosis.kinds.text import Wrong
from diagnosis.knowledge.base import Knowledge
from diagnosis.knowledge.model import COLLECTIONS, Fact, Subject
from diagnosis.knowledge.program import Base


@dataclass(frozen=True, slots=True)
class Cell:
    """A place for one value: a fact of the team, or of one of its members.

    A cell of a member's fact without `member` is the whole column: that fact of every member.
    """

    subject: Subject
    fact: str
    member: str | None = None

    @property
    def base(self) -> Base:
        """The fact, without whose it is."""
        return self.subject, self.fact

    def __str__(self) -> str:
        if self.subject == "team":
            return f"facts.{self.fact}"
        return f"{COLLECTIONS[self.subject]}{'' if self.member is None else f'[{self.member}]'}.{self.fact}"


EventKind = Literal["answer", "unknown", "withdraw", "table", "remove"]


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that somebody did to an interview; applying the same events in the same order gives the same state.

    `answer` gives `text` for a cell, `unknown` says that nobody here knows it, `withdraw` takes an answer back, so that
    it is unanswered again. `table` gives CSV `text` of members of `subject`, `facts` being the columns that were asked
    for; `remove` takes `member` off the list.
    """

    kind: EventKind
    subject: Subject
    facts: tuple[str, ...]
    member: str | None = None
    text: str | None = None

    @property
    def cell(self) -> Cell:
        """The cell that it is about; for events of one fact."""
        (fact,) = self.facts
        return Cell(self.subject, fact, self.member)


@dataclass(frozen=True, slots=True)
class Answer:
    """What stands in a cell: the `given` value and the `text` that gave it, or neither: nobody here knows it.

    `before` is true where it came with the facts that the interview started from.
    """

    cell: Cell
    given: Given | None
    text: str | None
    before: bool = False

    @property
    def known(self) -> bool:
        """Whether there is a value."""
        return self.given is not None


class Reader:
    """Reads answers by one catalogue, with the parsers and so with the faults of a team file."""

    def __init__(self, knowledge: Knowledge) -> None:
        self._knowledge = knowledge
        self._parsers: dict[Base, Parser] = {}

    def fact(self, cell: Cell) -> Fact:
        """The catalogue's entry of a fact that may be given. Raises Faulty where there is none."""
        found = find_fact(self._knowledge.facts, cell.subject, cell.fact, HOMES)
        if isinstance(found, Wrong):
            raise faulty(cell, found)
        return found

    def read(self, cell: Cell, text: str) -> Given | None:
        """The value that `text` gives a cell, None for unknown. Raises Faulty."""
        if cell.base not in self._parsers:
            self._parsers[cell.base] = parser(self.fact(cell))
        found = self._parsers[cell.base](text)
        if isinstance(found, Wrong):
            raise faulty(cell, found)
        return None if found is None else Given(found.value, found.count, found.of, Place(str(cell)))


def faulty(cell: Cell, wrong: Wrong) -> Faulty:
    """What is wrong with an answer, at the place of its cell."""
    return Faulty([Fault(Place(str(cell)), wrong.what, wrong.do)])


def shown(given: Given, fact: Fact) -> str:
    """A value as a text that is read as the same value."""
    return kind_of(fact).canonical(given)
