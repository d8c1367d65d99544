"""Which facts are missing: those that are unknown, that could be asked for, and that a verdict needs.

A fact that is given is not missing, though a verdict may need more of it: its counts, or a figure in place of a range.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Literal, NamedTuple

from diagnosis.assembly.case import TeamCase
from diagnosis.compiler.expressions import owned
from diagnosis.compiler.review_rules import review_fact
from diagnosis.inference.fold_input import review_counts
from diagnosis.inference.outcome import CauseOutcome
from diagnosis.kinds.attributes import LOOKS_BACK, SAMPLE
from diagnosis.knowledge.model import SUBJECT_OF, Subject
from diagnosis.knowledge.program import Base, CompiledCause
from diagnosis.knowledge.variables import NOT_APPLICABLE, PAST_UNKNOWN, PREVIOUS, TEAM, fact_of
from diagnosis.measures.compute import MeasuredMember
from diagnosis.measures.estimates import ESTIMATE

Vague = Literal["estimated", "uncounted"]
"""Why a fact that is given decides nothing: it is an estimate across a limit, or a share of nobody knows how many."""


class Wanting(NamedTuple):
    """A given fact that a verdict lacks, or of which it lacks something."""

    base: Base
    vague: Vague | None = None


class Missing:
    """Finds what could be asked for: the given facts behind variables that are unknown."""

    def __init__(self, case: TeamCase) -> None:
        self.case = case
        self.conclusions = {
            subject: {conclusion.name: conclusion for conclusion in conclusions}
            for subject, conclusions in case.program.conclusions.items()
        }
        self._behind: dict[tuple[str, Subject, str | None], frozenset[Wanting]] = {}

    def of_cause(self, cause: CompiledCause, member: MeasuredMember | None) -> frozenset[Base]:
        """The unknown facts that its needs and its rules lack."""
        return self.of_needs(cause, member) | self.of_rules(cause, member)

    def of_needs(self, cause: CompiledCause, member: MeasuredMember | None) -> frozenset[Base]:
        """The unknown facts behind the bands that a cause needs."""
        return _unknown(self._of_needs(cause, member))

    def of_rules(self, cause: CompiledCause, member: MeasuredMember | None) -> frozenset[Base]:
        """The unknown facts behind the rules that bear on a cause, and how what is bad stood a quarter ago.

        Reviews are no facts to be gathered.
        """
        return _unknown(self._of_rules(cause, member)) | self.of_past(cause)

    def of_past(self, cause: CompiledCause) -> frozenset[Base]:
        """The facts of the quarter before that would tell whether what is bad has been so for long."""
        known = self.case.measured.environment
        return frozenset(
            (owner, PREVIOUS + need)
            for owner, need in (owned(cause.subject, need.variable) for need in cause.needs)
            if owner == "team"
            and known.get(f"{need}.{PAST_UNKNOWN}") is True
            and known.get(f"{need}.band") == "bad"
            and (fact := self.case.fact(owner, need)) is not None
            and fact.formula is None
        )

    def vague(
        self, cause: CompiledCause, member: MeasuredMember | None, *, needs_only: bool = False
    ) -> frozenset[tuple[Vague, Base]]:
        """The facts that are given, but not exactly enough for the needs and the rules of a cause."""
        lacks = self._of_needs(cause, member) | (frozenset() if needs_only else self._of_rules(cause, member))
        return frozenset((lack.vague, lack.base) for lack in lacks if lack.vague is not None)

    def _of_needs(self, cause: CompiledCause, member: MeasuredMember | None) -> frozenset[Wanting]:
        return self._lacks((f"{need.variable}.band" for need in cause.needs), cause.subject, member)

    def _of_rules(self, cause: CompiledCause, member: MeasuredMember | None) -> frozenset[Wanting]:
        rules = (self.case.program.rules[cause.subject][id_] for id_ in cause.rules_for + cause.rules_against)
        read = frozenset().union(*(rule.reads for rule in rules if not rule.review))
        return self._lacks(read, cause.subject, member)

    def to_count(
        self, cause: CompiledCause, outcome: CauseOutcome
    ) -> Iterator[tuple[Literal["missing", "stale", "estimated"], Base]]:
        """Why a cause that is ruled out opens no gate: stale facts, estimates, reviews that are too old or lacking."""
        rules = [self.case.program.rules[cause.subject][id_] for id_ in sorted(outcome.counted)]
        bases = {base for need in cause.needs for base in need.bases}
        bases |= {base for rule in rules for base in rule.bases}
        yield from (("stale", base) for base in sorted(bases & self.case.measured.stale))
        yield from (("estimated", base) for base in sorted(bases & self.case.measured.estimated))
        limit = int(self.case.knowledge.parameters["stale_after_days"].value)
        for rule in rules:
            if rule.review and not review_counts(rule, self.case.measured, limit):
                review = review_fact(rule.rule.stage)
                known = self.case.measured.environment
                lacking = [detail for detail in (f"{review}_by", f"{review}_on") if known.get(detail) is None]
                yield from (("missing", ("team", detail)) for detail in lacking)
                if not lacking:
                    yield "stale", ("team", review)

    def of_unknown_members(self, stage: str) -> frozenset[Base]:
        """What to ask about the members of a stage where none are known."""
        needs = (
            need for cause in self.case.program.causes.values() if cause.cause.stage == stage for need in cause.needs
        )
        facts = (self.case.fact(*base) for need in needs for base in need.bases)
        return frozenset((fact.subject, fact.fact) for fact in facts if fact is not None and fact.formula is None)

    def behind(self, variables: Iterable[str], subject: Subject, member: MeasuredMember | None) -> frozenset[Base]:
        """The unknown given facts behind `variables` as they stand in expressions of `subject`."""
        return _unknown(self._lacks(variables, subject, member))

    def _lacks(self, variables: Iterable[str], subject: Subject, member: MeasuredMember | None) -> frozenset[Wanting]:
        lacks: set[Wanting] = set()
        for variable in variables:
            key = variable, subject, member.member if member is not None else None
            if key not in self._behind:
                self._behind[key] = frozenset(self.of_variable(variable, subject, member, frozenset()))
            lacks |= self._behind[key]
        return frozenset(lacks)

    def of_variable(
        self, variable: str, subject: Subject, member: MeasuredMember | None, seen: frozenset[str]
    ) -> Iterator[Wanting]:
        """What is lacking behind one variable; `seen` guards against going in circles."""
        collection, _, rest = variable.partition(".")
        if collection in SUBJECT_OF:
            if rest:
                yield from self.of_members(SUBJECT_OF[collection], rest, seen)
            return
        if variable.startswith(TEAM):
            variable, subject, member = variable.removeprefix(TEAM), "team", None
        known = self.case.measured.of(member)
        if variable in seen or known.get(variable) is not None:
            return
        if variable.startswith(PREVIOUS) or variable.rpartition(".")[2] in LOOKS_BACK:
            yield from self.of_quarter_before(fact_of(variable.removeprefix(PREVIOUS)), subject, member)
            return
        conclusion = self.conclusions[subject].get(variable)
        if conclusion is not None:
            outcome = next(unit for kind, owner, unit in self.case.units() if kind == subject and owner is member)
            if variable not in outcome.concluded:
                for id_ in conclusion.rules:
                    for read in self.case.program.rules[subject][id_].reads:
                        yield from self.of_variable(read, subject, member, seen | {variable})
            return
        reads = self.case.program.reads[subject].get(variable)
        if variable.endswith(".band") and known.get(f"{fact_of(variable)}{ESTIMATE}") is True:
            yield Wanting((subject, fact_of(variable)), "estimated")
            return
        if reads is not None:
            own = self.case.fact(subject, variable)
            if own is not None and own.given and any(self.is_of_nobody(read) for read in reads):
                # It can be worked out of the members, but of none of them is it known: easier to ask for it as a whole.
                yield Wanting((subject, variable))
                return
            for read in reads:
                yield from self.of_variable(read, subject, member, seen | {variable})
            return
        name = fact_of(variable)
        fact = self.case.fact(subject, name)
        asked = variable == name or variable.removeprefix(f"{name}.") in (*SAMPLE.brings, "age")
        if known.get(f"{name}.{NOT_APPLICABLE}") is True:
            return
        if fact is not None and asked and not fact.optional:
            estimated = known.get(f"{name}{ESTIMATE}") is True
            given: Vague | None = None if known.get(name) is None else "estimated" if estimated else "uncounted"
            yield Wanting((subject, name), given)

    def of_quarter_before(self, name: str, subject: Subject, member: MeasuredMember | None) -> Iterator[Wanting]:
        """A fact of the quarter before that is unknown, while this quarter's is bad: has it got better or worse?"""
        fact, known = self.case.fact(subject, name), self.case.measured.of(member)
        if fact is None or fact.formula is not None or known.get(f"{name}.band") != "bad":
            return
        if known.get(f"{PREVIOUS}{name}.of" if fact.has_interval else PREVIOUS + name) is None:
            yield Wanting((subject, PREVIOUS + name))

    def is_of_nobody(self, variable: str) -> bool:
        """Whether a variable is one of members, and known of none of them."""
        collection, _, rest = variable.partition(".")
        subject = SUBJECT_OF.get(collection)
        if subject is None:
            return False
        members = self.case.measured.members.get(subject, ())
        return not any(not rest or member.variables.get(rest) is not None for member in members)

    def of_members(self, subject: Subject, variable: str, seen: frozenset[str]) -> Iterator[Wanting]:
        """What is lacking behind a variable of members, member by member."""
        members = self.case.measured.members.get(subject, ())
        if members:
            for member in members:
                yield from self.of_variable(variable, subject, member, seen)
        else:
            yield from map(Wanting, _given_behind(self.case, subject, variable))


def _unknown(lacks: Iterable[Wanting]) -> frozenset[Base]:
    return frozenset(lack.base for lack in lacks if lack.vague is None)


def _given_behind(case: TeamCase, subject: Subject, variable: str) -> Iterator[Base]:
    """The given facts behind a variable of members, for where no members are known."""
    bases = case.program.bases[subject].get(variable, frozenset({(subject, fact_of(variable))}))
    for base in sorted(bases):
        fact = case.fact(*base)
        if fact is not None and fact.formula is None:
            yield base
