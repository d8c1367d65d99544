"""What texts and reports show of a fact: its value, interval, counts, peers, and its bands' limits in words."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from functools import lru_cache
from typing import Any

from diagnosis.kinds import kind_of
from diagnosis.kinds.attributes import PRINTED
from diagnosis.kinds.formats import Formats
from diagnosis.kinds.number_formats import Value, decimal, rounded
from diagnosis.knowledge.model import Fact
from diagnosis.knowledge.variables import TEAM
from diagnosis.measures.estimates import ESTIMATE, FROM, TO

_ESTIMATE, _FROM, _TO = (name.removeprefix(".") for name in (ESTIMATE, FROM, TO))


class Shown(str):
    """A printed value that remembers the value itself, so that a text may print it in another format."""

    value: Value
    formats: Formats
    estimated: bool

    def __new__(cls, printed: str, value: Value, formats: Formats, estimated: bool = False) -> Shown:
        """`printed`, remembering the `value` that it shows, and that it is `estimated`."""
        shown = super().__new__(cls, printed)
        shown.value, shown.formats, shown.estimated = value, formats, estimated
        return shown

    def printed(self, how: str) -> str:
        """The value in the format of a filter of texts."""
        if self.value is None or isinstance(self.value, str):
            return str(self)
        printed = str(getattr(self.formats, how)(self.value))
        return self.formats.words["estimate"].format(printed) if self.estimated else printed


class FactView:
    """A fact and its value as texts show it: `str()` prints the value, attributes its other sides.

    `variables` holds the flat names of one team or member (`otif`, `otif.low`); for the quarter before,
    `prefix` is `previous.`. What is not there is unknown.
    """

    def __init__(self, fact: Fact, variables: Mapping[str, Any], formats: Formats, prefix: str = "") -> None:
        self._fact, self._kind = fact, kind_of(fact)
        self._variables = variables
        self._formats = formats
        self._prefix = prefix

    def __str__(self) -> str:
        count, of = self._raw("count"), self._raw("of")
        if count is None or of is None or not self._kind.counted:
            return str(self.value)
        formats = self._formats
        whole = formats.percent(self._raw(), self._places(0))
        return f"{formats.words['of'].format(formats.count(count), formats.count(of))} ({whole})"

    def printed(self, how: str) -> str:
        """The value in the format of a filter of texts."""
        return self.value.printed(how)

    @property
    def value(self) -> Shown:
        """The value alone, without its counts."""
        places = self._places(self._kind.places)
        ends = self._raw(_FROM), self._raw(_TO)
        values = (self._raw(),) if None in ends else ends
        texts = [self._formats.value(value, self._fact.kind, places, self._fact.unit) for value in values]
        printed = texts[0] if len(texts) == 1 else self._formats.words["range"].format(*texts)
        if not self._raw(_ESTIMATE):
            return self._shown(printed, self._raw())
        return Shown(self._formats.words["estimate"].format(printed), self._raw(), self._formats, estimated=True)

    def __getattr__(self, attribute: str) -> Shown:
        """What its sample or a test brings: `low`, `count`, `p`."""
        if attribute not in PRINTED:
            raise AttributeError(attribute)
        value, how = self._raw(attribute), PRINTED[attribute]
        printed = self._formats.value(value, self._fact.kind) if how == "value" else getattr(self._formats, how)(value)
        return self._shown(printed, value)

    @property
    def name(self) -> str:
        """What the fact is called."""
        return self._fact.name.get(self._formats.language)

    @property
    def healthy(self) -> str:
        """When the fact is healthy, in words."""
        return self._band("healthy")

    @property
    def bad(self) -> str:
        """When the fact is bad, in words."""
        return self._band("bad")

    def _band(self, band: str) -> str:
        bands, formats = self._fact.bands, self._formats
        if bands is None:
            return formats.words["unknown"]
        if bands.peers:
            return formats.words[f"peers {band}"]
        if bands.against is not None:
            own, team = self._prefix + bands.against, TEAM + self._prefix + bands.against
            usual = self._variables.get(own, self._variables.get(team))
            return formats.words[f"usual {band}"].format(formats.percent(usual))
        # Limits `on` something else (a multiple of the usual value) are plain numbers.
        test = bands.healthy if band == "healthy" else bands.bad
        if bands.on:
            return formats.test(test or "")
        return formats.test(test or "", self._fact.kind, self._fact.unit)

    def _raw(self, attribute: str = "") -> Value:
        path = self._prefix + self._fact.fact
        value: Value = self._variables.get(f"{path}.{attribute}" if attribute else path)
        return value if attribute else self._kind.restored(value)

    def _shown(self, printed: str, value: Value) -> Shown:
        return Shown(printed, value, self._formats)

    def _places(self, first: int) -> int:
        """The fewest decimals, from `first` on, with which the value stays on its side of each limit of its bands.

        Else 89.96% would print as 90%, beside a limit of "under 90%".
        """
        value = decimal(self._raw())
        if value is None:
            return first
        scale = self._kind.scale
        value *= scale
        bands = self._fact.bands
        limits = () if bands is None or bands.on is not None else _limits(bands.healthy, bands.bad, scale)
        for places in range(first, 6):
            short = rounded(value, places)
            if all(short.compare(limit) == value.compare(limit) for limit in limits):
                return places
        return 6


@lru_cache(maxsize=1024)
def _limits(healthy: str | None, bad: str | None, scale: int) -> tuple[Decimal, ...]:
    """The numbers in the unary tests of bands."""
    tests = f"{healthy or ''} {bad or ''}".replace("..", " ")
    return tuple(Decimal(number) * scale for number in re.findall(r"-?[0-9]*\.?[0-9]+", tests))
