"""Every edge of every band lies where facts/tests/bands.yaml says, and none is left out of that table."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import pairwise

import pytest

from diagnosis.documents.source import Faults, Mapping, Node, Scalar, Sequence, read_yaml
from diagnosis.feel import evaluate
from diagnosis.intake.model import Given
from diagnosis.intake.team_file import team_from_mapping
from diagnosis.knowledge.base import Knowledge
from diagnosis.knowledge.model import COLLECTIONS, Band, Bands, Fact, Subject
from diagnosis.measures.compute import measure
from diagnosis.resources import facts_dir
from tests.packaged import packaged_knowledge

TABLE = facts_dir() / "tests" / "bands.yaml"
BANDS: tuple[Band, ...] = ("healthy", "warning", "bad")
ONE = "one"
"""The member whose fact is looked at."""
ORDINARY = 1_000
"""Samples up to this size are such as teams have; larger ones stand for a share without chance."""


@dataclass(frozen=True)
class Edge:
    """A value of the table, and the band that it should be in."""

    fact: str
    subject: Subject
    band: Band
    shown: str
    team: dict[str, object]
    step: str | None

    def __str__(self) -> str:
        return f"{self.fact}={self.shown} is {self.band}"


@dataclass
class Found:
    """What was made of an edge: its band, the number that is banded, and the fact as it was given."""

    edge: Edge
    band: object
    number: object
    given: Given | None
    variables: dict[str, object] = field(repr=False)


def plain(node: Node) -> object:
    if isinstance(node, Mapping):
        return {key: plain(value) for key, value in node.values.items()}
    if isinstance(node, Sequence):
        return [plain(item) for item in node.items]
    assert isinstance(node, Scalar)
    return node.text


def shown(value: object) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{key} {shown(part)}" for key, part in value.items())
    return ", ".join(map(shown, value)) if isinstance(value, list) else str(value)


def team_of(entry: dict[str, object], subject: Subject, value: object) -> dict[str, object]:
    """The facts of a team in which the entry's fact has the value, or is worked out from it."""
    facts = dict(entry.get("with", {}))  # type: ignore[call-overload]
    facts |= value if isinstance(value, dict) else {str(entry["fact"]): value}
    before, members = facts.pop("before", None), facts.pop("sellers", None)
    team: dict[str, object] = {"team": "edge", "quarter": "2026-Q3"}
    if subject == "team":
        return {**team, "facts": facts, **({"sellers": members} if members else {})}
    others = entry.get("others", [])
    assert isinstance(others, list)
    team[COLLECTIONS[subject]] = [{subject: ONE, **facts}, *others]
    if before is not None:
        team["previous"] = {"quarter": "2026-Q2", COLLECTIONS[subject]: [{subject: ONE, **before}]}
    return team


def table() -> Iterator[Edge]:
    faults = Faults()
    root = read_yaml(TABLE, faults)
    faults.raise_any()
    assert root is not None
    entries = plain(root)["bands"]  # type: ignore[index]
    for entry in entries:
        subject = entry.get("of", "team")
        for band in BANDS:
            for value in entry.get(band, []):
                team = team_of(entry, subject, value)
                yield Edge(entry["fact"], subject, band, shown(value), team, entry.get("step"))


EDGES = list(table())


def found(edge: Edge, knowledge: Knowledge) -> Found:
    team = team_from_mapping(edge.team, knowledge.facts)
    measured, faults = measure(team, knowledge, knowledge.program)
    assert not faults
    variables, given = dict(measured.environment), team.facts.get(edge.fact)
    if edge.subject != "team":
        variables = next(dict(m.variables) for m in measured.members[edge.subject] if m.member == ONE)
        given = next(m.facts.get(edge.fact) for m in team.members[edge.subject] if m.member == ONE)
    bands = knowledge.facts[edge.subject][edge.fact].bands
    number = Decimal(str(evaluate(bands.on, variables))) if bands and bands.on else variables.get(edge.fact)
    return Found(edge, variables.get(f"{edge.fact}.band"), number, given, variables)


@pytest.mark.parametrize("edge", EDGES, ids=str)
def test_falls_into_the_band(edge: Edge, knowledge: Knowledge) -> None:
    assert found(edge, knowledge).band == edge.band


