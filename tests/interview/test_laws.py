"""What holds for every interview, whatever is answered, and in whichever order."""

from __future__ import annotations

from dataclasses import replace
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from diagnosis import diagnose
from diagnosis.authoring.case_file import read_cases
from diagnosis.faults import Faulty
from diagnosis.inference.outcome import Outcome
from diagnosis.interview import Cell, Event, Interview, agenda_of, begin, resume_from
from diagnosis.interview.asked import is_asked
from diagnosis.interview.saved import restored, saved
from diagnosis.interview.standing import standing_of
from diagnosis.knowledge.base import Knowledge
from diagnosis.knowledge.load import load_knowledge
from diagnosis.knowledge.source import Faults
from diagnosis.resources import rules_dir

from .managers import any_text

CASES = [
    case for case in read_cases([rules_dir() / "tests"], load_knowledge(), Faults()) if case.expected.refused is None
]
SELLERS = ("S-1", "S-2", "S-3")


def any_event(interview: Interview, random: Random) -> Event:
    """Anything that a manager may do next."""
    knowledge = interview.knowledge
    kind = random.choices(["answer", "unknown", "withdraw", "table", "remove"], [60, 12, 10, 10, 3])[0]
    if kind == "table":
        facts = random.sample(
            sorted(f.fact for f in knowledge.facts["seller"].values() if f.given), random.randint(1, 9)
        )
        rows = [
            ",".join([seller, *(f'"{any_text(knowledge.facts["seller"][fact], random)}"' for fact in facts)])
            for seller in random.sample(SELLERS, random.randint(1, 3))
        ]
        return Event("table", "seller", tuple(facts), None, "\n".join([",".join(["seller", *facts]), *rows]))
    if kind == "remove":
        return Event("remove", "seller", (), random.choice(SELLERS))
    if random.random() < 0.2:
        subject, member = "seller", random.choice([*SELLERS, None])
    else:
        subject, member = "team", None
    fact = random.choice(sorted(f.fact for f in knowledge.facts[subject].values() if f.given))
    text = any_text(knowledge.facts[subject][fact], random) if kind == "answer" else None
    return Event(kind, subject, (fact,), member, text)  # type: ignore[arg-type]


def some_interview(knowledge: Knowledge, random: Random, events: int) -> tuple[Interview, list[Event]]:
    """A state after so many events; those that are refused are left out."""
    interview, done = begin(knowledge, "North", "2026-Q3"), []
    for _ in range(events):
        event = any_event(interview, random)
        try:
            interview = interview.apply(event)
        except Faulty:
            continue
        done.append(event)
    return interview, done


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


@given(st.integers(0, 2**32), st.integers(1, 60))
def test_the_order_of_the_answers_does_not_matter(knowledge: Knowledge, seed: int, events: int) -> None:
    random = Random(seed)
    interview, _ = some_interview(knowledge, random, events)
    last = {cell: answer for cell, answer in interview.answers.items() if cell.subject == "team"}
    order = random.sample(sorted(last, key=str), len(last))
    again = begin(knowledge, "North", "2026-Q3")
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


def completed(interview: Interview, random: Random) -> Interview:
    """A state in which every question is answered, at random; what would contradict the rest is not known."""
    knowledge = interview.knowledge
    while interview.open_bases:
        subject, fact = random.choice(sorted(interview.open_bases))
        if subject == "team":
            if random.random() < 0.2:
                interview = interview.dont_know(fact)
                continue
            event = Event("answer", subject, (fact,), None, any_text(knowledge.facts[subject][fact], random))
        else:
            members = interview.members.get(subject) or tuple(
                f"{subject}-{number}" for number in range(random.randint(1, 3))
            )
            rows = [
                f'{member},"{any_text(knowledge.facts[subject][fact], random) if random.random() < 0.8 else ""}"'
                for member in members
                if not interview.members.get(subject) or interview.is_open(Cell(subject, fact, member))
            ]
            event = Event("table", subject, (fact,), None, "\n".join([f"{subject},{fact}", *rows]))
        try:
            interview = interview.apply(event)
        except Faulty:
            interview = interview.apply(Event("unknown", subject, (fact,)))
    return interview


def confirmed(interview: Interview) -> set[tuple[str, str | None]]:
    return {(one.cause, one.subject) for one in interview.diagnosis().confirmed}


def accuses(outcome: Outcome, met: bool) -> frozenset[str]:
    return frozenset() if met else outcome.open_gates


