"""The simulated teams: the same for the same seed, troubled where trouble was planted, and valid as given facts."""

from __future__ import annotations

import ast
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from benchmarks.evaluation import levers
from benchmarks.evaluation.assumptions import CAUSES
from benchmarks.evaluation.levers import LEVERS
from benchmarks.evaluation.people import AS_OF
from benchmarks.evaluation.planting import planned
from benchmarks.evaluation.process import run_quarter
from benchmarks.evaluation.teams import Drawn, draw_gaps, draw_teams, measure_teams, teams_at
from diagnosis.intake.model import Team
from diagnosis.intake.read import read_paths
from diagnosis.intake.write import write_team
from diagnosis.knowledge.base import Knowledge
from diagnosis.measures.compute import measure
from tests.packaged import packaged_knowledge

TEAMS = 150


@cache
def with_cause(cause: str | None, cost: float = 0.25) -> Drawn:
    """Teams of which each has that one cause, all drawn with the same luck."""
    rng = np.random.default_rng(7)
    plan = planned(rng, TEAMS, {cause: cost} if cause else None)
    return measure_teams(packaged_knowledge(), rng, plan, run_quarter(rng, plan), "T")


def mean(drawn: Drawn, fact: str) -> float:
    values = [float(value.value) for value in drawn.facts[fact] if value is not None]  # type: ignore[arg-type]
    return sum(values) / len(values)


def drawn_with(knowledge: Knowledge, seed: int, teams: int = 12) -> list[Team]:
    rng = np.random.default_rng(seed)
    drawn = draw_teams(knowledge, rng, teams)
    return list(teams_at(knowledge, drawn, draw_gaps(knowledge, rng, drawn), 0.8))


def test_a_seed_always_gives_the_same_teams(knowledge: Knowledge) -> None:
    assert drawn_with(knowledge, 3) == drawn_with(knowledge, 3)
    assert drawn_with(knowledge, 3) != drawn_with(knowledge, 4)


@pytest.mark.parametrize("module", ["assumptions", "levers", "planting", "process", "facts", "people"])
def test_the_generator_cannot_see_the_knowledge_base(module: str) -> None:
    """Of the product it knows what a given fact looks like, and nothing of rules, grades, priors or bands."""
    file = Path(levers.__file__).with_name(f"{module}.py")
    names = {
        name
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        for name in (
            [node.module or ""]
            if isinstance(node, ast.ImportFrom)
            else [alias.name for alias in node.names]
            if isinstance(node, ast.Import)
            else []
        )
    }
    assert {name for name in names if name.startswith("diagnosis")} <= {
        "diagnosis.kinds.counts",
        "diagnosis.intake.model",
    }
    assert not names & {f"benchmarks.evaluation.{name}" for name in ("teams", "judge", "score")}


def test_every_lever_is_moved_by_causes_that_exist() -> None:
    assert {cause for lever in LEVERS.values() for cause in lever.moves} <= set(CAUSES)


@pytest.mark.slow
@pytest.mark.parametrize("cause", CAUSES)
def test_every_cause_costs_revenue(cause: str) -> None:
    reached, sound = (
        (simulated.quarter.revenue / simulated.quarter.target).mean()
        for simulated in (with_cause(cause), with_cause(None))
    )
    assert reached < sound - 0.03


@pytest.mark.parametrize(
    ("cause", "fact", "direction"),
    [
        ("late_delivery", "otif", -1),
        ("late_delivery", "renewal_rate", -1),
        ("late_delivery", "csat", -1),
        ("wrong_audience", "mql_to_sql", -1),
        ("wrong_audience", "win_rate", -1),
        ("price_uncompetitive", "price_losses", 1),
        ("price_uncompetitive", "discount_depth", 1),
        ("product_gap", "competitive_win_rate", -1),
        ("understaffed", "capacity_ratio", -1),
        ("low_demand", "capacity_ratio", -1),
        ("knowledge_gap", "certified", -1),
        ("shared_skill_gap", "same_stage_stall", 1),
        ("order_errors", "return_rate", 1),
    ],
)
def test_a_cause_moves_the_facts_that_it_would(cause: str, fact: str, direction: int) -> None:
    sound = mean(with_cause(None), fact)
    assert direction * (mean(with_cause(cause), fact) - sound) > 0.02 * sound


def test_deals_in_the_right_audience_are_won_as_usual_where_the_others_are_not() -> None:
    wrong, sound = with_cause("wrong_audience"), with_cause(None)
    falls = [1 - mean(wrong, fact) / mean(sound, fact) for fact in ("win_rate", "win_rate_icp_fit")]
    assert falls[0] > 0.2
    assert falls[1] < falls[0] / 2


def test_customers_served_on_time_mind_the_delays_of_others_little() -> None:
    late, sound = with_cause("late_delivery"), with_cause(None)
    assert mean(sound, "csat") - mean(late, "csat") > 3 * (mean(sound, "csat_on_time") - mean(late, "csat_on_time"))


def test_discounts_lift_the_win_rate_where_the_price_is_the_trouble() -> None:
    drawn = with_cause("price_uncompetitive", 0.4)
    assert mean(drawn, "win_rate_discounted") > 1.1 * mean(drawn, "win_rate_full_price")


def test_a_mild_cause_moves_less_than_a_severe_one() -> None:
    otif = [mean(with_cause("late_delivery", cost), "otif") for cost in (0.1, 0.2, 0.4)]
    assert sorted(otif, reverse=True) == otif


def test_the_facts_are_valid_and_read_back_as_they_were_written(knowledge: Knowledge, tmp_path: Path) -> None:
    teams = drawn_with(knowledge, 5)
    for team in teams:
        assert measure(team, knowledge, knowledge.program)[1] == []
        path = tmp_path / f"{team.team}.yaml"
        path.write_text(write_team(team, knowledge.facts), encoding="utf-8")
        intake = read_paths([path], knowledge.facts)
        assert (intake.faults, intake.refused) == ((), ())
        assert intake.teams == (team,)


def test_of_two_levels_of_completeness_the_lower_knows_no_more(knowledge: Knowledge) -> None:
    rng = np.random.default_rng(1)
    drawn = draw_teams(knowledge, rng, 40)
    gaps = draw_gaps(knowledge, rng, drawn)
    most, some, few = (list(teams_at(knowledge, drawn, gaps, level)) for level in (1.0, 0.6, 0.4))
    for full, part, less in zip(most, some, few, strict=True):
        assert set(less.facts) <= set(part.facts) <= set(full.facts)
    counts = [sum(len(team.facts) for team in teams) for teams in (most, some, few)]
    assert counts[1] / counts[0] == pytest.approx(0.6, abs=0.05)
    assert counts[2] / counts[0] == pytest.approx(0.4, abs=0.05)


def test_reviews_name_who_held_them_and_when() -> None:
    drawn = with_cause("late_delivery")
    for stage in ("delivery", "service"):
        for said, by, on in zip(*(drawn.facts[f"{stage}_review{end}"] for end in ("", "_by", "_on")), strict=True):
            assert (said is None) == (by is None) == (on is None)
            assert on is None or on.value <= AS_OF
