"""Diagnosis: why a sales team misses its target, and what to do about it.

>>> from diagnosis import diagnose, load_knowledge
>>> knowledge = load_knowledge()                        # doctest: +SKIP
>>> diagnose("north.yaml", knowledge).confirmed         # doctest: +SKIP
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from diagnosis.evaluation import check, diagnose, evaluate
    from diagnosis.faults import Fault, Faulty
    from diagnosis.loading import load_knowledge
    from diagnosis.result import Diagnosis

__all__ = ["Diagnosis", "Fault", "Faulty", "check", "diagnose", "evaluate", "load_knowledge"]

_HOMES = {
    "Diagnosis": "diagnosis.result",
    "Fault": "diagnosis.faults",
    "Faulty": "diagnosis.faults",
    "check": "diagnosis.evaluation",
    "diagnose": "diagnosis.evaluation",
    "evaluate": "diagnosis.evaluation",
    "load_knowledge": "diagnosis.loading",
}


def __getattr__(name: str) -> Any:
    """The public names, imported when they are first used: `diagnosis --help` needs none of them."""
    if name not in _HOMES:
        raise AttributeError(f"module 'diagnosis' has no attribute '{name}'")
    value = getattr(import_module(_HOMES[name]), name)
    globals()[name] = value
    return value
