"""The gate before persons: what has to be ruled out about the team before anybody is named.

An overlay may make it stricter as it likes. Where it makes it weaker, it is refused with the place, or says in words
who insists and why (`gate: {weakened_by: ..., because: ...}`); then every result says so. What is compared here are
the records; `compiler.gate` compares the conditions and bands.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import PurePath
from typing import Annotated

from pydantic import StringConstraints, TypeAdapter

from diagnosis.documents.source import Faults, Node
from diagnosis.faults import Place
from diagnosis.knowledge import validate
from diagnosis.knowledge.base import GateChange, Knowledge
from diagnosis.knowledge.model import Cause, Limit, Record, Stage, Text
from diagnosis.knowledge.written import Entry, Written
from diagnosis.messages import Said, say, verbatim


class Insistence(Record):
    """What an overlay says of the gate that it weakens: who insists, and why."""

    weakened_by: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
    because: Text


@dataclass(frozen=True, slots=True)
class Weakness:
    """A place at which an overlay opens the gate wider than the base does, and how."""

    place: Place
    what: Said


def guarded(stages: Mapping[str, Stage], causes: Mapping[str, Cause], written: Written) -> dict[str, Stage]:
    """The stages in chain order, those about sellers waiting for every stage about the team that an overlay adds.

    What an overlay itself writes as `after` stands as written.
    """
    judged = {cause.stage for cause in causes.values()}
    team = [stage.stage for stage in stages.values() if stage.subject == "team" and stage.stage in judged]
    added = {stage for stage in team if written.entries["stage"][stage].layer}
    waiting: dict[str, Stage] = {}
    for name, stage in stages.items():
        entry = written.entries["stage"][name]
        if stage.subject == "team" or _overlaid(entry, "after", written):
            continue
        guards = [other for other in team if other not in stage.after and (entry.layer or other in added)]
        if guards:
            waiting[name] = stage.model_copy(update={"after": (*stage.after, *guards)})
    if not waiting:
        return dict(stages)
    first = min(written.order.index(name) for name in waiting)
    behind = [stage for stage in written.order[first:] if stage in added]
    written.order = [
        *(stage for stage in written.order[:first]),
        *behind,
        *(stage for stage in written.order[first:] if stage not in behind),
    ]
    return {name: waiting.get(name, stages[name]) for name in written.order if name in stages}


def guards(knowledge: Knowledge) -> dict[str, tuple[str, ...]]:
    """Each stage about persons that has causes, with the stages about the team, with causes, that it waits for."""
    judged = {cause.stage for cause in knowledge.causes.values()}
    team = [stage.stage for stage in knowledge.stages.values() if stage.subject == "team" and stage.stage in judged]
    return {
        stage.stage: tuple(other for other in team if other in stage.after)
        for stage in knowledge.stages.values()
        if stage.subject != "team" and stage.stage in judged
    }


def guarding(knowledge: Knowledge) -> list[Cause]:
    """The causes about the team that must be ruled out before a person is named."""
    stages = {stage for waited_for in guards(knowledge).values() for stage in waited_for}
    return [cause for cause in knowledge.causes.values() if cause.stage in stages]


def weaker_records(before: Knowledge, now: Knowledge, written: Written) -> Iterator[Weakness]:
    """Where the records of `now` open the gate wider than those of the base, `before`."""
    yield from _weaker_chain(before, now, written)
    for cause in guarding(before):
        if cause.cause in now.causes:
            yield from _weaker_cause(cause, now.causes[cause.cause], written)
    yield from _weaker_limits(before, now, written)
    yield from _weaker_circumstances(before, now, written)
    for finding in now.findings.values():
        packaged = before.findings.get(finding.finding)
        told = None if packaged is None else (packaged.kind, packaged.subject, packaged.when, packaged.says)
        is_note = finding.kind == "note" and finding.subject == "seller"
        if is_note and told != (finding.kind, finding.subject, finding.when, finding.says):
            what = say("finding {finding!r} notes something on sellers, whatever is open", finding=finding.finding)
            yield Weakness(_place(written, "finding", finding.finding, "kind"), what)
    yield from _weaker_checks(before, now, written)
    old, new = (knowledge.parameters.get("stale_after_days") for knowledge in (before, now))
    if old is not None and new is not None and new.value > old.value:
        what = say(
            "evidence may be {now} days old where the packaged rules allow {before}", now=new.value, before=old.value
        )
        yield Weakness(_place(written, "parameter", new.parameter, "value"), what)


def _weaker_checks(before: Knowledge, now: Knowledge, written: Written) -> Iterator[Weakness]:
    """Checks of facts that are changed or retired, and new ones by which evidence that nothing needs is unknown."""
    needed = {need for cause in guarding(before) for need in cause.needs}
    for name, check in now.checks.items():
        packaged = before.checks.get(name)
        said = (check.subject, check.when, check.unknown, check.status)
        if packaged is None:
            weaker = check.status == "active" and not set(check.unknown) <= needed
        else:
            weaker = said != (packaged.subject, packaged.when, packaged.unknown, packaged.status)
        if weaker:
            what = say(
                "check {check!r} lets facts count, or leaves them out, that the packaged rules do not", check=name
            )
            yield Weakness(_place(written, "check", name, "when"), what)


def _weaker_chain(before: Knowledge, now: Knowledge, written: Written) -> Iterator[Weakness]:
    """Stages and causes about the team that no longer guard a stage about persons."""
    packaged, waiting = guards(before), guards(now)
    every = [stage for stage in now.stages.values() if stage.subject == "team" and now.causes_of(stage.stage)]
    for person, waited_for in waiting.items():
        exempt = {stage for stage in before.stages if person in packaged and stage not in packaged[person]}
        for stage in every:
            if stage.stage not in waited_for and stage.stage not in exempt:
                what = say(
                    "stage {stage!r} would name persons while {missing} is open", stage=person, missing=stage.stage
                )
                yield Weakness(_place(written, "stage", person, "after"), what)
    for cause in guarding(before):
        moved = now.causes.get(cause.cause)
        if moved is None or moved.stage not in now.stages:
            continue  # told as faulty
        if now.stages[moved.stage].subject != "team":
            what = say("cause {cause!r} was about the team, and now is about persons", cause=cause.cause)
            kind, name, key = (
                ("cause", cause.cause, "stage") if moved.stage != cause.stage else ("stage", moved.stage, "subject")
            )
            yield Weakness(_place(written, kind, name, key), what)


def _weaker_cause(before: Cause, now: Cause, written: Written) -> Iterator[Weakness]:
    if now.prior < before.prior:
        what = say(
            "cause {cause!r} is held less probable than in the packaged rules ({now}, not {before})",
            cause=now.cause,
            now=now.prior,
            before=before.prior,
        )
        yield Weakness(_place(written, "cause", now.cause, "prior"), what)
    for need in before.needs:
        if need not in now.needs:
            what = say("cause {cause!r} no longer needs {need!r} to be ruled out", cause=now.cause, need=need)
            yield Weakness(_place(written, "cause", now.cause, "needs"), what)
    # Where all drivers of a cause held it is ruled out: so fewer drivers clear it more often, and none never do.
    if now.through and not (before.through and set(before.through) <= set(now.through)):
        what = say("cause {cause!r} is ruled out by fewer drivers than in the packaged rules", cause=now.cause)
        yield Weakness(_place(written, "cause", now.cause, "through"), what)


def _weaker_circumstances(before: Knowledge, now: Knowledge, written: Written) -> Iterator[Weakness]:
    """The past of facts clears more, or accuses less."""
    if now.circumstances is None or now.circumstances == before.circumstances:
        return
    chart = written.charts["circumstances"]
    if before.circumstances is None:
        what = say("facts that are as usual count as healthy, unlike in the packaged rules")
        yield Weakness(next(iter(chart.values()))[0].place, what)
        return
    old, new = before.circumstances.grades, now.circumstances.grades
    for name, grade in new.items():
        ratios = [before.grades.get(old[name], Decimal(0)), now.grades.get(grade, Decimal(0))]
        clears = name in ("as_usual", "as_before", "past_unknown", "said", "elsewhere")
        if ratios[1] > ratios[0] if clears else ratios[1] < ratios[0]:
            what = say("circumstance {name!r} lets evidence rule out more than in the packaged rules", name=name)
            yield Weakness(chart[name][0].place, what)


def _weaker_limits(before: Knowledge, now: Knowledge, written: Written) -> Iterator[Weakness]:
    """Limits of verdicts that are easier to reach, and grades by which evidence rules out more or bars less."""
    for name, sign in (("ruled_out", 1), ("confirmed", -1)):
        if name not in written.charts["limits"]:
            continue  # told as missing
        old: Limit = getattr(before.limits, name)
        new: Limit = getattr(now.limits, name)
        bars = [now.grades.get(limit.grade, Decimal(0)) for limit in (old, new)]
        if (new.probability - old.probability) * sign > 0 or (bars[1] - bars[0]) * sign > 0:
            what = say("the limit of {limit!r} is easier to reach than in the packaged rules", limit=name)
            yield Weakness(written.charts["limits"][name][0].place, what)
    causes = {cause.cause for cause in guarding(before)}
    active = [rule for rule in before.rules.values() if rule.status == "active"]
    accusing = {rule.for_[cause] for rule in active for cause in causes & rule.for_.keys()}
    clearing = {rule.against[cause] for rule in active for cause in causes & rule.against.keys()}
    reviewing = {before.limits.confirmed.grade} if causes else set()
    for grade, ratio in before.grades.items():
        moved = now.grades.get(grade, ratio) - ratio
        if (moved < 0 and grade in accusing | reviewing) or (moved > 0 and grade in clearing | reviewing):
            what = say("grade {grade!r} lets evidence rule out more than in the packaged rules", grade=grade)
            yield Weakness(written.charts["grades"][grade][0].place, what)


def _place(written: Written, kind: str, name: str, key: str) -> Place:
    """Where an overlay writes a key of an entry; without the key, where the overlay changes the entry at all."""
    return place_in(written, written.entries[kind][name], (key,)) or written.entries[kind][name].place


def place_in(written: Written, entry: Entry, keys: Iterable[str]) -> Place | None:
    """The first of the keys that an overlay writes for an entry, of any key where it is none of them."""
    for key in (*keys, *entry.keys):
        if _overlaid(entry, key, written):
            return entry.keys[key].place
    return None


def _overlaid(entry: Entry, key: str, written: Written) -> bool:
    return key in entry.keys and entry.keys[key].place.file in written.layers


def settled(weaknesses: Iterable[Weakness], written: Written, faults: Faults) -> tuple[GateChange, ...]:
    """The changes of the gate on which an overlay insists, one a file; a weakness without that is a fault.

    It is a fault too to insist where nothing is weaker.
    """
    insisted = {layer: _insistence(node, faults) for layer, (_, node) in written.gates.items()}
    told: dict[Place, Weakness] = {}
    for weakness in weaknesses:
        told.setdefault(weakness.place, weakness)
    changes: dict[str, GateChange] = {}
    for place, weakness in sorted(told.items()):
        layer = written.layers.get(place.file, max(written.layers.values(), default=0))
        if layer not in insisted:
            do = say("make it stricter, or say who insists and why: gate: {{weakened_by: ..., because: ...}}")
            faults.add(place, weakness.what, do)
        elif (insistence := insisted[layer]) is not None:
            file = written.names.get(place.file, PurePath(place.file).name)
            changes.setdefault(file, GateChange(file, insistence.weakened_by, insistence.because))
    layers = {written.layers.get(place.file) for place in told}
    for layer, (key, _) in written.gates.items():
        if layer not in layers:
            faults.add(key.place, say("nothing here opens the gate wider"), say("delete 'gate'"))
    return tuple(changes.values())


def _insistence(node: Node, faults: Faults) -> Insistence | None:
    """Who insists on a weaker gate and why; None where that is not said properly."""
    return validate.value(TypeAdapter(Insistence), node, verbatim("'gate'"), faults)
