"""Loads a knowledge base: reads its records, compiles its rules, and checks that every executor can run them.

All faults of all three steps are told in one pass.

>>> knowledge = load_knowledge("company/rules")          # doctest: +SKIP
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from diagnosis.compiler.compile import compile_program
from diagnosis.compiler.gate import weaker_conditions
from diagnosis.documents.nodes import Faults
from diagnosis.inference.limits import check_limits
from diagnosis.knowledge.base import GateChange, Knowledge
from diagnosis.knowledge.gate import settled, weaker_records
from diagnosis.knowledge.program import Program
from diagnosis.knowledge.read import Reading, read_knowledge
from diagnosis.knowledge.version import stamp


def load_knowledge(*overlays: Path | str, base: Path | None = None) -> Knowledge:
    """The knowledge base of the package (or of the folder `base`), with a company's overlays laid over it in order.

    `base` holds `rules/` and `facts/catalogue/`. Raises `Faulty` with every fault that is found.
    """
    faults = Faults()
    reading = read_knowledge(overlays, base, faults)
    knowledge = reading.knowledge
    program = compile_program(knowledge, faults, reading.forgiven)
    if program is not None:
        check_limits(knowledge, program, faults)
    changes = _gate_changes(reading, program, faults)
    faults.raise_any()
    if changes:
        knowledge = stamp(replace(knowledge, gate_changes=changes))
    return replace(knowledge, compiled=program)


def _gate_changes(reading: Reading, program: Program | None, faults: Faults) -> tuple[GateChange, ...]:
    """Where overlays weaken the gate before persons and insist on it; a fault where they do not insist."""
    before, written = reading.packaged, reading.written
    if before is None:
        return ()
    weaknesses = list(weaker_records(before, reading.knowledge, written))
    if program is not None:
        # How facts stand to their past is compared as a record; here conditions and bands are compared without it.
        then, now = (replace(knowledge, circumstances=None) for knowledge in (before, reading.knowledge))
        old, new = compile_program(then, Faults()), compile_program(now, Faults(), reading.forgiven)
        if old is not None and new is not None:
            weaknesses += weaker_conditions(then, old, now, new, written)
    return settled(weaknesses, written, faults)
