"""Explanations as data: why this question, how a verdict came about, why not another cause, what if."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, islice

from diagnosis.explain.build import explain
from diagnosis.explain.model import Explanation
from diagnosis.faults import Faulty
from diagnosis.intake.model import Given
from diagnosis.interview.agenda import Agenda, agenda_of
from diagnosis.interview.answers import Event, shown
from diagnosis.interview.asking import Question
from diagnosis.interview.changes import CauseAt, Changes, changes
from diagnosis.interview.guide import guide_of
from diagnosis.interview.lookahead import Lookahead
from diagnosis.interview.standing import standing_of
from diagnosis.interview.state import Interview
from diagnosis.interview.trying import Tried, trier_of
from diagnosis.knowledge.model import Band, Language
from diagnosis.knowledge.program import Base

_MOST_PAIRS = 2_000
"""Pairs of answers that are tried for `why_not`, at most: some tenths of a second."""

_MOST_TOLD = 5
"""Changes that are told, the smallest first."""


@dataclass(frozen=True, slots=True)
class Possibility:
    """What one answer (or one that stands for it) would change.

    `texts` are the values by fact as one would answer them; where the question is one of several that belong together,
    the others are there too. `weight` is how common the catalogue takes it to be.
    """

    texts: Mapping[str, str]
    band: Band | None
    weight: float
    changes: Changes


@dataclass(frozen=True, slots=True)
class Why:
    """Why a question is asked: what each possible answer would change. Of a table the answers are not gone through."""

    question: Question
    possibilities: tuple[Possibility, ...]


def why(interview: Interview, question: Question) -> Why:
    """Why `question` is asked in this state."""
    if question.is_table:
        return Why(question, ())
    agenda = agenda_of(interview)
    found = (
        Possibility(_texts(interview, one), one.band, one.weight, changes(interview, after))  # type: ignore[arg-type]
        for one in _tried(interview, agenda, question)
        if (after := _after(interview, dict(one.given))) is not None
    )
    return Why(question, tuple(found))


def _tried(interview: Interview, agenda: Agenda, question: Question) -> tuple[Tried, ...]:
    """The answers that stand for all, on the way on which the question is worth most; else by the fact itself."""
    base: Base = (question.subject, question.facts[0])
    for ways in agenda.ways:
        values = agenda.values(ways)
        on = [way for way in values if base in way[1] and ways.stage == question.stage]
        if on:
            target, route = max(on, key=lambda way: values[way])
            return trier_of(guide_of(interview.knowledge)).answers(agenda.standing.team.sight, target, route)
    return trier_of(guide_of(interview.knowledge)).answers(agenda.standing.team.sight, question.facts[0], (base,))


def _texts(interview: Interview, tried: Tried) -> dict[str, str]:
    facts = interview.knowledge.facts["team"]
    return {fact: shown(given, facts[fact]) for fact, given in tried.given}


def _after(interview: Interview, given: Mapping[str, Given]) -> Interview | None:
    """The state with more values; None where they contradict what is known."""
    facts = interview.knowledge.facts["team"]
    try:
        for fact, value in given.items():
            interview = interview.apply(Event("answer", "team", (fact,), None, shown(value, facts[fact])), check=False)
        interview.require_agreement()
    except Faulty:
        return None
    return interview


def how(interview: Interview, cause: str, member: str | None = None, language: Language = "en") -> Explanation:
    """How the verdict on a cause came about. Raises KeyError where there is no such cause or member."""
    return explain(interview.knowledge, interview.measured_team, interview.outcome, cause, member, language)


# --- what if --------------------------------------------------------------------------------------------------


def what_if(interview: Interview, events: Iterable[Event]) -> tuple[Interview, Changes]:
    """The state after `events`, which are not committed to anything, and what would be concluded otherwise.

    Raises Faulty.
    """
    after = interview
    for event in events:
        after = after.apply(event)
    return after, changes(interview, after)


# --- why not --------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Otherwise:
    """The smallest change of facts that brings a cause first: values as one would answer them, now and then.

    `now` is None where a fact is not answered; `after` is the state that would then be, committed to nothing.
    """

    texts: Mapping[str, str]
    now: Mapping[str, str | None]
    after: Interview
    changes: Changes


@dataclass(frozen=True, slots=True)
class WhyNot:
    """Why a cause is not the first: what comes `before` it, and the smallest changes that would bring it there.

    `otherwise` holds the changes of one fact or, where one does not do, of two; none where two do not do either.
    """

    cause: str
    subject: str | None
    before: tuple[CauseAt, ...]
    otherwise: tuple[Otherwise, ...]


def why_not(interview: Interview, cause: str) -> WhyNot:
    """Why a cause of the team does not come first, and what would have to be otherwise."""
    ranked = [(one.cause, one.subject) for one in interview.diagnosis().causes]
    place = ranked.index((cause, None)) if (cause, None) in ranked else len(ranked)
    if place == 0:
        return WhyNot(cause, None, (), ())
    return WhyNot(cause, None, tuple(ranked[:place]), tuple(_otherwise(interview, cause)))


def _otherwise(interview: Interview, cause: str) -> Iterator[Otherwise]:
    """The changes of one fact; of two only where one does not do."""
    singles = _variants(interview, cause)
    found = list(_that_do(interview, cause, singles))
    if not found:
        pairs = ({**one, **other} for one, other in combinations(singles, 2) if not set(one) & set(other))
        found = list(_that_do(interview, cause, list(islice(pairs, _MOST_PAIRS))))
    yield from found


def _variants(interview: Interview, cause: str) -> list[dict[str, Given]]:
    """Other values of the facts that bear on a cause, or on the one that comes first: one for each band of each."""
    trier, first = trier_of(guide_of(interview.knowledge)), interview.diagnosis().causes[0]
    result: dict[tuple[tuple[str, Given], ...], None] = {}
    for id_ in dict.fromkeys((cause, first.cause)):
        for fact in _facts_of(interview, id_):
            sight = standing_of(interview.withdraw(fact)).team.sight
            for target in (f"{fact}.band", fact):
                result.update((one.given, None) for one in trier.answers(sight, target, (("team", fact),)))
    return [dict(given) for given in result]


def _facts_of(interview: Interview, cause: str) -> list[str]:
    """The facts of the team behind the rules and needs of a cause that are not reviews."""
    guide = guide_of(interview.knowledge)
    compiled = guide.program.causes[cause]
    rules = guide.program.rules[compiled.subject]
    bases = {base for id_ in (*compiled.rules_for, *compiled.rules_against) for base in rules[id_].bases}
    bases |= {base for need in compiled.needs for base in need.bases}
    return sorted(name for subject, name in bases if subject == "team" and name not in guide.reviews)


def _that_do(interview: Interview, cause: str, variants: Sequence[Mapping[str, Given]]) -> Iterator[Otherwise]:
    """Those of `variants` that bring a cause first: found by rows, proved by the whole diagnosis."""
    if not variants:
        return
    facts, given = interview.knowledge.facts["team"], interview.team.facts
    first = Lookahead(standing_of(interview)).first(variants)
    likely = [one for one, id_ in zip(variants, first, strict=True) if id_ == cause]
    told: set[frozenset[str]] = set()
    # What is not answered yet is the smaller change.
    for one in sorted(likely, key=lambda one: sum(fact in given for fact in one)):
        if frozenset(one) in told:
            continue
        after = _after(interview, one)
        causes = after.diagnosis().causes if after is not None else []
        if after is not None and causes and (causes[0].cause, causes[0].subject) == (cause, None):
            texts = {fact: shown(value, facts[fact]) for fact, value in one.items()}
            yield Otherwise(texts, {fact: _now(interview, fact) for fact in one}, after, changes(interview, after))
            told.add(frozenset(one))
            if len(told) == _MOST_TOLD:
                return


def _now(interview: Interview, fact: str) -> str | None:
    given = interview.team.facts.get(fact)
    return None if given is None else shown(given, interview.knowledge.facts["team"][fact])
