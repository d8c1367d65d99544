"""A knowledge base is loaded whole, from layers, whatever the order of its files."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from pydantic import BaseModel

from tests.knowledge.bases import FILES, KnowledgeBase


def test_a_whole_knowledge_base_loads(base: KnowledgeBase) -> None:
    knowledge = base.load()
    assert list(knowledge.stages) == ["delivery", "skills"]
    assert list(knowledge.grades) == ["weak", "moderate", "strong", "decisive"]
    assert knowledge.limits.confirmed.probability == Decimal("0.70")
    assert knowledge.causes["late_delivery"].stage == "delivery"
    assert knowledge.rules["close_rate_bad"].subject == "seller"
    assert list(knowledge.facts["seller"]) == ["close_rate"]


def test_each_stage_that_waits_for_none_has_review_facts(base: KnowledgeBase) -> None:
    facts = base.load().facts["team"]
    assert [name for name in facts if "_review" in name] == [
        "delivery_review",
        "delivery_review_by",
        "delivery_review_on",
    ]
    assert facts["delivery_review"].choices == ("ruled_out", "confirmed", "late_delivery")
    assert [facts[name].kind for name in facts if "_review" in name] == ["choice", "text", "date"]
    assert facts["delivery_review"].held_by == "logistics"


def test_what_was_written_is_found_again_for_faults_found_later(base: KnowledgeBase) -> None:
    knowledge = base.load()
    assert str(knowledge.place("rule", "otif_bad", "when")).endswith("rules/delivery.yaml:10:11")
    assert str(knowledge.place("rule", "otif_bad", "when", 1, 6)).endswith("rules/delivery.yaml:10:16")
    assert str(knowledge.place("fact", "otif", "bands.bad", 1, 3)).endswith("catalogue/delivery.yaml:7:41")
    assert str(knowledge.place("fact", "seller.close_rate", "kind")).endswith("catalogue/skills.yaml:5:11")
    assert str(knowledge.place("rule", "otif_bad", "group")).endswith("rules/delivery.yaml:9:11")
    assert str(knowledge.place("grade", "strong")).endswith("rules/chain.yaml:14:32")


def test_neither_the_files_nor_their_order_matter(base: KnowledgeBase) -> None:
    first = base.load()
    for name in FILES:
        (base.folder / "base" / name).unlink()
    catalogue = [text.removeprefix("facts:\n") for name, text in FILES.items() if "catalogue" in name]
    base.write("base/facts/catalogue/all.yaml", "facts:\n" + "".join(reversed(catalogue)))
    for number, (name, text) in enumerate(reversed(list(FILES.items()))):
        if "catalogue" not in name:
            base.write(f"base/rules/{number}.yaml", text)
    second = base.load()
    assert second.version == first.version
    for part in ("stages", "parameters", "causes", "rules", "actions"):
        # Records, and the order in which everything goes through them.
        assert dumped(getattr(second, part)) == dumped(getattr(first, part))
    assert dumped(second.facts["team"]) == dumped(first.facts["team"])


def dumped(records: Mapping[str, BaseModel]) -> list[tuple[str, object]]:
    return [(name, record.model_dump()) for name, record in records.items()]


def test_an_overlay_changes_the_keys_it_gives_and_keeps_the_rest(base: KnowledgeBase) -> None:
    own = base.overlay(
        "facts:\n"
        "  - fact: otif\n"
        "    bands: {healthy: '>= 0.98', bad: '< 0.95'}\n"
        "  - fact: close_rate\n"
        "    name: {en: win rate at the end, lt: null}\n"
        "parameters: [{parameter: significance, value: 0.01}]\n"
        "grades: {weak: 3}\n"
    )
    before, after = base.load(), base.load(own)
    bands = after.facts["team"]["otif"].bands
    assert bands is not None
    assert (bands.healthy, bands.bad) == (">= 0.98", "< 0.95")
    assert after.facts["team"]["otif"].held_by == "logistics"
    assert after.facts["seller"]["close_rate"].name.en == "win rate at the end"
    assert after.parameters["significance"].value == Decimal("0.01")
    assert after.grades == {**before.grades, "weak": Decimal(3)}
    assert after.rules == before.rules


def test_an_overlay_adds_to_what_is_there(base: KnowledgeBase) -> None:
    own = base.overlay(
        "stage: delivery\n"
        "rules:\n"
        "  - rule: long_backlog\n"
        "    when: backlog_weeks > 6\n"
        "    for: {late_delivery: moderate}\n"
        "    says: {en: 'The backlog is {{ backlog_weeks }} weeks.'}\n"
    )
    assert base.load(own).rules["long_backlog"].stage == "delivery"


def test_later_overlays_lie_over_earlier_ones(base: KnowledgeBase) -> None:
    low = base.overlay("parameters: [{parameter: significance, value: 0.01}]", "low")
    high = base.overlay("parameters: [{parameter: significance, value: 0.1}]", "high")
    assert base.load(low, high).parameters["significance"].value == Decimal("0.1")
    assert base.load(high, low).parameters["significance"].value == Decimal("0.01")


RENEWED = """\
  - rule: renewed
    when: backlog_weeks < 2
    against: {late_delivery: weak}
    says: {en: Short}
"""


def test_a_rule_is_retired_and_stays_known(base: KnowledgeBase) -> None:
    own = base.overlay("rules: [{rule: renewed, status: retired, retired_on: 2026-07-01, replaced_by: otif_bad}]")
    base.change("rules/delivery.yaml", "rules:\n", "rules:\n" + RENEWED)
    rule = base.load(own).rules["renewed"]
    assert (rule.status, str(rule.retired_on), rule.replaced_by) == ("retired", "2026-07-01", "otif_bad")


def test_an_overlay_that_lists_every_stage_orders_them_anew(base: KnowledgeBase) -> None:
    listed = base.overlay(
        "stages:\n"
        "  - {stage: delivery}\n"
        "  - {stage: legal, title: {en: Legal}, owner: finance}\n"
        "  - {stage: skills, after: [delivery, legal]}\n",
        "listed",
    )
    added = base.overlay("stages: [{stage: legal, title: {en: Legal}, owner: finance}]", "added")
    assert list(base.load(listed).stages) == ["delivery", "legal", "skills"]
    assert list(base.load(added).stages) == ["delivery", "skills", "legal"]


def test_cases_in_a_folder_of_tests_are_no_part_of_an_overlay(base: KnowledgeBase) -> None:
    own = base.overlay("parameters: [{parameter: significance, value: 0.01}]")
    base.write("company/tests/case.yaml", "team: x\n")
    base.write("company/deeper/more.yml", "grades: {weak: 3}\n")
    assert base.load(own).grades["weak"] == 3


def test_the_same_id_may_be_a_fact_of_the_team_and_of_a_seller(base: KnowledgeBase) -> None:
    own = base.overlay(
        "facts:\n"
        "  - {fact: attainment, kind: percentage, name: {en: attainment of the team}}\n"
        "  - {fact: attainment, subject: seller, kind: percentage, name: {en: attainment of the seller}}\n"
    )
    facts = base.load(own).facts
    assert facts["team"]["attainment"].name.en == "attainment of the team"
    assert facts["seller"]["attainment"].name.en == "attainment of the seller"
