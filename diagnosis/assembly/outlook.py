"""What a diagnosis comes to, how much is known of what bears on it, and when to look again."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from diagnosis.assembly.bridge import at_most
from diagnosis.assembly.case import Judged, TeamCase
from diagnosis.inference.fold_input import ATTAINMENT
from diagnosis.intake.quarters import quarter_after
from diagnosis.knowledge.program import Base, CompiledCause, Program
from diagnosis.knowledge.variables import NOT_APPLICABLE
from diagnosis.result import BridgeResult, Conclusion, Outlook

_ENOUGH = 0.5
"""With fewer than half of the needed facts known, too little is known; and causes that explain less than half of the
gap are not all (own assumption)."""


def outlook(case: TeamCase, judged: Iterable[Judged], bridge: BridgeResult | None) -> Outlook:
    """What the diagnosis of a team that misses its target, or of which that is not known, comes to."""
    judged = list(judged)
    still_open = sum(outcome.verdict == "open" for _, member, outcome in judged if member is None)
    bearing = _bearing_on_the_team(case.program)
    confirmed = [cause for cause, member, outcome in judged if member is None and outcome.verdict == "confirmed"]
    explained = _explained(confirmed, bridge)
    return Outlook(
        conclusion=_conclusion(case, judged, still_open, not confirmed or _enough(explained, bridge)),
        known=sum(_is_known(case, base) for base in bearing),
        facts=len(bearing),
        open=still_open,
        at_most=explained,
        again=quarter_after(case.measured.team.quarter),
    )


def _conclusion(case: TeamCase, judged: list[Judged], still_open: int, explains_enough: bool) -> Conclusion:
    if case.measured.environment.get(ATTAINMENT) is None:
        return "gap_unknown"
    if any(outcome.verdict == "confirmed" for _, _, outcome in judged):
        return "causes_found" if explains_enough and not still_open else "one_cause_found"
    if _share_of_needs_known(case) < _ENOUGH:
        return "too_little_known"
    none_left = judged and all(outcome.verdict == "ruled_out" for _, _, outcome in judged)
    return "none_left" if none_left else "no_cause_found"


def _explained(causes: list[CompiledCause], bridge: BridgeResult | None) -> int | None:
    """How much of the gap can have gone through what causes work through, in cents; None where that is not known."""
    if bridge is None or not causes:
        return None
    lost = at_most(bridge, {driver for cause in causes for driver in cause.cause.through})
    return None if lost is None else min(lost, max(0, bridge.target - bridge.actual))


def _enough(explained: int | None, bridge: BridgeResult | None) -> bool:
    """Whether that is half of the gap or more."""
    return bridge is not None and explained is not None and explained >= _ENOUGH * (bridge.target - bridge.actual)


@lru_cache(maxsize=8)
def _bearing_on_the_team(program: Program) -> frozenset[Base]:
    """The facts that evidence about the causes of the team reads, but for reviews and what nobody wrote."""
    causes = [cause for cause in program.causes.values() if cause.subject == "team"]
    rules = {id_ for cause in causes for id_ in (*cause.rules_for, *cause.rules_against)}
    written = (program.rules["team"][id_] for id_ in rules)
    return frozenset(base for rule in written if not (rule.review or rule.circumstance) for base in rule.bases)


def _is_known(case: TeamCase, base: Base) -> bool:
    subject, fact = base
    if subject == "team":
        known = case.measured.environment
        return known.get(fact) is not None or known.get(f"{fact}.{NOT_APPLICABLE}") is True
    return any(member.variables.get(fact) is not None for member in case.measured.members.get(subject, ()))


def _share_of_needs_known(case: TeamCase) -> float:
    """Of the facts that causes of the team need: of how many the band is known, or that they do not apply."""
    known = case.measured.environment
    needs = {need.variable for cause in case.program.causes.values() if cause.subject == "team" for need in cause.needs}
    told = sum(known.get(f"{need}.band") is not None or known.get(f"{need}.{NOT_APPLICABLE}") is True for need in needs)
    return told / len(needs) if needs else 1.0
