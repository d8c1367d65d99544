"""The figures of an evaluation, from what was planted and what was said.

A planted cause counts as named *first* (among the first three) if no cause (at most two causes) that is absent from
its team stands before it in the product's own order: of several planted causes all can be right at once, and none
pushes another down. Ties are broken by that order, which goes by verdict, probability and the chain.

A slight trouble (see `MATERIAL`) is neither a planted cause nor absent: to confirm it is right, to miss it no failure;
probabilities are not held against it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

import numpy as np
from numpy.typing import ArrayLike

from benchmarks.evaluation.assumptions import CAUSES, COST, MATERIAL
from benchmarks.evaluation.judge import NEEDS, VERDICTS, Judged, Part
from benchmarks.evaluation.planting import Bools, Floats, Ints, Plan, joined
from benchmarks.evaluation.weak import DEFICITS, TRIES, Found

Figures = dict[str, object]

CONFIRMED, OPEN, RULED_OUT = range(3)

DEALS = (0, 100, 150, 250, 400)
"""Decided deals of a team from which a row of its own begins."""


def share(count: float, of: float) -> float | None:
    """A quotient, or None of nothing."""
    return float(count) / float(of) if of else None


class Truth(Protocol):
    """What is true of teams: by (team, cause) as `CAUSES`, and `weak` by (team, seller), -1 for the average."""

    @property
    def planted(self) -> Bools:
        """Causes of the miss."""

    @property
    def absent(self) -> Bools:
        """Causes that are not there at all; what is neither is a slight trouble."""

    @property
    def weak(self) -> Ints:
        """What a weak seller lacks."""


class Said(Protocol):
    """What was said of the teams, as in `Judged`."""

    @property
    def probability(self) -> Floats:
        """Of each cause."""

    @property
    def verdict(self) -> Ints:
        """A place in `VERDICTS`."""

    @property
    def rank(self) -> Ints:
        """From 1."""

    @property
    def gate(self) -> Bools:
        """Whether the gate is open."""

    @property
    def named(self) -> Ints:
        """What a seller is said to lack, or -1."""


Pair = tuple[ArrayLike, ArrayLike]
"""What is counted, and out of what, team by team: of the sums a share is made, and of resampled teams its interval."""


def misplaced(truth: Truth, said: Said) -> Ints:
    """For each planted cause or slight trouble, how many absent causes stand before it; -1 for the absent ones."""
    before = said.rank[:, :, None] > said.rank[:, None, :]
    wrong = (before & truth.absent[:, None, :]).sum(axis=2)
    return np.where(truth.absent, -1, wrong)


def sums(pairs: Mapping[str, Pair]) -> Figures:
    """The shares of all teams together."""
    return {name: share(np.sum(count), np.sum(of)) for name, (count, of) in pairs.items()}


def among(count: ArrayLike, of: ArrayLike) -> Pair:
    """How many of `of` have `count` too; of tables by (team, cause) or (team, seller), by team."""
    of = np.asarray(of)
    both = np.asarray(count) & of
    return (both, of) if of.ndim == 1 else (both.sum(axis=1), of.sum(axis=1))


def causes_by_team(truth: Truth, said: Said) -> dict[str, Pair]:
    """How the team causes fare."""
    planted, absent, confirmed = truth.planted, truth.absent, said.verdict == CONFIRMED
    wrong, there = misplaced(truth, said), ~absent
    every = np.ones_like(absent)
    return {
        "top1": among(wrong == 0, planted),
        "top3": among(wrong <= 2, planted),
        "top1_with_slight": among(wrong == 0, there),
        "first_is_planted": among((there & (said.rank == 1)).any(axis=1), planted.any(axis=1)),
        "precision": among(there, confirmed),
        **{f"planted_{name}": among(said.verdict == place, planted) for place, name in enumerate(VERDICTS)},
        "open": among(said.verdict == OPEN, every),
        "absent_ruled_out": among(said.verdict == RULED_OUT, absent),
        "brier_skill": brier_by_team(planted, said.probability, planted | absent),
    }


def of_causes(truth: Truth, said: Said) -> Figures:
    """How the team causes fare at one completeness."""
    figures = sums(causes_by_team(truth, said))
    return {"teams": len(truth.planted), "planted": int(truth.planted.sum()), **figures}


def brier_by_team(planted: Bools, probability: Floats, counted: Bools) -> Pair:
    """1 less the Brier score over that of each cause's base rate: 0 knows no more than how common causes are."""
    rate = (planted & counted).sum(axis=0) / np.maximum(counted.sum(axis=0), 1)
    score = (((probability - planted) ** 2) * counted).sum(axis=1)
    reference = (((rate - planted) ** 2) * counted).sum(axis=1)
    return reference - score, reference


