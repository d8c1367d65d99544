"""Draws companies that miss their target, and keeps what the knowledge base says of them beside what is true."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from benchmarks.companies import parameters as given
from benchmarks.companies.company import Company, Quarters, draw_company, expected, gains, run
from benchmarks.companies.facts import Gaps, Sheet, sheets, team_at, with_errors
from benchmarks.companies.parameters import CAUSES
from benchmarks.evaluation.judge import VERDICTS, knowledge_with, ranked
from benchmarks.evaluation.planting import Bools, Floats, Ints, Rows
from diagnosis.evaluation import executor
from diagnosis.intake.model import Team
from diagnosis.knowledge.base import Knowledge
from diagnosis.measures.compute import measure
from diagnosis.measures.statistics import fisher_below, holm

SKILLS = ("prospecting", "qualification", "closing", "low_activity")
"""The catalogue's causes of a seller, in the order of `company.WEAK`."""


@dataclass(frozen=True)
class Truth(Rows):
    """What is true, a row a team: `cost` and `chronic` by cause as `CAUSES`; sellers by column, 40 of them."""

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
class Said(Rows):
    """What was said: by cause as `CAUSES`, by seller -1 or a place in `SKILLS` (its length for another cause)."""

    probability: Floats
    confirmed: Bools
    rank: Ints
    gate: Bools
    acts: Bools
    named: Ints


@dataclass(frozen=True)
class Part:
    """A chunk of teams: the truth, and what was said at each completeness; `refused` contradict themselves."""

    truth: Truth
    at: Mapping[float, Said]
    refused: int


def draw_missing(rng: np.random.Generator) -> tuple[Company, Quarters, Floats, tuple[Sheet, Sheet]]:
    """A company that misses its target, with the gains of its causes and the facts of two quarters."""
    while True:
        company = draw_company(rng)
        ahead = expected(company)
        quarters = run(rng, company, ahead)
        if quarters.revenue[-1] < quarters.target[-1]:
            target = float(quarters.target[-1])
            return company, quarters, gains(company, ahead, target), sheets(rng, company, ahead, quarters)


def run_chunk(seed: int, number: int, teams: int) -> Part:
    """Draw a chunk and judge it at each completeness."""
    rng, knowledge = np.random.default_rng([seed, number]), knowledge_with()
    holders = {fact: record.held_by for fact, record in knowledge.facts["team"].items()}
    holders |= {f"seller.{fact}": record.held_by for fact, record in knowledge.facts["seller"].items()}
    rows: list[dict[str, object]] = []
    given_teams: dict[float, list[Team]] = {share: [] for share in given.COMPLETENESS}
    refused = 0
    for place in range(teams):
        company, quarters, gain, (now, before) = draw_missing(rng)
        sheet = Sheet(
            with_errors(rng, now.team, before.team),
            [with_errors(rng, own, last) for own, last in zip(now.sellers, before.sellers, strict=True)],
        )
        gaps = Gaps(rng, holders, now)
        previous = before if rng.random() < given.PREVIOUS else None
        at = {share: team_at(f"C{number}-{place + 1}", sheet, previous, gaps, share) for share in given_teams}
        if any(measure(team, knowledge, knowledge.program)[1] for team in at.values()):
            refused += 1
            continue
        for share, team in at.items():
            given_teams[share].append(team)
        rows.append(_true(company, quarters, gain))
    truth = Truth(**{name: np.array([row[name] for row in rows]) for name in rows[0]})
    return Part(truth, {share: said(knowledge, own) for share, own in given_teams.items()}, refused)


def _true(company: Company, quarters: Quarters, gain: Floats) -> dict[str, object]:
    width = given.SELLERS[1]
    weak = np.full(width, -1)
    weak[: company.sellers] = company.weak
    significant = np.zeros(width, bool)
    significant[: company.sellers] = _significant(company, quarters)
    return {
        "sellers": company.sellers,
        "cost": gain,
        "chronic": np.array([cause in company.chronic for cause in CAUSES]),
        "unlisted": company.unlisted is not None,
        "weak": weak,
        "significant": significant,
    }


def _significant(company: Company, quarters: Quarters) -> Bools:
    """Weak sellers whose weak step lies below the peers' (Fisher, with Holm's correction over sellers and steps)."""
    steps = (
        (quarters.meetings, quarters.leads),
        (quarters.proposals, quarters.decided),
        (quarters.wins, quarters.proposals),
    )
    samples = [
        (int(hits[-1, s]), int(of[-1, s]), int(hits[-1].sum() - hits[-1, s]), int(of[-1].sum() - of[-1, s]))
        for hits, of in steps
        for s in range(company.sellers)
    ]
    values = holm(fisher_below(samples)) if (company.weak >= 0).any() else [None] * len(samples)
    low = np.array([value is not None and value < 0.05 for value in values]).reshape(3, company.sellers)
    weak: Bools = np.array([0 <= step < 3 and low[step, s] for s, step in enumerate(company.weak)], bool)
    return weak


def said(knowledge: Knowledge, teams: list[Team]) -> Said:
    """What the knowledge base says of the teams."""
    size = (len(teams), len(CAUSES))
    probability, confirmed, rank = np.zeros(size), np.zeros(size, bool), np.full(size, len(CAUSES))
    gate, acts = np.zeros(len(teams), bool), np.zeros(len(teams), bool)
    named = np.full((len(teams), given.SELLERS[1]), -1)
    position = {cause: index for index, cause in enumerate(knowledge.program.causes)}
    measured = [measure(team, knowledge, knowledge.program)[0] for team in teams]
    for row, outcome in enumerate(executor(knowledge, "columnar").judge(measured)):
        for place, cause in enumerate(ranked(outcome.team, position), start=1):
            if cause in CAUSES:
                column, verdict = CAUSES.index(cause), outcome.team.causes[cause]
                probability[row, column] = verdict.probability or 0.0
                confirmed[row, column] = verdict.verdict == VERDICTS[0]
                rank[row, column] = place
        gate[row], acts[row] = bool(outcome.open_gates), bool(outcome.team.acts_on)
        for seller, unit in enumerate(outcome.members.get("seller", ())):
            first = next(iter(ranked(unit, position)), None)
            if first is not None and unit.causes[first].verdict == VERDICTS[0]:
                named[row, seller] = SKILLS.index(first) if first in SKILLS else len(SKILLS)
                acts[row] = True
    return Said(probability, confirmed, rank, gate, acts, named)
