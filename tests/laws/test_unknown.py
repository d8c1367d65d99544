"""What is unknown is never healthy, never bad and never old enough to matter: it clears nobody and accuses nobody.

These laws are told of plain knowledge bases, whose rules do not ask whether a fact is known, or how old it is: such
rules are meant to change their mind when a fact is not known.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from random import Random

from hypothesis import event, given
from hypothesis import strategies as st

from diagnosis.inference.outcome import CauseOutcome, Outcome
from diagnosis.intake.model import Team
from diagnosis.measures.compute import Measured
from tests.laws.cases import Case, cases
from tests.laws.teams import QUARTER, older, without
from tests.profiles import examples


@examples(30)
@given(cases(plain=True, count=1))
def test_where_nothing_is_known_every_stage_is_open_or_held(case: Case) -> None:
    nothing = Team("North", QUARTER)
    (outcome,) = case.outcomes("columnar", [nothing])
    assert set(outcome.stages.values()) <= {"open", "held"}
    assert outcome.counts == outcome.open_gates == frozenset()
    assert outcome.team.concluded == {}
    assert {cause.verdict for cause in outcome.team.causes.values()} <= {"open", "held"}
    assert not any(cause.evidence or cause.coverage for cause in case.diagnosis(nothing, outcome).causes)


@examples(70)
@given(cases(plain=True), st.randoms(use_true_random=True))
def test_less_knowledge_decides_only_where_it_lost_what_spoke_against_that(case: Case, random: Random) -> None:
    """Where facts of the team become unknown, no rule fires that did not fire before (but for a review's plain
    "confirmed", which may now mean another cause). So a cause is newly ruled out only where evidence for it is lost,
    or a need is no longer known to be bad; newly confirmed only where evidence against it is lost, or that review means
    it now. And a gate opens only where a stage before it is newly ruled out.
    """
    for given_team in case.teams:
        team = _fresh(case, given_team)
        names = [name for name in team.facts if random.randrange(3) == 0]
        fewer = without(team, names)
        before, after = case.outcomes("columnar", [team, fewer])
        known = case.measured(team)
        for name, then, now in _causes(before, after):
            event("a cause is compared", f"{then.verdict} then {now.verdict}")
            clears, accuses = _sides(case, name, now)
            cleared, accused = _sides(case, name, then)
            plain_review = f"{case.knowledge.causes[name].stage}_review_confirmed"
            assert clears <= cleared
            assert accuses <= accused | {plain_review}
            if now.verdict == "ruled_out" != then.verdict:
                assert accused - accuses or _has_bad_need(case, name, known)
            if now.verdict == "confirmed" != then.verdict:
                assert cleared - clears or plain_review in accuses - accused
        for stage in after.open_gates - before.open_gates:
            newly = [
                earlier for earlier in case.knowledge.stages[stage].after if earlier in after.counts - before.counts
            ]
            assert newly
            assert any(before.stages[earlier] != "ruled_out" for earlier in newly)


@examples(40)
@given(cases(plain=True), st.randoms(use_true_random=True))
def test_old_facts_say_the_same_but_open_no_gate(case: Case, random: Random) -> None:
    for team in case.teams:
        limit = int(case.knowledge.parameters["stale_after_days"].value)
        long_ago = case.measured(team).reference - timedelta(days=limit + random.randint(1, 400))
        names = [name for facts in case.knowledge.facts.values() for name in facts if random.randrange(3) == 0]
        before, after = case.outcomes("columnar", [team, older(team, names, long_ago)])
        for _, then, now in _causes(before, after):
            assert replace(now, counts=False) == replace(then, counts=False)
            assert now.counts <= then.counts
        assert after.counts <= before.counts
        assert after.open_gates <= before.open_gates
        for stage, entry in case.knowledge.stages.items():
            assert after.stages[stage] == before.stages[stage] or entry.after


@examples(30)
@given(cases(plain=True))
def test_the_quarter_before_neither_opens_nor_shuts_a_gate_of_rules_that_do_not_read_it(case: Case) -> None:
    for team in case.teams:
        before, after = case.outcomes("columnar", [team, replace(team, previous=None)])
        assert before == after


def _fresh(case: Case, team: Team) -> Team:
    """The team with everything measured on the day, and nothing given that is computed too."""
    facts = {
        name: given_fact
        for name, given_fact in team.facts.items()
        if case.knowledge.facts["team"][name].formula is None
    }
    return replace(team, measured={}, facts=facts)


def _causes(before: Outcome, after: Outcome) -> Iterator[tuple[str, CauseOutcome, CauseOutcome]]:
    """The causes of the team that no gate holds, before and after."""
    for name, then in before.team.causes.items():
        now = after.team.causes[name]
        if "held" not in (then.verdict, now.verdict):
            yield name, then, now


def _sides(case: Case, name: str, outcome: CauseOutcome) -> tuple[set[str], set[str]]:
    """The rules that fired against a cause and for it."""
    against = set(case.knowledge.program.causes[name].rules_against)
    return set(outcome.fired & against), set(outcome.fired - against)


def _has_bad_need(case: Case, name: str, known: Measured) -> bool:
    return any(known.environment.get(f"{need}.band") == "bad" for need in case.knowledge.causes[name].needs)
