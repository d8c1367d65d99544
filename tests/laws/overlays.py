"""Overlays that change whatever a gate is made of, and the facts of a team at which the change would matter."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

import yaml

from diagnosis.faults import Faulty
from diagnosis.feel import parse_unary_tests
from diagnosis.feel.tree import Literal, Node, walk
from diagnosis.intake.model import Given, Team
from diagnosis.kinds import kind_of
from diagnosis.knowledge.base import Knowledge
from diagnosis.knowledge.model import Cause, Fact
from diagnosis.loading import load_knowledge
from tests.cases.cases import changed, read_one

WORDS = {"en": "as we see it", "lt": "kaip mums atrodo"}
Entries = dict[str, Any]


@dataclass(frozen=True)
class Change:
    """The entries of an overlay, the facts of the team at which it could matter, and numbers near which it could."""

    entries: Entries
    facts: tuple[str, ...]
    near: tuple[Decimal, ...] = ()


@cache
def packaged() -> Knowledge:
    """The knowledge base that comes with Diagnosis."""
    return load_knowledge()


@cache
def weak_closer() -> Team:
    """A team with nothing wrong but one seller."""
    return read_one(changed("facts: {}").replace("from: healthy", "from: weak closer"), packaged()).team


def load(entries: Entries) -> Knowledge | None:
    """The packaged knowledge base with an overlay of these entries; None where that is refused."""
    with tempfile.TemporaryDirectory(prefix="diagnosis-laws-") as folder:
        (Path(folder) / "own.yaml").write_text(yaml.safe_dump(entries, sort_keys=False, allow_unicode=True), "utf-8")
        try:
            return load_knowledge(folder)
        except Faulty:
            return None


def changes(random: Random) -> Change:
    """A change of one thing of the gate, stricter or weaker or neither."""
    causes = [cause for cause in packaged().causes.values() if packaged().stages[cause.stage].subject == "team"]
    cause = random.choice(causes)
    return random.choice(CHANGES)(random, cause)


def perturbed(random: Random, change: Change) -> Team:
    """The team with a fact or two unknown or of another value, near the limits of bands as they were and are."""
    given = dict(weak_closer().facts)
    for name in random.sample(change.facts, min(len(change.facts), random.choice((1, 1, 2)))):
        given.pop(name, None)
        values = _values(packaged().facts["team"][name], *change.near)
        if values and random.random() < 0.6:
            given[name] = random.choice(values)
    return replace(weak_closer(), facts=given)


# --- changes ------------------------------------------------------------------------------------------------------


def _after(random: Random, cause: Cause) -> Change:
    kept = [stage for stage in packaged().stages["skills"].after if stage != cause.stage]
    after = random.choice((kept, [], None, list(packaged().stages["skills"].after)))
    return Change({"stages": [{"stage": "skills", "after": after}]}, cause.needs)


def _needs(random: Random, cause: Cause) -> Change:
    needs = random.sample(cause.needs, random.randrange(len(cause.needs) + 1))
    prior = random.choice((cause.prior, "0.05", "0.06"))
    return Change({"causes": [{"cause": cause.cause, "needs": needs, "prior": str(prior)}]}, cause.needs)


def _prior(random: Random, cause: Cause) -> Change:
    prior = random.choice(("0.05", "0.08", "0.2", "0.5"))
    return Change({"causes": [{"cause": cause.cause, "prior": prior}]}, _read(cause))


def _bands(random: Random, cause: Cause) -> Change:
    banded = [_fact(name) for name in _read(cause) if _fact(name).bands]
    if not banded:
        return _needs(random, cause)
    fact = random.choice(banded)
    assert fact.bands is not None
    bands = fact.bands.model_dump(exclude_none=True, exclude_defaults=True)
    for key in ("healthy", "bad"):
        if key in bands:
            bands[key] = _moved(random, bands[key])
    near = _numbers(*(test for key in ("healthy", "bad") if key in bands for test in parse_unary_tests(bands[key])))
    if random.random() < 0.2:
        bands |= {"on": random.choice(("1", "revenue_actual / revenue_target", "0"))}
    return Change({"facts": [{"fact": fact.fact, "bands": bands}]}, (fact.fact,), tuple(near))


def _formula(random: Random, cause: Cause) -> Change:
    fact = _fact(random.choice(_read(cause) or cause.needs))
    values = _values(fact) if kind_of(fact).numeric else []
    healthy = weak_closer().facts.get(fact.fact)
    value: object = random.choice(values).value if values else "true"
    if healthy is not None and not isinstance(healthy.value, str) and random.random() < 0.7:
        value = healthy.value
    return Change({"facts": [{"fact": fact.fact, "formula": str(value).lower()}]}, (fact.fact,))


def _rule(random: Random, cause: Cause) -> Change:
    rules = [rule for rule in packaged().rules.values() if cause.cause in {**rule.for_, **rule.against}]
    rule = random.choice(rules)
    grade = random.choice(("weak", "moderate", "strong", "decisive"))
    kept = dict.fromkeys(rule.for_, grade) or dict.fromkeys(rule.against, grade)
    changed: Entries = random.choice(
        (
            {"status": "retired"},
            {"for" if rule.for_ else "against": kept},
            {"when": f"({rule.when}) {random.choice(('and', 'or'))} attainment < 0.95"},
            {"when": random.choice([other.when for other in rules])},
            {"group": random.choice([other.group or "mine" for other in rules])},
        )
    )
    return Change({"rules": [{"rule": rule.rule, **changed}]}, _read(cause))


def _evidence(random: Random, cause: Cause) -> Change:
    direction = random.choice(("for", "against"))
    grade = random.choice(("weak", "moderate", "strong", "decisive"))
    rule = {
        "rule": "mine",
        "stage": cause.stage,
        "when": "attainment < 0.95",
        direction: {cause.cause: grade},
        "says": WORDS,
        "source": "own",
    }
    return Change({"rules": [rule]}, _read(cause))


def _scale(random: Random, cause: Cause) -> Change:
    probability = random.choice(("0.01", "0.05", "0.2", "0.5"))
    grade = random.choice(("weak", "moderate", "strong"))
    chart: Entries = random.choice(
        (
            {"limits": {"ruled_out": {"probability": probability, "grade": grade}}},
            {"limits": {"confirmed": {"probability": "0.6", "grade": grade}}},
            {"grades": {random.choice(list(packaged().grades)): random.choice(("1.5", "3", "30", "200"))}},
        )
    )
    return Change(chart, _read(cause))


def _parameter(random: Random, cause: Cause) -> Change:
    parameter = random.choice(list(packaged().parameters.values()))
    value = parameter.value * random.choice((Decimal("0.5"), Decimal("0.9"), Decimal("1.2"), Decimal(2)))
    return Change({"parameters": [{"parameter": parameter.parameter, "value": f"{value:f}"}]}, _read(cause))


def _moved_cause(random: Random, cause: Cause) -> Change:
    stage = random.choice(list(packaged().stages))
    return Change({"causes": [{"cause": cause.cause, "stage": stage}]}, _read(cause))


def _added_stage(random: Random, cause: Cause) -> Change:
    own = {"cause": "contracts", "stage": "legal", "title": WORDS, "needs": [random.choice(cause.needs)]}
    rule = {
        "rule": "mine",
        "stage": "legal",
        "when": 'band(otif) = "bad"',
        "for": {"contracts": "strong"},
        "says": WORDS,
    }
    entries = {"stages": [{"stage": "legal", "title": WORDS, "owner": "product"}], "causes": [own], "rules": [rule]}
    if random.random() < 0.5:
        entries["stages"].append({"stage": "skills", "after": list(packaged().stages["skills"].after)})
    return Change(entries, (*own["needs"], "otif"))


CHANGES: tuple[Callable[[Random, Cause], Change], ...] = (
    _after,
    _after,
    _needs,
    _needs,
    _prior,
    _bands,
    _bands,
    _formula,
    _rule,
    _rule,
    _evidence,
    _scale,
    _parameter,
    _moved_cause,
    _added_stage,
)


# --- what they are made of ----------------------------------------------------------------------------------------


def _fact(name: str) -> Fact:
    return packaged().facts["team"][name]


def _read(cause: Cause) -> tuple[str, ...]:
    """The facts of the team that somebody can give and on which a cause rests."""
    program = packaged().program
    own = program.causes[cause.cause]
    rules = [program.rules["team"][name] for name in (*own.rules_for, *own.rules_against)]
    bases = {base for rule in rules for base in rule.bases} | {base for need in own.needs for base in need.bases}
    return tuple(sorted(name for subject, name in bases if subject == "team" and not name.partition("_review")[1]))


def _moved(random: Random, tests: str) -> str:
    """Limits with their numbers moved a little."""
    for number in _numbers(*parse_unary_tests(tests)):
        moved = number * random.choice((Decimal("0.8"), Decimal("0.97"), Decimal("1.03"), Decimal("1.2")))
        tests = tests.replace(f"{number}", f"{moved.normalize():f}", 1)
    return tests


def _values(fact: Fact, *near: Decimal) -> list[Given]:
    limits = list(near)
    if fact.bands is not None and fact.bands.healthy and fact.bands.bad:
        limits += [*_numbers(*parse_unary_tests(fact.bands.healthy)), *_numbers(*parse_unary_tests(fact.bands.bad))]
    return kind_of(fact).tried(fact, (), limits)


def _numbers(*trees: Node) -> list[Decimal]:
    literals = [node.value for tree in trees for node in walk(tree) if isinstance(node, Literal)]
    return [value for value in literals if isinstance(value, Decimal)]
