"""The catalogues of translations: whatever the code says is there, whole, and nothing else is.

That no fault is made of an untranslatable text is checked by mypy: faults take `Said`, which only `say` makes.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import fields as members
from typing import Any

from pydantic import BaseModel

from diagnosis.knowledge.model import Text
from diagnosis.languages import LANGUAGES
from diagnosis.texts import catalogue
from tests.languages.catalogue import fields, plural_forms, said, sources, translations, words
from tests.packaged import packaged_knowledge


def test_everything_said_is_translated() -> None:
    missing = [message for message in sorted(said()) if not all(translations().get(message, ("",)))]
    assert missing == []


def test_every_translation_is_of_something_said() -> None:
    assert sorted(set(translations()) - said()) == []


def test_translations_hold_the_same_values() -> None:
    differing = [
        (message, translated)
        for message, texts in translations().items()
        for translated in texts
        if fields(translated) != fields(message[0])
    ]
    assert differing == []


def test_what_counts_has_all_plural_forms() -> None:
    counting = {message: texts for message, texts in translations().items() if len(message) > 1}
    assert counting
    assert {len(texts) for texts in counting.values()} == {plural_forms()}
    assert {("count", "", None) in fields(message[0]) for message in counting} == {True}


def test_translations_are_not_english() -> None:
    """Only what is no sentence (a kind and a name, an expression to write) may be the same."""
    same = [message[0] for message, texts in translations().items() if message[0] in texts]
    assert [text for text in same if len(words(text).split()) > 1] == []


def test_templates_are_written_out_where_they_are_said() -> None:
    """A template that is computed could not be collected."""
    computed = [
        f"{path.name}:{node.lineno}"
        for path in sources()
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ("say", "say_counted")
        if not all(isinstance(template, ast.Constant) for template in node.args[: 1 if node.func.id == "say" else 2])
    ]
    assert computed == []


def test_every_text_of_the_knowledge_base_is_in_both_languages() -> None:
    knowledge = packaged_knowledge()
    parts = [getattr(knowledge, part.name) for part in members(knowledge) if part.name not in ("scalars", "compiled")]
    all_texts = [text for part in parts for text in texts_in(part)]
    assert len(all_texts) > 500
    assert [text for text in all_texts if not (text.en and text.lt)] == []


def texts_in(value: Any) -> Iterator[Text]:
    """The texts of a record, and of what it holds."""
    if isinstance(value, Text):
        yield value
    elif isinstance(value, BaseModel):
        for name in type(value).model_fields:
            yield from texts_in(getattr(value, name))
    elif isinstance(value, dict):
        for entry in value.values():
            yield from texts_in(entry)


def test_every_text_of_reports_stands_in_every_language() -> None:
    assert {key: set(forms) for key, forms in catalogue().items() if set(forms) != set(LANGUAGES)} == {}
