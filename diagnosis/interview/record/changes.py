"""What an answer changed: the cells, and the conclusions."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeVar

from diagnosis.interview.record.interview import Interview
from diagnosis.interview.record.saying import sayings
from diagnosis.knowledge.model import Verdict
from diagnosis.result import Diagnosis

T = TypeVar("T")

CauseAt = tuple[str, str | None]
"""A cause and the member that it is about (None: the team)."""


@dataclass(frozen=True, slots=True)
class CauseChange:
    """A cause whose verdict, probability or rank is another; a part is None where it is not reported on that side."""

    cause: str
    subject: str | None
    verdict: tuple[Verdict | None, Verdict | None]
    probability: tuple[float | None, float | None]
    rank: tuple[int | None, int | None]

    @property
    def weighty(self) -> bool:
        """Whether the verdict changed, and not only how probable it is."""
        return self.verdict[0] != self.verdict[1]


@dataclass(frozen=True, slots=True)
class StageChange:
    """A stage whose verdict is another."""

    stage: str
    before: Verdict
    after: Verdict


@dataclass(frozen=True, slots=True)
class Changes:
    """The conclusions that differ between two states, in the order of the later one.

    `gates` are stages that may now name somebody (True) or may no longer (False); `actions` and `requests` likewise,
    with the member that an action is about.
    """

    met: tuple[bool | None, bool | None] | None
    stages: tuple[StageChange, ...]
    causes: tuple[CauseChange, ...]
    gates: tuple[tuple[str, bool], ...]
    actions: tuple[tuple[str, str | None, bool], ...]
    requests: tuple[tuple[str, bool], ...]

    @property
    def nothing(self) -> bool:
        """Whether no conclusion changed, probabilities included."""
        return not (self.met or self.stages or self.causes or self.gates or self.actions or self.requests)


def changes(before: Interview, after: Interview) -> Changes:
    """What is concluded otherwise in `after` than in `before`, which are about the same team."""
    was, now = before.diagnosis(), after.diagnosis()
    met = (was.gap.met, now.gap.met)
    return Changes(
        met=met if met[0] is not met[1] else None,
        stages=tuple(_stages(was, now)),
        causes=tuple(_causes(was, now)),
        gates=tuple(
            (stage, stage in after.outcome.open_gates)
            for stage in after.knowledge.stages
            if (stage in before.outcome.open_gates) != (stage in after.outcome.open_gates)
        ),
        actions=tuple(
            (*key, there)
            for key, there in _differences(
                [(action.action, action.subject) for action in was.actions],
                [(action.action, action.subject) for action in now.actions],
            )
        ),
        requests=tuple(
            _differences([request.fact for request in was.requests], [request.fact for request in now.requests])
        ),
    )


def _stages(was: Diagnosis, now: Diagnosis) -> Iterator[StageChange]:
    before = {stage.stage: stage.verdict for stage in was.stages}
    for stage in now.stages:
        if before[stage.stage] != stage.verdict:
            yield StageChange(stage.stage, before[stage.stage], stage.verdict)


def _causes(earlier: Diagnosis, later: Diagnosis) -> Iterator[CauseChange]:
    before = {(cause.cause, cause.subject): cause for cause in earlier.causes}
    after = {(cause.cause, cause.subject): cause for cause in later.causes}
    for key in (*after, *(key for key in before if key not in after)):
        was, now = before.get(key), after.get(key)
        change = CauseChange(
            *key,
            verdict=(was.verdict if was else None, now.verdict if now else None),
            probability=(was.probability if was else None, now.probability if now else None),
            rank=(was.rank if was else None, now.rank if now else None),
        )
        if change.verdict[0] != change.verdict[1] or change.probability[0] != change.probability[1]:
            yield change


def _differences(before: list[T], after: list[T]) -> Iterator[tuple[T, bool]]:
    yield from ((entry, True) for entry in dict.fromkeys(after) if entry not in before)
    yield from ((entry, False) for entry in dict.fromkeys(before) if entry not in after)


def cells_changed(before: Interview, after: Interview) -> tuple[dict[str, str | None], dict[str, str | None]]:
    """The texts of the cells that differ, before and after; None where a cell has no value, "?" for a "don't know".

    What is said of facts beside their values is told by its key and name.
    """
    old: dict[str, str | None] = {}
    new: dict[str, str | None] = {}
    cells = sorted({*before.answers, *after.answers}, key=str)
    for cell in cells:
        was, now = before.answers.get(cell), after.answers.get(cell)
        if was != now:
            old[str(cell)] = None if was is None else was.text if was.known else "?"
            new[str(cell)] = None if now is None else now.text if now.known else "?"
    said, now_said = sayings(before.particulars.statements), sayings(after.particulars.statements)
    for name in sorted({*said, *now_said}):
        if said.get(name) != now_said.get(name):
            old[name], new[name] = said.get(name), now_said.get(name)
    return old, new
