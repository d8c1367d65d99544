"""The opening: what locates the gap, asked before any cause is looked for, and what a sales manager usually knows."""

from __future__ import annotations

from collections.abc import Iterator

from diagnosis.interview.questions.routes import Route
from diagnosis.interview.record import Interview
from diagnosis.knowledge.drivers import EXISTING, FACTORS, WIN_RATE
from diagnosis.knowledge.model import Fact
from diagnosis.knowledge.program import Base

ASKED = "sales manager"
"""The department, as it were, of whoever is asked: what is `known_by` it is asked for first."""

USUAL = "_usual"
_REVENUE_USUAL = f"revenue{USUAL}"
_FACTORS = (WIN_RATE, *(factor for factor in FACTORS if factor != WIN_RATE))
"""The win rate first: as counts it says how many deals were decided, too."""

_AHEAD, _PEOPLE = "opportunities", "sellers_at_target"
"""What runs ahead of the deals, and whether few or all sellers miss."""


def is_likely_known(fact: Fact | None) -> bool:
    """Whether a sales manager usually knows a fact without asking anybody. The catalogue says so; it is assumed."""
    return fact is not None and ASKED in (fact.known_by, fact.held_by)


def opening(interview: Interview) -> Route:
    """The facts still to ask for that show through which part of the revenue the money was lost, in their order.

    Without the usual revenue there is no such split: then only what runs ahead of the deals is left of it.
    """
    known, open_ = interview.measured_team.environment, interview.open_bases

    def askable(name: str) -> bool:
        return ("team", name) in open_ and known.get(name) is None

    def beyond_reach(name: str) -> bool:
        return not askable(name) and known.get(name) is None

    def names() -> Iterator[str]:
        if not beyond_reach(_REVENUE_USUAL):
            yield _REVENUE_USUAL
            for factor in _FACTORS:
                yield from (factor, factor + USUAL)
            for when in ("", USUAL):
                # A single factor that nobody knows follows from the revenue of existing customers.
                if any(beyond_reach(factor + when) for factor in FACTORS):
                    yield EXISTING + when
        yield _AHEAD
        if not beyond_reach(_AHEAD):
            yield _AHEAD + USUAL
        yield _PEOPLE

    return tuple[Base, ...](("team", name) for name in names() if askable(name))
