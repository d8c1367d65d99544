"""Anything that may happen in an interview, at random."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from random import Random

from diagnosis.authoring.case_file import read_cases
from diagnosis.documents.source import Faults
from diagnosis.faults import Faulty
from diagnosis.intake.model import Statements, Team
from diagnosis.interview import Cell, Event, Interview, Question, begin, follow_up, resume_from
from diagnosis.kinds import kind_of
from diagnosis.knowledge.base import Knowledge
from diagnosis.knowledge.model import Fact
from diagnosis.resources import rules_dir
from tests.packaged import packaged_knowledge

from .managers import answered, any_text

CASES = [
    case
    for case in read_cases([rules_dir() / "tests"], packaged_knowledge(), Faults())
    if case.expected.refused is None
]
SELLERS = ("S-1", "S-2", "S-3")


def any_event(interview: Interview, random: Random) -> Event:
    """Anything that a manager may do next."""
    knowledge = interview.knowledge
    kinds = ["answer", "unknown", "withdraw", "table", "remove", "since", "does_not_apply"]
    kind = random.choices(kinds, [60, 12, 10, 10, 3, 6, 4])[0]
    if kind == "table":
        facts = random.sample(
            sorted(f.fact for f in knowledge.facts["seller"].values() if f.given), random.randint(1, 9)
        )
        rows = [
            ",".join([seller, *(f'"{any_text(knowledge.facts["seller"][fact], random)}"' for fact in facts)])
            for seller in random.sample(SELLERS, random.randint(1, 3))
        ]
        return Event("table", "seller", tuple(facts), None, "\n".join([",".join(["seller", *facts]), *rows]))
    if kind == "remove":
        return Event("remove", "seller", (), random.choice(SELLERS))
    if kind in ("since", "does_not_apply"):
        stages = [stage.stage for stage in knowledge.stages.values()] if kind == "does_not_apply" else []
        name = random.choice([*stages, *sorted(f.fact for f in knowledge.facts["team"].values() if f.given)])
        said = ["2026-Q2", "2025-Q1", "before", ""] if kind == "since" else ["nothing of the kind", ""]
        return Event(kind, "team", (name,), None, random.choice(said))  # type: ignore[arg-type]
    if random.random() < 0.2:
        subject, member = "seller", random.choice([*SELLERS, None])
    else:
        subject, member = "team", None
    fact = random.choice(sorted(f.fact for f in knowledge.facts[subject].values() if f.given))
    text = any_text(knowledge.facts[subject][fact], random) if kind == "answer" else None
    return Event(kind, subject, (fact,), member, text)  # type: ignore[arg-type]


def some_interview(knowledge: Knowledge, random: Random, events: int) -> tuple[Interview, list[Event]]:
    """A state after so many events; those that are refused are left out."""
    interview, done = begin(knowledge, "North", "2026-Q3"), []
    for _ in range(events):
        event = any_event(interview, random)
        try:
            interview = interview.apply(event)
        except Faulty:
            continue
        done.append(event)
    return interview, done


def completed(interview: Interview, random: Random) -> Interview:
    """A state in which every question is answered, at random; what would contradict the rest is not known."""
    knowledge = interview.knowledge
    while interview.open_bases:
        subject, fact = random.choice(sorted(interview.open_bases))
        if subject == "team":
            if random.random() < 0.2:
                interview = interview.dont_know(fact)
                continue
            event = Event("answer", subject, (fact,), None, any_text(knowledge.facts[subject][fact], random))
        else:
            members = interview.members.get(subject) or tuple(
                f"{subject}-{number}" for number in range(random.randint(1, 3))
            )
            rows = [
                f'{member},"{any_text(knowledge.facts[subject][fact], random) if random.random() < 0.8 else ""}"'
                for member in members
                if not interview.members.get(subject) or interview.is_open(Cell(subject, fact, member))
            ]
            event = Event("table", subject, (fact,), None, "\n".join([f"{subject},{fact}", *rows]))
        try:
            interview = interview.apply(event)
        except Faulty:
            interview = interview.apply(Event("unknown", subject, (fact,)))
    return interview


def confirmed(interview: Interview) -> set[tuple[str, str | None]]:
    """The confirmed causes, with the members that they are about."""
    return {(cause.cause, cause.subject) for cause in interview.diagnosis().confirmed}


def gates(interview: Interview) -> frozenset[str]:
    """The stages that name somebody; nobody is looked for where the target is met."""
    return frozenset() if interview.diagnosis().gap.met is True else interview.outcome.open_gates


@cache
def teams_with_an_open_gate() -> list[Team]:
    """Teams of worked cases that are healthy all through, so that sellers are looked at."""
    knowledge = packaged_knowledge()
    teams = (resume_from(knowledge, case.team) for case in CASES)
    return [case.team for case in teams if gates(case)]


def any_start(knowledge: Knowledge, random: Random) -> Interview:
    """A start from nothing, from some facts of a case with what is said of them, or after a case of last quarter."""
    kind = random.choice(["nothing", "a case", "last quarter"])
    if kind == "nothing":
        return begin(knowledge, "North", "2026-Q3")
    if kind == "a case":
        team = from_a_case(knowledge, random).team
        return resume_from(knowledge, replace(team, statements=any_statements(knowledge, team, random)))
    return follow_up(knowledge, from_a_case(knowledge, random).team, "2027-Q1")


def any_statements(knowledge: Knowledge, team: Team, random: Random) -> Statements:
    """What may be said of facts of a team, given or not; only what is not given may not apply."""
    facts = [fact for fact in knowledge.facts["team"].values() if fact.given]
    numbers = [fact for fact in facts if kind_of(fact).numeric]
    unknown_facts = [fact for fact in facts if fact.fact not in team.facts]
    given_stages = {knowledge.facts["team"][fact].stage for fact in team.facts}
    stages = [stage for stage in knowledge.stages.values() if not (stage.after or stage.stage in given_stages)]

    def names(of: Sequence[Fact]) -> list[str]:
        return [fact.fact for fact in random.sample(of, min(len(of), random.randint(0, 3)))]

    absent = names(unknown_facts) + [stage.stage for stage in stages if random.random() < 0.3]
    return Statements(
        since={name: random.choice(["before", team.quarter, "1950-Q1"]) for name in names(facts)},
        does_not_apply=dict.fromkeys(absent, "services only"),
        does_not_apply_by=random.choice([None, "head of sales"]),
        over={name: random.randint(1, 12) for name in names(numbers)},
        said_by=dict.fromkeys(names(facts), "sales manager"),
    )


def from_a_case(knowledge: Knowledge, random: Random) -> Interview:
    """A start from some of the facts of a worked case: with old figures, reviews, and the quarter before."""
    case = random.choice(CASES)
    share = random.choice([0.3, 0.7, 0.95, 1.0])
    facts = {fact: given for fact, given in case.team.facts.items() if random.random() < share}
    members = {
        subject: tuple(
            replace(
                member, facts={fact: given for fact, given in member.facts.items() if random.random() < max(share, 0.9)}
            )
            for member in members
        )
        for subject, members in case.team.members.items()
        if random.random() < share
    }
    return resume_from(knowledge, replace(case.team, facts=facts, members=members))


def some_answer(interview: Interview, question: Question, random: Random, team: Team | None = None) -> Interview:
    """The answer of `team` to a question, or a random one; where that contradicts others, "don't know"."""
    if team is not None:
        try:
            return answered(interview, question, team)
        except Faulty:
            return unknown(interview, question)
    return _any_answer(interview, question, random)


def unknown(interview: Interview, question: Question) -> Interview:
    """The state of a manager who does not know."""
    return interview.apply(Event("unknown", question.subject, question.facts))


def _any_answer(interview: Interview, question: Question, random: Random) -> Interview:
    facts, known = question.facts, interview.knowledge.facts[question.subject]
    if random.random() < 0.15:
        return unknown(interview, question)
    try:
        if not question.is_table:
            return interview.answer(facts[0], any_text(known[facts[0]], random))
        rows = [
            ",".join([seller, *(f'"{any_text(known[fact], random)}"' for fact in facts)])
            for seller in question.members or SELLERS
        ]
        return interview.answer_table("\n".join([",".join(["seller", *facts]), *rows]), facts)
    except Faulty:
        return unknown(interview, question)
