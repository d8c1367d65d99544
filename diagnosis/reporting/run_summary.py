"""The diagnoses of a run in a few numbers, counted one by one."""

from __future__ import annotations

from dataclasses import dataclass, field

from diagnosis.knowledge.base import Knowledge
from diagnosis.result import Diagnosis

MOST = 200
"""So many diagnoses are kept whole; the others are only counted."""


@dataclass
class RunSummary:
    """How many teams were evaluated, how many met their targets, for how many a cause was confirmed in each stage.

    `unexplained` teams miss their target without a confirmed cause; `refused` teams could not be evaluated. `first`
    are the first diagnoses, at most `MOST`.
    """

    knowledge: Knowledge
    teams: int = 0
    met: int = 0
    unexplained: int = 0
    refused: int = 0
    by_stage: dict[str, int] = field(default_factory=dict)
    first: list[Diagnosis] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.by_stage = dict.fromkeys(self.knowledge.stages, 0)

    def add(self, diagnosis: Diagnosis) -> None:
        """Count one diagnosis."""
        self.teams += 1
        confirmed = {cause.stage for cause in diagnosis.confirmed}
        for stage in confirmed:
            self.by_stage[stage] += 1
        if diagnosis.gap.met:
            self.met += 1
        elif not confirmed:
            self.unexplained += 1
        if len(self.first) < MOST:
            self.first.append(diagnosis)

    @property
    def more(self) -> int:
        """How many teams were not kept."""
        return self.teams - len(self.first)
