"""Every rule and every finding shows in a case what it is for, and in another where it stops."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

import pytest

from diagnosis.assembly.build import build
from diagnosis.assembly.case import TeamCase
from diagnosis.evaluation import executor
from diagnosis.feel import compiled
from diagnosis.inference.outcome import UnitOutcome
from diagnosis.knowledge.base import Knowledge
from diagnosis.knowledge.conditions import Condition, atoms_of, evaluate
from diagnosis.knowledge.model import Subject
from diagnosis.knowledge.variables import TEAM
from diagnosis.measures.compute import measure
from tests.cases.cases import shipped
from tests.packaged import packaged_knowledge

Entry = tuple[Subject, str]
"""A rule or a finding: what it is about, and its id."""


def written(knowledge: Knowledge) -> Iterator[tuple[Entry, Condition]]:
    """The condition of every rule and finding that somebody wrote; those of reviews and of the past are made."""
    for subject, rules in knowledge.program.rules.items():
        yield from (
            ((subject, id_), rule.condition) for id_, rule in rules.items() if not (rule.review or rule.circumstance)
        )
    for subject, findings in knowledge.program.findings.items():
        yield from (((subject, finding.id), finding.condition) for finding in findings)


@cache
def judged() -> tuple[TeamCase, ...]:
    """Each worked case that is not refused, with what came out of it."""
    knowledge = packaged_knowledge()
    measured = [measure(case.team, knowledge, knowledge.program) for case in shipped()]
    accepted = [team for team, faults in measured if not faults]
    outcomes = executor(knowledge, "columnar").judge(accepted)
    return tuple(TeamCase(knowledge, *judged_team, "en") for judged_team in zip(accepted, outcomes, strict=True))


def shown(case: TeamCase) -> set[Entry]:
    """The rules and findings that the result rests on: its evidence, its conclusions, what is found beside causes."""
    result = build(case.knowledge, case.measured, case.outcome, "en")
    causes = case.program.causes
    told = {(causes[cause.cause].subject, evidence.rule) for cause in result.causes for evidence in cause.evidence}
    stages = case.knowledge.stages
    told |= {(stages[held.stage].subject, evidence.rule) for held in result.held for evidence in held.cleared_by}
    told |= {
        (stages[cleared.stage].subject, evidence.rule) for cleared in result.cleared for evidence in cleared.evidence
    }
    for subject, _, unit in case.units():
        told |= {(subject, finding) for finding in unit.findings}
        for conclusion in case.program.conclusions[subject]:
            told |= {(subject, rule) for rule in conclusion.rules if unit.concluded.get(conclusion.name)}
    return told


def shut(case: TeamCase, subject: Subject, known: dict[str, object], unit: UnitOutcome) -> Iterator[Entry]:
    """The rules and findings about a team or a member whose condition is false, and not merely unknown."""
    of_team = {TEAM + name: value for name, value in case.outcome.team.concluded.items()}
    values: dict[str, bool] = {}
    for name, atom in case.program.atoms[subject].items():
        value = compiled(atom.tree)({**known, **of_team, **unit.concluded})
        if isinstance(value, bool):
            values[name] = value
    for entry, condition in written(case.knowledge):
        if (
            entry[0] == subject
            and evaluate(condition, {name: values.get(name) for name in atoms_of(condition)}) is False
        ):
            yield entry


def names(entries: set[Entry]) -> str:
    return ", ".join(sorted(id_ if subject == "team" else f"{id_} (of a {subject})" for subject, id_ in entries))


@pytest.mark.slow
def test_every_rule_fires_in_a_case(knowledge: Knowledge) -> None:
    told = {entry for case in judged() for entry in shown(case)}
    never = {entry for entry, _ in written(knowledge)} - told
    assert not never, f"no case in rules/tests shows these fire: {names(never)}"


@pytest.mark.slow
def test_every_rule_stays_out_of_a_case_though_all_that_it_asks_is_known(knowledge: Knowledge) -> None:
    silent: set[Entry] = set()
    for case in judged():
        stays_out = {
            entry
            for subject, member, unit in case.units()
            for entry in shut(case, subject, dict(case.measured.of(member)), unit)
        }
        silent |= stays_out - shown(case)
    always = {entry for entry, _ in written(knowledge)} - silent
    assert not always, f"no case in rules/tests shows where these stop: {names(always)}"
