"""Rows of totals that are not called so: what they hold is the sum of the others.

A row is taken for one where all its amounts and counts are the sums of those of the others (of all, or of the rows
above it since the last one), and that cannot well be chance.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal

from diagnosis.intake.model import Given, Member
from diagnosis.intake.names import is_total, same
from diagnosis.kinds.text import quoted
from diagnosis.knowledge.called import MEMBERS
from diagnosis.knowledge.model import Fact, Subject
from diagnosis.messages import Said, say

_WEIGHTY = 20
"""Smaller sums come about by chance. An assumption: of few numbers below, one is often the sum of two others."""

Sums = dict[str, Decimal]


def rows_of_totals(
    rows: Sequence[Mapping[str, Given]], facts: Mapping[str, Fact], *, ordered: bool = True
) -> list[int]:
    """The rows (from 0) of which each is the sum of others; of those above it only where they are `ordered`."""
    if len(rows) < 3:
        return []
    added = [_additive(row, facts) for row in rows]
    found: set[int] = set()
    # Subtotals hide the total of all, and a total on top hides subtotals: what is found is put aside.
    while True:
        left = [number for number in range(len(rows)) if number not in found]
        new = _of_the_rest(left, added, rows)
        if ordered and not new:
            new = _of_those_above(left, added, rows) or _of_those_above(left[1:], added, rows)
        if not new:
            return sorted(found)
        found |= new


def _of_the_rest(left: Sequence[int], added: Sequence[Sums], rows: Sequence[Mapping[str, Given]]) -> set[int]:
    """The rows that are the sum of all the others."""
    whole = _sum(added[number] for number in left)
    found = set()
    for number in left:
        if _equal(added[number], whole, 2):
            others = [rows[other] for other in left if other != number]
            found |= {number} if _no_chance(added[number], rows[number], others) else set()
    return found


def _of_those_above(left: Sequence[int], added: Sequence[Sums], rows: Sequence[Mapping[str, Given]]) -> set[int]:
    """The rows that are the sum of those above them, since the last such row."""
    above, found = Sums(), set[int]()
    block: list[int] = []
    for number in left:
        own = added[number]
        if _equal(own, above) and _no_chance(own, rows[number], [rows[other] for other in block]):
            found.add(number)
            above, block = Sums(), []
        else:
            _add(above, own)
            block.append(number)
    return found


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


def _additive(row: Mapping[str, Given], facts: Mapping[str, Fact]) -> Sums:
    """What of a row a total adds up: amounts of money, and counts."""
    added: Sums = {}
    for name, given in row.items():
        if given.count is not None and given.of is not None:
            added[f"{name}.count"], added[f"{name}.of"] = Decimal(given.count), Decimal(given.of)
        elif facts[name].kind == "money" and isinstance(given.value, Decimal):
            added[name] = given.value
    return added


def _sum(rows: Iterable[Sums]) -> Sums:
    total = Sums()
    for row in rows:
        _add(total, row)
    return total


def _add(total: Sums, row: Sums) -> None:
    for key, value in row.items():
        total[key] = total.get(key, 0) + value


def _equal(own: Sums, others: Sums, times: int = 1) -> bool:
    """Whether the sums of the others are `times` a row's own: twice where they hold it too."""
    return bool(own) and all(value * times == others.get(key) for key, value in own.items())


def _no_chance(own: Sums, row: Mapping[str, Given], rows: Sequence[Mapping[str, Given]]) -> bool:
    """Whether sums that agree are hardly so by chance: two weighty ones, or one in a row that leaves others blank."""
    weighty = sum(value >= _WEIGHTY for value in own.values())
    return len(rows) > 1 and (weighty > 1 or (weighty == 1 and any(_lacking(row, rows))))


def _lacking(row: Mapping[str, Given], rows: Sequence[Mapping[str, Given]]) -> Iterator[bool]:
    """Whether a fact that all the others have is left blank, as totals leave blank what cannot be added."""
    return (name not in row and all(name in other for other in rows) for name in rows[0])
