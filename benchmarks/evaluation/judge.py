"""Judges drawn teams, chunk by chunk on several processes, and keeps the outcomes as arrays.

A chunk depends on the seed and its own number alone; the number of processes changes nothing.
"""

from __future__ import annotations

import multiprocessing
import os
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import TypeVar

import numpy as np

from benchmarks.evaluation.assumptions import CAUSES, WEAK
from benchmarks.evaluation.planting import WIDTH, Bools, Floats, Ints, Plan, Rows
from benchmarks.evaluation.teams import Drawn, draw_gaps, draw_teams, teams_at
from diagnosis.evaluation import executor
from diagnosis.inference.outcome import Outcome, UnitOutcome
from diagnosis.intake.model import Team
from diagnosis.knowledge.base import Knowledge
from diagnosis.loading import load_knowledge
from diagnosis.measures.compute import Measured, measure

COMPLETENESS = (1.0, 0.8, 0.6, 0.4)
CHUNK = 250
VERDICTS = ("confirmed", "open", "ruled_out")
"""In the order in which the product ranks them."""

NEEDS = ("healthy", "small", "warning", "bad", "missing")
"""The state of the facts that a cause needs to be ruled out: of several the last in this order."""

STEPPED: Mapping[str, Mapping[str, str]] = {
    "down": {"weak": "1.4", "moderate": "2", "strong": "5", "decisive": "25"},
    "up": {"weak": "5", "moderate": "25", "strong": "100", "decisive": "400"},
}
"""The likelihood ratios when every grade moves one step of the scale (half a step below weak, a further factor of
four above decisive)."""


@dataclass(frozen=True)
class Judged(Rows):
    """What the knowledge base says, by (team, cause) as `CAUSES`, and of sellers by (team, seller).

    `rank` is the product's own order among the team's causes, from 1. `verdict` is a place in `VERDICTS`. `measured`:
    every fact that a cause needs is known, and of none is the sample too small. `need` is a place in `NEEDS`. `named`
    is -1, or the most probable confirmed cause of a seller: a place in `WEAK`, or `len(WEAK)` for any other.
    """

    probability: Floats
    verdict: Ints
    rank: Ints
    gate: Bools
    measured: Bools
    need: Ints
    named: Ints


@dataclass(frozen=True)
class Part:
    """One chunk: the truth, and what was said of it at each completeness, and with other grades at full facts."""

    plan: Plan
    tries: Ints
    at: Mapping[float, Judged]
    stepped: Mapping[str, Judged] = field(default_factory=dict)


@dataclass(frozen=True)
class Task:
    """The chunk `number` of a run; of `steps`, also with stepped grades."""

    seed: int
    number: int
    teams: int
    completeness: tuple[float, ...] = COMPLETENESS
    steps: bool = False


@cache
def knowledge_with(step: str | None = None) -> Knowledge:
    """The packaged knowledge base, with its grades or with all of them moved by a step."""
    if step is None:
        return load_knowledge()
    with tempfile.TemporaryDirectory() as folder:
        lines = [f"  {grade}: {ratio}" for grade, ratio in STEPPED[step].items()]
        # Grades on trial rule out more, or less, than the packaged ones; here nobody is named to anybody.
        insists = ["gate: {weakened_by: benchmarks, because: {en: the grades are on trial}}"]
        Path(folder, "chain.yaml").write_text("\n".join(["grades:", *lines, *insists, ""]), encoding="utf-8")
        return load_knowledge(folder)


def run_task(task: Task) -> Part:
    """Draw a chunk of teams, and judge it."""
    rng = np.random.default_rng([task.seed, task.number])
    drawn = draw_teams(knowledge_with(), rng, task.teams, f"T{task.number}")
    return judge_drawn(drawn, rng, task.completeness, task.steps)


def judge_drawn(
    drawn: Drawn, rng: np.random.Generator, completeness: Iterable[float] = (1.0,), steps: bool = False
) -> Part:
    """Judge drawn teams at each completeness."""
    knowledge = knowledge_with()
    gaps = draw_gaps(knowledge, rng, drawn)
    at, stepped = {}, {}
    for share in completeness:
        measured = measured_all(knowledge, teams_at(knowledge, drawn, gaps, share))
        at[share] = judged(knowledge, measured)
        if steps and share == 1.0:
            stepped = {step: judged(knowledge_with(step), measured) for step in STEPPED}
    return Part(drawn.plan, drawn.quarter.tries, at, stepped)


