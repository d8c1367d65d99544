"""What the facts hold: boosted trees that learn from thousands of the generator's own teams, tested on others.

No rule may learn from them. They show how much is there to be read, and which facts they lean on that no rule reads.
In: facts with the same gaps and errors as the knowledge base gets. Out: its figures, and the weight of each source.
"""

from __future__ import annotations

import os
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from benchmarks.companies import features
from benchmarks.companies.features import Table
from benchmarks.companies.judge import Task, Truth, draw_chunk, tasks_of, truth_of
from benchmarks.companies.parameters import CAUSES, COMPLETENESS
from benchmarks.companies.report import Results, cell
from benchmarks.evaluation.judge import knowledge_with, on_processes
from benchmarks.evaluation.planting import Bools, Floats, Ints, joined
from benchmarks.evaluation.report import Table as Shown
from benchmarks.evaluation.report import percent
from benchmarks.evaluation.score import CONFIRMED, OPEN, Pair, causes_by_team
from diagnosis.knowledge.base import Knowledge

if TYPE_CHECKING:
    from sklearn.ensemble import HistGradientBoostingClassifier

TESTED = 5
"""For so many teams to learn from there is one to be tested on."""
SEEDS = (9001, 9002)
"""Of the teams to learn from, and of those to be tested on."""
RECALLS = (0.4, 0.5)
"""Precision is told where so many of the planted causes are confirmed."""
LEARNING = {
    "max_iter": 40,
    "learning_rate": 0.15,
    "max_leaf_nodes": 12,
    "min_samples_leaf": 40,
    "l2_regularization": 1.0,
    "max_features": 0.4,
    "random_state": 1,
    "early_stopping": False,
}
WEIGHED, AT_ONCE = 1_000, 25
"""So many of the tested teams are used to weigh sources, and so many sources are weighed in one call."""


@dataclass(frozen=True)
class Cases:
    """Teams with their truth and their tables at each completeness."""

    truth: Truth
    at: dict[float, Table]


@dataclass(frozen=True)
class Learnt:
    """What the trees say, in the shape of `evaluation.score.Said`; nobody is named, no gate opens."""

    probability: Floats
    threshold: float = 0.5
    gate: Bools = field(default_factory=lambda: np.zeros(0, bool))
    named: Ints = field(default_factory=lambda: np.zeros(0, np.int64))

    @property
    def rank(self) -> Ints:
        """From 1, the most probable first."""
        order: Ints = (-self.probability).argsort(axis=1, kind="stable").argsort(axis=1)
        return order + 1

    @property
    def verdict(self) -> Ints:
        """Confirmed from the threshold on."""
        return np.where(self.probability >= self.threshold, CONFIRMED, OPEN)


Figures = dict[str, Pair]
"""Shares team by team; `precision 40 %` where so many of the planted causes are confirmed."""


@dataclass(frozen=True)
class Ceiling:
    """A run: the figures with everything and without history, by completeness, and the weight of sources by cause."""

    everything: dict[float, Figures]
    without_history: dict[float, Figures]
    weights: dict[str, dict[str, float]]
    teams: int
    seconds: float


def holders_of(knowledge: Knowledge) -> dict[str, str | None]:
    """Who holds each fact, as the gaps go by departments."""
    return {fact: record.held_by for fact, record in knowledge.facts["team"].items()} | {
        f"seller.{fact}": record.held_by for fact, record in knowledge.facts["seller"].items()
    }


def draw_cases(task: Task) -> Cases:
    """Teams as tables, of the facts that the catalogue knows."""
    knowledge = knowledge_with()
    drawn = list(draw_chunk(task.seed, task.number, task.teams))
    at = features.tables(drawn, holders_of(knowledge), COMPLETENESS, knowledge.facts["team"])
    return Cases(truth_of(drawn), at)


def cases(seed: int, teams: int, processes: int) -> Cases:
    """So many teams, drawn on several processes."""
    parts = list(on_processes(draw_cases, tasks_of(seed, teams), processes))
    at = {share: features.stacked([part.at[share] for part in parts]) for share in COMPLETENESS}
    return Cases(joined([part.truth for part in parts]), at)


