"""The interpreter, Rete and the columns agree on everything, over knowledge bases and facts that nobody thought of."""

from __future__ import annotations

from hypothesis import given

from tests.laws.cases import ENGINES, Case, cases, examples, large_cases, plainly
from tests.laws.reference import outcome_of


@examples(80)
@given(cases(count=6))
def test_each_executor_concludes_what_the_design_says(case: Case) -> None:
    concludes_what_the_design_says(case)


@examples(3)
@given(large_cases())
def test_each_executor_concludes_it_from_200_rules_over_100_facts(case: Case) -> None:
    concludes_what_the_design_says(case)


def concludes_what_the_design_says(case: Case) -> None:
    expected = [plainly(outcome_of(case.book, case.measured(team))) for team in case.teams]
    for engine in ENGINES:
        assert [plainly(one) for one in case.outcomes(engine)] == expected, engine


@examples(40)
@given(cases())
def test_the_executors_tell_the_same_to_the_byte(case: Case) -> None:
    """Whichever judges, alone or among others, in whichever language."""
    rete, together = (case.outcomes(engine) for engine in ENGINES)
    for index, team in enumerate(case.teams):
        (alone,) = case.outcomes("columnar", [team])
        assert alone == together[index] == rete[index]
        for language in ("en", "lt"):
            told = [case.diagnosis(team, one, language) for one in (rete[index], together[index], alone)]
            assert told[0] == told[1] == told[2]
            assert len({one.to_json() for one in told}) == 1
