"""What overlays leave out, perhaps without meaning to: parts of what they change, words in a language, evidence."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal
from fractions import Fraction
from math import prod

from diagnosis.documents.source import Faults, Mapping, Scalar, Sequence
from diagnosis.faults import Note, Place
from diagnosis.knowledge.base import Knowledge
from diagnosis.knowledge.model import LANGUAGES, Cause
from diagnosis.knowledge.version import WORDING
from diagnosis.knowledge.written import Entry, Written
from diagnosis.messages import Said, say, say_counted

_EVIDENCE = ("for", "against")
_WEIGHING = ("prior", *_EVIDENCE, "status")


def keep_what_is_meant(written: Written, faults: Faults) -> None:
    """Tell where an overlay changes a part of an entry's evidence or words and leaves out the rest.

    What it drops it says, with nothing behind the key (`lt: null`); such keys are taken out.
    """
    for entry in _changed(written):
        for key in (*_EVIDENCE, *sorted(WORDING)):
            before, now = (entry.packaged or {}).get(key), entry.values.get(key)
            if before is now or not (isinstance(before, Mapping) and isinstance(now, Mapping)):
                continue
            for part in before.values:
                if part not in now.values:
                    what = say("{entry} leaves out {part!r} of {key!r}", entry=entry.called, part=part, key=key)
                    do = say("write it too, or '{part}: null' to drop it", part=part)
                    faults.add(entry.keys[key].place, what, do)
            kept = {part: node for part, node in now.values.items() if not (isinstance(node, Scalar) and node.null)}
            entry.values[key] = Mapping(kept, {part: now.keys[part] for part in kept}, now.place)


def notes(written: Written) -> Iterator[Note]:
    """What an overlay may well leave out, but should know of: items of a list, and words in a language."""
    for entry in _changed(written):
        for key, now in entry.values.items():
            before = (entry.packaged or {}).get(key)
            if before is not now and isinstance(before, Sequence) and isinstance(now, Sequence):
                kept = {item.text for item in now.items if isinstance(item, Scalar)}
                gone = [item.text for item in before.items if isinstance(item, Scalar) and item.text not in kept]
                # What a stage no longer waits for is the gate's, and told there.
                if gone and key != "after":
                    items = ", ".join(gone)
                    what = say("{entry} no longer has {items} in {key!r}", entry=entry.called, items=items, key=key)
                    yield Note(entry.keys[key].place, what)
    for language in LANGUAGES:
        lacking: dict[str, list[Place]] = {}
        for place in _wordless(written, language):
            if place.file in written.layers:
                lacking.setdefault(place.file, []).append(place)
        for places in lacking.values():
            what = say_counted(
                "{count} text has no words in the language {language!r}: reports in it show another",
                "{count} texts have no words in the language {language!r}: reports in it show another",
                count=len(places),
                language=language,
            )
            yield Note(min(places), what, say("add '{language}: ...'", language=language))


def _changed(written: Written) -> Iterator[Entry]:
    return (entry for entries in written.entries.values() for entry in entries.values() if entry.packaged is not None)


def _wordless(written: Written, language: str) -> Iterator[Place]:
    """The texts that overlays wrote without words in a language."""
    for entries in written.entries.values():
        for entry in entries.values():
            for key in WORDING & entry.values.keys():
                node = entry.values[key]
                if isinstance(node, Mapping) and language not in node.values:
                    yield entry.keys[key].place


def unreachable(knowledge: Knowledge, written: Written, faults: Faults) -> None:
    """Tell the causes that overlays add or change and that can never be confirmed, or never be ruled out."""
    if not written.sure("rule") or len(knowledge.rules) < len(written.entries["rule"]):
        return  # what is told of those may be all that is wrong
    for cause in knowledge.causes.values():
        place = _touched(cause, written)
        if place is not None:
            for what, do in _never(cause, knowledge):
                faults.add(place, what, do)


def _touched(cause: Cause, written: Written) -> Place | None:
    """Where an overlay adds or changes a cause, or the evidence about it."""
    own = written.entries["cause"][cause.cause]
    rules = (
        entry
        for entry in written.entries["rule"].values()
        for values in (entry.values, entry.packaged or {})
        for key in _EVIDENCE
        if isinstance(node := values.get(key), Mapping) and cause.cause in node.values
    )
    for entry in (own, *rules):
        keys = [entry.keys[key] for key in (*_WEIGHING, *entry.keys) if key in entry.keys]
        places = [key.place for key in keys if key.place.file in written.layers]
        if places:
            return places[0]
    return None


def _never(cause: Cause, knowledge: Knowledge) -> Iterator[tuple[Said, Said]]:
    """What can never come about for a cause, whatever the facts are; reviews by people are left out of account."""
    limits, grades, name = knowledge.limits, knowledge.grades, cause.cause
    active = [rule for rule in knowledge.rules.values() if rule.status == "active"]
    named = {rule.for_[name] for rule in active if name in rule.for_}
    named |= {rule.against[name] for rule in active if name in rule.against} | {limits.confirmed.grade}
    if not named <= grades.keys():
        return  # told elsewhere
    speaking = [(rule.group or rule.rule, grades[rule.for_[name]]) for rule in active if name in rule.for_]
    clearing = [(rule.group or rule.rule, grades[rule.against[name]]) for rule in active if name in rule.against]
    most = _odds(cause, [*_strongest(speaking), *_circumstances(cause, knowledge)])
    least = _odds(cause, (1 / ratio for ratio in _strongest(clearing)))
    do = say("add a rule of grade {grade!r} or more for it", grade=limits.confirmed.grade)
    if not speaking:
        yield say("nothing speaks for cause {cause!r}: it can never be confirmed", cause=name), do
    elif max(_strongest(speaking)) < grades[limits.confirmed.grade]:
        yield (
            say(
                "only evidence below {grade!r} speaks for cause {cause!r}: it can never be confirmed",
                cause=name,
                grade=limits.confirmed.grade,
            ),
            do,
        )
    elif most < Fraction(limits.confirmed.probability):
        what = say(
            "cause {cause!r} can never be confirmed: all evidence for it makes it {most} probable",
            cause=name,
            most=_percent(most),
        )
        yield what, say("give it a higher prior, or more evidence for it")
    if least > Fraction(limits.ruled_out.probability):
        what = say(
            "cause {cause!r} can never be ruled out: all evidence against it leaves it {least} probable",
            cause=name,
            least=_percent(least),
        )
        yield what, say("give it a lower prior, or more evidence against it")


def _circumstances(cause: Cause, knowledge: Knowledge) -> Iterator[Fraction]:
    """The most that circumstances can add for a cause: every other one is settled, a fact that it needs got far worse.

    The latter weighs no more than that the fact is bad.
    """
    circumstances, stage = knowledge.circumstances, knowledge.stages.get(cause.stage)
    if circumstances is None or stage is None or stage.subject != "team":
        return
    yield Fraction(knowledge.grades.get(circumstances.eliminated, 1))
    far_worse = knowledge.grades.get(circumstances.far_worse, Decimal(1))
    alone = {f'band({need})="bad"' for need in cause.needs}
    own = [
        knowledge.grades[rule.for_[cause.cause]]
        for rule in knowledge.rules.values()
        if rule.status == "active" and cause.cause in rule.for_ and "".join(rule.when.split()) in alone
    ]
    if own:
        yield Fraction(min(far_worse, max(own)))


def _strongest(evidence: Iterable[tuple[str, Decimal]]) -> list[Fraction]:
    """The strongest ratio of each group."""
    best: dict[str, Fraction] = {}
    for group, ratio in evidence:
        best[group] = max(best.get(group, Fraction(0)), Fraction(ratio))
    return list(best.values())


def _odds(cause: Cause, ratios: Iterable[Fraction]) -> Fraction:
    """The probability of a cause, from its prior and likelihood ratios."""
    odds = Fraction(cause.prior) / (1 - Fraction(cause.prior)) * prod(ratios, start=Fraction(1))
    return odds / (1 + odds)


def _percent(probability: Fraction) -> str:
    return f"{float(probability):.1%}"
