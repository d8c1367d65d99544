"""What the code says, as the tools of translators collect it, and what the catalogues answer."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from string import Formatter

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

ROOT = Path(__file__).resolve().parents[2]
KEYWORDS = {"say": None, "say_counted": (1, 2)}


@cache
def said() -> set[tuple[str, ...]]:
    """Every template that the code says, with its plural if it counts."""
    extracted = extract_from_dir(str(ROOT / "diagnosis"), keywords=KEYWORDS)
    return {(message,) if isinstance(message, str) else tuple(message) for _, _, message, _, _ in extracted}


@cache
def translations(language: str = "lt") -> dict[tuple[str, ...], tuple[str, ...]]:
    """What the catalogue of a language has for each template: one text, or its plural forms."""
    return {_texts(message.id): _texts(message.string) for message in _catalogue(language) if message.id}


def plural_forms(language: str = "lt") -> int:
    return _catalogue(language).num_plurals


def fields(template: str) -> set[tuple[str, str | None, str | None]]:
    """What is filled into a template, and how."""
    return {(name, how, conversion) for _, name, how, conversion in Formatter().parse(template) if name}


def words(template: str) -> str:
    """What of a template are words: without fields, and what is quoted or in code."""
    return "".join(text for text, _, _, _ in Formatter().parse(template))


def _catalogue(language: str) -> Catalog:
    path = ROOT / "diagnosis" / "locale" / language / "LC_MESSAGES" / "diagnosis.po"
    with path.open("rb") as file:
        return read_po(file, locale=language)


def _texts(text: str | tuple[str, ...] | list[str]) -> tuple[str, ...]:
    return (text,) if isinstance(text, str) else tuple(text)


def sources() -> Iterator[Path]:
    yield from sorted((ROOT / "diagnosis").rglob("*.py"))
