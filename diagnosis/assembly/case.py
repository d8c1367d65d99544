"""One team's case while its result is put together: where its variables are, and how they are put into words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from functools import lru_cache
from math import isfinite
from typing import Any

from diagnosis.assembly.fact_view import FactView, Shown
from diagnosis.feel import compiled
from diagnosis.inference.outcome import CauseOutcome, Outcome, UnitOutcome
from diagnosis.kinds.formats import Formats
from diagnosis.knowledge.base import Knowledge
from diagnosis.knowledge.conditions import evaluate
from diagnosis.knowledge.model import Direction, Fact, Language, Subject, Text
from diagnosis.knowledge.program import CompiledCause, CompiledRule
from diagnosis.knowledge.texts import render
from diagnosis.knowledge.variables import PREVIOUS, TEAM, fact_of
from diagnosis.measures.compute import Measured, MeasuredMember
from diagnosis.result import EvidenceResult, FactValue, GateChangeResult


class TeamCase:
    """A team, what was measured of it and what was concluded, in one language."""

    def __init__(self, knowledge: Knowledge, measured: Measured, outcome: Outcome, language: Language) -> None:
        self.knowledge, self.program = knowledge, knowledge.program
        self.measured, self.outcome, self.language = measured, outcome, language
        self._rendered: dict[tuple[int, str | None], str] = {}
        self.formats = Formats(language, measured.team.currency)

    def units(self) -> Iterator[tuple[Subject, MeasuredMember | None, UnitOutcome]]:
        """The team, then every member, each with its outcome."""
        yield "team", None, self.outcome.team
        for subject, outcomes in self.outcome.members.items():
            for member, outcome in zip(self.measured.members.get(subject, ()), outcomes, strict=True):
                yield subject, member, outcome

    def render(self, text: Text, subject: Subject, member: MeasuredMember | None) -> str:
        """A text with its numbers."""
        # A rule speaks of several causes, and a finding calls for actions: each with the same words.
        key = (id(text), member.member if member else None)
        if key not in self._rendered:
            self._rendered[key] = render(text, self.language, _TextNames(self, subject, member))
        return self._rendered[key]

    def evidence(
        self, subject: Subject, member: MeasuredMember | None, outcome: CauseOutcome, cause: str
    ) -> list[EvidenceResult]:
        """What fired for and against a cause: for before against, the stronger first, then by id."""
        evidence = []
        for id_ in outcome.fired:
            rule = self.program.rules[subject][id_]
            direction: Direction = "for" if cause in rule.rule.for_ else "against"
            grade = (rule.rule.for_ if direction == "for" else rule.rule.against)[cause]
            evidence.append(self.worded(rule, direction, grade, subject, member, id_ in outcome.counted))
        return sorted(evidence, key=self.by_strength)

    def by_strength(self, evidence: EvidenceResult) -> tuple[bool, Decimal, str]:
        """The key by which evidence is sorted: for before against, the stronger first, then by id."""
        return evidence.direction == "against", -self.knowledge.grades[evidence.grade], evidence.rule

    def worded(
        self,
        rule: CompiledRule,
        direction: Direction,
        grade: str,
        subject: Subject,
        member: MeasuredMember | None,
        counted: bool,
    ) -> EvidenceResult:
        """A rule that fired, in words, with the facts that it read."""
        assert rule.rule.says is not None
        text = self.render(rule.rule.says, subject, member)
        return EvidenceResult(
            rule=rule.id,
            direction=direction,
            grade=grade,
            text=text,
            facts=self.facts_of(rule, member),
            counted=counted,
        )

    def facts_of(self, rule: CompiledRule, member: MeasuredMember | None) -> dict[str, FactValue]:
        """The known values that a rule read, by fact; those of the quarter before with `previous.`."""
        variables = self.measured.of(member)
        values = ((name, variables.get(name)) for name in _own_variables(rule.reads))
        return {name: plain(value) for name, value in values if value is not None and not isinstance(value, list)}

    def fires(self, rule: CompiledRule, member: MeasuredMember, unit: UnitOutcome) -> bool:
        """Whether a rule is true of a member, given what was concluded about the member and the team."""
        told = {TEAM + name: value for name, value in self.outcome.team.concluded.items()}
        variables = {**self.measured.of(member), **told, **unit.concluded}
        values = {atom: compiled(self.program.atoms[rule.rule.subject][atom].tree)(variables) for atom in rule.atoms}
        return (
            evaluate(rule.condition, {atom: value for atom, value in values.items() if isinstance(value, bool)}) is True
        )

    def fact(self, subject: Subject, name: str) -> Fact | None:
        """The catalogue's entry of a fact."""
        return self.knowledge.facts.get(subject, {}).get(name)


