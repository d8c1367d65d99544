"""Where an interview stands, in words."""

from __future__ import annotations

import pytest

from diagnosis.intake.model import Team
from diagnosis.interview import Interview, agenda_of
from diagnosis.knowledge.base import Knowledge
from diagnosis.presentation import names_of, requests_view, review_view, standing_view, unknown_view
from tests.interview.managers import asked, interview_about


def end_of(team: Team, knowledge: Knowledge) -> Interview:
    *_, (_, state) = asked(interview_about(team, knowledge), team)
    return state


def test_progress_counts_stages_and_questions(missed: Interview) -> None:
    left = len(agenda_of(missed).questions)
    alone = left % 10 == 1 and left % 100 != 11
    questions = f"{left} klausimas" if alone else f"{left} klausimai"
    for language, said in (
        ("en", f"settled: 0 of 8 stages; open: 8; at most {left} questions"),
        ("lt", f"išspręsta etapų: 0 iš 8; neišspręsta: 8; ne daugiau kaip {questions}"),
    ):
        assert standing_view(missed, names_of(missed, language)).progress == said  # type: ignore[arg-type]


def test_the_chain_is_told_in_order_with_what_is_left(missed: Interview) -> None:
    view = standing_view(missed, names_of(missed, "en"))
    assert [stage.stage for stage in view.stages] == list(missed.knowledge.stages)
    first = view.stages[0]
    assert (first.word, first.progress, first.left) == ("open", "open", f"{first.questions} questions")
    assert view.gap == "Target missed: 82.5% reached, €990,000 of €1,200,000; €210,000 short."


def test_the_gate_says_what_it_waits_for_and_what_keeps_it_shut(missed: Interview, leaving: Interview) -> None:
    waiting = standing_view(missed, names_of(missed, "en")).gates
    assert len(waiting) == 1
    assert "nobody is judged until these are ruled out by recent evidence: Goals, Product" in waiting[0]
    shut = leaving.answer("otif", "60%")
    (told,) = standing_view(shut, names_of(shut, "en")).gates
    assert told == "The seller's own skills: nobody is judged, because this is confirmed: Order taking and delivery."


def test_causes_are_ranked_with_their_evidence_and_what_they_lack(leaving: Interview) -> None:
    state = leaving.answer("otif", "60%")
    first, second, *_ = standing_view(state, names_of(state, "en")).causes
    assert (first.rank, first.cause, first.word, first.percent) == (1, "late_delivery", "confirmed", "70.6%")
    assert any("60%" in sentence for sentence in first.for_)
    assert second.word == "open" and second.why.startswith("facts are missing: ")


def test_a_settled_first_cause_is_told_as_a_place_to_stop(leaving: Interview, knowledge: Knowledge, east: Team) -> None:
    state = leaving
    assert standing_view(state, names_of(state, "en")).stop is None
    for _, after in asked(leaving.answer("otif", "60%").answer("backlog_weeks", "9"), east):
        state = after
        stop = standing_view(state, names_of(state, "en")).stop
        if stop is not None and stop.kind == "first":
            break
    assert agenda_of(state).first_settled == ("late_delivery", None)
    assert stop is not None and "“Late or incomplete deliveries” is confirmed" in stop.text
    assert [cause.first for cause in standing_view(state, names_of(state, "en")).causes][:2] == [True, False]


@pytest.mark.slow
def test_the_end_is_told_with_what_is_still_asked_for(knowledge: Knowledge, east: Team) -> None:
    state = end_of(east, knowledge)
    view = standing_view(state, names_of(state, "lt"))
    unsettled = [stage for stage in view.stages if stage.progress == "unsettled"]
    assert view.stop is not None and view.stop.kind == ("unsettled" if unsettled else "settled")
    assert all(stage.verdict in ("open", "held") for stage in unsettled)
    unknown = [fact for share in unknown_view(state, names_of(state, "lt")) for fact in share.needed]
    assert unknown and view.stop.more.startswith(f"Per mažai žinomi {len(unknown)} rodikliai.")
    told = [f"išspręsta etapų: {8 - len(unsettled)} iš 8"]
    told += [f"su tuo, kas čia žinoma, neišsprendžiama: {len(unsettled)}"] if unsettled else []
    assert (view.settled, view.progress) == (8 - len(unsettled), "; ".join(told))


def test_where_the_target_is_met_there_is_nothing_to_look_for(missed: Interview) -> None:
    state = missed.answer("revenue_actual", "1 300 000")
    view = standing_view(state, names_of(state, "en"))
    assert view.stop is not None and (view.stop.kind, view.stop.more) == ("met", "")
    assert (view.gates, view.causes) == ((), ())


# --- review ---------------------------------------------------------------------------------------------------


def test_all_answers_can_be_looked_over(missed: Interview) -> None:
    state = missed.answer("price_losses", "2 of 14").dont_know("otif")
    rows = {row.cell.fact: row for row in review_view(state, names_of(state, "en")).team}
    assert list(rows) == ["revenue_actual", "revenue_target", "price_losses", "otif"]
    losses = rows["price_losses"]
    assert (losses.value, losses.written, losses.state, losses.note) == ("2 of 14 (14%)", "2 of 14", "answered", "")
    assert (rows["otif"].state, rows["otif"].note) == ("unknown", "not known")


def test_members_are_looked_over_as_a_table(missed: Interview) -> None:
    state = missed.answer_table("seller,attainment,deals\nS-1,71%,11/80\nS-2,,9/60\n")
    (table,) = review_view(state, names_of(state, "en")).tables
    assert (table.title, table.known("attainment"), table.known("deals")) == ("Sellers", 1, 2)
    assert [(member, [cell.value for cell in cells]) for member, cells in table.rows] == [
        ("S-1", ["71%", "11 of 80 (14%)"]),
        ("S-2", ["not known", "9 of 60 (15%)"]),
    ]


def test_requests_are_told_by_department(missed: Interview) -> None:
    state = missed.dont_know("otif")
    asked_for = {share.department: share for share in requests_view(state, names_of(state, "lt"))}
    logistics = asked_for["Logistikos skyrius"]
    assert any("(otif)" in fact for fact in (*logistics.needed, *logistics.useful))


def test_what_is_computed_after_all_is_not_said_to_be_unknown(missed: Interview) -> None:
    state = missed.dont_know("target_cascade").dont_know("otif")
    names = names_of(state, "en")
    assert len([fact for share in unknown_view(state, names) for fact in share.needed]) == 2
    after = state.answer_table("seller,target\nS-1,600000\nS-2,600000\n")
    assert [share.needed for share in unknown_view(after, names)] == [("orders on time and in full",)]
