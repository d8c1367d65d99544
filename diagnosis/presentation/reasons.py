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


def why_view(found: Why, interview: Interview, names: Names) -> WhyView:
    """The view of why `found.question` is asked."""
    texts, question = names.texts, found.question
    causes = some((names.cause(cause) for cause in question.causes), names)
    bears = texts("reasons.bears", causes=causes) if causes else texts("reasons.gap")
    branches = _branches(found, interview, names)
    if question.is_table:
        note = texts("reasons.table")
    else:
        told = any(sentence.weighty for branch in branches for sentence in branch.sentences)
        note = "" if told or not causes else texts("reasons.together")
    return WhyView(bears, tuple(branches), note)


def _branches(found: Why, interview: Interview, names: Names) -> list[Branch]:
    """The possibilities; those of one band that change the same are one."""
    groups: dict[tuple[str | None, tuple[Sentence, ...]], list[Possibility]] = {}
    for one in found.possibilities:
        groups.setdefault((one.band, _telling(changes_view(one.changes, names))), []).append(one)
    bands = [band for band, _ in groups]
    result = []
    for (band, sentences), group in groups.items():
        answer = _answer(found, group[0], interview, names, alone=bands.count(band) == 1)
        result.append(Branch(answer, sum(one.weight for one in group), sentences))
    return sorted(result, key=lambda branch: -branch.weight)


def _telling(sentences: tuple[Sentence, ...]) -> tuple[Sentence, ...]:
    """The weighty sentences; a few probabilities where there are none."""
    weighty = tuple(one for one in sentences if one.weighty)
    return weighty or tuple(one for one in sentences if one.kind == "probability")[:_MOST_LIKELIHOODS]


def _answer(found: Why, one: Possibility, interview: Interview, names: Names, *, alone: bool) -> str:
    """An answer in words: the limits of its band with an example, or the values themselves.

    `alone` says that no other answer of the same band changes something else.
    """
    (asked,), texts = found.question.facts, names.texts
    values = {fact: answer_text(interview, Cell("team", fact), text, names) for fact, text in one.texts.items()}
    limits = _band_limits(one, names)
    if one.about == asked and list(values) == [asked]:
        own, fact = values[asked], interview.knowledge.facts["team"][asked]
        if one.band is None or kind_of(fact).choices(fact):
            return own
        return limits or texts("reasons.for_example", band=names.formats.words[one.band], value=own)
    example = "; ".join(texts("reasons.is_value", fact=names.fact(fact), value=value) for fact, value in values.items())
    if limits is None:
        return values[asked] if list(values) == [asked] else example
    # What the answers mean for the fact that is computed of them; of several, the amounts are arbitrary.
    computed = texts("reasons.is_value", fact=names.fact(one.about), value=limits)
    if list(values) == [asked]:
        return texts("reasons.for_example", band=computed, value=values[asked])
    return computed if alone else texts("reasons.for_example", band=computed, value=example)


def _band_limits(one: Possibility, names: Names) -> str | None:
    """The limits of an answer's band in words; None where it has none of its own."""
    if one.band is None:
        return None
    limits = names.goal(one.about, one.band)
    if limits != names.formats.words[one.band]:
        return limits
    if one.band == "warning" and names.goal(one.about, "bad") != names.formats.words["bad"]:
        return names.texts("reasons.in_between")
    return None


# --- how, why not ---------------------------------------------------------------------------------------------


def how_view(one: Explanation, names: Names) -> HowView:
    """The view of an explanation that was made in the language of `names`."""
    texts, formats = names.texts, names.formats
    title = about(one.subject, one.title)
    if one.verdict is None:
        told = " ".join(part for part in (texts.of("why_none", one.why_none), one.cleared_text) if part)
        return HowView(title, None, told, (), (), ())
    told = texts("explain.verdict", verdict=texts.of("verdict", one.verdict))
    if one.reason:
        told += f" ({texts.of('reason', one.reason)})"
    if one.verdict == "held":
        told = f"{told}; {texts('waiting', stages=names.stages(stage.stage for stage in one.waiting))}"
        return HowView(title, one.verdict, told, tuple(step.text for step in one.steps), (), ())
    if one.probability is not None and one.coverage is not None:
        probability, coverage = formats.percent(one.probability), formats.percent(one.coverage, 0)
        told += f"; {texts('weighed', probability=probability, coverage=coverage)}"
    first = texts("reasons.prior", probability=formats.percent(one.prior))
    return HowView(
        title,
        one.verdict,
        told,
        (first, *(_step(step, names) for step in one.steps)),
        tuple(_limits(one, names)),
        tuple(_possible(one, names))[:_MOST_POSSIBLE] if one.verdict == "open" else (),
    )


