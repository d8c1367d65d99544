"""An explanation as plain data: how the verdict on one cause came about, and what could change it.

Odds and likelihood ratios are numbers, facts their values as in the result; texts are in the language asked for.
"""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from diagnosis.knowledge.model import Band, Direction, Subject, Verdict
from diagnosis.result import EvidenceResult, FactValue, GateChangeResult, Reason, Result, StageResult, is_nothing


class FactUsed(Result):
    """A fact that a rule read, and where it comes from: the facts it was computed of, or the rules that concluded it.

    `details` are a rate's count, interval and tests. `previous` is true of the value of the quarter before;
    `members` counts those whose values it sums up; `stale_days` is the age of a fact that is too old to judge a
    person on. `estimated`: it is an estimate, or rests on one.
    """

    fact: str
    subject: Subject
    previous: bool = False
    value: FactValue = None
    details: dict[str, float] = Field(default_factory=dict)
    band: Band | None = None
    members: int | None = None
    stale_days: int | None = None
    estimated: bool = Field(default=False, exclude_if=lambda estimated: not estimated)
    computed_from: list[FactUsed] = Field(default_factory=list)
    concluded_by: list[RuleUsed] = Field(default_factory=list)


class RuleUsed(Result):
    """A rule that fired: its condition, where it stands, and the facts that it read."""

    rule: str
    when: str
    place: str
    facts: list[FactUsed]


class Step(Result):
    """A rule that fired for or against the cause, and what it did to the odds.

    `ratio` is the likelihood ratio by which it multiplies the odds. Where a stronger rule of its group says the
    same, it is not counted and `outdone_by` names that rule; then it has no odds.
    """

    used: RuleUsed
    direction: Direction
    grade: str
    ratio: float
    text: str
    counted: bool
    outdone_by: str | None = None
    odds: float | None = None
    probability: float | None = None


class Lack(Result):
    """A fact that is not known, and who holds it. `previous`: it is that of the quarter before."""

    fact: str
    subject: Subject
    held_by: str | None
    previous: bool = False


class ExplainedNeed(Result):
    """A fact that must be healthy before the cause can be ruled out. `by_review`: a review stands in for it.

    `excused`: it is not healthy, but as usual, or the drivers of the cause did not fall, or it does not apply.

    Where its sample is too small to say (`small`), `tries` is how large it has to be, if any size would do.
    """

    used: FactUsed
    met: bool
    by_review: bool
    excused: bool
    small: bool
    tries: int | None
    missing: list[Lack]


class Confirmation(Result):
    """What confirms the cause: a probability from `at` on, and a rule `for` it of a grade from `grade` on."""

    at: float
    likely: bool
    grade: str
    rules: list[str]


class Exclusion(Result):
    """What rules the cause out: a probability up to `at`, no rule `for` it of grade `grade` or more, all needs met.

    `counts` says whether it is fresh enough to let a person be judged.
    """

    at: float
    unlikely: bool
    grade: str
    rules: list[str]
    needs: list[ExplainedNeed]
    counts: bool


class Possible(Result):
    """A rule of which it is not known whether it fires: what it lacks, and the probability if it fired."""

    rule: str
    when: str
    direction: Direction
    grade: str
    ratio: float
    missing: list[Lack]
    probability: float
    confirms: bool


class Explanation(Result):
    """How the verdict on a cause came about.

    `verdict` is null where none is given: the target is met, or the member is not examined (`why_none`). `waiting`
    are the stages that keep a gate shut, as they stand; `cleared_by` is what speaks in favour of a held or cleared
    member. Of a held cause there is no probability, and only evidence against it. `review` is the fact with which
    the head of the stage's department (`review_by`) can settle it, where there is no review yet.
    """

    team: str
    quarter: str
    language: str
    currency: str | None
    cause: str
    title: str
    stage: str
    subject: str | None
    verdict: Verdict | None
    why_none: Literal["target_met", "not_examined"] | None
    reason: Reason | None
    prior: float
    prior_odds: float
    probability: float | None
    coverage: float | None
    steps: list[Step]
    confirmation: Confirmation | None
    exclusion: Exclusion | None
    possible: list[Possible]
    review: str | None
    review_by: str | None
    waiting: list[StageResult]
    cleared_text: str | None
    cleared_by: list[EvidenceResult]
    gate_changed: list[GateChangeResult] = Field(default_factory=list, exclude_if=is_nothing)

    def to_json(self) -> str:
        """One line of JSON; the same explanation gives the same bytes."""
        return self.model_dump_json(by_alias=True)
