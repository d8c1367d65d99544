"""What the laws are told about: a generated knowledge base, loaded, with generated teams."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, replace
from functools import cached_property
from random import Random
from typing import Any

from hypothesis import strategies as st

from diagnosis.assembly.build import build
from diagnosis.evaluation import executor
from diagnosis.inference.outcome import Outcome
from diagnosis.intake.model import Team
from diagnosis.knowledge.base import Knowledge
from diagnosis.measures.compute import Measured, measure
from diagnosis.result import Diagnosis
from tests.laws.base import Base
from tests.laws.bases import bases, generate, middling_bases
from tests.laws.catalogue import Size
from tests.laws.reference import Book
from tests.laws.teams import teams


@dataclass(frozen=True, eq=False)
class Case:
    """A knowledge base and teams to judge by it."""

    base: Base
    knowledge: Knowledge
    teams: tuple[Team, ...]

    @cached_property
    def book(self) -> Book:
        return Book(self.knowledge)

    def measured(self, team: Team) -> Measured:
        measured, faults = measure(team, self.knowledge, self.knowledge.program)
        assert not faults
        return measured

    def outcomes(self, engine: str, teams: Iterable[Team] | None = None) -> list[Outcome]:
        """The outcomes of teams (all of them, if none are named), judged together."""
        chosen = [self.measured(team) for team in (self.teams if teams is None else teams)]
        return list(executor(self.knowledge, engine).judge(chosen))  # type: ignore[arg-type]

    def diagnosis(self, team: Team, outcome: Outcome | None = None, language: str = "en") -> Diagnosis:
        judged = self.outcomes("columnar", [team])[0] if outcome is None else outcome
        return build(self.knowledge, self.measured(team), judged, language)  # type: ignore[arg-type]

    def judged(self) -> Iterator[tuple[Team, Outcome, Diagnosis]]:
        """Every team with what was concluded and what was told."""
        for team, outcome in zip(self.teams, self.outcomes("columnar"), strict=True):
            yield team, outcome, self.diagnosis(team, outcome)

    def __repr__(self) -> str:
        return "\n".join([repr(self.base), *map(repr, self.teams)])


def cases(plain: bool = False, count: int = 4) -> st.SearchStrategy[Case]:
    """Small knowledge bases that Hypothesis can shrink, and ordinary ones from a seed, each with some teams."""
    small = st.builds(_case, bases(plain), st.randoms(use_true_random=False), st.just(1))
    usual = st.builds(_case, middling_bases(plain), st.randoms(use_true_random=True), st.just(count))
    # What comes from a seed is more varied; Hypothesis's own choices tend to be simple.
    return small | usual | usual


def large_cases() -> st.SearchStrategy[Case]:
    """Knowledge bases of 100 facts and 200 rules."""
    return st.integers(0, 2**32).map(lambda seed: _case(generate(random := Random(seed), Size(8, 100, 200)), random, 2))


def _case(base: Base, random: Random, count: int) -> Case:
    knowledge = base.load()
    return Case(base, knowledge, tuple(teams(base, knowledge, random, count)))


def plainly(outcome: Outcome) -> dict[str, Any]:
    """An outcome to compare: coverage is a sum of logarithms, the digits of which depend on the order."""

    def rounded(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: round(part, 7) if key == "coverage" else rounded(part) for key, part in value.items()}
        return [rounded(part) for part in value] if isinstance(value, (list, tuple)) else value

    # A subject of which no members are given is left out, whichever way that is said.
    members = {subject: units for subject, units in outcome.members.items() if units}
    plain: dict[str, Any] = rounded(asdict(replace(outcome, members=members)))
    return plain
