"""The program as durable-rules networks: one for the team, one for each subject of members.

A firing's rule name tells its role: `conclude|fact`, `deny|fact`, `evidence|rule`, `finding|id`, `skip|stage` (each with the
number of its branch), `verdict|...`, `stage|...`, `gate|stage`, `closed|stage|by`, `act|cause`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from diagnosis.inference.durable import MOST_JOINS, MOST_RULES, MOST_SHARING, MOST_VALUES, Pattern, hash32
from diagnosis.knowledge.conditions import Branch, branches, negated
from diagnosis.knowledge.model import Knowledge, Subject
from diagnosis.knowledge.program import CompiledRule, Program

_BUCKET = 200
"""Atoms under one topic, well below the engine's limit."""


@dataclass(frozen=True, slots=True)
class Excess:
    """A limit of the engine that a rule would break."""

    rule: str
    what: str
    do: str


def atom_fact(index: int, value: bool) -> dict[str, str | bool]:
    """The small fact that says what an atom's value is."""
    return {"topic": f"atoms{index // _BUCKET}", "atom": f"a{index}", "value": value}


def atom_index(program: Program, subject: Subject) -> dict[str, int]:
    """A short number for each atom's text, which may be long and hold anything."""
    return {atom: index for index, atom in enumerate(sorted(program.atoms[subject]))}


def gated_by(program: Program, knowledge: Knowledge, rule: CompiledRule) -> tuple[str, ...]:
    """The gated stages whose causes this rule is evidence for."""
    stages = {knowledge.causes[cause].stage for cause in rule.rule.for_}
    return tuple(sorted(stage for stage in stages if knowledge.stages[stage].after))


def network_rules(knowledge: Knowledge, program: Program, subject: Subject) -> dict[str, list[Pattern]]:
    """The rules of a subject's network: name to patterns."""
    index = atom_index(program, subject)
    rules: dict[str, list[Pattern]] = {}

    def add(name: str, ways: Sequence[Branch], extra: Sequence[Pattern] = ()) -> None:
        for number, branch in enumerate(ways):
            leaves = sorted(branch, key=lambda leaf: (leaf.atom, leaf.wanted))
            rules[f"{name}|{number}"] = [*(atom_fact(index[leaf.atom], leaf.wanted) for leaf in leaves), *extra]

    for rule in program.rules[subject].values():
        if rule.rule.concludes:
            add(f"conclude|{rule.rule.concludes}|{rule.id}", rule.branches)
            continue
        gates = gated_by(program, knowledge, rule)
        free = set(rule.rule.for_) - {c for c in rule.rule.for_ if knowledge.causes[c].stage in gates}
        if rule.rule.against or free:
            add(f"evidence|{rule.id}", rule.branches)
        for stage in gates:
            add(f"evidence|{rule.id}|{stage}", rule.branches, [{"topic": "gate", "stage": stage, "open": True}])
    for conclusion in program.conclusions[subject]:
        add(f"deny|{conclusion.name}", conclusion.counter_branches)
    for finding in program.findings[subject]:
        add(f"finding|{finding.id}", finding.branches)
    for stage, examination in program.examine.items():
        if examination.subject == subject:
            add(f"skip|{stage}", branches(negated(examination.condition)))
    rules.update(_verdict_rules(knowledge, program, subject))
    if subject == "team":
        rules.update(_stage_rules(knowledge))
    return rules


def _verdict_rules(knowledge: Knowledge, program: Program, subject: Subject) -> Iterator[tuple[str, list[Pattern]]]:
    yield "verdict|confirmed", [{"topic": "cause", "likely": True, "strong": True}]
    yield "verdict|ruled_out", [{"topic": "cause", "unlikely": True, "clear": True}]
    yield "verdict|open", [{"topic": "cause", "decided": False}]
    for cause in program.causes.values():
        if cause.subject == subject and cause.cause.actions:
            confirmed: Pattern = {"topic": "verdict", "cause": cause.cause.cause, "verdict": "confirmed"}
            yield f"act|{cause.cause.cause}", [confirmed, {"topic": "target", "met": False}]


