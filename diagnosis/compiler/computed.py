"""The computed variables: formulas and bands, the order in which they are computed, and the facts behind each."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from graphlib import CycleError, TopologicalSorter

from diagnosis.compiler.bands import Usual, band_trees
from diagnosis.compiler.circumstance_rules import with_history
from diagnosis.compiler.expressions import SUBJECTS, Expressions, fact_id, owned
from diagnosis.compiler.history import history_trees
from diagnosis.compiler.limits import decimal_comma, wrong_bands
from diagnosis.feel.tree import Literal, Name, Node
from diagnosis.kinds import kind_of
from diagnosis.knowledge.model import SUBJECT_OF, Fact, Subject
from diagnosis.knowledge.program import Base, ComputedVariable
from diagnosis.knowledge.variables import PREVIOUS, TEAM, Type, fact_of, is_previous, type_of, variables_of
from diagnosis.messages import say

Limits = dict[str, tuple[Node, ...]]
"""The resolved tests of the healthy and of the bad band."""

Trees = dict[tuple[Subject, str], tuple[Node, frozenset[str]]]
"""Each computed variable with its tree and the variables that it reads."""


class Computed:
    """The computed variables of one knowledge base; their faults are told as they are found.

    `trees` holds each with the variables that it reads, `steps` the order, `behind` the facts behind each, itself
    included.
    """

    def __init__(self, work: Expressions) -> None:
        self.work = work
        self.trees = self._trees()
        self.steps = self._ordered()
        self._look_behind()

    def _trees(self) -> Trees:
        trees: Trees = {}
        for subject in SUBJECTS:
            for fact in self.work.knowledge.facts.get(subject, {}).values():
                if fact.formula is not None:
                    formula = self.work.expression(
                        fact.formula, "fact", fact_id(fact), "formula", subject, type_of(fact)
                    )
                    if formula is not None:
                        trees[subject, fact.fact] = (formula.tree, formula.variables)
                for attribute, tree in self._of_fact(subject, fact):
                    trees[subject, f"{fact.fact}.{attribute}"] = (tree, variables_of(tree))
        return trees

    def _of_fact(self, subject: Subject, fact: Fact) -> Iterator[tuple[str, Node]]:
        """The trees of a fact's `.band` and `.small`, and of how it stands to its past; none where it has no bands, or
        where they have faults.
        """
        if kind_of(fact).is_band:
            yield "band", Name(fact.fact)
            yield "small", Literal(False)
            limits: Limits | None = {"healthy": (), "bad": ()}
        else:
            limits = yield from self._bands(subject, fact)
        if limits is not None and with_history(self.work.knowledge, subject, fact):
            yield from history_trees(fact, limits["healthy"], limits["bad"])

    def _bands(self, subject: Subject, fact: Fact) -> Generator[tuple[str, Node], None, Limits | None]:
        """The trees of a fact's `.band` and `.small`. Gives back its limits; None where they have faults."""
        bands = fact.bands
        if bands is None:
            return None
        on = None
        if bands.on is not None:
            on = self.work.expression(bands.on, "fact", fact_id(fact), "bands.on", subject, "number")
            if on is None:
                return None
        kind: Type = "number" if on is not None else type_of(fact)
        limits: Limits = {}
        for key, text in (("healthy", bands.healthy), ("bad", bands.bad)):
            place = self.work.knowledge.place("fact", fact_id(fact), f"bands.{key}")
            comma = decimal_comma(text) if text and place.file in self.work.knowledge.overlaid else None
            if comma is not None:
                column, what, do = comma
                self.work.fault("fact", fact_id(fact), f"bands.{key}", 1, column, what, do)
                continue
            tests = () if text is None else self.work.tests(text, fact, key, kind)
            if tests is not None:
                limits[key] = tests
        if len(limits) != 2:
            return None
        if kind == "number":
            self._check_limits(fact, limits)
        usual = bands.against or bands.usual
        parts = (on.tree if on else None, limits["healthy"], limits["bad"])
        trees = band_trees(fact, *parts, self._usual(subject, usual), self.work.parameters)
        yield from zip(("band", "small"), trees, strict=True)
        return limits

    def _check_limits(self, fact: Fact, limits: dict[str, tuple[Node, ...]]) -> None:
        """Tells what is wrong with the bands that an overlay wrote."""
        assert fact.bands is not None
        wrong = wrong_bands(fact, fact.bands.on is None, limits["healthy"], limits["bad"])
        places = (self.work.knowledge.place("fact", fact_id(fact), f"bands.{key}").file for key in limits)
        if wrong is not None and self.work.knowledge.overlaid.intersection(places):
            key, what, do = wrong
            self.work.fault("fact", fact_id(fact), f"bands.{key}", 1, 1, what, do)

    def _usual(self, subject: Subject, usual: str | None) -> Usual | None:
        """The variables of the usual value that a fact is held against."""
        if usual is None:
            return None
        variable = self._visible(subject, usual)
        facts = self.work.knowledge.facts
        fact = facts["team" if variable.startswith(TEAM) else subject].get(usual)
        return Usual(Name(variable), Name(f"{variable}.low") if fact is not None and fact.has_interval else None)

    def _visible(self, subject: Subject, fact: str) -> str:
        """The variable of a fact of the subject's own, else of the team's."""
        return fact if fact in self.work.knowledge.facts[subject] else TEAM + fact

    def _ordered(self) -> tuple[ComputedVariable, ...]:
        sorter: TopologicalSorter[tuple[Subject, str]] = TopologicalSorter()
        for (subject, variable), (_, variables) in sorted(self.trees.items()):
            needed = (owned(subject, name) for name in variables)
            sorter.add((subject, variable), *sorted(name for name in needed if name in self.trees))
        try:
            order = list(sorter.static_order())
        except CycleError as error:
            circle = error.args[1]
            names = " -> ".join(dict.fromkeys(fact_of(variable) for _, variable in reversed(circle)))
            subject, variable = circle[0]
            fact = self.work.knowledge.facts[subject][fact_of(variable)]
            what = say("formulas go in a circle: {names}", names=names)
            self.work.fault("fact", fact_id(fact), "formula", 1, 1, what, say("break the circle"))
            return ()
        return tuple(
            ComputedVariable(subject, variable, self.trees[subject, variable][0]) for subject, variable in order
        )

    def _look_behind(self) -> None:
        self.behind: dict[Subject, dict[str, frozenset[Base]]] = {subject: {} for subject in SUBJECTS}
        self._looking_back: set[tuple[Subject, str]] = set()
        for step in self.steps:
            fact = fact_of(step.variable)
            given = self.work.knowledge.facts[step.subject][fact].given
            bases: frozenset[Base] = frozenset({(step.subject, fact)} if given else ())
            for variable in self.trees[step.subject, step.variable][1]:
                bases |= self.bases_of(step.subject, variable)
                if self.looks_back(step.subject, variable):
                    self._looking_back.add((step.subject, step.variable))
            self.behind[step.subject][step.variable] = bases

    def bases_of(self, subject: Subject, variable: str) -> frozenset[Base]:
        """The facts behind a variable as it stands in an expression of `subject`."""
        if variable in SUBJECT_OF:
            return frozenset()
        owner, key = owned(subject, variable)
        key = key.removeprefix(PREVIOUS)
        known = self.behind[owner].get(key)
        if known is not None:
            return known
        fact = fact_of(key)
        return frozenset({(owner, fact)} if fact in self.work.knowledge.facts.get(owner, {}) else ())

    def looks_back(self, subject: Subject, variable: str) -> bool:
        """Whether the quarter before is behind a variable, by its own name or through formulas and bands."""
        owner = owned(subject, variable)
        return is_previous(owner[1]) or owner in self._looking_back

    def reads(self) -> dict[Subject, dict[str, frozenset[str]]]:
        """The variables that each computed variable reads."""
        result: dict[Subject, dict[str, frozenset[str]]] = {subject: {} for subject in SUBJECTS}
        for (subject, variable), (_, variables) in sorted(self.trees.items()):
            result[subject][variable] = variables
        return result
