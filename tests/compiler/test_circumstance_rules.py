"""The rules of circumstances, which nobody writes: for which facts and causes they are made, and what they weigh."""

from __future__ import annotations

import pytest

from diagnosis.compiler.circumstance_rules import ELIMINATED
from diagnosis.knowledge.base import Knowledge
from diagnosis.knowledge.program import CompiledRule
from tests.knowledge.bases import KnowledgeBase

CIRCUMSTANCES = (
    "circumstances: {worse: weak, far_worse: moderate, as_usual: moderate, as_before: weak, past_unknown: weak,"
    " said: moderate, eliminated: moderate, elsewhere: weak}\n"
)
ATTAINMENT = "facts: [{fact: attainment, stage: delivery, kind: percentage, name: {en: attainment}}]\n"


@pytest.fixture
def circumstanced(base: KnowledgeBase) -> KnowledgeBase:
    """The small knowledge base, with circumstances and what says whether the target was met."""
    path = base.folder / "base" / "rules" / "chain.yaml"
    path.write_text(path.read_text("utf-8") + CIRCUMSTANCES, "utf-8")
    base.write("base/facts/catalogue/goals.yaml", ATTAINMENT)
    return base


def made(knowledge: Knowledge) -> dict[str, CompiledRule]:
    """The rules of circumstances by their ids."""
    return {rule.id: rule for rules in knowledge.program.rules.values() for rule in rules.values() if rule.circumstance}


def evidence(knowledge: Knowledge, rule: str) -> tuple[dict[str, str], dict[str, str]]:
    written = made(knowledge)[rule].rule
    return dict(written.for_), dict(written.against)


def test_each_fact_that_a_cause_of_the_team_needs_has_its_rules(circumstanced: KnowledgeBase) -> None:
    knowledge = circumstanced.load()
    # Of `close_rate`, which is about sellers, there are none.
    of_past = ("as_usual", "as_before", "past_unknown", "worse", "far_worse")
    assert set(made(knowledge)) == {f"otif_{past}" for past in of_past} | {
        "otif_said",
        ELIMINATED,
        "late_delivery_not_applicable",
    }
    late = "late_delivery"
    assert evidence(knowledge, "otif_as_usual") == ({}, {late: "moderate"})
    assert evidence(knowledge, "otif_as_before") == ({}, {late: "weak"})
    assert evidence(knowledge, "otif_past_unknown") == ({}, {late: "weak"})
    assert evidence(knowledge, "otif_said") == ({}, {late: "moderate"})
    assert evidence(knowledge, "otif_worse") == ({late: "weak"}, {})
    assert evidence(knowledge, "otif_far_worse") == ({late: "moderate"}, {})
    assert evidence(knowledge, ELIMINATED) == ({late: "moderate"}, {})
    assert [rule.id for rule in made(knowledge).values() if rule.eliminated] == [ELIMINATED]


def test_a_base_without_circumstances_or_without_attainment_has_none(base: KnowledgeBase) -> None:
    base.write("base/facts/catalogue/goals.yaml", ATTAINMENT)
    assert made(base.load()) == {}
    base.write("base/facts/catalogue/goals.yaml", "facts: []\n")
    path = base.folder / "base" / "rules" / "chain.yaml"
    path.write_text(path.read_text("utf-8") + CIRCUMSTANCES, "utf-8")
    assert made(base.load()) == {}


def test_what_got_worse_weighs_no_more_than_that_it_is_bad(circumstanced: KnowledgeBase) -> None:
    circumstanced.change("rules/delivery.yaml", "for: {late_delivery: strong}", "for: {late_delivery: weak}")
    circumstanced.change("rules/chain.yaml", "worse: weak, far_worse: moderate", "worse: moderate, far_worse: strong")
    knowledge = circumstanced.load()
    assert evidence(knowledge, "otif_worse")[0] == evidence(knowledge, "otif_far_worse")[0] == {"late_delivery": "weak"}


def test_a_fact_that_alone_accuses_nobody_accuses_nobody_by_its_past(circumstanced: KnowledgeBase) -> None:
    circumstanced.change("rules/delivery.yaml", 'band(otif) = "bad"', 'band(otif) = "bad" and backlog_weeks > 8')
    rules = made(circumstanced.load())
    assert "otif_as_usual" in rules and {"otif_worse", "otif_far_worse"}.isdisjoint(rules)


@pytest.mark.parametrize(
    ("when", "evidence_of", "wrapped"),
    [
        ('band(otif) = "bad"', "for: {late_delivery: strong}", True),
        ('band(otif) in ("warning", "bad")', "for: {late_delivery: strong}", True),
        ('band(otif) = "bad" and otif > 0', "for: {late_delivery: strong}", True),
        ('band(otif) = "bad" or band(otif) = "warning"', "for: {late_delivery: strong}", True),
        ('band(otif) = "bad"', "for: {late_delivery: strong}, against: {lost_vans: weak}", False),
        ('band(otif) = "bad"', "against: {late_delivery: weak}", False),
        ('band(otif) = "bad" or otif < 0.5', "for: {late_delivery: strong}", True),
        ("otif < 0.9", "for: {late_delivery: strong}", False),
    ],
)
def test_a_rule_that_only_accuses_is_silent_where_its_fact_is_as_usual(
    circumstanced: KnowledgeBase, when: str, evidence_of: str, wrapped: bool
) -> None:
    circumstanced.write(
        "base/rules/more.yaml",
        "stage: delivery\n"
        "causes: [{cause: lost_vans, title: {en: Vans}, needs: [otif]}]\n"
        f"rules: [{{rule: tried, when: '{when}', {evidence_of}, says: {{en: Late.}}}}]\n",
    )
    knowledge = circumstanced.load()
    rule = knowledge.program.rules["team"]["tried"]
    assert any("otif.gap_band" in atom for atom in rule.atoms) is wrapped


def test_a_fact_of_one_quarter_only_is_no_less_an_accusation(knowledge: Knowledge) -> None:
    """No rule about a growth asks for its past, as that is a comparison with the past already."""
    assert not any(".as_usual" in atom and "lead_growth" in atom for atom in knowledge.program.atoms["team"])
    assert any("otif.as_usual" in atom for atom in knowledge.program.atoms["team"])
