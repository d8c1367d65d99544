"""The result: a diagnosis of one team in one quarter, in the shape that is published as JSON.

All ids are those of the knowledge base; texts are in the language that was asked for. Probabilities and coverage have
four decimals, facts their values (shares, not percentages). What is unknown is null, never zero.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal, Self

from pydantic import BaseModel, ConfigDict, Field, PrivateAttr

from diagnosis.faults import Note
from diagnosis.knowledge.model import Band, Direction, Subject, Verdict

Reason = Literal[
    "missing",
    "small_sample",
    "vague",
    "contradictory",
    "inconclusive",
    "by_review",
    "not_applicable",
    "stale",
    "estimated",
    "waiting",
    "target_met",
]
"""Why a verdict is what it is: see `StageResult.reason`."""

FactValue = float | str | bool | None

SAID_NOT_MEASURED, POOLED, DOES_NOT_APPLY = "said_not_measured", "pooled", "not_applicable"
OF_STATEMENTS = (SAID_NOT_MEASURED, POOLED, DOES_NOT_APPLY)
"""The notes that tell what the facts' owner says of them; see `FindingResult.finding`."""


class Result(BaseModel):
    """A part of the result; it does not change."""

    model_config = ConfigDict(extra="forbid", frozen=True)


def is_nothing(told: object) -> bool:
    """Whether there is nothing to tell, so that results leave it out: the packaged gate, no estimates."""
    return not told


def is_unknown(value: object) -> bool:
    """Whether there is no value, which zero is."""
    return value is None


class Gap(Result):
    """How far the team is from its target; `met` is null where that is unknown, `missing` is target less actual."""

    met: bool | None
    attainment: float | None
    target: float | None
    actual: float | None
    missing: float | None
    currency: str | None


class BarResult(Result):
    """A part of the bridge: what it adds to the target, in cents (hundredths of the currency); negative where it lost.

    Null where it is not known: never zero. `worked_out`: a figure that it needs was not given, but is what the others
    leave; JSON says so only where it is true.
    """

    part: str
    cents: int | None
    worked_out: bool = Field(default=False, exclude_if=lambda worked_out: not worked_out)


class BridgeResult(Result):
    """From target to actual revenue, in cents: the bars that are known add up to actual less target exactly.

    `revenue_target` is what the target asked beyond the usual and beyond the growth of the market (where that is not
    known, with it), `deals_slipped` timing (where that is not known, within `deals_decided`). A last bar `unknown`
    holds what is left: parts that are not known, and figures that do not add up. `located` is the driver that
    fell most, null where none fell or more lies in what is not known. `sure`: it fell by more
    than chance makes, and by what matters; null where that is not known. `estimated`: some figure is an estimate.
    """

    target: int
    usual: int
    actual: int
    bars: list[BarResult]
    located: str | None
    sure: bool | None = None
    estimated: bool = False

    def cents(self, part: str) -> int | None:
        """What a part adds; None where that is not known."""
        return next((bar.cents for bar in self.bars if bar.part == part), None)


class EvidenceResult(Result):
    """A rule that fired: for or against, how strongly, in words, and the facts that it read.

    `counted` is false where a stronger rule of the same group has said it already.
    """

    rule: str
    direction: Direction
    grade: str
    text: str
    facts: dict[str, FactValue]
    counted: bool = True


class StageResult(Result):
    """The verdict on a stage. `missing` are the unknown facts that keep it open.

    `reason`: why it is open (missing, small_sample, vague, contradictory, inconclusive); of a stage that is ruled out,
    by_review, or stale or estimated where its evidence is too old, or too uncertain, to open a gate; of one that is
    held, waiting or target_met.
    `waiting_for` are the stages that keep its gate shut.
    """

    stage: str
    verdict: Verdict
    reason: Reason | None = None
    missing: list[str] = Field(default_factory=list)
    waiting_for: list[str] = Field(default_factory=list)


class CauseResult(Result):
    """A cause that was judged; `subject` is the member that it is about, null for the team.

    `missing` are unknown facts that could still change the verdict. Where there is a bridge, `through` are the drivers
    by which it costs money, and `at_most` is what was lost through them, in cents: the most that it can explain,
    together with all other causes that work through them. It is left out where that is not known.
    """

    rank: int
    cause: str
    stage: str
    subject: str | None
    verdict: Verdict
    reason: Reason | None
    probability: float
    coverage: float
    evidence: list[EvidenceResult]
    missing: list[str] = Field(default_factory=list)
    through: list[str] = Field(default_factory=list, exclude_if=is_nothing)
    at_most: int | None = Field(default=None, exclude_if=is_unknown)


class HeldResult(Result):
    """A member (null: the team) who may not be judged yet by a stage, and what speaks in favour already."""

    subject: str | None
    stage: str
    waiting_for: list[str]
    cleared_by: list[EvidenceResult]


class ClearedResult(Result):
    """A member whose shortfall is explained without the member."""

    subject: str
    stage: str
    text: str
    evidence: list[EvidenceResult]


class CheckResult(Result):
    """How one will see that an action worked: the fact that should reach the band, and where it stands now."""

    fact: str
    band: Band
    now: FactValue = None


