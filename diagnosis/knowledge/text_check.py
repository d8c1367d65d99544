"""Checks the texts of a knowledge base: their form, and that every name in them exists (`check`).

This check gives people places and suggestions. `texts` checks again, on the tree that Jinja2 makes of a text.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from diagnosis.documents import source
from diagnosis.documents.source import Faults, Scalar, Sequence
from diagnosis.faults import meant, suggest
from diagnosis.kinds import kind_of
from diagnosis.kinds.attributes import brings
from diagnosis.kinds.text import quoted, unseen
from diagnosis.knowledge.base import Knowledge
from diagnosis.knowledge.model import Fact
from diagnosis.knowledge.texts import FILTERS, OPENING
from diagnosis.knowledge.version import WORDING
from diagnosis.knowledge.written import Entry, Written
from diagnosis.messages import Said, say

_NAME = r"[A-Za-z][A-Za-z0-9_]*"
_SLOT = re.compile(r"\{\{((?:[^{}]|\{(?!\{)|\}(?!\}))*)\}\}")
# None begins within another: each character is looked at once, however many braces there are.
_EXPRESSION = re.compile(rf"\s*({_NAME}(?:\.{_NAME})*)\s*(?:\|\s*({_NAME})\s*)?")

_MOST_TOLD = 20
"""So many faults of one text are told; of a text with more, nobody reads the rest."""

_HOLDING = frozenset({("rule", "says"), ("finding", "says"), ("stage", "cleared")})
_ONLY = say("only 'says' of rules and findings and 'cleared' of stages can")
_ALLOWED = say("write '{{{{ name }}}}', '{{{{ name.path }}}}' or '{{{{ name | filter }}}}'")

_WORDS = frozenset({"name", "healthy", "bad"})
"""What stands behind a point and is words, which no filter can print in another way."""


@dataclass(frozen=True, slots=True)
class _Name:
    """What a name in a text is: a fact, else a number (a parameter) or a word; or a fact that is lost to a fault."""

    fact: Fact | None = None
    number: bool = False
    lost: bool = False

    @property
    def attributes(self) -> tuple[str, ...]:
        return attributes_of(self.fact) if self.fact is not None else ()


def check(knowledge: Knowledge, written: Written, faults: Faults) -> None:
    """Tell every text that is more than a text, and every unknown name in one."""
    _check_visible(written, faults)
    names: dict[str, Mapping[str, _Name]] = {}
    for kind, entries in written.entries.items():
        for entry in entries.values():
            for key, words in _texts(entry):
                if not OPENING.search(words.text):
                    continue
                if (kind, key) not in _HOLDING:
                    faults.add(
                        words.place, say("{key!r} of {entry} cannot hold values", key=key, entry=entry.called), _ONLY
                    )
                    continue
                subject = written.subject(entry)
                if subject not in names:
                    names[subject] = _names(subject, knowledge, written)
                _Check(words, entry.called, names[subject], written, faults).check()
    for chart in written.charts.values():
        for name, (_, node) in chart.items():
            for value in node.values.values() if isinstance(node, source.Mapping) else ():
                if isinstance(value, Scalar) and OPENING.search(value.text):
                    faults.add(value.place, say("the name of {name!r} cannot hold values", name=name), _ONLY)


def _check_visible(written: Written, faults: Faults) -> None:
    """Tell every text with characters that turn what stands around them, or steer a terminal."""
    entries = (entry for kind in written.entries.values() for entry in kind.values())
    pending: list[object] = [node for entry in entries for node in entry.values.values()]
    while pending:
        node = pending.pop()
        if isinstance(node, source.Mapping):
            pending += node.values.values()
        elif isinstance(node, Sequence):
            pending += node.items
        elif isinstance(node, Scalar) and (char := unseen(node.text)):
            what = say("{text} holds a character that cannot be seen", text=quoted(char))
            faults.add(node.place, what, say("write the text without it"))


def attributes_of(fact: Fact) -> tuple[str, ...]:
    """What a text can say of a fact behind a point: `otif.bad`."""
    bands = ("healthy", "bad") if fact.bands else ()
    counts = ("count", "of") if fact.full_count else ()
    return ("value", "name", *brings(fact), *counts, *bands)


def _texts(entry: Entry) -> Iterator[tuple[str, Scalar]]:
    """The scalars of an entry that are texts in a language, and the key of each."""
    for key, node in entry.values.items():
        if key in WORDING and isinstance(node, source.Mapping):
            yield from ((key, words) for words in node.values.values() if isinstance(words, Scalar))


def _names(subject: str, knowledge: Knowledge, written: Written) -> dict[str, _Name]:
    """The names that a text about `subject` can hold: its own facts come before the team's."""
    names = {name: _Name() for name in ("team", "quarter", *(() if subject == "team" else (subject,)))}
    names |= {name: _Name(number=True) for name in written.entries["parameter"]}
    for fact in written.entries["fact"].values():
        if written.subject(fact) in ("team", subject):
            names[fact.id] = _Name(lost=True)
    for facts in (knowledge.facts["team"], knowledge.facts.get(subject, {})):
        names |= {name: _Name(fact, kind_of(fact).numeric) for name, fact in facts.items()}
    return names


