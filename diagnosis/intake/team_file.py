"""One team as a YAML or JSON file: its particulars, its facts, its members, and the quarter before.

Everything in the file is checked in one pass; a team with a fault is refused with all of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from collections.abc import Mapping as MappingOf
from collections.abc import Sequence as SequenceOf
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TypeVar

from diagnosis.documents.source import Faults, Mapping, Node, Scalar, Sequence, describe, read_yaml
from diagnosis.documents.source import shown as shown_path
from diagnosis.faults import Faulty, Note, Place
from diagnosis.intake import particulars
from diagnosis.intake.given import nodes_of
from diagnosis.intake.lookup import OWNERS, Catalogue, Homes, find_fact, find_measured, hint
from diagnosis.intake.model import Given, Intake, Member, Refused, Team
from diagnosis.intake.names import same
from diagnosis.intake.plausible import marked
from diagnosis.intake.previous import joined_members, not_directly_before
from diagnosis.intake.quarters import quarter_after
from diagnosis.intake.totals import members_of_totals
from diagnosis.intake.values import BareShares, Parser, as_estimate, parser, wrong_currencies
from diagnosis.kinds.figures import codes
from diagnosis.kinds.kind import Style
from diagnosis.kinds.numerals import Notation, notation
from diagnosis.kinds.text import Wrong, name, quoted
from diagnosis.knowledge.called import MEMBERS
from diagnosis.knowledge.model import COLLECTIONS, Subject
from diagnosis.messages import Said, say, verbatim

HOMES: Homes = {
    subject: say("put it under {key}", key=key) for subject, key in {"team": "facts", **COLLECTIONS}.items()
}

_OF_A_QUARTER = ("quarter", "as_of", "facts", "measured", "sure", "estimated", *COLLECTIONS.values())
_OF_A_TEAM = ("team", "currency", "numbers", "previous", *_OF_A_QUARTER)

T = TypeVar("T")


class TeamFiles:
    """Reads team files by one catalogue; what is worked out of it once serves all of them."""

    def __init__(self, catalogue: Catalogue, notation: Notation | None = None) -> None:
        self.catalogue, self.notation = catalogue, notation
        self._parsers: dict[tuple[Subject, str, Notation | None], Parser | Wrong] = {}

    def read(self, path: Path, quarter: str | None = None) -> Intake:
        """The team of one file. `quarter` is for a file that does not say it, and must agree with one that does."""
        faults = Faults()
        root = read_yaml(path, faults)
        place = Place(shown_path(path))
        if root is None and not faults:
            faults.add(place, say("the file is empty"), say("write at least team, quarter and facts"))
        elif root is not None and not isinstance(root, Mapping):
            faults.add(
                place,
                say("a team is written as keys and values, not as {given}", given=describe(root)),
                say("begin with 'team: ...'"),
            )
        if not isinstance(root, Mapping):
            return Intake(faults=tuple(sorted(faults.found)))
        return self.typed(root, faults, quarter)

    def typed(self, root: Mapping, faults: Faults, quarter: str | None = None) -> Intake:
        """The team that `root` holds, typed; `faults` are those that were found in reading it."""
        reading = _FileReading(self, faults)
        team = reading.team(root, quarter)
        told = tuple(sorted(set(faults.found)))
        if not told:
            return Intake(teams=(team,), notes=tuple(reading.notes))
        return Intake(refused=(Refused(team.team, told),)) if team.team else Intake(faults=told)

    def team(self, root: Mapping, faults: Faults) -> Team:
        """The team that `root` says, which need not be a whole file; only where `faults` has not grown is it one."""
        return _FileReading(self, faults).team(root, None)

    def parser(self, subject: Subject, fact: str, notation: Notation | None = None) -> Parser | Wrong:
        """The parser of a fact that may be given, for numbers written so; or what is wrong with its name."""
        key = (subject, fact, notation)
        if key not in self._parsers:
            meant = find_fact(self.catalogue, subject, fact, HOMES)
            self._parsers[key] = meant if isinstance(meant, Wrong) else parser(meant, Style(notation))
        return self._parsers[key]


def team_from_mapping(given: MappingOf[str, object], catalogue: Catalogue) -> Team:
    """The team of a mapping: see `read_mapping`."""
    return read_mapping(given, catalogue).teams[0]


def read_mapping(given: MappingOf[str, object], catalogue: Catalogue) -> Intake:
    """The team of a mapping shaped as a team file, of plain values (texts, numbers, booleans, dates, None).

    Raises Faulty with all faults; their places are paths of keys, as `facts.otif`.
    """
    faults = Faults()
    root = nodes_of(given, faults)
    intake = TeamFiles(catalogue).typed(root, faults)
    if not intake.teams:
        raise Faulty([*intake.faults, *(fault for refused in intake.refused for fault in refused.faults)])
    return intake


class _FileReading:
    """The reading of one file: its faults, by the files' catalogue."""

    def __init__(self, files: TeamFiles, faults: Faults) -> None:
        self.files = files
        self.faults = faults
        self.notes: list[Note] = []
        self.team_name = ""
        self.notation = files.notation
        self.shares = BareShares()
        self.currencies: list[tuple[str, Place]] = []

    def team(self, root: Mapping, quarter: str | None) -> Team:
        """The team as far as it can be read; only without faults is it one."""
        self.check_keys(root, _OF_A_TEAM, say("a team file"))
        team = self.typed(root, "team", name)
        self.team_name = team or ""
        if not team:
            self.missing(root, "team", say("write 'team: ' and its name"))
        currency = self.typed(root, "currency", particulars.currency)
        self.notation = self.typed(root, "numbers", notation) or self.notation
        this = self.quarter(root, team or "", quarter, currency)
        node = self.mapping(root, "previous")
        if node is None:
            return self.checked(this)
        self.check_keys(node, _OF_A_QUARTER, verbatim("previous"))
        previous = self.quarter(node, team or "", None, currency)
        if previous.quarter and this.quarter and previous.quarter >= this.quarter:
            what = say("previous: {earlier} is not before {quarter}", earlier=previous.quarter, quarter=this.quarter)
            self.faults.add(node.values["quarter"].place, what, say("write the quarter before"))
        elif previous.quarter and this.quarter and quarter_after(previous.quarter) != this.quarter:
            place = node.values["quarter"].place
            self.notes.append(not_directly_before(place, previous.quarter, this.quarter))
            return self.checked(this)
        previous, told = joined_members(previous, this)
        self.notes += told
        return self.checked(replace(this, previous=previous))

    def checked(self, team: Team) -> Team:
        """The team, with the currency that stands beside its amounts where it has no other; faults of all together."""
        self.faults.found.extend(self.shares.doubtful())
        self.faults.found.extend(wrong_currencies(self.currencies, team.currency))
        currency = team.currency or (codes(self.currencies[0][0])[0] if self.currencies else None)
        previous = team.previous and replace(team.previous, currency=currency)
        return replace(team, currency=currency, previous=previous)

    def quarter(self, node: Mapping, team: str, expected: str | None, currency: str | None) -> Team:
        """What a mapping says of one quarter of the team."""
        quarter = self.typed(node, "quarter", particulars.quarter)
        if quarter is None:
            value = node.get("quarter")
            quarter = expected if value is None or _nothing(value) else None
            if expected is None:
                self.missing(node, "quarter", say("write 'quarter: 2026-Q3', for example"))
        elif expected is not None and quarter != expected:
            what = say(
                "quarter: the file is of {quarter}, but {expected} is asked for", quarter=quarter, expected=expected
            )
            self.faults.add(node.values["quarter"].place, what, say("correct one of them"))
        as_of = self.typed(node, "as_of", lambda text: particulars.as_of(text, quarter))
        facts_node = self.mapping(node, "facts")
        own = facts_node.keys if facts_node else {}
        sure, estimated = self.named(node, "sure", own), self.named(node, "estimated", own)
        facts = self.facts(facts_node, "team", (), sure, estimated) if facts_node else {}
        places = _places(facts_node, facts) if facts_node else {}
        measured, days = self.measured(node)
        self.faults.found.extend(particulars.later_than_as_of(as_of, facts, places, measured, days))
        members: dict[Subject, tuple[Member, ...]] = {}
        for subject, key in COLLECTIONS.items():
            given = self.members(node, subject, key)
            if given is not None:
                members[subject] = given
        return Team(team, quarter or "", as_of, currency, facts, members, measured, None, node.place, places)

    def named(self, node: Mapping, key: str, given: Iterable[str]) -> frozenset[str]:
        """The facts under `sure`, whose values are right however unusual they are, or under `estimated`."""
        named = node.get(key)
        if named is None or _nothing(named):
            return frozenset()
        facts: set[str] = set()
        for item in named.items if isinstance(named, Sequence) else (named,):
            scalar = self.scalar(item, key)
            if scalar is not None and scalar.text not in given:
                what = say("{key} names {name}, which is not given here", key=key, name=quoted(scalar.text))
                self.faults.add(scalar.place, what, hint(scalar.text, given))
            elif scalar is not None:
                facts.add(scalar.text)
        return frozenset(facts)

    def facts(
        self, node: Mapping, subject: Subject, besides: SequenceOf[str], sure: frozenset[str], estimated: frozenset[str]
    ) -> dict[str, Given]:
        """The known facts among the values of `node`; `besides` are keys that are no facts, as a member's own id."""
        facts: dict[str, Given] = {}
        for key, value in node.values.items():
            if key in besides:
                continue
            read = self.files.parser(subject, key, self.notation)
            if isinstance(read, Wrong):
                self.faults.add(node.keys[key].place, read.what, read.do)
            elif (scalar := self.scalar(value, key)) is not None:
                given = read(marked(scalar.text) if key in sure else scalar.text)
                if key in estimated and isinstance(given, Given):
                    given = as_estimate(given, key)
                if isinstance(given, Wrong):
                    self.faults.add(scalar.place, given.what, given.do)
                elif given is not None:
                    facts[key] = given
                    self.shares.add(self.files.catalogue[subject][key], scalar.text, scalar.place)
                    if given.currency is not None:
                        self.currencies.append((given.currency, scalar.place))
        return dict(sorted(facts.items()))

    def members(self, node: Mapping, subject: Subject, key: str) -> tuple[Member, ...] | None:
        """The members of one subject; None where none are given at all."""
        value = node.get(key)
        if value is None or _nothing(value):
            return None
        if not isinstance(value, Sequence):
            self.faults.add(
                value.place,
                say("{key} must be a list, not {given}", key=key, given=describe(value)),
                say("write '- {subject}: ...'", subject=subject),
            )
            return None
        members: list[Member] = []
        places: dict[str, Place] = {}
        for item in value.items:
            if not isinstance(item, Mapping):
                what = say(
                    "{owner} is written as keys and values, not as {given}",
                    owner=OWNERS[subject],
                    given=describe(item),
                )
                self.faults.add(item.place, what, say("write '- {subject}: ...'", subject=subject))
                continue
            member = self.typed(item, subject, name)
            if not member:
                self.missing(item, subject, say("write '{subject}: ' and its id", subject=subject))
            elif same(member) in places:
                first = places[same(member)]
                said = {"subject": MEMBERS[subject], "member": quoted(member)}
                what = say("{subject} {member} is already given as {first}", first=first, **said)
                if first.line:
                    what = say("{subject} {member} is already given on line {line}", line=first.line, **said)
                self.faults.add(item.values[subject].place, what, say("keep one of them"))
            sure, estimated = self.named(item, "sure", item.keys), self.named(item, "estimated", item.keys)
            facts = self.facts(item, subject, (subject, "sure", "estimated"), sure, estimated)
            if member:
                places.setdefault(same(member), item.values[subject].place)
                members.append(Member(member, facts, item.values[subject].place, _places(item, facts)))
        catalogue = self.files.catalogue.get(subject, {})
        for total, what, do in members_of_totals(self.team_name, subject, members, catalogue):
            self.faults.add(total.place, what, do)
        return tuple(sorted(members, key=lambda member: member.member))

    def measured(self, node: Mapping) -> tuple[dict[str, date], dict[str, Place]]:
        """When facts were measured, and where that is written."""
        days: dict[str, date] = {}
        places: dict[str, Place] = {}
        given = self.mapping(node, "measured")
        if given is None:
            return days, places
        for fact, value in given.values.items():
            if wrong := find_measured(self.files.catalogue, fact):
                self.faults.add(given.keys[fact].place, wrong.about("measured").what, wrong.do)
                continue
            day = self.typed(given, fact, particulars.day, f"measured.{fact}")
            if day is not None:
                days[fact], places[fact] = day, value.place
        return days, places

    def typed(self, node: Mapping, key: str, read: Callable[[str], T | Wrong | None], called: str = "") -> T | None:
        """The value of `key` as `read` types it; None where it is not given or wrong. Faults call it as `called`."""
        value = node.get(key)
        scalar = None if value is None else self.scalar(value, called or key)
        if scalar is None or scalar.null:
            return None
        result = read(scalar.text)
        if isinstance(result, Wrong):
            self.faults.add(scalar.place, result.about(called or key).what, result.do)
            return None
        return result

    def scalar(self, node: Node, key: str) -> Scalar | None:
        """`node` if it is one value; None (with a fault, if it is not told already) if not."""
        if isinstance(node, Scalar):
            return None if _refused(node) else node
        self.faults.add(
            node.place,
            say("{key} must be one value, not {given}", key=key, given=describe(node)),
            say("write the value alone"),
        )
        return None

    def mapping(self, node: Mapping, key: str) -> Mapping | None:
        """The keys and values under `key`; None where there is nothing, or something else."""
        value = node.get(key)
        if value is None or isinstance(value, Mapping):
            return value
        if not _nothing(value):
            what = say("{key} must be keys and values, not {given}", key=key, given=describe(value))
            self.faults.add(value.place, what, say("write 'key: value', one a line and indented"))
        return None

    def missing(self, node: Mapping, key: str, do: Said) -> None:
        """A fault for a key without value, unless what was written there is a fault already."""
        value = node.get(key)
        if value is None:
            self.faults.add(node.place, say("{key} is missing", key=key), do)
        elif isinstance(value, Scalar) and not _refused(value) and (value.null or not value.text.strip()):
            self.faults.add(value.place, say("{key} is missing", key=key), do)

    def check_keys(self, node: Mapping, known: Iterable[str], where: Said) -> None:
        """Faults for keys that `where` does not have; a fact that stands one level too high is told so."""
        for key, scalar in node.keys.items():
            if key in known:
                continue
            homes = [subject for subject, facts in self.files.catalogue.items() if key in facts]
            do = HOMES[homes[0]] if homes else hint(key, known)
            what = (
                say("{key} is a fact", key=quoted(key))
                if homes
                else say("{key} is not a key of {where}", key=quoted(key), where=where)
            )
            self.faults.add(scalar.place, what, do)


def _places(node: Mapping, facts: Iterable[str]) -> dict[str, Place]:
    """Where `facts`, which are keys of `node`, have their values."""
    return {fact: node.values[fact].place for fact in facts}


def _refused(node: Node) -> bool:
    """Whether `node` stands for something (an alias) of which the fault is told already."""
    return isinstance(node, Scalar) and node.style == "*"


def _nothing(node: Node) -> bool:
    return isinstance(node, Scalar) and (node.null or _refused(node))
