"""Where an interview stands: progress, the chain, the gates, the ranked causes, and whether one may stop."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from diagnosis.interview import Agenda, Interview, StageProgress, agenda_of
from diagnosis.knowledge.model import Stage, Verdict
from diagnosis.presentation.changed import some
from diagnosis.presentation.review import unknown_facts
from diagnosis.reporting.names import Names
from diagnosis.reporting.wording import Wording
from diagnosis.result import CauseResult, EvidenceResult, StageResult

StopKind = Literal["met", "finished", "exhausted", "first"]


@dataclass(frozen=True, slots=True)
class StageView:
    """A stage: its title, its verdict (`verdict` is the id, `word` what it is called) and why, and what is to ask.

    `settled` says that no question is left for it; `left` says so in words, or how many questions there are.
    """

    stage: str
    title: str
    verdict: Verdict
    word: str
    why: str
    settled: bool
    questions: int
    left: str


@dataclass(frozen=True, slots=True)
class CauseView:
    """A ranked cause: `why` says what an open one lacks; evidence `for_` and `against` it in sentences.

    `cause` and `subject` are its ids; `first` says that it is confirmed and can no longer lose the first place.
    """

    rank: int
    cause: str
    subject: str | None
    title: str
    stage: str
    verdict: Verdict
    word: str
    probability: float
    percent: str
    coverage: str
    why: str
    for_: tuple[str, ...]
    against: tuple[str, ...]
    first: bool


@dataclass(frozen=True, slots=True)
class StopView:
    """That one may stop, and why; `more` says what is left to find out all the same.

    `met` and `finished` are proved: no answer could change the end. `exhausted`: what is open cannot be asked for.
    `first`: the first cause is settled, others are not.
    """

    kind: StopKind
    text: str
    more: str


@dataclass(frozen=True, slots=True)
class StandingView:
    """Where an interview stands; `gap` tells how far the team is from its target, `gate_changed` whose gate it has."""

    heading: str
    gap: str
    gate_changed: tuple[str, ...]
    progress: str
    settled: int
    questions: int
    stages: tuple[StageView, ...]
    gates: tuple[str, ...]
    causes: tuple[CauseView, ...]
    stop: StopView | None


def standing_view(interview: Interview, names: Names) -> StandingView:
    """The view of a state."""
    agenda, words = agenda_of(interview), Wording(interview.diagnosis(names.language), names)
    stages = tuple(
        _stage(progress, result, words) for progress, result in zip(agenda.stages, words.diagnosis.stages, strict=True)
    )
    first = agenda.first_settled
    return StandingView(
        heading=words.heading,
        gap=words.gap,
        gate_changed=tuple(names.gate_changed),
        progress=progress_view(interview, names),
        settled=_settled(agenda),
        questions=len(agenda.questions),
        stages=stages,
        gates=tuple(_gates(interview, agenda, names)),
        causes=tuple(_cause(cause, words, (cause.cause, cause.subject) == first) for cause in words.diagnosis.causes),
        stop=stop_view(interview, names),
    )


def progress_view(interview: Interview, names: Names) -> str:
    """How many stages are settled, and how many questions could still matter."""
    agenda = agenda_of(interview)
    settled, stages = _settled(agenda), len(agenda.stages)
    if agenda.finished or not agenda.questions:
        return names.texts("interview.progress_done", settled=settled, stages=stages)
    return names.texts.counted("interview.progress", len(agenda.questions), settled=settled, stages=stages)


def _settled(agenda: Agenda) -> int:
    return sum(not progress.questions for progress in agenda.stages)


def _stage(progress: StageProgress, result: StageResult, words: Wording) -> StageView:
    texts, count = words.texts, progress.questions
    settled = progress.settled and progress.verdict != "held"
    left = texts("interview.settled") if settled else texts("interview.nothing_to_ask")
    return StageView(
        stage=progress.stage,
        title=words.names.stage(progress.stage),
        verdict=progress.verdict,
        word=texts.of("verdict", progress.verdict),
        why=words.why(result),
        settled=not count,
        questions=count,
        left=texts.counted("interview.questions", count) if count else left,
    )


def _cause(cause: CauseResult, words: Wording, first: bool) -> CauseView:
    why = words.texts.of("reason", cause.reason) if cause.verdict == "open" else ""
    if cause.missing:
        facts = some((words.names.fact(fact, words.subject(cause.stage)) for fact in cause.missing), words.names)
        why += f"{': ' if why else ''}{facts}"
    return CauseView(
        rank=cause.rank,
        cause=cause.cause,
        subject=cause.subject,
        title=words.cause(cause),
        stage=words.names.stage(cause.stage),
        verdict=cause.verdict,
        word=words.texts.of("verdict", cause.verdict),
        probability=cause.probability,
        percent=words.formats.percent(cause.probability),
        coverage=words.formats.percent(cause.coverage, 0),
        why=why,
        for_=tuple(_evidence(evidence, words) for evidence in cause.evidence if evidence.direction == "for"),
        against=tuple(_evidence(evidence, words) for evidence in cause.evidence if evidence.direction == "against"),
        first=first,
    )


def _evidence(evidence: EvidenceResult, words: Wording) -> str:
    again = "" if evidence.counted else f" {words.texts('not_counted')}"
    return f"{evidence.text} [{words.texts.of('grade', evidence.grade)}]{again}"


def _gates(interview: Interview, agenda: Agenda, names: Names) -> Iterator[str]:
    """A sentence for each stage that waits for others: whether it may name anybody, and what it still waits for."""
    if interview.diagnosis().gap.met:
        return
    results = {result.stage: result for result in interview.diagnosis().stages}
    for stage in interview.knowledge.stages.values():
        if not stage.after:
            continue
        title, confirmed = names.stage(stage.stage), _confirmed(stage, results)
        waiting = names.stages(results[stage.stage].waiting_for)
        if stage.stage in interview.outcome.open_gates:
            yield names.texts("interview.gate_open", stage=title)
        elif confirmed:
            yield names.texts("interview.gate_shut", stage=title, stages=names.stages(confirmed))
        elif agenda.prospects.can_open(stage):
            yield names.texts("interview.gate_waits", stage=title, stages=waiting)
        else:
            stays = (
                waited_for
                for waited_for in stage.after
                if not agenda.prospects.can_be_ruled_out(interview.knowledge.stages[waited_for])
            )
            yield names.texts("interview.gate_stays", stage=title, stages=names.stages(stays))


def _confirmed(stage: Stage, results: dict[str, StageResult]) -> list[str]:
    return [waited_for for waited_for in stage.after if results[waited_for].verdict == "confirmed"]


def stop_view(interview: Interview, names: Names) -> StopView | None:
    """Whether one may stop, and why; None where questions could still change the end, and the first cause too."""
    agenda, texts = agenda_of(interview), names.texts
    kind: StopKind
    if interview.diagnosis().gap.met and agenda.finished:
        kind, text = "met", texts("stop.met")
    elif agenda.prospects.finished:
        kind, text = "finished", texts("stop.finished")
    elif agenda.finished:
        kind, text = "exhausted", texts("stop.exhausted")
    elif agenda.first_settled is not None:
        cause, subject = agenda.first_settled
        return StopView("first", texts("stop.first", cause=names.cause_of(subject, cause)), "")
    else:
        return None
    unknown = len(unknown_facts(interview))
    more = texts.counted("stop.asked_for", unknown) if unknown and kind != "met" else ""
    return StopView(kind, text, more)
