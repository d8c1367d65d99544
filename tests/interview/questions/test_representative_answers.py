"""Representative answers: one for each outcome."""

from __future__ import annotations

from diagnosis.interview import Interview, dependencies_of
from diagnosis.interview.questions import sampler_of


def test_each_band_has_an_answer_and_is_as_common_as_the_catalogue_says(interview: Interview) -> None:
    sampler = sampler_of(dependencies_of(interview.knowledge))
    answers = sampler.answers({}, "otif.band", (("team", "otif"),))
    assert {answer.band for answer in answers} == {"healthy", "warning", "bad"}
    assert round(sum(answer.weight for answer in answers), 9) == 1
    common = interview.knowledge.facts["team"]["otif"].common
    assert common is not None
    for band in ("healthy", "warning", "bad"):
        weight = sum(answer.weight for answer in answers if answer.band == band)
        assert round(weight, 6) == round(float(getattr(common, band)), 6)


def test_a_yes_or_no_has_two_answers(interview: Interview) -> None:
    sampler = sampler_of(dependencies_of(interview.knowledge))
    answers = sampler.answers({}, "tools_adequate", (("team", "tools_adequate"),))
    assert {value.value for answer in answers for _, value in answer.given} == {True, False}
