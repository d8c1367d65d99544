"""Puts the trace of a cause into an explanation: its steps, its limits, its needs, and what could change it.

Nothing is judged again. Only what would happen if another rule fired is asked anew, of the folds that judge.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction
from typing import TypeVar

from diagnosis.assembly.build import build
from diagnosis.assembly.case import TeamCase
from diagnosis.assembly.missing import Missing
from diagnosis.compiler.review_rules import review_fact
from diagnosis.explain.lineage import Lineage
from diagnosis.explain.model import Confirmation, Exclusion, ExplainedNeed, Explanation, Lack, Possible, Step
from diagnosis.inference.trace import CauseTrace, Trace
from diagnosis.knowledge.base import Knowledge
from diagnosis.knowledge.model import Direction, Language, Subject
from diagnosis.knowledge.program import Base, CompiledCause, CompiledRule
from diagnosis.knowledge.variables import PAST, PAST_UNKNOWN, PREVIOUS, TEAM, fact_of, is_previous
from diagnosis.measures.compute import Measured, MeasuredMember
from diagnosis.result import CauseResult, ClearedResult, Diagnosis, HeldResult


def explain(
    knowledge: Knowledge, measured: Measured, trace: Trace, cause: str, member: str | None, language: Language
) -> Explanation:
    """How the verdict on `cause` came about, of the team or of one `member` of it.

    Raises KeyError where the knowledge base has no such cause, or the team no such member; a cause that is judged for
    each member needs one.
    """
    compiled = knowledge.program.causes[cause]
    members = {known.member: known for known in measured.members.get(compiled.subject, ())}
    return _Explaining(
        TeamCase(knowledge, measured, trace.outcome, language),
        trace,
        compiled,
        None if compiled.subject == "team" else members[member or ""],
        build(knowledge, measured, trace.outcome, language),
    ).explanation()


_About = TypeVar("_About", CauseResult, HeldResult, ClearedResult)


class _Explaining:
    """One explanation under way."""

    def __init__(
        self, case: TeamCase, trace: Trace, cause: CompiledCause, member: MeasuredMember | None, diagnosis: Diagnosis
    ) -> None:
        self.case, self.cause, self.member, self.diagnosis = case, cause, member, diagnosis
        self.member_id = member.member if member else None
        self.knowledge, self.program = case.knowledge, case.program
        self.rules = self.program.rules[cause.subject]
        self.lineage = Lineage(case, trace, cause.subject, member)
        self.missing = Missing(case)
        self.unit = self.lineage.unit
        self.traced: CauseTrace | None = self.unit.causes.get(cause.cause.cause)

    def explanation(self) -> Explanation:
        cause, diagnosis = self.cause.cause, self.diagnosis
        told = self.told()
        shown = told.outcome if told else None
        accused = told if told and told.outcome.verdict != "held" else None
        prior = Fraction(cause.prior)
        result = self.about_member(result for result in diagnosis.causes if result.cause == cause.cause)
        held = self.about_member(result for result in diagnosis.held if result.stage == cause.stage)
        # A member who is not examined is cleared if below target.
        cleared = None if self.traced else self.about_member(diagnosis.cleared)
        review = self.review() if accused else None
        return Explanation(
            team=diagnosis.team,
            quarter=diagnosis.quarter,
            language=diagnosis.language,
            currency=diagnosis.gap.currency,
            gate_changed=diagnosis.gate_changed,
            cause=cause.cause,
            title=cause.title.get(self.case.language),
            stage=cause.stage,
            subject=self.member_id,
            verdict=shown.verdict if shown else None,
            why_none=None if shown else "target_met" if diagnosis.gap.met else "not_examined",
            reason=result.reason if result else None,
            prior=float(prior),
            prior_odds=_odds(prior / (1 - prior)),
            probability=_share(shown.probability) if shown and shown.probability is not None else None,
            coverage=_share(accused.outcome.coverage) if accused else None,
            steps=list(self.steps(told)) if told else [],
            confirmation=self.confirmation(accused) if accused else None,
            exclusion=self.exclusion(accused) if accused else None,
            possible=list(self.possible(accused)) if accused else [],
            review=review,
            review_by=self.knowledge.stages[cause.stage].owner if review else None,
            waiting=[stage for stage in diagnosis.stages if held and stage.stage in held.waiting_for],
            cleared_text=cleared.text if cleared else None,
            cleared_by=held.cleared_by if held else cleared.evidence if cleared else [],
        )

    def told(self) -> CauseTrace | None:
        """The trace, as far as it may be told: where the target is met nobody is accused."""
        if self.traced is None or not self.diagnosis.gap.met or self.traced.outcome.verdict == "ruled_out":
            return self.traced
        return None

    def about_member(self, results: Iterable[_About]) -> _About | None:
        """The result about the member (or about the team)."""
        return next((result for result in results if result.subject == self.member_id), None)

    # --- what fired -------------------------------------------------------------------------------------------

    def steps(self, traced: CauseTrace) -> Iterator[Step]:
        """The rules that fired, and the odds after each that counts; of a held cause no odds."""
        for step in traced.steps:
            rule, odds = self.rules[step.rule], step.odds
            assert rule.rule.says is not None
            yield Step(
                used=self.lineage.rule(rule),
                direction=step.direction,
                grade=step.grade,
                ratio=float(step.ratio),
                text=self.case.render(rule.rule.says, self.cause.subject, self.member),
                counted=step.outdone_by is None,
                outdone_by=step.outdone_by,
                odds=None if odds is None else _odds(odds),
                probability=None if odds is None else _share(odds / (1 + odds)),
            )

    # --- the limits -------------------------------------------------------------------------------------------

    def fired_for(self, traced: CauseTrace, grade: str) -> list[str]:
        """The rules of a grade or more that fired for the cause."""
        least = self.knowledge.grades[grade]
        return sorted(step.rule for step in traced.steps if step.direction == "for" and step.ratio >= least)

    def confirmation(self, traced: CauseTrace) -> Confirmation:
        """What confirms the cause, and how far that is so."""
        limit = self.knowledge.limits.confirmed
        return Confirmation(
            at=float(limit.probability),
            likely=traced.likely,
            grade=limit.grade,
            rules=self.fired_for(traced, limit.grade),
        )

    def exclusion(self, traced: CauseTrace) -> Exclusion:
        """What rules the cause out, and how far that is so."""
        limit = self.knowledge.limits.ruled_out
        return Exclusion(
            at=float(limit.probability),
            unlikely=traced.unlikely,
            grade=limit.grade,
            rules=self.fired_for(traced, limit.grade),
            needs=list(self.needs(traced)),
            counts=traced.outcome.counts,
        )

    def needs(self, traced: CauseTrace) -> Iterator[ExplainedNeed]:
        """Each fact that must be healthy, or that a review may stand in for where it is not bad."""
        for need, met in zip(self.cause.needs, traced.needs, strict=True):
            used = self.lineage.fact(need.variable, frozenset({need.variable}))
            assert used is not None
            yield ExplainedNeed(
                used=used,
                met=met.healthy or met.by_review,
                by_review=met.by_review,
                excused=met.healthy and self.unit.variables.get(f"{need.variable}.band") != "healthy",
                small=self.unit.variables.get(f"{need.variable}.small") is True,
                tries=self.tries(need.fact),
                missing=self.lacks([f"{need.variable}.band"]),
            )

    def tries(self, fact: str) -> int | None:
        """How large the sample of a fact has to be, where it is too small."""
        requests = (request for request in self.diagnosis.requests if request.why == "small_sample")
        cause = self.cause.cause.cause
        return next((request.tries for request in requests if request.fact == fact and cause in request.for_), None)

    # --- what could change it ---------------------------------------------------------------------------------

    def possible(self, traced: CauseTrace) -> Iterator[Possible]:
        """The rules of which it is not known whether they fire, those that would change most first."""
        directions: tuple[tuple[Direction, tuple[str, ...]], ...] = (
            ("for", self.cause.rules_for),
            ("against", self.cause.rules_against),
        )
        possible = [
            self.if_it_fired(self.rules[id_], direction)
            for direction, ids in directions
            for id_ in ids
            if id_ in self.unit.undecided and not self.rules[id_].review
        ]
        now = traced.outcome.probability or 0.0
        yield from sorted(possible, key=lambda rule: (-abs(rule.probability - now), rule.rule))

    def if_it_fired(self, rule: CompiledRule, direction: Direction) -> Possible:
        """What a rule lacks, and what it would do if it fired; its own place in its group included."""
        cause = self.cause.cause.cause
        grade = (rule.rule.for_ if direction == "for" else rule.rule.against)[cause]
        ratio = Fraction(self.knowledge.grades[grade])
        assert self.unit.folding is not None
        probability, confirms = self.unit.folding.if_fired({rule.id, *self.fires_along(rule, direction)}, cause)
        return Possible(
            rule=rule.id,
            when=" ".join(rule.rule.when.split()),
            direction=direction,
            grade=grade,
            ratio=float(ratio if direction == "for" else 1 / ratio),
            missing=self.lacks(self.lineage.unknown(rule)),
            probability=_share(probability),
            confirms=confirms,
        )

    def fires_along(self, rule: CompiledRule, direction: Direction) -> Iterator[str]:
        """The rules of facts that are bad where `rule` accuses by them, and whose past is not known."""
        known = self.unit.variables
        for subject, name in sorted(rule.bases if direction == "for" else ()):
            fact, past_unknown = self.case.fact(subject, name), f"{name}_{PAST_UNKNOWN}"
            if fact is None or fact.bands is None or fact.bands.usual or past_unknown not in self.rules:
                continue
            if known.get(f"{PREVIOUS}{name}.band") is None and known.get(f"{name}.{PAST}") is None:
                yield past_unknown

    def lacks(self, variables: list[str]) -> list[Lack]:
        """The unknown facts behind variables, and who holds them."""
        bases = self.missing.behind(variables, self.cause.subject, self.member)
        owner: Subject = self.cause.subject
        before = {fact_of(name) for name in variables if is_previous(name) and not name.startswith(TEAM)}
        unknown = {(owner, fact) for fact in before if self.unit.variables.get(PREVIOUS + fact) is None}
        return [
            self.lack(base, previous) for previous in (False, True) for base in sorted(unknown if previous else bases)
        ]

    def lack(self, base: Base, previous: bool) -> Lack:
        """An unknown fact, and who holds it."""
        subject, name = base
        fact = self.case.fact(subject, name)
        stage = self.knowledge.stages.get(fact.stage or "") if fact else None
        held_by = (fact.held_by if fact else None) or (stage.owner if stage else None)
        return Lack(fact=name, subject=subject, held_by=held_by, previous=previous)

    def review(self) -> str | None:
        """The fact with which the head of the stage's department can settle the cause; None where that is done."""
        fact = review_fact(self.cause.cause.stage)
        known = self.case.fact("team", fact) is not None
        return fact if known and self.case.measured.environment.get(fact) is None else None


def _share(value: Fraction | float) -> float:
    """A probability as results give it, with four decimals."""
    return round(float(value), 4)


def _odds(value: Fraction) -> float:
    """Odds with ten significant digits."""
    return float(f"{float(value):.10g}")
