"""The facts that rules conclude: what is behind them, and the layer in which each is concluded."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter
from typing import Literal

from diagnosis.compiler.computed import Computed
from diagnosis.compiler.expressions import SUBJECTS, Expressions, owned
from diagnosis.compiler.resolve import Resolved
from diagnosis.knowledge.conditions import AnyOf, Condition, negated
from diagnosis.knowledge.model import Rule, Subject
from diagnosis.knowledge.program import Base, CompiledRule, Conclusion
from diagnosis.messages import say

Concluded = tuple[Subject, str]
Origin = Literal["written", "review", "circumstance"]


@dataclass(frozen=True, slots=True)
class Conditioned:
    """A rule with its condition, on the way to a compiled rule. What is not written is made of reviews or the past."""

    rule: Rule
    resolved: Resolved
    condition: Condition
    origin: Origin


class Ancestry:
    """What lies behind the variables of conditions, through formulas, bands and conclusions. Circles are told."""

    def __init__(self, work: Expressions, computed: Computed, rules: Iterable[Conditioned]) -> None:
        self.computed = computed
        self.layers: dict[Concluded, int] = {}
        self._behind: dict[Concluded, tuple[frozenset[Base], bool]] = {}
        rules = [rule for rule in rules if rule.rule.concludes]
        reads: dict[Concluded, set[str]] = {}
        for rule in rules:
            reads.setdefault((rule.rule.subject, str(rule.rule.concludes)), set()).update(rule.resolved.variables)
        built_on = {
            key: sorted(other for other in (owned(key[0], name) for name in variables) if other in reads)
            for key, variables in sorted(reads.items())
        }
        try:
            order = list(TopologicalSorter(built_on).static_order())
        except CycleError as error:
            self._tell(work, rules, error.args[1])
            return
        for key in order:
            below = (self.layers[lower] + 1 for lower in built_on[key] if lower[0] == key[0])
            self.layers[key] = max(below, default=0)
            self._behind[key] = self.bases_and_past(key[0], reads[key])

    def _tell(self, work: Expressions, rules: Iterable[Conditioned], circle: list[Concluded]) -> None:
        names = " -> ".join(dict.fromkeys(name for _, name in reversed(circle)))
        for rule in rules:
            if (rule.rule.subject, rule.rule.concludes) in circle:
                what = say("rule '{rule}' concludes what it builds on: {names}", rule=rule.rule.rule, names=names)
                work.fault("rule", rule.rule.rule, "when", 1, 1, what, say("break the circle"))

    def bases_and_past(self, subject: Subject, variables: Iterable[str]) -> tuple[frozenset[Base], bool]:
        """The facts behind variables of `subject`, and whether the quarter before is among them."""
        bases: frozenset[Base] = frozenset()
        back = False
        for variable in variables:
            owner = owned(subject, variable)
            concluded = self._behind.get(owner)
            if concluded is not None:
                bases, back = bases | concluded[0], back or concluded[1]
            else:
                bases |= self.computed.bases_of(subject, variable)
                back = back or self.computed.looks_back(subject, variable)
        return bases, back

    def layer(self, subject: Subject, variables: Iterable[str]) -> int:
        """The first layer in which variables of `subject` are all there."""
        return max((self.layers[subject, name] + 1 for name in variables if (subject, name) in self.layers), default=0)


def conclusions(
    work: Expressions, ancestry: Ancestry, compiled: Mapping[Subject, Mapping[str, CompiledRule]]
) -> dict[Subject, tuple[Conclusion, ...]]:
    """The concluded facts of each subject in the order of their layers."""
    result: dict[Subject, tuple[Conclusion, ...]] = {}
    for subject in SUBJECTS:
        rules: dict[str, list[CompiledRule]] = {}
        for _, rule in sorted(compiled[subject].items()):
            if rule.rule.concludes and (subject, rule.rule.concludes) in ancestry.layers:
                rules.setdefault(rule.rule.concludes, []).append(rule)
        conclusions = (
            _conclusion(work, subject, name, own, ancestry.layers[subject, name]) for name, own in rules.items()
        )
        result[subject] = tuple(sorted(conclusions, key=lambda conclusion: (conclusion.layer, conclusion.name)))
    return result


def _conclusion(work: Expressions, subject: Subject, name: str, rules: list[CompiledRule], layer: int) -> Conclusion:
    condition = rules[0].condition if len(rules) == 1 else AnyOf(tuple(rule.condition for rule in rules))
    counter = work.branches(negated(condition), "rule", rules[0].id)
    return Conclusion(name, subject, tuple(rule.id for rule in rules), condition, counter, layer)
