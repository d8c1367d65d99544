"""Teams for a generated knowledge base: typed facts as an intake gives them, any of them unknown, many of them odd."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from decimal import Context, Decimal
from random import Random

from diagnosis.feel import compiled, parse_unary_tests
from diagnosis.feel.tree import In, Name
from diagnosis.intake.model import Given, Member, Team
from diagnosis.intake.quarters import last_day
from diagnosis.kinds import kind_of
from diagnosis.knowledge.base import Knowledge
from diagnosis.knowledge.model import COLLECTIONS, Fact, Subject
from diagnosis.measures.compute import measure
from tests.laws.base import Base

Value = Decimal | str | bool | date

_DIGITS = Context(prec=15)
_STEPS = tuple(map(Decimal, ("0", "0", "0", "1e-15", "-1e-15", "1e-10", "-1e-9", "0.01", "-0.01", "1", "-1")))
_SPECIAL = tuple(
    map(Decimal, ("0", "-0.0", "1", "1.0", "0.00001", "1e-05", "1e16", "1e18", "1e-18", "0.333333333333333"))
)
_NAMES = ("x", "žodis", "0017", "it's", 'a "b"', "Ė" * 200, "🙂", "{{ team }}", "healthy")
_SAMPLES = (1, 2, 9, 30, 80, 100, 400, 10**7, 10**12)
BEFORE, QUARTER = "2026-Q2", "2026-Q3"


def team(base: Base, knowledge: Knowledge, random: Random, name: str = "North") -> Team:
    """A team, sometimes with the quarter before, whose computed facts do not contradict what they are computed from."""
    return _Making(base, knowledge, random).team(name)


def teams(base: Base, knowledge: Knowledge, random: Random, count: int) -> list[Team]:
    """Several different teams."""
    return [team(base, knowledge, random, f"Team {index}") for index in range(count)]


class _Making:
    """One team in the making."""

    def __init__(self, base: Base, knowledge: Knowledge, random: Random) -> None:
        self.base, self.knowledge, self.random = base, knowledge, random
        # A team of which all, most, some or nothing is known; healthy, or anything.
        self.known = random.choice((100, 90, 90, 60, 20, 0))
        self.healthy = random.choice((90, 90, 50, 0))
        self.reviewed = random.choice((0, 0, 20, 70))

    def chance(self, percent: int) -> bool:
        return self.random.randrange(100) < percent

    def team(self, name: str) -> Team:
        currency = self.random.choice((None, "EUR", "JPY"))
        quarter = replace(self.quarter(name, QUARTER), currency=currency)
        if self.chance(40):
            before = self.quarter(name, BEFORE)
            quarter = replace(quarter, previous=replace(self.consistent(before), currency=currency))
        return self.consistent(quarter)

    def quarter(self, name: str, quarter: str) -> Team:
        as_of = self.random.choice((None, last_day(quarter), last_day(quarter) + timedelta(days=40)))
        reference = as_of or last_day(quarter)
        facts = self.facts("team") | self.reviews(reference, as_of is not None)
        members: dict[Subject, tuple[Member, ...]] = {}
        for subject in COLLECTIONS:
            if self.knowledge.facts[subject] and self.chance(85):
                numbers = self.random.sample(range(20), self.random.choice((0, 1, 2, 3, 5, 12)))
                # A method may be called what a seller is called.
                names = sorted(f"{self.random.choice((subject, 0))} {number:02}" for number in numbers)
                members[subject] = tuple(Member(name, self.facts(subject)) for name in names)
        every = [fact for facts in self.knowledge.facts.values() for fact in facts.values()]
        ids = sorted({fact.fact for fact in every} - {fact.fact for fact in every if fact.formula is not None})
        measured = {}
        if self.chance(50):
            chosen = self.random.sample(ids, self.random.randint(0, min(4, len(ids))))
            measured = {fact: reference - timedelta(days=self.age()) for fact in sorted(chosen)}
        return Team(name, quarter, as_of, None, dict(sorted(facts.items())), members, measured)

    def age(self) -> int:
        limit = int(self.knowledge.parameters["stale_after_days"].value)
        return self.random.choice((0, limit, limit + 1, 400, 30))

    def consistent(self, team: Team) -> Team:
        """Without the computed facts that contradict what they are computed from."""
        if not measure(team, self.knowledge, self.knowledge.program)[1]:
            return team
        return replace(
            team,
            facts=self.not_computed("team", team.facts),
            members={
                subject: tuple(replace(member, facts=self.not_computed(subject, member.facts)) for member in members)
                for subject, members in team.members.items()
            },
        )

    def not_computed(self, subject: Subject, facts: Mapping[str, Given]) -> dict[str, Given]:
        catalogue = self.knowledge.facts[subject]
        return {name: value for name, value in facts.items() if catalogue[name].formula is None}

    # --- facts ------------------------------------------------------------------------------------------------

    def facts(self, subject: Subject) -> dict[str, Given]:
        facts: dict[str, Given] = {}
        for fact in self.knowledge.facts[subject].values():
            if "_review" in fact.fact or not fact.given or not self.chance(10 if fact.formula else self.known):
                continue
            given = self.given(fact)
            if given is not None:
                facts[fact.fact] = given
        return facts

    def given(self, fact: Fact) -> Given | None:
        """A value of the fact that an intake would let through; now and then none is found, and it stays unknown."""
        if fact.kind in ("percentage", "rate") and self.chance(90 if fact.kind == "rate" else 40):
            return self.counted(fact)
        values: Sequence[Value]
        if kind_of(fact).numeric:
            values = self.numbers(fact)
        elif fact.kind == "boolean":
            healthy = fact.bands is not None and fact.bands.healthy == "true"
            return Given(healthy if self.chance(self.healthy) else self.chance(50))
        elif fact.kind == "choice":
            values = [choice for choice in fact.choices if choice == choice.strip()] or ["nothing"]
        elif fact.kind == "date":
            values = [date(2026, 6, 30), date(2026, 7, 1), date(2026, 9, 30), date(1999, 12, 31)]
        elif fact.kind == "band":
            values = ["healthy", "healthy", "warning", "bad"]
        else:
            values = _NAMES
        return Given(self.random.choice(values)) if values else None

    def counted(self, fact: Fact) -> Given:
        of = self.random.choice(_SAMPLES)
        edges = [edge for edge in self.edges(fact) if 0 <= edge <= 1] or [Decimal(1)]
        near = int(self.random.choice(edges) * of) + self.random.choice((-1, 0, 0, 1))
        count = min(max(near if self.chance(70) else self.random.randint(0, of), 0), of)
        return Given(Context(prec=28).divide(Decimal(count), Decimal(of)), count, of)

    def numbers(self, fact: Fact) -> list[Value]:
        """Numbers in the fact's range: at its edges, beside them, and odd ones."""
        in_range, _ = kind_of(fact).limits(fact)
        edge = self.random.choice(self.edges(fact) or [Decimal(1)])
        numbers = [_DIGITS.add(edge, self.random.choice(_STEPS)), edge, self.random.choice(_SPECIAL)]
        if self.chance(15):
            numbers.append(Decimal(self.random.randint(-(10**6), 10**6)).scaleb(-4))
        if fact.bands is not None and fact.bands.healthy is not None and self.chance(self.healthy):
            tests = compiled(In(Name("value"), parse_unary_tests(fact.bands.healthy)))
            usable = (_DIGITS.add(edge, step) for edge in self.edges(fact) for step in (Decimal(0), Decimal("0.01")))
            numbers = [number for number in usable if tests({"value": number}) is True] or numbers
        if fact.kind == "count":
            numbers = [number.to_integral_value() for number in numbers]
        # Of a share an intake reads the hundredfold, and nothing above 1e18.
        most = Decimal("1e16" if fact.kind in ("percentage", "rate", "change") else "1e18")
        return [number for number in map(_typed, numbers) if in_range(number) and abs(number) <= most]

    def edges(self, fact: Fact) -> list[Decimal]:
        return self.base.edges.get((fact.subject, fact.fact), [])

    # --- reviews ----------------------------------------------------------------------------------------------

    def reviews(self, reference: date, given: bool) -> dict[str, Given]:
        """Reviews of the stages: with both details, without, long ago, or on a day that is yet to come."""
        reviews: dict[str, Given] = {}
        clean = self.chance(25)
        for name, fact in self.knowledge.facts["team"].items():
            if fact.kind != "choice" or not name.endswith("_review"):
                continue
            if clean:
                reviews |= {name: Given("ruled_out"), f"{name}_by": Given("the head"), f"{name}_on": Given(reference)}
            if not self.chance(self.reviewed):
                continue
            reviews[name] = Given(self.random.choice((*fact.choices, "ruled_out", "ruled_out", "confirmed")))
            if self.chance(85):
                reviews[f"{name}_by"] = Given(self.random.choice(_NAMES))
            if self.chance(85):
                # With an `as_of` an intake refuses later days.
                age = self.random.choice((self.age(), self.age(), 3, 0 if given else -1))
                reviews[f"{name}_on"] = Given(reference - timedelta(days=age))
        return reviews


def _typed(value: Decimal) -> Decimal:
    """As an intake types it: no negative zero, at most 15 digits."""
    return _DIGITS.plus(value) if value else Decimal(0)


def without(team: Team, names: Sequence[str]) -> Team:
    """The team with some facts of its own unknown."""
    return replace(team, facts={name: value for name, value in team.facts.items() if name not in names})


def older(team: Team, names: Sequence[str], day: date) -> Team:
    """The team with some facts measured on an earlier day."""
    return replace(team, measured={**team.measured, **dict.fromkeys(names, day)})
