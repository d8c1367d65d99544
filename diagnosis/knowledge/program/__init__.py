"""The compiled knowledge base: names resolved, bands and formulas as trees, conditions as atoms, limits checked."""

from diagnosis.knowledge.program.model import (
    Atom,
    Base,
    CompiledCause,
    CompiledFinding,
    CompiledRule,
    Conclusion,
    Examination,
    Need,
    Program,
    Step,
)

__all__ = [
    "Atom",
    "Base",
    "CompiledCause",
    "CompiledFinding",
    "CompiledRule",
    "Conclusion",
    "Examination",
    "Need",
    "Program",
    "Step",
]
