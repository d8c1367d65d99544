"""Loads a knowledge base: reads its records, compiles its rules, and checks that every executor can run them.

All faults of all three steps are told in one pass.

>>> knowledge = load_knowledge("company/rules")          # doctest: +SKIP
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from diagnosis.compiler.compile import compile_program
from diagnosis.documents.nodes import Faults
from diagnosis.inference.limits import check_limits
from diagnosis.knowledge.base import Knowledge
from diagnosis.knowledge.read import read_knowledge


def load_knowledge(*overlays: Path | str, base: Path | None = None) -> Knowledge:
    """The knowledge base of the package (or of the folder `base`), with a company's overlays laid over it in order.

    `base` holds `rules/` and `facts/catalogue/`. Raises `Faulty` with every fault that is found.
    """
    faults = Faults()
    knowledge, forgiven = read_knowledge(overlays, base, faults)
    program = compile_program(knowledge, faults, forgiven)
    if program is not None:
        check_limits(knowledge, program, faults)
    faults.raise_any()
    return replace(knowledge, compiled=program)
