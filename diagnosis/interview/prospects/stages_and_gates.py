"""What the target, stages, gates and causes can still become, and which causes are undecided."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from diagnosis.feel import parse
from diagnosis.inference.fold_input import ATTAINMENT
from diagnosis.inference.rank import RankKey, rank_key
from diagnosis.interview.prospects.possible_values import CAN_FALSE, CAN_TRUE, mask_of, mask_of_condition, possible
from diagnosis.interview.prospects.unit_prospects import UnitProspects, UnitsOfState
from diagnosis.interview.record import Interview
from diagnosis.knowledge.model import Stage, Subject

_MET = parse(f"{ATTAINMENT} >= 1")


@dataclass(frozen=True)
class UndecidedCause:
    """A cause (a column of its unit's plan) whose confirmation, or whose clearing for a gate, is undecided.

    `confirmed` and `clears` say which of the two.
    """

    unit: UnitProspects
    column: int
    confirmed: bool
    clears: bool


class Prospects(UnitsOfState):
    """The prospects of one state: its units, and what follows of them for the target, stages, gates and causes.

    Everything is worked out when it is asked for.
    """

    def __init__(self, interview: Interview) -> None:
        super().__init__(interview)
        self.stages = interview.knowledge.stages

    # --- target, stages, gates --------------------------------------------------------------------------------

    @cached_property
    def can_be_met(self) -> bool:
        """Whether the target can still turn out to be met."""
        return bool(mask_of(possible(_MET, self.team.values)) & CAN_TRUE)

    @cached_property
    def is_met(self) -> bool:
        """Whether the target is met, whatever else is answered."""
        return mask_of(possible(_MET, self.team.values)) == CAN_TRUE

    def causes(self, stage: str, subject: Subject) -> list[int]:
        """The columns of a stage's causes."""
        plan = self.dependencies.plans[subject]
        return [column for column, cause in enumerate(plan.causes) if cause.cause.stage == stage]

    def units(self, stage: Stage) -> list[UnitProspects]:
        """The units that a stage judges, as far as they can still be examined by it."""
        if stage.subject == "team":
            return [self.team]
        return [unit for unit in self.members(stage.subject) if self._examined(stage, unit) != CAN_FALSE]

    def _examined(self, stage: Stage, unit: UnitProspects) -> int:
        """Whether a unit is examined by a stage: CAN_FALSE if surely not, CAN_TRUE if surely, else both."""
        examination = self.dependencies.program.examine.get(stage.stage)
        if examination is None:
            return CAN_TRUE
        mask = mask_of_condition(examination.condition, unit.values.atom)
        if mask == CAN_FALSE:
            return CAN_FALSE
        return CAN_TRUE | CAN_FALSE if mask & CAN_FALSE else CAN_TRUE

    def can_open(self, stage: Stage) -> bool:
        """Whether a stage can still judge: always, unless it waits for others that cannot all be ruled out any more."""
        if stage.after and self.is_met:
            return False
        return all(self._counts(self.stages[before])[0] for before in stage.after)

    def must_open(self, stage: Stage) -> bool:
        """Whether a stage judges whatever else is answered."""
        if stage.after and self.can_be_met:
            return False
        return all(self._counts(self.stages[before])[1] for before in stage.after)

    def can_be_ruled_out(self, stage: Stage) -> bool:
        """Whether a stage can still be ruled out with evidence that opens gates."""
        return self._counts(stage)[0]

    def _counts(self, stage: Stage) -> tuple[bool, bool]:
        """Whether a stage can be, and will be, ruled out with evidence that opens gates."""
        if stage.subject != "team" or not self.can_open(stage):
            return False, False
        columns = self.causes(stage.stage, "team")
        bounds = self.team.bounds
        opens = self.must_open(stage)
        can = bool(columns) and bool(bounds.can_count[0, columns].all())
        return can, opens and bool(columns) and bool(bounds.must_count[0, columns].all())

    def settled(self, stage: Stage) -> bool:
        """Whether the verdict on a stage can no longer change."""
        gates = [self._counts(self.stages[before]) for before in stage.after]
        # Where the target is met nobody is judged, but the stages before say all the same whether the gate is open.
        if not (all(can for can, _ in gates) if self.is_met else self.can_open(stage)):
            return True
        if not (all(must for _, must in gates) if self.is_met else self.must_open(stage)):
            return False
        columns, units = self.causes(stage.stage, stage.subject), self.units(stage)
        sure = [unit for unit in units if not unit.anybody and self._examined(stage, unit) == CAN_TRUE]
        if any(unit.bounds.must_confirm[0, columns].any() for unit in sure):
            return True
        if any(unit.bounds.can_confirm[0, columns].any() for unit in units):
            return False
        never = any((~unit.bounds.can_rule_out[0, columns]).any() for unit in sure)
        always = all(unit.bounds.must_rule_out[0, columns].all() for unit in units) and not any(
            unit.anybody for unit in units
        )
        return never or always or not self._open_columns(stage)

    def _open_columns(self, stage: Stage) -> bool:
        """Whether anything that a stage's rules or needs read is still open."""
        return any(unit.values.open & self.dependencies.read_by_stage(stage.stage) for unit in self.units(stage))

    # --- what could still change the end ----------------------------------------------------------------------

    @cached_property
    def gap_matters(self) -> bool:
        """Whether it is open if the target is met, and the confirmed causes or the gate depend on it."""
        if self.is_met or not self.can_be_met:
            return False
        return bool(self.team.bounds.can_confirm.any()) or any(
            stage.after and self.can_open(stage) for stage in self.stages.values()
        )

    @cached_property
    def undecided(self) -> dict[str, list[UndecidedCause]]:
        """By stage, the causes that keep the interview going.

        A cause does as long as it can, and need not, be confirmed, or be ruled out where that can still open a gate.
        """
        if self.is_met:
            return {}
        result = {stage.stage: list(self._undecided(stage)) for stage in self.stages.values()}
        return {stage: causes for stage, causes in result.items() if causes}

    def _undecided(self, stage: Stage) -> Iterator[UndecidedCause]:
        if not self.can_open(stage):
            return
        waits = self._waits_for(stage.stage)
        for unit in self.units(stage):
            bounds = unit.bounds
            for column in self.causes(stage.stage, stage.subject):
                confirm = bool(bounds.can_confirm[0, column])
                if unit.subject == "team":
                    confirm = confirm and not bounds.must_confirm[0, column]
                else:
                    sure = not unit.anybody and self._examined(stage, unit) == CAN_TRUE and self.must_open(stage)
                    confirm = confirm and not (sure and bounds.must_confirm[0, column])
                counts = waits and bounds.can_count[0, column] != bounds.must_count[0, column]
                if confirm or counts:
                    yield UndecidedCause(unit, column, confirm, bool(counts))

    def _waits_for(self, stage: str) -> bool:
        """Whether a gate can still open that waits for a stage."""
        return any(stage in later.after and self.can_open(later) for later in self.stages.values())

    @cached_property
    def finished(self) -> bool:
        """Whether no answer to any open question could change the confirmed causes or a gate."""
        if self.is_met:
            return True
        if self.gap_matters or self.undecided:
            return False
        return all(self.can_open(stage) == self.must_open(stage) for stage in self.stages.values() if stage.after)

    # --- the first cause --------------------------------------------------------------------------------------

    def stays_first(self, cause: str, member: str | None) -> bool:
        """Whether a cause stays confirmed and before all others, whatever else is answered."""
        places = {id_: place for place, id_ in enumerate(self.dependencies.program.causes)}
        own: RankKey | None = None
        others: list[RankKey] = []
        for stage in self.stages.values():
            if not self.can_open(stage):
                continue
            for unit in self.units(stage):
                for column in self.causes(stage.stage, stage.subject):
                    id_ = self.dependencies.plans[unit.subject].causes[column].cause.cause
                    low, high = unit.bounds.low[0, column], unit.bounds.high[0, column]
                    if (id_, unit.member) == (cause, member) and not unit.anybody:
                        if self._stays(stage, unit, column):
                            own = rank_key("confirmed", float(low), places[id_], unit.member)
                    elif unit.bounds.can_confirm[0, column]:
                        others.append(rank_key("confirmed", float(high), places[id_], unit.member))
        return own is not None and all(own < other for other in others)

    def _stays(self, stage: Stage, unit: UnitProspects, column: int) -> bool:
        """Whether a cause stays confirmed."""
        surely = self.must_open(stage) and self._examined(stage, unit) == CAN_TRUE
        return surely and bool(unit.bounds.must_confirm[0, column])


def prospects_of(interview: Interview) -> Prospects:
    """The prospects of a state, worked out once for it."""
    return interview.derived(Prospects, lambda: Prospects(interview))
