"""Which questions are asked, and in which order."""

from __future__ import annotations

from diagnosis.interview import (
    Interview,
    agenda_of,
)


def test_what_a_figure_is_computed_of_is_asked_in_the_order_of_the_catalogue(interview: Interview) -> None:
    asked = [fact for question in agenda_of(interview).questions for fact in question.facts]
    assert asked[:2] == ["revenue_target", "revenue_actual"]
    known = interview.answer("revenue_target", "100").answer("revenue_actual", "90")
    asked = [fact for question in agenda_of(known).questions for fact in question.facts]
    assert asked.index("target_growth") < asked.index("market_growth")


def test_the_gap_is_asked_for_first_and_a_met_target_ends_the_interview(interview: Interview) -> None:
    agenda = agenda_of(interview)
    assert agenda.next is not None and agenda.next.facts == ("revenue_target",)
    assert not agenda.finished
    met = interview.answer("revenue_target", "100").answer("revenue_actual", "120")
    assert agenda_of(met).finished
    assert agenda_of(met).next is None


def test_a_stage_is_confirmed_and_still_asked_about_while_other_answers_could_speak_against_it(
    worsened: Interview,
) -> None:
    late = worsened.answer("revenue_target", "100").answer("revenue_actual", "90").answer("otif", "82%")
    (delivery,) = [progress for progress in agenda_of(late).stages if progress.stage == "delivery"]
    assert delivery.verdict == "confirmed"
    assert not delivery.settled and delivery.questions
    assert agenda_of(late).first_settled is None
