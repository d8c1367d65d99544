"""Which facts to ask for, so that something that is still open becomes known."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from diagnosis.compiler.expressions import SUBJECT_OF, owned
from diagnosis.inference.fold_input import ATTAINMENT
from diagnosis.interview.possible import CAN_TRUE
from diagnosis.interview.sight import UnitSight
from diagnosis.interview.standing import Standing
from diagnosis.interview.units import Unit
from diagnosis.kinds import kind_of
from diagnosis.knowledge.base import Knowledge
from diagnosis.knowledge.model import Fact, Language, Subject
from diagnosis.knowledge.program import Base
from diagnosis.knowledge.variables import TEAM, fact_of

Route = tuple[Base, ...]
"""Facts that together make something known, in the order in which to ask for them."""


@dataclass(frozen=True, slots=True)
class Question:
    """A question: one fact of the team, or a table of members with the columns `facts`.

    `stage` is the stage that it serves now, `causes` what it bears on there. `held_by` is the department that knows.
    """

    subject: Subject
    facts: tuple[str, ...]
    stage: str | None
    causes: tuple[str, ...]
    held_by: str | None
    members: tuple[str, ...] = ()

    @property
    def is_table(self) -> bool:
        """Whether a table is asked for, one row a member."""
        return self.subject != "team"

    def entries(self, knowledge: Knowledge) -> tuple[Fact, ...]:
        """The catalogue's entries of what is asked: kinds, units, choices, and the texts of question and help."""
        return tuple(knowledge.facts[self.subject][fact] for fact in self.facts)

    def text(self, knowledge: Knowledge, language: Language) -> str:
        """The question in words; of a table, those of its columns, one a line."""
        return "\n".join((fact.question or fact.name).get(language) for fact in self.entries(knowledge))


TABLE_EFFORT, COLUMN_EFFORT = 8.0, 1.0
"""A table of members is the most work, and more with each column."""


def effort(standing: Standing, route: Route) -> float:
    """The work of answering all of a route."""
    total = 0.0
    for base in route:
        fact = standing.guide.fact(base)
        assert fact is not None
        total += kind_of(fact).effort if base[0] == "team" else COLUMN_EFFORT
    return total + (TABLE_EFFORT if any(subject != "team" for subject, _ in route) else 0.0)


class Routes:
    """Finds what to ask for, in one state."""

    def __init__(self, standing: Standing) -> None:
        self.standing, self.guide = standing, standing.guide
        self._routes: dict[tuple[UnitSight, str], Route] = {}
        self._of_atoms: dict[tuple[UnitSight, str], tuple[tuple[str, Route], ...]] = {}

    def gap(self) -> Route:
        """What to ask for, to know whether the target is met."""
        return self.to(self.standing.team.sight, ATTAINMENT)

    def of_cause(self, unit: Unit, column: int, needs_too: bool) -> Iterator[tuple[str, Route]]:
        """The ways to learn more about a cause: for each variable that is still open in a rule (or need) of it."""
        plan = self.guide.plans[unit.subject]
        cause = plan.causes[column]
        rules = self.guide.program.rules[unit.subject]
        columns = {rule.id: index for index, rule in enumerate(plan.rules)}
        for id_ in (*cause.rules_for, *cause.rules_against):
            mask = int(unit.chances.rules[0, columns[id_]])
            if mask & CAN_TRUE and mask != CAN_TRUE and not rules[id_].review:
                for atom in rules[id_].atoms:
                    yield from self.of_atom(unit.sight, atom)
        if needs_too:
            for need in cause.needs:
                if not unit.sight.certain(f"{need.variable}.band"):
                    yield f"{need.variable}.band", self.to(unit.sight, f"{need.variable}.band")
        examination = self.guide.program.examine.get(cause.cause.stage)
        if examination is not None:
            for atom in examination.atoms:
                yield from self.of_atom(unit.sight, atom)

    def of_atom(self, sight: UnitSight, atom: str) -> tuple[tuple[str, Route], ...]:
        """The ways to learn the value of an atom: by each variable that it reads and that is open."""
        found = self._of_atoms.get((sight, atom))
        if found is None:
            found = self._of_atoms[sight, atom] = tuple(self._of_atom(sight, atom))
        return found

    def _of_atom(self, sight: UnitSight, atom: str) -> Iterator[tuple[str, Route]]:
        if sight.atom(atom) in (1, 2, 4):
            return
        for variable in sorted(self.guide.program.atoms[sight.subject][atom].variables):
            if not sight.certain(variable):
                yield variable, self.to(sight, variable)

    def to(self, sight: UnitSight, variable: str) -> Route:
        """The open facts that make a variable known, by the way that is preferred; none where it is, or cannot be."""
        found = self._routes.get((sight, variable))
        if found is None:
            found = self._routes[sight, variable] = tuple(dict.fromkeys(self._to(sight, variable)))
        return found

    def _to(self, sight: UnitSight, variable: str) -> Iterator[Base]:
        if sight.certain(variable):
            return
        subject, key = owned(sight.subject, variable)
        if variable in SUBJECT_OF:
            # Anything asked about members brings their list.
            yield from sorted(base for base in sight.open if base[0] == SUBJECT_OF[variable])
            return
        if variable.partition(".")[0] in SUBJECT_OF:
            yield from self._columns(sight, variable)
            return
        if variable.startswith(TEAM) and sight.team is not None:
            yield from self._to(sight.team, key)
            return
        conclusion = self.guide.conclusions.get((subject, key))
        if conclusion is not None:
            for id_ in conclusion.rules:
                for atom in self.guide.program.rules[subject][id_].atoms:
                    for _, route in self.of_atom(sight, atom):
                        yield from route
            return
        yield from self._to_computed(sight, subject, key)

    def _to_computed(self, sight: UnitSight, subject: Subject, key: str) -> Iterator[Base]:
        own: Base = (subject, fact_of(key))
        reads = self.guide.program.reads[subject].get(key)
        if reads is None:
            family = self.guide.families.get(own, frozenset())
            if key != own[1] and family:
                # A test against the peers needs the figures of the others too, and so do those corrected with it.
                open_ = self.standing.interview.open_bases
                yield from sorted(base for one in family if (base := (subject, one)) in open_)
            if own in sight.open:
                yield own
            return
        is_fact = key == own[1]
        if is_fact and own in sight.open and not self._by_parts(sight, reads):
            yield own
            return
        # What the fact itself says comes first, then what it is held against.
        asked = {read.partition(".")[0] for read in reads if "." in read}
        for read in sorted(reads - asked, key=lambda one: (fact_of(one) != own[1], self._place(subject, one), one)):
            yield from self._to(sight, read)

    def _place(self, subject: Subject, variable: str) -> int:
        """Where the fact of a variable stands in the catalogue; first where it is none."""
        owner, key = owned(subject, variable)
        base: Base = (owner, fact_of(key))
        return self.guide.place(base) if self.guide.fact(base) is not None else -1

    def _by_parts(self, sight: UnitSight, reads: frozenset[str]) -> bool:
        """Whether a computed fact is better asked for by its parts: where these are the team's, and all can be had."""
        if any(read in SUBJECT_OF or read.partition(".")[0] in SUBJECT_OF for read in reads):
            return False
        return all(bool(self.to(sight, read)) or sight.has_value(read) for read in reads)

    def _columns(self, sight: UnitSight, variable: str) -> Iterator[Base]:
        """The columns behind a variable of members."""
        for base in sorted(self.guide.behind(sight.subject, variable)):
            fact = self.guide.fact(base)
            if base in sight.open and fact is not None and fact.formula is None:
                yield base
