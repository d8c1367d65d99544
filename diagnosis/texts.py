"""The fixed words of reports and commands in each language: `reports/texts/*.yaml`, one entry a text.

>>> from diagnosis.texts import texts
>>> texts("lt").counted("teams", 21)
'21 komanda'
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property

from babel import Locale

from diagnosis import resources
from diagnosis.documents import source
from diagnosis.documents.source import Faults, Node, Scalar
from diagnosis.faults import Place
from diagnosis.kinds.formats import Formats
from diagnosis.knowledge.model import LANGUAGES, Language
from diagnosis.messages import say

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
        found = self.forms.get(f"{group}.{member}")
        return found[""] if found else str(member or "").replace("_", " ")

    def counted(self, key: str, count: int, /, **values: object) -> str:
        """A text in the plural form of `count`, which it holds as `{count}`, written as the language writes numbers."""
        forms = self.forms[key]
        form = str(self._locale.plural_form(count))
        return forms.get(form, forms["other"]).format(count=self._numbers.count(count), **values)

    @cached_property
    def _locale(self) -> Locale:
        return Locale.parse(self.language)

    @cached_property
    def _numbers(self) -> Formats:
        return Formats(self.language)


@cache
def texts(language: Language) -> Texts:
    """The texts of `language`."""
    return Texts(language, {key: forms[language] for key, forms in catalogue().items()})


@cache
def catalogue() -> Mapping[str, Mapping[Language, Forms]]:
    """Every text by its key, in every language. Raises Faulty where a file is damaged or lacks a language."""
    found: dict[str, Mapping[Language, Forms]] = {}
    faults = Faults()
    for path in sorted((resources.reports_dir() / "texts").glob("*.yaml")):
        root = source.read_yaml(path, faults)
        if root is not None:
            for key, entry in _entries("", root):
                if key in found or any(language not in entry.values for language in LANGUAGES):
                    faults.add(
                        entry.place,
                        say("text {key!r} is given twice or lacks a language", key=key),
                        say("give en and lt, once"),
                    )
                else:
                    found[key] = {language: _forms(entry.values[language]) for language in LANGUAGES}
    if not found and not faults.found:
        faults.add(Place("reports/texts"), say("there are no texts"), say("install sales-diagnosis again"))
    faults.raise_any()
    return found


def _entries(prefix: str, node: Node) -> Iterator[tuple[str, source.Mapping]]:
    """The texts below a node: whatever has words in English or Lithuanian is one."""
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
