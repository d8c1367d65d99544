"""Why a question, how a verdict, why not another cause, and what changed: in sentences."""

from __future__ import annotations

import pytest

from diagnosis.intake.model import Team
from diagnosis.interview import Event, Interview, Question, agenda_of, changes, how, what_if, why, why_not
from diagnosis.knowledge.base import Knowledge
from diagnosis.knowledge.model import LANGUAGES, Language
from diagnosis.presentation import changes_view, how_view, names_of, why_not_view, why_view
from tests.interview.managers import asked, interview_about


def question(fact: str) -> Question:
    return Question("team", (fact,), "delivery", ("late_delivery",), "logistics")


def texts_of(before: Interview, after: Interview, language: Language = "en") -> list[str]:
    return [one.text for one in changes_view(changes(before, after), names_of(after, language))]


def test_every_possible_answer_is_told_with_what_it_changes(missed: Interview) -> None:
    view = why_view(why(missed, question("otif")), missed, names_of(missed, "en"))
    told = {branch.answer: [one.text for one in branch.sentences] for branch in view.branches}
    assert list(told) == ["95% or more", "in between", "under 90%"]
    assert told["under 90%"] == [
        "Late or incomplete deliveries: confirmed, 73.5% (was open, 10%)",
        "Stage Order taking and delivery: confirmed (was open)",
    ]
    assert told["in between"] == ["Late or incomplete deliveries: probability 10% → 18.2%"]
    assert view.bears == "It bears on: Late or incomplete deliveries."
    assert sum(branch.weight for branch in view.branches) == pytest.approx(1)


def test_what_an_answer_is_said_to_change_comes_true(missed: Interview) -> None:
    view = why_view(why(missed, question("otif")), missed, names_of(missed, "en"))
    foreseen = next(branch.sentences for branch in view.branches if branch.answer == "under 90%")
    came = changes_view(changes(missed, missed.answer("otif", "80%")), names_of(missed, "en"))
    assert [one for one in came if one.weighty] == list(foreseen)


def test_every_question_of_an_interview_says_why_in_both_languages(knowledge: Knowledge, east: Team) -> None:
    state = interview_about(east, knowledge)
    for one, after in asked(state, east):
        reasons = why(state, one)
        for language in LANGUAGES:
            view = why_view(reasons, state, names_of(state, language))
            assert view.bears
            assert view.note or any(branch.sentences for branch in view.branches) or one.stage is None
            assert len({branch.answer for branch in view.branches}) == len(view.branches)
        state = after
    assert agenda_of(state).finished


def test_a_missed_target_is_said_once_and_not_for_every_cause(knowledge: Knowledge, missed: Interview) -> None:
    before = missed.withdraw("revenue_actual")
    told = texts_of(before, before.answer("revenue_actual", "990000"))
    assert told[0] == "The target is missed"
    assert [one for one in told if "open, 10%" in one] == []
    met = texts_of(before, before.answer("revenue_actual", "1 300 000"), "lt")
    assert met[0] == "Tikslas pasiektas"


def test_a_revision_lists_what_is_concluded_otherwise(missed: Interview) -> None:
    before = missed.answer("otif", "60%")
    told = texts_of(before, before.answer("otif", "99%"), "lt")
    told = [one.replace("\N{NO-BREAK SPACE}", " ") for one in told]
    assert told[0] == "Gamybos ar pristatymo vėlavimas: atmesta, 2,2 % (buvo patvirtinta, 73,5 %)"
    assert "Etapas „Užsakymų priėmimas ir pristatymas“: neišspręsta (buvo patvirtinta)" in told
    assert any(one.startswith("Atlikti nebereikia: ") for one in told)


def test_the_same_answer_changes_nothing(missed: Interview) -> None:
    assert texts_of(missed, missed.answer("revenue_actual", "990 000")) == []


def test_an_open_gate_is_told(knowledge: Knowledge, east: Team) -> None:
    told: list[str] = []
    state = interview_about(east, knowledge)
    for _, after in asked(state, east):
        told += texts_of(state, after)
        state = after
    assert "The seller's own skills: may be judged now" in told
    assert not any("The seller's own skills: open" in one for one in told)


def test_how_leads_from_the_prior_to_the_probability(missed: Interview) -> None:
    state = missed.answer("otif", "60%")
    view = how_view(how(state, "late_delivery"), names_of(state, "en"))
    assert view.told == "Verdict: confirmed; probability 73.5%, 48% of the evidence known"
    assert view.steps[0] == "Before any evidence: 10%"
    assert view.steps[-1].endswith("[for, strong] → 73.5%")
    assert view.limits == ("Confirmed from 70% on, with strong evidence for it",)
    assert view.possible == ()


def test_an_open_cause_says_what_could_still_change_it(missed: Interview) -> None:
    view = how_view(how(missed, "late_delivery", None, "lt"), names_of(missed, "lt"))
    assert view.told.startswith("Išvada: neišspręsta (trūksta duomenų); tikimybė 10")
    assert any(
        one.startswith("laiku ir visa apimtimi pristatyti užsakymai: tikimybė galėtų tapti nuo")
        for one in view.possible
    )


def test_a_held_seller_is_told_what_is_waited_for(missed: Interview) -> None:
    state = missed.answer_table("seller,attainment,tenure_months\nS-1,71%,26\n")
    view = how_view(how(state, "closing", "S-1"), names_of(state, "en"))
    assert view.verdict == "held"
    assert view.told.startswith("Verdict: held")
    assert "waits for: Goals, Product" in view.told


def test_why_not_names_the_smallest_change(missed: Interview) -> None:
    state = missed.answer("otif", "97%").answer("vacancies", "50%")
    names = names_of(state, "en")
    view = why_not_view(why_not(state, "late_delivery"), state, names)
    assert view.told.startswith("Before it come: ")
    assert view.otherwise and all(one.startswith("It would come first with ") for one in view.otherwise)
    assert why_not_view(why_not(state, "understaffed"), state, names).told == "It comes first already."


def test_what_if_is_told_like_a_change(missed: Interview) -> None:
    _, found = what_if(missed, [Event("answer", "team", ("otif",), text="60%")])
    told = changes_view(found, names_of(missed, "en"))
    assert (told[0].kind, told[0].verdict) == ("cause", "confirmed")
    assert missed.is_open(Event("answer", "team", ("otif",)).cell)
