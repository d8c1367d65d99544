"""The expressions of a knowledge base: read, resolved, and their faults told with their places."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal

from diagnosis.compiler.names import VisibleNames
from diagnosis.compiler.resolve import Resolved, resolve, resolve_tests
from diagnosis.documents.nodes import Faults
from diagnosis.feel.tree import Node
from diagnosis.knowledge.base import Knowledge
from diagnosis.knowledge.called import called
from diagnosis.knowledge.conditions import (
    MOST_BRANCHES,
    Branch,
    Condition,
    TooManyBranches,
    branches,
    logical,
)
from diagnosis.knowledge.model import REQUIRED_PARAMETERS, SUBJECT_OF, Fact, Subject
from diagnosis.knowledge.variables import TEAM, Type, variables_of
from diagnosis.messages import NOTHING, Said, say

SUBJECTS: tuple[Subject, ...] = ("team", "seller", "method", "product_line")


@dataclass
class Expressions:
    """Reads expressions of one knowledge base; conditions enter their atoms in `name_atom` and `atom_variables`."""

    knowledge: Knowledge
    forgiven: frozenset[str] | None
    faults: Faults
    name_atom: dict[Subject, dict[Node, str]] = field(default_factory=lambda: {subject: {} for subject in SUBJECTS})
    atom_variables: dict[Subject, dict[str, frozenset[str]]] = field(
        default_factory=lambda: {subject: {} for subject in SUBJECTS}
    )

    def __post_init__(self) -> None:
        # A parameter that the engine needs and that is missing has been told; zero lets the rest be checked.
        self.parameters = dict.fromkeys(REQUIRED_PARAMETERS, Decimal(0))
        self.parameters |= {parameter.parameter: parameter.value for parameter in self.knowledge.parameters.values()}
        self.active = {id_: rule for id_, rule in self.knowledge.rules.items() if rule.status == "active"}
        self.concluded: dict[Subject, frozenset[str]] = {
            subject: frozenset(r.concludes for r in self.active.values() if r.concludes and r.subject == subject)
            for subject in SUBJECTS
        }

    # --- expressions ------------------------------------------------------------------------------------------

    def names(self, subject: Subject, with_conclusions: bool) -> VisibleNames:
        """What names can mean in expressions of a subject; formulas come before anything is concluded."""
        visible: dict[Subject, frozenset[str]] = {}
        if with_conclusions:
            visible = {"team": self.concluded["team"], subject: self.concluded[subject]}
        history = self.knowledge.circumstances is not None
        return VisibleNames(subject, self.knowledge.facts, visible, self.parameters, self.forgiven, history)

    def expression(
        self, text: str, kind: str, id_: str, key: str, subject: Subject, wanted: Type, conclusions: bool = False
    ) -> Resolved | None:
        """A resolved expression, or None with its faults noted."""
        from diagnosis.feel import FeelSyntaxError, parse

        try:
            tree = parse(text)
        except FeelSyntaxError as error:
            self.fault(kind, id_, key, error.line, error.column, error.message)
            return None
        return self.checked(resolve(tree, self.names(subject, conclusions), wanted), kind, id_, key)

    def checked(self, resolved: Resolved, kind: str, id_: str, key: str) -> Resolved | None:
        """The expression, or None with its misuses told."""
        overlaid = self.knowledge.place(kind, id_, key).file in self.knowledge.overlaid
        # What in the packaged rules has a meaning of its own is hardly what the author of an overlay meant.
        misuses = [misuse for misuse in resolved.misuses if overlaid or not misuse.of_overlays]
        for misuse in misuses:
            what = say("{what} in {entry}", what=misuse.what, entry=called(kind, id_))
            self.fault(kind, id_, key, misuse.at.line, misuse.at.column, what, misuse.do)
        return None if misuses else resolved

    def fault(self, kind: str, id_: str, key: str, line: int, column: int, what: Said, do: Said = NOTHING) -> None:
        """Tells a fault at a position of the text of (record kind, id, key)."""
        self.faults.add(self.knowledge.place(kind, id_, key, line, column), what, do)

    def tests(self, text: str, fact: Fact, key: str, wanted: Type) -> tuple[Node, ...] | None:
        """Unary tests, resolved, or None with their faults told."""
        from diagnosis.feel import FeelSyntaxError, parse_unary_tests

        try:
            tests = parse_unary_tests(text)
        except FeelSyntaxError as error:
            self.fault("fact", fact_id(fact), f"bands.{key}", error.line, error.column, error.message)
            return None
        resolved = resolve_tests(tests, self.names(fact.subject, False), wanted)
        sound = [self.checked(test, "fact", fact_id(fact), f"bands.{key}") for test in resolved]
        return None if None in sound else tuple(test.tree for test in resolved)

    # --- conditions -------------------------------------------------------------------------------------------

    def condition(self, resolved: Resolved, subject: Subject) -> Condition:
        """A resolved condition in logical form; its atoms are entered."""
        atoms: dict[Node, str] = {}
        result = logical(resolved.tree, atoms)
        for tree, name in atoms.items():
            if tree not in self.name_atom[subject]:
                self.name_atom[subject][tree] = name
                self.atom_variables[subject][name] = variables_of(tree)
        return result

    def branches(self, condition: Condition, kind: str, id_: str) -> tuple[Branch, ...]:
        """The conjunctions of a condition; none, with the fault told, where there are too many."""
        try:
            return branches(condition)
        except TooManyBranches:
            what = say(
                "the condition of {entry} falls apart into more than {most} cases",
                entry=called(kind, id_),
                most=MOST_BRANCHES,
            )
            self.fault(kind, id_, "when", 1, 1, what, say("split it into rules that conclude intermediate facts"))
            return ()


def owned(subject: Subject, variable: str) -> tuple[Subject, str]:
    """The subject and key that a variable of an expression of `subject` means."""
    collection, _, rest = variable.partition(".")
    if collection in SUBJECT_OF and rest:
        return SUBJECT_OF[collection], rest
    if variable.startswith(TEAM):
        return "team", variable.removeprefix(TEAM)
    return subject, variable


def fact_id(fact: Fact) -> str:
    """A fact's id among all facts: a seller's has its subject before it."""
    return key_among_all(fact.subject, fact.fact)


def key_among_all(subject: Subject, fact: str) -> str:
    """The id among all facts of a subject's fact."""
    return fact if subject == "team" else f"{subject}.{fact}"