def learn(truth: Truth, table: Table, processes: int) -> list[HistGradientBoostingClassifier]:
    """One learner a cause; teams in which it is a slight trouble teach nothing of it."""
    # A learner a core: threads that share one learner wait for one another. It is read when scikit-learn is loaded.
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    from sklearn.ensemble import HistGradientBoostingClassifier

    def learner(place: int) -> HistGradientBoostingClassifier:
        clear = truth.planted[:, place] | truth.absent[:, place]
        return HistGradientBoostingClassifier(**LEARNING).fit(table.values[clear], truth.planted[clear, place])

    with ThreadPoolExecutor(processes) as pool:
        return list(pool.map(learner, range(len(CAUSES))))


def told(learners: Sequence[HistGradientBoostingClassifier], table: Table) -> Floats:
    """The probability of each cause."""
    return np.stack([learner.predict_proba(table.values)[:, 1] for learner in learners], axis=1)


def figures(truth: Truth, probability: Floats) -> Figures:
    """How stated probabilities fare, by the same scores as the knowledge base."""
    shares = causes_by_team(truth, Learnt(probability))
    for recall in RECALLS:
        threshold = float(np.quantile(probability[truth.planted], 1 - recall))
        shares[f"precision {recall}"] = causes_by_team(truth, Learnt(probability, threshold))["precision"]
    return shares


