"""What is still possible: which values, verdicts and gates the open facts can still lead to.

In: a state of an interview. Out: its `Prospects`: for each unit (the team or a member) the possible values of variables
and the bounds of verdicts, for each stage and gate whether it is settled, and which causes are undecided. The bounds
never exclude what can happen; they may include what cannot.
"""

from __future__ import annotations

from diagnosis.interview.prospects.dependencies import Dependencies, dependencies_of
from diagnosis.interview.prospects.possible_values import CAN_TRUE
from diagnosis.interview.prospects.stages_and_gates import Prospects, UndecidedCause, prospects_of
from diagnosis.interview.prospects.unit_prospects import UnitProspects
from diagnosis.interview.prospects.unit_values import UnitValues
from diagnosis.interview.prospects.verdict_bounds import PossibleEvidence, VerdictBounds, band_mask, verdict_bounds

__all__ = [
    "CAN_TRUE",
    "Dependencies",
    "PossibleEvidence",
    "Prospects",
    "UndecidedCause",
    "UnitProspects",
    "UnitValues",
    "VerdictBounds",
    "band_mask",
    "dependencies_of",
    "prospects_of",
    "verdict_bounds",
]
