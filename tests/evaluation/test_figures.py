"""A small evaluation: it has all figures, says them, and names nobody before the stages are ruled out."""

from __future__ import annotations

import json

import numpy as np
import pytest

from benchmarks.evaluation import report
from benchmarks.evaluation.__main__ import evaluate
from benchmarks.evaluation.assumptions import CAUSES
from benchmarks.evaluation.judge import STEPPED, VERDICTS, Judged, Part, judge_drawn, knowledge_with, run_task, tasks_of
from benchmarks.evaluation.planting import WIDTH, Plan, draw_plan, joined, planned
from benchmarks.evaluation.process import run_quarter
from benchmarks.evaluation.score import (
    Figures,
    brier_skill,
    gate_by_deals,
    misplaced,
    nothing_planted,
    of_causes,
    shut_gates,
)
from benchmarks.evaluation.teams import measure_teams

pytestmark = [
    pytest.mark.slow,
    pytest.mark.xdist_group("figures"),  # one worker sets up the costly fixtures
]


@pytest.fixture(scope="module")
def figures() -> Figures:
    return evaluate(seed=1, teams=60, weak_teams=2, processes=1)


@pytest.fixture(scope="module")
def part() -> Part:
    (task,) = tasks_of(9, 80)
    return run_task(task)


@pytest.mark.slow
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


@pytest.mark.slow
def test_the_table_says_of_each_goal_whether_it_is_met(figures: Figures) -> None:
    goals = list(report.goals(figures))[1:]
    assert len(goals) == 8
    assert all(line.endswith((", met", ", not met")) for line in goals)
    assert all(line in report.text(figures) for line in goals)


@pytest.mark.slow
def test_facts_of_other_teams_find_nothing() -> None:
    """The figures are no gift: judged by the facts of another team, a plan is not found, and nothing is known."""
    tasks = tasks_of(4, 300)
    parts = [run_task(task) for task in tasks]
    plan = joined([part.plan for part in parts])
    said = joined([part.at[1.0] for part in parts])
    own, other = of_causes(plan, said), of_causes(plan.take(np.roll(np.arange(300), 1)), said)
    assert float(str(own["top1"])) > 0.75
    assert float(str(other["top1"])) < 0.35
    assert float(str(other["precision"])) < 0.25
    assert float(str(other["brier_skill"])) < 0


def test_every_team_cause_of_the_knowledge_base_is_planted_and_each_as_often() -> None:
    assert set(CAUSES) == {id_ for id_, cause in knowledge_with().program.causes.items() if cause.subject == "team"}
    planted = (draw_plan(np.random.default_rng(6), 40_000).cost > 0).sum(axis=0)
    assert planted.min() > 0.85 * planted.mean()
    assert planted.max() < 1.15 * planted.mean()


def test_a_shut_gate_is_put_down_to_the_cause_that_is_left_and_to_what_it_needs(part: Part) -> None:
    plan, said = part.plan, part.at[1.0]
    nothing = nothing_planted(plan)
    shut = float((~said.gate[nothing]).mean())
    rows = shut_gates(nothing_planted(plan), said)
    assert rows
    assert all(0 <= float(str(row["alone"])) <= float(str(row["share"])) <= shut for row in rows)
    # Where the gate is shut, something is left; so the shares add up to no less than all of those teams.
    assert sum(float(str(row["share"])) for row in rows) >= shut - 1e-9


def test_deals_are_counted_into_one_row_each(part: Part) -> None:
    decided = part.tries[:, :, 1].sum(axis=1)
    rows = gate_by_deals(part.plan, decided, part.at[1.0])
    assert sum(int(str(row["teams"])) for row in rows) == nothing_planted(part.plan).sum()


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
    zeros = np.zeros((1, WIDTH))
    plan = Plan(np.array([8]), costs, zeros.astype(int) - 1, zeros, np.zeros_like(costs), np.array([0]))
    no = np.array([False])
    return plan, Judged(1.0 / rank, np.ones_like(rank), rank, no, no, np.zeros_like(rank), zeros.astype(int) - 1)


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
