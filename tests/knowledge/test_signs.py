"""Signs under a cause: the same rules as if they were written out, with their places, in overlays too."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from diagnosis.faults import Faulty
from diagnosis.knowledge.base import Knowledge
from diagnosis.knowledge.model import Rule
from tests.knowledge.bases import KnowledgeBase
from tests.profiles import examples

BANDS = {"bad": "bad", "between": "warning", "healthy": "healthy"}
FACTS = ("otif", "answered", "tools")
CATALOGUE = """\
facts:
  - fact: answered
    stage: delivery
    kind: rate
    name: {en: calls answered, lt: atsiliepta skambučių}
    bands: {healthy: ">= 0.9", bad: "< 0.7", source: call centres}
  - fact: tools
    stage: delivery
    kind: boolean
    name: {en: tools suffice, lt: priemonių pakanka}
    bands: {healthy: "true", bad: "false"}
  - fact: queue
    stage: delivery
    kind: number
    name: {en: queue, lt: eilė}
    bands: {on: queue / queue_usual, healthy: "<= 1.5", bad: ">= 2"}
  - {fact: queue_usual, stage: delivery, kind: number, name: {en: usual queue, lt: įprasta eilė}}
"""
WITH_SIGNS = """\
stage: delivery
causes:
  - cause: late_delivery
    title: {en: Late deliveries, lt: Vėluojantys pristatymai}
    prior: 0.10
    needs: [otif]
    actions: [fix_delivery_schedule]
    signs:
      otif: {bad: strong, between: weak, healthy: {against: moderate}}
"""


def with_signs(base: KnowledgeBase, signs: str = "") -> KnowledgeBase:
    """The base with the rules about deliveries written as signs, and more of them."""
    base.write("base/facts/catalogue/more.yaml", CATALOGUE)
    base.write("base/rules/delivery.yaml", WITH_SIGNS + "".join(f"      {line}\n" for line in signs.splitlines()))
    return base


def says(knowledge: Knowledge, rule: str) -> tuple[str, str]:
    """What a rule says, in English and Lithuanian."""
    text = knowledge.rules[rule].says
    assert text is not None
    return text.get("en"), text.get("lt")


def faults(base: KnowledgeBase, *overlays: Path) -> list[str]:
    with pytest.raises(Faulty) as caught:
        base.load(*overlays)
    return [str(fault).replace(f"{base.folder}/", "") for fault in caught.value.faults]


def test_signs_become_rules(base: KnowledgeBase) -> None:
    rules = with_signs(base).load().rules

    assert {name: rules[name].when for name in rules if name.startswith("otif")} == {
        "otif_bad": 'band(otif) = "bad"',
        "otif_between": 'band(otif) = "warning"',
        "otif_healthy": 'band(otif) = "healthy"',
    }
    assert rules["otif_bad"].for_ == {"late_delivery": "strong"}
    assert rules["otif_healthy"].against == {"late_delivery": "moderate"}
    assert (rules["otif_bad"].stage, rules["otif_bad"].source) == ("delivery", "SCOR")
    assert rules["otif_between"].source is not None
    assert rules["otif_between"].source.startswith("own reasoning")


def test_the_sentence_is_made_of_the_fact(base: KnowledgeBase) -> None:
    signs = "answered: {bad: weak, healthy: {against: weak}}\ntools: {bad: weak}\nqueue: {bad: weak}"
    knowledge = with_signs(base, signs).load()

    assert says(knowledge, "otif_bad") == (
        "Orders on time and in full: {{ otif }} (bad: {{ otif.bad }}).",
        "Laiku ir visi pristatyti užsakymai: {{ otif }} (blogai: {{ otif.bad }}).",
    )
    assert says(knowledge, "answered_healthy")[0] == "Calls answered: {{ answered }}; healthy: {{ answered.healthy }}."
    assert says(knowledge, "tools_bad") == (
        "Tools suffice: {{ tools }} (bad).",
        "Priemonių pakanka: {{ tools }} (blogai).",
    )
    assert says(knowledge, "queue_bad") == (
        "Queue: {{ queue }}, clearly worse than usual ({{ queue_usual }}).",
        "Eilė: {{ queue }}, aiškiai prasčiau nei įprasta ({{ queue_usual }}).",
    )


def test_a_sign_about_a_seller_names_the_seller(base: KnowledgeBase) -> None:
    base.change(
        "rules/skills.yaml",
        "    actions: [coach]\n",
        "    actions: [coach]\n    signs: {close_rate: {healthy: {against: moderate}}}\n",
    )
    rule = base.load().rules["close_rate_healthy"]

    assert (rule.subject, rule.stage) == ("seller", "skills")
    assert says(base.load(), "close_rate_healthy")[0] == (
        "{{ seller }}, close rate: {{ close_rate }}; not worse than the peers ({{ close_rate.peers }})."
    )


def test_a_sign_in_full(base: KnowledgeBase) -> None:
    signs = """\
