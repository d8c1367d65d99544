"""The guided interview: a manager who knows nothing of rules answers questions until the causes are settled.

In: a knowledge base, and answers as events. Out: a state that never changes, and from it the next question, what is
settled, the diagnosis, and explanations. Four rooms, each resting on those before it: `record` (what was said),
`prospects` (what is still possible), `questions` (what to ask), `explanations` (why).

    interview = begin(knowledge, "North", "2026-Q3")     # from nothing; or resume_from(knowledge, team) from a file's
    interview = follow_up(knowledge, last_team, "2026-Q4")  # facts; or with last quarter as the quarter before

    agenda = agenda_of(interview)
    agenda.next                 # Question | None: .subject .facts .is_table .stage .causes .held_by .members
    agenda.next.text(knowledge, "lt")
    agenda.next.entries(knowledge)  # the catalogue's Facts: kind, unit, choices, help, bands
    agenda.finished             # proved: no answer to any open question could change the confirmed causes or the gate
    agenda.questions            # all questions that could still matter
    agenda.stages               # (stage, verdict, settled, questions) along the chain

    interview = interview.answer("otif", "82%")          # raises Faulty with the faults of a team file
    interview = interview.dont_know("csat")              # goes on diagnosis().requests; not asked again
    interview = interview.answer_table(csv_text, question.facts)        # sellers, pasted or imported
    interview = interview.dont_know_table(question.facts)
    interview = interview.answer("close_rate", "11/41", subject="seller", member="S-4")   # one cell, revised
    interview = interview.withdraw("otif")               # unanswered again; the rest stays
    interview.answers[Cell("team", "otif")]              # Answer: .given .text .known .before

    interview.team              # the facts as a Team; the law: interview.diagnosis() == diagnose(interview.team)
    interview.diagnosis("lt")   # the result, with causes, evidence, requests by department (held_by), actions
    changes(before, after)      # what is concluded otherwise: .met .stages .causes .gates .actions .requests

    agenda.first_settled        # (cause, member) | None: a first confirmed cause that can no longer lose its place
    why(interview, question)    # .possibilities: (texts, band, weight, changes) of each representative answer
    how(interview, cause, member, language)          # an Explanation: what `diagnosis explain` tells
    why_not(interview, cause, member)   # .before, .waiting, .otherwise: the smallest changes that would bring it first
    what_if(interview, events)  # (state, changes), committed to nothing
    facts_file(interview), case_file(interview, name, says)             # YAML texts
    last_answered(events)       # what "back" goes to: the questions that were answered, the last first
    edit_events(interview, texts), table_events(interview, ...)         # the events that changed answers mean

An event says what the methods of `Interview` say: Event("unknown", "team", ("csat",)), Event("withdraw", "team",
("otif",)), Event("table", "seller", question.facts, text=csv_text), Event("remove", "seller", (), "S-4").
"""

from __future__ import annotations

from diagnosis.interview.explanations import Possibility, SmallestChange, Why, WhyNot, how, what_if, why, why_not
from diagnosis.interview.prospects import dependencies_of
from diagnosis.interview.questions import Agenda, Question, StageProgress, agenda_of
from diagnosis.interview.record import (
    Answer,
    AnsweredQuestion,
    CauseAt,
    CauseChange,
    Cell,
    Changes,
    EditedRow,
    Event,
    EventKind,
    Interview,
    StageChange,
    answer_event,
    as_text,
    begin,
    case_file,
    cells_changed,
    changes,
    edit_events,
    fact_of_cell,
    facts_file,
    faulty_events,
    follow_up,
    is_answer,
    is_asked,
    last_answered,
    read_answer,
    resume_from,
    table_events,
    written_answer,
)

__all__ = [
    "Agenda",
    "Answer",
    "AnsweredQuestion",
    "CauseAt",
    "CauseChange",
    "Cell",
    "Changes",
    "EditedRow",
    "Event",
    "EventKind",
    "Interview",
    "Possibility",
    "Question",
    "SmallestChange",
    "StageChange",
    "StageProgress",
    "Why",
    "WhyNot",
    "agenda_of",
    "answer_event",
    "as_text",
    "begin",
    "case_file",
    "cells_changed",
    "changes",
    "dependencies_of",
    "edit_events",
    "fact_of_cell",
    "facts_file",
    "faulty_events",
    "follow_up",
    "how",
    "is_answer",
    "is_asked",
    "last_answered",
    "read_answer",
    "resume_from",
    "table_events",
    "what_if",
    "why",
    "why_not",
    "written_answer",
]
