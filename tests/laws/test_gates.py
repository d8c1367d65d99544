"""A gate holds back what accuses, and only that: what clears is always told."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from hypothesis import event, given

from diagnosis.knowledge.model import Stage
from diagnosis.measures.compute import Measured
from diagnosis.result import Diagnosis
from tests.laws.cases import Case, cases
from tests.laws.reference import Unit, members_of
from tests.profiles import examples


@examples(40)
@given(cases())
def test_no_accusation_passes_a_gate(case: Case) -> None:
    """A stage that waits for one that is not ruled out, or by old evidence only, names nobody and advises nothing."""
    for _, outcome, diagnosis in case.judged():
        verdicts = {judged.stage: judged for judged in diagnosis.stages}
        for stage in case.knowledge.stages.values():
            shut = [
                earlier
                for earlier in stage.after
                if outcome.stages[earlier] != "ruled_out" or earlier not in outcome.counts
            ]
            if not shut:
                event("a gate is open", str(bool(stage.after)))
                continue
            own = {cause.cause for cause in case.knowledge.causes_of(stage.stage)}
            assert verdicts[stage.stage].verdict == "held"
            assert verdicts[stage.stage].missing == []
            assert not own & {cause.cause for cause in diagnosis.causes}
            assert not own & {name for action in diagnosis.actions for name in action.for_}
            assert not own & {name for request in diagnosis.requests for name in request.for_}
            for held in (entry for entry in diagnosis.held if entry.stage == stage.stage):
                assert held.waiting_for == [earlier for earlier in case.knowledge.stages if earlier in shut]
                assert {evidence.direction for evidence in held.cleared_by} <= {"against"}
            for unit in (outcome.team, *(unit for members in outcome.members.values() for unit in members)):
                for name in own & unit.causes.keys():
                    assert (unit.causes[name].verdict, unit.causes[name].probability) == ("held", None)
                    assert unit.causes[name].fired <= set(case.knowledge.program.causes[name].rules_against)
                    assert name not in unit.acts_on


@examples(40)
@given(cases())
def test_only_causes_of_members_name_members(case: Case) -> None:
    findings = set(case.knowledge.findings)
    for _, _, diagnosis in case.judged():
        judged = {(cause.cause, cause.subject) for cause in diagnosis.causes if cause.verdict == "confirmed"}
        for action in diagnosis.actions:
            for name in action.for_:
                assert name in findings or (name, action.subject) in judged
        for cause in diagnosis.causes:
            assert (cause.subject is None) is (case.knowledge.stages[cause.stage].subject == "team")


@examples(40)
@given(cases())
def test_where_the_target_is_met_there_is_no_cause_and_nobody_is_one(case: Case) -> None:
    for team, _, diagnosis in case.judged():
        attainment = case.measured(team).environment.get("attainment")
        met = isinstance(attainment, Decimal) and attainment >= 1
        assert diagnosis.gap.met is (met if attainment is not None else None)
        if met:
            event("the target is met")
            assert not (diagnosis.causes or diagnosis.held or diagnosis.cleared or diagnosis.requests)
            assert {name for action in diagnosis.actions for name in action.for_} <= set(case.knowledge.findings)
            for stage in diagnosis.stages:
                gated = bool(case.knowledge.stages[stage.stage].after)
                assert not (gated and stage.verdict in ("confirmed", "open"))
        else:
            assert diagnosis.watch == []


@examples(40)
@given(cases())
def test_what_clears_a_member_is_always_told(case: Case) -> None:
    """To who is held, with every rule that fires against a cause; and to who is not examined, in words too."""
    for team, _, diagnosis in case.judged():
        if diagnosis.gap.met:
            continue
        measured = case.measured(team)
        for stage, name, unit in _members(case, measured):
            examined = stage.examine is None or unit.value(stage.examine, conclusions=False) is not False
            causes = {cause.cause for cause in case.knowledge.causes_of(stage.stage)}
            clearing = {
                rule.rule for rule in case.book.rules if causes & rule.against.keys() and rule.subject == "seller"
            }
            fired = {rule.rule for rule in case.book.rules if rule.rule in clearing and unit.fires(rule)}
            if examined and causes and _verdict(diagnosis, stage) == "held":
                (held,) = (entry for entry in diagnosis.held if (entry.stage, entry.subject) == (stage.stage, name))
                assert {evidence.rule for evidence in held.cleared_by} == fired
                event("a member is held", str(bool(fired)))
            own = unit.variables.get("attainment")
            if not examined and stage.cleared is not None and isinstance(own, Decimal) and own < 1:
                (cleared,) = (
                    entry for entry in diagnosis.cleared if (entry.stage, entry.subject) == (stage.stage, name)
                )
                assert cleared.text
                assert fired <= {evidence.rule for evidence in cleared.evidence}
                event("a member is cleared", str(bool(fired)))


def _members(case: Case, measured: Measured) -> Iterator[tuple[Stage, str, Unit]]:
    sellers = members_of(case.book, measured, "seller")
    for stage in case.knowledge.stages.values():
        if stage.subject == "seller":
            yield from ((stage, name, unit) for name, unit in sellers.items())


def _verdict(diagnosis: Diagnosis, stage: Stage) -> str:
    return next(judged.verdict for judged in diagnosis.stages if judged.stage == stage.stage)
