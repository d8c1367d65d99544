"""Rows of totals that are not called so: what they hold is the sum of the others.

A row is taken for one where all its amounts and counts are the sums of those of the others (of all, or of the rows
above it since the last one), and that cannot well be chance.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from diagnosis.intake.model import Given, Member
from diagnosis.intake.names import is_total, same
from diagnosis.kinds.text import quoted
from diagnosis.knowledge.called import MEMBERS
from diagnosis.knowledge.model import Fact, Subject
from diagnosis.messages import Said, say

_WEIGHTY = 20
"""Smaller sums come about by chance. An assumption: of few numbers below, one is often the sum of two others."""


def rows_of_totals(
    rows: Sequence[Mapping[str, Given]], facts: Mapping[str, Fact], *, ordered: bool = True
) -> list[int]:
    """The rows (from 0) of which each is the sum of others; of those above it only where they are `ordered`."""
    if len(rows) < 3:
        return []
    totals: set[int] = set()
    # Subtotals hide the total of all, and a total on top hides subtotals: what is found is put aside.
    while True:
        left = [number for number in range(len(rows)) if number not in totals]
        amounts = _Amounts([rows[number] for number in left], facts)
        new = _of_the_rest(amounts)
        if ordered and not new:
            new = _of_those_above(amounts) or _of_those_above(amounts, 1)
        if not new:
            return sorted(totals)
        totals |= {left[position] for position in new}


Row = Mapping[str, Given]
Key = tuple[str, str]
"""A fact, and which part of it: an amount, or one of the two figures of a count."""


class _Amounts:
    """What a total adds up of some rows: amounts of money, and counts.

    The sums of a column are made when they are asked for: most rows are told apart from totals by their first amount.
    """

    def __init__(self, rows: Sequence[Row], facts: Mapping[str, Fact]) -> None:
        self.rows = rows
        self.facts = facts
        self._above: dict[Key, list[tuple[Decimal, int]]] = {}

    def of(self, row: Row) -> Iterator[tuple[Key, Decimal]]:
        """The amounts of a row."""
        for name, given in row.items():
            if given.count is not None and given.of is not None:
                yield (name, "count"), Decimal(given.count)
                yield (name, "of"), Decimal(given.of)
            elif isinstance(given.value, Decimal) and self.facts[name].kind == "money":
                yield (name, ""), given.value

    def equal(self, row: Row, first: int, end: int, times: int = 1) -> bool:
        """Whether the sums of the rows from `first` to before `end` are `times` those of a row that has some."""
        alike = False
        for key, value in self.of(row):
            above = self._above.get(key) or self._sums(key)
            sums, begun = above[end], above[first]
            alike = sums[1] > begun[1] and value * times == sums[0] - begun[0]
            if not alike:
                return False
        return alike

    def _sums(self, key: Key) -> list[tuple[Decimal, int]]:
        """The sum of a column above each row, and how many rows have something there."""
        total, filled = Decimal(), 0
        self._above[key] = above = [(total, filled)]
        for row in self.rows:
            given = row.get(key[0])
            value = next((value for own, value in self.of({key[0]: given}) if own == key), None) if given else None
            if value is not None:
                total, filled = total + value, filled + 1
            above.append((total, filled))
        return above


def _of_the_rest(amounts: _Amounts) -> set[int]:
    """The rows that are the sum of all the others: the sum of all is twice as much."""
    rows = amounts.rows
    equal = (number for number, row in enumerate(rows) if amounts.equal(row, 0, len(rows), 2))
    return {number for number in equal if _no_chance(amounts, number, [*rows[:number], *rows[number + 1 :]])}


def _of_those_above(amounts: _Amounts, first: int = 0) -> set[int]:
    """The rows that are the sum of those above them, from row `first` on or since the last such row."""
    totals = set[int]()
    for number, row in enumerate(amounts.rows[first:], start=first):
        if amounts.equal(row, first, number) and _no_chance(amounts, number, amounts.rows[first:number]):
            totals.add(number)
            first = number + 1
    return totals


def keeps_its_name(name: str, subject: Subject) -> bool:
    """Whether a name says that it is one of a team or member, however it sounds: "Total (team)"."""
    return name.endswith(f"({subject})")


def how_to_keep(name: str, subject: Subject) -> Said:
    """How to keep a team or member that looks like a row of totals."""
    return say("if it is a {kind} of that name, write {name}", kind=MEMBERS[subject], name=f"'{name} ({subject})'")


def leave_out(name: str, subject: Subject) -> Said:
    """What to do about a row that is, or may be, one of totals."""
    return say("leave it out; {else_}", else_=how_to_keep(name, subject))


def may_be_totals(name: str) -> Said:
    """What is wrong with a name that rows of totals have."""
    return say("{text} may be a row of totals", text=quoted(name))


def members_of_totals(
    team: str, subject: Subject, members: Sequence[Member], facts: Mapping[str, Fact]
) -> Iterator[tuple[Member, Said, Said]]:
    """The members in a list of one team that are rows of totals, by their names or by their sums.

    Such a list has no order, so that only the sum of all others is one.
    """
    sums = rows_of_totals([member.facts for member in members], facts, ordered=False)
    for number, member in enumerate(members):
        if is_total(member.member, {same(team)}) is not False:
            yield member, may_be_totals(member.member), leave_out(member.member, subject)
        elif number in sums and not keeps_its_name(member.member, subject):
            yield member, is_the_sum(member.member), leave_out(member.member, subject)


def is_the_sum(name: str) -> Said:
    """What is wrong with a row of totals."""
    return say("{text} is the sum of the others, as a row of totals is", text=quoted(name))


def _no_chance(amounts: _Amounts, number: int, others: Sequence[Row]) -> bool:
    """Whether sums that agree are hardly so by chance: two weighty ones, or one in a row that leaves others blank."""
    row = amounts.rows[number]
    weighty = sum(value >= _WEIGHTY for _, value in amounts.of(row))
    return len(others) > 1 and (weighty > 1 or (weighty == 1 and any(_lacking(row, others))))


def _lacking(row: Row, rows: Sequence[Row]) -> Iterator[bool]:
    """Whether a fact that all the others have is left blank, as totals leave blank what cannot be added."""
    return (name not in row and all(name in other for other in rows) for name in rows[0])
