"""The catalogue of fixed words: nothing is missing in a language, nothing is left over."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from string import Formatter
from typing import get_args

import pytest
from babel import Locale

from diagnosis import resources
from diagnosis.knowledge.model import COLLECTIONS, LANGUAGES, Direction, Language, Verdict
from diagnosis.result import Reason
from diagnosis.texts import catalogue, texts
from tests.packaged import packaged_knowledge
from tests.terminal.commands import ROOT

FORMS = {"en": {"one", "other"}, "lt": {"one", "few", "many", "other"}}
FOLDERS = (
    *(
        "compiler",
        "kinds",
        "knowledge",
        "outputs",
        "reporting",
        "assembly",
        "presentation",
        "web",
        "terminal",
        "terminal/ask",
        "explain",
    ),
    ".",
)


def templates() -> list[Path]:
    """The templates of reports and of pages."""
    pages = ROOT / "diagnosis" / "web" / "templates"
    return sorted([*resources.reports_dir().glob("*.j2"), *pages.glob("*.html")])


def strings() -> Iterator[str]:
    """Every string in the code and the templates that use the catalogue."""
    for folder in FOLDERS:
        for path in sorted((ROOT / "diagnosis" / folder).glob("*.py")):
            for node in ast.walk(ast.parse(path.read_text("utf-8"))):
                if isinstance(node, ast.Constant) and isinstance(node.value, str):
                    yield node.value
    for path in templates():
        # What stands between two quotation marks, also within the value of an attribute.
        yield from re.findall(r'(?<=")[^"]*(?=")', path.read_text("utf-8"))


def calls() -> Iterator[str]:
    """The keys that are asked for by name: `texts("key", ...)`, `texts.counted("key", ...)`."""
    for folder in FOLDERS:
        for path in sorted((ROOT / "diagnosis" / folder).glob("*.py")):
            for node in ast.walk(ast.parse(path.read_text("utf-8"))):
                if isinstance(node, ast.Call) and node.args and _is_texts(node.func):
                    first = node.args[0]
                    options = [first.body, first.orelse] if isinstance(first, ast.IfExp) else [first]
                    yield from (option.value for option in options if isinstance(option, ast.Constant))
    for path in templates():
        yield from re.findall(r'\bt(?:exts)?(?:\.counted)?\("([^"]*)"', path.read_text("utf-8"))


def _is_texts(called: ast.expr) -> bool:
    if isinstance(called, ast.Attribute) and called.attr == "counted":
        called = called.value
    name = called.attr if isinstance(called, ast.Attribute) else called.id if isinstance(called, ast.Name) else ""
    return name in ("texts", "_texts")


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


def test_every_text_that_is_asked_for_is_there() -> None:
    asked = set(calls())
    assert len(asked) > 50
    assert asked - set(catalogue()) == set()


def test_every_text_is_used() -> None:
    used = set(strings())
    begun = {text.partition(".")[0] for text in used if text.endswith(".")}  # f"{group}.{member}", or a prefix
    groups = {group for key in catalogue() if (group := key.partition(".")[0]) in used | begun}
    left = {key for key in catalogue() if key not in used and key.partition(".")[0] not in groups}
    assert left == set()


def test_a_text_is_whole_in_every_language() -> None:
    for key, entry in catalogue().items():
        counted = {language: set(forms) != {""} for language, forms in entry.items()}
        assert len(set(counted.values())) == 1, key
        for language, forms in entry.items():
            assert set(forms) == (FORMS[language] if counted[language] else {""}), key
            # A language of which units never change has no ending to drop.
            assert key == "values.plural_ending" or all(text.strip() for text in forms.values()), key
        held = {frozenset(placeholders(text)) for forms in entry.values() for text in forms.values()}
        assert len(held) == 1, key
        assert ("count" in next(iter(held))) == counted["en"], key


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_plural_forms_are_those_of_the_language(language: Language) -> None:
    rules = Locale.parse(language).plural_form
    assert set(rules.rules) | {"other"} == FORMS[language]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_word_of_the_results_vocabularies_is_there(language: Language) -> None:
    words = {
        "verdict": get_args(Verdict),
        "direction": get_args(Direction),
        # What a stage waits for is told in a sentence of its own.
        "reason": [reason for reason in get_args(Reason) if reason != "waiting"],
        "grade": list(packaged_knowledge().grades),
        "members": list(COLLECTIONS),
    }
    for group, members in words.items():
        for member in members:
            assert texts(language).of(group, member) == catalogue()[f"{group}.{member}"][language][""]


def test_a_grade_of_a_companys_own_stands_for_itself() -> None:
    assert texts("lt").of("grade", "very_strong") == "very strong"


@pytest.mark.parametrize(
    ("count", "said"),
    [
        (0, "0 komandų"),
        (1, "1 komanda"),
        (2, "2 komandos"),
        (9, "9 komandos"),
        (10, "10 komandų"),
        (11, "11 komandų"),
        (21, "21 komanda"),
        (1234, "1\N{NO-BREAK SPACE}234 komandos"),
    ],
)
def test_lithuanian_counts_as_lithuanian_does(count: int, said: str) -> None:
    assert texts("lt").counted("teams", count) == said
