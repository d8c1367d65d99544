"""The agenda: the next question, those that could still matter, and what is settled already."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import chain

from diagnosis.interview.asking import Question, Route, Routes, effort
from diagnosis.interview.changes import CauseAt
from diagnosis.interview.lookahead import Lookahead
from diagnosis.interview.standing import Standing, Undecided, standing_of
from diagnosis.interview.state import Interview
from diagnosis.interview.trying import Tried, trier_of
from diagnosis.knowledge.model import Subject, Verdict
from diagnosis.knowledge.program import Base


@dataclass(frozen=True, slots=True)
class StageProgress:
    """A stage as it stands: its verdict, whether that can still change, and how many questions could matter to it."""

    stage: str
    verdict: Verdict
    settled: bool
    questions: int


Way = tuple[str, Route]
"""What becomes known, and the facts to ask for, in their order."""


@dataclass(frozen=True)
class Ways:
    """The ways on in a stage, each with the causes that it bears on."""

    stage: str
    causes: Mapping[Way, tuple[str, ...]]

    def of_the_team(self) -> Ways:
        """Those on which nothing is asked about members."""
        causes = {way: found for way, found in self.causes.items() if all(subject == "team" for subject, _ in way[1])}
        return Ways(self.stage, causes)


class Agenda:
    """What an interview asks next, and why it may stop."""

    def __init__(self, interview: Interview) -> None:
        self.interview = interview
        self.standing: Standing = standing_of(interview)
        self._routes = Routes(self.standing)
        self._lookahead = Lookahead(self.standing)
        self._trier = trier_of(self.standing.guide)

    @cached_property
    def ways(self) -> tuple[Ways, ...]:
        """The ways on, in the order in which they are taken up.

        Along the chain it is first asked what could confirm a cause, of the team and then with the members' figures;
        only where no more can be confirmed, what has to be known to rule the rest out, so that a gate can open. One
        confirmed cause makes all of that superfluous. Members are looked at last, when all that comes before is known.
        """
        gated = {stage.stage for stage in self.standing.stages.values() if stage.after}
        undecided = self.standing.undecided
        before = {stage: all_ for stage, all_ in undecided.items() if stage not in gated}
        confirm = [self._ways(stage, [one for one in all_ if one.confirmed]) for stage, all_ in before.items()]
        found = [*(one.of_the_team() for one in confirm), *confirm]
        found += [self._ways(stage, [one for one in all_ if one.clears]) for stage, all_ in before.items()]
        found += [self._ways(stage, all_) for stage, all_ in undecided.items() if stage in gated]
        return tuple(one for one in found if one.causes)

    def _ways(self, stage: str, undecided: Iterable[Undecided]) -> Ways:
        causes: dict[Way, dict[str, None]] = {}
        for one in undecided:
            cause = self.standing.guide.plans[one.unit.subject].causes[one.column].cause.cause
            for target, route in self._routes.of_cause(one.unit, one.column, one.clears):
                if route:
                    causes.setdefault((target, route), {})[cause] = None
        return Ways(stage, {way: tuple(named) for way, named in causes.items()})

    @cached_property
    def questions(self) -> tuple[Question, ...]:
        """The questions whose answers could still matter, along the chain."""
        found: dict[tuple[Subject, tuple[str, ...]], Question] = {}
        for question in self._questions():
            found.setdefault((question.subject, question.facts), question)
        return tuple(found.values())

    def _questions(self) -> Iterator[Question]:
        if self.standing.gap_matters:
            for base in self._routes.gap():
                yield self._question((base,), None, ())
        for ways in self.ways:
            yield from self._questions_of(ways)
        if not any(ways.causes for ways in self.ways) and not self.standing.finished:
            yield from self._leftover()

    def _leftover(self) -> Iterator[Question]:
        """All that is open behind what is undecided: no interview ends without its proof for want of a way."""
        for stage in self.standing.undecided:
            bases = sorted(
                self.standing.guide.read_by_stage(stage) & self.interview.open_bases, key=self.standing.guide.place
            )
            yield from (self._question((base,), stage, ()) for base in bases)

    def _questions_of(self, ways: Ways) -> Iterator[Question]:
        """The questions of a stage: each fact of the team by itself, the facts of members as one table."""
        facts: dict[Base, dict[str, None]] = {}
        for (_, route), causes in ways.causes.items():
            for base in route:
                facts.setdefault(base, {}).update(dict.fromkeys(causes))
        team = (self._question((one,), ways.stage, tuple(facts[one])) for one in facts if one[0] == "team")
        tables = (self._table(subject, ways.stage, facts) for subject in sorted({one for one, _ in facts} - {"team"}))
        # A stage of members asks for these first: their figures may add up to what is open of the team.
        about_members = self.standing.stages[ways.stage].subject != "team"
        yield from chain(tables, team) if about_members else chain(team, tables)

    def _table(self, subject: Subject, stage: str, facts: Mapping[Base, Iterable[str]]) -> Question:
        columns = tuple(sorted((base for base in facts if base[0] == subject), key=self.standing.guide.place))
        causes = tuple(dict.fromkeys(cause for base in columns for cause in facts[base]))
        return self._question(columns, stage, causes)

    def _question(self, route: Route, stage: str | None, causes: tuple[str, ...]) -> Question:
        subject = route[0][0]
        fact = self.standing.guide.fact(route[0])
        held_by = fact.held_by if fact else None
        return Question(
            subject=subject,
            facts=tuple(name for _, name in route),
            stage=stage,
            causes=causes,
            held_by=held_by,
            members=self.interview.members.get(subject, ()),
        )

    @cached_property
    def next(self) -> Question | None:
        """The next question; None where nothing that could be asked matters any more.

        The gap comes first. Then, in the earliest stage that is not done, what is expected to tell most for its effort.
        """
        if self.standing.gap_matters:
            return next(iter(self.questions), None)
        for ways in self.ways:
            asked = list(self._questions_of(ways))
            if asked and asked[0].is_table:
                return asked[0]
            values = self.values(ways)
            route = max(values, key=lambda way: (self._is_own(ways, way), values[way]))[1] if values else ()
            best = next((one for one in asked if ((one.subject, one.facts[0]) in route[:1])), None)
            if best is not None or asked:
                return best or asked[0]
        return next(iter(self.questions), None)

    @property
    def asked(self) -> tuple[Question, ...]:
        """The next question, and then all that could still matter."""
        return (*((self.next,) if self.next else ()), *self.questions)

    def _is_own(self, ways: Ways, way: Way) -> bool:
        """Whether a way begins with a fact of the stage itself; what lies in others only helps to weigh those."""
        fact = self.standing.guide.fact(way[1][0])
        return fact is not None and fact.stage == ways.stage

    def values(self, ways: Ways) -> dict[Way, float]:
        """The expected gain of each way for its effort: bits that are known afterwards, by unit of effort."""
        tried: dict[Way, tuple[Tried, ...]] = {}
        for target, route in ways.causes:
            if all(subject == "team" for subject, _ in route):
                tried[target, route] = self._trier.answers(self.standing.team.sight.known, target, route)
        answers = [dict(one.given) for found in tried.values() for one in found]
        if not answers:
            return {}
        looked = self._lookahead.look(answers)
        result: dict[Way, float] = {}
        row = 0
        for way, found in tried.items():
            rows, row = slice(row, row + len(found)), row + len(found)
            if found:
                gain = self._lookahead.gain(looked, rows, [one.weight for one in found])
                result[way] = gain / effort(self.standing, way[1])
        return result

    @cached_property
    def stages(self) -> tuple[StageProgress, ...]:
        """The stages of the chain as they stand."""
        counts: dict[str | None, int] = {}
        for question in self.questions:
            counts[question.stage] = counts.get(question.stage, 0) + 1
        outcome = self.interview.outcome
        return tuple(
            StageProgress(
                stage.stage, outcome.stages[stage.stage], self.standing.settled(stage), counts.get(stage.stage, 0)
            )
            for stage in self.interview.knowledge.stages.values()
        )

    @cached_property
    def first_settled(self) -> CauseAt | None:
        """The first confirmed cause, if it stays confirmed and no other can still come before it; else None.

        A manager in a hurry may stop here.
        """
        confirmed = self.interview.diagnosis().confirmed
        if not confirmed or self.standing.can_be_met:
            return None
        first = (confirmed[0].cause, confirmed[0].subject)
        return first if self.standing.stays_first(*first) else None

    @property
    def finished(self) -> bool:
        """Whether no answer to any open question could change the confirmed causes or the gate: proved, not guessed."""
        return self.standing.finished or not self.questions


def agenda_of(interview: Interview) -> Agenda:
    """The agenda of a state, worked out once for it."""
    found = interview.__dict__.get("_agenda")
    if not isinstance(found, Agenda):
        found = interview.__dict__["_agenda"] = Agenda(interview)
    return found
