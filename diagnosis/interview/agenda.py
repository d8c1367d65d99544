"""The agenda: the next question, those that could still matter, and what is settled already."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from diagnosis.interview.asking import Question, Route, Routes
from diagnosis.interview.standing import Standing, standing_of
from diagnosis.interview.state import Interview
from diagnosis.knowledge.model import Subject, Verdict


@dataclass(frozen=True, slots=True)
class StageProgress:
    """A stage as it stands: its verdict, whether that can still change, and how many questions could matter to it."""

    stage: str
    verdict: Verdict
    settled: bool
    questions: int


class Agenda:
    """What an interview asks next, and why it may stop."""

    def __init__(self, interview: Interview) -> None:
        self.interview = interview
        self.standing: Standing = standing_of(interview)
        self._routes = Routes(self.standing)

    @cached_property
    def by_stage(self) -> dict[str, dict[Route, tuple[str, ...]]]:
        """By stage in the order of the chain, the ways on, each with the causes that it bears on."""
        result: dict[str, dict[Route, tuple[str, ...]]] = {}
        for stage, found in self.standing.undecided.items():
            ways: dict[Route, dict[str, None]] = {}
            for unit, column, needs_too in found:
                cause = self.standing.guide.plans[unit.subject].causes[column].cause.cause
                for _, route in self._routes.of_cause(unit, column, needs_too):
                    if route:
                        ways.setdefault(route, {})[cause] = None
            if ways:
                result[stage] = {route: tuple(causes) for route, causes in ways.items()}
        return result

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
        for stage, ways in self.by_stage.items():
            facts: dict[tuple[Subject, str], dict[str, None]] = {}
            for route, causes in ways.items():
                for base in route:
                    facts.setdefault(base, {}).update(dict.fromkeys(causes))
            for base, named in facts.items():
                if base[0] == "team":
                    yield self._question((base,), stage, tuple(named))
            table = {base: named for base, named in facts.items() if base[0] != "team"}
            for subject in sorted({subject for subject, _ in table}):
                columns = tuple(base for base in table if base[0] == subject)
                causes_ = tuple(dict.fromkeys(cause for base in columns for cause in table[base]))
                yield self._question(columns, stage, causes_)

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
        """The next question; None where nothing that could be asked matters any more."""
        return next(iter(self.questions), None)

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
