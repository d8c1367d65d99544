"""Dependencies between facts, variables and rules, worked out once for a knowledge base."""

from __future__ import annotations

from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, cast
from weakref import WeakKeyDictionary

from diagnosis.compiler.expressions import owned
from diagnosis.compiler.review_rules import review_fact
from diagnosis.evaluation import executor
from diagnosis.feel import Evaluate, compiled
from diagnosis.feel.tree import Node
from diagnosis.inference.fold_plan import SubjectPlan
from diagnosis.knowledge.base import Knowledge
from diagnosis.knowledge.model import SUBJECT_OF, Fact, Subject
from diagnosis.knowledge.program import Base, ComputedVariable, Conclusion, Program
from diagnosis.knowledge.variables import PREVIOUS, TEAM, fact_of, variables_of

if TYPE_CHECKING:
    from diagnosis.inference.columnar import ColumnarExecutor


class Dependencies:
    """The fixed part of all interviews by one knowledge base."""

    def __init__(self, knowledge: Knowledge) -> None:
        self.knowledge, self.program = knowledge, knowledge.program
        # Imported when a state is first judged: a list of interviews needs no polars.
        self.executor = cast("ColumnarExecutor", executor(knowledge, "columnar"))
        self.plans: dict[Subject, SubjectPlan] = {
            subject: self.executor.plan(subject) for subject in self.program.rules
        }
        self.steps: dict[tuple[Subject, str], ComputedVariable] = {
            (step.subject, step.variable): step for step in self.program.steps
        }
        self.conclusions: dict[tuple[Subject, str], Conclusion] = {
            (subject, conclusion.name): conclusion
            for subject, conclusions in self.program.conclusions.items()
            for conclusion in conclusions
        }
        self.reviews = frozenset(
            detail
            for stage in knowledge.stages
            for detail in (review_fact(stage), f"{review_fact(stage)}_by", f"{review_fact(stage)}_on")
        )
        chain = {stage: place for place, stage in enumerate(knowledge.stages)}
        in_order = sorted(
            (fact for facts in knowledge.facts.values() for fact in facts.values()),
            key=lambda fact: (chain.get(fact.stage or "", len(chain)), fact.place.file, fact.place.line, fact.fact),
        )
        self._places: dict[Base, int] = {(fact.subject, fact.fact): place for place, fact in enumerate(in_order)}
        self.families = self._families()
        self._read_by_stage: dict[str, frozenset[Base]] = {}
        self._steps: dict[tuple[Subject, frozenset[Base]], tuple[tuple[ComputedVariable, Evaluate], ...]] = {}
        self._columns: dict[tuple[Subject, frozenset[Base]], tuple[tuple[int, ...], tuple[int, ...]]] = {}
        self._stale: dict[tuple[Subject, frozenset[Base]], tuple[frozenset[str], frozenset[str]]] = {}

    def fact(self, base: Base) -> Fact | None:
        """The catalogue's entry of a fact."""
        return self.knowledge.facts.get(base[0], {}).get(base[1])

    def place(self, base: Base) -> int:
        """Where a fact stands in the catalogue, along the chain: an order that people can follow."""
        return self._places[base]

    def _families(self) -> dict[Base, frozenset[str]]:
        """The facts whose tests against the peers are corrected together with those of a fact, itself included."""
        result: dict[Base, frozenset[str]] = {}
        for facts in self.knowledge.facts.values():
            tested = [fact for fact in facts.values() if fact.peers is not None]
            for fact in tested:
                family = fact.peers.family if fact.peers else None
                same = {other.fact for other in tested if other.peers and family and other.peers.family == family}
                result[fact.subject, fact.fact] = frozenset(same | {fact.fact})
        return result

    def behind(self, subject: Subject, variable: str) -> frozenset[Base]:
        """The facts that may be given and that a variable of an expression of `subject` rests on."""
        if variable in SUBJECT_OF:
            return frozenset()
        owner, key = owned(subject, variable)
        if key.startswith(PREVIOUS):
            return frozenset()
        conclusion = self.conclusions.get((owner, key))
        if conclusion is not None:
            return frozenset(base for id_ in conclusion.rules for base in self.program.rules[owner][id_].bases)
        known = self.program.bases[owner].get(key)
        return known if known is not None else frozenset({(owner, fact_of(key))})

    def lists(self, subject: Subject, variable: str) -> frozenset[Subject]:
        """The lists of members that a computed variable goes through without asking anything of the members."""
        if subject != "team" or (subject, variable) not in self.steps:
            return frozenset()
        reads = self.program.reads[subject][variable]
        bare = {SUBJECT_OF[listed] for listed in reads if listed in SUBJECT_OF}
        return frozenset(
            listed
            for listed in bare
            if not any(SUBJECT_OF.get(read.partition(".")[0]) == listed for read in reads if "." in read)
        )

    def read_by_stage(self, stage: str) -> frozenset[Base]:
        """The facts behind the rules and needs of a stage's causes, and behind who is examined by it."""
        if stage not in self._read_by_stage:
            bases: set[Base] = set()
            for cause in self.program.causes.values():
                if cause.cause.stage == stage:
                    rules = self.program.rules[cause.subject]
                    bases.update(*(rules[id_].bases for id_ in (*cause.rules_for, *cause.rules_against)))
                    bases.update(*(need.bases for need in cause.needs))
            examination = self.program.examine.get(stage)
            bases.update(examination.bases if examination else ())
            self._read_by_stage[stage] = frozenset(base for base in bases if base[1] not in self.reviews)
        return self._read_by_stage[stage]

    def steps_after(self, subject: Subject, bases: frozenset[Base]) -> tuple[tuple[ComputedVariable, Evaluate], ...]:
        """The computed variables of a subject that rest on `bases`, in their order."""
        steps = self._steps.get((subject, bases))
        if steps is None:
            steps = self._steps[subject, bases] = tuple(
                (step, compiled(step.tree))
                for step in self.program.steps
                if step.subject == subject and self.program.bases[subject][step.variable] & bases
            )
        return steps

    def columns_after(self, subject: Subject, bases: frozenset[Base]) -> tuple[tuple[int, ...], tuple[int, ...]]:
        """The columns of a subject's rules and of its needs that rest on `bases`."""
        columns = self._columns.get((subject, bases))
        if columns is None:
            plan = self.plans[subject]
            rules = tuple(column for column, rule in enumerate(plan.rules) if rule.bases & bases)
            needs = (self.behind(subject, band) for band in plan.need_bands)
            columns = self._columns[subject, bases] = (
                rules,
                tuple(index for index, need in enumerate(needs) if need & bases),
            )
        return columns

    @cached_property
    def _read_by_members(self) -> frozenset[str]:
        """The variables of the team that conditions and formulas of members read; the team's own may read none."""
        members = [subject for subject in self.program.atoms if subject != "team"]
        read = {name for subject in members for atom in self.program.atoms[subject].values() for name in atom.variables}
        for subject in members:
            read |= {name for names in self.program.reads[subject].values() for name in names}
        return frozenset(name.removeprefix(TEAM) for name in read if name.startswith(TEAM))

    def stale_after(self, subject: Subject, bases: frozenset[Base]) -> tuple[frozenset[str], frozenset[str]]:
        """The variables and the atoms of `subject` that rest on any of `bases`."""
        stale = self._stale.get((subject, bases))
        if stale is None:
            names = {name for atom in self.program.atoms[subject].values() for name in atom.variables}
            names |= set(self.program.bases[subject]) | {name for _, name in self.conclusions}
            for step in self.program.steps:
                if step.subject == subject:
                    names |= self.program.reads[subject][step.variable]
            if subject == "team":
                names |= self._read_by_members
            variables = frozenset(name for name in names if self.behind(subject, name) & bases)
            atoms = frozenset(
                atom.atom
                for atom in self.program.atoms[subject].values()
                if any(self.behind(subject, name) & bases for name in atom.variables)
            )
            stale = self._stale[subject, bases] = variables, atoms
        return stale


_dependencies: WeakKeyDictionary[Program, Dependencies] = WeakKeyDictionary()


def dependencies_of(knowledge: Knowledge) -> Dependencies:
    """The dependencies of a knowledge base, worked out when it is first asked for."""
    dependencies = _dependencies.get(knowledge.program)
    if dependencies is None:
        dependencies = _dependencies[knowledge.program] = Dependencies(knowledge)
    return dependencies


@lru_cache(maxsize=8192)
def read_by(node: Node) -> frozenset[str]:
    """The variables that a tree reads."""
    return variables_of(node)
