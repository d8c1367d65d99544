"""What is concluded otherwise, in sentences."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from diagnosis.interview import CauseChange, Changes
from diagnosis.knowledge.model import Verdict
from diagnosis.reporting.names import Names, about

SentenceKind = Literal["target", "gate", "stage", "cause", "probability", "action", "request"]

_MOST = 4
"""So many actions or facts are named in a sentence; more are counted."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """One conclusion that is another now; `verdict` is the new one of a stage or cause, where it has one."""

    kind: SentenceKind
    text: str
    verdict: Verdict | None = None

    @property
    def weighty(self) -> bool:
        """Whether a verdict, the target or a gate changed, and not only how probable something is or what is to do."""
        return self.kind in ("target", "gate", "stage", "cause")


def changes_view(changed: Changes, names: Names) -> tuple[Sentence, ...]:
    """What `found` says, the weightiest first; nothing where no conclusion changed.

    Causes that begin (or cease) to be looked at as open, because the target turned out to be missed (or met), are left
    out: that sentence says it for all of them.
    """
    return tuple(_sentences(changed, names))


def _sentences(changed: Changes, names: Names) -> Iterator[Sentence]:
    texts = names.texts
    if changed.met is not None:
        key = {True: "target_met", False: "target_missed", None: "target_unknown"}[changed.met[1]]
        yield Sentence("target", texts.of("changed", key))
    for stage, opens in changed.gates:
        key = "changed.gate_opens" if opens else "changed.gate_shuts"
        yield Sentence("gate", texts(key, stage=names.stage(stage)))
    for cause in changed.causes:
        if cause.weighty and not _only_begins(cause, changed):
            yield Sentence("cause", cause_sentence(cause, names), cause.verdict[1])
    gates = {stage for stage, _ in changed.gates}
    for change in changed.stages:
        if change.stage in gates:
            continue
        before, after = texts.of("verdict", change.before), texts.of("verdict", change.after)
        text = texts("changed.stage", stage=names.stage(change.stage), before=before, after=after)
        yield Sentence("stage", text, change.after)
    for cause in changed.causes:
        if not cause.weighty:
            yield Sentence("probability", cause_sentence(cause, names), cause.verdict[1])
    for key, there in (("changed.action_new", True), ("changed.action_gone", False)):
        titles = [_action(action, of, names) for action, of, now in changed.actions if now is there]
        if titles:
            yield Sentence("action", texts(key, actions=some(titles, names)))
    for key, there in (("changed.request_new", True), ("changed.request_gone", False)):
        facts = [names.fact(fact) for fact, now in changed.requests if now is there]
        if facts:
            yield Sentence("request", texts(key, facts=some(facts, names)))


def _only_begins(cause: CauseChange, changed: Changes) -> bool:
    """Whether nothing is said of a cause but that it is looked at, or no longer, because of the target or a gate."""
    before, after = cause.verdict
    return None in (before, after) and "confirmed" not in (before, after) and bool(changed.met or changed.gates)


def cause_sentence(cause: CauseChange, names: Names) -> str:
    """What is concluded otherwise of one cause."""
    texts = names.texts
    title = names.cause_of(cause.subject, cause.cause)
    before, after = (_weighed(cause, side, names) for side in (0, 1))
    if cause.verdict[1] is None:
        return texts("changed.cause_gone", cause=title, before=before)
    if cause.verdict[0] is None:
        return texts("changed.cause_new", cause=title, after=after)
    if cause.weighty:
        return texts("changed.cause", cause=title, before=before, after=after)
    probabilities = [names.formats.percent(share, 1) for share in cause.probability]
    return texts("changed.probability", cause=title, before=probabilities[0], after=probabilities[1])


def _weighed(cause: CauseChange, side: int, names: Names) -> str:
    verdict, probability = cause.verdict[side], cause.probability[side]
    if verdict is None or probability is None:
        return names.texts.of("verdict", verdict)
    return weighed(verdict, probability, names)


def weighed(verdict: Verdict, probability: float, names: Names) -> str:
    """A verdict with its probability."""
    share = names.formats.percent(probability, 1)
    return names.texts("changed.weighed", verdict=names.texts.of("verdict", verdict), probability=share)


def _action(action: str, subject: str | None, names: Names) -> str:
    return about(subject, names.knowledge.actions[action].title.get(names.language))


def some(words: Iterable[str], names: Names) -> str:
    """Words in a row, without saying one twice; of many, the first ones and how many there are besides."""
    listed = list(dict.fromkeys(words))
    if len(listed) <= _MOST + 1:
        return ", ".join(listed)
    return f"{', '.join(listed[:_MOST])} {names.texts.counted('and_more', len(listed) - _MOST)}"
