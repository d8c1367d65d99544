"""Which columns of a table to ask about, where their headings are not understood, and what they can mean.

Pages and terminal ask the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from diagnosis.intake.columns import TABLES
from diagnosis.intake.form import form as form_of
from diagnosis.intake.headings import Headings, fold
from diagnosis.intake.table_file import columns_of_text
from diagnosis.intake.table_rows import ReadColumn
from diagnosis.kinds.text import quoted
from diagnosis.knowledge.base import Knowledge
from diagnosis.knowledge.model import Subject
from diagnosis.messages import say, translated
from diagnosis.texts import Texts

Chosen = Mapping[tuple[Subject, str], str]
"""What headings (folded) of the tables of each subject were said to mean."""


@dataclass(frozen=True, slots=True)
class AskedColumn:
    """A column whose meaning is asked for: its table and place, its heading, a few values, and what was chosen."""

    subject: Subject
    place: str
    heading: str
    samples: tuple[str, ...]
    near: str
    chosen: str

    def told(self, language: str) -> str:
        """That its heading is not understood."""
        what = say("{name} is not a column of {table}", name=quoted(self.heading), table=TABLES[self.subject])
        return f"{translated(what, language)}."


def asked_columns(columns: Iterable[ReadColumn], knowledge: Knowledge, chosen: Chosen) -> tuple[AskedColumn, ...]:
    """The columns to ask about: those that are not understood, and those that somebody gave a meaning to."""
    headings, asked = Headings(knowledge.facts), []
    for column in columns:
        said = chosen.get((column.subject, fold(column.heading)), "")
        fact = knowledge.facts.get(column.subject, {}).get(column.column)
        if column.column and not said and (fact is None or fact.given):
            continue
        near = headings.near(column.heading, column.subject) or ""
        samples = tuple(text.strip() for text, _ in column.samples)
        asked.append(AskedColumn(column.subject, str(column.place), column.heading, samples, near, said))
    return tuple(asked)


def unknown_columns(text: str, subject: Subject, knowledge: Knowledge) -> tuple[AskedColumn, ...]:
    """The columns of a pasted table of members that are not understood."""
    return asked_columns(columns_of_text(text, subject, knowledge.facts), knowledge, {})


def meanings(knowledge: Knowledge, words: Texts) -> Mapping[Subject, Mapping[str, str]]:
    """What a column can mean, by the subject of its table: names of columns, and what people call them."""
    tables = form_of(knowledge.facts, words, knowledge.departments, list(knowledge.stages))
    return {table.subject: {column.column: column.heading for column in table.columns} for table in tables}
