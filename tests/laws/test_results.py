"""What a result says agrees with itself, and survives being written."""

from __future__ import annotations

import json
from fractions import Fraction

from hypothesis import given

from diagnosis.result import Diagnosis
from tests.laws.cases import Case, cases
from tests.profiles import examples


@examples(30)
@given(cases())
def test_a_result_reads_back_from_its_json(case: Case) -> None:
    for _, _, diagnosis in case.judged():
        text = diagnosis.to_json()
        assert Diagnosis.model_validate_json(text) == diagnosis
        assert "\n" not in text
        json.loads(text, parse_constant=lambda odd: 1 / 0)  # no NaN, no Infinity


@examples(30)
@given(cases())
def test_a_verdict_follows_from_its_probability_and_its_evidence(case: Case) -> None:
    grades, limits = case.knowledge.grades, case.knowledge.limits
    for _, outcome, diagnosis in case.judged():
        units = [outcome.team, *(unit for members in outcome.members.values() for unit in members)]
        for name, cause in ((name, judged) for unit in units for name, judged in unit.causes.items()):
            if cause.probability is None:
                continue
            rules = (
                case.knowledge.program.rules[case.knowledge.program.causes[name].subject][rule] for rule in cause.fired
            )
            strengths = [grades[rule.rule.for_[name]] for rule in rules if name in rule.rule.for_]
            strongest = max(strengths, default=0)
            likely = cause.probability >= float(Fraction(limits.confirmed.probability))
            unlikely = cause.probability <= float(Fraction(limits.ruled_out.probability))
            if cause.verdict == "confirmed":
                assert likely
                assert strongest >= grades[limits.confirmed.grade]
            elif cause.verdict == "ruled_out":
                assert unlikely
                assert strongest < grades[limits.ruled_out.grade]
            assert 0 < cause.probability < 1
            assert cause.counted <= cause.fired
            assert 0 <= cause.coverage <= 1
        assert [cause.rank for cause in diagnosis.causes] == list(range(1, len(diagnosis.causes) + 1))


@examples(30)
@given(cases())
def test_a_stage_is_what_its_causes_are(case: Case) -> None:
    for _, _, diagnosis in case.judged():
        for stage in diagnosis.stages:
            verdicts = {cause.verdict for cause in diagnosis.causes if cause.stage == stage.stage}
            if verdicts and stage.verdict != "held":
                expected = "confirmed" if "confirmed" in verdicts else "open" if "open" in verdicts else "ruled_out"
                assert stage.verdict == expected
            assert (stage.reason is not None) or stage.verdict in ("confirmed", "ruled_out")
            assert stage.missing == [] or stage.verdict == "open"
