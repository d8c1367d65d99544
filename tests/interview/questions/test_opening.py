"""What is asked first: where the money was lost, and what sales managers usually know; and what others are asked."""

from __future__ import annotations

from diagnosis.interview import Interview, agenda_of, for_others, handing_over, history_wanted, is_asked, to_hand_over
from diagnosis.interview.questions.opening import is_likely_known
from diagnosis.knowledge.base import Knowledge

FIGURES = {
    "revenue_target": "1200000",
    "revenue_actual": "900000",
    "revenue_usual": "1000000",
    "win_rate": "60/300",
    "win_rate_usual": "25%",
    "deals_decided_usual": "310",
    "average_deal": "10000",
    "average_deal_usual": "9800",
}


def answered_first(interview: Interview, known: dict[str, str], most: int) -> tuple[Interview, list[str]]:
    """The state after `most` questions to somebody who knows these facts, and what was asked."""
    asked = []
    for _ in range(most):
        question = agenda_of(interview).next
        assert question is not None
        (fact,) = question.facts
        asked.append(fact)
        interview = interview.answer(fact, known[fact]) if fact in known else interview.dont_know(fact)
    return interview, asked


def test_the_gap_is_located_by_the_first_questions(interview: Interview) -> None:
    state, asked = answered_first(interview, FIGURES, 8)
    assert asked == list(FIGURES)
    bridge = state.diagnosis().bridge
    assert bridge is not None and bridge.located == "win_rate"


def test_of_a_factor_that_nobody_knows_the_existing_customers_are_asked(interview: Interview) -> None:
    known = {fact: text for fact, text in FIGURES.items() if not fact.startswith("average_deal")}
    _, asked = answered_first(interview, known, 10)
    assert asked[-2:] == ["revenue_existing", "revenue_existing_usual"]


def test_without_the_usual_revenue_no_figures_of_it_are_asked(interview: Interview) -> None:
    known = {"revenue_target": "100", "revenue_actual": "90"}
    _, asked = answered_first(interview, known, 5)
    assert asked == ["revenue_target", "revenue_actual", "revenue_usual", "opportunities", "sellers_at_target"]


def test_then_what_a_sales_manager_usually_knows_comes_first(interview: Interview, knowledge: Knowledge) -> None:
    facts = knowledge.facts["team"]
    state, _ = answered_first(interview, {"revenue_target": "100", "revenue_actual": "90"}, 5)
    likely = []
    for _ in range(15):
        question = agenda_of(state).next
        assert question is not None and not question.is_table
        likely.append(is_likely_known(facts[question.facts[0]]))
        state = state.dont_know(question.facts[0])
    assert likely == sorted(likely, reverse=True) and any(likely) and not all(likely)


def test_what_nobody_could_say_is_asked_of_what_stands_in_for_it(interview: Interview) -> None:
    state, _ = answered_first(interview, {"revenue_target": "100", "revenue_actual": "90"}, 5)
    unknown = agenda_of(state.dont_know("csat_on_time")).next
    assert unknown is not None and unknown.facts == ("csat",)
    known = agenda_of(state.answer("csat_on_time", "90%")).next
    assert known is not None and known.facts != ("csat",)


def test_a_department_is_handed_over_at_once(interview: Interview) -> None:
    state = interview.answer("revenue_target", "100").answer("revenue_actual", "90")
    held = to_hand_over(agenda_of(state))
    for event in handing_over(held["customer service"]):
        state = state.apply(event)
    left = to_hand_over(agenda_of(state))
    assert "customer service" not in left and "logistics" in left
    for event in handing_over(for_others(agenda_of(state))):
        state = state.apply(event)
    facts = state.knowledge.facts
    assert all(
        is_likely_known(facts[base[0]][base[1]]) for own in to_hand_over(agenda_of(state)).values() for base in own
    )


def test_a_sales_manager_knows_about_a_third_of_the_facts(knowledge: Knowledge) -> None:
    asked = [fact for facts in knowledge.facts.values() for fact in facts.values() if is_asked(fact)]
    likely = sum(is_likely_known(fact) for fact in asked)
    assert 0.25 < likely / len(asked) < 0.45


def test_since_when_is_asked_where_no_history_says_it(interview: Interview, worsened: Interview) -> None:
    late = interview.answer("otif", "70%")
    assert history_wanted(late, "otif")
    assert not history_wanted(interview.answer("otif", "99%"), "otif")
    assert not history_wanted(worsened.answer("otif", "70%"), "otif")
