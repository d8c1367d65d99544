"""The interpreter, Rete and the columns agree on everything, over knowledge bases and facts that nobody thought of."""

from __future__ import annotations

import pytest
from hypothesis import given

from tests.executors import ENGINES
from tests.laws.cases import Case, cases, large_cases, plainly
from tests.laws.reference import outcome_of
from tests.profiles import examples


@examples(80)
@given(cases(count=6))
def test_each_executor_concludes_what_the_design_says(case: Case) -> None:
    concludes_what_the_design_says(case)


@pytest.mark.slow
@examples(3)
@given(large_cases())
def test_each_executor_concludes_it_from_200_rules_over_100_facts(case: Case) -> None:
    concludes_what_the_design_says(case)


def concludes_what_the_design_says(case: Case) -> None:
    expected = [plainly(outcome_of(case.book, case.measured(team))) for team in case.teams]
    for engine in ENGINES:
        assert [plainly(outcome) for outcome in case.outcomes(engine)] == expected, engine


@examples(40)
@given(cases())
def test_the_executors_tell_the_same_to_the_byte(case: Case) -> None:
    """Whichever judges, alone or among others, in whichever language."""
    together = [case.outcomes(engine) for engine in ENGINES]
    for index, team in enumerate(case.teams):
        first, *others = [*(outcomes[index] for outcomes in together), *case.outcomes("columnar", [team])]
        assert all(other == first for other in others)
        for language in ("en", "lt"):
            expected, *told = [case.diagnosis(team, outcome, language) for outcome in (first, *others)]
            assert all(diagnosis == expected for diagnosis in told)
            assert {diagnosis.to_json() for diagnosis in told} == {expected.to_json()}
