"""Why a question, how a verdict, why not another cause, and what changed: in sentences."""

from __future__ import annotations

import pytest

from diagnosis.intake.model import Team
from diagnosis.interview import (
    Event,
    Interview,
    Question,
    agenda_of,
    begin,
    changes,
    how,
    resume_from,
    what_if,
    why,
    why_not,
)
from diagnosis.knowledge.base import Knowledge
from diagnosis.knowledge.model import LANGUAGES, Language
from diagnosis.presentation import changes_view, how_view, names_of, why_not_view, why_view
from tests.interview.managers import asked, interview_about, quarter_before


def question(fact: str) -> Question:
    return Question("team", (fact,), "delivery", ("late_delivery",), "logistics")


def texts_of(before: Interview, after: Interview, language: Language = "en") -> list[str]:
    return [sentence.text for sentence in changes_view(changes(before, after), names_of(after, language))]


def test_every_possible_answer_is_told_with_what_it_changes(leaving: Interview) -> None:
    view = why_view(why(leaving, question("otif")), leaving, names_of(leaving, "en"))
    told = {branch.answer: [sentence.text for sentence in branch.sentences] for branch in view.branches}
    assert list(told) == ["95% or more", "in between", "under 90%"]
    assert told["under 90%"] == [
        "Late or incomplete deliveries: confirmed, 70.6% (was open, 7.1%)",
        "Stage Order taking and delivery: confirmed (was open)",
    ]
    assert told["in between"] == ["Late or incomplete deliveries: probability 7.1% → 16.1%"]
    assert view.bears == "It bears on: Late or incomplete deliveries."
    assert sum(branch.weight for branch in view.branches) == pytest.approx(1)


def test_what_an_answer_is_said_to_change_comes_true(leaving: Interview) -> None:
    view = why_view(why(leaving, question("otif")), leaving, names_of(leaving, "en"))
    foreseen = next(branch.sentences for branch in view.branches if branch.answer == "under 90%")
    came = changes_view(changes(leaving, leaving.answer("otif", "80%")), names_of(leaving, "en"))
    assert [sentence for sentence in came if sentence.weighty] == list(foreseen)


def test_the_figures_of_the_target_tell_whether_there_is_anything_to_explain(knowledge: Knowledge) -> None:
    state = begin(knowledge, "North", "2026-Q3", currency="EUR")
    for fact, answer, examples in (
        ("revenue_target", "1 200 000", ("", "", "")),
        (
            "revenue_actual",
            "990000",
            (", for example €900,000", ", for example €2,100,000", ", for example €1,140,000"),
        ),
    ):
        asked = agenda_of(state).next
        assert asked is not None and asked.facts == (fact,)
        reasons = why(state, asked)
        assert {
            (possibility.about, possibility.band, possibility.changes.met) for possibility in reasons.possibilities
        } == {
            ("attainment", "bad", (None, False)),
            ("attainment", "warning", (None, False)),
            ("attainment", "healthy", (None, True)),
        }
        view = why_view(reasons, state, names_of(state, "en"))
        assert {branch.answer: branch.sentences[0].text for branch in view.branches} == {
            f"target attainment under 90%{examples[0]}": "The target is missed",
            f"target attainment 100% or more{examples[1]}": "The target is met",
            f"target attainment in between{examples[2]}": "The target is missed",
        }
        lithuanian = why_view(reasons, state, names_of(state, "lt"))
        assert any(branch.answer.startswith("tikslo įvykdymas – mažiau kaip 90") for branch in lithuanian.branches)
        state = state.answer(fact, answer)


@pytest.mark.slow
def test_every_question_of_an_interview_says_why_in_both_languages(knowledge: Knowledge, east: Team) -> None:
    state = interview_about(east, knowledge)
    for question, after in asked(state, east):
        reasons = why(state, question)
        for language in LANGUAGES:
            view = why_view(reasons, state, names_of(state, language))
            assert view.bears
            assert view.note or any(branch.sentences for branch in view.branches)
            assert len({branch.answer for branch in view.branches}) == len(view.branches)
        state = after
    assert agenda_of(state).finished


def test_a_missed_target_is_said_once_and_not_for_every_cause(knowledge: Knowledge, missed: Interview) -> None:
    before = missed.withdraw("revenue_actual")
    told = texts_of(before, before.answer("revenue_actual", "990000"))
    assert told[0] == "The target is missed"
    assert [sentence for sentence in told if "open, 3%" in sentence] == []
    met = texts_of(before, before.answer("revenue_actual", "1 300 000"), "lt")
    assert met[0] == "Tikslas pasiektas"


