"""Reading `expect`: every name in it must be one that the knowledge base or the case itself has."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import get_args

from diagnosis.authoring.case_model import ASPECTS, EXPECTED, Aspect, Expected, Item, Names, Stated
from diagnosis.documents.source import Faults, Mapping, Node, Scalar, Sequence, describe
from diagnosis.faults import Place, meant, suggest
from diagnosis.intake.model import Team
from diagnosis.knowledge.base import Knowledge
from diagnosis.knowledge.called import KINDS, MEMBERS
from diagnosis.knowledge.model import Subject, Verdict
from diagnosis.knowledge.variables import PREVIOUS
from diagnosis.messages import Said, say
from diagnosis.result import Reason

_CALLED: dict[Names, Said] = {
    "cause": say("cause"),
    "stage": say("stage"),
    "rule": say("rule"),
    "fact": say("fact"),
    "action": say("action"),
    "strength": say("strength"),
    "recognition": say("ground for recognition"),
    "note": say("note"),
    "member": say("member of this team"),
}


def read_expected(node: Mapping, knowledge: Knowledge, team: Team | None, faults: Faults) -> Expected | None:
    """What a case expects; None where `faults` has grown. Without a `team` (it has faults) no member is checked."""
    reading = _ExpectationReading(knowledge, team, faults)
    before = len(faults)
    expected = reading.expected(node)
    return expected if len(faults) == before else None


@dataclass
class _ExpectationReading:
    knowledge: Knowledge
    team: Team | None
    faults: Faults

    def expected(self, node: Mapping) -> Expected:
        for key, scalar in node.keys.items():
            if key not in EXPECTED:
                self.unknown(scalar.place, say("'{key}' is not a key of expect", key=key), key, EXPECTED)
        if not node.values:
            self.faults.add(node.place, say("expect says nothing"), say("write 'confirmed: []', for example"))
        refused = self.word(node, "refused", ("true",))
        if refused is not None and len(node.values) > 1:
            self.faults.add(
                refused.place, say("a team that is refused has no result to compare"), say("delete the other keys")
            )
        lists = {key: self.items(node.values[key], ASPECTS[key]) for key in ASPECTS if key in node.values}
        return Expected(
            place=node.place,
            lists=lists,
            places={key: node.values[key].place for key in lists},
            stages={item.id: stated for item, stated in self.chart(node, "stages", get_args(Verdict))},
            reasons=dict(self.chart(node, "reasons", get_args(Reason))),
            target_met=self.word(node, "target_met", ("true", "false", "unknown")),
            refused=refused,
        )

    def word(self, node: Mapping, key: str, words: Collection[str]) -> Stated | None:
        value = node.get(key)
        return None if value is None else self.stated(value, key, words)

    def stated(self, node: Node, key: str, words: Collection[str]) -> Stated | None:
        if isinstance(node, Scalar) and node.text in words:
            return Stated(node.text, node.place)
        written = node.text if isinstance(node, Scalar) else ""
        self.unknown(node.place, say("{key} cannot be {given}", key=key, given=describe(node)), written, words)
        return None

    def chart(self, node: Mapping, key: str, words: Collection[str]) -> Iterator[tuple[Item, Stated]]:
        """The entries of `stages` (a stage each) or `reasons` (a stage or a cause each)."""
        value = node.get(key)
        if value is None:
            return
        if not isinstance(value, Mapping):
            what = say("{key} has keys and values, not {given}", key=key, given=describe(value))
            self.faults.add(value.place, what, say("write '{{delivery: {word}}}'", word=next(iter(words))))
            return
        for name, answer in value.values.items():
            stage = key == "stages" or name in self.knowledge.stages
            item = self.item(name, value.keys[name].place, "stage" if stage else "cause")
            stated = self.stated(answer, name, words)
            if item is not None and stated is not None:
                yield item, stated

    # --- lists ------------------------------------------------------------------------------------------------

    def items(self, node: Node, aspect: Aspect) -> tuple[Item, ...]:
        if not isinstance(node, Sequence):
            self.faults.add(
                node.place,
                say("{key} must be a list, not {given}", key=aspect.key, given=describe(node)),
                say("write it as [a, b]"),
            )
            return ()
        items = []
        for entry in node.items:
            if not isinstance(entry, Scalar) or entry.null:
                what = say("{key} lists names, not {given}", key=aspect.key, given=describe(entry))
                self.faults.add(entry.place, what, say("write each as one word, or as 'closing of S-4'"))
                continue
            item = self.item(entry.text.strip(), entry.place, aspect.names)
            if item is not None:
                items.append(item)
        return tuple(items)

    def item(self, text: str, place: Place, names: Names) -> Item | None:
        """What `text` names; None (with a fault) where nothing is called so."""
        if names == "member":
            return Item(text, place=place) if self.known_member(text, place, None) else None
        rest, holder = text, None
        if names == "fact":
            before, _, after = text.rpartition(" from ")
            rest, holder = (before, after.strip()) if before else (text, None)
        id_, of, member = (part.strip() for part in rest.partition(" of "))
        known = self.known(names)
        if (id_.removeprefix(PREVIOUS) if names == "fact" else id_) not in known:
            self.unknown(place, say("there is no {kind} {name!r}", kind=_CALLED[names], name=id_), id_, known)
            return None
        if holder is not None and holder not in self.knowledge.departments:
            what = say("there is no {kind} {name!r}", kind=KINDS["department"], name=holder)
            self.unknown(place, what, holder, self.knowledge.departments)
            return None
        item = Item(id_, member if of else None, holder, place)
        return item if self.fits(item, names) else None

    def known(self, names: Names) -> Collection[str]:
        knowledge = self.knowledge
        match names:
            case "cause":
                return knowledge.causes
            case "stage":
                return knowledge.stages
            case "rule":
                return {id_ for rules in knowledge.program.rules.values() for id_ in rules}
            case "fact":
                return {fact for facts in knowledge.facts.values() for fact in facts}
            case "action":
                return knowledge.actions
            case _:
                checks = [check.check for check in knowledge.checks.values() if check.unknown and names == "note"]
                return {*(f.finding for f in knowledge.findings.values() if f.kind == names), *checks}

    def fits(self, item: Item, names: Names) -> bool:
        """Whether the member that an item names can have what it names."""
        subject: Subject | None = None
        if names == "cause":
            subject = self.knowledge.stages[self.knowledge.causes[item.id].stage].subject
            if subject != "team" and item.member is None:
                what = say("the cause {id!r} is one of a single {member}", id=item.id, member=MEMBERS[subject])
                do = say("write '{id} of' and the {member}'s id", id=item.id, member=MEMBERS[subject])
                self.faults.add(item.place, what, do)
                return False
        if names in ("strength", "recognition", "note"):
            subject = (self.knowledge.findings.get(item.id) or self.knowledge.checks[item.id]).subject
        if names == "fact":
            name = item.id.removeprefix(PREVIOUS)
            owners = [owner for owner, facts in self.knowledge.facts.items() if name in facts]
            subject = "team" if owners == ["team"] else None
        if item.member is None:
            return True
        if subject == "team" or names == "stage":
            self.faults.add(
                item.place,
                say("'{id}' is about the team as a whole", id=item.id),
                say("write '{id}' alone", id=item.id),
            )
            return False
        return self.known_member(item.member, item.place, subject)

    def known_member(self, name: str, place: Place, subject: Subject | None) -> bool:
        if self.team is None:
            return True
        groups = [self.team.members.get(subject, ())] if subject else list(self.team.members.values())
        known = {member.member for group in groups for member in group}
        if name not in known:
            kind = MEMBERS[subject] if subject else say("member")
            self.unknown(place, say("there is no {kind} {name!r} in this case", kind=kind, name=name), name, known)
        return name in known

    def unknown(self, place: Place, what: Said, name: str, known: Collection[str]) -> None:
        if len(known) <= 20 and known:
            otherwise = say("choose from: {known}", known=", ".join(sorted(known)))
        else:
            otherwise = say("correct it")
        self.faults.add(place, what, meant(suggest(name, known), otherwise))
