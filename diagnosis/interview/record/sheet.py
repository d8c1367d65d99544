"""The answer sheet: what an interview is about, and what was answered so far."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from diagnosis.intake.model import Team
from diagnosis.interview.record.answers import Answer, Cell
from diagnosis.knowledge.base import Knowledge
from diagnosis.knowledge.model import Subject


@dataclass(frozen=True)
class AnswerSheet:
    """What was answered about one team in one quarter.

    `particulars` is the team without facts: its name, quarter, dates, currency, the quarter before, and what was said
    of the facts beside their values and still holds. `answers` holds what stands in each cell; a cell of a whole column
    says that nobody knows the rest of it. `members` are the lists of members that are known. `measured` are days of
    measurement that came with the facts and still hold.
    """

    knowledge: Knowledge = field(repr=False, compare=False)
    particulars: Team
    answers: Mapping[Cell, Answer] = field(default_factory=dict)
    members: Mapping[Subject, tuple[str, ...]] = field(default_factory=dict)
    measured: Mapping[str, date] = field(default_factory=dict)

    def is_open(self, cell: Cell) -> bool:
        """Whether a cell has neither a value nor a "don't know"."""
        return cell not in self.answers and Cell(cell.subject, cell.fact) not in self.answers
