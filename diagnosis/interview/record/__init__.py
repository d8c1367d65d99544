"""What was said: answers, the events that change them, and the state of an interview.

In: a knowledge base, facts to start from, and events. Out: an `Interview`, which never changes, with the facts as a
team, their diagnosis, what differs between two states, and files to export. What "back" means and which events an
edit needs is decided here, for all faces alike.
"""

from __future__ import annotations

from diagnosis.interview.record.answers import (
    Answer,
    Cell,
    as_text,
    fact_of_cell,
    read_answer,
    settled_answers,
    settled_text,
)
from diagnosis.interview.record.asked_facts import is_asked
from diagnosis.interview.record.beginning import begin, follow_up, resume_from
from diagnosis.interview.record.changes import CauseAt, CauseChange, Changes, cells_changed, changes
from diagnosis.interview.record.edits import (
    changed_cells,
    edit_events,
    faulty_events,
    table_events,
    written_answer,
)
from diagnosis.interview.record.erasure import (
    ERASED,
    cells_without,
    events_without,
    holds_name,
    member_of,
    saying_without,
    sayings_without,
    without_member,
    without_name,
)
from diagnosis.interview.record.events import Event, answer_event, table_of
from diagnosis.interview.record.export import case_file, facts_file
from diagnosis.interview.record.interview import Interview
from diagnosis.interview.record.saying import SAYINGS, sayings
from diagnosis.interview.record.undo import AnsweredQuestion, last_answered

__all__ = [
    "ERASED",
    "SAYINGS",
    "Answer",
    "AnsweredQuestion",
    "CauseAt",
    "CauseChange",
    "Cell",
    "Changes",
    "Event",
    "Interview",
    "answer_event",
    "as_text",
    "begin",
    "case_file",
    "cells_changed",
    "cells_without",
    "changed_cells",
    "changes",
    "edit_events",
    "events_without",
    "fact_of_cell",
    "facts_file",
    "faulty_events",
    "follow_up",
    "holds_name",
    "is_asked",
    "last_answered",
    "member_of",
    "read_answer",
    "resume_from",
    "saying_without",
    "sayings",
    "sayings_without",
    "settled_answers",
    "settled_text",
    "table_events",
    "table_of",
    "without_member",
    "without_name",
    "written_answer",
]
