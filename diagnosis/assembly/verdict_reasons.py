"""Why a cause is open, or why one that is ruled out still opens no gate: the reasons of `result.Reason`."""

from __future__ import annotations

import math
from fractions import Fraction

from diagnosis.assembly.case import TeamCase
from diagnosis.assembly.missing import Missing
from diagnosis.inference.outcome import CauseOutcome
from diagnosis.knowledge.program import CompiledCause
from diagnosis.knowledge.variables import NOT_APPLICABLE, PAST_UNKNOWN
from diagnosis.measures.compute import MeasuredMember
from diagnosis.result import Reason


def reason_of_verdict(
    case: TeamCase, cause: CompiledCause, member: MeasuredMember | None, outcome: CauseOutcome, missing: Missing
) -> Reason | None:
    """Why a cause is open, or how it was ruled out if not by facts; None where the verdict needs no reason."""
    if outcome.verdict == "ruled_out":
        if f"{cause.cause.cause}_{NOT_APPLICABLE}" in outcome.counted:
            return "not_applicable"
        if outcome.by_review:
            return "by_review"
        return None if outcome.counts or cause.subject != "team" else not_counted(case)
    if outcome.verdict != "open":
        return None
    if _contradictory(case, cause, outcome):
        return "contradictory"
    if missing.of_needs(cause, member):
        return "missing"
    variables = case.measured.of(member)
    if any(variables.get(f"{need.variable}.small") is True for need in cause.needs):
        return "small_sample"
    if missing.vague(cause, member, needs_only=True):
        return "vague"
    if missing.of_rules(cause, member):
        return "missing"
    return "vague" if missing.vague(cause, member) else "inconclusive"


def not_counted(case: TeamCase) -> Reason:
    """Why what is ruled out opens no gate: it rests on what is too old, or on estimates."""
    return "estimated" if case.measured.estimated and not case.measured.stale else "stale"


def _contradictory(case: TeamCase, cause: CompiledCause, outcome: CauseOutcome) -> bool:
    """Whether the evidence contradicts itself.

    Either the strongest on each side has at least the grade that forbids a ruling out; or what speaks for the cause
    would confirm it, if nothing spoke against it. That the past of a fact is not known contradicts nothing.
    """
    grades, id_, limits = case.knowledge.grades, cause.cause.cause, case.knowledge.limits
    rules = [case.program.rules[cause.subject][rule].rule for rule in outcome.counted]
    for_ = [grades[rule.for_[id_]] for rule in rules if id_ in rule.for_]
    against = [
        grades[rule.against[id_]] for rule in rules if id_ in rule.against and not rule.rule.endswith(PAST_UNKNOWN)
    ]
    if not for_ or not against:
        return False
    weighty = grades[limits.ruled_out.grade]
    if max(for_) >= weighty and max(against) >= weighty:
        return True
    prior = Fraction(cause.cause.prior)
    odds = prior / (1 - prior) * math.prod(map(Fraction, for_))
    return max(for_) >= grades[limits.confirmed.grade] and odds / (1 + odds) >= Fraction(limits.confirmed.probability)
