from __future__ import annotations

from decimal import Decimal

from bases import KnowledgeBase


def test_a_whole_knowledge_base_loads(base: KnowledgeBase) -> None:
    knowledge = base.load()
    assert list(knowledge.stages) == ["delivery", "skills"]
    assert list(knowledge.grades.items()) == [
        ("weak", Decimal(2)),
        ("moderate", Decimal(5)),
        ("strong", Decimal(25)),
        ("decisive", Decimal(100)),
    ]
    assert knowledge.causes["late_delivery"].stage == "delivery"
    assert knowledge.rules["close_rate_bad"].subject == "seller"
    assert knowledge.facts["seller"]["close_rate"].peers is not None
    assert knowledge.limits.confirmed.probability == Decimal("0.70")