def run(teams: int, processes: int) -> Ceiling:
    """Learn from so many teams and test on others."""
    began = time.perf_counter()
    training, testing = (
        cases(seed, size, processes) for seed, size in zip(SEEDS, (teams, teams // TESTED), strict=True)
    )
    both: tuple[dict[float, Figures], dict[float, Figures]] = ({}, {})
    weighed: dict[str, dict[str, float]] = {}
    for share, table in training.at.items():
        other = features.stacked([testing.at[share]], table.columns)
        for kept, left_out in zip(both, (set[str](), features.history(table)), strict=True):
            own, tested = table.without(left_out), other.without(left_out)
            learners = learn(training.truth, own, processes)
            kept[share] = figures(testing.truth, told(learners, tested))
            if share == 1 and not left_out:
                weighed = weights(testing.truth, tested, learners)
    return Ceiling(*both, weighed, teams, time.perf_counter() - began)


def weights(
    truth: Truth, table: Table, learners: Sequence[HistGradientBoostingClassifier], teams: int = WEIGHED
) -> dict[str, dict[str, float]]:
    """By cause and source: how much of the skill is lost when the source is shuffled among teams.

    Skill is the share of the squared error of the base rate that is explained; a source's columns move together.
    """
    rng = np.random.default_rng(1)
    values, order = table.values[:teams], rng.permutation(min(teams, len(table.values)))
    sources: dict[str, list[int]] = {}
    for place, column in enumerate(table.columns):
        sources.setdefault(features.source(column), []).append(place)
    lost: dict[str, dict[str, float]] = {name: {} for name in CAUSES}
    every = list(sources)
    for start in range(0, len(every), AT_ONCE):
        names = every[start : start + AT_ONCE]
        # One table of all shuffled ones: a call of a learner costs more than what it does.
        shuffled = np.tile(values, (len(names), 1))
        for block, own in enumerate(names):
            places = np.array(sources[own])
            shuffled[block * len(values) : (block + 1) * len(values), places] = values[order][:, places]
        for cause, name in enumerate(CAUSES):
            clear, planted = (truth.planted | truth.absent)[:teams, cause], truth.planted[:teams, cause]
            base = float(((planted[clear].mean() - planted[clear]) ** 2).mean())
            mistaken = _error(learners[cause].predict_proba(values)[:, 1], planted, clear)
            stated = learners[cause].predict_proba(shuffled)[:, 1].reshape(len(names), -1)
            for own, told_now in zip(names, stated, strict=True):
                # A cause that none of these teams has tells nothing.
                lost[name][own] = (_error(told_now, planted, clear) - mistaken) / base if base else 0.0
    return lost


def _error(stated: Floats, planted: Bools, clear: Bools) -> float:
    return float(((stated - planted) ** 2)[clear].mean())


def read_by_rules(knowledge: Knowledge) -> dict[str, set[str]]:
    """By cause, the sources that the conditions of its rules read."""
    read: dict[str, set[str]] = {}
    for name, cause in knowledge.program.causes.items():
        read[name] = set()
        for rule in (*cause.rules_for, *cause.rules_against):
            compiled = knowledge.program.rules[cause.subject][rule]
            for subject, fact in compiled.bases:
                plain = fact.removesuffix(features.USUAL)
                own = plain if subject == "team" else f"seller.{fact}"
                read[name].add(f"{own} usual" if plain != fact else own)
                if compiled.looks_back:
                    read[name].add(own + features.BEFORE)
    return read


LINES = (
    ("planted causes named first (top-1)", "top1"),
    ("among the first three (top-3)", "top3"),
    ("Brier skill", "brier_skill"),
    ("precision with 40 % of the planted confirmed", "precision 0.4"),
    ("precision with 50 % of the planted confirmed", "precision 0.5"),
)
LEANT_ON, SHOWN = 0.01, 40
"""A source is told from this weight on, and so many of them."""


def tables(ceiling: Ceiling, results: Results) -> list[Shown]:
    """The ceiling beside the knowledge base, and what the trees lean on."""
    own = {share: figures(results.truth, said.probability) for share, said in results.at.items()}
    for share, said in results.at.items():
        # The order of the product goes by verdict first.
        ranked = causes_by_team(results.truth, said)
        own[share] |= {key: ranked[key] for key in ("top1", "top3")}
    groups = (("rules", own), ("trees", ceiling.everything), ("trees without history", ceiling.without_history))
    columns = [figures_at for _, by_share in groups for figures_at in by_share.values()]
    head = [f"{who}, {100 * share:.0f} %" for who, by_share in groups for share in by_share]
    beside = Shown(
        ["per cent, by completeness", *head],
        [[label, *(cell(column[key]) for column in columns)] for label, key in LINES],
        "What the facts hold",
        f"Boosted trees that learnt from {ceiling.teams:,} other teams of the generator and were tested on "
        f"{ceiling.teams // TESTED:,}, in {ceiling.seconds:.0f} s. History: the quarter before, and what is usual.",
    )
    return [beside, *leant_on(ceiling, read_by_rules(knowledge_with()))]


def leant_on(ceiling: Ceiling, read: dict[str, set[str]]) -> list[Shown]:
    """The sources on which the trees lean: all together, and those that no rule of the cause reads."""
    every = sorted(
        ((weight, cause, name) for cause, own in ceiling.weights.items() for name, weight in own.items()), reverse=True
    )
    kinds: dict[str, list[float]] = {"this quarter": [], "the quarter before": [], "what is usual": []}
    for weight, _, name in every:
        kind = (
            "the quarter before"
            if name.endswith(features.BEFORE)
            else "what is usual"
            if name.endswith(" usual")
            else "this quarter"
        )
        kinds[kind].append(max(0.0, weight))
    total = sum(map(sum, kinds.values())) or 1.0
    by_kind = Shown(
        ["the trees lean on", "of all weight"],
        [[kind, percent(sum(weights) / total)] for kind, weights in kinds.items()],
        "What the trees lean on",
        f"Weight: how much of the skill is lost when the source is shuffled among {WEIGHED:,} teams. A few per cent "
        "are chance.",
    )
    unread = [
        [cause, name, percent(weight)]
        for weight, cause, name in every
        if weight >= LEANT_ON and name not in read.get(cause, set())
    ]
    return [
        by_kind,
        Shown(
            ["cause", "source", "skill lost"],
            unread[:SHOWN],
            "What the trees lean on and the rules of the cause do not read",
        ),
        Shown(
            ["cause", "the heaviest sources (in brackets: not read by its rules)"],
            [[cause, _heaviest(own, read.get(cause, set()))] for cause, own in ceiling.weights.items()],
            "What the trees lean on, by cause",
        ),
    ]


def _heaviest(own: dict[str, float], read: set[str]) -> str:
    first = sorted(own.items(), key=lambda pair: -pair[1])[:5]
    return ", ".join(
        f"{name if name in read else f'[{name}]'} {100 * weight:.0f} %" for name, weight in first if weight >= LEANT_ON
    )
