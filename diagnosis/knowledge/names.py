"""Checks that every id that an entry refers to exists: `check_references`.

The check works on the written entries, not on the records. So an entry with some other fault is checked too, and other
entries may still refer to it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from diagnosis.documents.source import Faults, Mapping, Node, Scalar, Sequence
from diagnosis.faults import Place, meant, suggest
from diagnosis.knowledge.called import SEVERAL, SUBJECTS, called
from diagnosis.knowledge.written import Entry, Written
from diagnosis.messages import Said, say

_REFERENCES = (
    # kind of entry, path to the ids in it (`*`: each item, `:`: each key, `=`: each value), what they are ids of
    ("stage", "after.*", "stage"),
    ("stage", "owner", "department"),
    ("fact", "stage", "stage"),
    ("fact", "held_by", "department"),
    ("fact", "known_by", "department"),
    ("fact", "proxy", "fact"),
    ("fact", "bands.against", "fact"),
    ("fact", "bands.usual", "fact"),
    ("cause", "stage", "stage"),
    ("cause", "needs.*", "fact"),
    ("cause", "actions.*", "action"),
    ("cause", "instead_of.*", "cause"),
    ("rule", "stage", "stage"),
    ("rule", "for.:", "cause"),
    ("rule", "for.=", "grade"),
    ("rule", "against.:", "cause"),
    ("rule", "against.=", "grade"),
    ("rule", "replaced_by", "rule"),
    ("action", "owner", "department"),
    ("action", "check.fact", "any fact"),
    ("finding", "actions.*", "action"),
)


def check_references(written: Written, faults: Faults) -> None:
    """Tell every id that refers to nothing, with the id that may be meant."""
    for kind, path, target in _REFERENCES:
        if not written.sure(target.removeprefix("any ")):
            continue
        for entry in written.entries[kind].values():
            for scalar in _at(entry, path):
                known = _known(target, entry, written)
                if scalar.text not in known:
                    _unknown(scalar.text, scalar.place, target, entry, known, written, faults)
    for name in ("confirmed", "ruled_out") if written.sure("grade") else ():
        limit = written.charts["limits"].get(name)
        grade = limit[1].get("grade") if limit and isinstance(limit[1], Mapping) else None
        if isinstance(grade, Scalar) and grade.text not in written.charts["grades"]:
            known = written.charts["grades"]
            faults.add(
                grade.place,
                say("unknown grade {name!r} in the limits", name=grade.text),
                _meant(grade.text, known, "grade"),
            )


def visible_facts(subject: str, written: Written) -> set[str]:
    """The ids of the facts that an entry of `subject` can name: its own and the team's."""
    facts = written.entries["fact"].values()
    return {fact.id for fact in facts if written.subject(fact) in (subject, "team")}


def _known(target: str, entry: Entry, written: Written) -> Collection[str]:
    if target == "department":
        return written.charts["departments"]
    if target == "grade":
        return written.charts["grades"]
    if target == "any fact":
        return {fact.id for fact in written.entries["fact"].values()}
    if target == "fact":
        return visible_facts(written.subject(entry), written)
    return written.entries[target]


def _unknown(
    name: str, place: Place, target: str, entry: Entry, known: Collection[str], written: Written, faults: Faults
) -> None:
    what = target.removeprefix("any ")
    if what == "fact":
        elsewhere = [fact for fact in written.entries["fact"].values() if fact.id == name]
        if elsewhere:
            owner = SUBJECTS[written.subject(elsewhere[0])]
            faults.add(
                place,
                say("{entry} names {name!r}, a fact of a {owner}", entry=entry.called, name=name, owner=owner),
                say("name a fact of the team"),
            )
            return
    faults.add(
        place,
        say("unknown {wanted} in {entry}", wanted=called(what, name), entry=entry.called),
        _meant(name, known, what),
    )


def _meant(name: str, known: Collection[str], kind: str) -> Said:
    several = SEVERAL[kind]
    if 0 < len(known) <= 10:
        there = say("the {several} are {known}", several=several, known=", ".join(sorted(known)))
    else:
        there = say("add it to the {several}, or name another", several=several)
    return meant(suggest(name, known), there)


def _at(entry: Entry, path: str) -> Iterator[Scalar]:
    """The scalars at a path. The models report anything else that stands there."""
    first, *rest = path.split(".")
    node = entry.values.get(first)
    if node is not None:
        yield from _below(node, rest)


def _below(node: Node, path: list[str]) -> Iterator[Scalar]:
    if not path:
        if isinstance(node, Scalar) and node.style != "*" and not node.null:
            yield node
        return
    if path[0] == ":":
        yield from node.keys.values() if isinstance(node, Mapping) else ()
    elif path[0] in ("*", "="):
        items: Iterable[Node] = ()
        if path[0] == "*" and isinstance(node, Sequence):
            items = node.items
        if path[0] == "=" and isinstance(node, Mapping):
            items = node.values.values()
        for item in items:
            yield from _below(item, path[1:])
    elif isinstance(node, Mapping) and path[0] in node.values:
        yield from _below(node.values[path[0]], path[1:])
