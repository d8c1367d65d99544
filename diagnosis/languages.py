"""The languages that Diagnosis speaks.

English is the source: messages are written in it where they arise. Any other language is data: a catalogue of messages
in `locale/<code>/LC_MESSAGES/diagnosis.po` and its keys in the YAML of `reports/texts/` and of the knowledge base.
"""

from __future__ import annotations

from pathlib import Path
from typing import TypeAlias

Language: TypeAlias = str
"""The code of a language: one of `LANGUAGES`."""

SOURCE: Language = "en"
"""The language in which messages are written where they arise."""

LOCALE_DIR = Path(__file__).resolve().parent / "locale"
"""The folder of the catalogues of messages, one folder a language."""

CATALOGUE = Path("LC_MESSAGES") / "diagnosis.po"

LANGUAGES: tuple[Language, ...] = (
    SOURCE,
    *sorted(path.name for path in LOCALE_DIR.iterdir() if (path / CATALOGUE).is_file()),
)
"""All languages, the source first."""


def spoken(language: str) -> Language:
    """The language of this code; the source where there is no such language."""
    return language if language in LANGUAGES else SOURCE
