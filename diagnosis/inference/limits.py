"""The limits of durable-rules, checked when a knowledge base is loaded, each told with the rule that breaks it.

They are checked on every Python, also where durable-rules cannot be imported: a knowledge base that is accepted is
accepted everywhere. Each number was measured on durable-rules 2.0.28.
"""

from __future__ import annotations

from collections.abc import Iterator

from diagnosis.documents.nodes import Faults
from diagnosis.inference.network import author, network_rules
from diagnosis.knowledge.base import Knowledge
from diagnosis.knowledge.called import called
from diagnosis.knowledge.program import Program
from diagnosis.messages import Said, labelled, say

MOST_JOINS = 16
"""Patterns of one rule: with 17 the engine fails when a fact is asserted."""
MOST_SHARING = 255
"""Rules that may share one pattern: with 256 it cannot create the rule set."""
MOST_VALUES = 500
"""Different topics, or different values below one topic: with 520 it hangs when facts are asserted."""
MOST_RULES = 2000
"""Rules of one network that were measured to work; with 5,000 it cannot create the rule set."""


Excess = tuple[str, Said, Said]
"""A limit that would be broken: by which rule (or other record), how, and what to do."""


def hash32(text: str) -> int:
    """The hash by which durable-rules compares names and strings: FNV-1a of 32 bits, and nothing else."""
    value = 2166136261
    for byte in text.encode():
        value = ((value ^ byte) * 16777619) & 0xFFFFFFFF
    return value


def check_limits(knowledge: Knowledge, program: Program, faults: Faults) -> None:
    """Tells each broken limit at the place of the rule (or other record) that breaks it."""
    kinds = {
        "rule": knowledge.rules,
        "cause": knowledge.causes,
        "stage": knowledge.stages,
        "finding": knowledge.findings,
    }
    for name, wrong, do in (*_excesses(knowledge, program), *_collisions(knowledge, program)):
        kind = next((kind for kind, records in kinds.items() if name in records), "fact")
        faults.add(knowledge.place(kind, name, "when"), labelled(called(kind, name), wrong), do)


def _excesses(knowledge: Knowledge, program: Program) -> Iterator[Excess]:
    """Where the program has more of something than durable-rules takes."""
    for subject in program.rules:
        rules = network_rules(knowledge, program, subject)
        users: dict[tuple[object, ...], list[str]] = {}
        for name, patterns in rules.items():
            for pattern in patterns:
                users.setdefault(tuple(pattern.items()), []).append(name)
            if len(patterns) > MOST_JOINS:
                what = say(
                    "a case of its condition joins {count} facts, and durable-rules takes {most}",
                    count=len(patterns),
                    most=MOST_JOINS,
                )
                yield author(name), what, say("conclude an intermediate fact from some of them")
        for names in users.values():
            if len(names) > MOST_SHARING:
                what = say(
                    "its comparison stands in {count} cases of rules, and durable-rules takes {most}",
                    count=len(names),
                    most=MOST_SHARING,
                )
                yield author(names[0]), what, say("conclude an intermediate fact from it")
        if len(rules) > MOST_RULES:
            what = say(
                "the knowledge base has {count} cases of rules, and durable-rules takes {most}",
                count=len(rules),
                most=MOST_RULES,
            )
            yield author(list(rules)[-1]), what, say("retire rules, or simplify conditions with many 'or'")
    if len(program.causes) > MOST_VALUES:
        cause = list(program.causes.values())[-1]
        what = say(
            "the knowledge base has {count} causes, and durable-rules takes {most}",
            count=len(program.causes),
            most=MOST_VALUES,
        )
        yield (*cause.rules_for, *cause.rules_against, cause.cause.cause)[0], what, say("retire causes")


def _collisions(knowledge: Knowledge, program: Program) -> Iterator[Excess]:
    """Names that durable-rules cannot tell apart: it compares 32-bit hashes alone."""
    seen: dict[int, str] = {}
    for name, user in _names(knowledge, program):
        other = seen.setdefault(hash32(name), name)
        if other != name:
            what = say(
                "durable-rules cannot tell the name '{name}' from '{other}' (their hashes are the same)",
                name=name,
                other=other,
            )
            yield user, what, say("rename '{name}'", name=name)


def _names(knowledge: Knowledge, program: Program) -> Iterator[tuple[str, str]]:
    """Every name of the knowledge base, each with a rule that uses it (or its own id), in a fixed order."""
    users: dict[str, str] = {}
    for subject, rules in sorted(program.rules.items()):
        for rule in sorted(rules.values(), key=lambda rule: rule.id):
            users.setdefault(rule.id, rule.id)
            for cause in sorted({*rule.rule.for_, *rule.rule.against}):
                users.setdefault(cause, rule.id)
            if rule.rule.concludes:
                users.setdefault(rule.rule.concludes, rule.id)
            for base in sorted(fact for _, fact in rule.bases):
                users.setdefault(base, rule.id)
        for name in network_rules(knowledge, program, subject):
            users.setdefault(name, author(name))
    for stage in knowledge.stages:
        users.setdefault(stage, stage)
    for facts in knowledge.facts.values():
        for fact in sorted(facts):
            users.setdefault(fact, fact)
    yield from sorted(users.items())
