"""Both executors give the same trace of a case, and the trace says what was concluded."""

from __future__ import annotations

import pytest
from hypothesis import given

from diagnosis.evaluation import executor
from diagnosis.inference.trace import Trace, UnitTrace
from diagnosis.intake.model import Team
from diagnosis.knowledge.base import Knowledge
from tests.executors import ENGINES, needs_rete
from tests.laws.cases import Case, cases, large_cases
from tests.profiles import examples


def traced(case: Case, team: Team, engine: str) -> Trace:
    return executor(case.knowledge, engine).trace(case.measured(team))  # type: ignore[arg-type]


def units(trace: Trace) -> list[UnitTrace]:
    return [trace.team, *(unit for members in trace.members.values() for unit in members)]


def with_members(trace: Trace) -> Trace:
    """The trace without subjects of which no members are given, whichever way that is said."""
    for members in (trace.members, trace.outcome.members):
        for subject in [subject for subject, group in members.items() if not group]:
            del members[subject]  # type: ignore[attr-defined]
    return trace


def agrees(case: Case) -> None:
    for team in case.teams:
        rete, columnar = (with_members(traced(case, team, engine)) for engine in ("rete", "columnar"))
        assert rete == columnar


@needs_rete
@examples(60)
@given(cases())
def test_both_executors_give_the_same_trace(case: Case) -> None:
    agrees(case)


@pytest.mark.slow
@needs_rete
@examples(3)
@given(large_cases())
def test_both_give_it_of_200_rules_over_100_facts(case: Case) -> None:
    agrees(case)


@pytest.mark.parametrize("engine", ENGINES)
@examples(30)
@given(case=cases())
def test_a_trace_leads_to_what_was_concluded(case: Case, engine: str) -> None:
    for team, outcome in zip(case.teams, case.outcomes(engine), strict=True):
        trace = traced(case, team, engine)
        assert trace.outcome == outcome
        assert {stage for stage, shut_by in trace.gates.items() if not shut_by} == outcome.open_gates
        for unit in units(trace):
            leads_to_its_outcome(case.knowledge, unit)


def leads_to_its_outcome(knowledge: Knowledge, unit: UnitTrace) -> None:
    fired = unit.fired
    for ways in (fired.rules, fired.denied, fired.findings, fired.skipped):
        assert all(unit.atoms[leaf.atom] is leaf.wanted for held in ways.values() for way in held for leaf in way)
    assert tuple(sorted(fired.findings)) == unit.outcome.findings
    assert {name for name, concluded in unit.outcome.concluded.items() if not concluded} == set(fired.denied)
    concluding = {knowledge.rules[rule].concludes for rule in fired.rules if rule in knowledge.rules} - {None}
    assert {name for name, concluded in unit.outcome.concluded.items() if concluded} == concluding
    for cause in unit.causes.values():
        outcome, steps = cause.outcome, cause.steps
        assert {step.rule for step in steps} == outcome.fired <= set(fired.rules)
        assert {step.rule for step in steps if step.outdone_by is None} == outcome.counted
        assert {step.outdone_by for step in steps} - {None} <= outcome.counted
        if outcome.verdict == "held":
            assert not any(step.odds for step in steps)
            continue
        odds = [cause.prior / (1 - cause.prior), *(step.odds for step in steps if step.odds is not None)][-1]
        assert float(odds / (1 + odds)) == outcome.probability
        all_met = all(need.healthy or need.by_review for need in cause.needs)
        confirmed, ruled_out = cause.likely and cause.strong, cause.unlikely and cause.clear
        assert (confirmed, ruled_out) == (outcome.verdict == "confirmed", outcome.verdict == "ruled_out")
        assert all_met or not cause.clear