answered:
  bad: {for: strong, rule: nobody_answers, group: calls, source: us, says: {en: "Nobody: {{ answered }}.", lt: x}}
  healthy: {against: weak}
  group: voice
  source: them"""
    rules = with_signs(base, signs).load().rules

    assert rules["nobody_answers"].group == "calls"
    assert rules["nobody_answers"].source == "us"
    assert rules["answered_healthy"].group is None, "a group holds for what speaks for the cause"
    assert rules["answered_healthy"].source == "them"


def test_causes_with_the_same_sign_share_its_rule(base: KnowledgeBase) -> None:
    with_signs(base).change(
        "rules/delivery.yaml",
        "causes:\n",
        "causes:\n  - cause: strike\n    title: {en: Strike, lt: Streikas}\n    needs: [otif]\n"
        "    signs: {otif: {bad: moderate, healthy: {against: weak}}}\n",
    )
    rules = base.load().rules

    assert rules["otif_bad"].for_ == {"strike": "moderate", "late_delivery": "strong"}
    assert rules["otif_between"].for_ == {"late_delivery": "weak"}


FAULTS = [
    ("otiff: {bad: weak}", "10:7: unknown fact 'otiff' in the signs of cause 'late_delivery'; did you mean 'otif'?"),
    ("answered: {bda: weak}", "10:18: unknown key 'bda' in 'answered' in the signs of cause 'late_delivery'; did you"),
    ("answered: {bad: wek}", "10:23: unknown grade 'wek' in rule 'answered_bad'; did you mean 'weak'?"),
    ("answered: {bad: {for: weak, against: weak}}", "10:18: 'answered' in the signs of cause 'late_delivery': a sign"),
    ("answered: {bad: {group: x}}", "10:18: the sign 'answered_bad' says neither for nor against; add a grade"),
    ("answered: {bad: null}", "10:18: cause 'late_delivery' has no such sign; delete it"),
    ("answered: weak", "10:17: 'answered' in the signs of cause 'late_delivery' must be keys and values, not 'weak'"),
    ('answered: {bad: {for: weak, says: {en: "{{ otfi }}"}}}', "10:50: unknown name 'otfi' in the text of rule"),
    ("queue_usual: {bad: weak}", "10:7: 'queue_usual' has no bands in rule 'queue_usual_bad'"),
    ("answered: {bad: {for: weak, rule: otif_bad}}", "10:18: rule 'otif_bad' is given twice, first at base/rules/"),
    ("answered: {bad: {frr: weak}}", "10:24: unknown key 'frr' in 'bad' of 'answered' in the signs"),
]


@pytest.mark.parametrize(("signs", "fault"), FAULTS, ids=[signs for signs, _ in FAULTS])
def test_a_fault_is_told_once_at_its_place(base: KnowledgeBase, signs: str, fault: str) -> None:
    (told,) = faults(with_signs(base, signs))
    assert told.startswith(f"base/rules/delivery.yaml:{fault}")


def test_signs_that_share_a_rule_must_agree(base: KnowledgeBase) -> None:
    with_signs(base).change(
        "rules/delivery.yaml",
        "causes:\n",
        "causes:\n  - cause: strike\n    title: {en: Strike}\n    needs: [otif]\n"
        "    signs: {otif: {bad: strong, healthy: {against: weak}, group: a}}\n",
    )
    base.change("rules/delivery.yaml", "moderate}}\n", "moderate}, group: b}\n")

    (told,) = faults(base)
    assert told.startswith("base/rules/delivery.yaml:13:72: rule 'otif_bad' has another 'group', at base/rules/")


# Overlays


@pytest.mark.parametrize(
    ("overlay", "grade"),
    [
        ("causes: [{cause: late_delivery, signs: {otif: {bad: decisive}}}]", "decisive"),
        ("rules: [{rule: otif_bad, for: {late_delivery: decisive}}]", "decisive"),
        ("causes: [{cause: late_delivery, signs: {otif: {source: our contract}}}]", "strong"),
    ],
)
def test_an_overlay_changes_a_sign(base: KnowledgeBase, overlay: str, grade: str) -> None:
    rules = with_signs(base).load(base.overlay(overlay)).rules

    assert rules["otif_bad"].for_ == {"late_delivery": grade}
    assert rules["otif_healthy"].against == {"late_delivery": "moderate"}
    assert rules["otif_bad"].says == with_signs(base).load().rules["otif_bad"].says


def test_an_overlay_with_other_limits_changes_the_sentence(base: KnowledgeBase) -> None:
    knowledge = with_signs(base).load(base.overlay("facts: [{fact: otif, name: {en: kept promises, lt: pažadai}}]"))
    assert says(knowledge, "otif_bad")[0].startswith("Kept promises: ")


def test_an_overlay_drops_signs(base: KnowledgeBase) -> None:
    insisted = "gate: {weakened_by: us, because: {en: x, lt: y}}\n"
    with_signs(base)
    one = base.load(base.overlay(f"{insisted}causes: [{{cause: late_delivery, signs: {{otif: {{between: null}}}}}}]"))
    answered = "signs: {otif: null, answered: {bad: strong, healthy: {against: moderate}}}"
    every = base.load(base.overlay(f"{insisted}causes: [{{cause: late_delivery, {answered}}}]"))

    assert active(one) == {"otif_bad", "otif_healthy", "close_rate_bad"}
    assert active(every) == {"answered_bad", "answered_healthy", "close_rate_bad"}


def test_an_overlay_drops_the_sign_of_one_cause_of_two(base: KnowledgeBase) -> None:
    with_signs(base).change(
        "rules/delivery.yaml",
        "causes:\n",
        "causes:\n  - cause: strike\n    title: {en: Strike, lt: Streikas}\n    needs: [otif]\n"
        "    signs: {otif: {bad: strong, between: weak, healthy: {against: moderate}}}\n",
    )
    insisted = "gate: {weakened_by: us, because: {en: x, lt: y}}\n"
    dropped = base.load(base.overlay(f"{insisted}causes: [{{cause: strike, signs: {{otif: {{between: null}}}}}}]"))

    assert dropped.rules["otif_between"].for_ == {"late_delivery": "weak"}


def test_an_overlay_that_weakens_a_sign_is_told_at_it(base: KnowledgeBase) -> None:
    overlay = base.overlay("causes:\n  - cause: late_delivery\n    signs: {otif: {between: null}}\n")

    (told,) = faults(with_signs(base), overlay)
    assert told.startswith("company/own.yaml:3:20: ")
    assert "no longer speaks for" in told


def test_a_company_adds_a_cause_with_signs(base: KnowledgeBase) -> None:
    overlay = base.overlay(
        "stage: delivery\ncauses:\n  - cause: customs\n    title: {en: Customs, lt: Muitinė}\n    needs: [otif]\n"
        "    signs: {otif: {bad: strong, healthy: {against: moderate}}}\n"
    )
    rules = with_signs(base).load(overlay).rules

    assert rules["otif_bad"].for_ == {"late_delivery": "strong", "customs": "strong"}


def test_what_was_written_out_is_changed_there(base: KnowledgeBase) -> None:
    overlay = base.overlay("causes: [{cause: late_delivery, signs: {otif: {bad: moderate}}}]")

    (told,) = faults(base, overlay)
    assert told.startswith(
        "company/own.yaml:1:48: rule 'otif_bad' is given twice, first at base/rules/delivery.yaml:9:"
    )


# The law: signs are a notation

GRADES = ("weak", "moderate", "strong", "decisive")
Sign = tuple[str, str, str | None]  # direction, grade, group
Signs = dict[tuple[str, str, str], Sign]  # by cause, fact and band


def groups(fact: str, band: str) -> st.SearchStrategy[str | None]:
    """The group of a sign: causes that share its rule have the same."""
    return st.just({("otif", "bad"): "kept", ("answered", "between"): "calls"}.get((fact, band)))


@st.composite
def some_signs(draw: st.DrawFn) -> Signs:
    chosen = draw(st.sets(st.tuples(st.sampled_from(("a", "b")), st.sampled_from(FACTS), st.sampled_from(list(BANDS)))))
    return {
        (cause, fact, band): (
            draw(st.sampled_from(("for", "against"))),
            draw(st.sampled_from(GRADES)),
            draw(groups(fact, band)),
        )
        for cause, fact, band in sorted(chosen)
    }


def as_signs(signs: Signs, dropped: frozenset[tuple[str, str, str]] = frozenset()) -> list[dict[str, Any]]:
    """The causes of an overlay or a base with these signs under them."""
    causes: dict[str, Any] = {name: {"cause": name, "signs": {}} for name in ("a", "b")}
    for (cause, fact, band), (direction, grade, group) in signs.items():
        shared = {"group": group} if group else {}
        causes[cause]["signs"].setdefault(fact, {})[band] = {direction: grade, **shared}
    for cause, fact, band in dropped:
        causes[cause]["signs"].setdefault(fact, {})[band] = None
    return list(causes.values())


def as_rules(signs: Signs) -> list[dict[str, Any]]:
    """The same, written out."""
    rules: dict[str, Any] = {}
    for (cause, fact, band), (direction, grade, group) in signs.items():
        name = f"{fact}_{band}"
        rule = rules.setdefault(name, {"rule": name, "when": f'band({fact}) = "{BANDS[band]}"', "says": {"en": "x"}})
        rule.setdefault(direction, {})[cause] = grade
        rule |= {"group": group} if group else {}
    return list(rules.values())


# With these every cause can be confirmed and ruled out, whatever its signs.
SURE = [
    {"rule": f"sure_{direction}", "when": when, direction: {"a": "strong", "b": "strong"}, "says": {"en": "x"}}
    for direction, when in (("for", "queue > 9"), ("against", "queue < 1"))
]
TITLES = [{"cause": name, "title": {"en": name, "lt": name}, "needs": ["otif"]} for name in ("a", "b")]


def loaded(causes: list[dict[str, Any]], rules: list[dict[str, Any]], *overlays: list[dict[str, Any]]) -> Knowledge:
    """The small base with these causes and rules, and an overlay's causes over it."""
    with tempfile.TemporaryDirectory(prefix="diagnosis-signs-") as folder:
        base = KnowledgeBase(Path(folder))
        base.write("base/facts/catalogue/more.yaml", CATALOGUE)
        whole = [{**title, **cause} for title, cause in zip(TITLES, causes, strict=True)]
        base.write(
            "base/rules/more.yaml", yaml.safe_dump({"stage": "delivery", "causes": whole, "rules": rules + SURE})
        )
        base.write("base/rules/delivery.yaml", "")
        insisted = {"gate": {"weakened_by": "us", "because": {"en": "x", "lt": "y"}}}
        folders = [base.overlay(yaml.safe_dump({"causes": own}), f"company{i}") for i, own in enumerate(overlays)]
        try:
            return base.load(*folders)
        except Faulty as faulty:
            opening = [str(fault) for fault in faulty.faults if "who insists and why" in str(fault)]
            if len(opening) < len(faulty.faults):
                raise
        for i, own in enumerate(overlays):
            if any(f"company{i}/" in fault for fault in opening):
                base.overlay(yaml.safe_dump({"causes": own, **insisted}), f"company{i}")
        return base.load(*folders)