def test_a_revision_lists_what_is_concluded_otherwise(leaving: Interview) -> None:
    before = leaving.answer("otif", "60%")
    told = texts_of(before, before.answer("otif", "99%"), "lt")
    told = [sentence.replace("\N{NO-BREAK SPACE}", " ") for sentence in told]
    assert told[0] == "Gamybos ar pristatymo vėlavimas: atmesta, 1,5 % (buvo patvirtinta, 70,6 %)"
    assert "Etapas „Užsakymų priėmimas ir pristatymas“: neišspręsta (buvo patvirtinta)" in told
    assert any(sentence.startswith("Atlikti nebereikia: ") for sentence in told)


def test_the_same_answer_changes_nothing(missed: Interview) -> None:
    assert texts_of(missed, missed.answer("revenue_actual", "990 000")) == []


@pytest.mark.slow
def test_an_open_gate_is_told(knowledge: Knowledge, east: Team) -> None:
    told: list[str] = []
    state = interview_about(east, knowledge)
    for _, after in asked(state, east):
        told += texts_of(state, after)
        state = after
    assert "The seller's own skills: may be judged now" in told
    assert not any("The seller's own skills: open" in sentence for sentence in told)


def test_how_leads_from_the_prior_to_the_probability(leaving: Interview) -> None:
    state = leaving.answer("otif", "60%")
    view = how_view(how(state, "late_delivery"), names_of(state, "en"))
    assert view.told == "Verdict: confirmed; probability 70.6%, 55% of the evidence known"
    assert view.steps[0] == "Before any evidence: 3.7%"
    assert view.steps[1].endswith("[for, strong] → 49%")
    assert view.steps[2].endswith("[for, moderate] → 82.8%")
    assert view.steps[3].endswith("[for, weak] (not counted: stronger evidence says the same)")
    assert view.limits == ("Confirmed from 70% on, with strong evidence for it",)
    assert view.possible == ()


