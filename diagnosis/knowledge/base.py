"""A whole knowledge base: its records by id, where they were written, and the program compiled from them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from diagnosis.documents.nodes import Scalar
from diagnosis.faults import Note, Place
from diagnosis.knowledge.model import (
    Action,
    Cause,
    Circumstances,
    Contradiction,
    Fact,
    Finding,
    Parameter,
    Rule,
    Stage,
    Text,
    VerdictLimits,
)
from diagnosis.knowledge.program import Program


@dataclass(frozen=True, slots=True)
class Version:
    """The knowledge version: `logic` changes with what can change a verdict, `texts` with wording only."""

    logic: str
    texts: str


@dataclass(frozen=True, slots=True)
class GateChange:
    """A file of an overlay that opens the gate before persons wider, who insists on it (`by`), and why."""

    file: str
    by: str
    because: Text


@dataclass(frozen=True)
class Knowledge:
    """A whole knowledge base, checked. Stages stand in the chain's order; everything else is ordered by id."""

    stages: Mapping[str, Stage]
    departments: Mapping[str, Text]
    grades: Mapping[str, Decimal]
    limits: VerdictLimits
    parameters: Mapping[str, Parameter]
    facts: Mapping[str, Mapping[str, Fact]]
    """Facts by subject, then by id: a seller's `attainment` is not the team's."""
    causes: Mapping[str, Cause]
    rules: Mapping[str, Rule]
    actions: Mapping[str, Action]
    findings: Mapping[str, Finding]
    version: Version
    checks: Mapping[str, Contradiction] = field(default_factory=dict)
    circumstances: Circumstances | None = None
    """What the past of a fact is worth; None where the past is not looked at."""
    scalars: Mapping[tuple[str, str, str], Scalar] = field(default_factory=dict, repr=False, compare=False)
    """What was written as (record kind, id, key): ("rule", "otif_bad", "when"), ("fact", "seller.deals", "bands.on"),
    ("rule", "otif_bad", "for.late_delivery"), ("cause", "late_delivery", "needs.0"), ("grade", "strong", "")."""

    overlaid: frozenset[str] = field(default=frozenset(), repr=False, compare=False)
    """The files of the overlays, whose limits are checked against what is possible."""

    notes: tuple[Note, ...] = field(default=(), repr=False, compare=False)
    """What the overlays may have left out without meaning to."""

    gate_changes: tuple[GateChange, ...] = ()
    """What every result has to say of a gate that an overlay weakens."""

    compiled: Program | None = field(default=None, repr=False, compare=False)

    @property
    def program(self) -> Program:
        """The compiled rules; every knowledge base that was loaded has them."""
        if self.compiled is None:
            raise ValueError("this knowledge base was not compiled: load it with load_knowledge")
        return self.compiled

    def place(self, kind: str, name: str, key: str = "", line: int = 1, column: int = 1) -> Place:
        """Where (kind, id, key) was written, for faults found later; `line` and `column` are within its text.

        Without a key, and for a default that nobody wrote, it is the place of the whole record.
        """
        scalar = self.scalars.get((kind, name, key))
        if scalar is not None:
            return scalar.place_of(line, column) if (line, column) != (1, 1) else scalar.place
        scalar = self.scalars.get((kind, name, kind)) or self.scalars.get((kind, name, ""))
        return scalar.place if scalar is not None else Place("")

    def causes_of(self, stage: str) -> tuple[Cause, ...]:
        """The causes of a stage, ordered by id."""
        return tuple(cause for cause in self.causes.values() if cause.stage == stage)
