"""Causes that nobody is judged by yet, with the numbers by which they are chosen from the list."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import count

from diagnosis.interview import Interview


@dataclass(frozen=True, slots=True)
class HeldBack:
    """Members who may not be judged by a stage yet, and its causes by the numbers with which they are chosen."""

    stage: str
    members: tuple[str, ...]
    causes: Mapping[int, str]


def held_back(interview: Interview) -> tuple[HeldBack, ...]:
    """Who is held back, stage by stage; the numbers go on where those of the ranked causes end."""
    diagnosis, numbers = interview.diagnosis(), count(len(interview.diagnosis().causes) + 1)
    members: dict[str, list[str]] = {}
    for held in diagnosis.held:
        members.setdefault(held.stage, []).extend([held.subject] if held.subject else [])
    causes = interview.knowledge.causes.values()
    return tuple(
        HeldBack(stage, tuple(ids), {next(numbers): cause.cause for cause in causes if cause.stage == stage})
        for stage, ids in members.items()
    )
