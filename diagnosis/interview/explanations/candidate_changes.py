"""Changes of single answers that are worth trying: for each fact one value per outcome."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from statistics import median_low

from diagnosis.faults import Faulty
from diagnosis.intake.model import Given
from diagnosis.interview.prospects import dependencies_of
from diagnosis.interview.questions import sampler_of
from diagnosis.interview.record import Cell, Interview, answer_event, as_text
from diagnosis.kinds import kind_of
from diagnosis.knowledge.model import Fact
from diagnosis.knowledge.program import Base

AnswerChange = Mapping[Cell, Given]
"""A change of answers: a value for each cell that it is about."""

_TRIES_OF_A_MEMBER = 40
"""The tries of a member's rate where nobody's are known: as many as a seller has in a quarter. An assumption."""


def candidate_changes(interview: Interview, bases: Iterable[Base], member: str | None = None) -> list[AnswerChange]:
    """Changes of one answer each: values of `bases`, facts of the team or of the subject of `member`."""
    result: dict[tuple[Cell, Given], None] = {}
    for base in bases:
        fact = interview.knowledge.facts[base[0]][base[1]]
        cell = Cell(*base, None if base[0] == "team" else member)
        values = _counted(interview, cell) if fact.peers is not None else _by_meaning(interview, cell, fact)
        result.update(dict.fromkeys((cell, given) for given in values))
    return [{cell: given} for cell, given in result]


def state_after(interview: Interview, change: AnswerChange) -> Interview | None:
    """The state with these answers; None where they contradict what is known."""
    try:
        for cell, given in change.items():
            text = as_text(given, interview.knowledge.facts[cell.subject][cell.fact])
            interview = interview.apply(answer_event(cell, text), check=False)
        interview.require_agreement()
    except Faulty:
        return None
    return interview


def _by_meaning(interview: Interview, cell: Cell, fact: Fact) -> Iterator[Given]:
    """A value in each band of a fact, and on each side of what the rules compare it with."""
    measured = interview.measured_team
    members = {member.member: member for member in measured.members.get(cell.subject, ())}
    known = measured.of(members.get(cell.member or ""))
    others = {name: value for name, value in known.items() if name.partition(".")[0] != fact.fact}
    sampler = sampler_of(dependencies_of(interview.knowledge))
    for target in (f"{fact.fact}.band", fact.fact):
        for answer in sampler.answers(others, target, (cell.base,)):
            yield from (given for _, given in answer.given)


def _counted(interview: Interview, cell: Cell) -> Iterator[Given]:
    """Rates from low to high, for a test against the peers: it says what they mean only once it is carried out.

    Of as many tries as the member has, or as many as the others have where these are more.
    """
    tries = {
        answer.cell.member: answer.given.of
        for answer in interview.answers.values()
        if answer.cell.base == cell.base and answer.given is not None and answer.given.of
    }
    own = tries.pop(cell.member, None) or 0
    of = max(own, median_low(tries.values()) if tries else 0) or _TRIES_OF_A_MEMBER
    return kind_of(interview.knowledge.facts[cell.subject][cell.fact]).tried_out_of(of)
