"""Comparing a diagnosis with what a case expects; differences are told in words that a sales manager understands."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from diagnosis.authoring.case_model import ASPECTS, Aspect, Case, Expected, Item
from diagnosis.authoring.wording import CaseWording
from diagnosis.faults import Fault, Place
from diagnosis.knowledge.base import Knowledge
from diagnosis.languages import SOURCE
from diagnosis.messages import Said, labelled, listed, say, translated
from diagnosis.result import OF_STATEMENTS, Diagnosis, RequestResult


@dataclass(frozen=True, slots=True, order=True)
class Difference:
    """What was `expected`, where that is written, and what was `found` instead."""

    place: Place
    expected: Said
    found: Said

    def __str__(self) -> str:
        return self.text(SOURCE)

    def text(self, language: str) -> str:
        """The difference on one line, in a language ("en", "lt"); names and evidence are in the diagnosis's."""
        return f"{self.place}: {translated(self.expected, language)}; {translated(self.found, language)}"


def refusal(case: Case, faults: tuple[Fault, ...]) -> tuple[Difference, ...]:
    """The difference where the team's facts were refused with `faults`; none where that was expected."""
    if case.expected.refused is not None:
        return ()
    told = (
        labelled(str(fault.place), listed((part for part in (fault.what, fault.do) if part), "; ")) for fault in faults
    )
    refused = say("the facts are refused: {faults}", faults=listed(told, between=" · "))
    return (Difference(case.expected.place, say("the facts should be accepted"), refused),)


def compare(case: Case, diagnosis: Diagnosis, knowledge: Knowledge) -> tuple[Difference, ...]:
    """Where `diagnosis` differs from what `case` expects, in the order of the file."""
    expected = case.expected
    if expected.refused is not None:
        should = say("the facts should be refused, as they contradict one another")
        return (Difference(expected.refused.place, should, say("they are accepted")),)
    return tuple(sorted(_ResultComparison(expected, diagnosis, CaseWording(knowledge, diagnosis)).differences()))


def items_of(diagnosis: Diagnosis, part: str) -> list[Item]:
    """What a diagnosis says in the `part` of it that an aspect speaks of, as a case would name it."""
    match part:
        case "confirmed" | "open" | "ruled_out":
            return [Item(cause.cause, cause.subject) for cause in diagnosis.causes if cause.verdict == part]
        case "ranks":
            return [Item(cause.cause, cause.subject) for cause in diagnosis.causes]
        case "held":
            return [Item(held.subject or held.stage) for held in diagnosis.held]
        case "waiting_for":
            waited_for = (waited for stage in diagnosis.stages for waited in stage.waiting_for)
            return [Item(stage) for stage in dict.fromkeys(waited_for)]
        case "cleared":
            return [Item(cleared.subject) for cleared in diagnosis.cleared]
        case "clearing":
            held = [Item(evidence.rule, held.subject) for held in diagnosis.held for evidence in held.cleared_by]
            return held + [
                Item(evidence.rule, cleared.subject) for cleared in diagnosis.cleared for evidence in cleared.evidence
            ]
        case "requests":
            return [item for request in diagnosis.requests for item in _asked(request)]
        case "actions":
            return [Item(action.action, action.subject) for action in diagnosis.actions]
        case "strengths":
            return [Item(strength.finding, strength.subject) for strength in diagnosis.strengths]
        case "recognition":
            return [Item(ground.finding, ground.subject) for ground in diagnosis.recognition]
        case "notes":
            # What does not apply, is only said, or pooled, is what the case says itself.
            return [Item(note.finding, note.subject) for note in diagnosis.notes if note.finding not in OF_STATEMENTS]
        case _:
            assert part == "watch"
            return [Item(watched.fact) for watched in diagnosis.watch]


def _asked(request: RequestResult) -> list[Item]:
    """A request for each member that it is about."""
    if not request.subjects:
        return [Item(request.fact, None, request.held_by)]
    return [Item(request.fact, subject, request.held_by) for subject in request.subjects]


@dataclass(frozen=True)
class _ResultComparison:
    expected: Expected
    diagnosis: Diagnosis
    words: CaseWording

    def differences(self) -> Iterator[Difference]:
        yield from self.target()
        yield from self.stages()
        yield from self.reasons()
        for key, items in self.expected.lists.items():
            aspect = ASPECTS[key]
            actual = items_of(self.diagnosis, aspect.part)
            if aspect.how == "none":
                yield from self.unwanted(aspect, items, actual)
            elif aspect.how == "in order":
                yield from self.order(items, actual)
            else:
                yield from self.lacking(aspect, items, actual)
                if aspect.how == "exactly":
                    yield from self.besides(aspect, items, actual)

    def target(self) -> Iterator[Difference]:
        stated = self.expected.target_met
        met = {True: "true", False: "false", None: "unknown"}[self.diagnosis.gap.met]
        if stated is not None and stated.value != met:
            yield Difference(stated.place, *self.words.target(stated.value, met))

    def stages(self) -> Iterator[Difference]:
        actual = {stage.stage: stage for stage in self.diagnosis.stages}
        for name, stated in self.expected.stages.items():
            if actual[name].verdict != stated.value:
                yield Difference(stated.place, self.words.should_stage(name, stated.value), self.words.stage(name))

    def reasons(self) -> Iterator[Difference]:
        for item, stated in self.expected.reasons.items():
            reason, status = self.words.reason(item)
            if reason != stated.value:
                yield Difference(stated.place, self.words.should_reason(item, stated.value), status)

    def lacking(self, aspect: Aspect, items: tuple[Item, ...], actual: list[Item]) -> Iterator[Difference]:
        """What should be there and is not."""
        for item in items:
            if not any(item.means(other) for other in actual):
                yield Difference(item.place, self.words.should(aspect, item), self.words.instead(aspect, item, actual))

    def besides(self, aspect: Aspect, items: tuple[Item, ...], actual: list[Item]) -> Iterator[Difference]:
        """What is there besides what should be."""
        for other in actual:
            if not any(item.means(other) for item in items):
                place = self.expected.places[aspect.key]
                yield Difference(place, *self.words.besides(aspect, other, bool(items)))

    def unwanted(self, aspect: Aspect, items: tuple[Item, ...], actual: list[Item]) -> Iterator[Difference]:
        """What should not be there and is."""
        for item in items:
            for other in actual:
                if item.means(other):
                    yield Difference(item.place, *self.words.unwanted(aspect, other))
                    break

    def order(self, items: tuple[Item, ...], actual: list[Item]) -> Iterator[Difference]:
        """Causes that rank otherwise than in the order stated."""
        ranks = [next((rank for rank, other in enumerate(actual) if item.means(other)), None) for item in items]
        for item, rank in zip(items, ranks, strict=True):
            if rank is None:
                yield Difference(item.place, *self.words.unranked(item))
        for (before, first), (item, rank) in zip(
            zip(items, ranks, strict=True), list(zip(items, ranks, strict=True))[1:], strict=False
        ):
            if first is not None and rank is not None and first > rank:
                yield Difference(item.place, *self.words.misranked(before, item))
