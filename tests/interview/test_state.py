"""What a manager may answer, revise and take back, and what is then known."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import pytest

from diagnosis import diagnose
from diagnosis.authoring.case_file import read_case_text
from diagnosis.authoring.run import run_cases
from diagnosis.documents.source import Faults
from diagnosis.faults import Faulty
from diagnosis.intake.team_file import team_from_mapping
from diagnosis.interview import (
    Cell,
    Event,
    Interview,
    agenda_of,
    begin,
    case_file,
    changes,
    facts_file,
    follow_up,
    how,
    resume_from,
    what_if,
    why,
    why_not,
)
from diagnosis.knowledge.base import Knowledge

TABLE = "seller;attainment;close_rate\nS-1;50%;2 of 14\nS-2;102%;\n"


@pytest.fixture
def interview(knowledge: Knowledge) -> Interview:
    return begin(knowledge, "North", "2026-Q3")


def faults(act: Callable[[], object]) -> list[str]:
    with pytest.raises(Faulty) as caught:
        act()
    return [str(fault) for fault in caught.value.faults]


def test_an_answer_is_read_as_in_a_team_file(interview: Interview) -> None:
    after = interview.answer("competitive_win_rate", "2 of 14").answer("csat", "82,5 %")
    assert (after.team.facts["competitive_win_rate"].count, after.team.facts["csat"].value) == (2, Decimal("0.825"))
    assert interview.team.facts == {}


@pytest.mark.parametrize(
    ("fact", "text"), [("otif", "82"), ("otif", "120%"), ("tools_adequate", "perhaps"), ("backlog_weeks", "x")]
)
def test_a_wrong_answer_has_the_fault_of_a_team_file(interview: Interview, fact: str, text: str) -> None:
    facts = interview.knowledge.facts
    (file,) = faults(lambda: team_from_mapping({"team": "N", "quarter": "2026-Q3", "facts": {fact: text}}, facts))
    assert faults(lambda: interview.answer(fact, text)) == [file]


def test_an_unknown_fact_gets_a_suggestion(interview: Interview) -> None:
    assert faults(lambda: interview.answer("otiff", "82%")) == [
        "facts.otiff: 'otiff' is not a fact of the team; did you mean otif?"
    ]


def test_a_computed_fact_cannot_be_answered(interview: Interview) -> None:
    (fault,) = faults(lambda: interview.answer("target_stretch", "3%"))
    assert fault == "facts.target_stretch: 'target_stretch' is computed and cannot be given; leave it out"


def test_an_answer_that_contradicts_others_is_refused(interview: Interview) -> None:
    known = interview.answer("revenue_target", "100").answer("revenue_actual", "50")
    (fault,) = faults(lambda: known.answer("attainment", "82%"))
    assert "the other facts make it 0.5" in fault


def test_what_nobody_knows_is_requested_of_its_department(interview: Interview) -> None:
    after = interview.dont_know("otif")
    assert not after.is_open(Cell("team", "otif"))
    requests = {request.fact: request.held_by for request in after.diagnosis().requests}
    assert requests["otif"] == "logistics"
    assert "otif" not in {fact for question in agenda_of(after).questions for fact in question.facts}


def test_unknown_may_be_written_as_an_answer(interview: Interview) -> None:
    assert interview.answer("otif", " ? ").answers == interview.dont_know("otif").answers


def test_an_answer_taken_back_is_asked_again(interview: Interview) -> None:
    assert interview.answer("otif", "82%").withdraw("otif") == interview
    assert interview.dont_know("otif").withdraw("otif") == interview


def test_revising_leaves_the_rest_and_says_what_changed(interview: Interview) -> None:
    before = interview.answer("otif", "82%").answer("order_errors", "0.5%")
    after = before.answer("otif", "97%")
    assert after.team.facts["order_errors"] == before.team.facts["order_errors"]
    found = changes(before, after)
    assert [(one.stage, one.before, one.after) for one in found.stages] == [("delivery", "confirmed", "ruled_out")]
    (late,) = [one for one in found.causes if one.cause == "late_delivery"]
    assert late.verdict == ("confirmed", "ruled_out") and late.weighty
    assert ("fix_delivery_schedule", None, False) in found.actions
    assert changes(before, before).nothing


# --- members --------------------------------------------------------------------------------------------------


def test_a_pasted_table_gives_the_members(interview: Interview) -> None:
    after = interview.answer_table(TABLE, ["attainment", "close_rate", "tenure_months"])
    assert [(one.member, sorted(one.facts)) for one in after.team.members["seller"]] == [
        ("S-1", ["attainment", "close_rate"]),
        ("S-2", ["attainment"]),
    ]
    # What was asked for and is not there is not asked for again; what was not asked for is still open.
    assert {("seller", "attainment"), ("seller", "close_rate"), ("seller", "tenure_months")}.isdisjoint(
        after.open_bases
    )
    assert ("seller", "territory_index") in after.open_bases


def test_a_table_of_the_quarter_folder_can_be_pasted_as_it_is(interview: Interview) -> None:
    text = "team,quarter,seller,attainment\nNorth,2026-Q3,S-1,50%\n"
    assert [one.member for one in interview.answer_table(text).team.members["seller"]] == ["S-1"]
    other = text.replace("North", "South")
    assert faults(lambda: interview.answer_table(other)) == [
        "sellers.csv:2:1: team 'South' is not 'North'; correct it, or leave the row out"
    ]


def test_all_faults_of_a_table_are_told_with_their_places(interview: Interview) -> None:
    text = "seller,attainment,deal\nS-1,50,1/2\nS-1,50%,1/2\n"
    found = faults(lambda: interview.answer_table(text))
    assert found == [
        "sellers.csv:1:3: 'deal' is not a column of sellers.csv; did you mean deals?",
        "sellers.csv:2:2: attainment: '50' has no per cent sign; write 50% or 0.50",
        "sellers.csv:3:1: seller 'S-1' is already given on line 2; keep one of the rows",
    ]


@pytest.mark.parametrize("text", ["", "\n\n", "seller,attainment\n", "nobody\n"])
def test_a_table_without_members_is_refused(interview: Interview, text: str) -> None:
    assert faults(lambda: interview.answer_table(text))


def test_one_cell_of_a_table_can_be_revised_and_taken_back(interview: Interview) -> None:
    known = interview.answer_table(TABLE)
    after = known.answer("attainment", "70%", subject="seller", member="S-1")
    assert after.team.members["seller"][0].facts["attainment"].value == Decimal("0.70")
    open_again = known.withdraw("attainment", subject="seller", member="S-1")
    assert open_again.is_open(Cell("seller", "attainment", "S-1"))
    assert not open_again.is_open(Cell("seller", "close_rate", "S-2"))
    assert [one.member for one in known.remove("S-1").team.members["seller"]] == ["S-2"]


def test_a_member_who_is_not_there_cannot_be_answered_for(interview: Interview) -> None:
    assert faults(lambda: interview.answer("attainment", "70%", subject="seller", member="S-9")) == [
        "sellers[S-9].attainment: there is no seller 'S-9'; add it with a table"
    ]


# --- starts and exports ---------------------------------------------------------------------------------------


def test_an_interview_begins_with_particulars_that_can_be(knowledge: Knowledge) -> None:
    assert faults(lambda: begin(knowledge, " ", "Q3 2026", currency="euro")) == [
        "currency: 'euro' is not the code of a currency; write its code, as EUR",
        "quarter: 'Q3 2026' is not a quarter; write 2026-Q3",
        "team: team is missing; write the team's name",
    ]


def test_last_quarter_becomes_the_quarter_before(interview: Interview) -> None:
    last = interview.answer("otif", "96%").team
    now = follow_up(interview.knowledge, last, "2026-Q4").answer("otif", "82%")
    (change,) = now.diagnosis().changes
    assert (change.fact, change.band_before, change.band) == ("otif", "healthy", "bad")
    assert now.open_bases == interview.answer("otif", "82%").open_bases
    with pytest.raises(Faulty):
        follow_up(interview.knowledge, last, "2026-Q3")


def test_an_interview_goes_on_from_a_facts_file(interview: Interview) -> None:
    known = interview.answer("otif", "82%").answer_table(TABLE)
    again = resume_from(interview.knowledge, known.team)
    assert again.team == known.team
    assert again.answers[Cell("team", "otif")].before
    assert again.diagnosis() == known.diagnosis()


def test_a_facts_file_and_a_case_say_what_was_answered(interview: Interview) -> None:
    known = interview.answer("otif", "82%").answer("csat", "82/100").answer_table(TABLE)
    found = Faults()
    (case,) = read_case_text(case_file(known, "late", "Deliveries are late."), "late.yaml", known.knowledge, found)
    assert not found.found
    assert run_cases([case], known.knowledge, "columnar")[0].passed
    assert "otif: 82%" in facts_file(known)


def test_what_a_figure_is_computed_of_is_asked_in_the_order_of_the_catalogue(interview: Interview) -> None:
    asked = [fact for question in agenda_of(interview).questions for fact in question.facts]
    assert asked[:2] == ["revenue_target", "revenue_actual"]
    known = interview.answer("revenue_target", "100").answer("revenue_actual", "90")
    asked = [fact for question in agenda_of(known).questions for fact in question.facts]
    assert asked.index("target_growth") < asked.index("market_growth")


# --- explanations ---------------------------------------------------------------------------------------------


def test_why_says_what_each_answer_would_change(interview: Interview) -> None:
    question = next(one for one in agenda_of(interview).questions if one.facts == ("results_reviewed",))
    found = {one.texts["results_reviewed"]: one for one in why(interview, question).possibilities}
    assert {text: (one.band, round(one.weight, 2)) for text, one in found.items()} == {
        "true": ("healthy", 0.7),
        "false": ("bad", 0.3),
    }
    (cause,) = found["false"].changes.causes
    assert (cause.cause, cause.verdict) == ("no_accountability", ("open", "confirmed"))


@pytest.mark.slow
def test_the_answers_that_why_goes_through_come_true(interview: Interview) -> None:
    for question in agenda_of(interview).questions:
        for one in why(interview, question).possibilities:
            after = interview
            for fact, text in one.texts.items():
                after = after.answer(fact, text)
            assert changes(interview, after) == one.changes


def test_why_not_finds_the_smallest_change(interview: Interview) -> None:
    late = interview.answer("otif", "82%").answer("backlog_weeks", "9").answer("backlog_weeks_usual", "4")
    found = why_not(late, "order_errors")
    assert found.before[0] == ("late_delivery", None)
    assert found.otherwise
    for one in found.otherwise:
        after, brought = what_if(late, one.events)
        assert after.diagnosis().causes[0].cause == "order_errors"
        assert brought == one.changes
        assert len(one.texts) == 2
    assert why_not(late, "late_delivery").otherwise == ()


def test_what_if_commits_nothing(interview: Interview) -> None:
    after, found = what_if(interview, [Event("answer", "team", ("otif",), None, "82%")])
    assert interview.answers == {}
    assert after.diagnosis().confirmed[0].cause == "late_delivery"
    assert not found.nothing


def test_what_if_takes_answers_that_agree_in_the_end(interview: Interview) -> None:
    known = interview
    for fact, text in (("revenue_target", "1000000"), ("revenue_actual", "900000"), ("attainment", "90%")):
        known = known.answer(fact, text)
    less = [
        Event("answer", "team", (fact,), None, text)
        for fact, text in (("revenue_actual", "700000"), ("attainment", "70%"))
    ]
    after, _ = what_if(known, less)
    assert after.diagnosis().gap.missing == 300_000
    with pytest.raises(Faulty):
        what_if(known, less[:1])


def test_how_tells_what_diagnosis_explain_tells(interview: Interview) -> None:
    explanation = how(interview.answer("otif", "82%"), "late_delivery")
    assert (explanation.cause, explanation.verdict) == ("late_delivery", "confirmed")


def test_the_result_is_in_the_language_that_is_asked_for(interview: Interview) -> None:
    known = interview.answer("otif", "82%")
    assert known.diagnosis("lt") == diagnose(known.team, known.knowledge, language="lt")
