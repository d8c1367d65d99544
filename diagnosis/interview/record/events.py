"""Events: what somebody did to an interview, and what each kind of event makes of an answer sheet."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Literal, TypeVar

from diagnosis.faults import Fault, Faulty, Place
from diagnosis.intake import particulars
from diagnosis.intake.lookup import OWNERS
from diagnosis.intake.model import Given, Team
from diagnosis.intake.statements import still_said
from diagnosis.interview.record.answers import Answer, Cell, as_text, fact_of_cell, faulty_answer, read_answer
from diagnosis.interview.record.member_table import MemberTable, read_table
from diagnosis.interview.record.saying import say_of_fact
from diagnosis.interview.record.sheet import AnswerSheet
from diagnosis.kinds.figures import wrong_currency
from diagnosis.kinds.text import Wrong, quoted
from diagnosis.knowledge.called import MEMBERS
from diagnosis.knowledge.model import Subject
from diagnosis.messages import Said, say

Sheet = TypeVar("Sheet", bound=AnswerSheet)

EventKind = Literal[
    "answer",
    "unknown",
    "withdraw",
    "table",
    "remove",
    "since",
    "does_not_apply",
    "does_not_apply_by",
    "erased",
    "erase",
]


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that somebody did to an interview; applying the same events in the same order gives the same state.

    `answer` gives `text` for a cell, `unknown` says that nobody here knows it, `withdraw` takes an answer back, so that
    it is unanswered again. `table` gives CSV `text` of members of `subject`, `facts` being the columns that were asked
    for; `remove` takes `member` off the list.

    `since` and `does_not_apply` say `text` of a fact of the team (or stage), and `does_not_apply_by` who says the
    latter; an empty text takes it back. `erase` says that a person was erased, and `erased` stands where something
    about that person stood; neither changes anything, and neither names anybody.
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


def answer_event(cell: Cell, text: str) -> Event:
    """The event that makes a cell say `text`; an empty text takes the answer back."""
    if text:
        return Event("answer", cell.subject, (cell.fact,), cell.member, text)
    return Event("withdraw", cell.subject, (cell.fact,), cell.member)


def apply_event(sheet: Sheet, event: Event) -> Sheet:
    """The sheet after an event. Raises Faulty; contradictions between answers are not looked for."""
    match event.kind:
        case "answer":
            return _answer(sheet, event)
        case "unknown":
            return _dont_know(sheet, event)
        case "withdraw":
            return _withdraw(sheet, event)
        case "table":
            return _table(sheet, event)
        case "remove":
            return _remove(sheet, event)
        case "since" | "does_not_apply" | "does_not_apply_by":
            return say_of_fact(sheet, event.kind, event.facts, event.text or "")
        case "erased" | "erase":
            return sheet


def _cell(sheet: AnswerSheet, event: Event) -> Cell:
    """The cell of an event, of a fact that may be given and of a member that is known. Raises Faulty."""
    cell = event.cell
    fact_of_cell(sheet.knowledge, cell)
    if cell.member is not None and cell.member not in sheet.members.get(cell.subject, ()):
        raise faulty_answer(cell, Wrong(_no_such(cell.subject, cell.member), say("add it with a table")))
    if cell.member is not None and cell.subject == "team":
        what = say("{name} is a fact of {owner}", name=quoted(cell.fact), owner=OWNERS["team"])
        raise faulty_answer(cell, Wrong(what, say("leave the member out")))
    return cell


def _answer(sheet: Sheet, event: Event) -> Sheet:
    cell = _cell(sheet, event)
    given = read_answer(sheet.knowledge, cell, event.text or "")
    if cell.subject != "team" and cell.member is None:
        what = say("{name} is a fact of {owner}", name=quoted(cell.fact), owner=OWNERS[cell.subject])
        raise faulty_answer(cell, Wrong(what, say("name the member, or give a table")))
    if given is None:
        return _dont_know(sheet, event)
    wrong = wrong_currency(given.currency, sheet.particulars.currency)
    if wrong is not None:
        raise faulty_answer(cell, wrong)
    if days := list(_too_late(sheet, cell, given)):
        raise Faulty(days)
    return _put(sheet, {cell: Answer(cell, given, event.text)})


def _no_such(subject: Subject, member: str) -> Said:
    return say("there is no {kind} {name!r}", kind=MEMBERS[subject], name=member)


def _too_late(sheet: AnswerSheet, cell: Cell, given: Given) -> Iterable[Fault]:
    if cell.subject == "team":
        place = {cell.fact: Place(str(cell))}
        yield from particulars.later_than_as_of(sheet.particulars.as_of, {cell.fact: given}, place, {}, {})


def _put(sheet: Sheet, given: Mapping[Cell, Answer]) -> Sheet:
    """The sheet with these answers. They hold for the day of all figures, whenever the old ones were measured.

    A day of measurement is said by the fact's name alone: it stays while another subject has a fact of that name. What
    else was said of facts of the team goes with their old values, and what is answered applies.
    """
    bases = {cell.base for cell in given}
    kept = {cell.fact for cell, answer in sheet.answers.items() if answer.known and (cell.base not in bases)}
    renewed = {fact for _, fact in bases} - kept
    measured = {fact: day for fact, day in sheet.measured.items() if fact not in renewed}
    team = _still_said(sheet, given)
    return replace(sheet, particulars=team, answers={**sheet.answers, **given}, measured=measured)


def _still_said(sheet: AnswerSheet, given: Mapping[Cell, Answer]) -> Team:
    """The particulars, with what is still said of facts after these answers."""
    own = {cell.fact: answer.given for cell, answer in given.items() if cell.subject == "team" and answer.known}
    old = {fact: before.given for fact in own if (before := sheet.answers.get(Cell("team", fact))) and before.known}
    changed = {fact for fact, value in old.items() if value != own[fact]}
    said = still_said(sheet.particulars.statements, own, changed, sheet.knowledge.facts)
    return replace(sheet.particulars, statements=said)


def _dont_know(sheet: Sheet, event: Event) -> Sheet:
    cells = [_cell(sheet, replace(event, facts=(fact,))) for fact in event.facts]
    return replace(sheet, answers={**sheet.answers, **{cell: Answer(cell, None, None) for cell in cells}})


def _withdraw(sheet: Sheet, event: Event) -> Sheet:
    cell = _cell(sheet, event)
    answers = dict(sheet.answers)
    if cell.subject != "team" and cell.member is None:
        answers = {other: answer for other, answer in answers.items() if other.base != cell.base}
        return replace(sheet, answers=answers)
    answers.pop(cell, None)
    if cell.subject == "team":
        # What was said of it goes with it.
        own = [cell.fact]
        said = still_said(sheet.particulars.statements, own, own, sheet.knowledge.facts)
        sheet = replace(sheet, particulars=replace(sheet.particulars, statements=said))
    column = Cell(cell.subject, cell.fact)
    if cell.member is not None and answers.pop(column, None) is not None:
        # The column was closed; now only the others are.
        others = (Cell(*column.base, member) for member in sheet.members[cell.subject] if member != cell.member)
        answers = {**{other: Answer(other, None, None) for other in others}, **answers}
    return replace(sheet, answers=answers)


def table_of(sheet: AnswerSheet, event: Event) -> MemberTable:
    """What the table of an event says, by the members that are known. Raises Faulty."""
    known, of = sheet.members.get(event.subject, ()), sheet.particulars
    return read_table(event.text or "", event.subject, of.team, sheet.knowledge.facts, of.currency, known)


def _table(sheet: Sheet, event: Event) -> Sheet:
    for fact in event.facts:
        fact_of_cell(sheet.knowledge, Cell(event.subject, fact))
    table = table_of(sheet, event)
    answers: dict[Cell, Answer] = {}
    for member in table.members:
        for fact, given in member.facts.items():
            cell = Cell(event.subject, fact, member.member)
            answers[cell] = Answer(cell, given, as_text(given, sheet.knowledge.facts[event.subject][fact]))
    for fact in {*table.facts, *event.facts}:
        cell = Cell(event.subject, fact)
        answers[cell] = Answer(cell, None, None)
    ids = {*sheet.members.get(event.subject, ()), *(member.member for member in table.members)}
    after = _put(sheet, answers)
    return replace(after, members={**sheet.members, event.subject: tuple(sorted(ids))})


def _remove(sheet: Sheet, event: Event) -> Sheet:
    known = sheet.members.get(event.subject, ())
    if event.member not in known:
        wrong = Wrong(_no_such(event.subject, event.member or ""), say("name a member of the list"))
        raise faulty_answer(Cell(event.subject, event.subject, event.member), wrong)
    left = tuple(member for member in known if member != event.member)
    lists = {**sheet.members, event.subject: left}
    if not left:
        del lists[event.subject]
    answers = {
        cell: answer
        for cell, answer in sheet.answers.items()
        if (cell.subject, cell.member) != (event.subject, event.member)
    }
    return replace(sheet, answers=answers, members=lists)
