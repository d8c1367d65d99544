"""What the firings of durable-rules mean in a trace: which rules fired by which atoms, and which gates opened."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from diagnosis.inference.durable import Firing
from diagnosis.inference.network import atom_name, author
from diagnosis.inference.trace import UnitFirings
from diagnosis.knowledge.conditions import Branch, Leaf


def unit_firings(index: Mapping[str, int], firings: Iterable[Firing]) -> UnitFirings:
    """What fired for the team or a member, each with the atoms that it matched; `index` numbers the atoms."""
    atoms = {atom_name(number): atom for atom, number in index.items()}
    by_role: dict[str, dict[str, frozenset[Branch]]] = {}
    for firing in firings:
        role, name = firing.rule.partition("|")[0], author(firing.rule)
        branch = frozenset(
            Leaf(atoms[str(fact["atom"])], fact["value"] is True) for fact in firing.facts if "atom" in fact
        )
        ways = by_role.setdefault(role, {})
        ways[name] = ways.get(name, frozenset()) | {branch}
    rules = {**by_role.get("evidence", {}), **by_role.get("conclude", {})}
    return UnitFirings(rules, by_role.get("deny", {}), by_role.get("finding", {}), by_role.get("skip", {}))


def gates_of(firings: Iterable[Firing], opened: Collection[str]) -> dict[str, frozenset[str]]:
    """For each gated stage the stages that keep it shut; none for those `opened`."""
    shut_by: dict[str, frozenset[str]] = {stage: frozenset() for stage in opened}
    for firing in firings:
        role, *names = firing.rule.split("|")
        if role == "closed":
            stage, by = names
            shut_by[stage] = shut_by.get(stage, frozenset()) | {by}
    return shut_by
