"""The rules of circumstances, which nobody writes. They say how each fact that a cause needs stands to its own past,
that it is said and not measured, and of a cause that every other one is settled.

A rule that accuses by the band of a fact is no accusation where that fact is as usual: it was so when the target was
met, and hardly explains why it is missed now.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from diagnosis.compiler.history import ATTAINMENT
from diagnosis.feel.tree import And, Call, Compare, If, In, List, Literal, Name, Node, Or
from diagnosis.knowledge.base import Knowledge
from diagnosis.knowledge.drivers import DRIVERS
from diagnosis.knowledge.model import Fact, Rule, Subject, Text
from diagnosis.knowledge.reviews import text_list, text_of
from diagnosis.knowledge.variables import GAP_BAND, NOT_APPLICABLE, PAST_UNKNOWN, SAID

ELIMINATED = "all_else_settled"
"""The rule that counts where every other cause about the team is settled."""

ELSEWHERE = "_elsewhere"
"""What the rule of a cause ends with by which its drivers did not fall: the money was lost elsewhere."""

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
        for circumstance in ("as_usual", "as_before", PAST_UNKNOWN):
            evidence = dict.fromkeys(sorted(causes_of_need), circumstances.grades[circumstance])
            yield _rule_about(fact, stage, circumstance, {}, evidence, "no_worse")
        told = dict.fromkeys(sorted(causes_of_need), circumstances.said)
        when = f'{need}.{SAID} and band({need}) in ("warning", "bad")'
        yield _rule_about(fact, stage, SAID, {}, told, "source", when)
        for circumstance in ("worse", "far_worse"):
            grade = circumstances.grades[circumstance]
            evidence = {
                cause: min(grade, accusing[need, cause], key=lambda grade: knowledge.grades[grade])
                for cause in sorted(causes_of_need)
                if (need, cause) in accusing and knowledge.grades.keys() >= {grade, accusing[need, cause]}
            }
            if evidence:
                yield _rule_about(fact, stage, circumstance, evidence, {}, "worse")
    for name in sorted(causes):
        yield from _rules_that_excuse(knowledge, name, circumstances.elsewhere)
    ungated = sorted(cause for cause in causes if not knowledge.stages[knowledge.causes[cause].stage].after)
    if ungated:
        yield _rule(
            ELIMINATED,
            knowledge.causes[ungated[0]].stage,
            f"{ATTAINMENT} < 1",
            dict.fromkeys(ungated, circumstances.eliminated),
            {},
            text_of("circumstances.eliminated"),
            ELIMINATED,
        )


def _rules_that_excuse(knowledge: Knowledge, name: str, grade: str) -> Iterator[Rule]:
    """The rules by which nothing speaks for a cause: its drivers did not fall, or what it needs does not apply."""
    cause, facts = knowledge.causes[name], knowledge.facts["team"]
    drivers = [DRIVERS[driver].worse for driver in cause.through]
    if drivers and facts.keys() >= set(drivers):
        when = " and ".join(f"not({driver})" for driver in drivers)
        names = text_list([facts[driver].name for driver in cause.through])
        says = text_of("circumstances.elsewhere", drivers=names)
        yield _rule(f"{name}{ELSEWHERE}", cause.stage, when, {}, {name: grade}, says, "drivers")
    needed = [facts[need] for need in cause.needs if need in facts]
    if needed and all(fact.has_band for fact in needed):
        when = " and ".join(f"{fact.fact}.{NOT_APPLICABLE}" for fact in needed)
        grade, says = knowledge.limits.confirmed.grade, text_of("circumstances.not_applicable")
        id_ = f"{name}_{NOT_APPLICABLE}"
        yield _rule(id_, cause.stage, when, {}, {name: grade}, says, id_)


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
    fact: Fact,
    stage: str,
    circumstance: str,
    for_: dict[str, str],
    against: dict[str, str],
    group: str,
    when: str | None = None,
) -> Rule:
    """What a fact's past, or who says it, means for the causes that need it."""
    return _rule(
        f"{fact.fact}_{circumstance}",
        stage,
        when or f"{fact.fact}.{circumstance}",
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


def for_this_gap(tree: Node, knowledge: Knowledge) -> Node:
    """The condition of a rule that accuses by bands, with the bands as far as this gap goes: as usual is healthy."""
    facts = knowledge.facts["team"]

    def is_held(band: str) -> bool:
        fact = facts.get(band.removesuffix(".band"))
        return band.endswith(".band") and fact is not None and with_history(knowledge, "team", fact)

    match tree:
        case And(operands) | Or(operands):
            return replace(tree, operands=tuple(for_this_gap(operand, knowledge) for operand in operands))
        case If(_, yes, Literal(None)):  # known_first
            return replace(tree, yes=for_this_gap(yes, knowledge))
        case Compare("=", Name(band), Literal("warning" | "bad")) if is_held(band):
            return replace(tree, left=Name(_of_gap(band)))
        case In(Name(band), tests) if is_held(band) and _listed(tests) <= set(_NOT_HEALTHY):
            return replace(tree, value=Name(_of_gap(band)))
    return tree


def _of_gap(band: str) -> str:
    return f"{band.removesuffix('.band')}.{GAP_BAND}"


def _listed(tests: tuple[Node, ...]) -> set[object]:
    items = [item for test in tests for item in (test.items if isinstance(test, List) else (test,))]
    return {item.value if isinstance(item, Literal) else None for item in items}
