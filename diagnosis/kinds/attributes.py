"""What may stand behind a fact's name and a dot beside its value: its sample, and what statistical tests make of it.

A new test is an entry here and its computation in `measures`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from diagnosis.kinds.kind import Entry, Kind

Print = Literal["value", "count", "p"]
"""How an attribute is printed: as the fact's own values, as a whole number, as a p-value."""


@dataclass(frozen=True, slots=True)
class Source:
    """A sample or a test: the attributes that it brings, all numbers, and which facts have it."""

    brings: Mapping[str, Print]
    applies: Callable[[Kind, Entry], bool]


SAMPLE = Source(
    {"count": "count", "of": "count", "low": "value", "high": "value"}, lambda kind, fact: kind.has_interval(fact)
)
"""The counts, and the interval about the value."""

PEERS = Source({"peers": "value", "peers_of": "count", "p": "p"}, lambda kind, fact: fact.peers is not None)
"""The test against the other members: their pooled rate, their tries, the p-value."""

GAIN = Source({"gain_p": "p"}, lambda kind, fact: kind.tested)
"""The test whether a rate rose since the quarter before."""

SOURCES = (SAMPLE, PEERS, GAIN)

PRINTED: Mapping[str, Print] = {name: how for source in SOURCES for name, how in source.brings.items()}
"""Every attribute, and how it is printed."""
