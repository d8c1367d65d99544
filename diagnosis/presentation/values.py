"""Answers as they are printed, and the names of an interview."""

from __future__ import annotations

from diagnosis.assembly.fact_view import FactView
from diagnosis.faults import Faulty
from diagnosis.intake.model import Given
from diagnosis.intake.values import readings
from diagnosis.interview import Cell, Interview, read_answer
from diagnosis.kinds import kind_of
from diagnosis.kinds.text import Wrong
from diagnosis.knowledge.model import Fact, Language
from diagnosis.measures.estimates import ESTIMATE, FROM, TO
from diagnosis.reporting.names import Names


def names_of(interview: Interview, language: Language) -> Names:
    """The names in `language`, with money in the team's currency."""
    return Names(interview.knowledge, language, interview.particulars.currency)


def given_text(fact: Fact, given: Given, names: Names) -> str:
    """A value as it is printed, with the counts of a rate."""
    known: dict[str, object] = {fact.fact: given.value}
    if given.count is not None:
        known |= {f"{fact.fact}.count": given.count, f"{fact.fact}.of": given.of}
    if given.estimated:
        known |= {f"{fact.fact}{ESTIMATE}": True, f"{fact.fact}{FROM}": given.low, f"{fact.fact}{TO}": given.high}
    return str(FactView(fact, known, names.formats))


def understood_text(fact: Fact, given: Given, names: Names) -> str:
    """How an answer was understood: the value with all of its digits."""
    if given.count is not None:
        return given_text(fact, given, names)
    kind, words = kind_of(fact), names.formats.words
    ends = (given.value,) if given.low is None or given.high is None else (given.low, given.high)
    texts = [kind.exact(value, names.formats, fact.unit) for value in ends]
    printed = texts[0] if len(texts) == 1 else words["range"].format(*texts)
    return words["estimate"].format(printed) if given.estimated else printed


def reading_text(interview: Interview, cell: Cell, text: str, names: Names) -> str | None:
    """How a text that somebody typed is understood; None where it is unknown, a choice, or cannot be read."""
    fact = interview.knowledge.facts[cell.subject].get(cell.fact)
    try:
        given = None if fact is None else read_answer(interview.knowledge, cell, text)
    except Faulty:
        return None
    if fact is None or given is None or not kind_of(fact).numeric:
        return None
    return understood_text(fact, given, names)


def meant_text(interview: Interview, cell: Cell, text: str, names: Names) -> str:
    """One of the readings of an answer, as it is printed with all of its digits."""
    meant = readings(text, interview.knowledge.facts[cell.subject][cell.fact])
    if isinstance(meant, Wrong) or not meant:
        return text
    return understood_text(interview.knowledge.facts[cell.subject][cell.fact], meant[0].given, names)


def answer_text(interview: Interview, cell: Cell, text: str, names: Names) -> str:
    """What somebody would answer, as it is printed; a text that is no value stands for itself."""
    try:
        given = read_answer(interview.knowledge, cell, text)
    except Faulty:
        return text
    if given is None:
        return names.texts.of("known", "unknown")
    return given_text(interview.knowledge.facts[cell.subject][cell.fact], given, names)
