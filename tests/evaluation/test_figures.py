"""A small evaluation: it has all figures, says them, and names nobody before the stages are ruled out."""

from __future__ import annotations

import json

import numpy as np
import pytest

from benchmarks.evaluation import report
from benchmarks.evaluation.__main__ import evaluate
from benchmarks.evaluation.assumptions import CAUSES
from benchmarks.evaluation.judge import STEPPED, VERDICTS, Judged, Part, judge_drawn, knowledge_with, run_task, tasks_of
from benchmarks.evaluation.planting import WIDTH, Plan, planned
from benchmarks.evaluation.process import run_quarter
from benchmarks.evaluation.score import Figures, brier_skill, misplaced, of_causes
from benchmarks.evaluation.teams import measure_teams


@pytest.fixture(scope="module")
def figures() -> Figures:
    return evaluate(seed=1, teams=60, weak_teams=2, processes=1)


@pytest.fixture(scope="module")
def part() -> Part:
    (task,) = tasks_of(9, 80)
    return run_task(task)


def test_a_run_has_all_figures(figures: Figures) -> None:
    levels = figures["by_completeness"]
    assert isinstance(levels, dict)
    assert list(levels) == ["100%", "80%", "60%", "40%"]
    assert {"top1", "top3", "precision", "open", "brier_skill", "gate_sound", "gate_all", "accused_average"} <= set(
        levels["100%"]
    )
    assert len(figures["by_cause"]) == len(CAUSES)  # type: ignore[arg-type]
    assert len(figures["reliability"]) == 10  # type: ignore[arg-type]
    assert set(figures["stability"]) == set(STEPPED)  # type: ignore[call-overload]
    assert {row["tries"] for row in figures["weak_sellers"]} == {25, 50, 100, 200, 400}  # type: ignore[attr-defined]
    json.dumps(figures)


def test_the_table_says_of_each_goal_whether_it_is_met(figures: Figures) -> None:
    goals = list(report.goals(figures))[1:]
    assert len(goals) == 8
    assert all(line.endswith((", met", ", not met")) for line in goals)
    assert all(line in report.text(figures) for line in goals)


def test_a_run_does_not_depend_on_chance_outside_its_seed(part: Part) -> None:
    (task,) = tasks_of(9, 80)
    again = run_task(task)
    for level, judged in part.at.items():
        assert (judged.probability == again.at[level].probability).all()


def test_nobody_is_named_while_a_stage_is_not_ruled_out(part: Part) -> None:
    for judged in part.at.values():
        assert not (judged.named >= 0)[~judged.gate].any()


def test_no_gate_opens_where_a_cause_is_confirmed(part: Part) -> None:
    for judged in part.at.values():
        confirmed = (judged.verdict == VERDICTS.index("confirmed")).any(axis=1)
        assert not (judged.gate & confirmed).any()


def test_a_severe_cause_is_found() -> None:
    rng = np.random.default_rng(2)
    plan = planned(rng, 40, {"late_delivery": 0.35})
    quarter = run_quarter(rng, plan)
    judged = judge_drawn(measure_teams(knowledge_with(), rng, plan, quarter, "T"), rng).at[1.0]
    assert of_causes(plan, judged)["top1"] == 1.0


# The figures themselves, on a team made by hand


def by_hand(cost: dict[str, float], order: list[str]) -> tuple[Plan, Judged]:
    """A team with these troubles, for which these causes were named first, in this order."""
    costs = np.array([[cost.get(cause, 0.0) for cause in CAUSES]])
    places = [*order, *(cause for cause in CAUSES if cause not in order)]
    rank = np.array([[places.index(cause) + 1 for cause in CAUSES]])
    one = np.zeros((1, WIDTH))
    plan = Plan(np.array([8]), costs, one.astype(int) - 1, one, np.zeros_like(costs), np.array([0]))
    no = np.array([False])
    return plan, Judged(1.0 / rank, np.ones_like(rank), rank, no, no, one.astype(int) - 1)


def test_of_two_planted_causes_both_can_be_first() -> None:
    plan, said = by_hand({"late_delivery": 0.2, "low_demand": 0.2}, ["low_demand", "late_delivery"])
    assert of_causes(plan, said)["top1"] == 1.0


def test_an_absent_cause_in_front_costs_the_first_place_but_not_the_third() -> None:
    plan, said = by_hand({"late_delivery": 0.2}, ["discounting", "understaffed", "late_delivery"])
    figures = of_causes(plan, said)
    assert (figures["top1"], figures["top3"]) == (0.0, 1.0)
    plan, said = by_hand({"late_delivery": 0.2}, ["discounting", "understaffed", "low_demand", "late_delivery"])
    assert of_causes(plan, said)["top3"] == 0.0


def test_a_slight_trouble_in_front_is_no_mistake() -> None:
    plan, said = by_hand({"late_delivery": 0.2, "low_demand": 0.06}, ["low_demand", "late_delivery"])
    assert misplaced(plan, said)[0, CAUSES.index("late_delivery")] == 0
    assert of_causes(plan, said)["planted"] == 1


def test_who_knows_no_more_than_the_base_rate_has_no_skill() -> None:
    planted = np.array([[True], [False], [False], [False]])
    counted = np.ones_like(planted)
    assert brier_skill(planted, np.full((4, 1), 0.25), counted) == pytest.approx(0.0)
    assert brier_skill(planted, planted.astype(float), counted) == pytest.approx(1.0)
