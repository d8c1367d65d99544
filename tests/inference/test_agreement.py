"""Cases in which the executors, or an executor and the design, once disagreed: found by the laws, told in small."""

from __future__ import annotations

from typing import Any

import pytest

from diagnosis import diagnose
from diagnosis.result import CauseResult, Diagnosis
from tests.executors import ENGINES
from tests.knowledge.bases import KnowledgeBase

SAYS = "says: {en: so}"


def judged(base: KnowledgeBase, **team: Any) -> Diagnosis:
    """The diagnosis of a team, on which the executors must agree to the byte."""
    knowledge = base.load()
    given = {"team": "North", "quarter": "2026-Q3", **team}
    first, *others = (diagnose(given, knowledge, engine=engine) for engine in ENGINES)
    assert all(other.to_json() == first.to_json() for other in others)
    return first


def cause(result: Diagnosis, name: str, subject: str | None = None) -> CauseResult:
    return next(entry for entry in result.causes if (entry.cause, entry.subject) == (name, subject))


def rules_for(result: Diagnosis, name: str) -> set[str]:
    return {evidence.rule for evidence in cause(result, name).evidence}


def test_a_limit_with_more_digits_than_a_float_is_not_rounded(base: KnowledgeBase) -> None:
    base.write(
        "base/rules/more.yaml",
        f"""\
stage: delivery
rules:
  - {{rule: above, when: backlog_weeks > 0.9999999999999999999999, for: {{late_delivery: weak}}, {SAYS}}}
  - {{rule: not_equal, when: backlog_weeks != 1.0000000000000000001, for: {{late_delivery: weak}}, {SAYS}}}
  - {{rule: below, when: backlog_weeks >= 1.0000000000000000001, for: {{late_delivery: weak}}, {SAYS}}}
""",
    )
    result = judged(base, facts={"backlog_weeks": "1"})
    assert rules_for(result, "late_delivery") == {"above", "not_equal"}


@pytest.mark.parametrize(
    ("condition", "weeks", "fires"),
    [
        ("backlog_weeks in (4, usual_weeks)", "4", True),
        ("backlog_weeks in (4, usual_weeks)", "5", False),
        ("not(backlog_weeks in (4, usual_weeks))", "5", False),  # it may be the usual value, which is unknown
        ("not(backlog_weeks in (= usual_weeks))", "5", False),
        ("backlog_weeks in (!= usual_weeks, > 9)", "5", False),
        ("not(backlog_weeks in ([usual_weeks, 4]))", "5", False),
        ("not(backlog_weeks in (4, [5..usual_weeks]))", "3", True),
    ],
)
def test_a_list_with_an_unknown_value_in_it_may_hold_any(
    base: KnowledgeBase, condition: str, weeks: str, fires: bool
) -> None:
    base.write(
        "base/rules/more.yaml",
        f"""\
stage: delivery
facts: [{{fact: usual_weeks, kind: number, name: {{en: usual}}}}]
rules: [{{rule: listed, when: "{condition}", for: {{late_delivery: weak}}, {SAYS}}}]
""",
    )
    result = judged(base, facts={"backlog_weeks": weeks})
    assert ("listed" in rules_for(result, "late_delivery")) is fires


@pytest.mark.parametrize("test", ["null", "(null, 4)", "[4, null]"])
def test_null_in_a_list_is_refused_as_in_a_comparison(base: KnowledgeBase, test: str) -> None:
    base.write(
        "base/rules/more.yaml",
        f"""\
stage: delivery
rules:
  - {{rule: listed, when: "backlog_weeks in {test}", for: {{late_delivery: weak}}, {SAYS}}}
""",
    )
    (fault,) = base.faults()
    assert "a comparison with null in rule 'listed'; write known(x), or not(known(x))" in fault


def test_not_within_bands_is_refused_because_it_would_never_hold(base: KnowledgeBase) -> None:
    base.change("facts/catalogue/delivery.yaml", 'healthy: ">= 0.95"', 'healthy: "not(1)"')
    faults = base.faults()
    assert "facts/catalogue/delivery.yaml:7:22: a value to compare with is a boolean, not a number" in faults[0]


