"""What to ask for, and of whom: missing facts, stale ones, samples that are too small to decide, and reviews.

What settles most for its effort comes first: a fact about causes of which it is most doubtful whether they are at work.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import lru_cache
from typing import Literal

from diagnosis.assembly.case import Judged, TeamCase
from diagnosis.assembly.missing import Missing
from diagnosis.compiler.expressions import owned
from diagnosis.compiler.review_rules import review_fact
from diagnosis.feel import compiled
from diagnosis.inference.fold_input import ATTAINMENT
from diagnosis.intake.statements import MOST_QUARTERS
from diagnosis.kinds import kind_of
from diagnosis.knowledge.model import Fact
from diagnosis.knowledge.program import Base, Program
from diagnosis.knowledge.variables import PREVIOUS
from diagnosis.measures.compute import MeasuredMember
from diagnosis.measures.samples import tries_to_decide, tries_to_see_half
from diagnosis.result import RequestResult

Why = Literal["missing", "stale", "estimated", "uncounted", "small_sample", "review"]

_SUSPECT = 3.0
"""How much more a reader wants to know of the first suspect than of another cause as doubtful (as below)."""
_REVIEW_EFFORT = 8.0
"""What a review of a stage takes, in efforts of kinds of facts: some figures are gathered for it (own assumption: it
only orders requests)."""
_REVIEWED = 3
"""So many stages are proposed for a review at most: those of the first suspects."""


@dataclass
class _Wanted:
    """What a fact is wanted for, of which members, and in how large a sample."""

    for_: dict[str, None] = field(default_factory=dict)
    subjects: dict[str, None] = field(default_factory=dict)
    tries: int | None = None


def requests(case: TeamCase, judged: Iterable[Judged], missing: Missing) -> list[RequestResult]:
    """The requests of a diagnosis: the figures of the gap first, then what settles most for its effort."""
    wanted: dict[tuple[Why, Base], _Wanted] = {}
    judged = list(judged)
    for why, base, for_, member in (*_wishes(case, judged, missing), *_reviews(case, judged)):
        request = wanted.setdefault((why, base), _Wanted())
        request.for_[for_] = None
        if member is not None and base[0] != "team":
            request.subjects[member.member] = None
        if why == "small_sample":
            tries = _tries(case, base, member)
            request.tries = max(filter(None, (request.tries, tries)), default=None)
    made = [_request(case, why, base, request) for (why, base), request in wanted.items()]
    worth = _worth(case, judged, made)
    # The sort is stable: what is worth the same stays in the order of the chain.
    return [made[place] for place in sorted(range(len(made)), key=lambda place: -worth[place])]


def _reviews(case: TeamCase, judged: list[Judged]) -> Iterator[tuple[Why, Base, str, MeasuredMember | None]]:
    """Reviews of the stages of the first suspects, where no cause of the team is confirmed."""
    team = [(cause, outcome) for cause, member, outcome in judged if member is None]
    if any(outcome.verdict == "confirmed" for _, outcome in team):
        return
    suspects = sorted(
        (pair for pair in team if pair[1].verdict == "open"), key=lambda pair: -(pair[1].probability or 0)
    )
    stages: dict[str, list[str]] = {}
    for cause, _ in suspects:
        stages.setdefault(cause.cause.stage, []).append(cause.cause.cause)
    known = case.measured.environment
    asked = [
        stage for stage in stages if known.get(review_fact(stage)) is None and case.fact("team", review_fact(stage))
    ]
    for stage in asked[:_REVIEWED]:
        for cause_id in stages[stage]:
            yield "review", ("team", review_fact(stage)), cause_id, None


def _worth(case: TeamCase, judged: list[Judged], made: list[RequestResult]) -> list[float]:
    """What each request may tell for its effort: the doubt about its causes, times the weight of its evidence."""
    doubt: dict[str, float] = {}
    suspect = _first_suspect(judged)
    for cause, _, outcome in judged:
        if outcome.verdict == "open" and outcome.probability is not None:
            now = outcome.probability * (1 - outcome.probability)
            if cause.cause.cause == suspect:
                now *= _SUSPECT
            doubt[cause.cause.cause] = max(now, doubt.get(cause.cause.cause, 0.0))
    weights = _weights(case.program, tuple(case.knowledge.grades.items()))

    def worth(request: RequestResult) -> float:
        if ATTAINMENT in request.for_:
            return math.inf
        base = request.about, request.fact
        told = sum(doubt.get(cause, 0.0) * weights.get((cause, base), 0.0) for cause in request.for_)
        if request.why == "review":
            return told / _REVIEW_EFFORT
        fact = case.fact(request.about, request.fact.removeprefix(PREVIOUS))
        effort = kind_of(fact).effort if fact is not None else 1.0
        if request.about != "team":
            effort *= max(1, len(request.subjects or case.measured.members.get(request.about, ())))
        return told / effort

    return [worth(request) for request in made]


def _first_suspect(judged: list[Judged]) -> str | None:
    """The most probable open cause of the team for which anything speaks."""
    spoken_for = (
        (outcome.probability or 0.0, cause.cause.cause)
        for cause, member, outcome in judged
        if member is None and outcome.verdict == "open" and outcome.counted & set(cause.rules_for)
    )
    return max(spoken_for, default=(0.0, None))[1]


@lru_cache(maxsize=8)
def _weights(program: Program, grades: tuple[tuple[str, Decimal], ...]) -> Mapping[tuple[str, Base], float]:
    """By cause and fact: the weight of the weightiest evidence that reads the fact, as the logarithm of its grade.

    A fact of the quarter before tells whether it is as usual, a review whether the head of the stage rules it out.
    """
    weights: dict[tuple[str, Base], float] = {}
    ratios = dict(grades)
    for rules in program.rules.values():
        for rule in rules.values():
            reads = {(subject, PREVIOUS + fact) for subject, fact in rule.bases} if rule.circumstance else rule.bases
            for cause, grade in (*rule.rule.for_.items(), *rule.rule.against.items()):
                weight = math.log(ratios[grade])
                for base in reads:
                    weights[cause, base] = max(weight, weights.get((cause, base), 0.0))
    return weights


def _wishes(
    case: TeamCase, judged: Iterable[Judged], missing: Missing
) -> Iterator[tuple[Why, Base, str, MeasuredMember | None]]:
    if case.measured.environment.get(ATTAINMENT) is None:
        for base in sorted(missing.behind([ATTAINMENT], "team", None)):
            yield "missing", base, ATTAINMENT, None
    for cause, member, outcome in judged:
        id_ = cause.cause.cause
        if outcome.verdict == "open":
            for base in sorted(missing.of_cause(cause, member)):
                yield "missing", base, id_, member
            for vague, base in sorted(missing.vague(cause, member)):
                yield vague, base, id_, member
            for need in cause.needs:
                fact = case.fact(*owned(cause.subject, need.variable))
                # There are no more sellers than there are.
                if fact is not None and fact.by_chance is not None:
                    continue
                if case.measured.of(member).get(f"{need.variable}.small") is True:
                    yield "small_sample", owned(cause.subject, need.variable), id_, member
        elif outcome.verdict == "ruled_out" and not outcome.counts and member is None:
            for why, base in missing.to_count(cause, outcome):
                yield why, base, id_, None
    for stage in case.knowledge.stages.values():
        is_open = stage.subject != "team" and case.outcome.stages[stage.stage] == "open"
        if is_open and not case.measured.members.get(stage.subject):
            for base in sorted(missing.of_unknown_members(stage.stage)):
                yield "missing", base, stage.stage, None


def _request(case: TeamCase, why: Why, base: Base, wanted: _Wanted) -> RequestResult:
    if why == "review":
        stage = next(stage for stage in case.knowledge.stages.values() if review_fact(stage.stage) == base[1])
        looked_at = list(wanted.for_)
        return RequestResult(fact=base[1], about="team", held_by=stage.owner, why=why, for_=looked_at, needed=True)
    # A fact of the quarter before is held by whoever holds it now.
    subject, name = base[0], base[1].removeprefix(PREVIOUS)
    fact = case.fact(subject, name)
    owner = fact.held_by if fact else None
    if owner is None and fact is not None and fact.stage is not None:
        owner = case.knowledge.stages[fact.stage].owner
    causes = (case.program.causes.get(cause) for cause in wanted.for_)
    return RequestResult(
        fact=base[1],
        about=base[0],
        held_by=owner,
        why=why,
        subjects=list(wanted.subjects),
        for_=list(wanted.for_),
        needed=any((subject, name) in need.bases for cause in causes if cause for need in cause.needs),
        tries=wanted.tries,
        pool=_pool(case, base, wanted.tries),
    )


def _pool(case: TeamCase, base: Base, tries: int | None) -> int | None:
    """How many quarters together would have a sample of so many; None where that is not known, or more than can be."""
    of = case.measured.environment.get(f"{base[1]}.of") if base[0] == "team" else None
    if tries is None or not isinstance(of, Decimal) or of <= 0:
        return None
    quarters = math.ceil(tries / of)
    return quarters if 1 < quarters <= MOST_QUARTERS else None


def _tries(case: TeamCase, base: Base, member: MeasuredMember | None) -> int | None:
    """How large the sample of a fact has to be to decide its band."""
    fact, known = case.fact(*base), case.measured.of(None if base[0] == "team" else member)
    if fact is None or fact.bands is None:
        return None
    if fact.bands.peers:
        rate = known.get(f"{fact.fact}.peers")
        significance = float(case.knowledge.parameters["significance"].value)
        return tries_to_see_half(float(rate), significance, _family(case, fact)) if isinstance(rate, Decimal) else None
    value = known.get(fact.fact)
    if not isinstance(value, Decimal):
        return None
    if not fact.has_interval:
        return fact.smallest_sample
    tree = next(
        step.tree for step in case.program.steps if (step.subject, step.variable) == (base[0], f"{base[1]}.band")
    )
    band = compiled(tree)
    # How many there are is left out, so that only the interval decides.
    others = {name: variable for name, variable in known.items() if name != f"{fact.fact}.of"}

    def decides(low: Decimal, high: Decimal) -> bool:
        return band({**others, f"{fact.fact}.low": low, f"{fact.fact}.high": high}) in ("healthy", "bad")

    tries = tries_to_decide(value, decides)
    smallest = fact.smallest_sample or int(case.knowledge.parameters["smallest_sample"].value)
    return None if tries is None else max(tries, smallest)


def _family(case: TeamCase, fact: Fact) -> int:
    """The number of tests that are corrected together with that of `fact`."""
    assert fact.peers is not None
    facts = case.knowledge.facts[fact.subject].values()
    together = [other.fact for other in facts if other.peers and other.peers.family == fact.peers.family]
    members = case.measured.members.get(fact.subject, ())
    return sum(f"{tested}.p" in member.variables for tested in together for member in members)
