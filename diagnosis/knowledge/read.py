"""Reads a knowledge base from its layers of files, checks its records, and gives it its version."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Annotated, Any

from pydantic import BaseModel, Field, StringConstraints, TypeAdapter

from diagnosis.documents import source
from diagnosis.documents.files import documents_in
from diagnosis.documents.source import Faults, Node, Scalar
from diagnosis.faults import Place
from diagnosis.knowledge import check, layers, model, reviews, signs, text_check, validate, version
from diagnosis.knowledge import overlays as overlays_checks
from diagnosis.knowledge.base import Knowledge, Version
from diagnosis.knowledge.called import KINDS, called
from diagnosis.knowledge.gate import guarded
from diagnosis.knowledge.model import Circumstances, Text, VerdictLimits
from diagnosis.knowledge.written import CHARTS, Entry, Written
from diagnosis.messages import say, verbatim

MODELS: Mapping[str, type[BaseModel]] = {
    "stage": model.Stage,
    "parameter": model.Parameter,
    "fact": model.Fact,
    "cause": model.Cause,
    "rule": model.Rule,
    "action": model.Action,
    "finding": model.Finding,
    "check": model.Contradiction,
}

# Used while the limits are faulty, so that everything else can still be checked. It is never returned.
_LIMITS = VerdictLimits.model_validate(
    {"confirmed": {"probability": "0.7", "grade": "strong"}, "ruled_out": {"probability": "0.05", "grade": "moderate"}}
)


@dataclass(frozen=True, slots=True)
class Reading:
    """The records of a knowledge base as its layers wrote them, not yet compiled.

    `forgiven` are the names that were written but did not become records: an expression may use them without a second
    fault. None stands for any name, where whole files could not be read. `packaged` are the records of the base layer
    alone, where overlays change or add any.
    """

    knowledge: Knowledge
    written: Written
    forgiven: frozenset[str] | None
    packaged: Knowledge | None


def read_knowledge(overlays: Iterable[Path | str], base: Path | None, faults: Faults) -> Reading:
    """The records of a knowledge base; what is faulty is left out and told in `faults`."""
    if base is None:
        from diagnosis import resources

        rules, facts = resources.rules_dir(), resources.facts_dir()
    else:
        rules, facts = base / "rules", base / "facts"
    folders = [folder for folder in (rules, facts / "catalogue") if folder.is_dir()]
    files = [file for folder in folders for file in documents_in(folder)]
    files += facts.glob("checks.yaml")
    home = Place(source.shown(rules))
    if not files:
        faults.add(home, say("the folder holds no *.yaml file"), say("give a folder with rules/ and facts/catalogue/"))
    written = layers.read_layers(files, [Path(folder) for folder in overlays], home, faults)
    overlays_checks.keep_what_is_meant(written, faults)
    knowledge = _build(written, faults)
    check.check(knowledge, written, faults)
    text_check.check(knowledge, written, faults)
    overlays_checks.unreachable(knowledge, written, faults)
    packaged = _packaged(knowledge, written) if written.layers else None
    return Reading(knowledge, written, _forgiven(knowledge, written), packaged)


def _packaged(knowledge: Knowledge, written: Written) -> Knowledge:
    """The records of the base layer alone; those that no overlay changes are taken from `knowledge`."""
    order = [name for name in written.order if not written.entries["stage"][name].layer]
    entries = {
        kind: {
            name: entry if entry.packaged is None else replace(entry, values=entry.packaged)
            for name, entry in own.items()
            if not entry.layer
        }
        for kind, own in written.entries.items()
    }
    return _build(replace(written, entries=entries, charts=written.packaged, order=order, layers={}), Faults())


def _forgiven(knowledge: Knowledge, written: Written) -> frozenset[str] | None:
    """The names that were written but did not become records."""
    if not all(written.sure(kind) for kind in ("fact", "rule", "parameter")):
        return None
    have = {fact.fact for facts in knowledge.facts.values() for fact in facts.values()} | set(knowledge.parameters)
    lost = {entry.id for kind in ("fact", "parameter") for entry in written.entries[kind].values()} - have
    for name, entry in written.entries["rule"].items():
        if name not in knowledge.rules:
            lost.add(entry.text("concludes") or "")
    return frozenset(lost)


def _build(written: Written, faults: Faults) -> Knowledge:
    """The records of all valid entries. Faulty entries are left out and reported."""
    records: dict[str, dict[str, Any]] = {kind: {} for kind in MODELS}
    for kind, entries in written.entries.items():
        for name in written.order if kind == "stage" else sorted(entries):
            record = _record(entries[name], written, records["fact"], faults)
            if record is not None:
                records[kind][name] = record
    stages = guarded(records["stage"], records["cause"], written)
    departments = _chart("departments", _adapters()["departments"], written, faults)
    facts: dict[str, dict[str, model.Fact]] = {subject: {} for subject in ("team", *model.COLLECTIONS)}
    for fact in records["fact"].values():
        facts[fact.subject][fact.fact] = fact
    made = reviews.review_facts(stages, records["cause"], departments, written, faults)
    facts["team"] = dict(sorted({**facts["team"], **made}.items()))
    knowledge = Knowledge(
        stages=stages,
        departments=departments,
        grades=_chart("grades", _adapters()["grades"], written, faults),
        limits=_limits(written, faults),
        circumstances=_circumstances(written, faults),
        parameters=records["parameter"],
        facts=facts,
        causes=records["cause"],
        rules=records["rule"],
        actions=records["action"],
        findings=records["finding"],
        checks=records["check"],
        version=Version("", ""),
        scalars=dict(_scalars(written)),
        overlaid=frozenset(written.layers),
        notes=tuple(sorted(overlays_checks.notes(written))),
    )
    return version.stamp(knowledge)


def _record(entry: Entry, written: Written, facts: dict[str, model.Fact], faults: Faults) -> BaseModel | None:
    kind = entry.kind
    if check.overlays_nothing(entry, written, faults):
        return None
    inherited: dict[str, Any] = signs.unwritten(entry, written.subject(entry), facts)
    if kind in ("cause", "rule", "fact") and entry.stage is not None:
        inherited["stage"] = entry.stage
    if kind in ("rule", "fact"):
        inherited["subject"] = written.subject(entry)
    return validate.record(MODELS[kind], entry, inherited, faults)


@cache
def _adapters() -> dict[str, TypeAdapter[Any]]:
    return {
        "departments": TypeAdapter(Text),
        "department": TypeAdapter(model.Department),
        "grades": TypeAdapter(Annotated[Decimal, Field(gt=1, le=10_000)]),
        "grade": TypeAdapter(Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$", max_length=64)]),
        "limits": TypeAdapter(VerdictLimits),
        "circumstances": TypeAdapter(Circumstances),
    }


def _chart(name: str, adapter: TypeAdapter[Any], written: Written, faults: Faults) -> dict[str, Any]:
    """The names and values of a chart, ordered by name; grades by their value."""
    kind = name.removesuffix("s")
    values = {}
    for key, (scalar, node) in written.charts[name].items():
        validate.value(_adapters()[kind], scalar, say("the name of a {kind}", kind=KINDS[kind]), faults)
        value = validate.value(adapter, node, called(kind, key), faults)
        if value is not None:
            values[key] = value
    order = (lambda item: item[1]) if name == "grades" else (lambda item: item[0])
    return dict(sorted(values.items(), key=order))


def _limits(written: Written, faults: Faults) -> VerdictLimits:
    chart = written.charts["limits"]
    if not chart:
        if written.sure("limit"):
            faults.add(
                written.home, say("the knowledge base has no limits"), say("add 'limits' with confirmed and ruled_out")
            )
        return _LIMITS
    return _as_a_whole("limits", written, faults) or _LIMITS


def _circumstances(written: Written, faults: Faults) -> Circumstances | None:
    if not written.charts["circumstances"]:
        return None
    circumstances: Circumstances | None = _as_a_whole("circumstances", written, faults)
    return circumstances


def _as_a_whole(name: str, written: Written, faults: Faults) -> Any:
    """A chart that is one record; None where it is faulty."""
    chart = written.charts[name]
    first = next(iter(chart.values()))[0]
    node = source.Mapping(
        {key: node for key, (_, node) in chart.items()}, {key: name for key, (name, _) in chart.items()}, first.place
    )
    return validate.value(_adapters()[name], node, verbatim(f"'{name}'"), faults)


def _scalars(written: Written) -> Iterator[tuple[tuple[str, str, str], Scalar]]:
    """Every scalar of the entries and charts by (kind, id, key)."""
    for kind, entries in written.entries.items():
        for name, entry in entries.items():
            for key, node in entry.values.items():
                yield from (((kind, name, path), scalar) for path, scalar in _below(key, node))
    for chart in CHARTS:
        kind = chart.removesuffix("s")
        for name, (scalar, node) in written.charts[chart].items():
            yield (kind, name, ""), scalar
            yield from (((kind, name, path), below) for path, below in _below("", node) if path)


def _below(path: str, node: Node) -> Iterator[tuple[str, Scalar]]:
    if isinstance(node, Scalar):
        yield path, node
        return
    items = node.values.items() if isinstance(node, source.Mapping) else enumerate(node.items)
    for key, value in items:
        yield from _below(f"{path}.{key}" if path else str(key), value)
