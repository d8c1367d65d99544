"""Where facts come from: computed of other facts by formulas, concluded by rules, or simply given."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal
from pathlib import Path

from diagnosis.assembly.case import TeamCase, plain, without_attribute
from diagnosis.explain.model import FactUsed, RuleUsed
from diagnosis.inference.trace import Trace
from diagnosis.kinds.attributes import PRINTED
from diagnosis.knowledge.model import SUBJECT_OF, Subject
from diagnosis.knowledge.program import CompiledRule
from diagnosis.knowledge.variables import PREVIOUS, TEAM
from diagnosis.measures.compute import MeasuredMember
from diagnosis.measures.estimates import ESTIMATE


class Lineage:
    """The facts and conclusions of one team (`member` is None) or of one member of it."""

    def __init__(self, case: TeamCase, trace: Trace, subject: Subject, member: MeasuredMember | None) -> None:
        self.case, self.subject = case, subject
        self.program = case.program
        self.unit = trace.unit(subject, member.member if member else None)
        self._team = self if member is None else Lineage(case, trace, "team", None)

    def unknown(self, rule: CompiledRule) -> list[str]:
        """The variables behind those atoms of a rule that are unknown."""
        lacking = [atom for atom in rule.atoms if self.unit.atoms[atom] is None]
        return sorted({name for atom in lacking for name in self.program.atoms[self.subject][atom].variables})

    def rule(self, rule: CompiledRule, seen: frozenset[str] = frozenset()) -> RuleUsed:
        """A rule with the facts that it read, each with its own lineage."""
        place = rule.rule.place
        where = f"{Path(place.file).name}:{place.line}" if place.file else ""
        when = " ".join(rule.rule.when.split())
        return RuleUsed(rule=rule.id, when=when, place=where, facts=list(self.facts(rule.reads, seen)))

    def facts(self, variables: Iterable[str], seen: frozenset[str]) -> Iterator[FactUsed]:
        """The facts that variables belong to, each once; `seen` are those that are being explained already."""
        for name in sorted({_fact(variable) for variable in variables}):
            if name.startswith(TEAM):
                if name not in seen:
                    yield from self._team.facts([name.removeprefix(TEAM)], seen | {name})
            elif name not in seen:
                used = self.fact(name, seen | {name})
                if used is not None:
                    yield used

    def fact(self, name: str, seen: frozenset[str]) -> FactUsed | None:
        """One fact with its lineage; None for the bare name of a collection, whose facts stand beside it."""
        collection, _, rest = name.partition(".")
        if collection in SUBJECT_OF:
            subject = SUBJECT_OF[collection]
            members = len(self.case.measured.members.get(subject, ()))
            return FactUsed(fact=rest, subject=subject, members=members) if rest else None
        previous, own = name.startswith(PREVIOUS), name.removeprefix(PREVIOUS)
        value, band = self.unit.variables.get(name), self.unit.variables.get(f"{name}.band")
        return FactUsed(
            fact=own,
            subject=self.subject,
            previous=previous,
            value=None if isinstance(value, list) else plain(value),
            details=self.details(name),
            band=band if band in ("healthy", "warning", "bad") else None,
            stale_days=None if previous else self.stale_days(own),
            estimated=self.unit.variables.get(f"{name}{ESTIMATE}") is True,
            computed_from=[] if previous else list(self.facts(self.behind(own), seen)),
            concluded_by=[] if previous else list(self.concluding(own, seen)),
        )

    def details(self, name: str) -> dict[str, float]:
        """The count, the interval and the tests of a rate."""
        values = ((side, self.unit.variables.get(f"{name}.{side}")) for side in PRINTED)
        return {side: float(value) for side, value in values if isinstance(value, Decimal)}

    def behind(self, fact: str) -> set[str]:
        """The variables that a fact was computed of, or that its band is held against."""
        reads = self.program.reads[self.subject]
        return set(reads.get(fact, ())) | set(reads.get(f"{fact}.band", ()))

    def concluding(self, fact: str, seen: frozenset[str]) -> Iterator[RuleUsed]:
        """The rules that concluded a fact: those that are true, or all of them where it is false."""
        for conclusion in self.program.conclusions[self.subject]:
            if conclusion.name == fact and fact in self.unit.outcome.concluded:
                for id_ in conclusion.rules:
                    if fact in self.unit.fired.denied or id_ in self.unit.fired.rules:
                        yield self.rule(self.program.rules[self.subject][id_], seen)

    def stale_days(self, fact: str) -> int | None:
        """The age of a fact that is too old to judge a person on."""
        if (self.subject, fact) not in self.case.measured.stale:
            return None
        return int(str(self.unit.variables[f"{fact}.age"]))


def _fact(variable: str) -> str:
    """The fact of a variable, with its prefix: `team.otif`, `previous.otif`, `sellers.attainment`."""
    if variable.partition(".")[0] in SUBJECT_OF:
        return ".".join(variable.split(".")[:2])
    return without_attribute(variable)
