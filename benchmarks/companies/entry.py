"""Facts on their way to whoever diagnoses: errors in the cells, gaps, and the team as the intake would give it."""

from __future__ import annotations

import re
import zlib
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import ROUND_HALF_EVEN, Decimal

import numpy as np

from benchmarks.companies import parameters as given
from benchmarks.companies.facts import Facts, Sheet
from diagnosis.intake.model import Given, Member, Team

BOOKS = frozenset({"revenue_target", "revenue_actual", "attainment", "target", "target_cascade"})
"""Facts that the books agree upon: always known of the team, and without errors."""
CHECKED = BOOKS | {"win_rate", "deals_decided", "average_deal", "revenue_existing"}
"""Facts that must agree with one another: an error in these is found when they are entered, and mended."""


def with_errors(rng: np.random.Generator, now: Facts, before: Facts) -> Facts:
    """The facts with an error in a few of the cells: stale, two digits swapped, or rounded."""
    kinds, odds = list(given.ERROR_KINDS), list(given.ERROR_KINDS.values())
    wrong: Facts = {}
    for fact, value in now.items():
        wrong[fact] = value
        if fact in CHECKED or rng.random() >= given.ERRORS or not isinstance(value.value, Decimal):
            continue
        kind = str(rng.choice(kinds, p=odds))
        if kind == "stale":
            wrong[fact] = before.get(fact, value)
        elif kind == "rounded" and 0 < value.value < 1:
            wrong[fact] = Given(_rounded(value.value))
        elif kind == "digits" and value.of is None and re.search(r"[0-9.]{2}[0-9]{2}$", text := str(value.value)):
            wrong[fact] = Given(Decimal(text[:-2] + text[-1] + text[-2]))
    return wrong


def _rounded(share: Decimal) -> Decimal:
    coarse, fine = map(Decimal, given.ROUNDED_TO)
    unit = fine if share < Decimal(str(given.ROUNDED_FINELY_BELOW)) else coarse
    return (share / unit).quantize(Decimal(1), ROUND_HALF_EVEN) * unit


class Gaps:
    """Luck of each fact: of two completenesses the lower knows nothing that the higher does not.

    The luck of a fact hangs on the seed and its name alone, so that a new fact in the catalogue moves no other.
    """

    def __init__(self, seed: Sequence[int], holders: Mapping[str, str | None]) -> None:
        self.seed, self.holders = list(seed), holders
        self.drawn: dict[str, float] = {}

    def luck(self, name: str) -> float:
        """A number from 0 to 1 that is even, and always the same for a name."""
        if name not in self.drawn:
            self.drawn[name] = float(np.random.default_rng([*self.seed, zlib.crc32(name.encode())]).random())
        return self.drawn[name]

    def known(self, name: str, completeness: float) -> bool:
        """Whether a fact is known: half of what is missing goes with its department, half singly."""
        silent = (1 - completeness) / 2
        single = 1 - completeness / (1 - silent)
        holder = self.holders.get(name)
        return self.luck(name) >= single and (not holder or self.luck(holder) >= silent)


def team_at(name: str, sheet: Sheet, previous: Sheet | None, gaps: Gaps, completeness: float) -> Team:
    """The team with that share of its facts."""

    def kept(facts: Facts, prefix: str = "") -> Facts:
        return {
            fact: facts[fact]
            for fact in sorted(facts)
            if (not prefix and fact in BOOKS) or gaps.known(prefix + fact, completeness)
        }

    def team(own: Sheet, quarter: str, day: date, before: Team | None) -> Team:
        members = tuple(
            Member(f"S-{seller + 1:02}", kept(facts, "seller.")) for seller, facts in enumerate(own.sellers)
        )
        return Team(name, quarter, day, None, kept(own.team), {"seller": members}, previous=before)

    last = team(previous, "2026-Q2", date(2026, 6, 30), None) if previous else None
    return team(sheet, "2026-Q3", date(2026, 9, 30), last)
