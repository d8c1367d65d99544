"""Facts of companies as a table of numbers for learners: a row a team, NaN for what is unknown.

A column belongs to a source: a fact of this quarter ("otif"), the quarter before ("otif before"), or what is usual
("otif usual"). Beside the values stand samples and the comparisons that a person would make: with the quarter before
and with what is usual, each as a quotient, or a difference where a value may be negative.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from benchmarks.companies.entry import BOOKS, Gaps
from benchmarks.companies.facts import Facts
from benchmarks.companies.judge import Drawn
from benchmarks.evaluation.planting import Floats

USUAL, BEFORE = "_usual", " before"
DIFFERENCES = frozenset({"target_issued_day", "nps", "target_growth", "market_growth", "revenue_growth", "lead_growth"})
COMPARED = (
    ("win_rate_certified", "win_rate_uncertified"),
    ("win_rate_discounted", "win_rate_full_price"),
    ("win_rate_icp_fit", "win_rate_usual"),
    ("new_business_win_rate", "win_rate_usual"),
    ("price_losses_crm", "price_losses"),
    ("csat_on_time", "csat"),
)
"""Facts that say more together."""


@dataclass
class Row:
    """The numbers of one team: by column, its value and the facts that must be known for it."""

    values: dict[str, float] = field(default_factory=dict)
    needs: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def add(self, column: str, value: float, *needs: str) -> None:
        """Enter a value."""
        self.values[column], self.needs[column] = value, needs


@dataclass(frozen=True)
class Table:
    """The numbers of many teams at one completeness, and the source of each column."""

    columns: tuple[str, ...]
    values: Floats

    def without(self, sources: Iterable[str]) -> Table:
        """The table without the columns of some sources."""
        left_out = set(sources)
        kept = [place for place, column in enumerate(self.columns) if source(column) not in left_out]
        return Table(tuple(self.columns[place] for place in kept), self.values[:, kept])


def source(column: str) -> str:
    """The source of a column, as in "otif before" of "otif before: change"."""
    return column.split(":")[0]


def history(table: Table) -> set[str]:
    """The sources that tell of earlier quarters."""
    return {name for name in map(source, table.columns) if name.endswith((BEFORE, " usual"))}


def _plain(facts: Facts) -> dict[str, float]:
    return {fact: float(given.value) for fact, given in facts.items() if not isinstance(given.value, str)}  # type: ignore[arg-type]


def _change(fact: str, now: float, then: float) -> float:
    return now - then if fact in DIFFERENCES else float(np.log((now + 1e-3) / (then + 1e-3)))


def row_of(case: Drawn, known_facts: Iterable[str] | None = None) -> Row:
    """The numbers of a company; of the facts in `known_facts` only, where that is given."""
    kept = None if known_facts is None else set(known_facts)
    row, now = Row(), _plain(case.now.team)
    now = {fact: value for fact, value in now.items() if kept is None or fact in kept}
    for fact, value in now.items():
        if fact.endswith(USUAL):
            row.add(fact.removesuffix(USUAL) + " usual", value, fact)
            continue
        row.add(fact, value, fact)
        size = case.now.team[fact].of
        if size is not None:
            row.add(f"{fact}: sample", size, fact)
        usual = now.get(fact + USUAL)
        if usual is not None:
            row.add(f"{fact} usual: change", _change(fact, value, usual), fact, fact + USUAL)
    for fact, other in COMPARED:
        if fact in now and other in now:
            row.add(f"{fact}: against {other}", now[fact] - now[other], fact, other)
    row.add("revenue_actual: of the target", now["revenue_actual"] / now["revenue_target"])
    if "market_growth" in now:
        row.add("target_growth: stretch", now["target_growth"] - now["market_growth"], "target_growth", "market_growth")
    if case.before is not None:
        for fact, value in _plain(case.before.team).items():
            if fact in now and not fact.endswith(USUAL):
                row.add(fact + BEFORE, value, fact)
                row.add(f"{fact}{BEFORE}: change", _change(fact, now[fact], value), fact)
    sellers = [_plain(facts) for facts in case.now.sellers]
    row.add("sellers", len(sellers))
    for fact in sellers[0]:
        values = np.array([own[fact] for own in sellers if fact in own])
        for name, value in (("mean", values.mean()), ("least", values.min()), ("most", values.max())):
            row.add(f"seller.{fact}: {name}", float(value), f"seller.{fact}")
    return row


def tables(
    cases: Sequence[Drawn],
    holders: Mapping[str, str | None],
    completeness: Iterable[float],
    known_facts: Iterable[str] | None = None,
) -> dict[float, Table]:
    """The numbers of companies at each completeness."""
    rows = [row_of(case, known_facts) for case in cases]
    gaps = [Gaps(case.luck, holders) for case in cases]
    columns = tuple(sorted({column for row in rows for column in row.values}))
    place = {column: at for at, column in enumerate(columns)}
    numbers = {}
    for share in completeness:
        values = np.full((len(rows), len(columns)), np.nan)
        for number, (row, own) in enumerate(zip(rows, gaps, strict=True)):
            for column, value in row.values.items():
                if all(fact in BOOKS or own.known(fact, share) for fact in row.needs[column]):
                    values[number, place[column]] = value
        numbers[share] = Table(columns, values)
    return numbers


def stacked(parts: Sequence[Table], columns: Sequence[str] | None = None) -> Table:
    """One table of all parts; with these columns, or with all that there are."""
    every = tuple(columns if columns is not None else sorted({column for part in parts for column in part.columns}))
    blocks = []
    for part in parts:
        place = {column: at for at, column in enumerate(part.columns)}
        nothing = np.full(len(part.values), np.nan)
        blocks.append(
            np.stack([part.values[:, place[column]] if column in place else nothing for column in every], axis=1)
        )
    return Table(every, np.concatenate(blocks))
