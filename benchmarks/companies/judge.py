"""Draws companies that miss their target, and keeps what the knowledge base says of them beside what is true."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from benchmarks.companies import parameters as given
from benchmarks.companies.company import Company, Quarters, draw_company, expected, gains, run
from benchmarks.companies.entry import Gaps, team_at, with_errors
from benchmarks.companies.facts import Sheet, sheets
from benchmarks.companies.reasons import Reasons, reasons
from benchmarks.evaluation.judge import Judged, judged, knowledge_with
from benchmarks.evaluation.planting import Bools, Floats, Ints, Rows
from diagnosis.assembly.build import build
from diagnosis.evaluation import executor
from diagnosis.inference.outcome import Outcome
from diagnosis.intake.model import Team
from diagnosis.knowledge.base import Knowledge
from diagnosis.measures.compute import Measured, measure
from diagnosis.measures.statistics import fisher_below, holm

WIDTH = given.SELLERS[1]
"""Columns of the arrays by seller."""
CHUNK = 250


@dataclass(frozen=True)
class Truth(Rows):
    """What is true, a row a team: `cost` and `chronic` by cause as `CAUSES`; sellers by column.

    `cost` is what a cause takes of the target, zero where it did not begin.
    """

    sellers: Ints
    cost: Floats
    chronic: Bools
    unlisted: Bools
    weak: Ints
    significant: Bools

    @property
    def planted(self) -> Bools:
        """Causes that a counterfactual finds material."""
        return self.cost >= given.MATERIAL

    @property
    def absent(self) -> Bools:
        """Causes that did not begin at all."""
        absent: Bools = self.cost == 0
        return absent


@dataclass(frozen=True)
class Said(Judged):
    """What was said. `acts`: an action is recommended; `dead_end`: nothing is, and nothing asked for."""

    acts: Bools
    dead_end: Bools


@dataclass(frozen=True)
class Drawn:
    """A company that misses its target, with its truth and its facts of this quarter and the last, errors made.

    `luck` are the seeds of its gaps.
    """

    name: str
    company: Company
    quarters: Quarters
    cost: Floats
    now: Sheet
    before: Sheet | None
    luck: tuple[int, ...]


@dataclass(frozen=True)
class Part:
    """A chunk of teams: the truth, and what was said at each completeness; `refused` contradict themselves.

    `why` tells of full facts.
    """

    truth: Truth
    at: Mapping[float, Said]
    refused: int
    why: Reasons


def draw_missing(rng: np.random.Generator) -> tuple[Company, Quarters, Floats, tuple[Sheet, Sheet]]:
    """A company that misses its target, with the gains of its causes and the facts of two quarters."""
    while True:
        company = draw_company(rng)
        ahead = expected(company)
        quarters = run(rng, company, ahead)
        if quarters.revenue[-1] < quarters.target[-1]:
            target = float(quarters.target[-1])
            return company, quarters, gains(company, ahead, target), sheets(rng, company, ahead, quarters)


def draw_chunk(seed: int, number: int, teams: int) -> Iterable[Drawn]:
    """The teams of a chunk, which hang on the seed and its number alone: on no catalogue and no rule."""
    rng = np.random.default_rng([seed, number])
    for place in range(teams):
        company, quarters, cost, (now, before) = draw_missing(rng)
        sheet = Sheet(
            with_errors(rng, now.team, before.team),
            [with_errors(rng, own, last) for own, last in zip(now.sellers, before.sellers, strict=True)],
        )
        kept = before if rng.random() < given.PREVIOUS else None
        name, luck = f"C{number}-{place + 1}", (seed, number, place)
        yield Drawn(name, company, quarters, cost, sheet, kept, luck)


def catalogued(knowledge: Knowledge, sheet: Sheet) -> Sheet:
    """The facts that the catalogue knows."""
    team, seller = knowledge.facts["team"], knowledge.facts["seller"]
    sellers = [{fact: row[fact] for fact in row if fact in seller} for row in sheet.sellers]
    return Sheet({fact: sheet.team[fact] for fact in sheet.team if fact in team}, sellers)


@dataclass(frozen=True)
class Task:
    """The chunk `number` of a run."""

    seed: int
    number: int
    teams: int


def tasks_of(seed: int, teams: int) -> list[Task]:
    """The chunks of a run."""
    return [Task(seed, number, min(CHUNK, teams - at)) for number, at in enumerate(range(0, teams, CHUNK))]


def run_task(task: Task) -> Part:
    """Draw a chunk and judge it at each completeness."""
    return judge_drawn(list(draw_chunk(task.seed, task.number, task.teams)))


def judge_drawn(drawn: list[Drawn], completeness: Iterable[float] = given.COMPLETENESS) -> Part:
    """Judge drawn companies at each completeness."""
    knowledge = knowledge_with()
    holders = {fact: record.held_by for fact, record in knowledge.facts["team"].items()}
    holders |= {f"seller.{fact}": record.held_by for fact, record in knowledge.facts["seller"].items()}
    measured: dict[float, list[Measured]] = {share: [] for share in completeness}
    judged_cases = []
    for case in drawn:
        now = catalogued(knowledge, case.now)
        before = case.before and catalogued(knowledge, case.before)
        gaps = Gaps(case.luck, holders)
        at = {share: _measured(team_at(case.name, now, before, gaps, share), knowledge) for share in measured}
        good = {share: team for share, team in at.items() if team is not None}
        if len(good) < len(at):
            continue
        for share, team in good.items():
            measured[share].append(team)
        judged_cases.append(case)
    truth, at_share, why = truth_of(judged_cases), {}, Reasons()
    for share, teams in measured.items():
        outcomes = list(executor(knowledge, "columnar").judge(teams))
        at_share[share] = said(knowledge, teams, outcomes)
        if share == 1:
            why = reasons(knowledge, truth, truth.chronic, at_share[share], outcomes)
    return Part(truth, at_share, len(drawn) - len(judged_cases), why)


def truth_of(cases: Sequence[Drawn]) -> Truth:
    """What is true of drawn companies."""
    rows = [_true(case) for case in cases]
    return Truth(**{name: np.array([row[name] for row in rows]) for name in rows[0]})


def _measured(team: Team, knowledge: Knowledge) -> Measured | None:
    measured, faults = measure(team, knowledge, knowledge.program)
    return None if faults else measured


def _true(case: Drawn) -> dict[str, object]:
    company = case.company
    weak = np.full(WIDTH, -1)
    weak[: company.sellers] = company.weak
    significant = np.zeros(WIDTH, bool)
    significant[: company.sellers] = _significant(company, case.quarters)
    lasting = company.usual.mean(axis=1) >= given.CHRONIC_FROM
    return {
        "sellers": company.sellers,
        "cost": case.cost,
        "chronic": lasting & (case.cost == 0),
        "unlisted": company.unlisted is not None,
        "weak": weak,
        "significant": significant,
    }


def _significant(company: Company, quarters: Quarters) -> Bools:
    """Weak sellers whose weak step lies below the peers' (Fisher, with Holm's correction over sellers and steps)."""
    samples = [
        (int(hits[-1, s]), int(of[-1, s]), int(hits[-1].sum() - hits[-1, s]), int(of[-1].sum() - of[-1, s]))
        for hits, of in quarters.steps
        for s in range(company.sellers)
    ]
    values = holm(fisher_below(samples)) if (company.weak >= 0).any() else [None] * len(samples)
    low = np.array([value is not None and value < 0.05 for value in values]).reshape(3, company.sellers)
    weak: Bools = np.array([0 <= step < 3 and low[step, s] for s, step in enumerate(company.weak)], bool)
    return weak


def said(knowledge: Knowledge, teams: list[Measured], outcomes: Sequence[Outcome]) -> Said:
    """What the knowledge base says of the teams."""
    acts = np.array(
        [bool(outcome.team.acts_on) or any(unit.acts_on for unit in outcome.members.get("seller", ()))
         for outcome in outcomes],
        bool,
    )  # fmt: skip
    dead_end = np.zeros(len(teams), bool)
    for row in np.flatnonzero(~acts).tolist():
        result = build(knowledge, teams[row], outcomes[row], "en")
        dead_end[row] = not result.actions and not result.requests
    told = judged(knowledge, teams, outcomes, WIDTH)
    return Said(**vars(told), acts=acts, dead_end=dead_end)
