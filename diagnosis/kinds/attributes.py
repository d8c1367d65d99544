"""What may stand behind a fact's name and a dot beside its value: its sample, and what statistical tests make of it.

A new test is an entry in `SOURCES` and its computation in `measures.compute`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal

from diagnosis.kinds import kind_of
from diagnosis.kinds.kind import CatalogueFact

Print = Literal["value", "count", "p"]
"""How an attribute is printed: as the fact's own values, as a whole number, as a p-value."""


@dataclass(frozen=True, slots=True)
class AttributeSource:
    """A sample or a test: the attributes that it brings, all numbers, and which facts have it.

    `against` says what a test holds the fact against: the other members, or the quarter before.
    """

    brings: Mapping[str, Print]
    applies: Callable[[CatalogueFact], bool]
    against: Literal["peers", "before"] | None = None


SAMPLE = AttributeSource(
    {"count": "count", "of": "count", "low": "value", "high": "value"}, lambda fact: kind_of(fact).has_interval(fact)
)
"""The counts, and the interval about the value."""

COUNTS = AttributeSource(
    {"count": "count", "of": "count"},
    lambda fact: fact.smallest_sample is not None and not kind_of(fact).has_interval(fact),
)
"""The counts of a full count that says how many cases it takes."""

CHANCE = AttributeSource({"chance_p": "p"}, lambda fact: fact.by_chance is not None)
"""The test whether so many cases agree by chance alone."""

PEERS = AttributeSource({"peers": "value", "peers_of": "count", "p": "p"}, lambda fact: fact.peers is not None, "peers")
"""The test against the other members: their pooled rate, their tries, the p-value."""

GAIN = AttributeSource({"gain_p": "p"}, lambda fact: kind_of(fact).tested, "before")
"""The test whether a rate rose since the quarter before."""

SOURCES = (SAMPLE, COUNTS, CHANCE, PEERS, GAIN)

PRINTED: Mapping[str, Print] = {name: how for source in SOURCES for name, how in source.brings.items()}
"""Every attribute, and how it is printed."""

OF_PEERS = frozenset(name for source in SOURCES if source.against == "peers" for name in source.brings)
"""The attributes that can change with the figures of other members."""

LOOKS_BACK = frozenset(name for source in SOURCES if source.against == "before" for name in source.brings)
"""The attributes that need the quarter before."""


def brings(fact: CatalogueFact) -> tuple[str, ...]:
    """The attributes that a fact has beside its value: of its sample, and of the tests that are made with it."""
    return tuple(name for source in SOURCES if source.applies(fact) for name in source.brings)
