"""Makes rules of the signs under causes (see `signs`), layer by layer; what reads rules knows of no signs.

Causes with the same sign share its rule. An overlay changes or drops (`bad: null`) a sign as it does any other entry.
"""

from __future__ import annotations

from dataclasses import dataclass

from pydantic import TypeAdapter

from diagnosis.documents import source
from diagnosis.documents.source import Faults, Node, Scalar, Source
from diagnosis.faults import Place, meant, suggest
from diagnosis.knowledge import validate
from diagnosis.knowledge.names import visible_facts
from diagnosis.knowledge.signs import BANDS, Signs
from diagnosis.knowledge.written import Entry, SignsWritten, Written
from diagnosis.messages import say

_DIRECTIONS = ("for", "against")
_SHARED = ("group", "says", "source")
_ADAPTER = TypeAdapter(Signs)


def write_out(signs: SignsWritten, written: Written, faults: Faults) -> None:
    """Make rules of the signs that one layer gives a cause; those with faults are left out and told."""
    if signs.cause.layer and "title" not in signs.cause.values:
        return  # a cause that nobody has: told as such
    before = len(faults)
    if isinstance(signs.node, source.Mapping):
        known = visible_facts(written.subject(signs.cause), written)
        for name, node in signs.node.values.items():
            key = signs.node.keys[name]
            if name in known or not written.sure("fact"):
                _Writing(signs, key, written, faults).write(node)
            else:
                what = say("unknown fact {name!r} in the signs of {entry}", name=name, entry=signs.cause.called)
                faults.add(key.place, what, meant(suggest(name, known), say("name a fact of the catalogue")))
    elif not (isinstance(signs.node, Scalar) and signs.node.null):
        place = signs.node.place
        what = say("the signs of {entry} must be facts and their bands", entry=signs.cause.called)
        faults.add(place, what, say("write 'fact: {{bad: grade, healthy: {{against: grade}}}}'"))
    if len(faults) > before:
        written.unsure.add("rule")


