"""Edits: the events that changed answers mean, for faces on which many answers are changed at once."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Protocol

from diagnosis.faults import Fault, Faulty, Place
from diagnosis.intake.columns import TABLES
from diagnosis.interview.record.answers import Cell
from diagnosis.interview.record.events import Event, answer_event
from diagnosis.interview.record.interview import Interview
from diagnosis.kinds import kind_of
from diagnosis.knowledge.model import Subject
from diagnosis.messages import say


class EditedRow(Protocol):
    """A row of a table of members as it was filled in: the member's id, a text for each column, or `removed`."""

    @property
    def member(self) -> str:
        """The id; empty in a row that is not filled in."""

    @property
    def texts(self) -> tuple[str, ...]:
        """The values as one would answer them; empty where there is none."""

    @property
    def removed(self) -> bool:
        """Whether the member is to be taken off the list."""


def written_answer(interview: Interview, cell: Cell) -> str:
    """The value in a cell as one would answer it again (of a choice, as it is picked); empty where there is none."""
    answer = interview.answers.get(cell)
    if answer is None or answer.given is None:
        return ""
    fact = interview.knowledge.facts[cell.subject][cell.fact]
    # A file says "true" where one picks "yes".
    picked = (text for text, value in kind_of(fact).choices(fact) if value == answer.given.value)
    return next(picked, answer.text or "")


def changed_cells(interview: Interview, texts: Mapping[Cell, str]) -> Mapping[Cell, str]:
    """Those of `texts` that say something else than the cells do now."""
    return {cell: text for cell, text in texts.items() if text != written_answer(interview, cell)}


def edit_events(interview: Interview, texts: Mapping[Cell, str]) -> list[Event]:
    """The events that make cells say `texts`; an empty text takes an answer back.

    They can be applied one after the other, if there is a way: facts contradict one another until all are changed, so
    they are taken back first, and those that are computed from others are answered last.
    """
    changed = changed_cells(interview, texts)
    events = [answer_event(cell, text) for cell, text in changed.items()]
    if not any(faulty_events(interview, events)):
        return events
    catalogue = interview.knowledge.facts
    computed = [cell for cell in texts if catalogue[cell.subject][cell.fact].formula is not None]
    others = [answer_event(cell, text) for cell, text in changed.items() if cell not in computed]
    last = [answer_event(cell, texts[cell]) for cell in computed if texts[cell]]

    def without(cells: Iterable[Cell]) -> list[Event]:
        return [*(answer_event(cell, "") for cell in cells if written_answer(interview, cell)), *others, *last]

    events = without(computed)
    if any(faulty_events(interview, events)):
        all_taken_back = without(dict.fromkeys([*computed, *changed]))
        return events if any(faulty_events(interview, all_taken_back)) else all_taken_back
    return events


def faulty_events(interview: Interview, events: Sequence[Event]) -> Iterator[tuple[Event, Faulty]]:
    """The events that cannot be applied one after the other, each with what is wrong; those are passed over."""
    for event in events:
        try:
            interview = interview.apply(event)
        except Faulty as faulty:
            yield event, faulty


def table_events(
    interview: Interview, subject: Subject, facts: Sequence[str], asked: tuple[str, ...], rows: Sequence[EditedRow]
) -> list[Event]:
    """The events that a filled-in table of members means: members taken off, cells emptied, all else as one table.

    `facts` are its columns, `asked` those that a question asks for now. Raises Faulty, with the row as the line of
    each fault (the header is line 1), where a row has values and no name.
    """
    filled = [row for row in rows if row.member or any(row.texts)]
    nameless = [line for line, row in enumerate(rows, start=2) if any(row.texts) and not row.member]
    if nameless:
        what, do = say("the name is missing"), say("write who it is")
        raise Faulty([Fault(Place(TABLES[subject], line, 1), what, do) for line in nameless])
    known = interview.members.get(subject, ())
    events = [Event("remove", subject, (), row.member) for row in filled if row.removed and row.member in known]
    kept = [row for row in filled if not row.removed]
    table: list[list[str]] = []
    for row in kept:
        before = [written_answer(interview, Cell(subject, fact, row.member)) for fact in facts]
        # A cell that says what it said is left blank: by the time the table is taken, others may have changed it.
        table.append([text if text != was else "" for text, was in zip(row.texts, before, strict=True)])
        for fact, text, was in zip(facts, row.texts, before, strict=True):
            if was and not text and row.member in known:
                events.append(Event("withdraw", subject, (fact,), row.member))
    is_news = any(row.member not in known or any(texts) for row, texts in zip(kept, table, strict=True))
    if kept and (asked or is_news):
        members = [row.member for row in kept]
        events.append(Event("table", subject, asked, None, table_text(subject, facts, members, table)))
    return events


def table_text(subject: Subject, facts: Sequence[str], members: Sequence[str], table: Sequence[Sequence[str]]) -> str:
    """The CSV text of a table: a row for each of `members`, with a text for each of `facts`."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow([subject, *facts])
    writer.writerows([member, *texts] for member, texts in zip(members, table, strict=True))
    return text.getvalue()
