"""The version has two parts: logic, that can change a verdict, and texts. How it is written changes neither."""

from __future__ import annotations

import pytest

from tests.knowledge.bases import KnowledgeBase

LOGIC = [
    ("rules/delivery.yaml", "prior: 0.10", "prior: 0.11"),
    ("rules/delivery.yaml", 'when: band(otif) = "bad"', 'when: band(otif) != "bad"'),
    ("rules/delivery.yaml", "{late_delivery: strong}", "{late_delivery: weak}"),
    ("rules/delivery.yaml", "{late_delivery: strong}", "{late_delivery: strong}\n    group: late"),
    ("rules/delivery.yaml", "{late_delivery: strong}", "{late_delivery: strong}\n    status: retired"),
    ("rules/delivery.yaml", "needs: [otif]", "needs: []"),
    ("rules/delivery.yaml", "needs: [otif]", "needs: [otif]\n    through: [win_rate]"),
    ("rules/actions.yaml", "due_days: 30", "due_days: 31"),
    ("rules/actions.yaml", "action: coach", "action: coaching"),
    ("rules/parameters.yaml", "value: 90", "value: 91"),
    ("rules/chain.yaml", "strong: 25", "strong: 26"),
    ("rules/chain.yaml", "probability: 0.70", "probability: 0.71"),
    ("facts/catalogue/delivery.yaml", "< 0.90", "< 0.91"),
    ("facts/catalogue/delivery.yaml", "kind: number", "kind: count"),
    ("facts/catalogue/skills.yaml", "direction: below", "direction: above"),
]
TEXTS = [
    ("rules/delivery.yaml", "en: Late deliveries", "en: Deliveries are late"),
    ("rules/delivery.yaml", "Laiku tik", "Vos"),
    ("rules/delivery.yaml", "source: SCOR", "source: SCOR practice"),
    ("rules/actions.yaml", "en: Coach the weak step", "en: Coach it"),
    ("rules/chain.yaml", "en: Finance", "en: Controlling"),
    ("facts/catalogue/delivery.yaml", "source: SCOR", "source: own reasoning"),
    ("facts/catalogue/delivery.yaml", "How many orders", "What share of orders"),
    ("rules/parameters.yaml", "Level of the tests", "Level"),
]
NEITHER = [
    ("rules/delivery.yaml", "prior: 0.10", "prior: 0.1000  # own reasoning"),
    ("rules/delivery.yaml", 'when: band(otif) = "bad"', 'when: >\n      band(otif)  =\n      "bad"'),
    ("rules/delivery.yaml", "en: Late deliveries", "en: 'Late deliveries'"),
    ("rules/chain.yaml", "{weak: 2, moderate: 5,", "{moderate: 5.0, weak: 2,"),
    (
        "rules/chain.yaml",
        "    subject: seller\n    after: [delivery]\n",
        "    after: [delivery]\n    subject: seller\n",
    ),
]


@pytest.mark.parametrize(("file", "old", "new"), LOGIC)
def test_what_can_change_a_verdict_changes_the_logic(base: KnowledgeBase, file: str, old: str, new: str) -> None:
    before = base.load().version
    base.change(file, old, new)
    if new == "action: coaching":
        base.change("rules/skills.yaml", "[coach]", "[coaching]")
    assert base.load().version.logic != before.logic


@pytest.mark.parametrize(("file", "old", "new"), TEXTS)
def test_a_new_wording_changes_the_texts_alone(base: KnowledgeBase, file: str, old: str, new: str) -> None:
    before = base.load().version
    base.change(file, old, new)
    after = base.load().version
    assert (after.logic, after.texts != before.texts) == (before.logic, True)


@pytest.mark.parametrize(("file", "old", "new"), NEITHER)
def test_how_it_is_written_changes_nothing(base: KnowledgeBase, file: str, old: str, new: str) -> None:
    before = base.load().version
    base.change(file, old, new)
    assert base.load().version == before


def test_a_change_by_an_overlay_is_the_same_as_one_in_the_base(base: KnowledgeBase) -> None:
    over = base.load(base.overlay("parameters: [{parameter: significance, value: 0.01}]")).version
    base.change("rules/parameters.yaml", "value: 0.05", "value: 0.01")
    assert base.load().version == over
    assert (len(over.logic), len(over.texts)) == (12, 12)


def test_white_space_within_a_text_in_quotes_is_logic(base: KnowledgeBase) -> None:
    condition = 'delivery_review_by = "{name}"'
    base.change("rules/delivery.yaml", 'band(otif) = "bad"', condition.format(name="J. K"))
    first = base.load().version
    base.change("rules/delivery.yaml", condition.format(name="J. K"), condition.format(name="J.  K"))
    assert base.load().version.logic != first.logic
