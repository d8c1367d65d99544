"""What is said of facts beside their values, as events: since when it is so, what does not apply, and who says so."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TypeVar

from diagnosis.faults import Fault, Faulty, Place
from diagnosis.intake.model import Statements
from diagnosis.intake.statements import SaidOfFacts, doer, nothing_said, wrong_name
from diagnosis.interview.record.sheet import AnswerSheet
from diagnosis.kinds.text import Wrong
from diagnosis.measures.statements import not_applicable

Sheet = TypeVar("Sheet", bound=AnswerSheet)

SAYINGS = ("since", "does_not_apply", "does_not_apply_by")
"""The kinds of events that say something of facts; named as the keys of a facts file."""


def say_of_fact(sheet: Sheet, kind: str, names: Sequence[str], text: str) -> Sheet:
    """The sheet after `text` was said under a kind of `SAYINGS`; an empty text takes it back. Raises Faulty.

    `names` is the one fact or stage that it is said of; none of who says it.

    Answers to what does not apply are taken back, as an answer takes back that its fact does not apply.
    """
    said = sheet.particulars.statements
    if kind == "does_not_apply_by":
        by = doer(text)
        if isinstance(by, Wrong):
            raise Faulty([Fault(Place(kind), by.what, by.do)])
        return _with(sheet, replace(said, does_not_apply_by=by))
    (name,) = names
    place = Place(f"{kind}.{name}")
    if wrong := wrong_name(sheet.knowledge.facts, kind, name):
        raise Faulty([Fault(place, wrong.what, wrong.do)])
    kept = {other: words for other, words in _said(said, kind).items() if other != name}
    if text:
        reader = SaidOfFacts(sheet.particulars.quarter)
        told = reader.add(kind, name, text, place)
        if isinstance(told, Wrong):
            raise Faulty([Fault(place, told.what, told.do)])
        if not told and (nothing := nothing_said(kind)):
            raise Faulty([Fault(place, *nothing)])
        kept |= _said(reader.statements(None), kind)
    if kind == "since":
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
