"""Varied teams, always the same for a seed: healthy teams whose facts are shifted, mistaken, old or missing."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import yaml

from diagnosis.compiler.review_rules import RULED_OUT, review_fact
from diagnosis.intake.model import Given, Member, Team
from diagnosis.intake.read import read_paths
from diagnosis.intake.team_file import team_from_mapping
from diagnosis.kinds import kind_of
from diagnosis.knowledge.base import Knowledge
from diagnosis.knowledge.model import Fact, Subject
from diagnosis.measures.compute import Measured, measure
from diagnosis.resources import facts_dir, rules_dir

SEED = 20260930
"""What the teams of a run are drawn with."""

_TROUBLED, _USUAL = 0.5, 0.02
"""Share of the facts that are shifted in troubled stages, and elsewhere. Most of them leave the healthy band."""


def base_teams(knowledge: Knowledge) -> tuple[Team, ...]:
    """What is varied: the healthy team of the worked cases, and the teams of the example quarter."""
    content = {key: value for key, value in _healthy().items() if key != "base"} | {"team": "Healthy"}
    examples = facts_dir() / "examples" / "2026-Q3"
    return (team_from_mapping(content, knowledge.facts), *read_paths([examples], knowledge.facts).teams)


def _healthy() -> dict[str, object]:
    """The base of the worked cases that has everything measured and healthy, as it is written."""
    for file in sorted((rules_dir() / "tests").glob("*.yaml")):
        written = yaml.load(file.read_bytes(), yaml.CBaseLoader)  # noqa: S506 - it makes texts, nothing else
        for base in written.get("bases", ()):
            if base["base"] == "healthy":
                return dict(base)
    raise LookupError("the worked cases have no base 'healthy'")


def varied_teams(knowledge: Knowledge, count: int, seed: int = SEED) -> list[Team]:
    """So many teams, each a base team changed at random; some have a quarter before, a review, old measurements."""
    bases, draw = base_teams(knowledge), random.Random(seed)
    return [_Variation(knowledge, draw).team(bases[number % len(bases)], number) for number in range(count)]


def measured_teams(knowledge: Knowledge, count: int, seed: int = SEED) -> list[Measured]:
    """Varied teams with everything computed. A team whose facts contradict each other is replaced by the next."""
    good: list[Measured] = []
    while len(good) < count:
        for team in varied_teams(knowledge, count - len(good), seed):
            measured, faults = measure(team, knowledge, knowledge.program)
            if not faults:
                good.append(measured)
        seed += 1
    return good


class _Variation:
    """Changes to teams: each has trouble in up to three stages, and lacks up to a sixth of its facts or none."""

    def __init__(self, knowledge: Knowledge, draw: random.Random) -> None:
        self.knowledge, self.draw = knowledge, draw
        self.troubled: set[str] = set()
        self.missing = 0.0

    def team(self, base: Team, number: int) -> Team:
        draw = self.draw
        self.troubled = set(draw.sample(sorted(self.knowledge.stages), draw.choice((0, 0, 1, 2, 3))))
        self.missing = draw.choice((0.0, 0.0, 0.02, draw.uniform(0, 1 / 6)))
        before = replace(base, quarter="2026-Q2", as_of=None, measured={}, previous=None)
        facts = {**self.facts("team", base.facts), **(self.review() if draw.random() < 0.2 else {})}
        return replace(
            base,
            team=f"Team {number:05}",
            facts=facts,
            members=self.members(base),
            measured=self.measured(base, facts) if draw.random() < 0.15 else base.measured,
            previous=replace(before, facts=self.facts("team", base.facts), members=self.members(base))
            if draw.random() < 0.3
            else None,
        )

    def members(self, base: Team) -> dict[Subject, tuple[Member, ...]]:
        """The members with their facts varied; some are left out."""
        return {
            subject: tuple(
                replace(member, facts=self.facts(subject, member.facts))
                for member in members
                if self.draw.random() < 0.9
            )
            for subject, members in base.members.items()
        }

    def facts(self, subject: Subject, given: Mapping[str, Given]) -> dict[str, Given]:
        return dict(self.varied(subject, given))

    def varied(self, subject: Subject, given: Mapping[str, Given]) -> Iterator[tuple[str, Given]]:
        for name, value in given.items():
            if self.draw.random() < self.missing:
                continue
            fact = self.knowledge.facts[subject][name]
            often = _TROUBLED if fact.stage in self.troubled else _USUAL
            yield name, self.shifted(fact, value) if self.draw.random() < often else value

    def shifted(self, fact: Fact, given: Given) -> Given:
        """Another possible value of the fact; a value that cannot be shifted stays as it is."""
        draw, value = self.draw, given.value
        if isinstance(value, bool):
            return Given(not value)
        if isinstance(value, str):
            return Given(draw.choice(fact.choices)) if fact.choices else given
        if not isinstance(value, Decimal):
            return given
        if given.count is not None and given.of:
            count = min(given.of, max(0, round(given.count * draw.uniform(0.3, 1.8))))
            return Given(Decimal(count) / given.of, count, given.of)
        shifted = round(value * Decimal(str(round(draw.lognormvariate(0, 0.4), 3))), 4)
        if fact.kind == "count":
            shifted = Decimal(round(shifted))
        fits, _ = kind_of(fact).limits(fact)
        return Given(shifted) if fits(shifted) else given

    def review(self) -> dict[str, Given]:
        """A review of a stage, by somebody or by nobody known."""
        stages = [stage for stage in self.knowledge.stages if review_fact(stage) in self.knowledge.facts["team"]]
        review = review_fact(self.draw.choice(stages))
        facts = {review: Given(self.draw.choice((RULED_OUT, *self.knowledge.facts["team"][review].choices)))}
        if self.draw.random() < 0.7:
            facts[f"{review}_by"] = Given("A. Head")
            facts[f"{review}_on"] = Given(date(2026, 9, self.draw.randint(1, 28)))
        return facts

    def measured(self, base: Team, facts: Mapping[str, Given]) -> dict[str, date]:
        """Some facts are measured long ago."""
        taken = base.as_of or date(2026, 9, 30)
        return {name: taken - timedelta(days=self.draw.randint(1, 300)) for name in facts if self.draw.random() < 0.1}
