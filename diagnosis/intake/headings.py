"""What the headings of tables mean: ids and names of facts in every language, the synonyms of `facts/headings.yaml`,
units in brackets, and what a mapping file (`--columns`) says of the rest.

A heading means one column or none: what can mean two is refused with both.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from functools import cache
from typing import Any

from diagnosis.documents import source
from diagnosis.documents.source import Faults, read_yaml
from diagnosis.intake.lookup import Catalogue
from diagnosis.intake.scales import scale_of
from diagnosis.intake.statements import DOES_NOT_APPLY_BY, key_and_name
from diagnosis.kinds import kind_of
from diagnosis.kinds.numerals import Notation
from diagnosis.kinds.share import Share
from diagnosis.kinds.text import Wrong, quoted, tidy
from diagnosis.knowledge.model import LANGUAGES, Fact, Subject
from diagnosis.messages import say
from diagnosis.resources import facts_dir

LEFT_OUT = "ignore"
"""What a mapping file says of a column that is not to be read."""

CURRENCIES: Mapping[str, str] = {"€": "EUR", "$": "USD", "£": "GBP"}

_BRACKETS = re.compile(r"(?P<base>.*\S)\s*[(\[](?P<unit>[^()\[\]]+)[)\]]\s*")


def fold(text: str) -> str:
    """What headings share that mean the same: letters and digits without case and accents; `%` and `'` are kept."""
    plain = unicodedata.normalize("NFKD", tidy(text).casefold())
    bare = "".join(char for char in plain if not unicodedata.combining(char))
    return " ".join(re.sub(r"[^\w%€$£']|_", " ", bare).split())


@dataclass(frozen=True, slots=True)
class Heading:
    """What a heading means: the name of a column as tables have it, and the unit that stands with it.

    `named` says whether it is an id or a name of the catalogue; else it was understood by a synonym or a mapping, which
    is to be told.
    """

    column: str
    unit: str = ""
    named: bool = False


@dataclass(slots=True)
class Headings:
    """The headings that are understood, by one catalogue and one mapping (heading, folded, to its column).

    `notation` is how the mapping says that the numbers of the tables are written.
    """

    catalogue: Catalogue
    mapping: Mapping[Subject, Mapping[str, str]] = field(default_factory=dict)
    notation: Notation | None = None
    _known: dict[Subject, dict[str, tuple[str, ...]]] = field(default_factory=dict)
    _names: dict[Subject, frozenset[str]] = field(default_factory=dict)

    def understood(self, text: str, subject: Subject) -> Heading | Wrong | None:
        """The meaning of a heading in a table of `subject`; what is wrong with it; None where it has none."""
        written = tidy(text)
        if self.is_id(written, subject):
            return Heading(written, named=True)
        known, key = self._all(subject), fold(written)
        if key in self.mapping.get(subject, {}):
            target = self.mapping[subject][key]
            if target == LEFT_OUT:
                return Heading(LEFT_OUT)
            meant = self._split(target, known, subject) or Heading(target)
            return self._with_own_unit(written, meant, subject) if isinstance(meant, Heading) else meant
        return self._split(written, known, subject)

    def _with_own_unit(self, written: str, meant: Heading, subject: Subject) -> Heading | Wrong:
        """A heading that a mapping explains, in the unit that it has in brackets itself: `Goal (kEUR)`."""
        parts = _BRACKETS.fullmatch(written)
        unit = self.unit_of(parts["unit"], meant.column, subject) if parts and not meant.unit else None
        if isinstance(unit, Wrong):
            return unit
        return meant if unit is None else Heading(meant.column, unit, meant.named)

    def is_id(self, name: str, subject: Subject) -> bool:
        """Whether a name is that of a column as tables of this program have it."""
        base, _, part = name.rpartition(".")
        facts = self.catalogue.get(subject, {})
        return (
            name in facts
            or name in _particulars(subject)
            or (part in ("count", "of") and base in facts)
            or name.startswith("measured.")
            or key_and_name(name) is not None
        )

    def header(self, fields: Sequence[str], subject: Subject, required: Iterable[str]) -> bool:
        """Whether a row names the columns that a table of `subject` must have."""
        columns = {meant.column for text in fields if isinstance(meant := self.understood(text, subject), Heading)}
        return columns.issuperset(required)

    def near(self, text: str, subject: Subject) -> str | None:
        """The column that a misspelt heading means, where that is plain; no suggestion is better than a wrong one."""
        key = fold(text)
        if len(key) < 4:
            return None
        best, second, column = 0.0, 0.0, ""
        for other, columns in self._all(subject).items():
            if "." in columns[0] or columns[0] == LEFT_OUT:
                continue
            ratio = SequenceMatcher(None, key, other).ratio()
            if ratio > best:
                if columns[0] != column:
                    second = best
                best, column = ratio, columns[0]
            elif columns[0] != column:
                second = max(second, ratio)
        return column if best >= 0.75 and best - second > 0.05 else None

    def unit_of(self, text: str, column: str, subject: Subject) -> str | Wrong | None:
        """A unit as it holds for a column: `%`, the code of a currency or a word; None where it is no unit at all."""
        unit = _unit(text)
        if unit is None:
            return None
        fact = self.catalogue.get(subject, {}).get(column)
        if fact is not None:
            return _suits(unit, text, fact)
        if unit in _data().kinds["count" if column.endswith((".count", ".of")) else "date"]:
            return unit
        what = say("{column} has no unit {unit}", column=quoted(column), unit=quoted(text))
        return Wrong(what, say("leave the unit out"))

    def _split(self, written: str, known: Mapping[str, tuple[str, ...]], subject: Subject) -> Heading | Wrong | None:
        """The meaning of a heading as a whole, or else of what is left without its unit."""
        if columns := known.get(fold(written)):
            return self._one(written, columns, subject)
        for base, unit_text in _without_unit(written):
            columns = known.get(fold(base))
            if columns is None:
                continue
            heading = self._one(base, columns, subject)
            unit = heading if isinstance(heading, Wrong) else self.unit_of(unit_text, heading.column, subject)
            if isinstance(unit, Wrong):
                # A last word that is no unit here may be a word of the heading, as in "target date".
                if _BRACKETS.fullmatch(written) or not fold(unit_text).isalpha() or scale_of(unit_text):
                    return unit
                continue
            if isinstance(unit, str) and isinstance(heading, Heading):
                return Heading(heading.column, unit, heading.named)
        return None

    def _one(self, written: str, columns: tuple[str, ...], subject: Subject) -> Heading | Wrong:
        if len(columns) > 1:
            what = say("{heading} can mean {columns}", heading=quoted(written), columns=", ".join(columns))
            return Wrong(what, say("name the column by one of them"))
        return Heading(columns[0], named=fold(written) in self._names[subject])

    def _all(self, subject: Subject) -> dict[str, tuple[str, ...]]:
        """The columns that each heading means, by `fold`; made once a subject."""
        if subject not in self._known:
            data = _data()
            labels: dict[str, list[str]] = {}
            for fact in self.catalogue.get(subject, {}).values():
                labels[fact.fact] = [fact.fact, *(fact.name.get(language) for language in LANGUAGES)]
            named = {fold(label) for names in labels.values() for label in names}
            for fact_id, more in data.facts.get(subject, {}).items():
                if fact_id in labels:
                    labels[fact_id] += more
            meanings: dict[str, dict[str, None]] = {}
            for fact_id, names in labels.items():
                for label in names:
                    meanings.setdefault(fold(label), {})[fact_id] = None
                    if kind_of(self.catalogue[subject][fact_id]).counted:
                        for part, words in data.parts.items():
                            for word in words:
                                meanings.setdefault(fold(f"{label} {word}"), {})[f"{fact_id}.{part}"] = None
                                named.add(fold(f"{label} {word}"))
                    for word in data.measured if subject == "team" else ():
                        meanings.setdefault(fold(f"{label} {word}"), {})[f"measured.{fact_id}"] = None
                        named.add(fold(f"{label} {word}"))
            for particular, words in data.particulars.items():
                if particular in _particulars(subject):
                    for word in (particular, *words):
                        named.add(fold(word))
                        meanings.setdefault(fold(word), {})[particular] = None
            for word in (LEFT_OUT, *data.left_out):
                meanings.setdefault(fold(word), {LEFT_OUT: None})
            self._known[subject] = {key: tuple(columns) for key, columns in meanings.items() if key}
            self._names[subject] = frozenset(named)
        return self._known[subject]


def _without_unit(written: str) -> Iterable[tuple[str, str]]:
    """A heading in two parts, of which the second may be a unit: in brackets, behind a comma or word, before it."""
    if parts := _BRACKETS.fullmatch(written):
        yield parts["base"], parts["unit"]
    if written.startswith("%"):
        yield written[1:], "%"
    if written.endswith("%"):
        yield written[:-1], "%"
    words = written.split()
    for count in range(1, min(4, len(words))):
        base = " ".join(words[:-count])
        yield re.sub(r"(?:,|\s(?:in|per))$", "", base), " ".join(words[-count:])


def is_unit(text: str) -> bool:
    """Whether a text is a unit, of whatever fact."""
    return _unit(text) is not None


def titles_units(text: str) -> bool:
    """Whether the first cell of a row of units holds this."""
    return not text.strip() or fold(text) in _data().titles


def sheet_subject(name: str) -> Subject | None:
    """The subject of a sheet by its name."""
    return _data().sheets.get(fold(name))


def explains(name: str) -> bool:
    """Whether a sheet is there to explain the others, by its name."""
    return fold(name) in _data().helping


@cache
def _particulars(subject: Subject) -> frozenset[str]:
    if subject == "team":
        return frozenset(("team", "quarter", "as_of", "currency", "sure", "estimated", DOES_NOT_APPLY_BY))
    return frozenset(("team", subject, "quarter", "sure", "estimated"))


def _unit(text: str) -> str | None:
    """`%`, the code of a currency, a scale as it is written, `count` or a word; None where a text is no unit."""
    key, data = fold(text), _data()
    sign = text.strip()
    if key in data.per_cent:
        return "%"
    if sign in CURRENCIES:
        return CURRENCIES[sign]
    if scale_of(sign):
        return sign
    if key in data.words:
        return key
    return sign if re.fullmatch(r"[A-Z]{3}", sign) and sign in _currency_codes() else None


@cache
def _currency_codes() -> frozenset[str]:
    from babel.numbers import list_currencies

    return frozenset(list_currencies())


def _suits(unit: str, text: str, fact: Fact) -> str | Wrong:
    """A unit where it is that of a fact, else what is wrong."""
    data, kind = _data(), kind_of(fact)
    own = fact.unit.get("en") if fact.unit else ""
    shown = {"fact": quoted(fact.fact), "unit": quoted(text)}
    if scale := scale_of(text):
        if fact.kind == "money" and scale.plain:
            return unit
        return Wrong(
            say("{fact} is given in {unit}, and figures are read as they stand", **shown),
            say("write them in full, and the unit without it"),
        )
    if isinstance(kind, Share):
        fits = unit == "%"
    elif fact.kind == "money":
        fits = unit in _currency_codes()
    elif own:
        fits = unit in data.same.get(fold(own), {fold(own)})
    else:
        fits = unit in data.kinds.get(fact.kind, ())
    if fits:
        return unit
    do = say("give it in {unit}", unit=own) if own else say("leave the unit out if the figures are right without it")
    return Wrong(say("{unit} is not the unit of {fact}", **shown), do)


@dataclass(frozen=True, slots=True)
class _Data:
    """`facts/headings.yaml`, folded where it is looked up."""

    particulars: Mapping[str, Sequence[str]]
    facts: Mapping[Subject, Mapping[str, Sequence[str]]]
    parts: Mapping[str, Sequence[str]]
    measured: Sequence[str]
    left_out: Sequence[str]
    sheets: Mapping[str, Subject]
    helping: frozenset[str]
    per_cent: frozenset[str]
    words: frozenset[str]
    same: Mapping[str, frozenset[str]]
    kinds: Mapping[str, frozenset[str]]
    titles: frozenset[str]


@cache
def _data() -> _Data:
    faults = Faults()
    node = read_yaml(facts_dir() / "headings.yaml", faults)
    faults.raise_any()
    given = _plain(node)
    units = given["units"]
    groups = [frozenset(map(fold, words)) for words in units["words"]]
    kinds = {kind: frozenset(map(fold, words)) for kind, words in units["kinds"].items()}
    return _Data(
        given["particulars"],
        given["facts"],
        given["parts"],
        given["measured"],
        given["left_out"],
        {fold(name): subject for subject, names in given["sheets"].items() for name in names if subject != "help"},
        frozenset(map(fold, given["sheets"]["help"])),
        frozenset(map(fold, units["per_cent"])),
        frozenset().union(*groups, *kinds.values()),
        {word: group for group in groups for word in group},
        kinds,
        frozenset(map(fold, units["titles"])),
    )


def _plain(node: source.Node | None) -> Any:
    if isinstance(node, source.Mapping):
        return {key: _plain(value) for key, value in node.values.items()}
    if isinstance(node, source.Sequence):
        return [_plain(value) for value in node.items]
    return node.text if node is not None else None
