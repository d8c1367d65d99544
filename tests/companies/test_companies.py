"""Simulated companies: the same for a seed, their facts agree, and what was always so explains no gap."""

from __future__ import annotations

import numpy as np
import pytest

from benchmarks.companies import parameters as given
from benchmarks.companies.company import Company, draw_company, expected, gains, run
from benchmarks.companies.entry import CHECKED, Gaps, team_at, with_errors
from benchmarks.companies.facts import Sheet, sheets
from benchmarks.companies.judge import draw_missing, run_chunk
from benchmarks.companies.parameters import CAUSES
from benchmarks.companies.report import NAMES, Results, tables

pytestmark = pytest.mark.slow


def companies(number: int = 60) -> list[Company]:
    rng = np.random.default_rng(5)
    return [draw_company(rng) for _ in range(number)]


def facts_of(seed: int) -> Sheet:
    return draw_missing(np.random.default_rng(seed))[3][0]


def test_a_seed_always_gives_the_same_facts() -> None:
    assert facts_of(3) == facts_of(3)
    assert facts_of(3) != facts_of(4)


@pytest.mark.parametrize("seed", range(8))
def test_revenue_is_what_its_parts_make_and_the_sellers_add_up(seed: int) -> None:
    _, quarters, _, (now, _) = draw_missing(np.random.default_rng(seed))
    decided, wins = quarters.decided[-1].sum(), quarters.wins[-1].sum()
    average = quarters.won[-1].sum() / max(1, wins)
    assert decided * (wins / max(1, decided)) * average + quarters.existing[-1] == pytest.approx(quarters.revenue[-1])
    assert (quarters.wins <= quarters.proposals).all()
    assert (quarters.proposals <= quarters.decided).all()
    if decided:
        rate = now.team["win_rate"]
        rows = [facts["deals"] for facts in now.sellers if "deals" in facts]
        assert (sum(row.count or 0 for row in rows), sum(row.of or 0 for row in rows)) == (rate.count, rate.of)


def test_what_is_chronic_is_in_the_target() -> None:
    """A company as usual expects its target but for the usual stretch, however bad its lasting conditions."""
    rng = np.random.default_rng(2)
    for company in companies():
        usual = company.as_usual()
        ahead = expected(usual)
        target = run(rng, usual, ahead).target
        asked = (1 + company.stretch) / ahead.factors["target"]
        assert target == pytest.approx(ahead.revenue * asked, abs=60)


def test_only_what_began_can_be_a_cause() -> None:
    for company in companies():
        ahead = expected(company)
        gain = gains(company, ahead, float(ahead.revenue[-1]))
        began = {cause for place, cause in enumerate(CAUSES) if company.acute[place, -1] > 0}
        assert {CAUSES[place] for place in np.flatnonzero(gain)} == began
        assert not began & {*company.chronic, *company.kind.spared}


def test_facts_are_missing_by_type_and_by_completeness() -> None:
    rng = np.random.default_rng(1)
    for company in companies(20):
        ahead = expected(company)
        now, before = sheets(rng, company, ahead, run(rng, company, ahead))
        assert not set(now.team) & company.kind.lacks
        gaps = Gaps((1, 2), {})
        most, some = (team_at("C", now, before, gaps, share) for share in (0.8, 0.4))
        assert {"revenue_target", "revenue_actual"} <= set(some.facts) <= set(most.facts)


def test_errors_are_few_and_never_in_the_books() -> None:
    sheet, other = facts_of(3), facts_of(4)
    rng = np.random.default_rng(1)
    wrong = [with_errors(rng, sheet.team, other.team) for _ in range(100)]
    changed = sum(facts[fact] != value for facts in wrong for fact, value in sheet.team.items())
    assert 0 < changed < 2 * given.ERRORS * 100 * len(sheet.team)
    assert all(facts[fact] == sheet.team[fact] for facts in wrong for fact in CHECKED & set(sheet.team))


def test_a_run_has_all_figures() -> None:
    results = Results.of([run_chunk(1, 0, 12)], 1)
    assert all(len(table.rows) == len(NAMES) for table in tables(results))
    assert results.refused <= 1
