"""What is said to people, in English, and how the same is said in another language: `say`, `translated`.

A message is written in English where it arises, and is a text like any other. It remembers its template and the values
in it, so that whoever shows it can have it in the language of the reader. The translations are gettext catalogues:
`locale/<language>/LC_MESSAGES/diagnosis.po`, read as they are, and only when that language is asked for.

>>> rule = say("{kind} {name!r}", kind=say("rule"), name="one")
>>> fault = say("unknown key {key!r} in {entry}", key="wehn", entry=rule)
>>> fault
"unknown key 'wehn' in rule 'one'"
>>> translated(fault, "lt")
"nežinomas raktas 'wehn' (taisyklė 'one')"
"""

from __future__ import annotations

import string
from collections.abc import Iterable, Mapping
from decimal import Decimal
from functools import cache
from gettext import GNUTranslations, NullTranslations
from io import BytesIO

from diagnosis.languages import CATALOGUE, LANGUAGES, LOCALE_DIR, SOURCE, Language


class Said(str):
    """A text in English with what it was made of: `template`, `values`, and the template of its plural if it counts.

    Made by `say`, `say_counted`, `listed`, `labelled` and `verbatim`.
    """

    template: str
    plural: str | None
    values: Mapping[str, object]
    words: Mapping[str, str]
    """What it is in each language, where a knowledge base says so; empty for messages of the program."""

    def __new__(cls, text: str) -> Said:
        """A text that is the same in every language."""
        said = super().__new__(cls, text)
        said.template, said.plural, said.values, said.words = "", None, {}, {}
        return said


def say(template: str, /, **values: object) -> Said:
    """The message of a template as `str.format` reads it; the values may be messages themselves.

    The template is written out where `say` is called: it is collected from there for the translators.
    """
    return _said(template, None, values)


def say_counted(singular: str, other: str, /, count: int, **values: object) -> Said:
    """As `say`, with the template that goes with `count` in the language, which the templates hold as `{count}`."""
    return _said(singular, other, {"count": count, **values})


def listed(parts: Iterable[str], between: str = ", ") -> Said:
    """Several texts or messages one after the other."""
    values = {f"part_{number}": part for number, part in enumerate(parts)}
    return _said(between.join(f"{{{name}}}" for name in values), None, values)


_LABELLED = "{label}: {text}"


def labelled(label: str, text: str) -> Said:
    """A text or message behind what it is about: label: text."""
    return _said(_LABELLED, None, {"label": label, "text": text})


def unlabelled(message: Said) -> Said:
    """What `labelled` put behind a label; any other message as it is."""
    text = message.values["text"] if message.template == _LABELLED else message
    return verbatim(text) if isinstance(text, str) else message


def verbatim(text: str) -> Said:
    """A text that is no language's: a name, what a person wrote, what another program says."""
    return text if isinstance(text, Said) else Said(text)


def worded(words: Mapping[str, str]) -> Said:
    """A text that has its words in each language: those of a knowledge base."""
    said = Said(words[SOURCE])
    said.words = words
    return said


NOTHING = Said("")


def translated(text: str, language: str) -> str:
    """A message in a language; in English where there is no translation, and any other text as it is."""
    if isinstance(text, Said) and text.words:
        return text.words.get(language, str(text))
    if not isinstance(text, Said) or not text.template or language == SOURCE:
        return str(text)
    template = _translated_template(text, _catalogue(language))
    values = {
        name: translated(value, language) if isinstance(value, str) else value for name, value in text.values.items()
    }
    return _Formatter(language).vformat(template, (), values)


def _said(template: str, plural: str | None, values: Mapping[str, object]) -> Said:
    chosen = template if plural is None or values["count"] == 1 else plural
    said = Said(chosen.format(**values))
    said.template, said.plural, said.values, said.words = template, plural, values, {}
    return said


def _translated_template(text: Said, catalogue: NullTranslations) -> str:
    count = text.values.get("count")
    if text.plural is not None and isinstance(count, int):
        return catalogue.ngettext(text.template, text.plural, count)
    return catalogue.gettext(text.template)


@cache
def _catalogue(language: str) -> NullTranslations:
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    if language not in LANGUAGES:
        return NullTranslations()
    compiled = BytesIO()
    with (LOCALE_DIR / language / CATALOGUE).open("rb") as written:
        write_mo(compiled, read_po(written, locale=language))
    compiled.seek(0)
    return GNUTranslations(compiled)


class _Formatter(string.Formatter):
    """Fills a template in; a number for which the template says a format gets the signs of the language."""

    def __init__(self, language: Language) -> None:
        self._language = language

    def format_field(self, value: object, format_spec: str) -> str:
        text = str(super().format_field(value, format_spec))
        if format_spec and isinstance(value, int | float | Decimal):
            return text.translate(_number_signs(self._language))
        return text


@cache
def _number_signs(language: Language) -> Mapping[int, str]:
    """How the language writes the thousands separator, the decimal sign and the per cent sign of an English number."""
    from babel import Locale

    locale = Locale.parse(language)
    signs = locale.number_symbols["latn"]
    percent = str(locale.percent_formats[None].pattern).partition("0")[2]
    return str.maketrans({",": signs["group"], ".": signs["decimal"], "%": percent})
