"""Nobody is named while a single needed fact is unknown, stale, or of the last quarter."""

from __future__ import annotations

from functools import cache

import pytest

from diagnosis.evaluation import diagnose
from diagnosis.intake.model import Team
from diagnosis.knowledge.base import Knowledge
from diagnosis.result import Diagnosis
from tests.cases.cases import read_one
from tests.packaged import packaged_knowledge


def weak_closer(changes: str, knowledge: Knowledge) -> Team:
    """A team in which a seller may be named, but for what `changes` take away."""
    text = (
        f"cases:\n  - case: changed\n    from: weak closer\n    says: Changed.\n    {changes}\n    expect: {{held: []}}"
    )
    return read_one(text, knowledge).team


WORKED_WITH = {"revenue_target"}
"""Needed only to work out the cascade of the targets, which the base gives."""


@cache
def needed() -> list[str]:
    """The given facts of the team behind what causes of the team need."""
    knowledge = packaged_knowledge()
    given = weak_closer("facts: {}", knowledge).facts
    bases = {
        base
        for cause in knowledge.program.causes.values()
        if cause.subject == "team"
        for need in cause.needs
        for base in need.bases
    }
    return sorted(fact for subject, fact in bases if subject == "team" and fact in given and fact not in WORKED_WITH)


def named(result: Diagnosis) -> list[str | None]:
    return [cause.subject for cause in result.confirmed if cause.subject]


def test_the_seller_is_named_where_nothing_is_missing(knowledge: Knowledge) -> None:
    assert named(diagnose(weak_closer("facts: {}", knowledge), knowledge)) == ["S-4"]


@pytest.mark.parametrize("fact", needed())
def test_unknown(fact: str, knowledge: Knowledge) -> None:
    result = diagnose(weak_closer(f"facts: {{{fact}: unknown}}", knowledge), knowledge)
    (request,) = (asked for asked in result.requests if asked.fact == fact)
    assert request.why == "missing"
    assert request.held_by == knowledge.facts["team"][fact].held_by
    assert not result.confirmed
    assert [held.subject for held in result.held] == ["S-4"]


@pytest.mark.parametrize("fact", needed())
def test_stale(fact: str, knowledge: Knowledge) -> None:
    result = diagnose(weak_closer(f"measured: {{{fact}: 2026-06-30}}", knowledge), knowledge)
    (request,) = (asked for asked in result.requests if asked.fact == fact)
    assert request.why == "stale"
    assert not result.confirmed
    assert [held.subject for held in result.held] == ["S-4"]


@pytest.mark.parametrize("fact", needed())
def test_known_of_the_last_quarter_only(fact: str, knowledge: Knowledge) -> None:
    given = weak_closer("facts: {}", knowledge).facts[fact]
    value = str(given.value).lower() if given.count is None else f"{given.count}/{given.of}"
    before = f"previous: {{quarter: 2026-Q2, facts: {{{fact}: {value}}}}}"
    result = diagnose(weak_closer(f"facts: {{{fact}: unknown}}\n    {before}", knowledge), knowledge)
    assert not result.confirmed
    assert [held.subject for held in result.held] == ["S-4"]


@pytest.mark.parametrize("stage", ["goals", "product", "pricing", "delivery", "service", "marketing", "training"])
def test_a_review_opens_it_again(stage: str, knowledge: Knowledge) -> None:
    unknown = ", ".join(f"{fact}: unknown" for fact in needed() if knowledge.facts["team"][fact].stage == stage)
    review = f"{stage}_review: ruled_out, {stage}_review_by: the head, {stage}_review_on: 2026-09-15"
    assert not named(diagnose(weak_closer(f"facts: {{{unknown}}}", knowledge), knowledge))
    assert named(diagnose(weak_closer(f"facts: {{{unknown}, {review}}}", knowledge), knowledge)) == ["S-4"]
