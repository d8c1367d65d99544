"""An interview as it is shown: its questions, standing and reasons as ready texts, without any markup.

The terminal and the pages of the browser show the same words; they only lay them out. All functions are pure, and take
the names of a language and currency:

    names = names_of(interview, "lt")
    question_view(interview, question, names)      # title, help, what answers are understood, who knows, columns
    standing_view(interview, names)                # .progress, .stages, .gates, .causes, .stop
    progress_view(interview, names)                # the progress alone; stop_view: whether one may stop
    changes_view(found, names)                     # sentences: what is concluded otherwise
    why_view(why(interview, question), interview, names)    # what each answer would change
    how_view(how(interview, cause, member, language), names)
    why_not_view(why_not(interview, cause, member), interview, names)
    review_view(interview, names)                  # all answers; requests_view(interview, names): whom to ask for what;
                                                   # unknown_view(interview, names): for what nobody here knew
    said_between(before, after, names)             # what was answered between two states, a line each
    event_text(interview, event, names)            # what somebody wanted to do
    found_facts(interview, "on time", names)       # facts to volunteer, by their names; by_stage: along the chain
    handing_view(interview, names)                 # whom the questions that are left could be handed over to
    worked_case(interview, names)                  # YAML text for authors of rules
    reading_text(interview, cell, text, names)     # "1.2m" as it is understood: "€1,200,000"
    answer_text(interview, cell, text, names)      # "2/14" as it is printed: "2 of 14 (14%)"

Ids stand beside the texts wherever something has to be pointed at: facts, stages, causes, members, verdicts.
"""

from __future__ import annotations

from diagnosis.presentation.changed import Sentence, changes_view
from diagnosis.presentation.handing import DepartmentView, HandingView, handing_view
from diagnosis.presentation.question import AnswerChoice, Column, QuestionView, question_view
from diagnosis.presentation.reasons import (
    HowView,
    WhyNotView,
    WhyView,
    how_view,
    why_not_view,
    why_view,
)
from diagnosis.presentation.review import (
    AnswerRow,
    MemberTableView,
    RequestsView,
    ReviewView,
    answer_row,
    called_saying,
    event_text,
    requests_view,
    review_view,
    said_between,
    unknown_view,
)
from diagnosis.presentation.search import StageFacts, by_stage, found_facts, named
from diagnosis.presentation.standing import (
    CauseView,
    StandingView,
    progress_view,
    standing_view,
    stop_view,
)
from diagnosis.presentation.values import answer_text, meant_text, names_of, reading_text
from diagnosis.presentation.worked_case import worked_case

__all__ = [
    "AnswerChoice",
    "AnswerRow",
    "CauseView",
    "Column",
    "DepartmentView",
    "HandingView",
    "HowView",
    "MemberTableView",
    "QuestionView",
    "RequestsView",
    "ReviewView",
    "Sentence",
    "StageFacts",
    "StandingView",
    "WhyNotView",
    "WhyView",
    "answer_row",
    "answer_text",
    "by_stage",
    "called_saying",
    "changes_view",
    "event_text",
    "found_facts",
    "handing_view",
    "how_view",
    "meant_text",
    "named",
    "names_of",
    "progress_view",
    "question_view",
    "reading_text",
    "requests_view",
    "review_view",
    "said_between",
    "standing_view",
    "stop_view",
    "unknown_view",
    "why_not_view",
    "why_view",
    "worked_case",
]
