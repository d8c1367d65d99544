"""Whom the questions that are left could be handed over to."""

from __future__ import annotations

from dataclasses import dataclass

from diagnosis.interview import ASKED, Interview, agenda_of, for_others, to_hand_over
from diagnosis.reporting.names import Names


@dataclass(frozen=True, slots=True)
class DepartmentView:
    """A department (`department` is its id) and how many of the open questions it usually has the answers to."""

    department: str
    title: str
    questions: int


@dataclass(frozen=True, slots=True)
class HandingView:
    """The departments with open questions, those with most first, without whoever is asked: the sales manager.

    `others` are all questions that a sales manager has to ask others.
    """

    departments: tuple[DepartmentView, ...]
    others: int


def handing_view(interview: Interview, names: Names) -> HandingView:
    """The view of a state."""
    agenda = agenda_of(interview)
    departments = tuple(
        DepartmentView(department, names.department(department), len(bases))
        for department, bases in to_hand_over(agenda).items()
        if department != ASKED
    )
    return HandingView(departments, len(for_others(agenda)))
