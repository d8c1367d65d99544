"""The guided interview: a manager who knows nothing of rules answers questions until the causes are settled.

In: a knowledge base, and answers as events. Out: a state that never changes, and from it the next question, what is
settled, the diagnosis, and explanations. Four rooms, each resting on those before it: `record` (what was said),
`prospects` (what is still possible), `questions` (what to ask), `explanations` (why).

    interview = begin(knowledge, "North", "2026-Q3")
    interview = interview.answer("otif", "82%")     # or .dont_know, .answer_table, .withdraw; each gives a new state
    question = agenda_of(interview).next            # None where nothing matters any more
    interview.diagnosis("lt")                       # always equal to diagnose(interview.team)
"""

from __future__ import annotations

from diagnosis.interview.explanations import Possibility, SmallestChange, Why, WhyNot, how, what_if, why, why_not
from diagnosis.interview.prospects import dependencies_of
from diagnosis.interview.questions import (
    Agenda,
    Question,
    StageProgress,
    agenda_of,
    for_others,
    handing_over,
    history_wanted,
    to_hand_over,
)
from diagnosis.interview.record import (
    SAYINGS,
    Answer,
    AnsweredQuestion,
    CauseAt,
    CauseChange,
    Cell,
    Changes,
    Event,
    Interview,
    answer_event,
    as_text,
    begin,
    case_file,
    cells_changed,
    changed_cells,
    changes,
    edit_events,
    fact_of_cell,
    facts_file,
    faulty_events,
    follow_up,
    is_asked,
    last_answered,
    read_answer,
    resume_from,
    sayings,
    settled_answers,
    settled_text,
    table_events,
    table_of,
    written_answer,
)

__all__ = [
    "SAYINGS",
    "Agenda",
    "Answer",
    "AnsweredQuestion",
    "CauseAt",
    "CauseChange",
    "Cell",
    "Changes",
    "Event",
    "Interview",
    "Possibility",
    "Question",
    "SmallestChange",
    "StageProgress",
    "Why",
    "WhyNot",
    "agenda_of",
    "answer_event",
    "as_text",
    "begin",
    "case_file",
    "cells_changed",
    "changed_cells",
    "changes",
    "dependencies_of",
    "edit_events",
    "fact_of_cell",
    "facts_file",
    "faulty_events",
    "follow_up",
    "for_others",
    "handing_over",
    "history_wanted",
    "how",
    "is_asked",
    "last_answered",
    "read_answer",
    "resume_from",
    "sayings",
    "settled_answers",
    "settled_text",
    "table_events",
    "table_of",
    "to_hand_over",
    "what_if",
    "why",
    "why_not",
    "written_answer",
]
