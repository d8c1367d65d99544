"""What an executor concludes about a team: the same for every executor, before it is put into words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from diagnosis.knowledge.model import Subject, Verdict


@dataclass(frozen=True, slots=True)
class CauseOutcome:
    """The verdict on one cause of one subject.

    `fired` are the evidence rules whose condition is true, `counted` those of them that are the strongest of their
    group. `probability` is None where the cause is held. `by_review` says that a review stood in for what its needs
    lack; `counts` that the ruling out is fresh enough to open a gate.
    """

    verdict: Verdict
    probability: float | None
    coverage: float
    fired: frozenset[str]
    counted: frozenset[str]
    by_review: bool = False
    counts: bool = False


@dataclass(frozen=True, slots=True)
class UnitOutcome:
    """What was concluded about one subject: the team itself, or one member.

    `concluded` are the facts concluded by rules. `examined` names the stages that examine this member; a member that
    a stage does not examine has no causes there. `acts_on` are the confirmed causes whose actions are recommended.
    """

    causes: Mapping[str, CauseOutcome] = field(default_factory=dict)
    concluded: Mapping[str, bool] = field(default_factory=dict)
    findings: tuple[str, ...] = ()
    examined: frozenset[str] = frozenset()
    acts_on: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Outcome:
    """Everything concluded about one team. `open_gates` are the gated stages that may name somebody.

    `counts` are the stages whose ruling out may open a gate.
    """

    team: UnitOutcome
    members: Mapping[Subject, tuple[UnitOutcome, ...]]
    stages: Mapping[str, Verdict]
    counts: frozenset[str]
    open_gates: frozenset[str]
