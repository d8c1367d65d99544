"""What was given about a team in a quarter: typed values with their places, before anything is computed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from diagnosis.faults import Fault, Note, Place
from diagnosis.kinds.given import Given
from diagnosis.knowledge.model import Subject

__all__ = ["Given", "Intake", "Member", "Refused", "Team"]


@dataclass(frozen=True, slots=True)
class Member:
    """A seller, method or product line of a team: its own id and its known facts."""

    member: str
    facts: Mapping[str, Given]
    place: Place = field(default=Place(""), compare=False)
    places: Mapping[str, Place] = field(default_factory=dict, compare=False)

    def place_of(self, fact: str) -> Place:
        """Where a fact was given, else where the member was."""
        return self.places.get(fact, self.place)


@dataclass(frozen=True, slots=True)
class Statements:
    """What is said about facts of the team beside their values.

    `since` tells since which quarter a fact has been as it is, or `BEFORE`: it was so when the target was last met.
    `does_not_apply` names facts and stages that the company does not have, each with the reason, and
    `does_not_apply_by` who says so. `over` tells over how many quarters a fact was pooled, `said_by` who said it.
    """

    since: Mapping[str, str] = field(default_factory=dict)
    does_not_apply: Mapping[str, str] = field(default_factory=dict)
    does_not_apply_by: str | None = None
    over: Mapping[str, int] = field(default_factory=dict)
    said_by: Mapping[str, str] = field(default_factory=dict)


BEFORE = "before"
"""Since when a fact is as it is: since before the target was last met."""


@dataclass(frozen=True, slots=True)
class Team:
    """A team in a quarter ("2026-Q3"): its known facts and members, and the quarter before if that was given.

    `measured` says when a fact was measured where that is not `as_of` (or, without one, the quarter's last day).
    A subject that is missing from `members` has none given: nothing is known of its members.
    """

    team: str
    quarter: str
    as_of: date | None = None
    currency: str | None = None
    facts: Mapping[str, Given] = field(default_factory=dict)
    members: Mapping[Subject, tuple[Member, ...]] = field(default_factory=dict)
    measured: Mapping[str, date] = field(default_factory=dict)
    previous: Team | None = None
    statements: Statements = field(default_factory=Statements)
    place: Place = field(default=Place(""), compare=False)
    places: Mapping[str, Place] = field(default_factory=dict, compare=False)

    def place_of(self, fact: str) -> Place:
        """Where a fact of the team was given, else where the team was."""
        return self.places.get(fact, self.place)


@dataclass(frozen=True, slots=True)
class Refused:
    """A team that cannot be evaluated, with all its faults.

    It may be none at all, but a name in a table of members that no team has: `astray` says members of which kinds
    stand under it.
    """

    team: str
    faults: tuple[Fault, ...]
    astray: tuple[Subject, ...] = ()


@dataclass(frozen=True, slots=True)
class Intake:
    """What was read: the teams that can be evaluated, in the order of their names, and those refused.

    `faults` are those of a whole file, which no team can be read past; then `teams` holds nothing of that file.
    `notes` tell what is no fault: names written otherwise, rows left out, a quarter that is not compared.
    """

    teams: tuple[Team, ...] = ()
    refused: tuple[Refused, ...] = ()
    faults: tuple[Fault, ...] = ()
    notes: tuple[Note, ...] = ()

    @property
    def all_faults(self) -> tuple[Fault, ...]:
        """The faults of whole files, and those of all teams."""
        return (*self.faults, *(fault for refused in self.refused for fault in refused.faults))

    def perhaps_of(self, team: Team) -> tuple[Fault, ...]:
        """The faults of members under the name of no team, of kinds of which `team` has none: they may be its own."""
        astray = (refused for refused in self.refused if any(kind not in team.members for kind in refused.astray))
        return tuple(fault for refused in astray for fault in refused.faults)
