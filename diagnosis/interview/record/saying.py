"""What is said of facts beside their values, as events: since when it is so, what does not apply, and who says so."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, TypeVar

from diagnosis.faults import Fault, Faulty, Place
from diagnosis.intake.model import Statements
from diagnosis.intake.statements import SaidOfFacts, doer, nothing_said, wrong_name
from diagnosis.interview.record.sheet import AnswerSheet
from diagnosis.kinds.text import Wrong
from diagnosis.measures.statements import not_applicable

if TYPE_CHECKING:
    from diagnosis.interview.record.events import Event

Sheet = TypeVar("Sheet", bound=AnswerSheet)

SAYINGS = ("since", "does_not_apply", "does_not_apply_by")
"""The kinds of events that say something of facts; named as the keys of a facts file."""


def say_of_fact(sheet: Sheet, event: Event) -> Sheet:
    """The sheet after something was said of a fact or stage; an empty text takes it back. Raises Faulty.

    Answers to what does not apply are taken back, as an answer takes back that its fact does not apply.
    """
    said, text = sheet.particulars.statements, event.text or ""
    if event.kind == "does_not_apply_by":
        by = doer(text)
        if isinstance(by, Wrong):
            raise Faulty([Fault(Place(event.kind), by.what, by.do)])
        return _with(sheet, replace(said, does_not_apply_by=by))
    (name,) = event.facts
    place = Place(f"{event.kind}.{name}")
    if wrong := wrong_name(sheet.knowledge.facts, event.kind, name):
        raise Faulty([Fault(place, wrong.what, wrong.do)])
    kept = {other: words for other, words in _said(said, event.kind).items() if other != name}
    if text:
        reader = SaidOfFacts(sheet.particulars.quarter)
        told = reader.add(event.kind, name, text, place)
        if isinstance(told, Wrong):
            raise Faulty([Fault(place, told.what, told.do)])
        if not told and (nothing := nothing_said(event.kind)):
            raise Faulty([Fault(place, *nothing)])
        kept |= _said(reader.statements(None), event.kind)
    if event.kind == "since":
        return _with(sheet, replace(said, since=kept))
    after = replace(said, does_not_apply=kept)
    barred = not_applicable(after, sheet.knowledge)
    answers = {
        cell: answer for cell, answer in sheet.answers.items() if cell.subject != "team" or cell.fact not in barred
    }
    return replace(_with(sheet, after), answers=answers)


def _said(statements: Statements, kind: str) -> Mapping[str, str]:
    return statements.since if kind == "since" else statements.does_not_apply


def _with(sheet: Sheet, statements: Statements) -> Sheet:
    return replace(sheet, particulars=replace(sheet.particulars, statements=statements))


def sayings(statements: Statements) -> dict[str, str]:
    """What is said, by key and name as in a table (`since.otif`): for the trail, and to tell what changed."""
    return dict(_each(statements))


def _each(statements: Statements) -> Iterator[tuple[str, str]]:
    for kind in ("since", "does_not_apply"):
        for name, words in sorted(_said(statements, kind).items()):
            yield f"{kind}.{name}", words
    if statements.does_not_apply_by:
        yield "does_not_apply_by", statements.does_not_apply_by
