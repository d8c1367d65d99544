"""Comparing a diagnosis with what a case expects; differences are told in words that a sales manager understands."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from diagnosis.authoring.case_model import ASPECTS, Aspect, Case, Expected, Item
from diagnosis.authoring.wording import Wording
from diagnosis.faults import Fault, Place
from diagnosis.knowledge.base import Knowledge
from diagnosis.languages import SOURCE
from diagnosis.messages import Said, labelled, listed, say, translated
from diagnosis.result import Diagnosis, RequestResult


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
        labelled(str(fault.place), listed((one for one in (fault.what, fault.do) if one), "; ")) for fault in faults
    )
    found = say("the facts are refused: {faults}", faults=listed(told, between=" · "))
    return (Difference(case.expected.place, say("the facts should be accepted"), found),)


def compare(case: Case, diagnosis: Diagnosis, knowledge: Knowledge) -> tuple[Difference, ...]:
    """Where `diagnosis` differs from what `case` expects, in the order of the file."""
    expected = case.expected
    if expected.refused is not None:
        should = say("the facts should be refused, as they contradict one another")
        return (Difference(expected.refused.place, should, say("they are accepted")),)
    return tuple(sorted(_Comparison(expected, diagnosis, Wording(knowledge, diagnosis)).differences()))


def items_of(diagnosis: Diagnosis, part: str) -> list[Item]:
    """What a diagnosis says in the `part` of it that an aspect speaks of, as a case would name it."""
    match part:
        case "confirmed" | "open" | "ruled_out":
            return [Item(one.cause, one.subject) for one in diagnosis.causes if one.verdict == part]
        case "ranks":
            return [Item(one.cause, one.subject) for one in diagnosis.causes]
        case "held":
            return [Item(one.subject or one.stage) for one in diagnosis.held]
        case "waiting_for":
            return [Item(one) for one in dict.fromkeys(one for stage in diagnosis.stages for one in stage.waiting_for)]
        case "cleared":
            return [Item(one.subject) for one in diagnosis.cleared]
        case "clearing":
            held = [Item(one.rule, held.subject) for held in diagnosis.held for one in held.cleared_by]
            return held + [Item(one.rule, cleared.subject) for cleared in diagnosis.cleared for one in cleared.evidence]
        case "requests":
            return [found for request in diagnosis.requests for found in _asked(request)]
        case "actions":
            return [Item(one.action, one.subject) for one in diagnosis.actions]
        case "strengths":
            return [Item(one.finding, one.subject) for one in diagnosis.strengths]
        case "recognition":
            return [Item(one.finding, one.subject) for one in diagnosis.recognition]
        case "notes":
            return [Item(one.finding, one.subject) for one in diagnosis.notes]
        case _:
            assert part == "watch"
            return [Item(one.fact) for one in diagnosis.watch]


def _asked(request: RequestResult) -> list[Item]:
    """A request for each member that it is about."""
    if not request.subjects:
        return [Item(request.fact, None, request.held_by)]
    return [Item(request.fact, subject, request.held_by) for subject in request.subjects]


@dataclass(frozen=True)
class _Comparison:
    expected: Expected
    diagnosis: Diagnosis
    words: Wording

    def differences(self) -> Iterator[Difference]:
        yield from self.target()
        yield from self.stages()
        yield from self.reasons()
        for key, items in self.expected.lists.items():
            aspect = ASPECTS[key]
            found = items_of(self.diagnosis, aspect.part)
            if aspect.how == "none":
                yield from self.unwanted(aspect, items, found)
            elif aspect.how == "in order":
                yield from self.order(items, found)
            else:
                yield from self.lacking(aspect, items, found)
                if aspect.how == "exactly":
                    yield from self.besides(aspect, items, found)

    def target(self) -> Iterator[Difference]:
        stated = self.expected.target_met
        met = {True: "true", False: "false", None: "unknown"}[self.diagnosis.gap.met]
        if stated is not None and stated.value != met:
            yield Difference(stated.place, *self.words.target(stated.value, met))

    def stages(self) -> Iterator[Difference]:
        found = {stage.stage: stage for stage in self.diagnosis.stages}
        for name, stated in self.expected.stages.items():
            if found[name].verdict != stated.value:
                yield Difference(stated.place, self.words.should_stage(name, stated.value), self.words.stage(name))

    def reasons(self) -> Iterator[Difference]:
        for item, stated in self.expected.reasons.items():
            reason, status = self.words.reason(item)
            if reason != stated.value:
                yield Difference(stated.place, self.words.should_reason(item, stated.value), status)

    def lacking(self, aspect: Aspect, items: tuple[Item, ...], found: list[Item]) -> Iterator[Difference]:
        """What should be there and is not."""
        for item in items:
            if not any(item.means(one) for one in found):
                yield Difference(item.place, self.words.should(aspect, item), self.words.instead(aspect, item, found))

    def besides(self, aspect: Aspect, items: tuple[Item, ...], found: list[Item]) -> Iterator[Difference]:
        """What is there besides what should be."""
        for one in found:
            if not any(item.means(one) for item in items):
                place = self.expected.places[aspect.key]
                yield Difference(place, *self.words.besides(aspect, one, bool(items)))

    def unwanted(self, aspect: Aspect, items: tuple[Item, ...], found: list[Item]) -> Iterator[Difference]:
        """What should not be there and is."""
        for item in items:
            for one in found:
                if item.means(one):
                    yield Difference(item.place, *self.words.unwanted(aspect, one))
                    break

    def order(self, items: tuple[Item, ...], found: list[Item]) -> Iterator[Difference]:
        """Causes that rank otherwise than in the order stated."""
        ranks = [next((rank for rank, one in enumerate(found) if item.means(one)), None) for item in items]
        for item, rank in zip(items, ranks, strict=True):
            if rank is None:
                yield Difference(item.place, *self.words.unranked(item))
        for (before, first), (item, rank) in zip(
            zip(items, ranks, strict=True), list(zip(items, ranks, strict=True))[1:], strict=False
        ):
            if first is not None and rank is not None and first > rank:
                yield Difference(item.place, *self.words.misranked(before, item))
