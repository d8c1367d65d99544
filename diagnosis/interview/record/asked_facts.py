"""Which facts managers are asked for."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from diagnosis.compiler.expressions import owned
from diagnosis.compiler.review_rules import review_fact
from diagnosis.knowledge.model import Fact
from diagnosis.knowledge.program import Base, Program
from diagnosis.knowledge.variables import fact_of


def is_asked(fact: Fact) -> bool:
    """Whether a fact is one that managers are asked for.

    Reviews are not: a department makes them of its own accord, and then they are answers like others.
    """
    stage = fact.stage
    reviews = () if stage is None else tuple(f"{review_fact(stage)}{detail}" for detail in ("", "_by", "_on"))
    return fact.given and fact.question is not None and fact.fact not in reviews


@lru_cache(maxsize=16)
def facts_served_by(program: Program) -> Mapping[Base, frozenset[Base]]:
    """The facts that nothing reads but formulas of facts that may be given too, each with those facts."""
    serves: dict[Base, set[Base]] = {}
    barred: set[Base] = set()
    for step in program.steps:
        for variable in program.reads[step.subject][step.variable]:
            owner, key = owned(step.subject, variable)
            made = (step.subject, step.variable)
            if made in program.bases[step.subject].get(step.variable, frozenset()):
                serves.setdefault((owner, fact_of(key)), set()).add(made)
            else:
                barred.add((owner, fact_of(key)))
    for subject, atoms in program.atoms.items():
        for atom in atoms.values():
            for variable in atom.variables:
                owner, key = owned(subject, variable)
                barred.add((owner, fact_of(key)))
    return {base: frozenset(made) for base, made in serves.items() if base not in barred}
