"""Why a question is asked, how a verdict came about, and what would have to be otherwise: in sentences."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from diagnosis.explain.model import Explanation, Lack, Step
from diagnosis.interview import Cell, Interview, Possibility, SmallestChange, Why, WhyNot
from diagnosis.kinds import kind_of
from diagnosis.knowledge.model import Verdict
from diagnosis.presentation.changed import Sentence, changes_view, some, weighed
from diagnosis.presentation.values import answer_text
from diagnosis.reporting.names import Names, about
from diagnosis.result import StageResult

_MOST_LIKELIHOODS = 3
"""Probabilities that are told of an answer that changes no verdict."""

_MOST_POSSIBLE = 5


@dataclass(frozen=True, slots=True)
class Branch:
    """What an answer (or all answers of a band) would change; `weight` is how common it is taken to be, of 1."""

    answer: str
    weight: float
    sentences: tuple[Sentence, ...]


@dataclass(frozen=True, slots=True)
class WhyView:
    """Why a question is asked: what it bears on, and what each possible answer would change, the most common first."""

    bears: str
    branches: tuple[Branch, ...]
    note: str


@dataclass(frozen=True, slots=True)
class HowView:
    """How a verdict came about: the verdict, from the prior step by step, the limits, what could still change it."""

    title: str
    verdict: Verdict | None
    told: str
    steps: tuple[str, ...]
    limits: tuple[str, ...]
    possible: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class WhyNotView:
    """Why a cause is not the first: what comes before it, and the changes that would bring it there, smallest first."""

    title: str
    told: str
    otherwise: tuple[str, ...]
    note: str


# --- why this question ----------------------------------------------------------------------------------------


def why_view(why: Why, interview: Interview, names: Names) -> WhyView:
    """The view of why its question is asked."""
    texts, question = names.texts, why.question
    causes = some((names.cause(cause) for cause in question.causes), names)
    locates = not causes and interview.diagnosis().gap.attainment is not None
    bears = texts("reasons.bears", causes=causes) if causes else texts("reasons.where" if locates else "reasons.gap")
    branches = _branches(why, interview, names)
    if question.is_table:
        note = texts("reasons.table")
    else:
        told = any(sentence.weighty for branch in branches for sentence in branch.sentences)
        note = "" if told or not (causes or locates) else texts("reasons.split" if locates else "reasons.together")
    return WhyView(bears, tuple(branches), note)


def _branches(why: Why, interview: Interview, names: Names) -> list[Branch]:
    """The possibilities; those of one band that change the same are one."""
    groups: dict[tuple[str | None, tuple[Sentence, ...]], list[Possibility]] = {}
    for possibility in why.possibilities:
        groups.setdefault((possibility.band, _telling(changes_view(possibility.changes, names))), []).append(
            possibility
        )
    bands = [band for band, _ in groups]
    result = []
    for (band, sentences), group in groups.items():
        answer = _answer(why, group[0], interview, names, alone=bands.count(band) == 1)
        result.append(Branch(answer, sum(possibility.weight for possibility in group), sentences))
    return sorted(result, key=lambda branch: -branch.weight)


def _telling(sentences: tuple[Sentence, ...]) -> tuple[Sentence, ...]:
    """The weighty sentences; a few probabilities where there are none."""
    weighty = tuple(sentence for sentence in sentences if sentence.weighty)
    return weighty or tuple(sentence for sentence in sentences if sentence.kind == "probability")[:_MOST_LIKELIHOODS]


def _answer(why: Why, possibility: Possibility, interview: Interview, names: Names, *, alone: bool) -> str:
    """An answer in words: the limits of its band with an example, or the values themselves.

    `alone` says that no other answer of the same band changes something else.
    """
    (asked,), texts = why.question.facts, names.texts
    values = {fact: answer_text(interview, Cell("team", fact), text, names) for fact, text in possibility.texts.items()}
    limits = _band_limits(possibility, names)
    if possibility.about == asked and list(values) == [asked]:
        own, fact = values[asked], interview.knowledge.facts["team"][asked]
        if possibility.band is None or kind_of(fact).choices(fact):
            return own
        if limits is not None and alone:
            return limits
        return texts("reasons.for_example", band=limits or names.formats.words[possibility.band], value=own)
    example = "; ".join(texts("reasons.is_value", fact=names.fact(fact), value=value) for fact, value in values.items())
    if limits is None:
        return values[asked] if list(values) == [asked] else example
    # What the answers mean for the fact that is computed of them; of several, the amounts are arbitrary.
    computed = texts("reasons.is_value", fact=names.fact(possibility.about), value=limits)
    if list(values) == [asked]:
        return texts("reasons.for_example", band=computed, value=values[asked])
    return computed if alone else texts("reasons.for_example", band=computed, value=example)


def _band_limits(possibility: Possibility, names: Names) -> str | None:
    """The limits of an answer's band in words; None where it has none of its own."""
    if possibility.band is None:
        return None
    limits = names.goal(possibility.about, possibility.band)
    if limits != names.formats.words[possibility.band]:
        return limits
    if possibility.band == "warning" and names.goal(possibility.about, "bad") != names.formats.words["bad"]:
        return names.texts("reasons.in_between")
    return None


# --- how, why not ---------------------------------------------------------------------------------------------


