"""Reading case files: bases, and cases that take a base, change it, and say what must come out.

A case overlays its base: `facts` change one by one (`unknown` takes one away); a list of members replaces all of them,
while keys and values below `sellers` change the facts of the sellers named; everything else is replaced.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from diagnosis.authoring.case_model import Case, Expected
from diagnosis.authoring.expectations import read_expected
from diagnosis.documents.files import documents_in
from diagnosis.documents.source import Faults, Mapping, Node, Scalar, Sequence, describe, read_text, read_yaml, shown
from diagnosis.faults import Place, meant, suggest
from diagnosis.intake.model import Team
from diagnosis.intake.statements import STATEMENTS
from diagnosis.intake.team_file import TeamFiles
from diagnosis.knowledge.base import Knowledge
from diagnosis.knowledge.called import MEMBERS
from diagnosis.knowledge.model import SUBJECT_OF
from diagnosis.messages import Said, say, verbatim

_OF_A_TEAM = ("quarter", "as_of", "currency", "facts", "measured", *STATEMENTS, *SUBJECT_OF, "previous")
KEYS = {
    "base": ("base", "from", *_OF_A_TEAM),
    "case": ("case", "from", "says", *_OF_A_TEAM, "expect"),
}
_KINDS = {"base": say("base"), "case": say("case")}
_REMOVED = "unknown"


def read_cases(
    paths: Iterable[Path | str], knowledge: Knowledge, faults: Faults, *over: Path, bases: Iterable[Path | str] = ()
) -> tuple[Case, ...]:
    """The cases of the files, and of the `*.yaml` files of the folders, at `paths`; a base serves all of them.

    Each folder in `over` is laid over those before it: its cases and bases replace those of the same name. `bases` are
    files and folders whose bases alone are used, and which everything else is laid over. Cases are in the order of the
    files and of their lines. What is wrong is added to `faults`, and a case with a fault is left out.
    """
    reading = _CaseFiles(knowledge, faults)
    reading.borrow(bases)
    reading.enter_layer(paths)
    for folder in over:
        reading.enter_layer([folder])
    return reading.cases()


def read_case_text(
    text: str, name: str, knowledge: Knowledge, faults: Faults, bases: Iterable[Path | str] = ()
) -> tuple[Case, ...]:
    """The cases of a text in the shape of a case file; `name` stands for the file in faults.

    They may build on the bases of the files and folders at `bases`.
    """
    reading = _CaseFiles(knowledge, faults)
    reading.borrow(bases)
    reading.enter(read_text(text, name, faults), name)
    return reading.cases()


@dataclass
class _CaseFiles:
    """The entries of all files; only when all are read can a base be looked up."""

    knowledge: Knowledge
    faults: Faults
    bases: dict[str, Mapping] = field(default_factory=dict)
    entries: dict[str, Mapping] = field(default_factory=dict)
    borrowed: dict[str, Mapping] = field(default_factory=dict)

    def borrow(self, paths: Iterable[Path | str]) -> None:
        """Takes in the bases of files and folders, and none of their cases."""
        self.borrowed = self._layer(paths).bases

    def enter_layer(self, paths: Iterable[Path | str]) -> None:
        """Takes in files and folders; what they name replaces what earlier layers called the same."""
        layer = self._layer(paths)
        self.bases |= layer.bases
        self.entries |= layer.entries

    def _layer(self, paths: Iterable[Path | str]) -> _CaseFiles:
        layer = _CaseFiles(self.knowledge, self.faults)
        for path in map(Path, paths):
            layer.enter_path(path)
        return layer

    def enter_path(self, path: Path) -> None:
        """Takes in a file, or the documents of a folder."""
        files = documents_in(path) if path.is_dir() else [path]
        if not files:
            self.faults.add(
                Place(shown(path)), say("the folder holds no *.yaml file"), say("name a folder with case files")
            )
        for file in files:
            self.enter(read_yaml(file, self.faults), shown(file))

    def enter(self, root: Node | None, file: str) -> None:
        """Takes in the bases and the cases of a file."""
        if root is None:
            return
        if not isinstance(root, Mapping):
            self.faults.add(
                root.place,
                say("a case file has keys, not {given}", given=describe(root)),
                say("write 'bases:' and 'cases:'"),
            )
            return
        _check_keys(root, ("bases", "cases"), say("a case file"), self.faults)
        for kind, named in (("base", self.bases), ("case", self.entries)):
            node = root.get(f"{kind}s")
            if node is not None and not isinstance(node, Sequence):
                self.faults.add(
                    node.place,
                    say("{key} must be a list, not {given}", key=f"{kind}s", given=describe(node)),
                    say("write '- {kind}: ...'", kind=kind),
                )
            for entry in node.items if isinstance(node, Sequence) else ():
                self.enter_entry(entry, kind, named)

    def enter_entry(self, entry: Node, kind: str, named: dict[str, Mapping]) -> None:
        """Takes in a base or a case under its name."""
        if not isinstance(entry, Mapping):
            self.faults.add(
                entry.place,
                say("a {kind} has keys, not {given}", kind=_KINDS[kind], given=describe(entry)),
                say("write '- {kind}: its name'", kind=kind),
            )
            return
        name = _text(entry, kind, self.faults)
        if name is None:
            return
        if name in named:
            other = named[name].values[kind].place
            self.faults.add(
                entry.values[kind].place,
                say("the {kind} {name!r} is at {other} already", kind=_KINDS[kind], name=name, other=other),
                say("rename one of them"),
            )
        else:
            named[name] = entry

    # --- cases ------------------------------------------------------------------------------------------------

    def cases(self) -> tuple[Case, ...]:
        """Every case without a fault. The bases that no case uses are checked as well."""
        files = TeamFiles(self.knowledge.facts)
        cases = [case for name, entry in self.entries.items() if (case := self.case(name, entry, files)) is not None]
        used = {self.base_of(entry) for entry in (*self.entries.values(), *self.bases.values())}
        for name, entry in self.bases.items():
            _check_keys(entry, KEYS["base"], say("a base"), self.faults)
            if name not in used and (whole := self.whole(entry, ())) is not None:
                files.team(_with_name(whole, entry, "base"), self.faults)
        return tuple(cases)

    def case(self, name: str, entry: Mapping, files: TeamFiles) -> Case | None:
        before = len(self.faults)
        _check_keys(entry, KEYS["case"], say("a case"), self.faults)
        says = _text(entry, "says", self.faults)
        whole = self.whole(entry, ())
        team = None
        if whole is not None:
            inside = len(self.faults)
            read = files.team(_with_name(whole, entry, "case"), self.faults)
            team = read if len(self.faults) == inside else None
        expected = self.expected(name, entry, team)
        if len(self.faults) > before or team is None or expected is None or says is None:
            return None
        return Case(name, " ".join(says.split()), team, expected, entry.values["case"].place)

    def expected(self, name: str, entry: Mapping, team: Team | None) -> Expected | None:
        node = entry.get("expect")
        if node is None:
            self.faults.add(
                entry.place,
                say("the case '{name}' says nothing of what must come out", name=name),
                say("write 'expect:'"),
            )
            return None
        if not isinstance(node, Mapping):
            self.faults.add(
                node.place,
                say("expect has keys, not {given}", given=describe(node)),
                say("write 'confirmed: []', for example"),
            )
            return None
        return read_expected(node, self.knowledge, team, self.faults)

    def base_of(self, entry: Mapping) -> str | None:
        node = entry.get("from")
        return node.text if isinstance(node, Scalar) and not node.null else None

    def whole(self, entry: Mapping, seen: tuple[str, ...]) -> Mapping | None:
        """What an entry says of the team, laid over its base; None where there is no such base."""
        if entry.get("from") is None:
            return _overlaid(None, entry, self.faults)
        name = _text(entry, "from", self.faults)
        if name is None:
            return None
        place = entry.values["from"].place
        bases = self.borrowed | self.bases
        if name not in bases:
            guess = suggest(name, bases)
            there = verbatim(", ".join(sorted(bases))) or say("not given")
            do = meant(guess, say("the bases are {bases}", bases=there))
            self.faults.add(place, say("there is no base {name!r}", name=name), do)
            return None
        if name in seen:
            self.faults.add(
                place,
                say("the bases go in a circle: {names}", names=" -> ".join((*seen, name))),
                say("break the circle"),
            )
            return None
        below = self.whole(bases[name], (*seen, name))
        return None if below is None else _overlaid(below, entry, self.faults)


def _overlaid(below: Mapping | None, entry: Mapping, faults: Faults) -> Mapping:
    """The keys of a team in `entry`, laid over those of its base."""
    values = dict(below.values) if below else {}
    keys = dict(below.keys) if below else {}
    for key in _OF_A_TEAM:
        node = entry.get(key)
        if node is None or (isinstance(node, Scalar) and node.null):
            continue
        keys[key] = entry.keys[key]
        if isinstance(node, Scalar) and node.text == _REMOVED and not node.quoted:
            values.pop(key, None)
        elif key == "facts" and isinstance(node, Mapping):
            values[key] = _merged(values.get(key), node)
        elif key in SUBJECT_OF and isinstance(node, Mapping):
            subject = SUBJECT_OF[key]
            values[key] = _changed(values.get(key), node, subject, faults)
        else:
            values[key] = node
    return Mapping(values, {key: keys[key] for key in values}, entry.place)


def _merged(below: Node | None, node: Mapping) -> Mapping:
    """Keys and values over others."""
    if not isinstance(below, Mapping):
        return node
    return Mapping({**below.values, **node.values}, {**below.keys, **node.keys}, node.place)


def _changed(below: Node | None, node: Mapping, subject: str, faults: Faults) -> Sequence:
    """A list of members of which those named as keys have other facts; a new name is a new member."""
    items: dict[str, Mapping] = {}
    for item in below.items if isinstance(below, Sequence) else ():
        if isinstance(item, Mapping) and isinstance(own := item.get(subject), Scalar):
            items[own.text] = item
    for name, change in node.values.items():
        own = node.keys[name]
        if isinstance(change, Scalar) and change.text == _REMOVED and not change.quoted:
            if items.pop(name, None) is None:
                guess = suggest(name, items)
                do = meant(guess, say("delete the line"))
                faults.add(
                    own.place, say("there is no {kind} {name!r} to take away", kind=MEMBERS[subject], name=name), do
                )
        elif isinstance(change, Mapping):
            named = Mapping({**change.values, subject: own}, {**change.keys, subject: own}, own.place)
            items[name] = _merged(items.get(name), named)
        else:
            faults.add(
                change.place,
                say("a {kind} has keys and values, not {given}", kind=MEMBERS[subject], given=describe(change)),
                say("write {{fact: value}}"),
            )
    return Sequence(tuple(items.values()), node.place)


def _with_name(whole: Mapping, entry: Mapping, kind: str) -> Mapping:
    """A team is named as its case."""
    return Mapping({"team": entry.values[kind], **whole.values}, {"team": entry.keys[kind], **whole.keys}, entry.place)


def _check_keys(node: Mapping, known: Iterable[str], where: Said, faults: Faults) -> None:
    for key, scalar in node.keys.items():
        if key not in known:
            guess = suggest(key, known)
            do = meant(guess, say("its keys are {known}", known=", ".join(known)))
            faults.add(scalar.place, say("'{key}' is not a key of {where}", key=key, where=where), do)


def _text(node: Mapping, key: str, faults: Faults) -> str | None:
    value = node.get(key)
    if value is None or (isinstance(value, Scalar) and (value.null or not value.text.strip())):
        faults.add(
            node.place if value is None else value.place,
            say("{key} is missing", key=key),
            say("write '{key}: ' and a text", key=key),
        )
        return None
    if not isinstance(value, Scalar):
        faults.add(
            value.place,
            say("{key} must be a text, not {given}", key=key, given=describe(value)),
            say("write it on one line"),
        )
        return None
    return value.text.strip()
