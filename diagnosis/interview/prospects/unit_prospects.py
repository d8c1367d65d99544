"""The team and its members, and what is possible of each: worked out anew only where later answers bear on it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass, field
from functools import cached_property

from diagnosis.inference.fold_input import standing_of
from diagnosis.intake.model import Given
from diagnosis.interview.prospects.dependencies import Dependencies, dependencies_of
from diagnosis.interview.prospects.unit_values import UnitValues
from diagnosis.interview.prospects.verdict_bounds import (
    PossibleEvidence,
    VerdictBounds,
    evidence_after,
    possible_evidence,
    verdict_bounds,
)
from diagnosis.interview.record import Answer, Cell, Interview
from diagnosis.knowledge.model import Subject
from diagnosis.knowledge.program import Base
from diagnosis.measures.compute import MeasuredMember


@dataclass(frozen=True)
class UnitProspects:
    """The team, or one member of it, with what is possible of it. `member` is None for the team, and for a member of
    whom nothing is known yet, who stands for all that may still be listed (`anybody`).
    """

    subject: Subject
    member: str | None
    values: UnitValues
    evidence: PossibleEvidence
    bounds: VerdictBounds
    anybody: bool = False


@dataclass(frozen=True)
class ReusableUnits:
    """Units as they were worked out in one state, and the answers that they rest on; a later state may build on them.

    It refers to no state: see `Interview.earlier`. More units are added as they are worked out.
    """

    answers: Mapping[Cell, Answer]
    members: Mapping[Subject, tuple[str, ...]]
    open_bases: frozenset[Base]
    units: dict[tuple[Subject, str | None], UnitProspects] = field(default_factory=dict)

    def differences(self, interview: Interview) -> frozenset[Base] | None:
        """The facts that are answered or open otherwise in `interview`; None where the members are others."""
        if self.members != interview.members:
            return None
        changed = {cell for cell, answer in interview.answers.items() if self.answers.get(cell) != answer}
        changed |= {cell for cell in self.answers if cell not in interview.answers}
        return frozenset(cell.base for cell in changed) | (self.open_bases ^ interview.open_bases)


@dataclass(frozen=True)
class Reused:
    """A unit of an earlier state, and the facts with which it stands otherwise now."""

    unit: UnitProspects
    bases: frozenset[Base]


class UnitsOfState:
    """The units of one state. Everything is worked out when it is asked for."""

    def __init__(self, interview: Interview) -> None:
        self.interview = interview
        self.dependencies: Dependencies = dependencies_of(interview.knowledge)
        earlier = interview.earlier.get(ReusableUnits)
        self._earlier = earlier if isinstance(earlier, ReusableUnits) else None

    @cached_property
    def team(self) -> UnitProspects:
        """The team."""
        measured = self.interview.measured_team
        lists: frozenset[Subject] = frozenset(
            subject for subject, _ in self.interview.open_bases if subject not in ("team", *self.interview.members)
        )
        given = self.interview.team.facts
        reused = self._reused("team", None)
        if reused is not None and reused.unit.values.open_lists == lists:
            values = reused.unit.values.renewed(
                measured.environment, self.interview.open_bases, given, reused.bases, None
            )
            return self._unit("team", None, values, reused=reused)
        values = UnitValues(
            self.dependencies, "team", measured.environment, self.interview.open_bases, given, open_lists=lists
        )
        return self._unit("team", None, values)

    @cached_property
    def _differences(self) -> frozenset[Base] | None:
        return None if self._earlier is None else self._earlier.differences(self.interview)

    def _reused(self, subject: Subject, member: str | None) -> Reused | None:
        """A unit as it was in an earlier state, if that helps now.

        Members only where nothing changed but facts of the team: they are tested against one another.
        """
        bases = self._differences
        if bases is None or self._earlier is None or (subject, member) not in self._earlier.units:
            return None
        if subject != "team" and any(owner != "team" for owner, _ in bases):
            return None
        return Reused(self._earlier.units[subject, member], bases)

    def members(self, subject: Subject) -> list[UnitProspects]:
        """The members of a subject; where they are not known, one that stands for any."""
        return self._members[subject]

    @cached_property
    def _members(self) -> dict[Subject, list[UnitProspects]]:
        needed = {stage.subject for stage in self.interview.knowledge.stages.values() if stage.subject != "team"}
        return {subject: list(self._units_of(subject)) for subject in sorted(needed)}

    def _units_of(self, subject: Subject) -> Iterator[UnitProspects]:
        interview = self.interview
        unsettled = {
            fact
            for (owner, fact), family in self.dependencies.families.items()
            if owner == subject and any((subject, other) in interview.open_bases for other in family)
        }
        team_open = {base for base in interview.open_bases if base[0] == "team"}
        known = {member.member: member for member in interview.measured_team.members.get(subject, ())}
        facts = {member.member: member.facts for member in interview.team.members.get(subject, ())}
        if subject not in interview.members:
            anybody = {base for base in interview.open_bases if base[0] == subject}
            values, reused = self._member_values(subject, None, {}, anybody | team_open, {}, unsettled)
            yield self._unit(subject, None, values, anybody=True, reused=reused)
            return
        for member in interview.members[subject]:
            own = self._open_of(subject, member)
            variables = known[member].variables
            values, reused = self._member_values(subject, member, variables, own | team_open, facts[member], unsettled)
            yield self._unit(subject, known[member], values, reused=reused)

    def _member_values(
        self,
        subject: Subject,
        member: str | None,
        known: Mapping[str, object],
        open_: Set[Base],
        given: Mapping[str, Given],
        unsettled: set[str],
    ) -> tuple[UnitValues, Reused | None]:
        reused = self._reused(subject, member)
        if reused is None:
            return UnitValues(self.dependencies, subject, known, open_, given, self.team.values, unsettled), None
        return reused.unit.values.renewed(known, open_, given, reused.bases, self.team.values), reused

    def _open_of(self, subject: Subject, member: str) -> frozenset[Base]:
        bases = (base for base in self.interview.open_bases if base[0] == subject)
        return frozenset(base for base in bases if self.interview.is_open(Cell(*base, member)))

    def _unit(
        self,
        subject: Subject,
        member: MeasuredMember | None,
        values: UnitValues,
        anybody: bool = False,
        reused: Reused | None = None,
    ) -> UnitProspects:
        plan, measured = self.dependencies.plans[subject], self.interview.measured_team
        fresh, _, fresh_needs = standing_of(plan, self.interview.knowledge, [measured], [values.known])
        if reused is None:
            evidence = possible_evidence(values, plan, fresh, fresh_needs)
        else:
            evidence = evidence_after(reused.unit.evidence, values, plan, reused.bases, fresh, fresh_needs)
        id_ = member.member if member else None
        unit = UnitProspects(subject, id_, values, evidence, verdict_bounds(plan, evidence), anybody)
        self._handed_on.units[subject, id_] = unit
        return unit

    @cached_property
    def _handed_on(self) -> ReusableUnits:
        """What later states may build on."""
        interview = self.interview
        units = ReusableUnits(interview.answers, interview.members, interview.open_bases)
        interview.reusable[ReusableUnits] = units
        return units
