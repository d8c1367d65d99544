"""The chain over a whole chunk: from folded evidence to the verdicts on stages, what is held, and single outcomes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from diagnosis.inference.cause_outcomes import cause_outcomes, stage_standing
from diagnosis.inference.fold_plan import Bools, Codes, SubjectPlan
from diagnosis.inference.outcome import Outcome, UnitOutcome
from diagnosis.inference.team_tables import Chunk, Rows
from diagnosis.inference.truth import Truth
from diagnosis.inference.verdict import HELD, VERDICTS, Folded, verdict_codes
from diagnosis.knowledge.base import Knowledge
from diagnosis.knowledge.model import Subject
from diagnosis.knowledge.program import Program


@dataclass(frozen=True, slots=True)
class Fired:
    """What the conditions of a subject give, one row a unit; `rules` and `known` as the plan's rules."""

    rules: Bools
    known: Bools
    findings: Bools
    concluded: Mapping[str, Truth]
    skipped: Mapping[str, Bools]


@dataclass(frozen=True)
class JudgedUnits:
    """All units of a subject with their folded evidence; `owners` are the rows of their teams."""

    plan: SubjectPlan
    fired: Fired
    folded: Folded
    owners: Rows

    @cached_property
    def verdicts(self) -> Codes:
        """The verdict on each cause by its own evidence: codes, as `VERDICTS`."""
        return verdict_codes(self.folded.confirmed, self.folded.ruled_out)

    def stage(self, stage: str, teams: int) -> tuple[Codes, Bools]:
        """The verdict on a stage, by team, and whether it may open a gate."""
        return stage_standing(self.plan, self.folded, stage, self.fired.skipped.get(stage), self.owners, teams)


@dataclass(frozen=True)
class Judged:
    """A chunk of teams, judged. `stages` are codes as `VERDICTS`, by team and stage of the chain; `counts` says which
    of them may open a gate.
    """

    knowledge: Knowledge
    program: Program
    met: Bools
    units: Mapping[Subject, JudgedUnits]
    stages: Codes
    counts: Bools

    def outcome(self, row: int) -> Outcome:
        """Everything concluded about one team."""
        stages = {
            stage: VERDICTS[code] for stage, code in zip(self.knowledge.stages, self.stages[row].tolist(), strict=True)
        }
        held = frozenset(stage for stage, verdict in stages.items() if verdict == "held")
        gated = (stage.stage for stage in self.knowledge.stages.values() if stage.after)
        return Outcome(
            team=self._unit(self.units["team"], row, held, row),
            members={
                subject: tuple(self._unit(units, unit_row, held, row) for unit_row in _rows_of(units.owners, row))
                for subject, units in self.units.items()
                if subject != "team"
            },
            stages=stages,
            counts=frozenset(
                stage for stage, counts in zip(self.knowledge.stages, self.counts[row].tolist(), strict=True) if counts
            ),
            open_gates=frozenset(gated) - held,
        )

    def _unit(self, units: JudgedUnits, row: int, held: frozenset[str], team: int) -> UnitOutcome:
        plan, fired = units.plan, units.fired
        skipped = {stage for stage, rows in fired.skipped.items() if rows[row]}
        verdicts = {
            cause.cause.cause: VERDICTS[code]
            for cause, code in zip(plan.causes, units.verdicts[row].tolist(), strict=True)
        }
        causes = cause_outcomes(plan, units.folded, row, verdicts, held, skipped)
        findings = self.program.findings[plan.subject]
        return UnitOutcome(
            causes=causes,
            concluded={
                name: bool(value.true[row])
                for name, value in sorted(fired.concluded.items())
                if value.true[row] or value.false[row]
            },
            findings=tuple(findings[index].id for index in np.flatnonzero(fired.findings[row]).tolist()),
            examined=frozenset({cause.cause.stage for cause in plan.causes} - skipped),
            acts_on=frozenset(
                id_
                for id_, outcome in causes.items()
                if outcome.verdict == "confirmed" and not self.met[team] and self.program.causes[id_].cause.actions
            ),
        )


def chain(knowledge: Knowledge, program: Program, chunk: Chunk, units: Mapping[Subject, JudgedUnits]) -> Judged:
    """Goes through the stages in their order; one whose gate is shut is held."""
    teams = len(chunk.met)
    position = {stage: index for index, stage in enumerate(knowledge.stages)}
    stages = np.zeros((teams, len(position)), np.int8)
    counts = np.zeros((teams, len(position)), bool)
    for stage in knowledge.stages.values():
        column = position[stage.stage]
        stages[:, column], counting = units[stage.subject].stage(stage.stage, teams)
        shut = ~counts[:, [position[other] for other in stage.after]].all(axis=1)
        stages[shut, column] = HELD
        counts[:, column] = counting & ~shut
    return Judged(knowledge, program, chunk.met, units, stages, counts)


def _rows_of(owners: Rows, team: int) -> range:
    """The rows of one team's members, which stand together."""
    first, last = np.searchsorted(owners, (team, team + 1)).tolist()
    return range(first, last)
