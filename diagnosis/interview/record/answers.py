"""Answers and the cells that they stand in, and how a text becomes a value."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from diagnosis.faults import Fault, Faulty, Place
from diagnosis.intake.lookup import find_fact
from diagnosis.intake.model import Given
from diagnosis.intake.plausible import SURE, surely
from diagnosis.intake.team_file import HOMES
from diagnosis.intake.values import parser, readings
from diagnosis.kinds.numerals import doubtful
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


def fact_of_cell(knowledge: Knowledge, cell: Cell) -> Fact:
    """The catalogue's entry of a fact that may be given. Raises Faulty where there is none."""
    entry = find_fact(knowledge.facts, cell.subject, cell.fact, HOMES)
    if isinstance(entry, Wrong):
        raise faulty_answer(cell, entry)
    return entry


def read_answer(knowledge: Knowledge, cell: Cell, text: str) -> Given | None:
    """The value that `text` gives a cell, read as in a team file; None for unknown. Raises Faulty."""
    value = parser(fact_of_cell(knowledge, cell))(text)
    if isinstance(value, Wrong):
        raise faulty_answer(cell, value)
    return value


def settled_answers(knowledge: Knowledge, texts: Mapping[Cell, str]) -> tuple[dict[Cell, str], dict[Cell, Faulty]]:
    """What was typed into many cells as texts that mean the same whoever reads them; and what is wrong with others.

    That is also what has two readings, or is hardly ever so: each fault says what can be answered instead.
    """
    settled: dict[Cell, str] = {}
    wrong: dict[Cell, Faulty] = {}
    for cell, text in texts.items():
        try:
            settled[cell] = settled_text(knowledge, cell, text)
            read_answer(knowledge, cell, settled[cell])
        except Faulty as faulty:
            wrong[cell] = faulty
    return settled, wrong


def settled_text(knowledge: Knowledge, cell: Cell, text: str) -> str:
    """What somebody typed, as a text that means the same whoever reads it. Raises Faulty where it has two readings.

    What is wrong with it otherwise is told when it is recorded.
    """
    fact = fact_of_cell(knowledge, cell)
    meant = readings(text, fact)
    if isinstance(meant, Wrong) or not meant:
        return text
    if len(meant) == 1:
        # One that is hardly ever so is asked for again when it is recorded.
        return text if parser(fact)(text) == meant[0].given else meant[0].written.removesuffix(SURE)
    texts = tuple(reading.written for reading in meant)
    # The mark of what is hardly ever so is for typing it; what is meant is said without it.
    shown = tuple(text.removesuffix(SURE) for text in texts)
    raise faulty_answer(cell, replace(doubtful(text, texts), what=doubtful(text, shown).what).about(fact.fact))


def faulty_answer(cell: Cell, wrong: Wrong) -> Faulty:
    """What is wrong with an answer, at the place of its cell."""
    return Faulty([Fault(Place(str(cell)), wrong.what, wrong.do, wrong.readings)])


def as_text(given: Given, fact: Fact) -> str:
    """A value as a text that is read as the same value."""
    return surely(fact, given)
