"""What each kind of event makes of a state."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from diagnosis.faults import Fault, Faulty, Place
from diagnosis.intake import particulars
from diagnosis.intake.lookup import OWNERS
from diagnosis.intake.model import Given
from diagnosis.interview.answers import Answer, Cell, Event, EventKind, Reader, faulty, shown
from diagnosis.interview.table import read_table
from diagnosis.kinds.text import Wrong, quoted
from diagnosis.knowledge.called import MEMBERS
from diagnosis.knowledge.model import Subject
from diagnosis.messages import Said, say

if TYPE_CHECKING:
    from diagnosis.interview.state import Interview


def _reader(state: Interview) -> Reader:
    return state.reader or Reader(state.knowledge)


def _cell(state: Interview, event: Event) -> Cell:
    """The cell of an event, which must be one that can be: of a fact that may be given, of a member that is known."""
    cell = event.cell
    _reader(state).fact(cell)
    if cell.member is not None and cell.member not in state.members.get(cell.subject, ()):
        raise faulty(cell, Wrong(_no_such(cell.subject, cell.member), say("add it with a table")))
    if cell.member is not None and cell.subject == "team":
        what = say("{name} is a fact of {owner}", name=quoted(cell.fact), owner=OWNERS["team"])
        raise faulty(cell, Wrong(what, say("leave the member out")))
    return cell


def _answer(state: Interview, event: Event) -> Interview:
    cell = _cell(state, event)
    given = _reader(state).read(cell, event.text or "")
    if cell.subject != "team" and cell.member is None:
        what = say("{name} is a fact of {owner}", name=quoted(cell.fact), owner=OWNERS[cell.subject])
        raise faulty(cell, Wrong(what, say("name the member, or give a table")))
    if given is None:
        return _dont_know(state, event)
    days = [Fault(Place(str(cell)), one.what, one.do) for one in _too_late(state, cell, given)]
    if days:
        raise Faulty(days)
    return _put(state, {cell: Answer(cell, given, event.text)})


def _no_such(subject: Subject, member: str) -> Said:
    return say("there is no {kind} {name!r}", kind=MEMBERS[subject], name=member)


def _too_late(state: Interview, cell: Cell, given: Given) -> Iterable[Fault]:
    if cell.subject == "team":
        yield from particulars.later_than_as_of(state.particulars.as_of, {cell.fact: given}, {}, {})


def _put(state: Interview, found: Mapping[Cell, Answer]) -> Interview:
    """The state with these answers. They hold for the day of all figures, whenever the old ones were measured.

    A day of measurement is said by the fact's name alone: it stays while another subject has a fact of that name.
    """
    bases = {cell.base for cell in found}
    kept = {cell.fact for cell, answer in state.answers.items() if answer.known and (cell.base not in bases)}
    renewed = {fact for _, fact in bases} - kept
    measured = {fact: day for fact, day in state.measured.items() if fact not in renewed}
    return replace(state, answers={**state.answers, **found}, measured=measured)


def _dont_know(state: Interview, event: Event) -> Interview:
    found = {}
    for fact in event.facts:
        cell = _cell(state, replace(event, facts=(fact,)))
        found[cell] = Answer(cell, None, None)
    return replace(state, answers={**state.answers, **found})


def _withdraw(state: Interview, event: Event) -> Interview:
    cell = _cell(state, event)
    answers = dict(state.answers)
    if cell.subject != "team" and cell.member is None:
        answers = {one: answer for one, answer in answers.items() if one.base != cell.base}
        return replace(state, answers=answers)
    answers.pop(cell, None)
    column = Cell(cell.subject, cell.fact)
    if cell.member is not None and answers.pop(column, None) is not None:
        # The column was closed; now only the others are.
        others = (Cell(*column.base, one) for one in state.members[cell.subject] if one != cell.member)
        answers = {**{one: Answer(one, None, None) for one in others}, **answers}
    return replace(state, answers=answers)


def _table(state: Interview, event: Event) -> Interview:
    for fact in event.facts:
        _reader(state).fact(Cell(event.subject, fact))
    table = read_table(event.text or "", event.subject, state.particulars.team, state.knowledge.facts)
    found: dict[Cell, Answer] = {}
    for member in table.members:
        for fact, given in member.facts.items():
            cell = Cell(event.subject, fact, member.member)
            found[cell] = Answer(cell, given, shown(given, state.knowledge.facts[event.subject][fact]))
    for fact in {*table.facts, *event.facts}:
        cell = Cell(event.subject, fact)
        found[cell] = Answer(cell, None, None)
    ids = {*state.members.get(event.subject, ()), *(member.member for member in table.members)}
    after = _put(state, found)
    return replace(after, members={**state.members, event.subject: tuple(sorted(ids))})


def _remove(state: Interview, event: Event) -> Interview:
    known = state.members.get(event.subject, ())
    if event.member not in known:
        wrong = Wrong(_no_such(event.subject, event.member or ""), say("name a member of the list"))
        raise faulty(Cell(event.subject, event.subject, event.member), wrong)
    left = tuple(one for one in known if one != event.member)
    lists = {**state.members, event.subject: left}
    if not left:
        del lists[event.subject]
    answers = {
        cell: answer
        for cell, answer in state.answers.items()
        if (cell.subject, cell.member) != (event.subject, event.member)
    }
    return replace(state, answers=answers, members=lists)


APPLY: Mapping[EventKind, Callable[[Interview, Event], Interview]] = {
    "answer": _answer,
    "unknown": _dont_know,
    "withdraw": _withdraw,
    "table": _table,
    "remove": _remove,
}
"""What each kind of event makes of a state."""
