"""Which facts to ask for, so that something that is still open becomes known."""

from __future__ import annotations

from collections.abc import Iterator

from diagnosis.compiler.expressions import owned
from diagnosis.inference.fold_input import ATTAINMENT
from diagnosis.interview.prospects import CAN_TRUE, Prospects, UnitProspects, UnitValues
from diagnosis.kinds import kind_of
from diagnosis.knowledge.model import SUBJECT_OF, Subject
from diagnosis.knowledge.program import Base
from diagnosis.knowledge.variables import TEAM, fact_of

Route = tuple[Base, ...]
"""Facts that together make something known, in the order in which to ask for them."""


TABLE_EFFORT, COLUMN_EFFORT = 8.0, 1.0
"""A table of members is the most work, and more with each column."""


def effort(prospects: Prospects, route: Route) -> float:
    """The work of answering all of a route."""
    total = 0.0
    for base in route:
        fact = prospects.dependencies.fact(base)
        assert fact is not None
        total += kind_of(fact).effort if base[0] == "team" else COLUMN_EFFORT
    return total + (TABLE_EFFORT if any(subject != "team" for subject, _ in route) else 0.0)


class Routes:
    """Finds what to ask for, in one state."""

    def __init__(self, prospects: Prospects) -> None:
        self.prospects, self.dependencies = prospects, prospects.dependencies
        self._routes: dict[tuple[UnitValues, str], Route] = {}
        self._column_of: dict[Subject, dict[str, int]] = {}
        self._of_atoms: dict[tuple[UnitValues, str], tuple[tuple[str, Route], ...]] = {}

    def gap(self) -> Route:
        """What to ask for, to know whether the target is met."""
        return self.to(self.prospects.team.values, ATTAINMENT)

    def of_cause(self, unit: UnitProspects, column: int, needs_too: bool) -> Iterator[tuple[str, Route]]:
        """The ways to learn more about a cause: for each variable that is still open in a rule (or need) of it."""
        plan = self.dependencies.plans[unit.subject]
        cause = plan.causes[column]
        rules = self.dependencies.program.rules[unit.subject]
        columns = self._column_of.setdefault(unit.subject, {})
        if not columns:
            columns |= {rule.id: index for index, rule in enumerate(plan.rules)}
        for id_ in (*cause.rules_for, *cause.rules_against):
            mask = int(unit.evidence.rules[0, columns[id_]])
            if mask & CAN_TRUE and mask != CAN_TRUE and not rules[id_].review:
                for atom in rules[id_].atoms:
                    yield from self.of_atom(unit.values, atom)
        if needs_too:
            for need in cause.needs:
                if not unit.values.certain(f"{need.variable}.band"):
                    yield f"{need.variable}.band", self.to(unit.values, f"{need.variable}.band")
        examination = self.dependencies.program.examine.get(cause.cause.stage)
        if examination is not None:
            for atom in examination.atoms:
                yield from self.of_atom(unit.values, atom)

    def of_atom(self, values: UnitValues, atom: str) -> tuple[tuple[str, Route], ...]:
        """The ways to learn the value of an atom: by each variable that it reads and that is open."""
        routes = self._of_atoms.get((values, atom))
        if routes is None:
            routes = self._of_atoms[values, atom] = tuple(self._of_atom(values, atom))
        return routes

    def _of_atom(self, values: UnitValues, atom: str) -> Iterator[tuple[str, Route]]:
        if values.atom(atom) in (1, 2, 4):
            return
        for variable in sorted(self.dependencies.program.atoms[values.subject][atom].variables):
            if not values.certain(variable):
                yield variable, self.to(values, variable)

    def to(self, values: UnitValues, variable: str) -> Route:
        """The open facts that make a variable known, by the way that is preferred; none where it is, or cannot be."""
        routes = self._routes.get((values, variable))
        if routes is None:
            routes = self._routes[values, variable] = tuple(dict.fromkeys(self._to(values, variable)))
        return routes

    def _to(self, values: UnitValues, variable: str) -> Iterator[Base]:
        if values.certain(variable):
            return
        subject, key = owned(values.subject, variable)
        if variable in SUBJECT_OF:
            # Anything asked about members brings their list.
            yield from sorted(base for base in values.open if base[0] == SUBJECT_OF[variable])
            return
        if variable.partition(".")[0] in SUBJECT_OF:
            yield from self._columns(values, variable)
            return
        if variable.startswith(TEAM) and values.team is not None:
            yield from self.to(values.team, key)
            return
        conclusion = self.dependencies.conclusions.get((subject, key))
        if conclusion is not None:
            for id_ in conclusion.rules:
                for atom in self.dependencies.program.rules[subject][id_].atoms:
                    for _, route in self.of_atom(values, atom):
                        yield from route
            return
        yield from self._to_computed(values, subject, key)

    def _to_computed(self, values: UnitValues, subject: Subject, key: str) -> Iterator[Base]:
        own: Base = (subject, fact_of(key))
        reads = self.dependencies.program.reads[subject].get(key)
        if reads is None:
            family = self.dependencies.families.get(own, frozenset())
            if key != own[1] and family:
                # A test against the peers needs the figures of the others too, and so do those corrected with it.
                open_ = self.prospects.interview.open_bases
                yield from sorted(base for fact in family if (base := (subject, fact)) in open_)
            if own in values.open:
                yield own
            return
        is_fact = key == own[1]
        if is_fact and own in values.open and not self._by_parts(values, reads):
            yield own
            return
        # What the fact itself says comes first, then what it is held against.
        asked = {read.partition(".")[0] for read in reads if "." in read}
        for read in sorted(reads - asked, key=lambda name: (fact_of(name) != own[1], self._place(subject, name), name)):
            yield from self.to(values, read)

    def _place(self, subject: Subject, variable: str) -> int:
        """Where the fact of a variable stands in the catalogue; first where it is none."""
        owner, key = owned(subject, variable)
        base: Base = (owner, fact_of(key))
        return self.dependencies.place(base) if self.dependencies.fact(base) is not None else -1

    def _by_parts(self, values: UnitValues, reads: frozenset[str]) -> bool:
        """Whether a computed fact is better asked for by its parts: where these are the team's, and all can be had."""
        if any(read in SUBJECT_OF or read.partition(".")[0] in SUBJECT_OF for read in reads):
            return False
        return all(bool(self.to(values, read)) or values.has_value(read) for read in reads)

    def _columns(self, values: UnitValues, variable: str) -> Iterator[Base]:
        """The columns behind a variable of members."""
        for base in sorted(self.dependencies.behind(values.subject, variable)):
            fact = self.dependencies.fact(base)
            if base in values.open and fact is not None and fact.formula is None:
                yield base
