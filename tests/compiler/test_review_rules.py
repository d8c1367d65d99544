"""A department head's review counts in every stage, without a rule that somebody wrote."""

from __future__ import annotations

from diagnosis.compiler.review_rules import review_rules
from tests.knowledge.bases import KnowledgeBase

TWO_CAUSES = """\
stage: delivery
causes:
  - cause: order_errors
    title: {en: Wrong orders}
    needs: [otif]
    actions: [fix_delivery_schedule]
"""


def test_a_stage_has_a_rule_for_each_answer_that_its_head_can_give(base: KnowledgeBase) -> None:
    base.write("base/rules/more.yaml", TWO_CAUSES)
    rules = {rule.rule: rule for rule in review_rules(base.load())}
    both = {"late_delivery": "strong", "order_errors": "strong"}
    assert {id_: (rule.for_, rule.against) for id_, rule in rules.items()} == {
        "delivery_review_ruled_out": ({}, both),
        "delivery_review_confirmed": (both, {}),
        "delivery_review_late_delivery": ({"late_delivery": "strong"}, {}),
        "delivery_review_order_errors": ({"order_errors": "strong"}, {}),
    }


def test_it_weighs_what_a_confirmation_demands(base: KnowledgeBase) -> None:
    base.change(
        "rules/chain.yaml",
        "confirmed: {probability: 0.70, grade: strong}",
        "confirmed: {probability: 0.70, grade: moderate}",
    )
    assert {grade for rule in review_rules(base.load()) for grade in (rule.for_ | rule.against).values()} == {
        "moderate"
    }


def test_a_plain_confirmation_is_meant_for_the_most_probable_cause(base: KnowledgeBase) -> None:
    program = base.load().program
    assert program is not None
    compiled = program.rules["team"]
    assert [id_ for id_, rule in compiled.items() if rule.most_probable] == ["delivery_review_confirmed"]
    assert {id_ for id_, rule in compiled.items() if rule.review} == {id_ for id_ in compiled if "review" in id_}


def test_a_stage_about_members_has_none(base: KnowledgeBase) -> None:
    assert not any(rule.stage == "skills" for rule in review_rules(base.load()))