def from_a_case(knowledge: Knowledge, random: Random) -> Interview:
    """A start from some of the facts of a worked case: with old figures, reviews, and the quarter before."""
    case = random.choice(CASES)
    share = random.choice([0.3, 0.7, 0.95, 1.0])
    facts = {fact: given for fact, given in case.team.facts.items() if random.random() < share}
    members = {
        subject: tuple(
            replace(one, facts={fact: given for fact, given in one.facts.items() if random.random() < max(share, 0.9)})
            for one in found
        )
        for subject, found in case.team.members.items()
        if random.random() < share
    }
    return resume_from(knowledge, replace(case.team, facts=facts, members=members))


@pytest.mark.parametrize("start", ["nothing", "little", "a case"])
@given(seed=st.integers(0, 2**32), events=st.integers(0, 120))
def test_bounds_hold_whatever_else_is_answered(knowledge: Knowledge, seed: int, events: int, start: str) -> None:
    random = Random(seed)
    if start == "a case":
        interview = from_a_case(knowledge, random)
    else:
        interview, _ = some_interview(knowledge, random, events // 8 if start == "little" else events)
    standing = standing_of(interview)
    after = completed(interview, random)
    bounds, plan = standing.team.bounds, standing.guide.plans["team"]
    for column, cause in enumerate(plan.causes):
        found = after.outcome.team.causes[cause.cause.cause]
        assert found.probability is not None
        assert bounds.low[0, column] <= found.probability <= bounds.high[0, column]
        assert bounds.must_confirm[0, column] <= (found.verdict == "confirmed") <= bounds.can_confirm[0, column]
        rules_out = found.verdict == "ruled_out"
        assert bounds.must_rule_out[0, column] <= rules_out <= bounds.can_rule_out[0, column]
        assert bounds.must_count[0, column] <= found.counts <= bounds.can_count[0, column]
    for stage in knowledge.stages.values():
        if standing.settled(stage):
            before, now = interview.diagnosis(), after.diagnosis()
            position = list(knowledge.stages).index(stage.stage)
            assert before.stages[position].verdict == now.stages[position].verdict
    if standing.finished:
        assert confirmed(interview) == confirmed(after)
        met = after.diagnosis().gap.met is True
        assert accuses(interview.outcome, interview.diagnosis().gap.met is True) == accuses(after.outcome, met)
    first = agenda_of(interview).first_settled
    if first is not None:
        leader = after.diagnosis().causes[0]
        assert (leader.cause, leader.subject, leader.verdict) == (*first, "confirmed")


@settings(max_examples=40)
@given(st.integers(0, 2**32))
def test_the_agenda_ends_the_interview_without_repeating_itself(knowledge: Knowledge, seed: int) -> None:
    random = Random(seed)
    interview = begin(knowledge, "North", "2026-Q3")
    seen: set[Cell] = set()
    for _ in range(100):
        agenda = agenda_of(interview)
        if agenda.finished:
            break
        question = agenda.next
        assert question is not None
        cells = {Cell(question.subject, fact) for fact in question.facts}
        assert cells.isdisjoint(seen)
        seen |= cells
        interview = some_answer(interview, question.subject, question.facts, random)
    assert agenda_of(interview).finished
    after = completed(interview, random)
    assert confirmed(interview) == confirmed(after)


def some_answer(interview: Interview, subject: str, facts: tuple[str, ...], random: Random) -> Interview:
    """A random answer to a question; where it contradicts others, "don't know"."""
    knowledge = interview.knowledge
    if subject == "team":
        try:
            if random.random() < 0.85:
                return interview.answer(facts[0], any_text(knowledge.facts["team"][facts[0]], random))
        except Faulty:
            pass
        return interview.dont_know(facts[0])
    if random.random() < 0.2:
        return interview.dont_know_table(facts)
    rows = [
        ",".join([seller, *(f'"{any_text(knowledge.facts["seller"][fact], random)}"' for fact in facts)])
        for seller in SELLERS
    ]
    try:
        return interview.answer_table("\n".join([",".join(["seller", *facts]), *rows]), facts)
    except Faulty:
        return interview.dont_know_table(facts)


def test_reviews_are_never_asked_for(knowledge: Knowledge) -> None:
    asked = {fact.fact for fact in knowledge.facts["team"].values() if is_asked(knowledge, fact)}
    assert not any(fact.endswith(("_review", "_review_by", "_review_on")) for fact in asked)
    assert {"otif", "revenue_target", "tools_adequate"} <= asked
