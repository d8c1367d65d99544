"""Why a cause is not the first, and the smallest changes of answers that would bring it there.

Changes are found by rows of the columnar executor, which is quick and not quite exact, and each one that is told is
proved by the whole diagnosis of the changed facts. An untried change may still work.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import combinations, islice

from diagnosis.intake.model import Given
from diagnosis.interview.explanations.candidate_changes import AnswerChange, candidate_changes, state_after
from diagnosis.interview.explanations.member_lookahead import MemberLookahead
from diagnosis.interview.prospects import dependencies_of, prospects_of
from diagnosis.interview.questions import Lookahead
from diagnosis.interview.record import CauseAt, Cell, Changes, Event, Interview, answer_event, as_text, changes
from diagnosis.knowledge.program import Base
from diagnosis.result import StageResult

_MOST_PAIRS = 2_000
"""Pairs of answers that are tried for `why_not`, at most: some tenths of a second."""

_MOST_PROVED = 12
"""Likely changes that are put through the whole diagnosis, at most, of one answer and of two: a few tenths of a second
together."""

_MOST_TOLD = 5
"""Changes that are told, the smallest first."""


@dataclass(frozen=True, slots=True)
class SmallestChange:
    """The smallest change of facts that brings a cause first: values as one would answer them, now and then.

    `now` is None where a cell is not answered; `after` is the state that would then be, committed to nothing.
    """

    texts: Mapping[Cell, str]
    now: Mapping[Cell, str | None]
    after: Interview
    changes: Changes

    @property
    def events(self) -> tuple[Event, ...]:
        """The answers that make the change, as `what_if` takes them."""
        return tuple(answer_event(cell, text) for cell, text in self.texts.items())


@dataclass(frozen=True, slots=True)
class WhyNot:
    """Why a cause is not the first: what comes `before` it, and the smallest changes that would bring it there.

    `otherwise` holds the changes of one fact or, where one does not do, of two; none where none that was tried does.
    A cause of a member whose gate is shut is `waiting` for these stages, as they stand; one that is not `examined` in
    that member is not judged at all, and nothing is told that would make it be.
    """

    cause: str
    subject: str | None
    before: tuple[CauseAt, ...]
    otherwise: tuple[SmallestChange, ...]
    waiting: tuple[StageResult, ...] = ()
    examined: bool = True


def why_not(interview: Interview, cause: str, member: str | None = None) -> WhyNot:
    """Why a cause of the team, or of one `member`, does not come first, and what would have to be otherwise.

    Raises KeyError where there is no such cause or member; a cause that is judged for each member needs one, a cause of
    the team has none.
    """
    compiled = interview.knowledge.program.causes[cause]
    if member not in ((None,) if compiled.subject == "team" else interview.members.get(compiled.subject, ())):
        raise KeyError(member)
    diagnosis = interview.diagnosis()
    ranked = [(ranked_cause.cause, ranked_cause.subject) for ranked_cause in diagnosis.causes]
    if diagnosis.gap.met or ranked[:1] == [(cause, member)]:
        return WhyNot(cause, member, (), ())
    stages = {stage.stage: stage for stage in diagnosis.stages}
    if (cause, member) in ranked:
        before = tuple(ranked[: ranked.index((cause, member))])
        return WhyNot(cause, member, before, tuple(_otherwise(interview, cause, member)))
    if (compiled.cause.stage, member) not in [(held.stage, held.subject) for held in diagnosis.held]:
        return WhyNot(cause, member, tuple(ranked), (), examined=False)
    waiting = tuple(stages[stage] for stage in stages[compiled.cause.stage].waiting_for)
    return WhyNot(cause, member, tuple(ranked), tuple(_otherwise(interview, cause, member)), waiting)


def _otherwise(interview: Interview, cause: str, member: str | None) -> Iterator[SmallestChange]:
    """The changes of one fact; of two only where one does not do."""
    for likely in _likely(interview, cause, member):
        proved = list(_proved(interview, cause, member, likely))
        yield from proved
        if proved:
            return


def _likely(interview: Interview, cause: str, member: str | None) -> Iterator[list[AnswerChange]]:
    """Changes that are likely to bring a cause first: those of one answer, then those of two."""
    if member is None:
        yield from _of_the_team(interview, cause)
    elif interview.knowledge.causes[cause].stage in interview.outcome.open_gates:
        rows = MemberLookahead(
            interview, cause, member, candidate_changes(interview, _in_question(interview, cause, member), member)
        )
        yield rows.first(1, _MOST_PAIRS)
        yield rows.first(2, _MOST_PAIRS)
    else:
        yield from _of_a_held(interview, cause, member)


def _of_the_team(interview: Interview, cause: str) -> Iterator[list[AnswerChange]]:
    """Facts of the team with which one of its causes comes first."""
    look = Lookahead(prospects_of(interview))
    singles = candidate_changes(interview, _in_question(interview, cause, None))
    for tried in (singles, _pairs(singles)):
        firsts = look.first([_by_fact(change) for change in tried]) if tried else []
        yield [change for change, id_ in zip(tried, firsts, strict=True) if id_ == cause]


def _of_a_held(interview: Interview, cause: str, member: str) -> Iterator[list[AnswerChange]]:
    """Facts of the team with which all is ruled out that a gate waits for; one such, and an answer about the member."""
    dependencies, look = dependencies_of(interview.knowledge), Lookahead(prospects_of(interview))
    stage = interview.knowledge.stages[interview.knowledge.causes[cause].stage]
    waiting = frozenset(stage.after) - interview.outcome.counts
    reading: dict[Base, set[str]] = {}
    for before in sorted(waiting):
        for base in dependencies.read_by_stage(before):
            if base[0] == "team":
                reading.setdefault(base, set()).add(before)

    def opens(tried: Sequence[AnswerChange]) -> list[AnswerChange]:
        ruled_out = look.ruled_out(stage.after, [_by_fact(change) for change in tried]) if tried else []
        return [change for change, opens in zip(tried, ruled_out, strict=True) if opens]

    def bears(change: AnswerChange) -> bool:
        """Whether a change bears on every stage that is waited for: any other opens nothing."""
        return waiting <= {stage_id for cell in change for stage_id in reading[cell.base]}

    singles = candidate_changes(interview, sorted(reading, key=dependencies.place))
    opening = opens([change for change in singles if bears(change)])
    yield opening
    yield _with_own(interview, cause, member, opening)
    yield opens(_pairs(singles, bears))


def _with_own(interview: Interview, cause: str, member: str, opening: Iterable[AnswerChange]) -> list[AnswerChange]:
    """The first change that does open the gate, together with an answer about the member."""
    for change in islice(opening, _MOST_PROVED):
        state = state_after(interview, change)
        if state is not None and interview.knowledge.causes[cause].stage in state.outcome.open_gates:
            rows = MemberLookahead(
                state, cause, member, candidate_changes(state, _in_question(state, cause, member), member)
            )
            return [{**change, **other} for other in rows.first(1, _MOST_PAIRS) if not change.keys() & other]
    return []


def _pairs(
    singles: Sequence[AnswerChange], wanted: Callable[[AnswerChange], bool] = lambda _: True
) -> list[AnswerChange]:
    """Two changes in one, of different cells."""
    together = ({**change, **other} for change, other in combinations(singles, 2) if not change.keys() & other)
    return list(islice(filter(wanted, together), _MOST_PAIRS))


def _by_fact(variant: AnswerChange) -> dict[str, Given]:
    return {cell.fact: given for cell, given in variant.items()}


def _in_question(interview: Interview, cause: str, member: str | None) -> Iterable[Base]:
    """The facts that bear on a cause, or on the one that comes first, where that is of the same team or member."""
    first = interview.diagnosis().causes[0]
    ids = (cause, first.cause) if first.subject == member else (cause,)
    return dict.fromkeys(base for id_ in ids for base in _bearing(interview, id_))


def _bearing(interview: Interview, cause: str) -> list[Base]:
    """The facts of the team and of the cause's subject behind its rules and needs; reviews are not among them."""
    dependencies = dependencies_of(interview.knowledge)
    compiled = dependencies.program.causes[cause]
    rules = dependencies.program.rules[compiled.subject]
    bases = {base for id_ in (*compiled.rules_for, *compiled.rules_against) for base in rules[id_].bases}
    bases |= {base for need in compiled.needs for base in need.bases}
    return sorted(
        base for base in bases if base[0] in ("team", compiled.subject) and base[1] not in dependencies.reviews
    )


