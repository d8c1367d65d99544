"""What to ask: the next question, and those that could still matter.

In: a state of an interview and its prospects. Out: its `Agenda`. A question is worth what its representative answers
are expected to tell, by look-ahead, for the effort of answering it.
"""

from __future__ import annotations

from diagnosis.interview.questions.agenda import Agenda, StageProgress, agenda_of
from diagnosis.interview.questions.handing_over import for_others, handing_over, to_hand_over
from diagnosis.interview.questions.history import history_wanted
from diagnosis.interview.questions.lookahead import Lookahead
from diagnosis.interview.questions.opening import ASKED
from diagnosis.interview.questions.question import Question
from diagnosis.interview.questions.representative_answers import RepresentativeAnswer, sampler_of
from diagnosis.interview.questions.routes import Route, Routes

__all__ = [
    "ASKED",
    "Agenda",
    "Lookahead",
    "Question",
    "RepresentativeAnswer",
    "Route",
    "Routes",
    "StageProgress",
    "agenda_of",
    "for_others",
    "handing_over",
    "history_wanted",
    "sampler_of",
    "to_hand_over",
]
