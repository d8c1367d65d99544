"""The compiled knowledge base: what both executors run.

Facts become variables, variables are computed in a fixed order (`steps`), conditions become atoms joined by logic,
rules are layered by the concluded facts that they build on. Nothing here depends on the order in which rules or
facts were written.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from diagnosis.feel.tree import Node
from diagnosis.knowledge.conditions import Branch, Condition
from diagnosis.knowledge.model import Cause, Contradiction, Finding, Rule, Subject

Base = tuple[Subject, str]
"""A fact that somebody can be asked for: its subject and id."""


@dataclass(frozen=True, slots=True)
class ComputedVariable:
    """One computed variable of a subject: a tree over variables that are known before it."""

    subject: Subject
    variable: str
    tree: Node


@dataclass(frozen=True, slots=True)
class Atom:
    """What conditions are built of; `atom` is its text. A `concluded` atom is the bare name of a concluded fact.

    `layer` is the first layer of conclusions in which it can be evaluated: 0 needs none.
    """

    atom: str
    subject: Subject
    tree: Node
    variables: frozenset[str]
    concluded: str | None = None
    layer: int = 0


@dataclass(frozen=True, slots=True)
class CompiledRule:
    """A rule ready to run. `bases` are the facts to ask for, directly or behind formulas and conclusions; `reads` are
    the variables of its condition.

    `circumstance` marks a rule that nobody wrote and that asks for no fact of its own: how a fact stands to its past,
    or that all other causes are settled (`eliminated`).
    `most_probable` marks a review's plain "confirmed": evidence for the stage's most probable cause only.
    `looks_back` is true where it reads the quarter before, and so can never open a gate.
    """

    rule: Rule
    condition: Condition
    branches: tuple[Branch, ...]
    atoms: tuple[str, ...]
    reads: frozenset[str]
    bases: frozenset[Base]
    looks_back: bool = False
    review: bool = False
    most_probable: bool = False
    circumstance: bool = False
    eliminated: bool = False

    @property
    def id(self) -> str:
        """The rule's id."""
        return self.rule.rule


@dataclass(frozen=True, slots=True)
class Conclusion:
    """A concluded fact: true where one of its rules is, false where all are false, else null."""

    name: str
    subject: Subject
    rules: tuple[str, ...]
    condition: Condition
    counter_branches: tuple[Branch, ...]
    layer: int


@dataclass(frozen=True, slots=True)
class CompiledFinding:
    """A strength or a ground for recognition, ready to run."""

    finding: Finding
    condition: Condition
    branches: tuple[Branch, ...]

    @property
    def id(self) -> str:
        """The finding's id."""
        return self.finding.finding


@dataclass(frozen=True, slots=True)
class CompiledCheck:
    """A check of facts against one another, ready to run.

    `variables` are those that it reads; `behind` are the facts behind them, each with whether it is of the quarter
    before.
    """

    check: Contradiction
    tree: Node
    variables: frozenset[str]
    behind: frozenset[tuple[Subject, str, bool]]


@dataclass(frozen=True, slots=True)
class Examination:
    """When a member is examined by a stage; where the condition is null the member is examined."""

    stage: str
    subject: Subject
    condition: Condition
    atoms: tuple[str, ...]
    bases: frozenset[Base]


@dataclass(frozen=True, slots=True)
class Need:
    """A fact that a cause needs to be healthy, and the facts behind it.

    `variable` is the fact as it stands in expressions of the cause's subject: `otif`, or a seller's `team.otif`. `band`
    is the variable that says whether it is healthy as far as this gap goes.
    """

    fact: str
    variable: str
    band: str
    bases: frozenset[Base]
    looks_back: bool = False


@dataclass(frozen=True, slots=True)
class CompiledCause:
    """A cause with its evidence rules (each direction ordered by id) and its needs."""

    cause: Cause
    subject: Subject
    rules_for: tuple[str, ...]
    rules_against: tuple[str, ...]
    needs: tuple[Need, ...]


@dataclass(frozen=True, eq=False)
class Program:
    """Everything that inference needs, by subject where it differs between a team and its members.

    `examine` is the condition of each stage that is judged per member: whether a member is examined at all.
    `bases` tells for every computed variable of a subject the facts behind it, `reads` the variables
    of its own tree. `layers` counts the layers of conclusions.
    """

    steps: tuple[ComputedVariable, ...]
    atoms: Mapping[Subject, Mapping[str, Atom]]
    rules: Mapping[Subject, Mapping[str, CompiledRule]]
    conclusions: Mapping[Subject, tuple[Conclusion, ...]]
    causes: Mapping[str, CompiledCause]
    findings: Mapping[Subject, tuple[CompiledFinding, ...]]
    examine: Mapping[str, Examination]
    bases: Mapping[Subject, Mapping[str, frozenset[Base]]]
    reads: Mapping[Subject, Mapping[str, frozenset[str]]]
    layers: int
    checks: tuple[CompiledCheck, ...] = ()