Judged = tuple[CompiledCause, MeasuredMember | None, CauseOutcome]
"""A cause that was judged, the member that it is about (None: the team), and how."""


def judged_causes(case: TeamCase) -> Iterator[Judged]:
    """Every cause that was judged, not held: of the team, then of every member."""
    for _, member, unit in case.units():
        for id_, outcome in unit.causes.items():
            if outcome.verdict != "held":
                yield case.program.causes[id_], member, outcome


class _TextNames(Mapping[str, Any]):
    """The names that a text may use, looked up when they are used: own facts, then the team's, parameters, ids."""

    def __init__(self, case: TeamCase, subject: Subject, member: MeasuredMember | None, prefix: str = "") -> None:
        self.case, self.subject, self.member, self.prefix = case, subject, member, prefix

    def __getitem__(self, name: str) -> object:
        case = self.case
        if not self.prefix:
            if name == "previous":
                return _Previous(_TextNames(case, self.subject, self.member, PREVIOUS))
            if self.member is not None and name == self.subject:
                return self.member.member
            if name in ("team", "quarter"):
                return getattr(case.measured.team, name)
            if name in case.knowledge.parameters and case.fact(self.subject, name) is None:
                value = case.knowledge.parameters[name].value
                return Shown(case.formats.number(value, 4), value, case.formats)
        fact, variables = case.fact(self.subject, name), case.measured.of(self.member)
        if fact is None and self.subject != "team":
            fact, variables = case.fact("team", name), case.measured.of(None)
        if fact is None:
            raise KeyError(name)
        return FactView(fact, variables, case.formats, self.prefix)

    def __iter__(self) -> Iterator[str]:
        return iter(())

    def __len__(self) -> int:
        return 0


class _Previous:
    """`previous.otif` in a text."""

    def __init__(self, views: _TextNames) -> None:
        self._views = views

    def __getattr__(self, name: str) -> object:
        try:
            return self._views[name]
        except KeyError as error:
            raise AttributeError(name) from error


def plain(value: object) -> FactValue:
    """A value as JSON has it: -0 is 0, and a number that no float can hold is not there."""
    if isinstance(value, Decimal):
        number = float(value) + 0.0
        return number if isfinite(number) else None
    assert value is None or isinstance(value, str | bool)
    return value


@lru_cache(maxsize=4096)
def _own_variables(variables: frozenset[str]) -> list[str]:
    """The own variables of the facts that variables belong to, sorted."""
    return sorted(set(map(without_attribute, variables)))


def without_attribute(variable: str) -> str:
    """The fact's own variable: `price_losses` for `price_losses.high`, `previous.otif` for `previous.otif.band`."""
    name = variable.removeprefix(TEAM)
    prefix = PREVIOUS if name.startswith(PREVIOUS) else ""
    return (TEAM if variable.startswith(TEAM) else "") + prefix + fact_of(variable)


def gate_changed(knowledge: Knowledge, language: Language) -> list[GateChangeResult]:
    """What a result has to say of a gate that an overlay weakens."""
    return [
        GateChangeResult(file=change.file, by=change.by, because=change.because.get(language))
        for change in knowledge.gate_changes
    ]