def brier_skill(planted: Bools, probability: Floats, counted: Bools) -> float | None:
    """The same of all teams together."""
    gained, reference = brier_by_team(planted, probability, counted)
    return share(np.sum(gained), np.sum(reference))


def reliability(plan: Plan, probability: Floats) -> list[Figures]:
    """In ten bins of the stated probability: how many, what was stated, and how often the cause was there."""
    places = np.minimum((probability * 10).astype(int), 9)
    rows: list[Figures] = []
    for place in range(10):
        inside = (places == place) & ~plan.slight
        count = int(inside.sum())
        rows.append(
            {
                "from": place / 10,
                "to": (place + 1) / 10,
                "count": count,
                "stated": share(probability[inside].sum(), count),
                "observed": share(plan.planted[inside].sum(), count),
            }
        )
    return rows


def by_cause(plan: Plan, said: Judged) -> list[Figures]:
    """By cause: how often it was confirmed, how often rightly, and its other verdicts."""
    wrong, confirmed = misplaced(plan, said), said.verdict == CONFIRMED
    rows: list[Figures] = []
    for column, cause in enumerate(CAUSES):
        planted, absent, named = plan.planted[:, column], plan.absent[:, column], confirmed[:, column]
        verdict = said.verdict[:, column]
        rows.append(
            {
                "cause": cause,
                "planted": int(planted.sum()),
                "top1": share((planted & (wrong[:, column] == 0)).sum(), planted.sum()),
                **{name: share((planted & (verdict == v)).sum(), planted.sum()) for v, name in enumerate(VERDICTS)},
                "precision": share((named & ~absent).sum(), named.sum()),
                "absent_open": share((absent & (verdict == OPEN)).sum(), absent.sum()),
            }
        )
    return rows


def by_cost(plan: Plan, said: Judged) -> list[Figures]:
    """By cost: slight troubles, and causes in three equal steps of the logarithm."""
    wrong = misplaced(plan, said)
    edges = [COST[0], *np.exp(np.linspace(np.log(MATERIAL), np.log(COST[1]), 4))]
    rows: list[Figures] = []
    for name, low, high in zip(("slight", "mild", "middling", "severe"), edges, edges[1:], strict=False):
        inside = (plan.cost >= low) & (plan.cost < high)
        rows.append(
            {
                "cost": name,
                "from": round(float(low), 3),
                "to": round(float(high), 3),
                "planted": int(inside.sum()),
                "top1": share((inside & (wrong == 0)).sum(), inside.sum()),
                **{name: share((inside & (said.verdict == v)).sum(), inside.sum()) for v, name in enumerate(VERDICTS)},
            }
        )
    return rows


def gates_by_team(truth: Truth, said: Said) -> dict[str, Pair]:
    """How often the gate opens, and who is named behind it."""
    sound = np.asarray(truth.absent.all(axis=1))
    average = np.asarray((truth.weak < 0).all(axis=1))
    named = np.asarray((said.named >= 0).any(axis=1))
    truly = truth.weak >= 0
    right = said.named == truth.weak
    return {
        "gate_nothing": among(said.gate, sound & average),
        "gate_weak": among(said.gate, sound & ~average),
        "gate_sound": among(said.gate, sound),
        "gate_planted": among(said.gate, ~sound),
        "gate_all": among(said.gate, np.ones_like(sound)),
        "accused_average": among(named, average),
        "accused_average_sound": among(named, average & sound),
        "weak_found": among(right, truly),
        "weak_found_behind_gate": among(right, truly & said.gate[:, None]),
    }


def of_gates(plan: Plan, said: Judged) -> Figures:
    """The same of all teams together, where all is measured, and whether anybody is named before it opens."""
    sound = np.asarray(plan.absent.all(axis=1))
    measured = sums({"gate_measured": among(said.gate, sound & said.measured)})
    named = (said.named >= 0).any(axis=1)
    return {**measured, **sums(gates_by_team(plan, said)), "accused_shut": int((named & ~said.gate).sum())}


def nothing_planted(plan: Plan) -> Bools:
    """The teams in which nothing at all is planted, neither a trouble nor a weak seller."""
    nothing: Bools = ((~plan.absent).sum(axis=1) == 0) & ((plan.weak >= 0).sum(axis=1) == 0)
    return nothing


