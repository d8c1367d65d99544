"""A worked case: the facts of a team, and what must come out of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from diagnosis.faults import Place
from diagnosis.intake.model import Team

How = Literal["exactly", "at least", "none", "in order"]
Names = Literal["cause", "stage", "rule", "fact", "action", "strength", "recognition", "note", "member"]


@dataclass(frozen=True, slots=True)
class Aspect:
    """A key of `expect` that is a list: what it names, which part of the result it speaks of, and how they compare."""

    key: str
    names: Names
    part: str
    how: How


_LISTS = (
    Aspect("confirmed", "cause", "confirmed", "exactly"),
    Aspect("in_order", "cause", "ranks", "in order"),
    Aspect("ruled_out", "cause", "ruled_out", "at least"),
    Aspect("open", "cause", "open", "at least"),
    Aspect("held", "member", "held", "exactly"),
    Aspect("waiting_for", "stage", "waiting_for", "exactly"),
    Aspect("cleared", "member", "cleared", "exactly"),
    Aspect("clearing", "rule", "clearing", "at least"),
    Aspect("requests", "fact", "requests", "at least"),
    Aspect("not_requests", "fact", "requests", "none"),
    Aspect("actions", "action", "actions", "at least"),
    Aspect("not_actions", "action", "actions", "none"),
    Aspect("strengths", "strength", "strengths", "at least"),
    Aspect("not_strengths", "strength", "strengths", "none"),
    Aspect("recognition", "recognition", "recognition", "at least"),
    Aspect("not_recognition", "recognition", "recognition", "none"),
    Aspect("notes", "note", "notes", "at least"),
    Aspect("not_notes", "note", "notes", "none"),
    Aspect("watch", "fact", "watch", "at least"),
)
ASPECTS: Mapping[str, Aspect] = {aspect.key: aspect for aspect in _LISTS}

EXPECTED = ("refused", "target_met", "stages", *ASPECTS, "reasons")
"""The keys of `expect`, in the order in which they are written."""


@dataclass(frozen=True, slots=True)
class Item:
    """One thing named in a list of `expect`: `closing of S-4`, `otif from logistics`."""

    id: str
    member: str | None = None
    holder: str | None = None
    place: Place = field(default=Place(""), compare=False)

    def __str__(self) -> str:
        of = f" of {self.member}" if self.member is not None else ""
        return self.id + of + (f" from {self.holder}" if self.holder is not None else "")

    def means(self, item: Item) -> bool:
        """Whether `found` is what this names; what this leaves open may be anything."""
        return self.id == item.id and self.member in (None, item.member) and self.holder in (None, item.holder)


@dataclass(frozen=True, slots=True)
class Stated:
    """Something that a case says with one word, and where."""

    value: str
    place: Place


@dataclass(frozen=True, slots=True)
class Expected:
    """What must come out; what is not stated may be anything.

    `lists` are by their keys (see `ASPECTS`), with the place of each list. `target_met` is true, false or unknown.
    """

    place: Place
    lists: Mapping[str, tuple[Item, ...]]
    places: Mapping[str, Place]
    stages: Mapping[str, Stated]
    reasons: Mapping[Item, Stated]
    target_met: Stated | None = None
    refused: Stated | None = None


@dataclass(frozen=True, slots=True)
class Case:
    """A named case, with one sentence that `says` to a sales manager what it shows."""

    case: str
    says: str
    team: Team
    expected: Expected
    place: Place