def test_grades_of_one_ratio_are_one_grade_in_whatever_order_they_are_written(base: KnowledgeBase) -> None:
    """Else a rule would count or not by the place of its grade in the file."""
    base.write(
        "base/rules/more.yaml",
        f"""\
stage: delivery
rules:
  - {{rule: heavy, when: backlog_weeks > 9, for: {{late_delivery: heavy}}, {SAYS}}}
  - {{rule: late, when: backlog_weeks > 8, for: {{late_delivery: strong}}, group: weeks, {SAYS}}}
  - {{rule: later, when: backlog_weeks > 9, for: {{late_delivery: heavy}}, group: weeks, {SAYS}}}
""",
    )
    results = []
    for old, new in (
        ("strong: 25, decisive: 100", "strong: 25, heavy: 25.0"),
        ("strong: 25, heavy: 25.0", "heavy: 25, strong: 25"),
    ):
        base.change("rules/chain.yaml", old, new)
        results.append(judged(base, facts={"backlog_weeks": "10"}))
    assert results[0] == results[1]
    late = cause(results[0], "late_delivery")
    assert late.verdict == "confirmed"
    assert {evidence.rule for evidence in late.evidence if evidence.counted} == {"heavy", "late"}


def test_what_looks_back_through_a_formula_opens_no_gate(base: KnowledgeBase) -> None:
    """Values of earlier quarters never open a gate, be they in a rule itself or behind a fact that it reads."""
    base.write(
        "base/rules/more.yaml",
        f"""\
stage: delivery
facts:
  - {{fact: change, kind: change, given: false, formula: backlog_weeks - previous.backlog_weeks, name: {{en: c}}}}
rules:
  - {{rule: clears, when: change <= 0, against: {{late_delivery: strong}}, {SAYS}}}
""",
    )
    base.change("rules/delivery.yaml", "    needs: [otif]\n", "")
    before = {"quarter": "2026-Q2", "facts": {"backlog_weeks": "5"}}
    result = judged(base, facts={"backlog_weeks": "5"}, previous=before, sellers=[{"seller": "Ann"}])
    assert [(stage.stage, stage.verdict, stage.reason) for stage in result.stages] == [
        ("delivery", "ruled_out", "stale"),
        ("skills", "held", "waiting"),
    ]


def test_a_sellers_cause_can_need_a_fact_of_the_team(base: KnowledgeBase) -> None:
    base.change("rules/skills.yaml", "needs: [close_rate]", "needs: [otif]")
    base.write(
        "base/rules/more.yaml",
        f"""\
stage: skills
rules: [{{rule: clears, when: close_rate.of > 1, against: {{closing: strong}}, {SAYS}}}]
""",
    )
    sellers = [{"seller": "Ann", "close_rate": "5/10"}]
    review = {"delivery_review": "ruled_out", "delivery_review_by": "Eve", "delivery_review_on": "2026-09-20"}
    result = judged(base, facts={"otif": "96%", **review}, sellers=sellers)
    assert cause(result, "closing", "Ann").verdict == "ruled_out"
    assert cause(judged(base, facts=review, sellers=sellers), "closing", "Ann").missing == ["otif"]


def test_a_seller_can_be_held_against_the_teams_usual_value(base: KnowledgeBase) -> None:
    base.change("facts/catalogue/skills.yaml", "bands: {peers: true}", "bands: {against: usual_rate}")
    base.change("rules/skills.yaml", "p = {{ close_rate.p }}", "bad: {{ close_rate.bad }}")
    base.write(
        "base/facts/catalogue/more.yaml",
        "facts: [{fact: usual_rate, kind: percentage, name: {en: usual}}]\n",
    )
    review = {"delivery_review": "ruled_out", "delivery_review_by": "Eve", "delivery_review_on": "2026-09-20"}
    facts = {"otif": "96%", "usual_rate": "50%", **review}
    result = judged(base, facts=facts, sellers=[{"seller": "Ann", "close_rate": "10/100"}])
    (evidence,) = cause(result, "closing", "Ann").evidence
    assert evidence.text == "Ann closes 10 of 100 (10%) (bad: below the usual 50%)."


def test_a_stage_without_causes_is_not_ruled_out_though_nobody_is_examined(base: KnowledgeBase) -> None:
    base.change("rules/chain.yaml", "    subject: seller\n", "    subject: seller\n    examine: close_rate < 0.5\n")
    base.write("base/rules/skills.yaml", "stage: skills\n")
    review = {"delivery_review": "ruled_out", "delivery_review_by": "Eve", "delivery_review_on": "2026-09-20"}
    result = judged(base, facts=review | {"otif": "96%"}, sellers=[{"seller": "Ann", "close_rate": "9/10"}])
    assert result.stages[1].verdict == "open"


