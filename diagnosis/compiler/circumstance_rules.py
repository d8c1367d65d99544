"""The rules of circumstances, which nobody writes. They say how each fact that a cause needs stands to its own past,
and of a cause that every other one is settled.

A rule that accuses by the band of a fact is no accusation where that fact is as usual: it was so when the target was
met, and hardly explains why it is missed now.
"""

from __future__ import annotations

from collections.abc import Iterator

from diagnosis.compiler.history import ATTAINMENT
from diagnosis.feel.tree import And, Call, Compare, If, In, List, Literal, Name, Node, Not, Or
from diagnosis.knowledge.base import Knowledge
from diagnosis.knowledge.model import Fact, Rule, Subject, Text
from diagnosis.knowledge.reviews import text_of

ELIMINATED = "all_else_settled"
"""The rule that counts where every other cause about the team is settled."""

_NOT_HEALTHY = ("warning", "bad")


def with_history(knowledge: Knowledge, subject: Subject, fact: Fact) -> bool:
    """Whether a fact is held against its past."""
    known = knowledge.facts["team"]
    looks_back = knowledge.circumstances is not None and ATTAINMENT in known
    # A growth is held against the past already.
    return looks_back and subject == "team" and fact.has_band and fact.kind != "change"


def circumstance_rules(knowledge: Knowledge) -> Iterator[Rule]:
    """The rules of circumstances of a knowledge base; none where it has no circumstances."""
    circumstances = knowledge.circumstances
    if circumstances is None or ATTAINMENT not in knowledge.facts["team"]:
        return
    needed: dict[str, list[str]] = {}
    causes = []
    for cause in knowledge.causes.values():
        if cause.stage in knowledge.stages and knowledge.stages[cause.stage].subject == "team":
            causes.append(cause.cause)
            for need in cause.needs:
                if (fact := knowledge.facts["team"].get(need)) is not None and with_history(knowledge, "team", fact):
                    needed.setdefault(need, []).append(cause.cause)
    accusing = _accusing_alone(knowledge)
    for need, causes_of_need in sorted(needed.items()):
        fact, stage = knowledge.facts["team"][need], knowledge.causes[causes_of_need[0]].stage
        for circumstance in ("as_usual", "as_before"):
            evidence = dict.fromkeys(sorted(causes_of_need), circumstances.grades[circumstance])
            yield _rule_about(fact, stage, circumstance, {}, evidence, "no_worse")
        for circumstance in ("worse", "far_worse"):
            grade = circumstances.grades[circumstance]
            evidence = {
                cause: min(grade, accusing[need, cause], key=lambda grade: knowledge.grades[grade])
                for cause in sorted(causes_of_need)
                if (need, cause) in accusing and knowledge.grades.keys() >= {grade, accusing[need, cause]}
            }
            if evidence:
                yield _rule_about(fact, stage, circumstance, evidence, {}, "worse")
    if causes:
        yield _rule(
            ELIMINATED,
            knowledge.causes[causes[0]].stage,
            f"{ATTAINMENT} < 1",
            dict.fromkeys(sorted(causes), circumstances.eliminated),
            {},
            text_of("circumstances.eliminated"),
            ELIMINATED,
        )


def _accusing_alone(knowledge: Knowledge) -> dict[tuple[str, str], str]:
    """The grade with which a fact speaks for a cause by being bad alone: what got worse weighs no more than that."""
    from diagnosis.feel import FeelSyntaxError, parse

    grades: dict[tuple[str, str], str] = {}
    for rule in knowledge.rules.values():
        if rule.status != "active" or rule.subject != "team" or not rule.for_:
            continue
        try:
            tree = parse(rule.when)
        except FeelSyntaxError:
            continue  # told by the compiler
        match tree:
            case Compare("=", Call("band", (Name(fact),)), Literal("bad")):
                grades |= {(fact, cause): grade for cause, grade in rule.for_.items()}
    return grades


def _rule_about(
    fact: Fact, stage: str, circumstance: str, for_: dict[str, str], against: dict[str, str], group: str
) -> Rule:
    """What a fact's past says of the causes that need it."""
    return _rule(
        f"{fact.fact}_{circumstance}",
        stage,
        f'{fact.fact}.{circumstance} and band({fact.fact}) in ("warning", "bad")',
        for_,
        against,
        text_of(f"circumstances.{circumstance}", fact=fact.name, value=f"{{{{ {fact.fact} }}}}"),
        group,
    )


def _rule(
    id_: str, stage: str, when: str, for_: dict[str, str], against: dict[str, str], says: Text, group: str
) -> Rule:
    """A rule; of several facts that a cause needs the same circumstance counts once."""
    return Rule.model_validate(
        {"rule": id_, "stage": stage, "when": when, "for": for_, "against": against, "says": says, "group": group}
    )


def unless_as_usual(tree: Node, knowledge: Knowledge) -> Node:
    """The condition of a rule that accuses; it does not hold where the facts by whose bands it accuses are as usual."""
    facts = knowledge.facts["team"]
    accused = dict.fromkeys(
        fact for fact in _accused(tree) if fact in facts and with_history(knowledge, "team", facts[fact])
    )
    if not accused:
        return tree
    operands = tree.operands if isinstance(tree, And) else (tree,)
    return And((*operands, *(Not(Name(f"{fact}.as_usual")) for fact in accused)))


def _accused(tree: Node) -> Iterator[str]:
    """The facts that must be in the warning or bad band for a condition to hold."""
    match tree:
        case And(operands):
            for operand in operands:
                yield from _accused(operand)
        case If(_, yes, Literal(None)):  # known_first
            yield from _accused(yes)
        case Compare("=", Name(band), Literal("warning" | "bad")) if _is_band(band):
            yield band.removesuffix(".band")
        case In(Name(band), tests) if _is_band(band) and _listed(tests) <= set(_NOT_HEALTHY):
            yield band.removesuffix(".band")
        case Or(operands):
            named = [set(_accused(operand)) for operand in operands]
            yield from sorted(set.intersection(*named))


def _is_band(variable: str) -> bool:
    return variable.count(".") == 1 and variable.endswith(".band")


def _listed(tests: tuple[Node, ...]) -> set[object]:
    items = [item for test in tests for item in (test.items if isinstance(test, List) else (test,))]
    return {item.value if isinstance(item, Literal) else None for item in items}
