"""Everything numeric about a team, computed once for every executor: intervals, tests, computed facts, bands."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any

from diagnosis.faults import Fault
from diagnosis.feel import Evaluate, compiled
from diagnosis.feel.numbers import round10
from diagnosis.intake.model import Given, Member, Team
from diagnosis.intake.quarters import last_day
from diagnosis.kinds import kind_of
from diagnosis.knowledge.base import Knowledge
from diagnosis.knowledge.model import COLLECTIONS, Fact, Subject
from diagnosis.knowledge.program import Base, ComputedVariable, Program
from diagnosis.knowledge.variables import PREVIOUS, TEAM, fact_of, variables_of
from diagnosis.measures.contradictions import Contradicted, contradictions, without
from diagnosis.measures.estimates import (
    ESTIMATE,
    FROM,
    TO,
    Units,
    at_the_ends,
    estimated_bases,
    forget_undecided,
    has_estimates,
    mark,
    persons,
    without_guesses_about,
)
from diagnosis.measures.statements import contradicted, said_of_facts
from diagnosis.measures.statistics import (
    agree_by_chance,
    digits10,
    fisher_above,
    fisher_below,
    holm,
    star_among,
    wilson,
)
from diagnosis.messages import say

Scalar = Decimal | str | bool


@dataclass(frozen=True, slots=True)
class MeasuredMember:
    """A member with its variables; those of the team are there too, with the prefix `team.`."""

    member: str
    variables: Mapping[str, Scalar]


@dataclass(frozen=True, slots=True)
class Measured:
    """A team with every variable that is known of it and of its members.

    `environment` is what FEEL expressions of the team see: its variables, and its members under their collections.
    `stale` holds the facts that are measured too long ago to open a gate, `estimated` those that are no measurements.
    """

    team: Team
    reference: date
    environment: Mapping[str, object]
    members: Mapping[Subject, tuple[MeasuredMember, ...]]
    stale: frozenset[Base]
    estimated: frozenset[Base] = frozenset()

    doubts: tuple[Contradicted, ...] = ()
    """The contradictions for which facts are held to be unknown; they are not in `team`."""

    @property
    def unfit(self) -> frozenset[Base]:
        """The facts that open no gate to a person."""
        return self.stale | self.estimated

    def of(self, member: MeasuredMember | None) -> Mapping[str, object]:
        """The variables of a member, or of the team itself."""
        return self.environment if member is None else member.variables


def measure(team: Team, knowledge: Knowledge, program: Program) -> tuple[Measured, list[Fault]]:
    """The team with all that can be computed, and the faults of facts that contradict their computation or one another.

    Where a check holds facts to be unknown, the team is measured without them.
    """
    measured, work, ends = _measured(team, knowledge, program)
    contradicting = []
    # A team without a place was written by nobody: who draws figures for a simulation need not make them fit.
    if team.place.file and not work.faults:
        states = [(each.own, each.by_subject) for each in (work, *ends)]
        contradicting = list(contradictions(team, states[0], states[1:], program, knowledge))
    doubts = tuple(each for each in contradicting if each.unknown)
    faults = work.faults + contradicted(team, knowledge)
    faults += [each.fault for each in contradicting if not each.unknown]
    rest = without(team, doubts)
    if faults or rest == team:
        return measured, faults
    again, faults = measure(rest, knowledge, program)
    return replace(again, doubts=(*doubts, *again.doubts)), faults


def _measured(
    team: Team, knowledge: Knowledge, program: Program
) -> tuple[Measured, _Measuring, tuple[_Measuring, ...]]:
    """The team with all that can be computed and its estimates leave decided; the work on it, and on their ends."""
    if not has_estimates(team):
        work = _Measuring(team, knowledge, program)
        return work.done(), work, ()
    hidden = persons(knowledge)
    team = without_guesses_about(team, hidden)
    guessed = estimated_bases(team)
    work = _Measuring(team, knowledge, program, guessed)
    measured = work.done()
    ends = tuple(_Measuring(end, knowledge, program, guessed) for end in at_the_ends(team))
    forget_undecided(program, _units(measured), [_units(end.done()) for end in ends])
    mark(program, _units(measured), guessed, hidden)
    return replace(measured, estimated=guessed), work, ends


def _units(measured: Measured) -> Units:
    members = ((subject, member) for subject, own in measured.members.items() for member in own)
    of_members: Units = {(subject, member.member): member.variables for subject, member in members}  # type: ignore[misc]
    return {("team", None): measured.environment, **of_members}  # type: ignore[dict-item]


def entered(fact: Fact, given: Given, age: int = 0) -> dict[str, Scalar]:
    """The variables that one given value brings by itself: the value, its age in days, and its sample and interval."""
    name, value = fact.fact, given.value
    variables: dict[str, Scalar] = {
        name: value.isoformat() if isinstance(value, date) else _exact(given),
        f"{name}.age": Decimal(age),
    }
    if given.low is not None and given.high is not None:
        variables[f"{name}{FROM}"], variables[f"{name}{TO}"] = given.low, given.high
    if given.estimated:
        variables[f"{name}{ESTIMATE}"] = True
    if given.low is not None and given.high is not None and fact.has_interval:
        variables[f"{name}.low"], variables[f"{name}.high"] = given.low, given.high
        return variables
    count, of = given.count, given.of
    if count is not None and of is not None:
        if fact.by_chance is not None:
            _put(variables, f"{name}.chance_p", digits10(agree_by_chance(count, of, fact.by_chance)))
        if fact.has_interval or fact.smallest_sample is not None:
            variables[f"{name}.count"], variables[f"{name}.of"] = Decimal(count), Decimal(of)
        if fact.has_interval and (ends := wilson(count, of)) is not None:
            variables[f"{name}.low"], variables[f"{name}.high"] = ends
    elif fact.sample:
        # A sampled percentage that is given as a share is taken as measured on the whole.
        variables[f"{name}.low"] = variables[f"{name}.high"] = variables[name]
    return variables


class _Measuring:
    """The working state of one measurement; it is thrown away afterwards."""

    def __init__(
        self, team: Team, knowledge: Knowledge, program: Program, estimated: frozenset[Base] = frozenset()
    ) -> None:
        self.team, self.knowledge, self.program, self.estimated = team, knowledge, program, estimated
        self.faults: list[Fault] = []
        self.reference = team.as_of or last_day(team.quarter)
        self.stale_after = int(knowledge.parameters["stale_after_days"].value)
        self.significance = float(knowledge.parameters["significance"].value)
        self.stale: set[Base] = set()
        self.own: dict[str, object] = {}
        self.by_subject: dict[Subject, list[tuple[Member, dict[str, object]]]] = {}
        self.before = _Measuring(team.previous, knowledge, program) if team.previous else None

    def done(self) -> Measured:
        self.enter()
        if self.before is not None:
            self.before.finish()
            self.faults += self.before.faults
            self.remember(self.before)
        self.finish()
        members = {
            subject: tuple(MeasuredMember(member.member, variables) for member, variables in members)  # type: ignore[arg-type]
            for subject, members in self.by_subject.items()
        }
        return Measured(self.team, self.reference, self.own, members, frozenset(self.stale))

    # --- what was given ---------------------------------------------------------------------------------------

    def enter(self) -> None:
        """The given values with their intervals and ages, and the tests against the peers."""
        if self.own or self.by_subject:
            return
        for fact, given in self.team.facts.items():
            self.put(self.own, "team", self.knowledge.facts["team"][fact], given)
        self.own |= said_of_facts(self.team, self.knowledge)
        for subject, members in self.team.members.items():
            if members:
                self.by_subject[subject] = [(member, self.entered(subject, member)) for member in members]
                self.compare_with_peers(subject)

    def entered(self, subject: Subject, member: Member) -> dict[str, object]:
        variables: dict[str, object] = {subject: member.member}
        for fact, given in member.facts.items():
            self.put(variables, subject, self.knowledge.facts[subject][fact], given)
        return variables

    def put(self, variables: dict[str, object], subject: Subject, fact: Fact, given: Given) -> None:
        day = self.team.measured.get(fact.fact)
        age = 0 if day is None else (self.reference - day).days
        variables.update(entered(fact, given, age))
        if age > self.stale_after:
            self.stale.add((subject, fact.fact))

    def compare_with_peers(self, subject: Subject) -> None:
        """Each member's rate against that of the others together; one family of tests is corrected together.

        One who is far above all the others is no measure for them and is left out.
        """
        families: dict[str | None, list[tuple[dict[str, object], str, float | None]]] = {}
        for fact in self.knowledge.facts.get(subject, {}).values():
            if fact.peers is None:
                continue
            tests = list(self.peer_tests(subject, fact))
            families.setdefault(fact.peers.family, []).extend(tests)
        for family, tests in families.items():
            values = [p for _, _, p in tests]
            for (variables, name, _), p in zip(tests, holm(values) if family else values, strict=True):
                _put(variables, f"{name}.p", None if p is None else digits10(p))

    def peer_tests(self, subject: Subject, fact: Fact) -> Iterator[tuple[dict[str, object], str, float | None]]:
        assert fact.peers is not None
        rows = [
            (variables, given.count, given.of)
            for member, variables in self.by_subject[subject]
            if (given := member.facts.get(fact.fact)) and given.count is not None and given.of is not None
        ]
        below = fact.peers.direction == "below"
        star = star_among([(count, of) for _, count, of in rows], self.significance) if below else None
        hits, tries = sum(count for _, count, _ in rows), sum(of for _, _, of in rows)
        samples = []
        for number, (_, count, of) in enumerate(rows):
            _, above, of_above = ({}, 0, 0) if star is None or number == star else rows[star]
            samples.append((count, of, hits - count - above, tries - of - of_above))
        test = fisher_below if below else fisher_above
        for (variables, _, _), (_, _, others, of_others), p in zip(rows, samples, test(samples), strict=True):
            if of_others > 0:
                variables[f"{fact.fact}.peers_of"] = Decimal(of_others)
                _put(variables, f"{fact.fact}.peers", digits10(others / of_others))
            yield variables, fact.fact, p

    # --- the quarter before -----------------------------------------------------------------------------------

    def remember(self, before: _Measuring) -> None:
        """The variables of the quarter before, and whether each rate is significantly above what it was."""
        # What is pooled over several quarters is not held against a single one.
        pooled = self.team.statements.over
        _recall(self.own, {name: value for name, value in before.own.items() if fact_of(name) not in pooled})
        self.gains(self.knowledge.facts["team"], self.own, self.team.facts, before.team.facts)
        for subject, members in self.by_subject.items():
            earlier = {member.member: (member, variables) for member, variables in before.by_subject.get(subject, [])}
            for member, variables in members:
                if member.member in earlier:
                    then, old = earlier[member.member]
                    _recall(variables, old)
                    self.gains(self.knowledge.facts[subject], variables, member.facts, then.facts)

    def gains(
        self,
        facts: Mapping[str, Fact],
        variables: dict[str, object],
        now: Mapping[str, Given],
        then: Mapping[str, Given],
    ) -> None:
        names, samples = [], []
        for name, given in now.items():
            old = then.get(name)
            counted = old is not None and None not in (given.count, given.of, old.count, old.of)
            if counted and kind_of(facts[name]).tested:
                assert old is not None
                names.append(name)
                samples.append((given.count, given.of, old.count, old.of))
        for name, p in zip(names, fisher_above(samples), strict=True):  # type: ignore[arg-type]
            _put(variables, f"{name}.gain_p", None if p is None else digits10(p))

    # --- computed variables -----------------------------------------------------------------------------------

    def finish(self) -> None:
        """The computed variables, in the program's order; a given fact must agree with its computation."""
        self.enter()
        for subject, members in self.by_subject.items():
            self.own[COLLECTIONS[subject]] = [variables for _, variables in members]
        fed = _read_by_members(self.program)
        for variable in fed:
            self.feed(variable)
        for step, evaluate in _closures(self.program):
            if step.subject == "team":
                self.compute(step, evaluate, self.own)
                if step.variable in fed:
                    self.feed(step.variable)
            else:
                for _, variables in self.by_subject.get(step.subject, []):
                    self.compute(step, evaluate, variables)

    def feed(self, variable: str) -> None:
        """A variable of the team, to where its members' expressions find it."""
        if variable in self.own:
            for members in self.by_subject.values():
                for _, variables in members:
                    variables[TEAM + variable] = self.own[variable]

    def compute(self, step: ComputedVariable, evaluate: Evaluate, variables: dict[str, object]) -> None:
        value = evaluate(variables)
        if value is None:
            return
        if isinstance(value, Decimal):
            value = round10(value)
        if step.variable in variables:
            fact = self.knowledge.facts[step.subject].get(step.variable)
            others = self.program.bases[step.subject][step.variable] - {(step.subject, step.variable)}
            if others & self.estimated:
                return  # what is computed of a guess is no better than what was given
            if fact is not None:
                self.agree(fact, variables, value)
        variables[step.variable] = value

    def agree(self, fact: Fact, variables: Mapping[str, object], computed: object) -> None:
        owner = self.owner(fact, variables)
        given = owner.facts.get(fact.fact)
        if given is None or _agrees(given, computed):
            return
        what = say(
            "'{fact}' is given as {value} but the other facts make it {computed}",
            fact=fact.fact,
            value=given.value,
            computed=computed,
        )
        self.faults.append(Fault(owner.place_of(fact.fact), what, say("correct it, or leave it out: it is computed")))

    def owner(self, fact: Fact, variables: Mapping[str, object]) -> Team | Member:
        if fact.subject == "team":
            return self.team
        own = variables.get(fact.subject)
        matching = (member for member, _ in self.by_subject[fact.subject] if member.member == own)
        return next(matching)


