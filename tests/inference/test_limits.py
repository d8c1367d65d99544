"""What durable-rules would get wrong without a word is refused when a knowledge base is loaded, with its place."""

from __future__ import annotations

import pytest

from diagnosis import diagnose
from diagnosis.inference.limits import MOST_JOINS, MOST_SHARING, hash32
from tests.executors import needs_rete
from tests.knowledge.bases import KnowledgeBase

SAYS = "says: {en: so}"


def more(base: KnowledgeBase, *rules: str, stage: str = "delivery", others: str = "") -> None:
    """Adds rules to the base, one a line from line 4 on."""
    base.write(
        "base/rules/more.yaml", "\n".join([f"stage: {stage}", others, "rules:", *(f"  - {{{rule}}}" for rule in rules)])
    )


def evidence(name: str, condition: str, cause: str = "late_delivery") -> str:
    return f"rule: {name}, when: '{condition}', for: {{{cause}: weak}}, {SAYS}"


def joined(count: int) -> str:
    return " and ".join(f"backlog_weeks > {number}" for number in range(count))


COLLISION = "durable-rules cannot tell the name 'liquid' from 'costarring' (their hashes are the same)"


def test_these_two_words_have_one_hash() -> None:
    assert hash32("liquid") == hash32("costarring")


def test_two_rules_with_names_of_one_hash_are_refused(base: KnowledgeBase) -> None:
    more(base, evidence("costarring", "otif > 0.1"), evidence("liquid", "otif > 0.2"))
    assert base.faults() == [
        f"rules/more.yaml:5:26: rule 'liquid': {COLLISION}; rename 'liquid'",
    ]


def test_two_facts_with_names_of_one_hash_are_refused_at_a_rule_that_reads_one(base: KnowledgeBase) -> None:
    base.write(
        "base/facts/catalogue/more.yaml",
        "facts:\n"
        "  - {fact: costarring, kind: number, name: {en: one}}\n"
        "  - {fact: liquid, kind: number, name: {en: other}}\n",
    )
    more(base, evidence("reads", "liquid > 0"))
    assert base.faults() == [f"rules/more.yaml:4:25: rule 'reads': {COLLISION}; rename 'liquid'"]
    more(base, evidence("reads", "otif > 0"))
    assert base.faults() == [f"facts/catalogue/more.yaml:3:12: fact 'liquid': {COLLISION}; rename 'liquid'"]


def test_two_causes_with_names_of_one_hash_are_refused_at_a_rule_about_one(base: KnowledgeBase) -> None:
    causes = "causes: [{cause: costarring, title: {en: One}}, {cause: liquid, title: {en: Other}}]"
    more(base, evidence("about_both", "otif > 0", "liquid"), others=causes)
    (fault,) = base.faults()
    assert fault.startswith("rules/more.yaml:4:30: rule 'about_both': durable-rules cannot tell the name 'liquid'")


def test_a_fact_and_a_stage_with_names_of_one_hash_are_refused(base: KnowledgeBase) -> None:
    base.write("base/facts/catalogue/more.yaml", "facts: [{fact: costarring, kind: number, name: {en: one}}]\n")
    base.change(
        "rules/chain.yaml",
        "  - stage: skills\n",
        "  - {stage: liquid, title: {en: L}, owner: logistics}\n  - stage: skills\n",
    )
    (fault,) = base.faults()
    assert fault.startswith("rules/chain.yaml:9:13: stage 'liquid': durable-rules cannot tell the name 'liquid'")


def test_a_rule_that_joins_more_facts_than_the_engine_can_is_refused(base: KnowledgeBase) -> None:
    more(base, evidence("wide", joined(MOST_JOINS + 1)))
    assert base.faults() == [
        "rules/more.yaml:4:24: rule 'wide': a case of its condition joins 17 facts, and durable-rules takes 16; "
        "conclude an intermediate fact from some of them",
    ]


def test_a_gate_is_a_fact_to_join_too(base: KnowledgeBase) -> None:
    """Evidence against a seller waits for its gate, which the network joins to the condition."""
    more(base, evidence("wide", joined(MOST_JOINS), "closing"), stage="skills")
    (fault,) = base.faults()
    assert "rule 'wide': a case of its condition joins 17 facts" in fault


@needs_rete
def test_what_may_be_joined_at_most_is_joined(base: KnowledgeBase) -> None:
    more(base, evidence("wide", joined(MOST_JOINS)))
    facts = {"backlog_weeks": "100"}
    result = diagnose({"team": "N", "quarter": "2026-Q3", "facts": facts}, base.load(), engine="rete")
    assert [evidence.rule for evidence in result.causes[0].evidence] == ["wide"]


def test_a_comparison_in_more_rules_than_the_engine_can_share_is_refused(base: KnowledgeBase) -> None:
    more(base, *(evidence(f"rule{number:03}", "backlog_weeks > 4") for number in range(MOST_SHARING + 1)))
    assert base.faults() == [
        "rules/more.yaml:4:27: rule 'rule000': its comparison stands in 256 cases of rules, and durable-rules takes "
        "255; conclude an intermediate fact from it",
    ]


@needs_rete
def test_what_may_be_shared_at_most_is_shared(base: KnowledgeBase) -> None:
    more(base, *(evidence(f"rule{number:03}", "backlog_weeks > 4") for number in range(MOST_SHARING)))
    facts = {"backlog_weeks": "5"}
    result = diagnose({"team": "N", "quarter": "2026-Q3", "facts": facts}, base.load(), engine="rete")
    assert len(result.causes[0].evidence) == MOST_SHARING


@pytest.mark.parametrize("negated", [False, True])
def test_a_condition_of_too_many_cases_is_refused(base: KnowledgeBase, negated: bool) -> None:
    """Each way in which a condition can be true (or a conclusion false) is a rule of the network."""
    pairs = [f"backlog_weeks > {number} {'and' if negated else 'or'} otif > {number}" for number in range(7)]
    if negated:
        more(base, f"rule: many, when: '{' or '.join(pairs)}', concludes: much")
    else:
        more(base, evidence("many", " and ".join(f"({pair})" for pair in pairs)))
    assert base.faults() == [
        "rules/more.yaml:4:24: the condition of rule 'many' falls apart into more than 64 cases; "
        "split it into rules that conclude intermediate facts",
    ]


def test_the_limits_are_told_without_the_engine_too(base: KnowledgeBase, monkeypatch: pytest.MonkeyPatch) -> None:
    """A knowledge base that is accepted is accepted everywhere."""
    monkeypatch.setitem(__import__("sys").modules, "durable", None)
    more(base, evidence("costarring", "otif > 0.1"), evidence("liquid", "otif > 0.2"))
    assert len(base.faults()) == 1
