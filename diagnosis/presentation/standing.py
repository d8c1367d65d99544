"""Where an interview stands: progress, the chain, the gates, the ranked causes, and whether one may stop."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from diagnosis.interview import Agenda, Interview, StageProgress, agenda_of
from diagnosis.knowledge.model import Stage, Verdict
from diagnosis.presentation.changed import some
from diagnosis.presentation.review import unknown_facts
from diagnosis.reporting.names import Names
from diagnosis.reporting.outline import DepartmentRequests
from diagnosis.reporting.wording import BridgeRow, Wording
from diagnosis.result import CauseResult, EvidenceResult, StageResult

StopKind = Literal["met", "settled", "unsettled", "first"]
Progress = Literal["settled", "unsettled", "open"]
"""How far a stage is: `unsettled` cannot be settled with what is known here, and nothing is left to ask for it."""


@dataclass(frozen=True, slots=True)
class StageView:
    """A stage: its title, its verdict (`verdict` is the id, `word` what it is called) and why, and how far it is.

    `left` says the progress in words, and how many questions an open stage has.
    """

    stage: str
    title: str
    verdict: Verdict
    word: str
    why: str
    progress: Progress
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
    """What is settled for good, in words; `more` says what is left to find out all the same.

    `met` and `settled` are proved: no answer could change the end. `unsettled`: no question is left, and not all is
    settled. `first`: the first cause is settled, others are not.
    """

    kind: StopKind
    text: str
    more: str


@dataclass(frozen=True, slots=True)
class StandingView:
    """Where an interview stands.

    `gap` tells how far the team is from its target, `bridge` (with `located` in a sentence) where the money was lost as
    soon as that is known, `gate_changed` whose gate it has, `next_step` whom to ask first. `settled` counts the stages.
    """

    heading: str
    gap: str
    located: str
    bridge: tuple[BridgeRow, ...]
    gate_changed: tuple[str, ...]
    progress: str
    settled: int
    questions: int
    stages: tuple[StageView, ...]
    gates: tuple[str, ...]
    causes: tuple[CauseView, ...]
    stop: StopView | None
    next_step: str


def standing_view(interview: Interview, names: Names) -> StandingView:
    """The view of a state."""
    agenda, words = agenda_of(interview), Wording(interview.diagnosis(names.language), names)
    stages = tuple(
        _stage(agenda, progress, result, words)
        for progress, result in zip(agenda.stages, words.diagnosis.stages, strict=True)
    )
    first = agenda.first_settled
    return StandingView(
        heading=words.heading,
        gap=words.gap,
        located=words.located,
        bridge=tuple(words.bridge),
        gate_changed=tuple(names.gate_changed),
        progress=progress_view(interview, names),
        settled=_counts(agenda)["settled"],
        questions=len(agenda.questions),
        stages=stages,
        gates=tuple(_gates(interview, agenda, names)),
        causes=tuple(_cause(cause, words, (cause.cause, cause.subject) == first) for cause in words.diagnosis.causes),
        stop=stop_view(interview, names),
        next_step=_next_step(words),
    )


def progress_view(interview: Interview, names: Names) -> str:
    """How many stages are settled, cannot be settled, and are open, and how many questions these have at most."""
    agenda, texts = agenda_of(interview), names.texts
    counts = _counts(agenda)
    told = [texts("interview.progress.settled", settled=counts["settled"], stages=len(agenda.stages))]
    if counts["unsettled"]:
        told.append(texts("interview.progress.unsettled", stages=counts["unsettled"]))
    if counts["open"]:
        told.append(texts("interview.progress.open", stages=counts["open"]))
    if agenda.questions and not agenda.finished:
        told.append(texts.counted("interview.progress.questions", len(agenda.questions)))
    return "; ".join(told)


def _counts(agenda: Agenda) -> Counter[Progress]:
    return Counter(_progress(agenda, progress) for progress in agenda.stages)


def _progress(agenda: Agenda, stage: StageProgress) -> Progress:
    if stage.questions and not agenda.finished:
        return "open"
    if stage.verdict != "held":
        return "unsettled" if stage.verdict == "open" else "settled"
    # Where an earlier stage explains the gap nobody is judged, and nothing is missing for that.
    verdicts = agenda.interview.outcome.stages
    before = agenda.interview.knowledge.stages[stage.stage].after
    return "settled" if any(verdicts[waited_for] == "confirmed" for waited_for in before) else "unsettled"


def _next_step(words: Wording) -> str:
    """Whom to ask first, and for what; empty where nothing is asked for."""
    if not words.outline.first:
        return ""
    first, *others = words.outline.first
    asked = DepartmentRequests(
        first.held_by,
        first.why,
        (first, *(other for other in others if (other.held_by, other.why) == (first.held_by, first.why))),
    )
    facts = some((words.request(request) for request in asked.requests), words.names)
    return words.texts("interview.next_step", department=words.department(asked), facts=facts)


def _stage(agenda: Agenda, stage: StageProgress, result: StageResult, words: Wording) -> StageView:
    texts, progress = words.texts, _progress(agenda, stage)
    left = texts.of("progress", progress)
    return StageView(
        stage=stage.stage,
        title=words.names.stage(stage.stage),
        verdict=stage.verdict,
        word=texts.of("verdict", stage.verdict),
        why=words.why(result),
        progress=progress,
        questions=stage.questions,
        left=texts.counted("interview.questions", stage.questions) if progress == "open" else left,
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
    """What is settled for good; None where questions could still change the end, and the first cause too."""
    agenda, texts = agenda_of(interview), names.texts
    kind: StopKind
    if interview.diagnosis().gap.met and agenda.finished:
        return StopView("met", texts("stop.met"), "")
    if agenda.finished:
        kind = "unsettled" if _counts(agenda)["unsettled"] else "settled"
    elif agenda.first_settled is not None and len(agenda.questions) > 1:
        cause, subject = agenda.first_settled
        return StopView("first", texts("stop.first", cause=names.cause_of(subject, cause)), "")
    else:
        return None
    missing = len(unknown_facts(interview))
    return StopView(kind, texts.of("stop", kind), texts.counted("stop.asked_for", missing) if missing else "")
