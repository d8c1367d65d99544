"""Conditions over arrays of atoms, for many units at once, in Kleene's logic of true, false and unknown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from diagnosis.inference.fold_plan import Bools
from diagnosis.knowledge.conditions import All, Condition, Leaf


@dataclass(frozen=True, slots=True)
class Truth:
    """A condition's value for each unit: where it is `true` and where `false`; where it is neither, it is unknown."""

    true: Bools
    false: Bools

    @property
    def known(self) -> Bools:
        """Where it is one or the other."""
        return self.true | self.false

    def column(self) -> pl.Expr:
        """The same as a column, null where unknown."""
        return pl.when(pl.Series(self.known)).then(pl.Series(self.true))


def truth(condition: Condition, atoms: Mapping[str, Truth]) -> Truth:
    """The value of a condition, given those of its atoms."""
    if isinstance(condition, Leaf):
        atom = atoms[condition.atom]
        return atom if condition.wanted else Truth(atom.false, atom.true)
    first, *others = (truth(part, atoms) for part in condition.parts)
    true, false = first.true, first.false
    for other in others:
        if isinstance(condition, All):
            true, false = true & other.true, false | other.false
        else:
            true, false = true | other.true, false & other.false
    return Truth(true, false)


def truths(columns: Sequence[pl.Series]) -> list[Truth]:
    """Columns of booleans as arrays; all of them at once, since each call of Polars has its price."""
    if not columns:
        return []
    # As numbers, what is unknown is nan, which equals neither.
    values = pl.concat(columns).cast(pl.Int8).to_numpy().reshape(len(columns), len(columns[0]))
    return [Truth(*pair) for pair in zip(values == 1, values == 0, strict=True)]
