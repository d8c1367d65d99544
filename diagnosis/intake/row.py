"""One row of a table: what it says by the columns of the table, and the faults found in it."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TypeVar

from diagnosis.faults import Fault, Place
from diagnosis.intake import particulars
from diagnosis.intake.columns import MEASURED, Columns, CountColumns
from diagnosis.intake.lookup import Catalogue, hint
from diagnosis.intake.marks import for_all_of_them
from diagnosis.intake.model import Given, Statements
from diagnosis.intake.plausible import marked
from diagnosis.intake.statements import DOES_NOT_APPLY_BY, SaidOfFacts, doer
from diagnosis.intake.values import agree, as_estimate, counted_share
from diagnosis.kinds.counts import checked
from diagnosis.kinds.text import Wrong, is_unknown, name, quoted, tidy
from diagnosis.messages import Said, say

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class RowPlaces(Mapping[str, Place]):
    """Where the facts of a row stand. Places are made when they are asked for: millions are read and few are told."""

    columns: Columns
    line: int
    facts: Mapping[str, Given]
    uncounted: Collection[str]
    """The facts that their own column tells though there are columns for counts."""

    def __getitem__(self, fact: str) -> Place:
        index = self.columns.at[fact]
        if fact in self.uncounted:
            index = next(single for name, single, _ in self.columns.singles if name == fact)
        return Place(self.columns.file, self.line, index + 1)

    def __iter__(self) -> Iterator[str]:
        return iter(self.facts)

    def __len__(self) -> int:
        return len(self.facts)


def _names(text: str, known: Collection[str], meaning: Callable[[str], str]) -> Iterator[str]:
    """The columns that a text names, with commas or spaces between them; a heading may hold either itself."""
    for line in re.split(r"[;\n]", text):
        parts = [part.strip() for part in line.split(",")]
        while parts:
            ends = range(len(parts), 0, -1)
            end = next((end for end in ends if meaning(", ".join(parts[:end])) in known), 0)
            if end:
                yield meaning(", ".join(parts[:end]))
            else:
                yield from parts[0].split()
            parts = parts[end or 1 :]


@dataclass(slots=True)
class Row:
    """A row that begins on `line`. What it says may be asked for when it `fits`; only the ids before."""

    columns: Columns
    line: int
    fields: list[str]
    faults: list[Fault] = field(default_factory=list)
    beside: list[tuple[str, Place]] = field(default_factory=list)
    """The currencies that stand beside amounts of the row."""
    uncounted: tuple[str, ...] = ()

    def fits(self) -> bool:
        """Whether the row has the header's fields (blank ones behind its end do not count); else that is a fault."""
        given, width = len(self.fields), self.columns.width
        if given == width or (given > width and not any(self.fields[width:])):
            return True
        what = say("{given} fields in the row, {width} in the header", given=given, width=width)
        if given < width:
            self.fault(given - 1, what, say("write a delimiter for each blank field"))
        else:
            self.fault(width, what, say("quote a value with a delimiter in it"))
        return False

    def nameless(self) -> None:
        """Faults for what stands in columns without a name."""
        for index in self.columns.nameless:
            if index < len(self.fields) and self.fields[index].strip():
                self.fault(
                    index, say("column {index} has no name", index=index + 1), say("name it, or delete the column")
                )

    def place(self, key: str) -> Place:
        """The place of a particular: the row's first line, and the number of the field."""
        return self._at(self.columns.own[key])

    def cell(self, key: str) -> str:
        """What a particular's field holds, trimmed; blank where the row is too short."""
        index = self.columns.own[key]
        return self.fields[index].strip() if index < len(self.fields) else ""

    def id_of(self, key: str) -> str:
        """The id of the row's team or member; blank (and a fault) where there is none."""
        index = self.columns.own[key]
        read = name(self.fields[index]) if index < len(self.fields) else ""
        if isinstance(read, Wrong):
            self.fault(index, read.about(key).what, read.do)
            return ""
        if not read:
            self.fault(
                min(index, len(self.fields) - 1), say("{key} is missing", key=key), say("write its id in this row")
            )
        return read

    def particular(self, key: str, read: Callable[[str], T | Wrong | None]) -> T | None:
        """What the column `key` says; None where there is no such column, or a blank, or a fault."""
        index = self.columns.own.get(key)
        if index is None:
            return None
        result = read(self.fields[index])
        if isinstance(result, Wrong):
            self.fault(index, result.about(key).what, result.do)
            return None
        return result

    def facts(self) -> dict[str, Given]:
        """The known facts, ordered by id."""
        facts: dict[str, Given] = {}
        fields = self.fields
        sure, estimated = self.named("sure"), self.named("estimated")
        for fact, index, remembered in self.columns.singles:
            parsed = remembered[marked(fields[index]) if fact in sure else fields[index]]
            if parsed is None:
                continue
            if fact in estimated and isinstance(parsed, Given):
                parsed = as_estimate(parsed, fact)
            if isinstance(parsed, Wrong):
                doubtful = len(parsed.readings) > 1 and index in self.columns.amounts
                self.fault(index, parsed.what, for_all_of_them(parsed.do) if doubtful else parsed.do)
            else:
                facts[fact] = parsed
                if parsed.currency is not None:
                    self.beside.append((parsed.currency, self._at(index)))
        for fact, index in self.columns.wholes:
            self._count(fact, index, facts)
        if not self.columns.pairs:
            return facts
        for pair in self.columns.pairs:
            counted = pair.remembered[fields[pair.count], fields[pair.of]]
            if isinstance(counted, Given) and pair.fact in estimated:
                counted = as_estimate(counted, pair.fact)
            if isinstance(counted, Given) and (pair.own is None or self._agrees(pair, counted, facts)):
                facts[pair.fact] = counted
            elif isinstance(counted, Wrong) and pair.own is not None and is_unknown(tidy(fields[pair.count])):
                self.uncounted += (pair.fact,)
                self._count(pair.fact, pair.of, facts)
            elif isinstance(counted, Wrong):
                self.fault(pair.count, counted.what, counted.do)
            elif counted is None and pair.own is not None:
                self.uncounted += (pair.fact,)
        return dict(sorted(facts.items()))

    def places(self, facts: Mapping[str, Given]) -> RowPlaces:
        """Where `facts`, which are those of the row, stand."""
        return RowPlaces(self.columns, self.line, facts, self.uncounted)

    def named(self, key: str) -> Sequence[str]:
        """The facts that a column names: `sure` those that are right though unusual, `estimated` estimates."""
        index = self.columns.own.get(key)
        if index is None:
            return ()
        known = [*self.columns.at]
        named = list(_names(self.fields[index], known, self.columns.meaning))
        for name_ in named:
            if name_ not in known:
                what = say("{key} names {name}, which is not given here", key=key, name=quoted(name_))
                self.fault(index, what, hint(name_, known))
        return named

    def _count(self, fact: str, of: int, facts: dict[str, Given]) -> None:
        """Make counts of the share in a fact's own column, where the column `of` says of how many it is."""
        own = self._own_column(fact)
        whole, written, share = tidy(self.fields[of]), tidy(self.fields[own]), facts.get(fact)
        if is_unknown(whole) or (share is None and not is_unknown(written)):
            return
        if share is None:
            what = say("{given} stands without {missing}", given=f"{fact}.of", missing=fact)
            self.fault(of, what, say("give both or neither"))
        elif share.count is not None:
            counted = checked(str(share.count), whole)
            if isinstance(counted, Wrong):
                self.fault(of, counted.about(fact).what, counted.do)
            elif counted.of != share.of:
                what = say("{fact}: {text} is not out of {of}", fact=fact, text=quoted(written), of=counted.of)
                self.fault(of, what, say("correct one of them, or leave it blank"))
        else:
            read = counted_share(share, written, whole)
            if isinstance(read, Wrong):
                self.fault(of, read.about(fact).what, read.do)
            else:
                facts[fact] = read

    def _own_column(self, fact: str) -> int:
        return next(index for name, index, _ in self.columns.singles if name == fact)

    def _agrees(self, pair: CountColumns, counted: Given, facts: Mapping[str, Given]) -> bool:
        """Whether counts say the same as the fact's own column; else that is a fault."""
        beside = facts.get(pair.fact)
        if beside is None or agree(counted, beside):
            return True
        assert pair.own is not None
        what = say(
            "{fact}: {text} is not {count} of {of}",
            fact=pair.fact,
            text=quoted(self.fields[pair.own]),
            count=counted.count,
            of=counted.of,
        )
        do = say("correct it or {fact}.count and {fact}.of, or leave one of them blank", fact=pair.fact)
        self.fault(pair.own, what, do)
        return False

    def measured(self) -> tuple[dict[str, date], dict[str, Place]]:
        """When facts were measured, and where that is written."""
        days: dict[str, date] = {}
        places: dict[str, Place] = {}
        for fact, index in self.columns.dates:
            day = particulars.day(self.fields[index])
            if isinstance(day, Wrong):
                self.fault(index, day.about(f"{MEASURED}{fact}").what, day.do)
            elif day is not None:
                days[fact], places[fact] = day, self._at(index)
        return days, places

    def statements(self, quarter: str | None, facts: Collection[str], catalogue: Catalogue) -> Statements:
        """What is said beside values of the team in `quarter`; `facts` are those that the row gives."""
        said = SaidOfFacts(quarter)
        for key, name_, index in self.columns.said:
            read = said.add(key, name_, self.fields[index], self._at(index))
            if isinstance(read, Wrong):
                self.fault(index, read.about(f"{key}.{name_}").what, read.do)
        self.faults.extend(said.given_all_the_same(facts))
        return said.statements(self.particular(DOES_NOT_APPLY_BY, doer))

    def fault(self, index: int, what: Said, do: Said) -> None:
        """Note a fault in the field `index` (from 0)."""
        self.faults.append(Fault(self._at(index), what, do))

    def _at(self, index: int) -> Place:
        return Place(self.columns.file, self.line, index + 1)
