"""The agenda: the next question, those that could still matter, and what is settled already."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import chain

from diagnosis.intake.model import Given
from diagnosis.interview.prospects import Dependencies, Prospects, UndecidedCause, prospects_of
from diagnosis.interview.questions.lookahead import Lookahead
from diagnosis.interview.questions.opening import is_likely_known, opening
from diagnosis.interview.questions.question import Question
from diagnosis.interview.questions.representative_answers import RepresentativeAnswer, sampler_of
from diagnosis.interview.questions.routes import Route, Routes, effort
from diagnosis.interview.record import CauseAt, Cell, Interview
from diagnosis.knowledge.model import Subject, Verdict
from diagnosis.knowledge.program import Base


@dataclass(frozen=True, slots=True)
class StageProgress:
    """A stage as it stands: its verdict, whether that can still change, and how many questions could matter to it."""

    stage: str
    verdict: Verdict
    settled: bool
    questions: int


Approach = tuple[str, Route]
"""What becomes known, and the facts to ask for, in their order."""


@dataclass(frozen=True)
class StageRoutes:
    """The ways on in a stage, each with the causes that it bears on."""

    stage: str
    causes: Mapping[Approach, tuple[str, ...]]

    def of_the_team(self) -> StageRoutes:
        """Those on which nothing is asked about members."""
        causes = {way: causes for way, causes in self.causes.items() if all(subject == "team" for subject, _ in way[1])}
        return StageRoutes(self.stage, causes)

    def likely_known(self, dependencies: Dependencies) -> StageRoutes:
        """Those on which nothing is asked that only others know."""
        likely = {
            way: causes
            for way, causes in self.causes.items()
            if all(is_likely_known(dependencies.fact(base)) for base in way[1])
        }
        return StageRoutes(self.stage, likely)


class Agenda:
    """What an interview asks next, and why it may stop."""

    def __init__(self, interview: Interview) -> None:
        self.interview = interview
        self.prospects: Prospects = prospects_of(interview)
        self._routes = Routes(self.prospects)
        self._lookahead = Lookahead(self.prospects)
        self._sampler = sampler_of(self.prospects.dependencies)

    @cached_property
    def ways(self) -> tuple[StageRoutes, ...]:
        """The ways on, in the order in which they are taken up.

        Along the chain it is first asked what could confirm a cause, of the team and then with the members' figures;
        of the team, what a sales manager usually knows comes before what others have to be asked for. Only where no
        more can be confirmed, what has to be known to rule the rest out, so that a gate can open. One confirmed cause
        makes all of that superfluous. Members are looked at last, when all that comes before is known.
        """
        gated = {stage.stage for stage in self.prospects.stages.values() if stage.after}
        undecided = self.prospects.undecided
        before = {stage: all_ for stage, all_ in undecided.items() if stage not in gated}
        confirm = [self._ways(stage, [cause for cause in all_ if cause.confirmed]) for stage, all_ in before.items()]
        of_the_team = [ways.of_the_team() for ways in confirm]
        all_ways = [ways.likely_known(self.prospects.dependencies) for ways in of_the_team]
        all_ways += [*of_the_team, *confirm]
        all_ways += [self._ways(stage, [cause for cause in all_ if cause.clears]) for stage, all_ in before.items()]
        all_ways += [self._ways(stage, all_) for stage, all_ in undecided.items() if stage in gated]
        return tuple(ways for ways in all_ways if ways.causes)

    def _ways(self, stage: str, undecided: Iterable[UndecidedCause]) -> StageRoutes:
        causes: dict[Approach, dict[str, None]] = {}
        for open_cause in undecided:
            cause = self.prospects.dependencies.plans[open_cause.unit.subject].causes[open_cause.column].cause.cause
            for target, route in self._routes.of_cause(open_cause.unit, open_cause.column, open_cause.clears):
                if route:
                    causes.setdefault((target, route), {})[cause] = None
        return StageRoutes(stage, {way: tuple(named) for way, named in causes.items()})

    @cached_property
    def questions(self) -> tuple[Question, ...]:
        """The questions whose answers could still matter, along the chain."""
        distinct: dict[tuple[Subject, tuple[str, ...]], Question] = {}
        for question in self._questions():
            distinct.setdefault((question.subject, question.facts), question)
        return tuple(distinct.values())

    @cached_property
    def _first(self) -> Route:
        """What is asked before any cause is looked for: how large the gap is, and where it lies."""
        gap = self._routes.gap() if self.prospects.gap_matters else ()
        return gap if self.prospects.finished else (*gap, *opening(self.interview))

    @property
    def opens(self) -> bool:
        """Whether it is still asked how large the gap is, or where it lies."""
        return bool(self._first)

    @cached_property
    def _instead(self) -> Question | None:
        """What is asked for instead of a fact that nobody could say, if it still matters."""
        instead = {
            fact.proxy
            for fact in self.interview.knowledge.facts["team"].values()
            if fact.proxy and (answer := self.interview.answers.get(Cell("team", fact.fact))) and not answer.known
        }
        return next((question for question in self.questions if question.facts[0] in instead), None)

    def _questions(self) -> Iterator[Question]:
        for base in self._first:
            yield self._question((base,), None, ())
        for ways in self.ways:
            yield from self._questions_of(ways)
        if not any(ways.causes for ways in self.ways) and not self.prospects.finished:
            yield from self._leftover()

    def _leftover(self) -> Iterator[Question]:
        """All that is open behind what is undecided: no interview ends without its proof for want of a way."""
        for stage in self.prospects.undecided:
            bases = sorted(
                self.prospects.dependencies.read_by_stage(stage) & self.interview.open_bases,
                key=self.prospects.dependencies.place,
            )
            yield from (self._question((base,), stage, ()) for base in bases)

    def _questions_of(self, ways: StageRoutes) -> Iterator[Question]:
        """The questions of a stage: each fact of the team by itself, the facts of members as one table."""
        facts: dict[Base, dict[str, None]] = {}
        for (_, route), causes in ways.causes.items():
            for base in route:
                facts.setdefault(base, {}).update(dict.fromkeys(causes))
        team = (self._question((base,), ways.stage, tuple(facts[base])) for base in facts if base[0] == "team")
        tables = (
            self._table(subject, ways.stage, facts) for subject in sorted({owner for owner, _ in facts} - {"team"})
        )
        # A stage of members asks for these first: their figures may add up to what is open of the team.
        about_members = self.prospects.stages[ways.stage].subject != "team"
        yield from chain(tables, team) if about_members else chain(team, tables)

    def _table(self, subject: Subject, stage: str, facts: Mapping[Base, Iterable[str]]) -> Question:
        columns = tuple(sorted((base for base in facts if base[0] == subject), key=self.prospects.dependencies.place))
        causes = tuple(dict.fromkeys(cause for base in columns for cause in facts[base]))
        return self._question(columns, stage, causes)

    def _question(self, route: Route, stage: str | None, causes: tuple[str, ...]) -> Question:
        subject = route[0][0]
        fact = self.prospects.dependencies.fact(route[0])
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

        The gap comes first, and where it lies. Then what stands in for a fact that nobody could say; then, in the
        earliest stage that is not done, what is expected to tell most for its effort.
        """
        if self._first or self._instead:
            return self._question(self._first[:1], None, ()) if self._first else self._instead
        for ways in self.ways:
            asked = list(self._questions_of(ways))
            if asked and asked[0].is_table:
                return asked[0]
            values = self.values(ways)
            route = max(values, key=lambda way: (self._is_own(ways, way), values[way]))[1] if values else ()
            best = next((question for question in asked if ((question.subject, question.facts[0]) in route[:1])), None)
            if best is not None or asked:
                return best or asked[0]
        return next(iter(self.questions), None)

    @property
    def asked(self) -> tuple[Question, ...]:
        """The next question, and then all that could still matter."""
        return (*((self.next,) if self.next else ()), *self.questions)

    def _is_own(self, ways: StageRoutes, way: Approach) -> bool:
        """Whether a way begins with a fact of the stage itself; what lies in others only helps to weigh those."""
        fact = self.prospects.dependencies.fact(way[1][0])
        return fact is not None and fact.stage == ways.stage

    def values(self, ways: StageRoutes) -> dict[Approach, float]:
        """The expected gain of each way for its effort: bits that are known afterwards, by unit of effort."""
        tried: dict[Approach, tuple[RepresentativeAnswer, ...]] = {}
        for target, route in ways.causes:
            if all(subject == "team" for subject, _ in route):
                tried[target, route] = self._sampler.answers(self.prospects.team.values.known, target, route)
        # Ways that ask for the same facts try the same answers: each is looked at once.
        row_of: dict[tuple[tuple[str, Given], ...], int] = {}
        for answer in chain.from_iterable(tried.values()):
            row_of.setdefault(answer.given, len(row_of))
        if not row_of:
            return {}
        forecast = self._lookahead.forecast([dict(given) for given in row_of])
        result: dict[Approach, float] = {}
        for way, samples in tried.items():
            if samples:
                rows = [row_of[answer.given] for answer in samples]
                gain = self._lookahead.gain(forecast, rows, [answer.weight for answer in samples])
                result[way] = gain / effort(self.prospects, way[1])
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
                stage.stage, outcome.stages[stage.stage], self.prospects.settled(stage), counts.get(stage.stage, 0)
            )
            for stage in self.interview.knowledge.stages.values()
        )

    @cached_property
    def first_settled(self) -> CauseAt | None:
        """The first confirmed cause, if it stays confirmed and no other can still come before it; else None.

        A manager in a hurry may stop here.
        """
        confirmed = self.interview.diagnosis().confirmed
        if not confirmed or self.prospects.can_be_met:
            return None
        first = (confirmed[0].cause, confirmed[0].subject)
        return first if self.prospects.stays_first(*first) else None

    @property
    def finished(self) -> bool:
        """Whether no answer to any open question could change the confirmed causes or the gate: proved, not guessed."""
        return self.prospects.finished or not self.questions


def agenda_of(interview: Interview) -> Agenda:
    """The agenda of a state, worked out once for it."""
    return interview.derived(Agenda, lambda: Agenda(interview))
