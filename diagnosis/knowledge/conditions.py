"""Conditions in logical form: atoms joined by and/or, with negation only at the atoms.

An atom is whatever a condition compares: `otif.band = "bad"`, a boolean fact, `some s in sellers ...`. It is true,
false or null. Kleene's logic obeys De Morgan's laws, so that a negation can be pushed down to the atoms without
changing any of the three values.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import reduce

from diagnosis.feel.tree import And, Node, Not, Or


@dataclass(frozen=True, slots=True)
class Leaf:
    """An atom that must be true (`wanted`) or false."""

    atom: str
    wanted: bool = True


@dataclass(frozen=True, slots=True)
class All:
    """Every part must hold."""

    parts: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    """One part must hold."""

    parts: tuple[Condition, ...]


Condition = Leaf | All | AnyOf
Branch = frozenset[Leaf]
"""A conjunction: one way in which a condition can become true."""


class TooManyBranches(Exception):
    """A condition that falls apart into more conjunctions than `MOST_BRANCHES`."""


MOST_BRANCHES = 64
"""Each branch is a rule of its own in the Rete network; a readable condition has a handful."""


def logical(tree: Node, name_atom: dict[Node, str], wanted: bool = True) -> Condition:
    """The condition of a resolved tree (or of its negation); atoms are entered into `name_atom` under their text."""
    from diagnosis.feel import to_text

    if isinstance(tree, Not):
        return logical(tree.operand, name_atom, not wanted)
    if isinstance(tree, And | Or):
        parts = tuple(logical(operand, name_atom, wanted) for operand in tree.operands)
        return All(parts) if isinstance(tree, And) is wanted else AnyOf(parts)
    if tree not in name_atom:
        name_atom[tree] = to_text(tree)
    return Leaf(name_atom[tree], wanted)


def negated(condition: Condition) -> Condition:
    """The condition that is true where `condition` is false, and null where it is null."""
    if isinstance(condition, Leaf):
        return Leaf(condition.atom, not condition.wanted)
    parts = tuple(negated(part) for part in condition.parts)
    return AnyOf(parts) if isinstance(condition, All) else All(parts)


def branches(condition: Condition) -> tuple[Branch, ...]:
    """The condition as a disjunction of conjunctions, without those that another one contains or that contradict
    themselves, in a fixed order. Raises TooManyBranches.
    """
    possible = [branch for branch in _branches(condition) if not _contradicts(branch)]
    smallest = [branch for branch in set(possible) if not any(other < branch for other in possible)]
    return tuple(sorted(smallest, key=lambda branch: sorted((leaf.atom, leaf.wanted) for leaf in branch)))


def _branches(condition: Condition) -> frozenset[Branch]:
    if isinstance(condition, Leaf):
        return frozenset({frozenset({condition})})
    parts = [_branches(part) for part in condition.parts]
    if isinstance(condition, AnyOf):
        return _limited(frozenset().union(*parts))
    return reduce(lambda done, part: _limited(frozenset(a | b for a in done for b in part)), parts)


def _limited(conjunctions: frozenset[Branch]) -> frozenset[Branch]:
    if len(conjunctions) > MOST_BRANCHES:
        raise TooManyBranches
    return conjunctions


def _contradicts(branch: Branch) -> bool:
    return any(Leaf(leaf.atom, not leaf.wanted) in branch for leaf in branch)


def atoms_of(condition: Condition) -> tuple[str, ...]:
    """The atoms of a condition, each once, in the order in which they stand there."""
    if isinstance(condition, Leaf):
        return (condition.atom,)
    return tuple(dict.fromkeys(atom for part in condition.parts for atom in atoms_of(part)))


def evaluate(condition: Condition, values: Mapping[str, bool | None]) -> bool | None:
    """The value of a condition by Kleene's logic; an atom that is not in `values` is null."""
    if isinstance(condition, Leaf):
        value = values.get(condition.atom)
        return None if value is None else value is condition.wanted
    decisive = isinstance(condition, AnyOf)
    result: bool | None = not decisive
    for part in condition.parts:
        value = evaluate(part, values)
        if value is decisive:
            return decisive
        if value is None:
            result = None
    return result
