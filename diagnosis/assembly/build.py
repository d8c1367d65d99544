"""The result of one team, from what was measured and concluded."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from diagnosis.assembly.actions_and_findings import actions, considered, doubts, findings, not_applicable, told_of_facts
from diagnosis.assembly.bridge import at_most, bridge_result
from diagnosis.assembly.case import Judged, TeamCase, gate_changed, judged_causes, plain
from diagnosis.assembly.missing import Missing
from diagnosis.assembly.outlook import outlook
from diagnosis.assembly.requests import requests
from diagnosis.assembly.verdict_reasons import not_counted, reason_of_verdict
from diagnosis.inference.fold_input import ATTAINMENT, target_met
from diagnosis.inference.outcome import CauseOutcome, Outcome, UnitOutcome
from diagnosis.inference.rank import RankKey, rank_key
from diagnosis.knowledge.base import Knowledge
from diagnosis.knowledge.model import Language, Stage, Subject, Verdict
from diagnosis.knowledge.program import Base, CompiledCause
from diagnosis.measures.compute import Measured, MeasuredMember
from diagnosis.measures.estimates import ESTIMATE
from diagnosis.result import (
    CauseResult,
    ChangeResult,
    ClearedResult,
    Diagnosis,
    EvidenceResult,
    Gap,
    HeldResult,
    Reason,
    StageResult,
    VersionResult,
    WatchResult,
)

_TARGET, _ACTUAL = "revenue_target", "revenue_actual"


def build(knowledge: Knowledge, measured: Measured, outcome: Outcome, language: Language) -> Diagnosis:
    """The diagnosis of one team, in `language`."""
    return _Builder(TeamCase(knowledge, measured, outcome, language)).diagnosis()


class _Builder:
    """Puts one diagnosis together."""

    def __init__(self, case: TeamCase) -> None:
        self.case, self.knowledge, self.program = case, case.knowledge, case.program
        self.met = target_met(case.measured)
        self.bridge = bridge_result(case.measured)
        self.missing = Missing(case)
        self.judged = list(judged_causes(case))
        self.places = {cause: place for place, cause in enumerate(self.program.causes)}

    def diagnosis(self) -> Diagnosis:
        case = self.case
        causes = [] if self.met else self.causes()
        recommended = actions(case, causes)
        return Diagnosis(
            team=case.measured.team.team,
            quarter=case.measured.team.quarter,
            language=case.language,
            gap=self.gap(),
            outlook=None if self.met else outlook(case, self.judged, self.bridge),
            bridge=self.bridge,
            stages=[self.stage(stage) for stage in self.knowledge.stages.values()],
            causes=causes,
            held=[] if self.met else list(self.held()),
            cleared=[] if self.met else list(self.cleared()),
            actions=recommended,
            consider=considered(case, causes, recommended),
            requests=[] if self.met else requests(case, self.judged, self.missing),
            strengths=findings(case, "strength"),
            recognition=findings(case, "recognition"),
            notes=[*doubts(case), *not_applicable(case), *told_of_facts(case), *findings(case, "note")],
            watch=list(self.watch()) if self.met else [],
            changes=list(self.changes()),
            estimated=sorted(
                name.removesuffix(ESTIMATE) for name in case.measured.environment if name.endswith(ESTIMATE)
            ),
            knowledge=VersionResult(logic=self.knowledge.version.logic, texts=self.knowledge.version.texts),
            gate_changed=gate_changed(self.knowledge, case.language),
        )

    # --- the gap and the chain --------------------------------------------------------------------------------

    def gap(self) -> Gap:
        known = self.case.measured.environment
        target, actual, attainment = (_number(known.get(name)) for name in (_TARGET, _ACTUAL, ATTAINMENT))
        return Gap(
            met=None if attainment is None else self.met,
            attainment=attainment,
            target=target,
            actual=actual,
            missing=None if target is None or actual is None else round(max(target - actual, 0.0), 2),
            currency=self.case.measured.team.currency,
        )

    def stage(self, stage: Stage) -> StageResult:
        verdict = self.case.outcome.stages[stage.stage]
        if self.met and stage.after and verdict in ("confirmed", "open", "held"):
            # Whoever reaches the target accuses nobody; only that nothing is wrong may be said.
            return StageResult(stage=stage.stage, verdict="held", reason="target_met")
        if verdict == "held":
            return StageResult(
                stage=stage.stage, verdict=verdict, reason="waiting", waiting_for=self.waiting_for(stage)
            )
        own = [judged for judged in self.judged if judged[0].cause.stage == stage.stage]
        missing: set[Base] = set()
        if verdict == "open":
            for cause, member, outcome in own:
                if outcome.verdict == "open":
                    missing |= self.missing.of_cause(cause, member)
            if stage.subject != "team" and not self.case.measured.members.get(stage.subject):
                missing |= self.missing.of_unknown_members(stage.stage)
        return StageResult(
            stage=stage.stage,
            verdict=verdict,
            reason=self.stage_reason(stage, verdict, own),
            missing=sorted({fact for _, fact in missing}),
        )

    def stage_reason(self, stage: Stage, verdict: Verdict, own: list[Judged]) -> Reason | None:
        """The reason of the most probable open cause; of a stage that is ruled out, what keeps it from counting."""
        if verdict == "ruled_out":
            reasons = [reason_of_verdict(self.case, *judged, self.missing) for judged in own]
            if stage.stage not in self.case.outcome.counts and stage.subject == "team":
                return not_counted(self.case) if "by_review" not in reasons else "by_review"
            if reasons and set(reasons) == {"not_applicable"}:
                return "not_applicable"
            return "by_review" if "by_review" in reasons else None
        if verdict != "open":
            return None
        open_ones = [judged for judged in own if judged[2].verdict == "open"]
        if not open_ones:
            return "missing"
        first = min(open_ones, key=self.rank_key)
        return reason_of_verdict(self.case, *first, self.missing)

    def waiting_for(self, stage: Stage) -> list[str]:
        """The stages that keep a gate shut, in the order of the chain."""
        return [
            other for other in self.knowledge.stages if other in stage.after and other not in self.case.outcome.counts
        ]

    # --- causes -----------------------------------------------------------------------------------------------

    def causes(self) -> list[CauseResult]:
        ranked = sorted(self.judged, key=self.rank_key)
        return [self.cause(rank, *judged) for rank, judged in enumerate(ranked, start=1)]

    def rank_key(self, judged: Judged) -> RankKey:
        cause, member, outcome = judged
        place = self.places[cause.cause.cause]
        return rank_key(outcome.verdict, outcome.probability, place, member.member if member else None)

    def cause(
        self, rank: int, cause: CompiledCause, member: MeasuredMember | None, outcome: CauseOutcome
    ) -> CauseResult:
        missing = self.missing.of_cause(cause, member) if outcome.verdict == "open" else frozenset()
        return CauseResult(
            rank=rank,
            cause=cause.cause.cause,
            stage=cause.cause.stage,
            subject=member.member if member else None,
            verdict=outcome.verdict,
            reason=reason_of_verdict(self.case, cause, member, outcome, self.missing),
            probability=round(outcome.probability or 0.0, 4),
            coverage=round(outcome.coverage, 4),
            evidence=self.case.evidence(cause.subject, member, outcome, cause.cause.cause),
            missing=sorted({fact for _, fact in missing}),
            through=list(cause.cause.through) if self.bridge else [],
            at_most=at_most(self.bridge, cause.cause.through) if self.bridge else None,
        )

    # --- who is held, who is cleared --------------------------------------------------------------------------

    def held(self) -> Iterator[HeldResult]:
        for stage in self.knowledge.stages.values():
            if self.case.outcome.stages[stage.stage] != "held":
                continue
            waiting = self.waiting_for(stage)
            for subject, member, unit in self.case.units():
                if subject == stage.subject and stage.stage in unit.examined:
                    yield HeldResult(
                        subject=member.member if member else None,
                        stage=stage.stage,
                        waiting_for=waiting,
                        cleared_by=self.clearing(stage, subject, member, unit),
                    )

    def clearing(
        self, stage: Stage, subject: Subject, member: MeasuredMember | None, unit: UnitOutcome
    ) -> list[EvidenceResult]:
        """Everything that speaks in favour of a member, each rule once, the strongest first."""
        clearing: dict[str, EvidenceResult] = {}
        for id_, outcome in unit.causes.items():
            if self.program.causes[id_].cause.stage == stage.stage:
                for rule_id in outcome.fired - clearing.keys():
                    rule = self.program.rules[subject][rule_id]
                    if id_ not in rule.rule.for_:
                        grade, counted = rule.rule.against[id_], rule_id in outcome.counted
                        clearing[rule_id] = self.case.worded(rule, "against", grade, subject, member, counted)
        return sorted(clearing.values(), key=self.case.by_strength)

    def cleared(self) -> Iterator[ClearedResult]:
        """Members below target who are not examined: the reason for that clears them."""
        for stage in self.knowledge.stages.values():
            if stage.cleared is None:
                continue
            for subject, member, unit in self.case.units():
                if subject != stage.subject or member is None or stage.stage in unit.examined:
                    continue
                own = member.variables.get(ATTAINMENT)
                if isinstance(own, Decimal) and own < 1:
                    text = self.case.render(stage.cleared, subject, member)
                    yield ClearedResult(
                        subject=member.member,
                        stage=stage.stage,
                        text=text,
                        evidence=self.speaks_for_them(stage, member, unit),
                    )

    def speaks_for_them(self, stage: Stage, member: MeasuredMember, unit: UnitOutcome) -> list[EvidenceResult]:
        """The clearing rules that fire for a member who is not examined."""
        clearing = []
        for _, rule in sorted(self.program.rules[stage.subject].items()):
            if rule.rule.against and self.case.fires(rule, member, unit):
                grade = max(rule.rule.against.values(), key=lambda name: self.knowledge.grades[name])
                clearing.append(self.case.worded(rule, "against", grade, stage.subject, member, True))
        return clearing

    # --- what works, what changed -----------------------------------------------------------------------------

    def watch(self) -> Iterator[WatchResult]:
        known = self.case.measured.environment
        for fact in self.knowledge.facts["team"].values():
            band = known.get(f"{fact.fact}.band")
            if band in ("warning", "bad"):
                value = known.get(fact.fact)
                yield WatchResult(fact=fact.fact, stage=fact.stage, band=band, value=plain(value))

    def changes(self) -> Iterator[ChangeResult]:
        known = self.case.measured.environment
        if self.case.measured.team.previous is None:
            return
        for fact in self.knowledge.facts["team"].values():
            band, before = known.get(f"{fact.fact}.band"), known.get(f"previous.{fact.fact}.band")
            if isinstance(band, str) and isinstance(before, str):
                yield ChangeResult(
                    fact=fact.fact,
                    before=plain(known.get(f"previous.{fact.fact}")),
                    now=plain(known.get(fact.fact)),
                    band_before=before,
                    band=band,
                )


def _number(value: object) -> float | None:
    number = plain(value) if isinstance(value, Decimal) else None
    return number if isinstance(number, float) else None
