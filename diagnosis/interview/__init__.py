"""The guided interview: a manager who knows nothing of rules answers questions until the causes are settled.

Pure: an `Interview` is a state that never changes, a function of the knowledge base and the answers.

    interview = begin(knowledge, "North", "2026-Q3")     # from nothing; or resume_from(knowledge, team) from a file's
    interview = follow_up(knowledge, last_team, "2026-Q4")  # facts; or with last quarter as the quarter before

    agenda = agenda_of(interview)
    agenda.next                 # Question | None: .subject .facts .is_table .stage .causes .held_by .members
    agenda.next.text(knowledge, "lt"); agenda.next.entries(knowledge)  # the catalogue's Facts: kind, unit, choices, help
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
"""

from __future__ import annotations

from diagnosis.interview.agenda import Agenda, StageProgress, agenda_of
from diagnosis.interview.answers import Answer, Cell, Event
from diagnosis.interview.asking import Question
from diagnosis.interview.state import Interview, begin, follow_up, resume_from

__all__ = [
    "Agenda",
    "Answer",
    "Cell",
    "Event",
    "Interview",
    "Question",
    "StageProgress",
    "agenda_of",
    "begin",
    "follow_up",
    "resume_from",
]
