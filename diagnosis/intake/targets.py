"""targets.csv: the targets of the company, its departments, its teams and its sellers, and how they fit together.

A row is one target: its `level`, the `unit` that has it (a name, a seller's id), the `amount`, and where known
`part_of` (the unit above), the day on which it was `issued` and whether it was `agreed`. What follows from the table
stands beside what other tables say (`follow`); where both say something, they must say the same.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cached_property

from diagnosis.documents.source import Faults
from diagnosis.faults import Fault, Place, meant, suggest
from diagnosis.intake import particulars
from diagnosis.intake.headings import fold
from diagnosis.intake.model import Given
from diagnosis.intake.names import same
from diagnosis.intake.quarters import first_day
from diagnosis.intake.scales import scale_of, scaled_parser
from diagnosis.intake.values import Parser, parser
from diagnosis.kinds.counts import Counts, from_counts
from diagnosis.kinds.figures import codes
from diagnosis.kinds.text import Wrong, name, quoted, tidy
from diagnosis.knowledge.model import Fact
from diagnosis.messages import say

NAME = "targets"
"""The name of the table, without its ending."""

LEVELS: Mapping[str, tuple[str, ...]] = {
    "company": ("company", "įmonė", "bendrovė"),
    "department": ("department", "skyrius", "padalinys"),
    "team": ("team", "komanda"),
    "seller": ("seller", "pardavėjas", "pardavėja"),
}
"""The levels from the highest on, as they are written."""

_HEADINGS: Mapping[str, tuple[str, ...]] = {
    "level": ("level", "lygis", "lygmuo"),
    "unit": ("unit", "name", "vienetas", "pavadinimas"),
    "amount": ("amount", "target", "suma", "tikslas"),
    "part_of": ("part of", "belongs to", "priklauso"),
    "issued": ("issued", "paskelbta"),
    "agreed": ("agreed", "sutarta"),
}
_NEEDED = ("level", "unit", "amount")
_AMOUNT = Fact.model_validate({"fact": "amount", "kind": "money", "name": {"en": "amount"}, "range": ">= 0"})
_AGREED = Fact.model_validate({"fact": "agreed", "kind": "boolean", "name": {"en": "agreed"}})

Rows = Iterator[tuple[int, list[str]]]


@dataclass(frozen=True, slots=True)
class Target:
    """A row of the table."""

    level: str
    unit: str
    part_of: str
    amount: Given | None
    issued: date | None
    agreed: bool | None
    place: Place
    places: Mapping[str, Place] = field(compare=False)


@dataclass(frozen=True, slots=True)
class Following:
    """What follows from targets for one team or seller: a fact, its value, and the place that says so."""

    fact: str
    given: Given
    place: Place


def is_header(fields: Sequence[str]) -> bool:
    """Whether fields name the columns without which rows say nothing."""
    named = {_column(text) for text in fields}
    return named.issuperset(_NEEDED)


class Targets:
    """The targets of a table. What holds for many teams is worked out once."""

    def __init__(self, rows: Iterable[Target] = ()) -> None:
        self._by_unit: dict[str, dict[str, Target]] = {level: {} for level in LEVELS}
        for target in rows:
            self._by_unit[target.level][same(target.unit)] = target

    def __iter__(self) -> Iterator[Target]:
        return (target for units in self._by_unit.values() for target in units.values())

    def of(self, level: str, unit: str) -> Target | None:
        """The target of a unit."""
        return self._by_unit[level].get(same(unit))

    def above(self, level: str) -> Mapping[str, Target]:
        """The targets of the next level above that has any, by their units."""
        order = list(LEVELS)
        return next(
            (self._by_unit[upper] for upper in reversed(order[: order.index(level)]) if self._by_unit[upper]), {}
        )

    def whole_of(self, part: Target) -> Target | None:
        """The target of which one is part: that of the unit it names, or the only one above."""
        above = self.above(part.level)
        if part.part_of:
            return above.get(same(part.part_of))
        return next(iter(above.values())) if len(above) == 1 else None

    @cached_property
    def cascades(self) -> Mapping[tuple[str, str], Following]:
        """How the targets below each company and department add up to its own, by level and unit.

        What is not known in full is left out: one amount that is missing makes a sum unknown.
        """
        amounts: dict[tuple[str, str], list[Given | None]] = {}
        for part in self:
            whole = None if part.level == "seller" else self.whole_of(part)
            if whole is not None:
                amounts.setdefault((whole.level, whole.unit), []).append(part.amount)
        sums: dict[tuple[str, str], Following] = {}
        for whole in self:
            own = amounts.get((whole.level, whole.unit), [])
            known = [Decimal(str(amount.value)) for amount in own if amount is not None]
            is_above = whole.level in ("company", "department")
            if is_above and own and len(known) == len(own) and whole.amount is not None and whole.amount.value:
                ratio = Given(round(sum(known, Decimal(0)) / Decimal(str(whole.amount.value)), 4))
                following = Following(f"{whole.level}_cascade", ratio, whole.places["amount"])
                sums[whole.level, whole.unit] = following
        return sums


def read_targets(rows: Rows, file: str, faults: Faults, currencies: dict[str, Place]) -> Targets:
    """The targets of a table, and in `currencies` those that it names first; what cannot be read is told."""
    columns: dict[str, int] = {}
    amount = parser(_AMOUNT)
    for line, fields in rows:
        if is_header(fields):
            columns, amount = _columns(fields, line, file, faults, currencies)
            break
    else:
        what = say("the table of targets lacks the columns {columns}", columns=", ".join(_NEEDED))
        faults.add(Place(file, 1, 1), what, say("name them in its first row"))
        return Targets()
    targets: dict[tuple[str, str], Target] = {}
    for line, fields in rows:
        row = _Row(columns, fields, line, file, faults)
        target = row.target(amount)
        if target is None:
            continue
        if target.amount is not None and target.amount.currency is not None:
            currencies.setdefault(codes(target.amount.currency)[0], target.places["amount"])
        key = (target.level, same(target.unit))
        if key in targets:
            first = targets[key].place.line
            what = say("{unit} has a target on line {line} already", unit=quoted(target.unit), line=first)
            faults.add(target.place, what, say("keep one of the rows"))
        targets.setdefault(key, target)
    placed = Targets(targets.values())
    _check_parents(placed, faults)
    return placed


def _columns(
    fields: Sequence[str], line: int, file: str, faults: Faults, currencies: dict[str, Place]
) -> tuple[dict[str, int], Parser]:
    """The columns of a header by what they hold, and how amounts are read."""
    columns: dict[str, int] = {}
    amount = parser(_AMOUNT)
    for index, text in enumerate(fields):
        place, column, unit = Place(file, line, index + 1), _column(text), _brackets(text)
        scale = scale_of(unit)
        code = [each for each in codes(unit) if each.isupper() and len(each) == 3]
        if column in columns:
            what = say("the column {column} is there twice", column=quoted(text))
            faults.add(place, what, say("keep one"))
        elif unit and not (column == "amount" and (scale or code)):
            faults.add(place, say("{column} has no unit {unit}", column=quoted(column), unit=quoted(unit)))
        elif column:
            columns[column] = index
            if unit and (currency := scale.currency if scale else code[0]):
                currencies.setdefault(currency, place)
            if scale:
                amount = scaled_parser(scale)(amount)
        elif text.strip():
            known = [words[0] for words in _HEADINGS.values()]
            what = say("unknown column {column} in the table of targets", column=quoted(text))
            do = say("delete it, or name one of {known}", known=", ".join(known))
            faults.add(place, what, meant(suggest(fold(text), known), do))
    return columns, amount


def _column(text: str) -> str:
    bare = fold(text.partition("(")[0])
    return next((column for column, words in _HEADINGS.items() if bare in map(fold, words)), "")


def _brackets(text: str) -> str:
    return text.partition("(")[2].rpartition(")")[0].strip()


@dataclass(frozen=True)
class _Row:
    columns: Mapping[str, int]
    fields: Sequence[str]
    line: int
    file: str
    faults: Faults

    def target(self, amount: Parser) -> Target | None:
        """The target of the row; None where it says nothing, or is faulty."""
        before = len(self.faults)
        level = self.read("level", _level)
        unit = self.read("unit", name)
        given = self.read("amount", amount)
        agreed = self.read("agreed", parser(_AGREED))
        issued = self.read("issued", particulars.day)
        for key, value in (("level", level), ("unit", unit)):
            if not value and len(self.faults) == before:
                self.faults.add(self.place(key), say("{key} is missing", key=key), say("write it, or delete the row"))
        if len(self.faults) > before:
            return None
        return Target(
            str(level),
            str(unit),
            tidy(self.cell("part_of")),
            given if isinstance(given, Given) else None,
            issued if isinstance(issued, date) else None,
            agreed.value is True if isinstance(agreed, Given) else None,
            self.place("unit"),
            {key: self.place(key) for key in self.columns},
        )

    def read(self, key: str, how: Callable[[str], object]) -> object:
        """What a column says, read; None where there is none, or a fault."""
        read = how(self.cell(key)) if key in self.columns else None
        if isinstance(read, Wrong):
            self.faults.add(self.place(key), read.what, read.do)
            return None
        return read

    def cell(self, key: str) -> str:
        index = self.columns.get(key, len(self.fields))
        return self.fields[index] if index < len(self.fields) else ""

    def place(self, key: str) -> Place:
        return Place(self.file, self.line, self.columns[key] + 1)


def _level(text: str) -> str | Wrong:
    folded = fold(text)
    level = next((level for level, words in LEVELS.items() if folded in map(fold, words)), "")
    if level or not folded:
        return level
    what = say("{text} is no level of targets", text=quoted(text))
    return Wrong(what, say("write one of {levels}", levels=", ".join(LEVELS)))


def _check_parents(targets: Targets, faults: Faults) -> None:
    """Tell what is part of a unit that has no row, and what does not say of which of several it is part."""
    for target in targets:
        above = targets.above(target.level)
        if target.level == "seller" or not above or targets.whole_of(target) is not None:
            continue
        units = [whole.unit for whole in above.values()]
        if target.part_of:
            other = quoted(target.part_of)
            what = say("{unit} is part of {other}, which has no row", unit=quoted(target.unit), other=other)
            do = meant(suggest(target.part_of, units), say("name one of {known}", known=", ".join(units)))
            faults.add(target.places["part_of"], what, do)
        else:
            what = say("{unit} does not say what it is part of", unit=quoted(target.unit))
            faults.add(target.place, what, say("name one of {known} in the column part_of", known=", ".join(units)))


def of_team(team: str, quarter: str | None, sellers: Iterable[str], targets: Targets) -> Iterator[Following]:
    """What targets say of a team: its own, how they fit together above it, when they were issued and whether agreed."""
    own, members = targets.of("team", team), {same(seller): seller for seller in sellers}
    below = [target for seller in members.values() if (target := targets.of("seller", seller)) is not None]
    if own is not None and own.amount is not None:
        yield Following("revenue_target", own.amount, own.places["amount"])
    unit = None if own is None else targets.whole_of(own)
    while unit is not None:
        if (unit.level, unit.unit) in targets.cascades:
            yield targets.cascades[unit.level, unit.unit]
        unit = targets.whole_of(unit)
    dated = [each for each in (own, *below) if each is not None and each.issued is not None]
    if dated and quarter is not None:
        last = max(dated, key=lambda each: each.issued or date.min)
        days = ((last.issued or date.min) - first_day(quarter)).days
        yield Following("target_issued_day", Given(Decimal(days)), last.places["issued"])
    if members and len(below) == len(members) and all(each.agreed is not None for each in below):
        agreed = from_counts(Counts(sum(each.agreed is True for each in below), len(below)))
        yield Following("target_acknowledged", agreed, below[0].places["agreed"])


def of_seller(seller: str, targets: Targets) -> Iterator[Following]:
    """What targets say of a seller: the personal one."""
    own = targets.of("seller", seller)
    if own is not None and own.amount is not None:
        yield Following("target", own.amount, own.places["amount"])


def follow(
    facts: Mapping[str, Given], places: Mapping[str, Place], following: Iterable[Following], told: list[Fault]
) -> tuple[Mapping[str, Given], Mapping[str, Place]]:
    """Facts and their places with what follows from targets; where they say something else already, that is `told`."""
    facts, new = dict(facts), {}
    for each in following:
        there = facts.get(each.fact)
        if there is None:
            facts[each.fact], new[each.fact] = each.given, each.place
        elif there.value != each.given.value:
            what = say(
                "{fact}: {file} line {line} says otherwise",
                fact=each.fact,
                file=each.place.file.rpartition("/")[2],
                line=each.place.line,
            )
            told.append(Fault(places[each.fact], what, say("correct one of them")))
    return (dict(sorted(facts.items())), {**places, **new}) if new else (facts, places)
