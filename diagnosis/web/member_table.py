"""A table of members as a grid of fields: shown, read back, and turned into the events that it means."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass, replace

from diagnosis.faults import Fault, Faulty, Place
from diagnosis.intake.columns import TABLES
from diagnosis.interview import Cell, Event, Interview, agenda_of, is_asked
from diagnosis.kinds import kind_of
from diagnosis.knowledge.model import Fact, Language, Subject
from diagnosis.messages import say
from diagnosis.web.form_problems import Problem, problems
from diagnosis.web.forms import Form

SPARE_ROWS = 3
MOST_ROWS = 200


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the grid: the member's id and the texts of its cells. `known`: the member is on the list already."""

    member: str
    texts: tuple[str, ...]
    known: bool
    removed: bool = False


@dataclass(frozen=True, slots=True)
class Grid:
    """A grid: `facts` are its columns, `asked` those that a question asks for now."""

    subject: Subject
    facts: tuple[Fact, ...]
    asked: tuple[str, ...]
    rows: tuple[Row, ...]


def grid_of(interview: Interview, subject: Subject, spare: int = SPARE_ROWS) -> Grid:
    """The grid of what is known of the members, with the columns that are asked for or answered, and empty rows."""
    catalogue, names = interview.knowledge.facts[subject], columns_of(interview, subject)
    rows = [
        Row(member, tuple(written(interview, Cell(subject, fact, member)) for fact in names), known=True)
        for member in interview.members.get(subject, ())
    ]
    empty = Row("", ("",) * len(names), known=False)
    rows += [empty] * (spare if rows else max(spare, 5))
    return Grid(subject, tuple(catalogue[fact] for fact in names), asked_of(interview, subject), tuple(rows))


def columns_of(interview: Interview, subject: Subject) -> tuple[str, ...]:
    """The facts of a member that are asked for now or answered; where there are none, all that may be asked for."""
    asked, catalogue = asked_of(interview, subject), interview.knowledge.facts[subject]
    answered = {cell.fact for cell in interview.answers if cell.subject == subject}
    names = [*asked, *(fact for fact in catalogue if fact in answered and fact not in asked)]
    return tuple(names or (fact.fact for fact in catalogue.values() if is_asked(interview.knowledge, fact)))


def asked_of(interview: Interview, subject: Subject) -> tuple[str, ...]:
    """The columns that questions about a subject ask for now."""
    found: dict[str, None] = {}
    for question in agenda_of(interview).questions:
        if question.subject == subject:
            found.update(dict.fromkeys(question.facts))
    return tuple(found)


def typed_grid(form: Form, interview: Interview, subject: Subject) -> Grid:
    """The grid as it was filled in."""
    catalogue, members = interview.knowledge.facts[subject], interview.members.get(subject, ())
    facts = tuple(catalogue[name] for name in dict.fromkeys(form.every("column")) if name in catalogue)
    rows = []
    for index, member in enumerate(form.every("member")[:MOST_ROWS]):
        texts = tuple(form.text(f"cell-{index}-{fact.fact}") for fact in facts)
        rows.append(Row(member.strip(), texts, member.strip() in members, form.text(f"remove-{index}") == "yes"))
    return Grid(subject, facts, asked_of(interview, subject), tuple(rows))


def events_of(grid: Grid, interview: Interview) -> list[Event]:
    """What the grid means for the interview: members taken off, cells emptied, and all the rest as one table.

    Raises Faulty, with a fault at its cell, where a row has values and no name.
    """
    filled = [row for row in grid.rows if row.member or any(row.texts)]
    nameless = [index for index, row in enumerate(grid.rows) if any(row.texts) and not row.member]
    if nameless:
        what, do = say("the name is missing"), say("write who it is")
        raise Faulty([Fault(Place(TABLES[grid.subject], index + 2, 1), what, do) for index in nameless])
    removed = [row for row in filled if row.removed and row.known]
    events = [Event("remove", grid.subject, (), row.member) for row in removed]
    kept = [row for row in filled if not row.removed]
    for row in kept:
        for fact, text in zip(grid.facts, row.texts, strict=True):
            cell = Cell(grid.subject, fact.fact, row.member)
            if row.known and not text and written(interview, cell):
                events.append(Event("withdraw", grid.subject, (fact.fact,), row.member))
    if kept and (grid.asked or any(_is_new(row, grid, interview) for row in kept)):
        events.append(Event("table", grid.subject, grid.asked, None, _csv(grid, kept)))
    return events


def _is_new(row: Row, grid: Grid, interview: Interview) -> bool:
    """Whether a row says anything that is not known."""
    shown = (written(interview, Cell(grid.subject, fact.fact, row.member)) for fact in grid.facts)
    return not row.known or any(text and text != known for text, known in zip(row.texts, shown, strict=True))


def problems_of(faulty: Faulty, grid: Grid, language: Language) -> tuple[Problem, ...]:
    """The faults of a grid, each at its cell, with whose it is and of which column."""
    kept = [index for index, row in enumerate(grid.rows) if (row.member or any(row.texts)) and not row.removed]
    nameless = any(any(row.texts) and not row.member for row in grid.rows)
    found = []
    for fault in faulty.faults:
        row, column = fault.place.line - 2, fault.place.column - 2
        index = row if nameless else kept[row] if 0 <= row < len(kept) else 0
        fact = grid.facts[column] if 0 <= column < len(grid.facts) else None
        field = f"member-{index}" if fact is None else f"cell-{index}-{fact.fact}"
        whose = (grid.rows[index].member if grid.rows else "", "" if fact is None else fact.name.get(language))
        # It is told in its cell and not in a file, so that neither line nor column need be said.
        (problem,) = problems(Faulty([replace(fault, place=Place(""))]), language, field)
        found.append(replace(problem, place=": ".join(filter(None, whose))))
    return tuple(found)


def _csv(grid: Grid, rows: Sequence[Row]) -> str:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow([grid.subject, *(fact.fact for fact in grid.facts)])
    for row in rows:
        writer.writerow([row.member, *row.texts])
    return text.getvalue()


def written(interview: Interview, cell: Cell) -> str:
    """The answer that stands in a cell, as one would give it again (of choices, as it is picked); else nothing."""
    answer = interview.answers.get(cell)
    if answer is None or answer.given is None:
        return ""
    fact = interview.knowledge.facts[cell.subject][cell.fact]
    # A file says "true" where one picks "yes".
    picked = (text for text, value in kind_of(fact).choices(fact) if value == answer.given.value)
    return next(picked, answer.text or "")
