"""How an interview starts: from nothing, from the facts of a file, or after last quarter."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from diagnosis.faults import Fault, Faulty, Place
from diagnosis.intake import particulars
from diagnosis.intake.model import Given, Statements, Team
from diagnosis.intake.quarters import quarter_after
from diagnosis.interview.record.answers import Answer, Cell, as_text
from diagnosis.interview.record.interview import Interview, require_agreement
from diagnosis.kinds.text import Wrong, name
from diagnosis.knowledge.base import Knowledge
from diagnosis.measures.compute import measure
from diagnosis.messages import say


def begin(
    knowledge: Knowledge, team: str, quarter: str, *, as_of: str = "", currency: str = "", previous: Team | None = None
) -> Interview:
    """An interview that starts from nothing (or from the quarter before). Texts are read as in a team file.

    A `previous` that is not the quarter directly before is not used. Raises Faulty with all faults of the particulars.
    """
    faults: list[Fault] = []

    def typed(key: str, read: object) -> object:
        if isinstance(read, Wrong):
            faults.append(Fault(Place(key), read.what, read.do))
            return None
        return read

    named = typed("team", name(team))
    when = typed("quarter", particulars.quarter(quarter))
    day = typed("as_of", particulars.as_of(as_of, when if isinstance(when, str) else None))
    money = typed("currency", particulars.currency(currency))
    if named == "":
        faults.append(Fault(Place("team"), say("{key} is missing", key="team"), say("write the team's name")))
    if previous is not None and isinstance(when, str) and previous.quarter >= when:
        what = say("{earlier} is not before {quarter}", earlier=previous.quarter, quarter=when)
        faults.append(Fault(Place("previous"), what, say("write the quarter before")))
    if faults:
        raise Faulty(faults)
    assert isinstance(named, str) and isinstance(when, str)
    assert day is None or isinstance(day, date)
    assert money is None or isinstance(money, str)
    # Only the quarter directly before is compared, as in files.
    direct = None
    if previous is not None and quarter_after(previous.quarter) == when:
        direct = replace(previous, statements=Statements())
    return Interview(knowledge, Team(named, when, day, money, previous=direct))


def resume_from(knowledge: Knowledge, team: Team) -> Interview:
    """An interview that starts from the facts of a file: what is there is answered, the rest is asked.

    Raises Faulty where the facts contradict one another.
    """
    answers: dict[Cell, Answer] = {}
    for fact, given in team.facts.items():
        answers.update([_before(knowledge, Cell("team", fact), given)])
    for subject, members in team.members.items():
        for member in members:
            for fact, given in member.facts.items():
                answers.update([_before(knowledge, Cell(subject, fact, member.member), given)])
    lists = {subject: tuple(member.member for member in members) for subject, members in team.members.items()}
    bare = replace(team, facts={}, members={}, measured={})
    # What contradicts is told where the file has it; from here on facts are answers like others, told by their cells.
    require_agreement(*measure(team, knowledge, knowledge.program))
    return Interview(knowledge, bare, answers, lists, dict(team.measured))


def follow_up(knowledge: Knowledge, last: Team, quarter: str, *, as_of: str = "") -> Interview:
    """An interview about the quarter after `last`, which becomes the quarter before; all is asked anew."""
    before = replace(last, previous=None)
    return begin(knowledge, last.team, quarter, as_of=as_of, currency=last.currency or "", previous=before)


def _before(knowledge: Knowledge, cell: Cell, given: Given) -> tuple[Cell, Answer]:
    return cell, Answer(cell, given, as_text(given, knowledge.facts[cell.subject][cell.fact]), True)
