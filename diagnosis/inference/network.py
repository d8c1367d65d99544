"""The program as Rete networks of plain patterns: one for the team, one for each subject of members.

The name of a network's rule tells its role and what it comes from: `conclude|rule`, `deny|fact`, `evidence|rule`,
`finding|id`, `skip|stage` (each with the number of its branch), `verdict|...`, `gate|stage`, `closed|stage|by` and
`act|cause`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from diagnosis.inference.verdict import SIGNS
from diagnosis.knowledge.base import Knowledge
from diagnosis.knowledge.conditions import Branch, Leaf, branches, negated
from diagnosis.knowledge.model import Subject
from diagnosis.knowledge.program import Program

Pattern = Mapping[str, str | bool]
"""What a fact must equal, attribute by attribute; first its `topic`, which keeps the network's root small."""

_BUCKET = 200
"""Atoms under one topic, well below the engine's limit."""


def atom_fact(index: int, value: bool) -> dict[str, str | bool]:
    """The small fact that says what an atom's value is."""
    return {"topic": f"atoms{index // _BUCKET}", "atom": f"a{index}", "value": value}


def atom_index(program: Program, subject: Subject) -> dict[str, int]:
    """A short number for each atom's text, which may be long and hold anything."""
    return {atom: index for index, atom in enumerate(sorted(program.atoms[subject]))}


def atoms_by_name(program: Program, subject: Subject) -> dict[str, str]:
    """Each atom by what it is called in the facts of a network."""
    return {str(atom_fact(number, True)["atom"]): atom for atom, number in atom_index(program, subject).items()}


def branch_of(facts: Iterable[Pattern], atom_of: Mapping[str, str]) -> Branch:
    """The atoms that facts or patterns tell, with their values."""
    return frozenset(Leaf(atom_of[str(fact["atom"])], fact["value"] is True) for fact in facts if "atom" in fact)


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
            add(f"conclude|{rule.id}", rule.branches)
            continue
        stages = {knowledge.causes[cause].stage for cause in rule.rule.for_}
        gated = sorted(stage for stage in stages if knowledge.stages[stage].after)
        # What clears, and what accuses in a stage without a gate, waits for none.
        if rule.rule.against or len(gated) < len(stages):
            add(f"evidence|{rule.id}", rule.branches)
        for stage in gated:
            add(f"evidence|{rule.id}|{stage}", rule.branches, [{"topic": "gate", "stage": stage, "open": True}])
    for conclusion in program.conclusions[subject]:
        add(f"deny|{conclusion.name}", conclusion.counter_branches)
    for finding in program.findings[subject]:
        add(f"finding|{finding.id}", finding.branches)
    for stage, examination in program.examine.items():
        if examination.subject == subject:
            add(f"skip|{stage}", branches(negated(examination.condition)))
    rules.update(_verdict_rules(program, subject))
    if subject == "team":
        rules.update(_gate_rules(knowledge))
    return rules


def _verdict_rules(program: Program, subject: Subject) -> Iterator[tuple[str, list[Pattern]]]:
    for verdict, signs in SIGNS.items():
        yield f"verdict|{verdict}", [{"topic": "cause", **dict.fromkeys(signs, True)}]
    yield "verdict|open", [{"topic": "cause", "decided": False}]
    for cause in program.causes.values():
        if cause.subject == subject and cause.cause.actions:
            confirmed: Pattern = {"topic": "verdict", "cause": cause.cause.cause, "verdict": "confirmed"}
            yield f"act|{cause.cause.cause}", [confirmed, {"topic": "target", "met": False}]


def _gate_rules(knowledge: Knowledge) -> Iterator[tuple[str, list[Pattern]]]:
    for stage in knowledge.stages.values():
        if stage.after:
            yield f"gate|{stage.stage}", [{"topic": "judged", "stage": other, "counts": True} for other in stage.after]
            for other in stage.after:
                yield f"closed|{stage.stage}|{other}", [{"topic": "judged", "stage": other, "counts": False}]


def author(name: str) -> str:
    """The rule (or cause, finding, stage) that a network rule's name comes from."""
    return name.split("|")[1]
