"""How a verdict came about, worked out again step by step from what was measured and concluded.

The odds are multiplied here one rule after another, so that each step can be seen; what would happen if another rule
fired is asked of the same folds that judge. Either executor's outcome can be explained.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

import numpy as np

from diagnosis.assembly.build import build
from diagnosis.assembly.case import Case
from diagnosis.assembly.missing import Missing
from diagnosis.compiler.review_rules import review_fact
from diagnosis.explain.lineage import Lineage
from diagnosis.explain.model import Confirmation, Exclusion, Explanation, Lack, Need, Possible, Step
from diagnosis.inference.gather import standing_of
from diagnosis.inference.outcome import CauseOutcome, Outcome
from diagnosis.inference.verdict import Evidence, Folded, fold, plan_folds
from diagnosis.knowledge.base import Knowledge
from diagnosis.knowledge.model import Direction, Language, Subject
from diagnosis.knowledge.program import Base, CompiledCause, CompiledRule
from diagnosis.knowledge.variables import PREVIOUS, TEAM, fact_of, is_previous
from diagnosis.measures.compute import Measured, MeasuredMember
from diagnosis.result import ClearedResult, Diagnosis, EvidenceResult, HeldResult, StageResult


def explain(
    knowledge: Knowledge, measured: Measured, outcome: Outcome, cause: str, member: str | None, language: Language
) -> Explanation:
    """How the verdict on `cause` came about, of the team or of one `member` of it.

    Raises KeyError where the knowledge base has no such cause, or the team no such member; a cause that is judged for
    each member needs one.
    """
    found = knowledge.program.causes[cause]
    members = {one.member: one for one in measured.members.get(found.subject, ())}
    return _Explaining(
        Case(knowledge, measured, outcome, language),
        found,
        None if found.subject == "team" else members[member or ""],
        build(knowledge, measured, outcome, language),
    ).explanation()


class _Explaining:
    """Works out one explanation."""

    def __init__(self, case: Case, cause: CompiledCause, member: MeasuredMember | None, diagnosis: Diagnosis) -> None:
        self.case, self.cause, self.member, self.diagnosis = case, cause, member, diagnosis
        self.knowledge, self.program = case.knowledge, case.program
        self.rules = self.program.rules[cause.subject]
        self.lineage = Lineage(case, cause.subject, member)
        self.missing = Missing(case)
        unit = next(unit for kind, one, unit in case.units() if kind == cause.subject and one is member)
        self.outcome: CauseOutcome | None = unit.causes.get(cause.cause.cause)
        self.plan = plan_folds(self.knowledge, self.program, cause.subject)
        self.column = next(index for index, one in enumerate(self.plan.causes) if one.cause.cause == cause.cause.cause)

    def explanation(self) -> Explanation:
        cause, diagnosis = self.cause.cause, self.diagnosis
        shown = self.told()
        accuses = shown is not None and shown.verdict != "held"
        prior = Fraction(cause.prior)
        folded = self.folded(frozenset()) if accuses else None
        held, cleared = self.held(), self.cleared()
        reason = next((one.reason for one in diagnosis.causes if self.is_it(one.cause, one.subject)), None)
        return Explanation(
            team=diagnosis.team,
            quarter=diagnosis.quarter,
            language=diagnosis.language,
            currency=diagnosis.gap.currency,
            cause=cause.cause,
            title=cause.title.get(self.case.language),
            stage=cause.stage,
            subject=self.member.member if self.member else None,
            verdict=shown.verdict if shown else None,
            why_none=None if shown else "target_met" if diagnosis.gap.met else "not_examined",
            reason=reason,
            prior=float(prior),
            prior_odds=_odds(prior / (1 - prior)),
            probability=_share(shown.probability) if shown and shown.probability is not None else None,
            coverage=_share(shown.coverage) if accuses and shown else None,
            steps=list(self.steps(shown)) if shown else [],
            confirmation=self.confirmation(shown, folded) if shown and folded else None,
            exclusion=self.exclusion(shown, folded) if shown and folded else None,
            possible=list(self.possible()) if accuses else [],
            review=self.review() if accuses else None,
            review_by=self.knowledge.stages[cause.stage].owner if accuses and self.review() else None,
            waiting=self.waiting(held),
            cleared_text=cleared.text if cleared else None,
            cleared_by=self.favour(held, cleared),
        )

    def told(self) -> CauseOutcome | None:
        """The outcome, as far as it may be told: where the target is met nobody is accused."""
        if self.outcome is None or not self.diagnosis.gap.met or self.outcome.verdict == "ruled_out":
            return self.outcome
        return None

    def is_it(self, cause: str, subject: str | None) -> bool:
        """Whether a result is about this cause of this member."""
        return cause == self.cause.cause.cause and subject == (self.member.member if self.member else None)

    # --- what fired -------------------------------------------------------------------------------------------

    def steps(self, outcome: CauseOutcome) -> Iterator[Step]:
        """The rules that fired, and the odds after each that counts; of a held cause no odds."""
        cause = self.cause.cause
        prior = Fraction(cause.prior)
        odds = prior / (1 - prior)
        evidence = self.case.evidence(self.cause.subject, self.member, outcome, cause.cause)
        for one in sorted(evidence, key=lambda one: (one.direction == "against", not one.counted)):
            ratio = self.ratio(one.direction, one.grade)
            judged = one.counted and outcome.verdict != "held"
            if judged:
                odds *= ratio
            yield Step(
                used=self.lineage.rule(self.rules[one.rule]),
                direction=one.direction,
                grade=one.grade,
                ratio=float(ratio),
                text=one.text,
                counted=one.counted,
                outdone_by=None if one.counted else self.outdone_by(one, evidence),
                odds=_odds(odds) if judged else None,
                probability=_share(odds / (1 + odds)) if judged else None,
            )

    def ratio(self, direction: Direction, grade: str) -> Fraction:
        """The likelihood ratio of evidence: a grade as it is, or turned over."""
        ratio = Fraction(self.knowledge.grades[grade])
        return ratio if direction == "for" else 1 / ratio

    def outdone_by(self, one: EvidenceResult, evidence: list[EvidenceResult]) -> str | None:
        """The rule of the same group that counts in place of this one."""
        group = self.rules[one.rule].rule.group
        return next(
            (
                other.rule
                for other in evidence
                if other.counted and other.direction == one.direction and self.rules[other.rule].rule.group == group
            ),
            None,
        )

    # --- the limits -------------------------------------------------------------------------------------------

    def folded(self, more: frozenset[str]) -> Folded:
        """The folds of the evidence as it is, and with `more` rules fired."""
        fires = [rule.id in more or self.lineage.value(rule) is True for rule in self.plan.rules]
        known = [all(value is not None for value in self.lineage.atoms(rule).values()) for rule in self.plan.rules]
        measured, variables = [self.case.measured], [self.lineage.variables]
        bands, fresh, fresh_needs = standing_of(self.plan, self.knowledge, measured, variables)
        return fold(self.plan, Evidence(np.array([fires]), np.array([known]), fresh, bands, fresh_needs))

    def fired_for(self, outcome: CauseOutcome, grade: str) -> list[str]:
        """The rules of a grade or more that fired for the cause."""
        grades, name = self.knowledge.grades, self.cause.cause.cause
        found = (self.rules[id_].rule for id_ in sorted(outcome.fired & set(self.cause.rules_for)))
        return [rule.rule for rule in found if grades[rule.for_[name]] >= grades[grade]]

    def confirmation(self, outcome: CauseOutcome, folded: Folded) -> Confirmation:
        """What confirms the cause, and how far that is so."""
        limit = self.knowledge.limits.confirmed
        return Confirmation(
            at=float(limit.probability),
            likely=bool(folded.likely[0, self.column]),
            grade=limit.grade,
            rules=self.fired_for(outcome, limit.grade),
        )

    def exclusion(self, outcome: CauseOutcome, folded: Folded) -> Exclusion:
        """What rules the cause out, and how far that is so."""
        limit = self.knowledge.limits.ruled_out
        return Exclusion(
            at=float(limit.probability),
            unlikely=bool(folded.unlikely[0, self.column]),
            grade=limit.grade,
            rules=self.fired_for(outcome, limit.grade),
            needs=list(self.needs()),
            counts=outcome.counts,
        )

    def needs(self) -> Iterator[Need]:
        """Each fact that must be healthy, or that a review may stand in for where it is not bad."""
        review = self.plan.reviews[self.column]
        reviewed = review >= 0 and self.lineage.value(self.plan.rules[review]) is True
        for need in self.cause.needs:
            used = self.lineage.fact(need.variable, frozenset({need.variable}))
            assert used is not None
            by_review = reviewed and used.band in (None, "warning")
            yield Need(
                used=used,
                met=used.band == "healthy" or by_review,
                by_review=by_review,
                small=self.lineage.variables.get(f"{need.variable}.small") is True,
                tries=self.tries(need.fact),
                missing=self.lacks([f"{need.variable}.band"]),
            )

    def tries(self, fact: str) -> int | None:
        """How large the sample of a fact has to be, where it is too small."""
        asked = (one for one in self.diagnosis.requests if one.why == "small_sample" and one.fact == fact)
        return next((one.tries for one in asked if self.cause.cause.cause in one.for_), None)

    # --- what could change it ---------------------------------------------------------------------------------

    def possible(self) -> Iterator[Possible]:
        """The rules of which it is not known whether they fire, those that would change most first."""
        found = []
        for direction, ids in (("for", self.cause.rules_for), ("against", self.cause.rules_against)):
            for id_ in ids:
                rule = self.rules[id_]
                if not rule.review and self.lineage.value(rule) is None:
                    found.append(self.if_it_fired(rule, direction))  # type: ignore[arg-type]
        now = (self.outcome.probability if self.outcome else None) or 0.0
        yield from sorted(found, key=lambda one: (-abs(one.probability - now), one.rule))

    def if_it_fired(self, rule: CompiledRule, direction: Direction) -> Possible:
        """What a rule lacks, and what it would do if it fired; its own place in its group included."""
        grades = rule.rule.for_ if direction == "for" else rule.rule.against
        grade = grades[self.cause.cause.cause]
        folded = self.folded(frozenset({rule.id}))
        return Possible(
            rule=rule.id,
            when=" ".join(rule.rule.when.split()),
            direction=direction,
            grade=grade,
            ratio=float(self.ratio(direction, grade)),
            missing=self.lacks(self.lineage.unknown(rule)),
            probability=_share(folded.probability[0, self.column]),
            confirms=bool(folded.confirmed[0, self.column]),
        )

    def lacks(self, variables: list[str]) -> list[Lack]:
        """The unknown facts behind variables, and who holds them."""
        bases = self.missing.behind(variables, self.cause.subject, self.member)
        owner: Subject = self.cause.subject
        before = {fact_of(one) for one in variables if is_previous(one) and not one.startswith(TEAM)}
        unknown = {(owner, fact) for fact in before if self.lineage.variables.get(PREVIOUS + fact) is None}
        return [
            *(self.lack(base, previous=False) for base in sorted(bases)),
            *(self.lack(base, previous=True) for base in sorted(unknown)),
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

    # --- who is held, who is cleared --------------------------------------------------------------------------

    def held(self) -> HeldResult | None:
        """What the stage waits for before it judges the member."""
        name = self.member.member if self.member else None
        return next(
            (one for one in self.diagnosis.held if one.stage == self.cause.cause.stage and one.subject == name), None
        )

    def cleared(self) -> ClearedResult | None:
        """What is said of a member who is not examined, if the member is below target."""
        if self.member is None or self.outcome is not None:
            return None
        return next((one for one in self.diagnosis.cleared if one.subject == self.member.member), None)

    def waiting(self, held: HeldResult | None) -> list[StageResult]:
        """The stages that keep the gate shut, as they stand."""
        stages = held.waiting_for if held else []
        return [one for one in self.diagnosis.stages if one.stage in stages]

    def favour(self, held: HeldResult | None, cleared: ClearedResult | None) -> list[EvidenceResult]:
        """What speaks in favour of the member."""
        return held.cleared_by if held else cleared.evidence if cleared else []


def _share(value: Fraction | float) -> float:
    """A probability as results give it, with four decimals."""
    return round(float(value), 4)


def _odds(value: Fraction) -> float:
    """Odds with ten significant digits."""
    return float(f"{float(value):.10g}")
