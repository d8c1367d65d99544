"""A question as it is put: its words, what answers are understood, who usually knows, the columns of a table."""

from __future__ import annotations

from dataclasses import dataclass

from diagnosis.interview import Cell, Interview, Question, as_text
from diagnosis.kinds import kind_of
from diagnosis.knowledge.model import Fact, Subject
from diagnosis.presentation.values import given_text
from diagnosis.reporting.names import Names


@dataclass(frozen=True, slots=True)
class AnswerChoice:
    """An answer that can be picked: the `text` to answer with, and what it is called."""

    text: str
    label: str


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table: `header` is what CSV calls it; `understood` is an example of what may stand in it."""

    fact: str
    header: str
    name: str
    question: str
    help: str
    understood: str
    choices: tuple[AnswerChoice, ...]


@dataclass(frozen=True, slots=True)
class QuestionView:
    """A question in words.

    `facts` and `subject` say what it asks for. `stage` and `causes` are titles of what it bears on, `held_by` who
    usually knows. `choices` are there where one can pick. `current` is what is answered now, in words, and `written` as
    one would answer it again; `before` is the value of the quarter before. Only a table has `columns`, `members` (the
    ids known so far) and `template`: a CSV header, with a row for each of them.
    """

    subject: Subject
    facts: tuple[str, ...]
    is_table: bool
    title: str
    help: str
    understood: str
    choices: tuple[AnswerChoice, ...]
    held_by: str | None
    stage: str
    causes: tuple[str, ...]
    current: str | None
    written: str | None
    before: str | None
    columns: tuple[Column, ...]
    members: tuple[str, ...]
    template: str


def question_view(interview: Interview, question: Question, names: Names) -> QuestionView:
    """The view of a question; also of one that is answered already."""
    entries = question.entries(interview.knowledge)
    columns = tuple(_column(fact, names) for fact in entries) if question.is_table else ()
    members = interview.members.get(question.subject, ()) if question.is_table else ()
    fact = entries[0]
    return QuestionView(
        subject=question.subject,
        facts=question.facts,
        is_table=question.is_table,
        title=names.texts.of("table", question.subject) if question.is_table else asked(fact, names),
        help="" if question.is_table else _help(fact, names),
        understood="" if question.is_table else kind_of(fact).understood(fact, names.formats),
        choices=() if question.is_table else choices(fact, names),
        held_by=None if question.held_by is None else names.department(question.held_by),
        stage=names.texts("interview.the_gap") if question.stage is None else names.stage(question.stage),
        causes=tuple(names.cause(cause) for cause in question.causes),
        current=None if question.is_table else _current(interview, fact, names),
        written=None if question.is_table else _written(interview, fact),
        before=None if question.is_table else _before(interview, fact, names),
        columns=columns,
        members=members,
        template=_template(question, columns, members),
    )


def asked(fact: Fact, names: Names) -> str:
    """The question of a fact, or its name where it has none."""
    return (fact.question or fact.name).get(names.language)


def choices(fact: Fact, names: Names) -> tuple[AnswerChoice, ...]:
    """The answers to pick from; none where a value has to be written."""
    kind = kind_of(fact)
    return tuple(AnswerChoice(text, kind.written(value, names.formats)) for text, value in kind.choices(fact))


def _column(fact: Fact, names: Names) -> Column:
    name, example = fact.name.get(names.language), kind_of(fact).understood_in_cell(fact, names.formats)
    return Column(fact.fact, fact.fact, name, asked(fact, names), _help(fact, names), example, choices(fact, names))


def _help(fact: Fact, names: Names) -> str:
    return fact.help.get(names.language) if fact.help else ""


def _current(interview: Interview, fact: Fact, names: Names) -> str | None:
    answer = interview.answers.get(Cell(fact.subject, fact.fact))
    if answer is None:
        return None
    return given_text(fact, answer.given, names) if answer.given else names.texts.of("known", "unknown")


def _written(interview: Interview, fact: Fact) -> str | None:
    answer = interview.answers.get(Cell(fact.subject, fact.fact))
    return None if answer is None or answer.given is None else answer.text or as_text(answer.given, fact)


def _before(interview: Interview, fact: Fact, names: Names) -> str | None:
    previous = interview.particulars.previous
    given = previous.facts.get(fact.fact) if previous else None
    if previous is None or given is None:
        return None
    return names.texts("interview.quarter_before", quarter=previous.quarter, value=given_text(fact, given, names))


def _template(question: Question, columns: tuple[Column, ...], members: tuple[str, ...]) -> str:
    if not question.is_table:
        return ""
    header = ",".join((question.subject, *(column.header for column in columns)))
    blanks = "," * len(columns)
    return "".join(f"{line}\n" for line in (header, *(f"{_quoted(member)}{blanks}" for member in members)))


def _quoted(text: str) -> str:
    """A text as a cell of CSV."""
    return '"' + text.replace('"', '""') + '"' if any(mark in text for mark in ',;\t"\n') else text