def active(knowledge: Knowledge) -> set[str]:
    return {rule.rule for rule in knowledge.rules.values() if rule.status == "active"}


def logic(knowledge: Knowledge) -> dict[str, Any]:
    """All of the active rules but their words and places."""

    def of(rule: Rule) -> dict[str, Any]:
        return rule.model_dump(exclude={"says", "source", "place"})

    return {name: of(knowledge.rules[name]) for name in sorted(active(knowledge))}


@examples(50)
@given(some_signs())
def test_signs_are_the_rules_written_out(signs: Signs) -> None:
    short, long = loaded(as_signs(signs), []), loaded([{}, {}], as_rules(signs))

    assert logic(short) == logic(long)
    assert short.version.logic == long.version.logic


@examples(50)
@given(some_signs(), some_signs(), some_signs(), st.randoms(use_true_random=False))
def test_overlays_of_signs_are_the_base_with_them(before: Signs, one: Signs, two: Signs, random: Any) -> None:
    """What overlays change, add, drop or add again by signs holds as if the base said so from the start."""
    layers, after = [], before
    for now in (one, two):
        dropped = frozenset(sign for sign in sorted(after.keys() - now.keys()) if random.random() < 0.5)
        layers.append(as_signs(now, dropped))
        after = {sign: value for sign, value in (after | now).items() if sign not in dropped}
    assert logic(loaded(as_signs(before), [], *layers)) == logic(loaded(as_signs(after), []))
