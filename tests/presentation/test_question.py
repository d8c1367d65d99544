"""Questions in words."""

from __future__ import annotations

import csv
import io
from dataclasses import replace

import pytest

from diagnosis.intake.model import Team
from diagnosis.interview import Interview, Question, agenda_of, begin
from diagnosis.knowledge.base import Knowledge
from diagnosis.knowledge.model import LANGUAGES
from diagnosis.presentation import AnswerChoice, names_of, question_view
from tests.interview.managers import asked, interview_about


def question(fact: str) -> Question:
    return Question("team", (fact,), "delivery", ("late_delivery",), "logistics")


def test_a_question_says_what_it_asks_who_knows_and_what_it_bears_on(missed: Interview) -> None:
    view = question_view(missed, question("otif"), names_of(missed, "lt"))
    assert view.title == "Kokia užsakymų dalis pristatyta laiku ir visa apimtimi?"
    assert (view.stage, view.causes) == ("Užsakymų priėmimas ir pristatymas", ("Gamybos ar pristatymo vėlavimas",))
    assert view.held_by == "Logistikos skyrius"
    assert "11 iš 80" in view.understood
    assert (view.current, view.written, view.before, view.choices) == (None, None, None, ())


def test_yes_or_no_can_be_picked(missed: Interview) -> None:
    view = question_view(missed, question("tools_adequate"), names_of(missed, "lt"))
    assert view.choices == (AnswerChoice("yes", "taip"), AnswerChoice("no", "ne"))


def test_money_is_asked_for_in_the_teams_currency(missed: Interview) -> None:
    view = question_view(missed, question("revenue_target"), names_of(missed, "en"))
    assert "EUR" in view.understood
    assert (view.current, view.written) == ("€1,200,000", "1 200 000")


def test_the_quarter_before_is_shown_beside_the_question(knowledge: Knowledge, east: Team) -> None:
    state = begin(knowledge, "East", "2026-Q4", previous=replace(east, previous=None))
    view = question_view(state, question("otif"), names_of(state, "en"))
    assert view.before == "in 2026-Q3: 96.5%"


def test_what_nobody_knows_is_shown_as_such(missed: Interview) -> None:
    state = missed.dont_know("otif")
    view = question_view(state, question("otif"), names_of(state, "en"))
    assert (view.current, view.written) == ("not known", None)


@pytest.mark.slow
def test_every_question_of_an_interview_can_be_shown_in_both_languages(knowledge: Knowledge, east: Team) -> None:
    state = interview_about(east, knowledge)
    for question, after in asked(state, east):
        for language in LANGUAGES:
            view = question_view(state, question, names_of(state, language))
            assert view.title
            assert view.is_table or (view.help and view.understood)
            assert all(column.question and column.understood for column in view.columns)
        state = after
    assert agenda_of(state).finished


def test_the_template_of_a_table_reads_back(missed: Interview) -> None:
    state = missed.answer_table('seller,target\n"S, 1",600000\nS-2,600000\n')
    view = question_view(
        state, Question("seller", ("territory_index",), "goals", (), "HR", ("S, 1", "S-2")), names_of(state, "en")
    )
    rows = list(csv.reader(io.StringIO(view.template)))
    assert rows == [["seller", "territory_index"], ["S, 1", ""], ["S-2", ""]]
    assert [(column.header, column.name) for column in view.columns] == [
        ("territory_index", "potential of the territory")
    ]
    assert state.answer_table(view.template.replace('"S, 1",', '"S, 1",0.9')).team.members["seller"]