def test_what_rests_on_a_conclusion_clears_too(base: KnowledgeBase) -> None:
    """A member who is not examined is shown with every rule that clears, also with those that build on others."""
    base.change(
        "rules/chain.yaml",
        "    subject: seller\n",
        "    subject: seller\n    examine: attainment < 0.5\n    cleared: {en: fine}\n",
    )
    base.write(
        "base/rules/more.yaml",
        f"""\
stage: skills
facts: [{{fact: attainment, kind: percentage, name: {{en: attainment}}}}]
rules:
  - {{rule: concludes, subject: team, when: otif > 0.5, concludes: on_time}}
  - {{rule: builds, when: close_rate.of > 1, concludes: has_tried}}
  - {{rule: clears, when: on_time and has_tried, against: {{closing: weak}}, {SAYS}}}
""",
    )
    result = judged(base, facts={"otif": "80%"}, sellers=[{"seller": "Ann", "attainment": "80%", "close_rate": "5/10"}])
    (cleared,) = result.cleared
    assert [evidence.rule for evidence in cleared.evidence] == ["clears"]


def test_actions_are_recommended_for_a_seller_who_is_called_like_a_method(base: KnowledgeBase) -> None:
    base.write(
        "base/rules/more.yaml",
        f"""\
stage: skills
facts: [{{fact: wins, subject: method, kind: rate, name: {{en: wins}}}}]
rules: [{{rule: few, when: close_rate < 0.2, for: {{closing: strong}}, {SAYS}}}]
""",
    )
    review = {"delivery_review": "ruled_out", "delivery_review_by": "Eve", "delivery_review_on": "2026-09-20"}
    result = judged(
        base,
        facts=review | {"otif": "96%"},
        sellers=[{"seller": "A", "close_rate": "1/10"}],
        methods=[{"method": "A", "wins": "1/10"}],
    )
    assert [(action.action, action.subject) for action in result.actions] == [("coach", "A")]


def test_numbers_beyond_all_measure_are_printed(base: KnowledgeBase) -> None:
    """A number may have 18 digits, and a formula may multiply it by itself."""
    base.write(
        "base/rules/more.yaml",
        """\
stage: delivery
facts: [{fact: squared, kind: number, given: false, formula: backlog_weeks * backlog_weeks, name: {en: squared}}]
rules: [{rule: huge, when: squared > 1, for: {late_delivery: weak}, says: {en: "{{ squared }} weeks"}}]
""",
    )
    (evidence,) = cause(judged(base, facts={"backlog_weeks": "1e16"}), "late_delivery").evidence
    assert evidence.text == "100,000,000,000,000,000,000,000,000,000,000 weeks"


def test_a_stage_can_wait_for_the_stage_of_the_sellers(base: KnowledgeBase) -> None:
    """A gate that opens because all sellers are ruled out lets a later stage judge the team, or them again."""
    base.change(
        "rules/chain.yaml",
        "    after: [delivery]\n",
        "    after: [delivery]\n"
        "  - {stage: leading, title: {en: Leading}, owner: HR, after: [skills]}\n"
        "  - {stage: role, title: {en: Role}, owner: HR, subject: seller, after: [skills, leading]}\n",
    )
    base.change("rules/chain.yaml", "  finance:", "  HR: {en: HR}\n  finance:")
    base.write(
        "base/rules/leading.yaml",
        f"""\
stage: leading
causes: [{{cause: absent, title: {{en: Nobody leads}}, needs: [otif]}}]
rules:
  - {{rule: leads, when: otif > 0.5, against: {{absent: strong}}, {SAYS}}}
  - {{rule: tries, subject: seller, when: close_rate > 0.5, against: {{closing: strong}}, {SAYS}}}
""",
    )
    base.write(
        "base/rules/role.yaml",
        f"""\
stage: role
causes: [{{cause: unfit, title: {{en: Another role}}, actions: [coach]}}]
rules: [{{rule: silent, when: close_rate.of > 50, for: {{unfit: strong}}, {SAYS}}}]
""",
    )
    review = {"delivery_review": "ruled_out", "delivery_review_by": "Eve", "delivery_review_on": "2026-09-20"}
    sellers = [{"seller": "Ann", "close_rate": "60/100"}, {"seller": "Bob", "close_rate": "59/100"}]
    result = judged(base, facts={"otif": "96%", **review}, sellers=sellers)
    assert [stage.verdict for stage in result.stages] == ["ruled_out", "ruled_out", "ruled_out", "confirmed"]
    assert [action.subject for action in result.actions] == ["Ann", "Bob"]
    result = judged(base, facts={"otif": "96%", **review}, sellers=[*sellers, {"seller": "Cid"}])
    assert [stage.verdict for stage in result.stages] == ["ruled_out", "open", "held", "held"]
