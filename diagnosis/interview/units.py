"""The team and its members, and what is possible of each: worked out anew only where later answers bear on it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from diagnosis.inference.fold_input import evidence_of
from diagnosis.inference.fold_plan import Bools
from diagnosis.intake.model import Given
from diagnosis.interview.answers import Answer, Cell
from diagnosis.interview.bounds import Bounds, Chances, bounds, chances_after, chances_of
from diagnosis.interview.guide import Guide, guide_of
from diagnosis.interview.sight import UnitSight
from diagnosis.interview.state import Interview
from diagnosis.knowledge.model import Subject
from diagnosis.knowledge.program import Base
from diagnosis.measures.compute import MeasuredMember


@dataclass(frozen=True)
class Unit:
    """The team, or one member of it, with what is possible of it. `member` is None for the team, and for a member of
    whom nothing is known yet, who stands for all that may still be listed (`anybody`).
    """

    subject: Subject
    member: str | None
    sight: UnitSight
    chances: Chances
    bounds: Bounds
    anybody: bool = False


@dataclass(frozen=True)
class Kept:
    """The units of an earlier state, and the answers that they rest on."""

    answers: Mapping[Cell, Answer]
    members: Mapping[Subject, tuple[str, ...]]
    open_bases: frozenset[Base]
    units: Mapping[tuple[Subject, str | None], Unit]

    def differs(self, interview: Interview) -> frozenset[Base] | None:
        """The facts with which it stands otherwise in `interview`; None where members themselves are others."""
        if self.members != interview.members:
            return None
        changed = {cell for cell, answer in interview.answers.items() if self.answers.get(cell) != answer}
        changed |= {cell for cell in self.answers if cell not in interview.answers}
        return frozenset(cell.base for cell in changed) | (self.open_bases ^ interview.open_bases)


class Units:
    """The units of one state. Everything is worked out when it is asked for."""

    def __init__(self, interview: Interview) -> None:
        self.interview = interview
        self.guide: Guide = guide_of(interview.knowledge)

    @cached_property
    def team(self) -> Unit:
        """The team."""
        measured = self.interview.measured_team
        lists: frozenset[Subject] = frozenset(
            subject for subject, _ in self.interview.open_bases if subject not in ("team", *self.interview.members)
        )
        given = self.interview.team.facts
        kept = self._kept("team", None)
        if kept is not None and kept[0].sight.open_lists == lists:
            unit, bases = kept
            sight = unit.sight.renewed(measured.environment, self.interview.open_bases, given, bases, None)
            return self._unit("team", None, sight, kept=kept)
        sight = UnitSight(self.guide, "team", measured.environment, self.interview.open_bases, given, open_lists=lists)
        return self._unit("team", None, sight)

    @cached_property
    def _differs(self) -> frozenset[Base] | None:
        kept = self.interview.kept
        return None if kept is None else kept.differs(self.interview)

    def _kept(self, subject: Subject, member: str | None) -> tuple[Unit, frozenset[Base]] | None:
        """A unit as it was in an earlier state, and the facts with which it stands otherwise now.

        Members only where nothing changed but facts of the team: they are tested against one another.
        """
        bases, kept = self._differs, self.interview.kept
        if bases is None or kept is None or (subject, member) not in kept.units:
            return None
        if subject != "team" and any(owner != "team" for owner, _ in bases):
            return None
        return kept.units[subject, member], bases

    @property
    def kept(self) -> Kept:
        """What a later state may build on, as far as it was worked out."""
        found = [self.team] if "team" in self.__dict__ else []
        found += [unit for units in self.__dict__.get("_members", {}).values() for unit in units]
        interview = self.interview
        return Kept(
            interview.answers,
            interview.members,
            interview.open_bases,
            {(unit.subject, unit.member): unit for unit in found},
        )

    def members(self, subject: Subject) -> list[Unit]:
        """The members of a subject; where they are not known, one that stands for any."""
        return self._members[subject]

    @cached_property
    def _members(self) -> dict[Subject, list[Unit]]:
        needed = {stage.subject for stage in self.interview.knowledge.stages.values() if stage.subject != "team"}
        return {subject: list(self._units_of(subject)) for subject in sorted(needed)}

    def _units_of(self, subject: Subject) -> Iterator[Unit]:
        interview = self.interview
        unsettled = {
            fact
            for (owner, fact), family in self.guide.families.items()
            if owner == subject and any((subject, one) in interview.open_bases for one in family)
        }
        team_open = {base for base in interview.open_bases if base[0] == "team"}
        known = {one.member: one for one in interview.measured_team.members.get(subject, ())}
        facts = {one.member: one.facts for one in interview.team.members.get(subject, ())}
        if subject not in interview.members:
            anybody = {base for base in interview.open_bases if base[0] == subject}
            sight, kept = self._member_sight(subject, None, {}, anybody | team_open, {}, unsettled)
            yield self._unit(subject, None, sight, anybody=True, kept=kept)
            return
        for member in interview.members[subject]:
            own = self._open_of(subject, member)
            variables = known[member].variables
            sight, kept = self._member_sight(subject, member, variables, own | team_open, facts[member], unsettled)
            yield self._unit(subject, known[member], sight, kept=kept)

    def _member_sight(
        self,
        subject: Subject,
        member: str | None,
        known: Mapping[str, object],
        open_: Set[Base],
        given: Mapping[str, Given],
        unsettled: set[str],
    ) -> tuple[UnitSight, tuple[Unit, frozenset[Base]] | None]:
        kept = self._kept(subject, member)
        if kept is None:
            return UnitSight(self.guide, subject, known, open_, given, self.team.sight, unsettled), None
        unit, bases = kept
        return unit.sight.renewed(known, open_, given, bases, self.team.sight), kept

    def _open_of(self, subject: Subject, member: str) -> frozenset[Base]:
        found = (base for base in self.interview.open_bases if base[0] == subject)
        return frozenset(base for base in found if self.interview.is_open(Cell(*base, member)))

    def _unit(
        self,
        subject: Subject,
        member: MeasuredMember | None,
        sight: UnitSight,
        anybody: bool = False,
        kept: tuple[Unit, frozenset[Base]] | None = None,
    ) -> Unit:
        plan, measured = self.guide.plans[subject], self.interview.measured_team
        nothing: Bools = np.zeros((1, len(plan.rules)), bool)
        evidence = evidence_of(plan, self.interview.knowledge, [(measured, sight.known)], nothing, nothing)
        if kept is None:
            chances = chances_of(sight, plan, evidence.fresh, evidence.fresh_needs)
        else:
            chances = chances_after(kept[0].chances, sight, plan, kept[1], evidence.fresh, evidence.fresh_needs)
        return Unit(subject, member.member if member else None, sight, chances, bounds(plan, chances), anybody)