def banded() -> list[Fact]:
    """The facts of the catalogue that are judged."""
    facts = (fact for facts in packaged_knowledge().facts.values() for fact in facts.values())
    return [fact for fact in facts if fact.bands is not None or fact.kind == "band"]


def limits(bands: Bands) -> list[Decimal]:
    """The thresholds that the catalogue names."""
    numbers = re.findall(r"-?\d+(?:\.\d+)?", f"{bands.healthy} {bands.bad}")
    return sorted({Decimal(number) for number in numbers})


def entries_of(fact: Fact, knowledge: Knowledge) -> list[Found]:
    return [found(edge, knowledge) for edge in EDGES if (edge.fact, edge.subject) == (fact.fact, fact.subject)]


@pytest.mark.parametrize("fact", banded(), ids=lambda fact: f"{fact.subject}.{fact.fact}")
def test_every_band_is_in_the_table(fact: Fact, knowledge: Knowledge) -> None:
    yes_or_no = fact.kind == "boolean"
    there = {entry.edge.band for entry in entries_of(fact, knowledge)}
    assert there == ({"healthy", "bad"} if yes_or_no else set(BANDS))


NUMERIC = [fact for fact in banded() if fact.bands and not fact.has_interval and fact.kind not in ("boolean", "band")]
SAMPLED = [fact for fact in banded() if fact.has_interval]


@pytest.mark.parametrize("fact", NUMERIC, ids=lambda fact: f"{fact.subject}.{fact.fact}")
def test_each_threshold_has_its_value_and_both_neighbours(fact: Fact, knowledge: Knowledge) -> None:
    assert fact.bands is not None
    entries = entries_of(fact, knowledge)
    step = step_of(entries)
    given = {number_given(entry) for entry in entries}
    for limit in limits(fact.bands):
        at = [number_given(entry) for entry in entries if entry.number == limit]
        assert at, f"no value of {fact.fact} lies at {limit}"
        assert {at[0] - step, at[0] + step} <= given, f"{fact.fact} lacks a neighbour of {at[0]}, {step} away"


def step_of(entries: list[Found]) -> Decimal:
    text = entries[0].edge.step
    assert text, f"{entries[0].edge.fact} has no step"
    return Decimal(text.removesuffix("%")) / (100 if text.endswith("%") else 1)


def number_given(entry: Found) -> Decimal:
    """The value as it was given, or as it is worked out from what was."""
    value = entry.given.value if entry.given else entry.number
    assert isinstance(value, Decimal)
    return value


@pytest.mark.parametrize("fact", SAMPLED, ids=lambda fact: f"{fact.subject}.{fact.fact}")
def test_each_threshold_of_a_sample_has_its_value_and_both_neighbours(fact: Fact, knowledge: Knowledge) -> None:
    assert fact.bands is not None
    entries = entries_of(fact, knowledge)
    counts = {counted(entry) for entry in entries if entry.given and entry.given.of}
    for limit in limits(fact.bands):
        at = [(count, of) for count, of in counts if of > ORDINARY and Decimal(count) / of == limit]
        assert at, f"no large sample of {fact.fact} lies at {limit}"
        count, of = at[0]
        assert {(count - 1, of), (count + 1, of)} <= counts
        if fact.sample:
            step = step_of(entries)
            shares = {number_given(entry) for entry in entries if entry.given and not entry.given.of}
            assert {limit - step, limit, limit + step} <= shares


@pytest.mark.parametrize("fact", SAMPLED, ids=lambda fact: f"{fact.subject}.{fact.fact}")
def test_each_band_of_a_sample_ends_between_two_neighbours(fact: Fact, knowledge: Knowledge) -> None:
    """Where chance draws the edge no threshold can be read off: one case more or less changes the band."""
    entries = entries_of(fact, knowledge)
    ordinary = {
        counted(entry): entry.edge.band for entry in entries if entry.given and 0 < (entry.given.of or 0) <= ORDINARY
    }
    for band, next_band in pairwise(BANDS):
        assert any(
            {ordinary.get((count, of)), ordinary.get((count + 1, of))} == {band, next_band} for count, of in ordinary
        ), f"no two neighbours of {fact.fact} fall into {band} and {next_band}"


def counted(entry: Found) -> tuple[int, int]:
    assert entry.given is not None
    return int(entry.given.count or 0), int(entry.given.of or 0)
