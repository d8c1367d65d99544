"""A table of members as a grid of fields: shown, read back, and handed on as what was edited."""

from __future__ import annotations

from dataclasses import dataclass, replace

from diagnosis.faults import Faulty, Place
from diagnosis.interview import (
    Cell,
    Event,
    Interview,
    agenda_of,
    is_asked,
    settled_answers,
    table_events,
    written_answer,
)
from diagnosis.knowledge.model import Fact, Language, Subject
from diagnosis.web.form_problems import Problem, problems
from diagnosis.web.forms import Form

SPARE_ROWS = 3
MOST_ROWS = 200


@dataclass(frozen=True, slots=True)
class GridRow:
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
    rows: tuple[GridRow, ...]


def grid_of(interview: Interview, subject: Subject) -> Grid:
    """The grid of what is known of the members, with the columns that are asked for or answered, and empty rows."""
    catalogue, names = interview.knowledge.facts[subject], columns_of(interview, subject)
    rows = [
        GridRow(member, tuple(written_answer(interview, Cell(subject, fact, member)) for fact in names), known=True)
        for member in interview.members.get(subject, ())
    ]
    empty = GridRow("", ("",) * len(names), known=False)
    rows += [empty] * (SPARE_ROWS if rows else 5)
    return Grid(subject, tuple(catalogue[fact] for fact in names), asked_of(interview, subject), tuple(rows))


def columns_of(interview: Interview, subject: Subject) -> tuple[str, ...]:
    """The facts of a member that are asked for now or answered; where there are none, all that may be asked for."""
    asked, catalogue = asked_of(interview, subject), interview.knowledge.facts[subject]
    answered = {cell.fact for cell in interview.answers if cell.subject == subject}
    names = [*asked, *(fact for fact in catalogue if fact in answered and fact not in asked)]
    return tuple(names or (fact.fact for fact in catalogue.values() if is_asked(fact)))


def asked_of(interview: Interview, subject: Subject) -> tuple[str, ...]:
    """The columns that questions about a subject ask for now."""
    facts: dict[str, None] = {}
    for question in agenda_of(interview).questions:
        if question.subject == subject:
            facts.update(dict.fromkeys(question.facts))
    return tuple(facts)


def typed_grid(form: Form, interview: Interview, subject: Subject) -> Grid:
    """The grid as it was filled in."""
    catalogue, members = interview.knowledge.facts[subject], interview.members.get(subject, ())
    facts = tuple(catalogue[name] for name in dict.fromkeys(form.every("column")) if name in catalogue)
    rows = []
    for index, member in enumerate(form.every("member")[:MOST_ROWS]):
        texts = tuple(form.text(f"cell-{index}-{fact.fact}") for fact in facts)
        rows.append(GridRow(member.strip(), texts, member.strip() in members, form.text(f"remove-{index}") == "yes"))
    return Grid(subject, facts, asked_of(interview, subject), tuple(rows))


def events_of(grid: Grid, interview: Interview) -> list[Event]:
    """What the grid means for the interview. Raises Faulty, with a fault at its cell, where a row has no name."""
    return table_events(interview, grid.subject, [fact.fact for fact in grid.facts], grid.asked, grid.rows)


def settled_grid(grid: Grid, interview: Interview, language: Language) -> tuple[Grid, tuple[Problem, ...]]:
    """The grid with what was typed anew as texts that can mean one thing only; what is to be asked about the others."""
    typed_anew: dict[Cell, str] = {}
    fields: dict[Cell, str] = {}
    for index, row in enumerate(grid.rows):
        for fact, text in zip(grid.facts, row.texts, strict=True):
            cell = Cell(grid.subject, fact.fact, row.member)
            if text and row.member and not row.removed and text != written_answer(interview, cell):
                typed_anew[cell], fields[cell] = text, f"cell-{index}-{fact.fact}"
    settled, doubtful = settled_answers(interview.knowledge, typed_anew)

    def texts(row: GridRow) -> tuple[str, ...]:
        cells = (Cell(grid.subject, fact.fact, row.member) for fact in grid.facts)
        return tuple(settled.get(cell, text) for cell, text in zip(cells, row.texts, strict=True))

    names = {fact.fact: fact.name.get(language) for fact in grid.facts}
    wrong = tuple(
        replace(problem, place=f"{cell.member}: {names[cell.fact]}")
        for cell, faulty in doubtful.items()
        for problem in problems(faulty, language, fields[cell])
    )
    return replace(grid, rows=tuple(replace(row, texts=texts(row)) for row in grid.rows)), wrong


def problems_of(faulty: Faulty, grid: Grid, language: Language) -> tuple[Problem, ...]:
    """The faults of a grid, each at its cell, with whose it is and of which column."""
    kept = [index for index, row in enumerate(grid.rows) if (row.member or any(row.texts)) and not row.removed]
    nameless = any(any(row.texts) and not row.member for row in grid.rows)
    located = []
    for fault in faulty.faults:
        row, column = fault.place.line - 2, fault.place.column - 2
        index = row if nameless else kept[row] if 0 <= row < len(kept) else 0
        fact = grid.facts[column] if 0 <= column < len(grid.facts) else None
        field = f"member-{index}" if fact is None else f"cell-{index}-{fact.fact}"
        whose = (grid.rows[index].member if grid.rows else "", "" if fact is None else fact.name.get(language))
        # It is told in its cell and not in a file, so that neither line nor column need be said.
        (problem,) = problems(Faulty([replace(fault, place=Place(""))]), language, field)
        located.append(replace(problem, place=": ".join(filter(None, whose))))
    return tuple(located)
