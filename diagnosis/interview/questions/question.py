"""A question: what is asked, whom, and what for."""

from __future__ import annotations

from dataclasses import dataclass

from diagnosis.knowledge.base import Knowledge
from diagnosis.knowledge.model import Fact, Language, Subject


@dataclass(frozen=True, slots=True)
class Question:
    """A question: one fact of the team, or a table of members with the columns `facts`.

    `stage` is the stage that it serves now, `causes` what it bears on there. `held_by` is the department that knows.
    """

    subject: Subject
    facts: tuple[str, ...]
    stage: str | None
    causes: tuple[str, ...]
    held_by: str | None
    members: tuple[str, ...] = ()

    @property
    def is_table(self) -> bool:
        """Whether a table is asked for, one row a member."""
        return self.subject != "team"

    def entries(self, knowledge: Knowledge) -> tuple[Fact, ...]:
        """The catalogue's entries of what is asked: kinds, units, choices, and the texts of question and help."""
        return tuple(knowledge.facts[self.subject][fact] for fact in self.facts)

    def text(self, knowledge: Knowledge, language: Language) -> str:
        """The question in words; of a table, those of its columns, one a line."""
        return "\n".join((fact.question or fact.name).get(language) for fact in self.entries(knowledge))
