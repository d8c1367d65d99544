"""A chunk of teams as tables: what the columnar executor reads, with no object for a team or a member."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

import numpy as np
import polars as pl
from numpy.typing import NDArray

from diagnosis.inference.fold_plan import Bools, Codes
from diagnosis.knowledge.model import Subject

_FEW = 64
"""Up to so many units a table is built row by row, which is quicker then; of more it would take more memory."""

Rows = NDArray[np.intp]
Environment = Callable[[int], Mapping[str, object]]
"""The variables of a row, for the interpreter."""


@dataclass(frozen=True)
class UnitTable:
    """The units of one subject, one row each: the teams, or the members of all teams, those of a team together.

    `variables` has the columns that the executor asks for (`ColumnarExecutor.columns`), null where unknown, and `row`,
    the rows' numbers. `fresh`, `bands` and `fresh_needs` are those of `verdict.Evidence`. `owners` are the rows of the
    members' teams, ascending. `environment` gives the variables of a row that is in doubt, else the table gives them.
    """

    variables: pl.DataFrame
    fresh: Bools
    bands: Codes
    fresh_needs: Bools
    owners: Rows
    environment: Environment | None = None

    def __len__(self) -> int:
        return len(self.owners)

    def row(self, row: int) -> Mapping[str, object]:
        """The variables of a row, as the interpreter takes them."""
        if self.environment is not None:
            return self.environment(row)
        # A fact has at most 15 digits: the shortest decimal of its float is the fact.
        values = self.variables.row(row, named=True)
        return {name: Decimal(repr(v)) if isinstance(v, float) else v for name, v in values.items() if v is not None}


@dataclass(frozen=True)
class Chunk:
    """Teams with all their members; `met` says who is known to reach the target."""

    units: Mapping[Subject, UnitTable]
    met: Bools


def frame_of(columns: Mapping[str, pl.DataType], rows: Sequence[Mapping[str, object]]) -> pl.DataFrame:
    """The variables of units as columns; what is unknown is null."""
    # A frame without columns would have no rows either.
    if len(rows) <= _FEW:
        known = ({name: _cell(row.get(name)) for name in columns} for row in rows)
        schema = {"row": pl.Int64(), **columns}
        return pl.from_dicts([{"row": number, **row} for number, row in enumerate(known)], schema)
    series = (pl.Series(name, [_cell(row.get(name)) for row in rows], dtype) for name, dtype in columns.items())
    return pl.DataFrame([pl.Series("row", range(len(rows)), dtype=pl.Int64), *series])


def _cell(value: object) -> object:
    return float(value) if isinstance(value, Decimal) else value
