"""What holds for every interview, whatever is answered, and in whichever order."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from diagnosis import diagnose
from diagnosis.documents.source import Faults, Mapping, read_text
from diagnosis.faults import Faulty
from diagnosis.intake.team_file import TeamFiles
from diagnosis.interview import Cell, Event, agenda_of, begin, facts_file, is_asked, resume_from, what_if, why_not
from diagnosis.interview.prospects import prospects_of
from diagnosis.knowledge.base import Knowledge
from diagnosis.sessions import Store
from diagnosis.sessions.snapshot import restored, saved

from .anything import (
    any_event,
    any_start,
    completed,
    confirmed,
    from_a_case,
    gates,
    some_answer,
    some_interview,
    teams_with_an_open_gate,
)


@given(st.integers(0, 2**32), st.integers(0, 80))
def test_the_result_is_the_diagnosis_of_the_answers(knowledge: Knowledge, seed: int, events: int) -> None:
    interview, _ = some_interview(knowledge, Random(seed), events)
    assert interview.diagnosis() == diagnose(interview.team, knowledge)


@given(st.integers(0, 2**32), st.integers(0, 80), st.integers(0, 80))
def test_a_resumed_interview_is_the_same(knowledge: Knowledge, seed: int, events: int, at: int) -> None:
    interview, done = some_interview(knowledge, Random(seed), events)
    start = begin(knowledge, "North", "2026-Q3")
    half = start
    for event in done[:at]:
        half = half.apply(event, check=False)
    for text, rest in ((saved(start), done), (saved(half), done[at:]), (saved(interview), [])):
        again = restored(knowledge, text, rest, check=False)
        assert again.interview == interview
        assert again.interview.team == interview.team
        assert again.lost == ()


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("laws") / "sessions.sqlite3"


@settings(max_examples=settings.default.max_examples // 4)
@given(st.integers(0, 2**32), st.integers(0, 50))
def test_the_result_is_the_diagnosis_of_the_answers_through_the_database_too(
    knowledge: Knowledge, place: Path, seed: int, events: int
) -> None:
    random = Random(seed)
    store, interview = Store.open(place), any_start(knowledge, random)
    id_ = store.start(interview).id
    for _ in range(events):
        event = any_event(interview, random)
        if random.random() < 0.15:
            # Another process: it remembers nothing.
            store.close()
            store = Store.open(place)
            assert store.load(id_, knowledge).interview == interview
        try:
            interview = interview.apply(event)
        except Faulty as faulty:
            with pytest.raises(Faulty) as caught:
                store.record(id_, event, knowledge)
            assert caught.value.faults == faulty.faults
        else:
            assert store.record(id_, event, knowledge).interview == interview
    store.close()
    again = Store.open(place).load(id_, knowledge)
    assert again.lost == () and not again.knowledge_changed
    assert again.interview == interview
    assert again.interview.team == interview.team
    assert again.interview.diagnosis() == interview.diagnosis() == diagnose(interview.team, knowledge)
    # And what it exports is read as the same facts.
    faults = Faults()
    root = read_text(facts_file(interview), "exported.yaml", faults)
    assert isinstance(root, Mapping)
    exported = TeamFiles(knowledge.facts).team(root, faults)
    faults.raise_any()
    assert diagnose(exported, knowledge) == interview.diagnosis()


@given(st.integers(0, 2**32), st.integers(1, 60))
def test_the_order_of_the_answers_does_not_matter(knowledge: Knowledge, seed: int, events: int) -> None:
    random = Random(seed)
    interview, _ = some_interview(knowledge, random, events)
    last = {cell: answer for cell, answer in interview.answers.items() if cell.subject == "team"}
    order = random.sample(sorted(last, key=str), len(last))
    again = begin(knowledge, "North", "2026-Q3")
    # First what applies: an answer takes back that its fact does not, and what does not apply takes back answers.
    said = interview.particulars.statements
    for kind, names in (("since", said.since), ("does_not_apply", said.does_not_apply)):
        for name in random.sample(sorted(names), len(names)):
            again = again.apply(Event(kind, "team", (name,), None, names[name]), check=False)
    if said.does_not_apply_by:
        again = again.apply(Event("does_not_apply_by", "team", (), None, said.does_not_apply_by), check=False)
    for cell in order:
        text = last[cell].text
        event = (
            Event("unknown", "team", (cell.fact,))
            if text is None
            else Event("answer", "team", (cell.fact,), None, text)
        )
        again = again.apply(event, check=False)
    assert again.answers == last
    if not interview.members:
        assert again.diagnosis() == interview.diagnosis()


@pytest.mark.slow
@pytest.mark.parametrize("start", ["nothing", "little", "a case"])
@given(seed=st.integers(0, 2**32), events=st.integers(0, 120))
def test_bounds_hold_whatever_else_is_answered(knowledge: Knowledge, seed: int, events: int, start: str) -> None:
    random = Random(seed)
    if start == "a case":
        interview = from_a_case(knowledge, random)
    else:
        interview, _ = some_interview(knowledge, random, events // 8 if start == "little" else events)
    prospects = prospects_of(interview)
    after = completed(interview, random)
    bounds, plan = prospects.team.bounds, prospects.dependencies.plans["team"]
    for column, cause in enumerate(plan.causes):
        judged = after.outcome.team.causes[cause.cause.cause]
        assert judged.probability is not None
        assert bounds.low[0, column] <= judged.probability <= bounds.high[0, column]
        assert bounds.must_confirm[0, column] <= (judged.verdict == "confirmed") <= bounds.can_confirm[0, column]
        rules_out = judged.verdict == "ruled_out"
        assert bounds.must_rule_out[0, column] <= rules_out <= bounds.can_rule_out[0, column]
        assert bounds.must_count[0, column] <= judged.counts <= bounds.can_count[0, column]
    for stage in knowledge.stages.values():
        if prospects.settled(stage):
            before, now = interview.diagnosis(), after.diagnosis()
            position = list(knowledge.stages).index(stage.stage)
            assert before.stages[position].verdict == now.stages[position].verdict
    if prospects.finished:
        assert confirmed(interview) == confirmed(after)
        assert gates(interview) == gates(after)
    first = agenda_of(interview).first_settled
    if first is not None:
        leader = after.diagnosis().causes[0]
        assert (leader.cause, leader.subject, leader.verdict) == (*first, "confirmed")


@settings(max_examples=settings.default.max_examples // 4)
@given(st.integers(0, 2**32), st.integers(1, 40))
def test_what_is_kept_of_an_earlier_state_is_what_would_be_worked_out_anew(
    knowledge: Knowledge, seed: int, events: int
) -> None:
    random = Random(seed)
    interview = from_a_case(knowledge, random) if random.random() < 0.5 else begin(knowledge, "North", "2026-Q3")
    for _ in range(events):
        if random.random() < 0.4:
            assert agenda_of(interview).stages
        try:
            interview = interview.apply(any_event(interview, random))
        except Faulty:
            continue
    kept, anew = prospects_of(interview), prospects_of(replace(interview, earlier={}))
    pairs = [(kept.team, anew.team), *zip(kept.members("seller"), anew.members("seller"), strict=True)]
    for unit, other in pairs:
        assert unit.member == other.member
        for array in ("rules", "needs", "fresh", "fresh_needs"):
            assert np.array_equal(getattr(unit.evidence, array), getattr(other.evidence, array)), array
        assert unit.values.open == other.values.open
        seen = {name: other.values.value_of(name) for name in unit.values.variables}
        assert unit.values.variables == seen
    assert agenda_of(interview).questions == agenda_of(replace(interview, earlier={})).questions


@pytest.mark.slow
@settings(max_examples=settings.default.max_examples // 4)
@given(st.integers(0, 2**32))
def test_after_the_stop_nothing_that_is_open_changes_the_end(knowledge: Knowledge, seed: int) -> None:
    random = Random(seed)
    interview = any_start(knowledge, random)
    # A manager who answers anything, or one whose team is healthy but for the odd fact, so that the gate may open.
    team = random.choice(teams_with_an_open_gate()) if random.random() < 0.6 else None
    seen = {cell for cell in interview.answers if cell.member is None}
    for _ in range(100):
        agenda = agenda_of(interview)
        if agenda.finished:
            break
        question = agenda.next
        assert question is not None
        cells = {Cell(question.subject, fact) for fact in question.facts}
        assert cells.isdisjoint(seen)
        seen |= cells
        interview = some_answer(interview, question, random, team if random.random() < 0.98 else None)
    assert agenda_of(interview).finished
    end = confirmed(interview), gates(interview)
    for _ in range(3):
        after = completed(interview, random)
        assert (confirmed(after), gates(after)) == end


@pytest.mark.slow
def test_a_cell_that_a_peer_lacks_is_asked_for_where_it_could_change_who_is_named(knowledge: Knowledge) -> None:
    # A facts file with one blank: the others' tests need the figure, the member's own verdict does not.
    team = next(candidate for candidate in teams_with_an_open_gate() if confirmed(resume_from(knowledge, candidate)))
    members = team.members["seller"]
    for blank in members:
        facts = {fact: given for fact, given in blank.facts.items() if fact != "close_rate"}
        left = tuple(replace(member, facts=facts) if member is blank else member for member in members)
        interview = resume_from(knowledge, replace(team, members={**team.members, "seller": left}))
        if agenda_of(interview).finished:
            for text in ("0/400", "200/200", "5/41"):
                after = interview.answer("close_rate", text, subject="seller", member=blank.member)
                assert confirmed(after) == confirmed(interview)
        else:
            asked = {fact for question in agenda_of(interview).questions for fact in question.facts}
            assert "close_rate" in asked


def test_reviews_are_never_asked_for(knowledge: Knowledge) -> None:
    asked = {fact.fact for fact in knowledge.facts["team"].values() if is_asked(fact)}
    assert not any(fact.endswith(("_review", "_review_by", "_review_on")) for fact in asked)
    assert {"otif", "revenue_target", "tools_adequate"} <= asked


@pytest.mark.slow
@settings(max_examples=max(settings.default.max_examples // 4, 5))
@given(st.integers(0, 2**32))
def test_what_why_not_tells_brings_the_cause_first(knowledge: Knowledge, seed: int) -> None:
    random = Random(seed)
    # A few answers more: the gate of most of these is shut, and sometimes by one stage only.
    interview = resume_from(knowledge, random.choice(teams_with_an_open_gate()))
    for _ in range(random.randint(0, 2)):
        event = any_event(interview, random)
        try:
            interview = interview.apply(event)
        except Faulty:
            continue
    causes = sorted(knowledge.program.causes.values(), key=lambda compiled: compiled.subject == "team")
    compiled = random.choice(causes[:5] if random.random() < 0.7 else causes)
    cause, members = compiled.cause.cause, interview.members.get(compiled.subject, ())
    if compiled.subject != "team" and not members:
        return
    member = random.choice(members) if compiled.subject != "team" else None
    for otherwise in why_not(interview, cause, member).otherwise:
        assert 1 <= len(otherwise.texts) <= 2
        after, change = what_if(interview, otherwise.events)
        first = after.diagnosis().causes[0]
        assert (first.cause, first.subject) == (cause, member)
        assert after == otherwise.after and change == otherwise.changes