def _proved(
    interview: Interview, cause: str, member: str | None, likely: Iterable[AnswerChange]
) -> Iterator[SmallestChange]:
    """Those of `likely` changes that do bring a cause first, by the whole diagnosis: the smallest of each cell."""
    told: set[frozenset[Cell]] = set()
    tried = 0
    for change in sorted(likely, key=lambda change: _size(interview, change)):
        if frozenset(change) in told:
            continue
        state, tried = state_after(interview, change), tried + 1
        causes = state.diagnosis().causes if state is not None else []
        if state is not None and causes and (causes[0].cause, causes[0].subject) == (cause, member):
            facts = interview.knowledge.facts
            texts = {cell: as_text(given, facts[cell.subject][cell.fact]) for cell, given in change.items()}
            yield SmallestChange(
                texts, {cell: _now(interview, cell) for cell in change}, state, changes(interview, state)
            )
            told.add(frozenset(change))
        if len(told) == _MOST_TOLD or tried == _MOST_PROVED:
            return


def _size(interview: Interview, variant: AnswerChange) -> tuple[int, float]:
    """How large a change is: what is not answered yet is the smaller one, and then what is nearer to what is there."""
    distances = [
        _distance(given.value, answer.given.value)
        for cell, given in variant.items()
        if (answer := interview.answers.get(cell)) and answer.given
    ]
    return len(distances), sum(distances)


def _distance(value: object, other: object) -> float:
    """How far two values are from each other, as a share of the larger; 0 for what are no numbers."""
    if isinstance(value, Decimal) and isinstance(other, Decimal) and value != other:
        return float(abs(value - other) / max(abs(value), abs(other)))
    return 0.0


def _now(interview: Interview, cell: Cell) -> str | None:
    answer = interview.answers.get(cell)
    if answer is None or answer.given is None:
        return None
    return as_text(answer.given, interview.knowledge.facts[cell.subject][cell.fact])
