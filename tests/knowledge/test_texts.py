"""Texts hold names, paths and filters, and nothing that computes, calls or reaches out."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diagnosis import diagnose
from diagnosis.assembly.fact_view import Shown
from diagnosis.kinds.formats import Formats
from diagnosis.knowledge.base import Knowledge
from diagnosis.knowledge.model import Text
from diagnosis.knowledge.texts import render
from tests.knowledge.bases import KnowledgeBase

SLOT = "{{ otif.bad }}"


class Word:
    """A name in a text that prints itself, and has one thing behind a point."""

    bad = "under 90%"

    def __str__(self) -> str:
        return "82%"

    def printed(self, how: str) -> str:
        return f"<{how}>"


VIEWS: Mapping[str, object] = {"otif": Word(), "team": "North"}

HOSTILE = [
    "{{ 7 * 7 }}",
    "{{ 7 }}",
    "{{ 'x' }}",
    "{{ otif() }}",
    "{{ otif.__class__ }}",
    "{{ otif.__class__.__mro__ }}",
    "{{ otif['__class__'] }}",
    "{{ otif.value() }}",
    "{{ otif ~ otif }}",
    "{{ otif | attr('__class__') }}",
    "{{ otif | number(3) }}",
    "{{ otif if otif else otif }}",
    "{{ [otif] }}",
    "{{ not otif }}",
    "{{ range }}",
    "{{ cycler.__init__.__globals__.os }}",
    "{{ self }}",
    "{{ lipsum }}",
    "{% for x in otif %}{% endfor %}",
    "{% include 'x' %}",
    "{% set x = 1 %}",
    "{% raw %}{{ x }}{% endraw %}",
    "{# gone #}",
    "{{ otif",
    "{{",
    "{{ }}",
    "{{{ otif }}}",
    "{{ otif }} {{ otif.bad",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_a_text_that_is_more_than_a_text_is_refused_at_load(base: KnowledgeBase, text: str) -> None:
    base.change("rules/delivery.yaml", SLOT, text)
    faults = base.faults()
    assert {fault.split(": ")[0].rpartition(":")[0] for fault in faults} == {"rules/delivery.yaml:12"}


@pytest.mark.parametrize("text", HOSTILE)
def test_a_text_that_no_load_let_through_is_not_rendered_either(text: str) -> None:
    with pytest.raises((ValueError, KeyError)):
        render(text, "en", VIEWS)


@given(st.text(st.sampled_from("{}%# |.otifbad_(7)'\"-~[]\n"), max_size=24))
def test_whatever_is_rendered_holds_nothing_but_words_and_the_values_named(text: str) -> None:
    try:
        rendered = render(text, "en", VIEWS)
    except (ValueError, KeyError):
        return
    if "{{" not in text:
        assert rendered == text.strip()


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("{{ otfi }}", "12:68: unknown name 'otfi' in the text of rule 'otif_bad'; did you mean 'otif'?"),
        ("{{ otif.bda }}", "12:68: 'otif' has no 'bda' (text of rule 'otif_bad'); did you mean 'bad'?"),
        ("{{ otif.low }}", "12:68: 'otif' has no 'low'"),
        ("{{ otif.bad.bad }}", "12:68: 'otif' has no 'bad.bad'"),
        (
            "{{ otif | percnt }}",
            "12:75: unknown filter 'percnt' in the text of rule 'otif_bad'; did you mean 'percent'?",
        ),
        ("{{ otif.bad | percent }}", "12:79: 'otif.bad' is no number, so 'percent' cannot print it"),
        ("{{ team | money }}", "12:75: 'team' is no number, so 'money' cannot print it"),
        ("{{ close_rate }}", "12:68: unknown name 'close_rate'"),
        ("{{ seller }}", "12:68: unknown name 'seller'"),
        ("{{ team.name }}", "12:68: 'team' has no 'name' (text of rule 'otif_bad'); write 'team' alone"),
        ("{{ previous.significance }}", "12:68: unknown name 'significance'"),
        ("{{ 7 * 7 }}", "12:65: '{{ 7 * 7 }}' in the text of rule 'otif_bad' is more than a name; write '{{ name }}'"),
    ],
)
def test_an_unknown_name_is_told_where_it_stands(base: KnowledgeBase, text: str, fault: str) -> None:
    base.change("rules/delivery.yaml", SLOT, text)
    faults = base.faults()
    assert len(faults) == 1
    assert faults[0].startswith(f"rules/delivery.yaml:{fault}")


def test_a_rule_may_name_its_facts_the_parameters_and_the_quarter_before(base: KnowledgeBase) -> None:
    text = (
        "{{ otif.name }} {{otif|percent}} {{ previous.otif }} {{ previous.otif.of }} {{ significance }} {{ quarter }}"
    )
    base.change("rules/delivery.yaml", SLOT, text)
    base.change("rules/skills.yaml", "{{ seller }}", "{{ seller }} {{ team }} {{ otif.bad }} {{ close_rate.peers_of }}")
    assert base.load().rules["close_rate_bad"].subject == "seller"


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("rules/delivery.yaml", "en: Late deliveries", "en: 'Late: {{ otif }}'"),
        ("rules/actions.yaml", "en: Coach the weak step", "en: 'Coach {{ seller }}'"),
        ("facts/catalogue/delivery.yaml", "en: backlog", "en: '{% x %}'"),
        ("rules/chain.yaml", "en: Finance", "en: '{{ otif }}'"),
    ],
)
def test_only_what_a_rule_or_finding_says_holds_values(base: KnowledgeBase, file: str, old: str, new: str) -> None:
    base.change(file, old, new)
    faults = base.faults()
    assert len(faults) == 1
    assert "cannot hold values" in faults[0]


def test_a_text_is_rendered_in_its_language_or_in_the_one_there_is() -> None:
    text = Text(en="{{ otif }} arrived ({{ otif.bad }})", lt="Atvyko {{ otif | percent }}\n")
    assert render(text, "en", VIEWS) == "82% arrived (under 90%)"
    assert render(text, "lt", VIEWS) == "Atvyko <percent>"
    assert render(Text(en="{{ team }}"), "lt", VIEWS) == "North"
    assert render("100 % { plain } }}", "en", {}) == "100 % { plain } }}"


@pytest.mark.parametrize("language", ["xx", "", "EN", "model_fields", "get"])
def test_a_language_that_there_is_not_is_english(language: str, knowledge: Knowledge) -> None:
    text = Text.model_validate({"en": "late", "lt": "vėlai"})
    assert (text.get(language), text.given(language)) == ("late", None)
    facts = {
        "team": "North",
        "quarter": "2026-Q3",
        "facts": {"otif": "82%", "revenue_target": 100, "revenue_actual": 80},
    }
    assert diagnose(facts, knowledge, language=language) == diagnose(facts, knowledge, language="en")


def test_a_value_never_becomes_a_template() -> None:
    hostile = Shown("{{ otif }}<b>", "x", Formats("en"))
    assert render("{{ team }}", "en", {"team": hostile}) == "{{ otif }}<b>"
    assert render("{{ n | percent }}", "en", {"n": Shown("0.5", Decimal("0.5"), Formats("en"))}) == "50%"