@lru_cache(maxsize=64)
def _closures(program: Program) -> tuple[tuple[ComputedVariable, Evaluate], ...]:
    return tuple((step, compiled(step.tree)) for step in program.steps)


@lru_cache(maxsize=64)
def _read_by_members(program: Program) -> frozenset[str]:
    """The team's variables that formulas and conditions of members read."""
    steps = [variables_of(step.tree) for step in program.steps if step.subject != "team"]
    atoms = [atom.variables for subject, own in program.atoms.items() if subject != "team" for atom in own.values()]
    needs = [
        {f"{need.variable}.band", f"{need.variable}.small", need.band}
        for cause in program.causes.values()
        for need in cause.needs
    ]
    checks = [check.variables for check in program.checks if check.check.subject != "team"]
    read = (variable for group in (*steps, *atoms, *needs, *checks) for variable in group)
    return frozenset(variable.removeprefix(TEAM) for variable in read if variable.startswith(TEAM))


def _exact(given: Given) -> Scalar:
    """A given value; a quotient of counts is a derived number and rounded like one."""
    value = given.value
    assert not isinstance(value, date)
    if given.count is not None and isinstance(value, Decimal):
        return round10(value)
    return value


def _put(variables: dict[str, Any], key: str, value: object) -> None:
    """A value that is known; an unknown one leaves what is there."""
    if value is not None:
        variables[key] = value


def _recall(variables: dict[str, object], before: Mapping[str, object]) -> None:
    for key, value in before.items():
        if not isinstance(value, list) and not key.startswith(TEAM):
            variables[PREVIOUS + key] = value


def _agrees(given: Given, computed: object) -> bool:
    """Whether a given value is the computed one, to the digits that were given."""
    if isinstance(computed, Decimal) and isinstance(given.value, Decimal):
        if given.estimated:
            return given.low is None or given.high is None or given.low <= computed <= given.high
        exponent = given.value.as_tuple().exponent
        if given.count is not None or not isinstance(exponent, int):
            return round10(given.value) == computed
        unit = Decimal(1).scaleb(max(exponent, -9))
        return abs(given.value - computed) <= unit
    return given.value == computed