def test_an_open_cause_says_what_could_still_change_it(missed: Interview) -> None:
    view = how_view(how(missed, "late_delivery", None, "lt"), names_of(missed, "lt"))
    assert view.told.startswith("Išvada: neišspręsta (trūksta duomenų); tikimybė 3")
    assert any(
        sentence.startswith("laiku ir visa apimtimi pristatyti užsakymai: tikimybė galėtų tapti nuo")
        for sentence in view.possible
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
    assert view.otherwise and all(sentence.startswith("It would come first with ") for sentence in view.otherwise)
    assert why_not_view(why_not(state, "understaffed"), state, names).told == "It comes first already."


@pytest.fixture(scope="module")
def judged(knowledge: Knowledge, east: Team) -> Interview:
    """A team of which every stage before the sellers is ruled out, so that one of them is looked at."""
    return resume_from(knowledge, east)


def test_a_held_seller_is_told_what_opens_the_gate(judged: Interview) -> None:
    state = judged.answer("otif", "80%")
    reasons = why_not(state, "closing", "S-129")
    view = why_not_view(reasons, state, names_of(state, "en"))
    assert view.title == "S-129: Too few proposals are won"
    assert view.told == (
        "The seller's own skills: nobody is judged until these are ruled out by recent evidence: "
        "Order taking and delivery (open)."
    )
    assert view.otherwise == (
        "It would come first with orders on time and in full 98% (now 80%); its verdict would be: open, 0.4%",
    )
    lithuanian = why_not_view(reasons, state, names_of(state, "lt"))
    assert lithuanian.told.endswith("neatmesta: Užsakymų priėmimas ir pristatymas (neišspręsta).")
    assert lithuanian.otherwise == (
        "Ji būtų pirma, jei: laiku ir visa apimtimi pristatyti užsakymai – 98 % (dabar 80 %); "
        "jos išvada tada būtų: neišspręsta, 0,4 %",
    )


def test_a_held_seller_may_need_an_answer_of_his_own_too(judged: Interview) -> None:
    state = judged.answer("otif", "80%")
    reasons = why_not(state, "prospecting", "S-129")
    assert [[str(cell) for cell in otherwise.texts] for otherwise in reasons.otherwise] == [
        ["facts.otif", "sellers[S-129].meeting_rate"]
    ]
    (told,) = why_not_view(reasons, state, names_of(state, "en")).otherwise
    assert "; S-129, leads that became meetings 24 of 122 (20%) (now 9 of 23 (39%))" in told


def test_a_held_seller_behind_many_stages_waits_for_all_of_them(knowledge: Knowledge) -> None:
    state = begin(knowledge, "North", "2026-Q3", previous=quarter_before(knowledge, vacancies="5%"))
    state = state.answer("revenue_target", "1 200 000").answer("revenue_actual", "990000").answer("vacancies", "50%")
    state = state.answer_table("seller,attainment,tenure_months\nS-1,71%,26\n")
    reasons = why_not(state, "closing", "S-1")
    view = why_not_view(reasons, state, names_of(state, "en"))
    assert [(stage.stage, stage.verdict) for stage in reasons.waiting][:2] == [
        ("goals", "confirmed"),
        ("product", "open"),
    ]
    assert "recent evidence: Goals (confirmed), Product (open), Pricing (open)" in view.told
    assert view.otherwise == ()
    assert view.note == (
        "Of the changes of one or two answers that were tried, none would bring it first: these stages have to be "
        "ruled out first."
    )


def test_a_stage_ruled_out_by_old_evidence_still_keeps_the_gate_shut(
    knowledge: Knowledge, examples: list[Team]
) -> None:
    state = resume_from(knowledge, next(team for team in examples if team.team == "Export"))
    view = why_not_view(why_not(state, "low_activity", "S-234"), state, names_of(state, "en"))
    assert view.told.endswith("Order taking and delivery (ruled out, but by evidence too old to judge persons on).")


def test_a_seller_who_is_judged_is_told_his_own_figures(judged: Interview) -> None:
    view = why_not_view(why_not(judged, "low_activity", "S-129"), judged, names_of(judged, "en"))
    assert view.told == "Before it come: S-129: Too few proposals are won."
    assert view.otherwise == (
        "It would come first with S-129, activity against the peers 0.8 (now 0.95); its verdict would be: open, 2.2%",
    )


def test_two_causes_of_one_seller_may_change_places(knowledge: Knowledge, examples: list[Team]) -> None:
    state = resume_from(knowledge, next(team for team in examples if team.team == "South"))
    changes = why_not(state, "low_activity", "S-114").otherwise
    assert changes and all(
        {cell.member for cell in change.texts} == {"S-114"} and len(change.texts) == 2 for change in changes
    )


def test_a_seller_who_is_not_examined_is_said_not_to_be(knowledge: Knowledge, examples: list[Team]) -> None:
    state = resume_from(knowledge, next(team for team in examples if team.team == "Riverside"))
    names = names_of(state, "en")
    at_target, small_territory = (why_not(state, "closing", member) for member in ("S-251", "S-252"))
    assert not at_target.examined and at_target.otherwise == ()
    told = "Not examined: the shortfall, if there is one, is not this member's."
    assert why_not_view(at_target, state, names).told == told
    assert why_not_view(small_territory, state, names).told == (
        f"{told} S-252 reached 74% of the target; in a territory of average potential that would be 108.8%."
    )
    assert why_not_view(small_territory, state, names_of(state, "lt")).told.startswith("Netikrinama: ")


def test_the_first_cause_of_a_seller_needs_no_change(judged: Interview) -> None:
    reasons = why_not(judged, "closing", "S-129")
    assert why_not_view(reasons, judged, names_of(judged, "en")).told == "It comes first already."
    assert (reasons.otherwise, reasons.examined) == ((), True)


@pytest.mark.parametrize(
    ("cause", "member"), [("closing", "S-999"), ("closing", None), ("nothing", None), ("late_delivery", "S-129")]
)
def test_why_not_knows_no_other_cause_or_member(judged: Interview, cause: str, member: str | None) -> None:
    with pytest.raises(KeyError):
        why_not(judged, cause, member)


def test_what_if_is_told_like_a_change(leaving: Interview) -> None:
    _, change = what_if(leaving, [Event("answer", "team", ("otif",), text="60%")])
    told = changes_view(change, names_of(leaving, "en"))
    assert (told[0].kind, told[0].verdict) == ("cause", "confirmed")
    assert leaving.is_open(Event("answer", "team", ("otif",)).cell)
