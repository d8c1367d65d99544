"""The knowledge base that comes with the package."""

from __future__ import annotations

from itertools import product

from diagnosis.knowledge.load import load_knowledge
from diagnosis.knowledge.model import LANGUAGES
from diagnosis.knowledge.texts import render
from diagnosis.reporting.formats import Formats
from diagnosis.reporting.views import Views


def test_every_text_prints_in_each_language_even_where_nothing_is_known() -> None:
    knowledge = load_knowledge()
    texts = [(rule.subject, rule.says) for rule in knowledge.rules.values()]
    texts += [(finding.subject, finding.says) for finding in knowledge.findings.values()]
    texts += [(stage.subject, stage.cleared) for stage in knowledge.stages.values()]
    for language, (subject, text) in product(LANGUAGES, texts):
        if text is not None:
            words = {"team": "North", "quarter": "2026-Q3", subject: "Jonas"}
            printed = render(text, language, Views(knowledge, subject, words, {}, {}, Formats(language)))
            assert printed
            assert not set("{}") & set(printed)