@dataclass(frozen=True, slots=True)
class _Check:
    words: Scalar
    entry: Said
    names: Mapping[str, _Name]
    written: Written
    faults: Faults

    def check(self) -> None:
        text = self.words.text
        stray = OPENING.search(_SLOT.sub(lambda slot: " " * len(slot.group()), text))
        if stray:
            what = say(
                "{opening!r} in the text of {entry} is not closed or not understood",
                opening=stray.group(),
                entry=self.entry,
            )
            self.fault(stray.start(), what, _ALLOWED)
        before = len(self.faults)
        for slot in _SLOT.finditer(text):
            if len(self.faults) - before > _MOST_TOLD:
                return
            match = _EXPRESSION.fullmatch(slot.group(1))
            if match:
                self.expression(slot.start(1), match)
            else:
                written = source.brief(slot.group())
                self.fault(
                    slot.start(),
                    say("{written} in the text of {entry} is more than a name", written=written, entry=self.entry),
                    _ALLOWED,
                )

    def expression(self, start: int, match: re.Match[str]) -> None:
        """[previous.]name[.attribute] [| filter]."""
        path, how = match.group(1).split("."), match.group(2)
        at = start + match.start(1)
        previous = path[0] == "previous" and len(path) > 1
        name, *attributes = path[1:] if previous else path
        # Only facts have a quarter before.
        possible = [key for key, name in self.names.items() if not previous or name.fact or name.lost]
        if how and how not in FILTERS:
            what = say("unknown filter {name!r} in the text of {entry}", name=how, entry=self.entry)
            self.fault(start + match.start(2), what, _meant(how, FILTERS, say("filters")))
        if name not in possible:
            if self.written.sure("fact") and self.written.sure("parameter"):
                self.fault(
                    at,
                    say("unknown name {name!r} in the text of {entry}", name=name, entry=self.entry),
                    _meant(name, possible, say("facts")),
                )
            return
        known = self.names[name]
        if known.lost:
            return
        if attributes and (len(attributes) > 1 or attributes[0] not in known.attributes):
            what = say(
                "{name!r} has no {part!r} (text of {entry})",
                name=name,
                part=".".join(attributes),
                entry=self.entry,
            )
            do = (
                _meant(attributes[0], known.attributes, say("values"))
                if known.fact
                else say("write {name!r} alone", name=name)
            )
            self.fault(at, what, do)
        elif how in FILTERS and (not known.number or _WORDS.intersection(attributes)):
            what = say(
                "{path!r} is no number, so {filter!r} cannot print it (text of {entry})",
                path=match.group(1),
                filter=how,
                entry=self.entry,
            )
            self.fault(start + match.start(2), what, say("delete the filter"))

    def fault(self, at: int, what: Said, do: Said) -> None:
        """Tell a fault at a position in the text."""
        text = self.words.text
        place = self.words.place_of(text.count("\n", 0, at) + 1, at - text.rfind("\n", 0, at))
        self.faults.add(place, what, do)


def _meant(name: str, known: Collection[str], several: Said) -> Said:
    if len(known) <= 12:
        there = say("the {several} are {known}", several=several, known=", ".join(known))
    else:
        there = say("name one of the {several} that the rule can use", several=several)
    return meant(suggest(name, known), there)
