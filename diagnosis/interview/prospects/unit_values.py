"""What is certain and what is still possible of a team or a member, while facts are open."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from decimal import Decimal

from diagnosis.feel import compiled
from diagnosis.feel.numbers import is_derived, round10
from diagnosis.feel.tree import Node
from diagnosis.intake.model import Given
from diagnosis.interview.prospects.dependencies import Dependencies, read_by
from diagnosis.interview.prospects.possible_values import (
    ANY,
    ANY_BOOLEAN,
    NULL,
    Mask,
    Possible,
    Span,
    mask_of,
    mask_of_condition,
    only,
    possible,
)
from diagnosis.kinds.attributes import OF_PEERS
from diagnosis.knowledge.model import SUBJECT_OF, Subject
from diagnosis.knowledge.program import Base, Conclusion
from diagnosis.knowledge.variables import PREVIOUS, TEAM, fact_of, variable_type
from diagnosis.measures.estimates import ESTIMATE


class UnitValues:
    """What each variable, atom and condition of one unit (the team, or one member) can be.

    `known` are its variables as measured. `open_` are the facts that can still be answered, of the unit and (for what
    reads members) of anybody; `unsettled` those of which a test against the peers can still change. `given` are the
    values that were given: where one is computed too, a computation that agrees may still put it a little off.
    `open_lists` are the subjects of which not even the members are known.
    """

    def __init__(
        self,
        dependencies: Dependencies,
        subject: Subject,
        known: Mapping[str, object],
        open_: Collection[Base],
        given: Mapping[str, Given],
        team: UnitValues | None = None,
        unsettled: Collection[str] = (),
        open_lists: Collection[Subject] = (),
    ) -> None:
        self.dependencies, self.subject, self.known = dependencies, subject, known
        self.open, self.given, self.team, self.unsettled = frozenset(open_), given, team, unsettled
        self.open_lists = open_lists
        self.variables: dict[str, Possible] = {}
        self.atoms: dict[str, Mask] = {}

    def with_answers(
        self, known: Mapping[str, object], bases: Collection[Base], given: Mapping[str, Given]
    ) -> UnitValues:
        """The values after `bases` were answered; what they do not bear on is kept."""
        return self.renewed(known, self.open.difference(bases), given, bases, self.team)

    def renewed(
        self,
        known: Mapping[str, object],
        open_: Collection[Base],
        given: Mapping[str, Given],
        bases: Collection[Base],
        team: UnitValues | None,
    ) -> UnitValues:
        """The values when it stands otherwise with `bases`, by an answer or the lack of one; the rest is kept."""
        after = UnitValues(self.dependencies, self.subject, known, open_, given, team, self.unsettled, self.open_lists)
        stale_variables, stale_atoms = self.dependencies.stale_after(self.subject, frozenset(bases))
        # Copied first: another thread may be adding to what this one has seen.
        after.variables, after.atoms = self.variables.copy(), self.atoms.copy()
        for name in stale_variables:
            after.variables.pop(name, None)
        for name in stale_atoms:
            after.atoms.pop(name, None)
        return after

    # --- variables --------------------------------------------------------------------------------------------

    def value_of(self, variable: str) -> Possible:
        """What a variable can be."""
        values = self.variables.get(variable)
        if values is None:
            values = self.variables[variable] = self._seen(variable)
        return values

    def exact(self, node: Node) -> Possible | None:
        """The value of a tree of which every variable is certain; None where one is not."""
        for variable in read_by(node):
            if not self.certain(variable):
                return None
        value = compiled(node)(self.known)
        if isinstance(value, Decimal):
            return only(round10(value) if is_derived(node) else value)
        return only(value if value is None or isinstance(value, str | bool) else None)

    def certain(self, variable: str) -> bool:
        """Whether a variable (of its members too, or a list of them) can no longer change."""
        if variable in SUBJECT_OF:
            return SUBJECT_OF[variable] not in self.open_lists
        collection = variable.partition(".")[0]
        if collection in SUBJECT_OF:
            return not any(base in self.open for base in self.dependencies.behind(self.subject, variable))
        return is_certain(self.value_of(variable))

    def has_value(self, variable: str) -> bool:
        """Whether a variable is certain and known."""
        value = self.value_of(variable)
        return is_certain(value) and value != NULL

    def _seen(self, variable: str) -> Possible:
        if variable.startswith(TEAM) and self.team is not None:
            return self.team.value_of(variable.removeprefix(TEAM))
        conclusion = self.dependencies.conclusions.get((self.subject, variable))
        if conclusion is not None:
            return _truths(self.condition(conclusion))
        if variable.startswith(PREVIOUS) or not self._touched(variable):
            return only(self._value(variable))
        step = self.dependencies.steps.get((self.subject, variable))
        if step is None:
            return self._anything(variable)
        computed = _rounded(possible(step.tree, self))
        if self._guessed(variable):
            return self._anything(variable)
        if is_certain(computed) and computed != NULL:
            return computed  # whatever is given beside it has to agree, and does not count
        if (self.subject, variable) in self.open:
            return self._anything(variable)
        given = self.given.get(variable)
        return computed if given is None else _near(given)

    def _guessed(self, variable: str) -> bool:
        """Whether an estimate is behind a variable: what it leaves undecided is not known."""
        return any(
            (self.team or self if subject == "team" else self).known.get(f"{fact}{ESTIMATE}") is True
            for subject, fact in self.dependencies.behind(self.subject, variable)
            if subject in ("team", self.subject)
        )

    def _touched(self, variable: str) -> bool:
        """Whether a fact behind a variable is open, or a test of it can still change."""
        name, _, attribute = variable.partition(".")
        if attribute in OF_PEERS:
            return name in self.unsettled
        if any(subject in self.open_lists for subject in self.dependencies.lists(self.subject, variable)):
            return True
        for base in self.dependencies.behind(self.subject, variable):
            if base in self.open:
                return True
            if base[0] == self.subject and base[1] in self.unsettled and self._computed(variable):
                return True
        return False

    def _computed(self, variable: str) -> bool:
        return (self.subject, variable) in self.dependencies.steps

    def _value(self, variable: str) -> Decimal | str | bool | None:
        value = self.known.get(variable)
        return value if _single(value) else None  # type: ignore[return-value]

    def _anything(self, variable: str) -> Possible:
        kind = variable_type(self.dependencies.knowledge.facts, self.subject, variable)
        fact = self.dependencies.fact((self.subject, fact_of(variable)))
        if kind == "boolean":
            return ANY_BOOLEAN
        if kind == "string" and fact is not None and fact.choices:
            return frozenset({*fact.choices, None})
        return ANY

    # --- conditions -------------------------------------------------------------------------------------------

    def atom(self, name: str) -> Mask:
        """What an atom can be."""
        mask = self.atoms.get(name)
        if mask is None:
            atom = self.dependencies.program.atoms[self.subject][name]
            if atom.concluded is not None:
                mask = mask_of(self.value_of(atom.concluded))
            else:
                mask = mask_of(possible(atom.tree, self))
            self.atoms[name] = mask
        return mask

    def condition(self, conclusion: Conclusion) -> Mask:
        """What a conclusion can be."""
        return mask_of_condition(conclusion.condition, self.atom)

    def rule(self, column: int) -> Mask:
        """What the condition of a rule can be."""
        return mask_of_condition(self.dependencies.plans[self.subject].rules[column].condition, self.atom)


def is_certain(value: Possible) -> bool:
    """Whether there is but one possibility."""
    return isinstance(value, frozenset) and len(value) == 1


def _rounded(value: Possible) -> Possible:
    if isinstance(value, frozenset):
        return frozenset(round10(single) if isinstance(single, Decimal) else single for single in value)
    return value


def _single(value: object) -> bool:
    return value is None or isinstance(value, Decimal | str | bool)


def _truths(mask: Mask) -> Possible:
    return frozenset(value for bit, value in ((1, True), (2, False), (4, None)) if mask & bit)


def _near(given: Given) -> Possible:
    """What a given value can become once it is computed: a computation agrees to the digits that were given."""
    value = given.value
    if not isinstance(value, Decimal):
        return only(value if isinstance(value, str | bool) else None)
    if given.count is not None:
        return only(round10(value))
    exponent = value.as_tuple().exponent
    assert isinstance(exponent, int)
    unit = Decimal(1).scaleb(max(exponent, -9))
    return Span(value - unit, value + unit, False)
