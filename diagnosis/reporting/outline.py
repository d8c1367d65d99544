"""What a reader is shown of a diagnosis, and in which order. Text, Markdown and the pages share it.

Nothing is put into words here. What is left out is told as a number or a group: a team about which little is known
would otherwise fill pages with causes about which nothing can be said.
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

MOST_FIRST = 3
"""So many requests stand out, as they settle most; the rest follows by department."""
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
    """A diagnosis, arranged for a reader. `telling` are open causes with evidence, `silent` the others, by stage.

    `first` are the requests that settle most, `asked` all others. `tasks` are recommended; `ideas` are worth
    considering though no confirmed cause calls for them.
    """

    confirmed: tuple[CauseResult, ...]
    telling: tuple[CauseResult, ...]
    silent: tuple[OpenStage, ...]
    ruled_out: int
    first: tuple[RequestResult, ...]
    asked: tuple[DepartmentRequests, ...]
    held: tuple[HeldStage, ...]
    tasks: tuple[Task, ...]
    ideas: tuple[Task, ...]
    strengths: tuple[FindingGroup, ...]
    recognition: tuple[FindingGroup, ...]
    notes: tuple[FindingGroup, ...]
    changes: tuple[ChangeResult, ...]

    @property
    def open(self) -> int:
        """How many causes are open."""
        return len(self.telling) + sum(len(stage.causes) * max(1, len(stage.subjects)) for stage in self.silent)


def outline(diagnosis: Diagnosis) -> Outline:
    """The outline of one diagnosis."""
    open_causes = [cause for cause in diagnosis.causes if cause.verdict == "open"]
    telling = _telling(open_causes)
    ranks = {cause.rank for cause in telling}
    return Outline(
        confirmed=tuple(diagnosis.confirmed),
        telling=tuple(telling),
        silent=_silent([cause for cause in open_causes if cause.rank not in ranks], diagnosis),
        ruled_out=sum(cause.verdict == "ruled_out" for cause in diagnosis.causes),
        first=tuple(diagnosis.requests[:MOST_FIRST]),
        asked=_asked(diagnosis.requests[MOST_FIRST:]),
        held=_held(diagnosis.held),
        tasks=_tasks(diagnosis.actions),
        ideas=_tasks(diagnosis.consider),
        strengths=_groups(diagnosis.strengths),
        recognition=_groups(diagnosis.recognition),
        notes=_groups(diagnosis.notes),
        changes=tuple(change for change in diagnosis.changes if change.band_before != change.band),
    )


def _telling(open_causes: list[CauseResult]) -> list[CauseResult]:
    """At most `MOST_OPEN` causes by rank: those with evidence for them go before those with evidence against."""
    accused = [cause for cause in open_causes if any(sign.direction == "for" for sign in cause.evidence)]
    doubted = [cause for cause in open_causes if cause.evidence and cause not in accused]
    return sorted((accused + doubted)[:MOST_OPEN], key=lambda cause: cause.rank)


def _silent(causes: list[CauseResult], diagnosis: Diagnosis) -> tuple[OpenStage, ...]:
    stages = []
    for stage in diagnosis.stages:
        own = [cause for cause in causes if cause.stage == stage.stage]
        if own:
            names = tuple(dict.fromkeys(cause.cause for cause in own))
            subjects = tuple(dict.fromkeys(cause.subject for cause in own if cause.subject is not None))
            stages.append(OpenStage(stage.stage, names, subjects))
    return tuple(stages)


def _asked(requests: list[RequestResult]) -> tuple[DepartmentRequests, ...]:
    groups: dict[tuple[str | None, str], list[RequestResult]] = {}
    for request in requests:
        groups.setdefault((request.held_by, request.why), []).append(request)
    return tuple(DepartmentRequests(department, why, tuple(own)) for (department, why), own in groups.items())


def _held(held: list[HeldResult]) -> tuple[HeldStage, ...]:
    groups: dict[tuple[str, tuple[str, ...]], list[HeldResult]] = {}
    for member in held:
        groups.setdefault((member.stage, tuple(member.waiting_for)), []).append(member)
    return tuple(HeldStage(stage, waiting, tuple(members)) for (stage, waiting), members in groups.items())


def _tasks(actions: list[ActionResult]) -> tuple[Task, ...]:
    groups: dict[str, list[ActionResult]] = {}
    for action in actions:
        groups.setdefault(action.action, []).append(action)
    return tuple(
        Task(
            action=same[0],
            subjects=tuple(action.subject for action in same if action.subject is not None),
            causes=tuple(dict.fromkeys(cause for action in same for cause in action.for_)),
        )
        for same in groups.values()
    )


def _groups(findings: list[FindingResult]) -> tuple[FindingGroup, ...]:
    groups: dict[str, list[FindingResult]] = {}
    for finding in findings:
        groups.setdefault(finding.title, []).append(finding)
    return tuple(FindingGroup(title, tuple(same)) for title, same in groups.items())
