"""The fixed words of reports and commands in each language: `reports/texts/*.yaml`, one entry a text.

>>> from diagnosis.texts import texts
>>> texts("lt").counted("teams", 21)
'21 komanda'
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from typing import TYPE_CHECKING

from diagnosis import resources
from diagnosis.documents import source
from diagnosis.documents.source import Faults, Node, Scalar
from diagnosis.faults import Place
from diagnosis.languages import LANGUAGES, SOURCE, Language
from diagnosis.messages import say

if TYPE_CHECKING:
    from babel import Locale

Forms = Mapping[str, str]
"""One text in one language: by plural form (one, few, many, other), or under "" where it counts nothing."""


@dataclass(frozen=True)
class Texts:
    """The texts of one language by their keys, such as `verdict.open`."""

    language: Language
    forms: Mapping[str, Forms]

    def __call__(self, key: str, /, **values: object) -> str:
        """A text with its values. Raises KeyError for a key that the catalogue does not have."""
        return self.forms[key][""].format(**values)

    def of(self, group: str, member: str | None) -> str:
        """The word for a value of a vocabulary, such as a verdict; a word that is not there stands for itself."""
        forms = self.forms.get(f"{group}.{member}")
        return forms[""] if forms else str(member or "").replace("_", " ")

    def counted(self, key: str, count: int, /, **values: object) -> str:
        """A text in the plural form of `count`, which it holds as `{count}`, written as the language writes numbers."""
        from babel.numbers import format_decimal

        forms = self.forms[key]
        form = str(self.locale.plural_form(count))
        return forms.get(form, forms["other"]).format(count=format_decimal(count, locale=self.locale), **values)

    @cached_property
    def locale(self) -> Locale:
        """How the language writes numbers and dates: the text `language.locale`."""
        from babel import Locale

        return Locale.parse(self("language.locale"))


@cache
def texts(language: Language) -> Texts:
    """The texts of `language`."""
    return Texts(language, {key: forms.get(language, forms[SOURCE]) for key, forms in catalogue().items()})


@cache
def catalogue() -> Mapping[str, Mapping[Language, Forms]]:
    """Every text by its key, in each language that has it. Raises Faulty where a file is damaged or lacks English."""
    by_key: dict[str, Mapping[Language, Forms]] = {}
    faults = Faults()
    for path in sorted((resources.reports_dir() / "texts").glob("*.yaml")):
        root = source.read_yaml(path, faults)
        if root is not None:
            for key, entry in _entries("", root):
                if key in by_key or SOURCE not in entry.values:
                    faults.add(
                        entry.place,
                        say("text {key!r} is given twice or lacks {language}", key=key, language=SOURCE),
                        say("give it once, in {language} at least", language=SOURCE),
                    )
                else:
                    known = (language for language in LANGUAGES if language in entry.values)
                    by_key[key] = {language: _forms(entry.values[language]) for language in known}
    if not by_key and not faults.found:
        faults.add(Place("reports/texts"), say("there are no texts"), say("install sales-diagnosis again"))
    faults.raise_any()
    return by_key


def _entries(prefix: str, node: Node) -> Iterator[tuple[str, source.Mapping]]:
    """The texts below a node: a text is whatever has words in a language."""
    if not isinstance(node, source.Mapping):
        return
    if any(language in node.values for language in LANGUAGES):
        yield prefix, node
        return
    for key, below in node.values.items():
        yield from _entries(f"{prefix}.{key}" if prefix else key, below)


def _forms(node: Node) -> Forms:
    if isinstance(node, Scalar):
        return {"": node.text}
    assert isinstance(node, source.Mapping)
    return {form: below.text for form, below in node.values.items() if isinstance(below, Scalar)}
