"""Facts to be volunteered: found by id, by name or by words of the question in any language, or by their stage."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from diagnosis.intake.headings import fold
from diagnosis.interview import Cell, Interview
from diagnosis.knowledge.model import LANGUAGES, Fact
from diagnosis.presentation.review import AnswerRow, answer_row
from diagnosis.reporting.names import Names


@dataclass(frozen=True, slots=True)
class StageFacts:
    """The facts of a stage, answered or not; `stage` is None for those that belong to none."""

    stage: str | None
    title: str
    facts: tuple[AnswerRow, ...]


def found_facts(interview: Interview, text: str, names: Names) -> tuple[AnswerRow, ...]:
    """The facts that may be given and that `text` means: one that is called so, else all that its words are said of."""
    wanted = fold(text)
    facts = [fact for own in interview.knowledge.facts.values() for fact in own.values() if fact.given]
    called = [fact for fact in facts if wanted in {fold(name) for name in _called(fact)}]
    if not called and wanted:
        called = sorted(
            (fact for fact in facts if all(word in _said_of(fact, names) for word in wanted.split())),
            key=lambda fact: not any(wanted in fold(name) for name in _called(fact)),
        )
    return tuple(answer_row(interview, Cell(fact.subject, fact.fact), names) for fact in called)


def by_stage(interview: Interview, names: Names) -> tuple[StageFacts, ...]:
    """The team's facts that may be given, along the chain; those of no stage first."""
    stages = interview.knowledge.stages
    own = [fact for fact in interview.knowledge.facts["team"].values() if fact.given]

    def rows(stage: str | None) -> tuple[AnswerRow, ...]:
        return tuple(
            answer_row(interview, Cell("team", fact.fact), names)
            for fact in own
            if (fact.stage if fact.stage in stages else None) == stage
        )

    groups = [StageFacts(None, names.texts("interview.the_gap"), rows(None))]
    groups += [StageFacts(stage, names.stage(stage), rows(stage)) for stage in stages]
    return tuple(group for group in groups if group.facts)


def named(interview: Interview, text: str) -> str | None:
    """The fact of the team, or the stage, that a text calls by its id or name in any language."""
    wanted = fold(text)
    for fact in interview.knowledge.facts["team"].values():
        if wanted in {fold(name) for name in _called(fact)}:
            return fact.fact
    for stage in interview.knowledge.stages.values():
        if wanted in {fold(name) for name in (stage.stage, *(stage.title.get(language) for language in LANGUAGES))}:
            return stage.stage
    return None


def _called(fact: Fact) -> Iterator[str]:
    yield fact.fact
    yield from (fact.name.get(language) for language in LANGUAGES)


def _said_of(fact: Fact, names: Names) -> str:
    questions = (fact.question.get(language) for language in LANGUAGES) if fact.question else ()
    stage = names.knowledge.stages.get(fact.stage or "")
    titles = (stage.title.get(language) for language in LANGUAGES) if stage else ()
    return fold(" ".join((*_called(fact), *questions, *titles, fact.stage or "")))