class ActionResult(Result):
    """A recommended action, for the causes (or findings) that call for it; `subject` is the member it is about."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)

    action: str
    title: str
    does: str
    owner: str
    due_days: int
    subject: str | None
    for_: list[str] = Field(alias="for")
    check: CheckResult


class RequestResult(Result):
    """A fact to ask for: who holds it, and which open causes (or stages) it could settle.

    `fact` is its id, behind `previous.` where it is asked of the quarter before.
    `why`: it is missing, it is stale (too old to open a gate), it is only estimated, it is a share and not known of how
    many cases, or its sample is too small to decide; then `tries` is how large the sample has to be in all, if its
    share stays as it is (null where no sample would do), and `pool` how many quarters together would have it, where
    that is known. `review` asks the head of a stage whether its open causes, in `for`, can explain the gap.
    `about` is the kind of subject that the fact is of, `needed` says that a cause cannot be decided without it.
    `subjects` are the members that it is missing for; it is empty for a fact of the team, and where no members are
    known.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)

    fact: str
    about: Subject
    held_by: str | None
    why: Literal["missing", "stale", "estimated", "uncounted", "small_sample", "review"]
    subjects: list[str] = Field(default_factory=list)
    for_: list[str] = Field(alias="for")
    needed: bool
    tries: int | None = None
    pool: int | None = None


class FindingResult(Result):
    """A strength, a ground for recognition, or a note: of the team (null) or of the member named as `subject`."""

    finding: str
    title: str
    subject: str | None
    text: str


class WatchResult(Result):
    """A fact that is not healthy although the target is met."""

    fact: str
    stage: str | None
    band: Band
    value: FactValue


class ChangeResult(Result):
    """A fact whose band is known in this quarter and the one before."""

    fact: str
    before: FactValue
    now: FactValue
    band_before: Band
    band: Band


Conclusion = Literal[
    "gap_unknown",
    "too_little_known",
    "no_cause_found",
    "none_left",
    "one_cause_found",
    "causes_found",
]
"""What a diagnosis comes to: see `Outlook`."""


class Outlook(Result):
    """What a diagnosis of a missed target comes to, and when to look again.

    `conclusion`: the gap is not known; too little is known (no cause is confirmed, and of fewer than half of the facts
    that causes of the team need the band is known); no cause stands out; none is left, as all are ruled out; one or
    more are confirmed while others are open, or while they explain less than half of the gap; or they are found, all
    others of the team are ruled out, and half of the gap or more can have gone through them.
    `known` of `facts`: how many of the facts that bear on causes of the team are known. `open`: how many causes of the
    team are. `at_most`: how much of the gap, in cents, can have gone through what the confirmed causes of the team work
    through; JSON leaves it out where that is not known. `again`: the quarter with whose figures to look again.
    """

    conclusion: Conclusion
    known: int
    facts: int
    open: int
    again: str
    at_most: int | None = Field(default=None, exclude_if=is_unknown)


class VersionResult(Result):
    """The knowledge that judged: two diagnoses of the same facts with one `logic` have the same verdicts."""

    logic: str
    texts: str


class GateChangeResult(Result):
    """A file of the company's rules that opens the gate before persons wider, who insists on it, and why."""

    file: str
    by: str
    because: str


class Diagnosis(Result):
    """Why a team misses its target: the chain, the ranked causes, what is open, who is held, what to do.

    `outlook` tells what it comes to; JSON leaves it out where the target is met. `requests` begin with what settles
    most for its effort. `bridge` tells through what the money was lost; JSON leaves it out where target, actual or
    usual revenue is unknown.
    `estimated` are the facts of the team that are estimates, or rest on one; JSON leaves it out where there are none.
    `gate_changed` is there only where an overlay weakens the gate before persons. `told` is no part of what is
    published: notes on how the facts were read, for programs that call `diagnose`.
    """

    team: str
    quarter: str
    language: str
    gap: Gap
    stages: list[StageResult]
    causes: list[CauseResult]
    held: list[HeldResult]
    cleared: list[ClearedResult]
    actions: list[ActionResult]
    consider: list[ActionResult]
    requests: list[RequestResult]
    strengths: list[FindingResult]
    recognition: list[FindingResult]
    notes: list[FindingResult]
    watch: list[WatchResult]
    changes: list[ChangeResult]
    knowledge: VersionResult
    outlook: Outlook | None = Field(default=None, exclude_if=is_unknown)
    bridge: BridgeResult | None = Field(default=None, exclude_if=is_unknown)
    estimated: list[str] = Field(default_factory=list, exclude_if=is_nothing)
    gate_changed: list[GateChangeResult] = Field(default_factory=list, exclude_if=is_nothing)

    _told: tuple[Note, ...] = PrivateAttr(default=())

    @property
    def told(self) -> tuple[Note, ...]:
        """What `diagnosis run` says of how the facts were read: names written otherwise, columns read as per cent."""
        return self._told

    def telling(self, notes: Iterable[Note]) -> Self:
        """The same, with notes on how its facts were read."""
        self._told = tuple(notes)
        return self

    def to_json(self) -> str:
        """One line of JSON; the same diagnosis gives the same bytes."""
        return self.model_dump_json(by_alias=True)

    @property
    def confirmed(self) -> list[CauseResult]:
        """The confirmed causes, in the order of their ranks."""
        return [cause for cause in self.causes if cause.verdict == "confirmed"]
