"""What to ask for, and of whom: missing facts, stale ones, and samples that are too small to decide."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal

from diagnosis.assembly.case import Judged, TeamCase
from diagnosis.assembly.missing import Missing
from diagnosis.compiler.expressions import owned
from diagnosis.feel import compiled
from diagnosis.inference.fold_input import ATTAINMENT
from diagnosis.knowledge.model import Fact
from diagnosis.knowledge.program import Base
from diagnosis.knowledge.variables import PREVIOUS
from diagnosis.measures.compute import MeasuredMember
from diagnosis.measures.samples import tries_to_decide, tries_to_see_half
from diagnosis.result import RequestResult

Why = Literal["missing", "stale", "estimated", "uncounted", "small_sample"]


@dataclass
class _Wanted:
    """What a fact is wanted for, of which members, and in how large a sample."""

    for_: dict[str, None] = field(default_factory=dict)
    subjects: dict[str, None] = field(default_factory=dict)
    tries: int | None = None


def requests(case: TeamCase, judged: Iterable[Judged], missing: Missing) -> list[RequestResult]:
    """The requests of a diagnosis: the figures of the gap first, then cause by cause along the chain."""
    wanted: dict[tuple[Why, Base], _Wanted] = {}
    for why, base, for_, member in _wishes(case, judged, missing):
        request = wanted.setdefault((why, base), _Wanted())
        request.for_[for_] = None
        if member is not None and base[0] != "team":
            request.subjects[member.member] = None
        if why == "small_sample":
            tries = _tries(case, base, member)
            request.tries = max(filter(None, (request.tries, tries)), default=None)
    return [_request(case, why, base, request) for (why, base), request in wanted.items()]


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
    )


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
