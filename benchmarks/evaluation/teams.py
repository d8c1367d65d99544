"""Teams as the intake would give them, at a completeness of their facts, with the truth beside them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from benchmarks.evaluation.assumptions import CAUSES
from benchmarks.evaluation.facts import Column, team_facts
from benchmarks.evaluation.people import AS_OF, reviews, seller_facts
from benchmarks.evaluation.planting import Plan, draw_plan, joined
from benchmarks.evaluation.process import Quarter, run_quarter
from diagnosis.intake.model import Given, Member, Team
from diagnosis.knowledge.base import Knowledge
from diagnosis.knowledge.model import Subject

ALWAYS = frozenset({"revenue_target", "revenue_actual"})
"""Known at every completeness: without them nobody would know that the target was missed."""


@dataclass(frozen=True)
class Drawn:
    """Teams that miss their target: what is true of them, and all facts of each."""

    plan: Plan
    quarter: Quarter
    facts: Mapping[str, Column]
    sellers: Mapping[str, list[Column]]
    name: str

    def __len__(self) -> int:
        return len(self.plan.sellers)


def draw_teams(knowledge: Knowledge, rng: np.random.Generator, teams: int, name: str = "T") -> Drawn:
    """`teams` teams that miss their target; who reaches it is left aside."""
    plans, quarters, missing = [], [], 0
    while missing < teams:
        plan = draw_plan(rng, 2 * teams)
        quarter = run_quarter(rng, plan)
        missed = quarter.revenue < quarter.target
        plans.append(plan.take(missed))
        quarters.append(quarter.take(missed))
        missing += int(missed.sum())
    first = np.arange(teams)
    return measure_teams(knowledge, rng, joined(plans).take(first), joined(quarters).take(first), name)


def measure_teams(knowledge: Knowledge, rng: np.random.Generator, plan: Plan, quarter: Quarter, name: str) -> Drawn:
    """All that is measured of teams whose quarter is over."""
    facts = team_facts(rng, plan, quarter) | reviews(rng, plan, _reviewed(knowledge))
    return Drawn(plan, quarter, facts, seller_facts(rng, plan, quarter), name)


def _reviewed(knowledge: Knowledge) -> dict[str, tuple[str, list[str]]]:
    return {
        stage.stage: (
            knowledge.departments[stage.owner].get("en"),
            [cause for cause in CAUSES if cause in knowledge.causes and knowledge.causes[cause].stage == stage.stage],
        )
        for stage in knowledge.stages.values()
        if not stage.after
    }


@dataclass(frozen=True)
class Gaps:
    """How luck has it with each fact: it is missing where the luck of its department, or its own, is too low.

    The same luck serves every completeness, so that of two the lower knows nothing that the higher does not.
    """

    departments: Mapping[str, np.ndarray]
    facts: Mapping[tuple[Subject, str], np.ndarray]
    cells: Mapping[str, np.ndarray]


def draw_gaps(knowledge: Knowledge, rng: np.random.Generator, drawn: Drawn) -> Gaps:
    """The luck of every department and fact."""
    teams = len(drawn)
    return Gaps(
        {name: rng.random(teams) for name in sorted(knowledge.departments)},
        {
            **{("team", fact): rng.random(teams) for fact in sorted(drawn.facts)},
            **{("seller", fact): rng.random(teams) for fact in sorted(drawn.sellers)},
        },
        {fact: rng.random(drawn.quarter.activity.shape) for fact in sorted(drawn.sellers)},
    )


def teams_at(knowledge: Knowledge, drawn: Drawn, gaps: Gaps, completeness: float) -> Iterator[Team]:
    """The teams with that share of their facts. Half of what is missing goes with its department, half singly."""
    silent = (1 - completeness) / 2
    single = 1 - completeness / (1 - silent)
    known = {fact: _known(knowledge, gaps, "team", fact, silent, single) for fact in drawn.facts}
    columns = {fact: _known(knowledge, gaps, "seller", fact, silent, single / 2) for fact in drawn.sellers}
    cells = {fact: gaps.cells[fact] >= single / 2 for fact in drawn.sellers}
    for row in range(len(drawn)):
        facts = {
            fact: value
            for fact, column in drawn.facts.items()
            if (value := column[row]) is not None and (fact in ALWAYS or known[fact][row])
        }
        for stage in [fact.removesuffix("_review") for fact in facts if fact.endswith("_review")]:
            facts |= {key: drawn.facts[key][row] for key in (f"{stage}_review_by", f"{stage}_review_on")}  # type: ignore[misc]
        told = [fact for fact in drawn.sellers if columns[fact][row]]
        members = []
        for seller in range(int(drawn.plan.sellers[row])):
            own: dict[str, Given] = {}
            for fact in told:
                value = drawn.sellers[fact][row][seller]
                if value is not None and cells[fact][row, seller]:
                    own[fact] = value
            members.append(Member(f"S-{seller + 1:02}", dict(sorted(own.items()))))
        yield Team(
            f"{drawn.name}-{row + 1}", "2026-Q3", AS_OF, None, dict(sorted(facts.items())), {"seller": tuple(members)}
        )


def _known(knowledge: Knowledge, gaps: Gaps, subject: Subject, fact: str, silent: float, single: float) -> np.ndarray:
    holder = knowledge.facts[subject][fact].held_by
    own: np.ndarray = gaps.facts[subject, fact] >= single
    return own & (gaps.departments[holder] >= silent) if holder else own
