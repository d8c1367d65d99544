"""The trace of a case: all that led from facts to actions. Both executors give the same one, when they are asked.

With Rete it holds the firings of durable-rules with the atoms that they matched; the columnar executor reads it from
its columns. `explain` puts it into words and works nothing out again.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction

from diagnosis.inference.fold_plan import FOR, SubjectPlan
from diagnosis.inference.outcome import CauseOutcome, Outcome, UnitOutcome
from diagnosis.inference.verdict import Evidence, Folded, fold, met_needs
from diagnosis.knowledge.base import Knowledge
from diagnosis.knowledge.conditions import Branch, evaluate
from diagnosis.knowledge.model import Direction, Subject
from diagnosis.knowledge.variables import TEAM
from diagnosis.measures.compute import Measured, MeasuredMember

Ways = Mapping[str, frozenset[Branch]]
"""By what fired (a rule, a fact, a finding, a stage): the branches of its condition that hold, as sets of atoms."""


@dataclass(frozen=True, slots=True)
class OddsStep:
    """A rule that fired for or against a cause. `ratio` is what it multiplies the odds by.

    `outdone_by` is the rule of its group that counts in its place. `odds` are those of the cause after this step; None
    where the rule does not count, or the cause is held.
    """

    rule: str
    direction: Direction
    grade: str
    ratio: Fraction
    outdone_by: str | None
    odds: Fraction | None


@dataclass(frozen=True, slots=True)
class MetNeed:
    """A variable that must be healthy before a cause can be ruled out, and whether a review stands in for it."""

    variable: str
    healthy: bool
    by_review: bool


@dataclass(frozen=True, slots=True)
class CauseTrace:
    """How the verdict on a cause came about: the steps of its odds, its needs, and the limits that were reached.

    `likely` and `strong` together confirm it, `unlikely` and `clear` rule it out. Of a held cause all are false, and
    there are no needs.
    """

    outcome: CauseOutcome
    prior: Fraction
    steps: tuple[OddsStep, ...]
    needs: tuple[MetNeed, ...] = ()
    likely: bool = False
    strong: bool = False
    unlikely: bool = False
    clear: bool = False


@dataclass(frozen=True, slots=True)
class UnitFirings:
    """What fired for one unit: rules, concluded facts that are false, findings, and stages that do not examine it."""

    rules: Ways
    denied: Ways
    findings: Ways
    skipped: Ways


@dataclass(frozen=True, slots=True)
class UnitRecord:
    """What an executor knows of a unit: the values of its atoms, what fired, and the folds.

    Without `folding` nothing was judged of it: no rule is about members of its subject.
    """

    atoms: Mapping[str, bool | None] = field(default_factory=dict)
    fired: UnitFirings = field(default_factory=lambda: UnitFirings({}, {}, {}, {}))
    folding: Folding | None = None


@dataclass(frozen=True, slots=True)
class UnitTrace:
    """The trace of the team, or of one member of it.

    `variables` are its facts, with what was concluded. `undecided` are the rules whose condition is null.
    """

    outcome: UnitOutcome
    member: str | None
    variables: Mapping[str, object]
    atoms: Mapping[str, bool | None]
    fired: UnitFirings
    undecided: frozenset[str]
    causes: Mapping[str, CauseTrace]
    folding: Folding | None = field(compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Trace:
    """The trace of a team. `gates` names for each gated stage the stages that keep it shut; none where it is open."""

    outcome: Outcome
    team: UnitTrace
    members: Mapping[Subject, tuple[UnitTrace, ...]]
    gates: Mapping[str, frozenset[str]]

    def unit(self, subject: Subject, member: str | None) -> UnitTrace:
        """The trace of the team, or of a member. Raises KeyError where there is no such member."""
        if subject == "team":
            return self.team
        return {unit.member: unit for unit in self.members.get(subject, ())}[member]


@dataclass(frozen=True, slots=True)
class Folding:
    """The folds of one unit: what went into them and what came out, at a `row` of both."""

    plan: SubjectPlan
    evidence: Evidence
    folded: Folded
    row: int

    def if_fired(self, rules: Collection[str], cause: str) -> tuple[float, bool]:
        """The probability of a cause if these rules fired as well, and whether that would confirm the cause."""
        evidence = self.evidence.rows(slice(self.row, self.row + 1))
        more = evidence.fired.copy()
        more[0, [column for column, planned in enumerate(self.plan.rules) if planned.id in rules]] = True
        folded, column = fold(self.plan, replace(evidence, fired=more)), self.column(cause)
        return float(folded.probability[0, column]), bool(folded.confirmed[0, column])

    def column(self, cause: str) -> int:
        """The column of a cause."""
        return [compiled.cause.cause for compiled in self.plan.causes].index(cause)

    def cause(self, knowledge: Knowledge, cause: str, outcome: CauseOutcome) -> CauseTrace:
        """The trace of a cause."""
        column, row, folded = self.column(cause), self.row, self.folded
        prior = Fraction(self.plan.causes[column].cause.prior)
        steps = tuple(self._steps(knowledge, column, prior, outcome))
        if outcome.verdict == "held":
            return CauseTrace(outcome, prior, steps)
        healthy, by_review = (met[0] for met in met_needs(self.plan, self.evidence.rows(slice(row, row + 1))))
        return CauseTrace(
            outcome=outcome,
            prior=prior,
            steps=steps,
            needs=tuple(
                MetNeed(need.variable, bool(healthy[index]), bool(by_review[index]))
                for index, (owner, need) in enumerate(self.plan.needs)
                if owner == column
            ),
            likely=bool(folded.likely[row, column]),
            strong=bool(folded.strong[row, column]),
            unlikely=bool(folded.unlikely[row, column]),
            clear=bool(folded.clear[row, column]),
        )

    def _steps(self, knowledge: Knowledge, column: int, prior: Fraction, outcome: CauseOutcome) -> Iterator[OddsStep]:
        """What fired: for before against, what counts first, then the stronger, then by id."""
        plan = self.plan
        rule_of = {index: plan.rules[pair.rule] for index, pair in enumerate(plan.pairs) if pair.cause == column}
        spoke = [index for index, rule in rule_of.items() if rule.id in outcome.fired]
        counts = {index for index in spoke if rule_of[index].id in outcome.counted}
        odds = prior / (1 - prior)
        cause = plan.causes[column].cause.cause
        for index in sorted(
            spoke, key=lambda i: (plan.pairs[i].direction, i not in counts, -plan.pairs[i].grade, rule_of[i].id)
        ):
            rule, is_for = rule_of[index].rule, plan.pairs[index].direction == FOR
            grade = (rule.for_ if is_for else rule.against)[cause]
            ratio = Fraction(knowledge.grades[grade]) if is_for else 1 / Fraction(knowledge.grades[grade])
            group = next((group for group in plan.groups if index in group), ())
            stronger = next((rule_of[other].id for other in group if other in counts and other != index), None)
            odds *= ratio if index in counts else 1
            judged = index in counts and outcome.verdict != "held"
            yield OddsStep(rule.rule, "for" if is_for else "against", grade, ratio, stronger, odds if judged else None)


def unit_firings(fired: Iterable[tuple[str, Branch]]) -> UnitFirings:
    """What fired for a unit: the names of a network's rules, as `network` explains them, with what each matched."""
    ways: dict[str, dict[str, frozenset[Branch]]] = defaultdict(dict)
    for rule, branch in fired:
        role, name, *_ = rule.split("|")
        ways[role][name] = ways[role].get(name, frozenset()) | {branch}
    return UnitFirings({**ways["evidence"], **ways["conclude"]}, ways["deny"], ways["finding"], ways["skip"])