def _step(step: Step, names: Names) -> str:
    grade = f"{names.texts.of('direction', step.direction)}, {names.texts.of('grade', step.grade)}"
    if step.probability is None:
        return names.texts("reasons.step_uncounted", text=step.text, grade=grade)
    probability = names.formats.percent(step.probability)
    return names.texts("reasons.step", text=step.text, grade=grade, probability=probability)


def _limits(one: Explanation, names: Names) -> Iterator[str]:
    if one.confirmation is not None and one.verdict != "ruled_out":
        limit, grade = names.formats.percent(one.confirmation.at), names.texts.of("grade", one.confirmation.grade)
        yield names.texts("reasons.limit_for", limit=limit, grade=grade)
    if one.exclusion is not None and one.verdict != "confirmed":
        yield names.texts("reasons.limit_against", limit=names.formats.percent(one.exclusion.at))


def _possible(one: Explanation, names: Names) -> Iterator[str]:
    """What could still change the verdict, fact by fact: the probabilities that rules would bring if they fired."""
    reached: dict[str, list[float]] = {}
    for possible in one.possible:
        if possible.missing:
            facts = some((_lacking(lack, names) for lack in possible.missing), names)
            reached.setdefault(facts, []).append(possible.probability)
    for facts, found in sorted(reached.items(), key=lambda item: -max(item[1])):
        low, high = (names.formats.percent(end) for end in (min(found), max(found)))
        if low == high:
            yield names.texts("reasons.could_be", facts=facts, probability=low)
        else:
            yield names.texts("reasons.could_reach", facts=facts, low=low, high=high)


def _lacking(lack: Lack, names: Names) -> str:
    name = names.fact(lack.fact, lack.subject)
    return names.texts("previous", fact=name) if lack.previous else name


def why_not_view(found: WhyNot, interview: Interview, names: Names) -> WhyNotView:
    """The view of why a cause is not the first."""
    texts, title = names.texts, names.cause_of(found.subject, found.cause)
    if interview.diagnosis().gap.met:
        return WhyNotView(title, texts("reasons.met"), (), "")
    if not found.before:
        return WhyNotView(title, texts("reasons.first_already"), (), "")
    if not found.examined:
        cleared = (one.text for one in interview.diagnosis(names.language).cleared if one.subject == found.subject)
        return WhyNotView(title, " ".join((texts.of("why_none", "not_examined"), *cleared)), (), "")
    if found.waiting:
        stages = ", ".join(_waited_for(one, names) for one in found.waiting)
        own = names.stage(interview.knowledge.causes[found.cause].stage)
        told = texts("interview.gate_waits", stage=own, stages=stages)
    else:
        # What is ruled out is in the way of none but what is ruled out too.
        verdicts = {(one.cause, one.subject): one.verdict for one in interview.diagnosis().causes}
        before = [one for one in found.before if verdicts[one] != "ruled_out"] or found.before
        told = texts("reasons.comes_after", causes=some((names.cause_of(of, cause) for cause, of in before), names))
    otherwise = tuple(_otherwise(one, interview, names) for one in found.otherwise)
    nothing = "reasons.nothing_would_open" if found.waiting else "reasons.nothing_would"
    return WhyNotView(title, told, otherwise, "" if otherwise else texts(nothing))


def _waited_for(stage: StageResult, names: Names) -> str:
    """A stage that a gate waits for, with its verdict; of one that is ruled out, why that does not count."""
    verdict = names.texts.of("verdict", stage.verdict)
    if stage.verdict == "ruled_out" and stage.reason:
        verdict += f", {names.texts.of('reason', stage.reason)}"
    return f"{names.stage(stage.stage)} ({verdict})"


def _otherwise(one: SmallestChange, interview: Interview, names: Names) -> str:
    facts = []
    for cell, text in one.texts.items():
        now = one.now[cell]
        fact = names.fact(cell.fact, cell.subject)
        facts.append(
            names.texts(
                "reasons.now",
                fact=f"{cell.member}, {fact}" if cell.member else fact,
                value=answer_text(interview, cell, text, names),
                now=answer_text(interview, cell, now, names) if now else names.texts.of("known", "unknown"),
            )
        )
    first = one.after.diagnosis().causes[0]
    told = weighed(first.verdict, first.probability, names)
    return names.texts("reasons.would_be_first", facts="; ".join(facts), weighed=told)