def _stage_rules(knowledge: Knowledge) -> Iterator[tuple[str, list[Pattern]]]:
    yield "stage|confirmed", [{"topic": "stage", "confirmed": True}]
    yield "stage|ruled_out", [{"topic": "stage", "confirmed": False, "ruled_out": True}]
    yield "stage|open", [{"topic": "stage", "confirmed": False, "ruled_out": False}]
    for stage in knowledge.stages.values():
        if stage.after:
            yield f"gate|{stage.stage}", [{"topic": "judged", "stage": one, "counts": True} for one in stage.after]
            for one in stage.after:
                yield f"closed|{stage.stage}|{one}", [{"topic": "judged", "stage": one, "counts": False}]


def excesses(knowledge: Knowledge, program: Program) -> Iterator[Excess]:
    """Where the program breaks a limit of durable-rules, each with the rule to change.

    They are checked on every Python, also where durable-rules itself cannot be imported: a knowledge base that is
    accepted is accepted everywhere.
    """
    for subject in program.rules:
        rules = network_rules(knowledge, program, subject)
        for name, patterns in rules.items():
            if len(patterns) > MOST_JOINS:
                what = f"a case of its condition joins {len(patterns)} facts, and durable-rules takes {MOST_JOINS}"
                yield Excess(_author(name), what, "conclude an intermediate fact from some of them")
        sharing = Counter(tuple(pattern.items()) for patterns in rules.values() for pattern in patterns)
        for pattern, times in sharing.items():
            if times > MOST_SHARING:
                user = next(n for n, p in rules.items() if any(tuple(one.items()) == pattern for one in p))
                what = f"its comparison stands in {times} cases of rules, and durable-rules takes {MOST_SHARING}"
                yield Excess(_author(user), what, "conclude an intermediate fact from it")
        if len(rules) > MOST_RULES:
            what = f"the knowledge base has {len(rules)} cases of rules, and durable-rules takes {MOST_RULES}"
            yield Excess(_author(list(rules)[-1]), what, "retire rules, or simplify conditions with many 'or'")
    if len(program.causes) > MOST_VALUES:
        cause = list(program.causes.values())[-1]
        what = f"the knowledge base has {len(program.causes)} causes, and durable-rules takes {MOST_VALUES}"
        yield Excess((cause.rules_for + cause.rules_against + (cause.cause.cause,))[0], what, "retire causes")
    yield from _collisions(knowledge, program)


def _collisions(knowledge: Knowledge, program: Program) -> Iterator[Excess]:
    """Names that durable-rules cannot tell apart: it compares 32-bit hashes alone."""
    seen: dict[int, str] = {}
    for name, user in _names(knowledge, program):
        other = seen.setdefault(hash32(name), name)
        if other != name:
            what = f"durable-rules cannot tell the name '{name}' from '{other}' (their hashes are the same)"
            yield Excess(user, what, f"rename '{name}'")


def _names(knowledge: Knowledge, program: Program) -> Iterator[tuple[str, str]]:
    """Every name of the knowledge base, each with a rule that uses it (or its own id), in a fixed order."""
    users: dict[str, str] = {}
    for subject, rules in sorted(program.rules.items()):
        for rule in sorted(rules.values(), key=lambda one: one.id):
            users.setdefault(rule.id, rule.id)
            for cause in sorted({*rule.rule.for_, *rule.rule.against}):
                users.setdefault(cause, rule.id)
            if rule.rule.concludes:
                users.setdefault(rule.rule.concludes, rule.id)
            for base in sorted(fact for _, fact in rule.bases):
                users.setdefault(base, rule.id)
        for name in network_rules(knowledge, program, subject):
            users.setdefault(name, _author(name))
    for stage in knowledge.stages:
        users.setdefault(stage, stage)
    for facts in knowledge.facts.values():
        for fact in sorted(facts):
            users.setdefault(fact, fact)
    yield from sorted(users.items())


def _author(name: str) -> str:
    """The rule (or cause, finding, stage) that a network rule's name comes from."""
    role, _, rest = name.partition("|")
    parts = rest.split("|")
    return parts[1] if role == "conclude" else parts[0]


Networks = Mapping[Subject, dict[str, list[Pattern]]]
