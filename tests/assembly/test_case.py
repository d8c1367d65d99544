"""What a result shows of a team's figures: which a rule read, how evidence is ordered, what names texts may use."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from diagnosis import diagnose
from diagnosis.assembly.case import plain, without_attribute
from diagnosis.result import CauseResult
from tests.knowledge.bases import KnowledgeBase

SAYS = "says: {en: so}"


def late(base: KnowledgeBase, rules: str, **team: Any) -> CauseResult:
    """The cause `late_delivery` of a team, where delivery has these rules too."""
    base.write("base/rules/more.yaml", f"stage: delivery\nrules:\n{rules}")
    result = diagnose({"team": "North", "quarter": "2026-Q3", **team}, base.load())
    return next(cause for cause in result.causes if cause.cause == "late_delivery")


def closing(base: KnowledgeBase, more: str, **seller: Any) -> CauseResult:
    """The cause `closing` of a seller who is examined, since delivery is ruled out."""
    base.write("base/rules/more.yaml", f"stage: skills\n{more}")
    facts = {"otif": "99%", "backlog_weeks": 3}
    sellers = [
        {"seller": "Ona", "close_rate": "1/40", **seller},
        *({"seller": f"P{n}", "close_rate": "20/40"} for n in "123"),
    ]
    result = diagnose({"team": "North", "quarter": "2026-Q3", "facts": facts, "sellers": sellers}, base.load())
    return next(cause for cause in result.causes if (cause.cause, cause.subject) == ("closing", "Ona"))


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (Decimal("0.82"), 0.82),
        (Decimal("1e400"), None),
        (True, True),
        ("bad", "bad"),
        (None, None),
    ],
)
def test_a_value_is_shown_as_json_has_it(value: object, shown: object) -> None:
    assert plain(value) == shown
    assert type(plain(value)) is type(shown)


def test_less_than_nothing_by_nothing_is_nothing() -> None:
    assert str(plain(Decimal("-0.0"))) == "0.0"


@pytest.mark.parametrize(
    ("variable", "own"),
    [
        ("otif", "otif"),
        ("price_losses.high", "price_losses"),
        ("previous.otif.band", "previous.otif"),
        ("team.otif.low", "team.otif"),
        ("team.previous.otif", "team.previous.otif"),
    ],
)
def test_a_fact_stands_before_the_point(variable: str, own: str) -> None:
    assert without_attribute(variable) == own


def test_evidence_for_stands_before_evidence_against_and_the_stronger_first(base: KnowledgeBase) -> None:
    rules = "".join(
        f"  - {{rule: {name}, when: backlog_weeks > 1, {side}: {{late_delivery: {grade}}}, {SAYS}}}\n"
        for name, side, grade in (
            ("a", "against", "strong"),
            ("b", "for", "weak"),
            ("d", "for", "moderate"),
            ("c", "for", "moderate"),
            ("e", "against", "weak"),
        )
    )
    told = late(base, rules, facts={"backlog_weeks": 3})
    assert [(evidence.rule, evidence.direction) for evidence in told.evidence] == [
        ("c", "for"),
        ("d", "for"),
        ("b", "for"),
        ("a", "against"),
        ("e", "against"),
    ]


def test_of_a_group_the_weaker_is_shown_and_not_counted(base: KnowledgeBase) -> None:
    rules = "".join(
        f"  - {{rule: {name}, when: backlog_weeks > 1, group: g, for: {{late_delivery: {name}}}, {SAYS}}}\n"
        for name in ("weak", "strong")
    )
    told = late(base, rules, facts={"backlog_weeks": 3})
    assert [(evidence.rule, evidence.counted) for evidence in told.evidence] == [("strong", True), ("weak", False)]


def test_the_values_that_a_rule_read_are_shown_and_nothing_unknown(base: KnowledgeBase) -> None:
    condition = "backlog_weeks > previous.backlog_weeks or otif < 50% or otif.age > 5"
    rules = f"  - {{rule: told, when: {condition}, for: {{late_delivery: weak}}, {SAYS}}}\n"
    before = {"quarter": "2026-Q2", "facts": {"backlog_weeks": 2}}
    told = late(base, rules, facts={"backlog_weeks": 3}, previous=before)
    assert [evidence.facts for evidence in told.evidence] == [{"backlog_weeks": 3.0, "previous.backlog_weeks": 2.0}]


def test_a_text_may_name_facts_the_quarter_before_parameters_and_whom_it_is_about(base: KnowledgeBase) -> None:
    says = "{{ team }} {{ quarter }}: {{ backlog_weeks }}, {{ previous.backlog_weeks }} before, {{ otif }}"
    says += ", {{ stale_after_days }}"
    rules = f'  - {{rule: told, when: backlog_weeks > 1, for: {{late_delivery: weak}}, says: {{en: "{says}"}}}}\n'
    before = {"quarter": "2026-Q2", "facts": {"backlog_weeks": 2}}
    told = late(base, rules, facts={"backlog_weeks": 3}, previous=before)
    assert [evidence.text for evidence in told.evidence] == ["North 2026-Q3: 3, 2 before, unknown, 90"]


def test_a_seller_s_own_fact_is_meant_before_the_team_s(base: KnowledgeBase) -> None:
    more = """\
facts: [{fact: backlog_weeks, subject: seller, kind: number, name: {en: own backlog}}]
rules:
  - rule: told
    when: backlog_weeks > team.backlog_weeks
    for: {closing: weak}
    says: {en: "{{ seller }} of {{ team }}: {{ backlog_weeks }}, {{ otif }} of the team's orders in time"}
"""
    told = closing(base, more, backlog_weeks=7)
    (evidence,) = (evidence for evidence in told.evidence if evidence.rule == "told")
    assert evidence.text == "Ona of North: 7, 99% of the team's orders in time"
    assert evidence.facts == {"backlog_weeks": 7.0, "team.backlog_weeks": 3.0}
