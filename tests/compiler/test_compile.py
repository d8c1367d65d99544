"""What stands in a program: the order of what is computed and concluded, and the facts that lie behind everything."""

from __future__ import annotations

import pytest

from diagnosis.knowledge.program import Program
from tests.knowledge.bases import KnowledgeBase

MORE = """\
stage: delivery
facts:
  - fact: shortage
    stage: delivery
    kind: number
    name: {en: shortage}
    formula: half_backlog - 1
    given: false
  - fact: half_backlog
    stage: delivery
    kind: number
    name: {en: half of the backlog}
    formula: backlog_weeks / 2
    given: false
  - fact: risen
    stage: delivery
    kind: number
    name: {en: how much the backlog has risen}
    formula: backlog_weeks - previous.backlog_weeks
    given: false
rules:
  - rule: rising
    when: risen > 1
    for: {late_delivery: weak}
    says: {en: The backlog rises.}
  - rule: hurried
    when: overloaded and late
    concludes: hurried
    says: {en: Hurried.}
  - rule: overloaded
    when: shortage > 3
    concludes: overloaded
    says: {en: Overloaded.}
  - rule: overloaded_anyway
    when: previous.otif < 0.5
    concludes: overloaded
    says: {en: Overloaded.}
  - rule: late
    when: band(otif) = "bad"
    concludes: late
    says: {en: Late.}
  - rule: hurry_delays
    when: hurried
    for: {late_delivery: weak}
    says: {en: Hurry delays.}
"""


@pytest.fixture
def program(base: KnowledgeBase) -> Program:
    base.write("base/rules/more.yaml", MORE)
    program = base.load().program
    assert program is not None
    return program


def test_what_is_built_on_comes_first(program: Program) -> None:
    steps = [step.variable for step in program.steps if step.subject == "team"]
    assert steps.index("half_backlog") < steps.index("shortage")
    assert [(conclusion.name, conclusion.layer, conclusion.rules) for conclusion in program.conclusions["team"]] == [
        ("late", 0, ("late",)),
        ("overloaded", 0, ("overloaded", "overloaded_anyway")),
        ("hurried", 1, ("hurried",)),
    ]
    assert program.layers == 2


def test_behind_a_rule_are_the_facts_that_somebody_gives(program: Program) -> None:
    rules = program.rules["team"]
    assert rules["overloaded"].bases == {("team", "backlog_weeks")}
    assert rules["hurry_delays"].bases == {("team", "backlog_weeks"), ("team", "otif")}
    assert program.bases["team"]["otif.band"] == {("team", "otif")}


def test_a_rule_looks_back_where_anything_behind_it_does(program: Program) -> None:
    backward = {id_ for id_, rule in program.rules["team"].items() if rule.looks_back}
    assert backward == {"overloaded_anyway", "hurried", "hurry_delays", "rising"}


def test_a_cause_knows_its_rules_and_what_it_needs(program: Program) -> None:
    cause = program.causes["late_delivery"]
    assert set(cause.rules_for) == {
        "hurry_delays",
        "rising",
        "otif_bad",
        "delivery_review_confirmed",
        "delivery_review_late_delivery",
    }
    assert set(cause.rules_against) == {"otif_healthy", "delivery_review_ruled_out"}
    assert [(need.fact, need.variable, need.bases) for need in cause.needs] == [("otif", "otif", {("team", "otif")})]
    assert program.causes["closing"].needs[0].bases == {("seller", "close_rate")}


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("backlog_weeks / 2", "shortage * 2", ["formulas go in a circle: "]),
        (
            "when: shortage > 3",
            "when: hurried",
            [
                "rule 'hurried' concludes what it builds on: ",
                "rule 'overloaded' concludes what it builds on: ",
                "rule 'overloaded_anyway' concludes what it builds on: ",
            ],
        ),
        ("shortage > 3", "hurried > 3", ["a boolean is compared with a number in rule 'overloaded'"]),
        ("half_backlog - 1", "hurried - 1", ["unknown name 'hurried'"]),
    ],
)
def test_what_cannot_be_compiled_is_told_once_for_each_that_is_wrong(
    base: KnowledgeBase, old: str, new: str, told: list[str]
) -> None:
    base.write("base/rules/more.yaml", MORE.replace(old, new))
    faults = base.faults()
    assert len(faults) == len(told)
    for fault, expected in zip(faults, told, strict=True):
        assert expected in fault


def test_a_condition_that_falls_apart_into_too_many_cases_is_told(base: KnowledgeBase) -> None:
    wide = " and ".join(f"(backlog_weeks = {number} or otif > 0.{number})" for number in range(10, 20))
    base.write("base/rules/more.yaml", MORE.replace("shortage > 3", wide))
    (fault,) = base.faults()
    assert "the condition of rule 'overloaded' falls apart into more than" in fault
    assert "split it into rules that conclude intermediate facts" in fault
