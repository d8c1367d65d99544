"""The knowledge base that comes with the package."""

from __future__ import annotations

from itertools import product
from types import SimpleNamespace

from diagnosis.assembly.fact_view import FactView, Shown
from diagnosis.kinds.formats import Formats
from diagnosis.knowledge.base import Knowledge
from diagnosis.knowledge.model import LANGUAGES, Language
from diagnosis.knowledge.texts import render
from diagnosis.loading import load_knowledge


def unknown(knowledge: Knowledge, subject: str, language: Language) -> dict[str, object]:
    """All names that a text about `subject` can hold, and no value of a fact."""
    formats = Formats(language)
    facts = {**knowledge.facts["team"], **knowledge.facts[subject]}
    return {
        **{name: Shown("1", parameter.value, formats) for name, parameter in knowledge.parameters.items()},
        **{name: FactView(fact, {}, formats) for name, fact in facts.items()},
        "previous": SimpleNamespace(**{name: FactView(fact, {}, formats, "previous.") for name, fact in facts.items()}),
        "team": "North",
        "quarter": "2026-Q3",
        subject: "Jonas",
    }


def test_every_text_prints_in_each_language_even_where_nothing_is_known() -> None:
    knowledge = load_knowledge()
    texts = [(rule.subject, rule.says) for rule in knowledge.rules.values()]
    texts += [(finding.subject, finding.says) for finding in knowledge.findings.values()]
    texts += [(stage.subject, stage.cleared) for stage in knowledge.stages.values()]
    for language, (subject, text) in product(LANGUAGES, texts):
        if text is not None:
            printed = render(text, language, unknown(knowledge, subject, language))
            assert printed
            assert not set("{}") & set(printed)