@dataclass(frozen=True)
class _Writing:
    """Writes out the signs that one layer gives a cause by one fact; `fact` is its key there."""

    signs: SignsWritten
    fact: Scalar
    written: Written
    faults: Faults

    def write(self, node: Node) -> None:
        """Write out what stands behind the fact."""
        name = self.fact.text
        if isinstance(node, Scalar) and node.null:
            there = [band for band in BANDS if (self.cause.id, name, band) in self.written.signs]
            for band in there or ("bad",):
                self._drop(band, self.fact)
            return
        called = say("{fact!r} in the signs of {entry}", fact=name, entry=self.cause.called)
        if validate.value(_ADAPTER, node, called, self.faults, tuple(Signs.model_fields)) is None:
            return
        assert isinstance(node, source.Mapping)
        of_all: dict[str, Node] = {key: node.values[key] for key in ("group", "source") if key in node.values}
        keys: dict[str, Scalar] = {key: node.keys[key] for key in of_all}
        for band in BANDS:
            own, key = node.get(band), node.keys.get(band, self.fact)
            if isinstance(own, Scalar) and own.null:
                self._drop(band, key)
            elif own is not None or (of_all and (self.cause.id, name, band) in self.written.signs):
                self._put(band, key, *_merged(own, key, of_all, keys, band))

    @property
    def cause(self) -> Entry:
        """The cause that the signs are of."""
        return self.signs.cause

    def _put(self, band: str, key: Scalar, values: dict[str, Node], keys: dict[str, Scalar]) -> None:
        """Add the sign to its rule, or make the rule; `key` is the band's."""
        identity = (self.cause.id, self.fact.text, band)
        is_new = identity not in self.written.signs
        given = values.pop("rule", None)
        name = given.text if isinstance(given, Scalar) else self.written.signs.get(identity, f"{self.fact.text}_{band}")
        entry = self.written.entries["rule"].get(name)
        if not is_new and name != self.written.signs[identity]:
            was = say("this sign is rule {name!r} already", name=self.written.signs[identity])
            self.faults.add(keys["rule"].place, was, say("keep that name"))
            return
        direction = next((direction for direction in _DIRECTIONS if direction in values), None)
        if is_new and direction is None:
            what = say("the sign {name!r} says neither for nor against", name=name)
            self.faults.add(key.place, what, say("add a grade"))
            return
        if entry is None:
            entry = self._made(name, band, key)
        elif entry.sign != (self.fact.text, band):
            what = say("{entry} is given twice, first at {first}", entry=entry.called, first=entry.place)
            self.faults.add(key.place, what, say("give the sign a name of its own: 'rule: ...'"))
            return
        self._keep_packaged(entry)
        if is_new and name not in self.written.signs.values():
            self._clear(entry, key)
        if is_new and (clash := self._clash(entry, values)):
            what = say(
                "{entry} has another {key!r}, at {place}", entry=entry.called, key=clash, place=entry.keys[clash].place
            )
            self.faults.add(keys[clash].place, what, say("give the sign a name of its own: 'rule: ...'"))
            return
        self.written.signs[identity] = name
        if direction is not None:
            other = _DIRECTIONS[1 - _DIRECTIONS.index(direction)]
            self._take(entry, other, self.cause.id, key)
            self._give(entry, direction, values[direction], key)
        for shared in _SHARED:
            if shared in values:
                entry.values[shared], entry.keys[shared] = values[shared], keys[shared]

    def _made(self, name: str, band: str, key: Scalar) -> Entry:
        """A rule for a sign that none has yet."""
        stage = self.cause.text("stage") or self.cause.stage
        entry = Entry("rule", name, key.place, self.signs.layer, stage, sign=(self.fact.text, band))
        condition = f'band({self.fact.text}) = "{BANDS[band]}"'
        for part, text, place in (("rule", name, key), ("when", condition, self.fact)):
            entry.values[part], entry.keys[part] = _scalar(text, place.place), place
        self.written.entries["rule"][name] = entry
        return entry

    def _keep_packaged(self, entry: Entry) -> None:
        if self.signs.layer and not entry.layer and entry.packaged is None:
            entry.packaged = dict(entry.values)

    def _clash(self, entry: Entry, values: dict[str, Node]) -> str | None:
        """What this sign would change for the other causes that share its rule."""
        both = (shared for shared in _SHARED if shared in entry.values and shared in values)
        return next(
            (shared for shared in both if validate.plain(entry.values[shared]) != validate.plain(values[shared])), None
        )

    def _give(self, entry: Entry, direction: str, grade: Node, key: Scalar) -> None:
        evidence, name = entry.values.get(direction), self.signs.name
        values: dict[str, Node] = {name.text: grade}
        keys = {name.text: name}
        if isinstance(evidence, source.Mapping):
            values, keys = {**evidence.values, **values}, {**evidence.keys, **keys}
        entry.values[direction], entry.keys[direction] = source.Mapping(values, keys, key.place), key

    def _clear(self, entry: Entry, key: Scalar) -> None:
        """Take out what is left in a rule of which an earlier layer dropped all signs."""
        entry.values.pop("status", None)
        for direction in _DIRECTIONS:
            evidence = entry.values.get(direction)
            for cause in tuple(evidence.values) if isinstance(evidence, source.Mapping) else ():
                self._take(entry, direction, cause, key)

    def _take(self, entry: Entry, direction: str, name: str, key: Scalar) -> None:
        """Take a cause out of the evidence; where the base has it, it is said that it is dropped."""
        evidence = entry.values.get(direction)
        if not isinstance(evidence, source.Mapping) or name not in evidence.values:
            return
        values, keys = dict(evidence.values), dict(evidence.keys)
        packaged = (entry.packaged or {}).get(direction)
        if isinstance(packaged, source.Mapping) and name in packaged.values:
            values[name] = _scalar("", key.place)
        else:
            del values[name], keys[name]
        entry.values[direction], entry.keys[direction] = source.Mapping(values, keys, key.place), key

    def _drop(self, band: str, key: Scalar) -> None:
        """Take a sign away that an earlier layer has; a rule that no cause is left of is retired."""
        name = self.written.signs.pop((self.cause.id, self.fact.text, band), None)
        if name is None or not self.signs.layer:
            what = say("{entry} has no such sign", entry=self.cause.called)
            self.faults.add(key.place, what, say("delete it"))
            return
        entry = self.written.entries["rule"][name]
        self._keep_packaged(entry)
        if name in self.written.signs.values():
            for direction in _DIRECTIONS:
                self._take(entry, direction, self.cause.id, key)
        else:
            entry.values["status"], entry.keys["status"] = _scalar("retired", key.place), key


def _merged(
    own: Node | None, key: Scalar, of_all: dict[str, Node], keys_of_all: dict[str, Scalar], band: str
) -> tuple[dict[str, Node], dict[str, Scalar]]:
    """The keys of one sign, in full: those of its fact hold where it has none of its own."""
    values: dict[str, Node] = {}
    keys: dict[str, Scalar] = {}
    if isinstance(own, source.Mapping):
        given = {part: node for part, node in own.values.items() if not (isinstance(node, Scalar) and node.null)}
        values, keys = given, {part: own.keys[part] for part in given}
    elif own is not None:
        values, keys = {"for": own}, {"for": key}
    speaks_for = "against" not in values
    for part, node in of_all.items():
        if part not in values and (part != "group" or speaks_for) and (part != "source" or band != "between"):
            values[part], keys[part] = node, keys_of_all[part]
    return values, keys


def _scalar(text: str, place: Place) -> Scalar:
    """A text that nobody wrote: every position in it is `place`, that of what it stands for."""
    return Scalar(text, Source(place.file, ""), place.line, place.column)
