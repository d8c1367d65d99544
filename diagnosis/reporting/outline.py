"""What a reader is shown of a diagnosis, and in which order: the choices that text and Markdown share.

Nothing here is worded. What is left out is told as a number or a group, so that a team about which little is known does
not fill pages with causes of which nothing can be said.
"""

from __future__ import annotations

from dataclasses import dataclass

from diagnosis.result import (
    ActionResult,
    CauseResult,
    ChangeResult,
    Diagnosis,
    FindingResult,
    HeldResult,
    RequestResult,
)

MOST_OPEN = 8
"""So many open causes are shown with their evidence; the others are named by stage."""


@dataclass(frozen=True, slots=True)
class OpenStage:
    """Open causes of a stage that are only named: their ids and, where it judges members, whose they are."""

    stage: str
    causes: tuple[str, ...]
    subjects: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DepartmentRequests:
    """What to ask one department for: facts that are missing, too old, or of too small a sample (`why`)."""

    department: str | None
    why: str
    requests: tuple[RequestResult, ...]


@dataclass(frozen=True, slots=True)
class HeldStage:
    """Members whom a stage may not judge yet, and the stages that it waits for."""

    stage: str
    waiting_for: tuple[str, ...]
    members: tuple[HeldResult, ...]


@dataclass(frozen=True, slots=True)
class Task:
    """An action and the members it is for; it is the same for all of them."""

    action: ActionResult
    subjects: tuple[str, ...]
    causes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FindingGroup:
    """Findings of one kind: their common title, and what is said of each."""

    title: str
    findings: tuple[FindingResult, ...]


@dataclass(frozen=True, slots=True)
class Outline:
    """A diagnosis, arranged for a reader. `telling` are open causes with evidence, `silent` the others, by stage."""

    confirmed: tuple[CauseResult, ...]
    telling: tuple[CauseResult, ...]
    silent: tuple[OpenStage, ...]
    ruled_out: int
    asked: tuple[DepartmentRequests, ...]
    held: tuple[HeldStage, ...]
    tasks: tuple[Task, ...]
    strengths: tuple[FindingGroup, ...]
    recognition: tuple[FindingGroup, ...]
    notes: tuple[FindingGroup, ...]
    changes: tuple[ChangeResult, ...]

    @property
    def open(self) -> int:
        """How many causes are open."""
        return len(self.telling) + sum(len(one.causes) * max(1, len(one.subjects)) for one in self.silent)


def outline(diagnosis: Diagnosis) -> Outline:
    """The outline of one diagnosis."""
    open_ones = [cause for cause in diagnosis.causes if cause.verdict == "open"]
    telling = _telling(open_ones)
    ranks = {cause.rank for cause in telling}
    return Outline(
        confirmed=tuple(diagnosis.confirmed),
        telling=tuple(telling),
        silent=_silent([cause for cause in open_ones if cause.rank not in ranks], diagnosis),
        ruled_out=sum(cause.verdict == "ruled_out" for cause in diagnosis.causes),
        asked=_asked(diagnosis.requests),
        held=_held(diagnosis.held),
        tasks=_tasks(diagnosis.actions),
        strengths=_found(diagnosis.strengths),
        recognition=_found(diagnosis.recognition),
        notes=_found(diagnosis.notes),
        changes=tuple(one for one in diagnosis.changes if one.band_before != one.band),
    )


def _telling(open_ones: list[CauseResult]) -> list[CauseResult]:
    """Those with evidence for them first, then those with any, as far as there is room; in the order of their ranks."""
    accused = [cause for cause in open_ones if any(one.direction == "for" for one in cause.evidence)]
    doubted = [cause for cause in open_ones if cause.evidence and cause not in accused]
    return sorted((accused + doubted)[:MOST_OPEN], key=lambda cause: cause.rank)


def _silent(causes: list[CauseResult], diagnosis: Diagnosis) -> tuple[OpenStage, ...]:
    found = []
    for stage in diagnosis.stages:
        own = [cause for cause in causes if cause.stage == stage.stage]
        if own:
            names = tuple(dict.fromkeys(cause.cause for cause in own))
            subjects = tuple(dict.fromkeys(cause.subject for cause in own if cause.subject is not None))
            found.append(OpenStage(stage.stage, names, subjects))
    return tuple(found)


def _asked(requests: list[RequestResult]) -> tuple[DepartmentRequests, ...]:
    groups: dict[tuple[str | None, str], list[RequestResult]] = {}
    for request in requests:
        groups.setdefault((request.held_by, request.why), []).append(request)
    return tuple(DepartmentRequests(department, why, tuple(found)) for (department, why), found in groups.items())


def _held(held: list[HeldResult]) -> tuple[HeldStage, ...]:
    groups: dict[tuple[str, tuple[str, ...]], list[HeldResult]] = {}
    for one in held:
        groups.setdefault((one.stage, tuple(one.waiting_for)), []).append(one)
    return tuple(HeldStage(stage, waiting, tuple(found)) for (stage, waiting), found in groups.items())


def _tasks(actions: list[ActionResult]) -> tuple[Task, ...]:
    groups: dict[str, list[ActionResult]] = {}
    for action in actions:
        groups.setdefault(action.action, []).append(action)
    return tuple(
        Task(
            action=found[0],
            subjects=tuple(one.subject for one in found if one.subject is not None),
            causes=tuple(dict.fromkeys(cause for one in found for cause in one.for_)),
        )
        for found in groups.values()
    )


def _found(findings: list[FindingResult]) -> tuple[FindingGroup, ...]:
    groups: dict[str, list[FindingResult]] = {}
    for finding in findings:
        groups.setdefault(finding.title, []).append(finding)
    return tuple(FindingGroup(title, tuple(found)) for title, found in groups.items())