def shut_gates(nothing: Bools, said: Judged) -> list[Figures]:
    """Why the gate stays shut in the teams `nothing`: the causes not ruled out, by how what they need stands.

    `share` of these teams have that cause left; `alone` is the share in which it is the only one.
    """
    left = (said.verdict[nothing] != RULED_OUT) & ~said.gate[nothing][:, None]
    only, need, teams = left.sum(axis=1) == 1, said.need[nothing], int(nothing.sum())
    rows: list[Figures] = []
    for column, cause in enumerate(CAUSES):
        for place, name in enumerate(NEEDS):
            own = left[:, column] & (need[:, column] == place)
            if own.any():
                alone = share((own & only).sum(), teams)
                rows.append({"cause": cause, "need": name, "share": share(own.sum(), teams), "alone": alone})
    return sorted(rows, key=lambda row: -float(str(row["share"])))


def gate_by_deals(plan: Plan, decided: Ints, said: Judged) -> list[Figures]:
    """How often the gate opens where nothing is planted, by the deals that the team decided in the quarter."""
    nothing = nothing_planted(plan)
    rows: list[Figures] = []
    for low, high in zip(DEALS, [*DEALS[1:], None], strict=True):
        own: Bools = nothing & (decided >= low) & (decided < (np.inf if high is None else high))
        rows.append(
            {"from": low, "to": high, "teams": int(own.sum()), "gate": share((own & said.gate).sum(), own.sum())}
        )
    return rows


def stability(plan: Plan, said: Judged, other: Judged) -> Figures:
    """How much changes when every grade moves a step."""
    some = plan.planted.any(axis=1)
    same = said.rank.argmin(axis=1) == other.rank.argmin(axis=1)
    figures = of_causes(plan, other)
    return {
        "same_first": share(same[some].sum(), some.sum()),
        **{key: figures[key] for key in ("top1", "precision", "brier_skill")},
    }


def of_weak(cells: Sequence[Found]) -> list[Figures]:
    """The experiment with weak sellers, by tries and deficit; the steps together."""
    rows: list[Figures] = []
    for tries in TRIES:
        for deficit in DEFICITS:
            own = [cell for cell in cells if cell.cell.tries == tries and cell.cell.deficit == deficit]
            gates, right = sum(cell.gates for cell in own), sum(cell.found for cell in own)
            rows.append(
                {
                    "tries": tries,
                    "deficit": deficit,
                    "teams": sum(cell.teams for cell in own),
                    "gates": gates,
                    "found": share(right, sum(cell.teams for cell in own)),
                    "found_behind_gate": share(right, gates),
                    "others_named": share(sum(cell.wrong for cell in own), gates),
                }
            )
    return rows


def kinds(plan: Plan) -> Figures:
    """How many teams of each kind there are."""
    count, weak = plan.planted.sum(axis=1), (plan.weak >= 0).any(axis=1)
    return {
        "nothing": int((plan.absent.all(axis=1) & ~weak).sum()),
        "weak sellers": int(weak.sum()),
        **{f"{number} cause{'s' * (number > 1)}": int((count == number).sum()) for number in (1, 2, 3)},
        "slight troubles only": int(((count == 0) & plan.slight.any(axis=1)).sum()),
    }


def score(parts: Sequence[Part], cells: Sequence[Found]) -> Figures:
    """All figures of a run."""
    plan = joined([part.plan for part in parts])
    at = {level: joined([part.at[level] for part in parts]) for level in parts[0].at}
    full = at[1.0]
    stepped = [part for part in parts if part.stepped]
    own = joined([part.plan for part in stepped]) if stepped else None
    return {
        "teams": len(plan.sellers),
        "kinds": kinds(plan),
        "by_completeness": {f"{level:.0%}": of_causes(plan, said) | of_gates(plan, said) for level, said in at.items()},
        "reliability": reliability(plan, full.probability),
        "by_cause": by_cause(plan, full),
        "by_cost": by_cost(plan, full),
        "shut_gates": shut_gates(nothing_planted(plan), full),
        "gate_by_deals": gate_by_deals(plan, np.concatenate([part.tries[:, :, 1].sum(axis=1) for part in parts]), full),
        "stability": {
            step: stability(
                own, joined([part.at[1.0] for part in stepped]), joined([part.stepped[step] for part in stepped])
            )
            for step in (stepped[0].stepped if own is not None else ())
            if own is not None
        },
        "weak_sellers": of_weak(cells),
    }