def trace_of(
    knowledge: Knowledge,
    measured: Measured,
    outcome: Outcome,
    gates: Mapping[str, frozenset[str]],
    record: Callable[[Subject, int, UnitOutcome], UnitRecord],
) -> Trace:
    """The trace of a team. `record` gives what an executor knows of a unit: of the team, or of a subject's member."""

    def unit(subject: Subject, row: int, member: MeasuredMember | None, own: UnitOutcome) -> UnitTrace:
        known = record(subject, row, own)
        told = {TEAM + name: value for name, value in outcome.team.concluded.items()} if member else {}
        rules = knowledge.program.rules[subject].items()
        folding = known.folding
        return UnitTrace(
            outcome=own,
            member=member.member if member else None,
            variables={**measured.of(member), **told, **own.concluded},
            atoms=known.atoms,
            fired=known.fired,
            undecided=frozenset(id_ for id_, rule in rules if evaluate(rule.condition, known.atoms) is None),
            causes={id_: folding.cause(knowledge, id_, judged) for id_, judged in own.causes.items()}
            if folding
            else {},
            folding=folding,
        )

    members = {
        subject: tuple(
            unit(subject, row, member, own)
            for row, (member, own) in enumerate(zip(measured.members.get(subject, ()), units, strict=True))
        )
        for subject, units in outcome.members.items()
    }
    return Trace(outcome, unit("team", 0, None, outcome.team), members, gates)