def measured_all(knowledge: Knowledge, teams: Iterable[Team]) -> list[Measured]:
    """The teams with all that can be computed; the generator's facts contradict nothing."""
    teams_measured = []
    for team in teams:
        measured, faults = measure(team, knowledge, knowledge.program)
        if faults:
            raise ValueError(f"team {team.team}: {faults[0]}")
        teams_measured.append(measured)
    return teams_measured


def judged(
    knowledge: Knowledge, teams: list[Measured], outcomes: Iterable[Outcome] | None = None, width: int = WIDTH
) -> Judged:
    """The outcomes of measured teams as arrays; `width` is the number of columns of sellers."""
    size = (len(teams), len(CAUSES))
    probability, verdict, rank = np.zeros(size), np.full(size, 1), np.full(size, len(CAUSES))
    gate, named = np.zeros(len(teams), bool), np.full((len(teams), width), -1)
    place = {cause: column for column, cause in enumerate(CAUSES)}
    position = {cause: index for index, cause in enumerate(knowledge.program.causes)}
    for row, outcome in enumerate(outcomes or executor(knowledge, "columnar").judge(teams)):
        for number, cause in enumerate(ranked(outcome.team, position), start=1):
            if cause in place:
                concluded, column = outcome.team.causes[cause], place[cause]
                probability[row, column] = concluded.probability or 0.0
                verdict[row, column] = VERDICTS.index(concluded.verdict)
                rank[row, column] = number
        gate[row] = bool(outcome.open_gates)
        named[row] = _named(outcome, position, width)
    need = _needs(knowledge, teams)
    small_or_missing = (need == NEEDS.index("small")) | (need == NEEDS.index("missing"))
    worst = np.stack([need[:, facts].max(axis=1) for facts in _needed(knowledge)[1]], axis=1)
    return Judged(probability, verdict, rank, gate, ~small_or_missing.any(axis=1), worst, named)


def _needed(knowledge: Knowledge) -> tuple[list[str], list[list[int]]]:
    """The facts that the team causes need, and for each of `CAUSES` the places of its own."""
    of = {cause.cause.cause: [need.fact for need in cause.needs] for cause in knowledge.program.causes.values()}
    facts = list(dict.fromkeys(fact for cause in CAUSES for fact in of[cause]))
    return facts, [[facts.index(fact) for fact in of[cause]] for cause in CAUSES]


def _needs(knowledge: Knowledge, teams: list[Measured]) -> Ints:
    """How each needed fact of each team stands: a place in `NEEDS`."""
    facts, _ = _needed(knowledge)
    places = [[NEEDS.index(_standing(team, fact)) for fact in facts] for team in teams]
    return np.array(places, np.int64).reshape(len(teams), len(facts))


def _standing(team: Measured, fact: str) -> str:
    if team.environment.get(f"{fact}.small") is True:
        return "small"
    return str(team.environment.get(f"{fact}.band") or "missing")


def ranked(unit: UnitOutcome, position: Mapping[str, int]) -> list[str]:
    """The judged causes in the order of the product: by verdict, probability, and the chain's order."""
    judged_ones = [cause for cause, outcome in unit.causes.items() if outcome.verdict != "held"]
    return sorted(
        judged_ones,
        key=lambda cause: (
            VERDICTS.index(unit.causes[cause].verdict),
            -(unit.causes[cause].probability or 0.0),
            position[cause],
        ),
    )


def _named(outcome: Outcome, position: Mapping[str, int], width: int) -> Ints:
    named = np.full(width, -1)
    for seller, unit in enumerate(outcome.members.get("seller", ())):
        first = next(iter(ranked(unit, position)), None)
        if first is not None and unit.causes[first].verdict == "confirmed":
            named[seller] = WEAK.index(first) if first in WEAK else len(WEAK)
    return named


T = TypeVar("T")
U = TypeVar("U")


def on_processes(work: Callable[[T], U], tasks: list[T], processes: int) -> Iterator[U]:
    """The results of `work` in the order of the tasks."""
    if processes <= 1:
        yield from map(work, tasks)
        return
    # Each process has one core; Polars would start threads for all of them in each.
    os.environ.setdefault("POLARS_MAX_THREADS", "1")
    with ProcessPoolExecutor(processes, multiprocessing.get_context("spawn")) as pool:
        yield from pool.map(work, tasks)


def tasks_of(seed: int, teams: int, stepped_share: float = 0.25) -> list[Task]:
    """The chunks of a run; every fourth or so is also judged with stepped grades."""
    every = max(1, round(1 / stepped_share))
    return [
        Task(seed, number, min(CHUNK, teams - at), steps=number % every == 0)
        for number, at in enumerate(range(0, teams, CHUNK))
    ]