def how_view(explanation: Explanation, names: Names) -> HowView:
    """The view of an explanation that was made in the language of `names`."""
    texts, formats = names.texts, names.formats
    title = about(explanation.subject, explanation.title)
    if explanation.verdict is None:
        told = " ".join(part for part in (texts.of("why_none", explanation.why_none), explanation.cleared_text) if part)
        return HowView(title, None, told, (), (), ())
    told = texts("explain.verdict", verdict=texts.of("verdict", explanation.verdict))
    if explanation.reason:
        told += f" ({texts.of('reason', explanation.reason)})"
    if explanation.verdict == "held":
        told = f"{told}; {texts('waiting', stages=names.stages(stage.stage for stage in explanation.waiting))}"
        return HowView(title, explanation.verdict, told, tuple(step.text for step in explanation.steps), (), ())
    if explanation.probability is not None and explanation.coverage is not None:
        probability, coverage = formats.percent(explanation.probability), formats.percent(explanation.coverage, 0)
        told += f"; {texts('weighed', probability=probability, coverage=coverage)}"
    first = texts("reasons.prior", probability=formats.percent(explanation.prior))
    return HowView(
        title,
        explanation.verdict,
        told,
        (first, *(_step(step, names) for step in explanation.steps)),
        tuple(_limits(explanation, names)),
        tuple(_possible(explanation, names))[:_MOST_POSSIBLE] if explanation.verdict == "open" else (),
    )


def _step(step: Step, names: Names) -> str:
    grade = f"{names.texts.of('direction', step.direction)}, {names.texts.of('grade', step.grade)}"
    if step.probability is None:
        return names.texts("reasons.step_uncounted", text=step.text, grade=grade)
    probability = names.formats.percent(step.probability)
    return names.texts("reasons.step", text=step.text, grade=grade, probability=probability)


def _limits(explanation: Explanation, names: Names) -> Iterator[str]:
    if explanation.confirmation is not None and explanation.verdict != "ruled_out":
        limit, grade = (
            names.formats.percent(explanation.confirmation.at),
            names.texts.of("grade", explanation.confirmation.grade),
        )
        yield names.texts("reasons.limit_for", limit=limit, grade=grade)
    if explanation.exclusion is not None and explanation.verdict != "confirmed":
        yield names.texts("reasons.limit_against", limit=names.formats.percent(explanation.exclusion.at))


def _possible(explanation: Explanation, names: Names) -> Iterator[str]:
    """What could still change the verdict, fact by fact: the probabilities that rules would bring if they fired."""
    reached: dict[str, list[float]] = {}
    for possible in explanation.possible:
        if possible.missing:
            facts = some((_lacking(lack, names) for lack in possible.missing), names)
            reached.setdefault(facts, []).append(possible.probability)
    for facts, probabilities in sorted(reached.items(), key=lambda item: -max(item[1])):
        low, high = (names.formats.percent(end) for end in (min(probabilities), max(probabilities)))
        if low == high:
            yield names.texts("reasons.could_be", facts=facts, probability=low)
        else:
            yield names.texts("reasons.could_reach", facts=facts, low=low, high=high)


def _lacking(lack: Lack, names: Names) -> str:
    name = names.fact(lack.fact, lack.subject)
    return names.texts("previous", fact=name) if lack.previous else name


def why_not_view(why_not: WhyNot, interview: Interview, names: Names) -> WhyNotView:
    """The view of why a cause is not the first."""
    texts, title = names.texts, names.cause_of(why_not.subject, why_not.cause)
    if interview.diagnosis().gap.met:
        return WhyNotView(title, texts("reasons.met"), (), "")
    if not why_not.before:
        return WhyNotView(title, texts("reasons.first_already"), (), "")
    if not why_not.examined:
        cleared = (
            result.text for result in interview.diagnosis(names.language).cleared if result.subject == why_not.subject
        )
        return WhyNotView(title, " ".join((texts.of("why_none", "not_examined"), *cleared)), (), "")
    if why_not.waiting:
        stages = ", ".join(_waited_for(stage, names) for stage in why_not.waiting)
        own = names.stage(interview.knowledge.causes[why_not.cause].stage)
        told = texts("interview.gate_waits", stage=own, stages=stages)
    else:
        # What is ruled out is in the way of none but what is ruled out too.
        verdicts = {(cause.cause, cause.subject): cause.verdict for cause in interview.diagnosis().causes}
        before = [key for key in why_not.before if verdicts[key] != "ruled_out"] or why_not.before
        told = texts("reasons.comes_after", causes=some((names.cause_of(of, cause) for cause, of in before), names))
    otherwise = tuple(_otherwise(change, interview, names) for change in why_not.otherwise)
    nothing = "reasons.nothing_would_open" if why_not.waiting else "reasons.nothing_would"
    return WhyNotView(title, told, otherwise, "" if otherwise else texts(nothing))


def _waited_for(stage: StageResult, names: Names) -> str:
    """A stage that a gate waits for, with its verdict; of one that is ruled out, why that does not count."""
    verdict = names.texts.of("verdict", stage.verdict)
    if stage.verdict == "ruled_out" and stage.reason:
        verdict += f", {names.texts.of('reason', stage.reason)}"
    return f"{names.stage(stage.stage)} ({verdict})"


def _otherwise(change: SmallestChange, interview: Interview, names: Names) -> str:
    facts = []
    for cell, text in change.texts.items():
        now = change.now[cell]
        fact = names.fact(cell.fact, cell.subject)
        facts.append(
            names.texts(
                "reasons.now",
                fact=f"{cell.member}, {fact}" if cell.member else fact,
                value=answer_text(interview, cell, text, names),
                now=answer_text(interview, cell, now, names) if now else names.texts.of("known", "unknown"),
            )
        )
    first = change.after.diagnosis().causes[0]
    told = weighed(first.verdict, first.probability, names)
    return names.texts("reasons.would_be_first", facts="; ".join(facts), weighed=told)
