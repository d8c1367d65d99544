"""Representative answers, one per outcome: a band of the fact, or another result of the conditions that read it.

They are found by trying. Values around the catalogue's limits, and around what a fact is held against, are put
through the same computation as an answer would be. How common each band is, the catalogue says.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import product
from types import MappingProxyType
from weakref import WeakKeyDictionary

from diagnosis.feel import Evaluate, compiled
from diagnosis.feel.numbers import round10
from diagnosis.feel.tree import Literal, Node, walk
from diagnosis.intake.model import Given
from diagnosis.interview.prospects import Dependencies
from diagnosis.interview.questions.routes import Route
from diagnosis.kinds import kind_of
from diagnosis.kinds.attributes import SAMPLE
from diagnosis.knowledge.model import Fact, Subject
from diagnosis.knowledge.program import Atom, ComputedVariable
from diagnosis.knowledge.variables import fact_of
from diagnosis.measures.compute import entered


@dataclass(frozen=True, slots=True)
class RepresentativeAnswer:
    """An answer that stands for others: values by fact, how common it is (they add up to 1), and its band if any."""

    given: tuple[tuple[str, Given], ...]
    weight: float
    band: str | None


class AnswerSampler:
    """Finds the answers to try, once for each route and what it is held against."""

    def __init__(self, dependencies: Dependencies) -> None:
        self.dependencies = dependencies
        self._found: dict[object, tuple[RepresentativeAnswer, ...]] = {}
        self._watching: dict[tuple[Subject, str], Sequence[Atom]] = {}
        self._limits_of: dict[tuple[Subject, str], Sequence[Decimal]] = {}

    def answers(self, known: Mapping[str, object], target: str, route: Route) -> tuple[RepresentativeAnswer, ...]:
        """Answers for the facts of `route`, all of one subject, which make `target` known; `known` are its variables.

        Empty where there is nothing to try. Tests against the peers are not carried out: they stay as they are known.
        """
        facts = tuple(fact for base in route if (fact := self.dependencies.fact(base)) is not None)
        context = self._context(known, facts)
        key = (target, route, tuple(sorted(context.items())))
        answers = self._found.get(key)
        if answers is None:
            if len(self._found) > 5_000:
                self._found.clear()
            answers = self._found[key] = tuple(self._answers(known, target, facts, context))
        return answers

    def _context(self, known: Mapping[str, object], facts: Iterable[Fact]) -> dict[str, str]:
        """The known variables that are read together with `facts`."""
        names: set[str] = set()
        for fact in facts:
            for step, _ in self.dependencies.steps_after(fact.subject, frozenset({(fact.subject, fact.fact)})):
                names |= self.dependencies.program.reads[fact.subject][step.variable]
            for atom in self._watched(fact.subject, fact.fact):
                names |= atom.variables
        values = ((name, known.get(name)) for name in names)
        return {name: str(value) for name, value in values if isinstance(value, Decimal | str | bool)}

    def _watched(self, subject: Subject, fact: str) -> Sequence[Atom]:
        """The conditions that read a fact, or what is known of it."""
        watched = self._watching.get((subject, fact))
        if watched is None:
            atoms = self.dependencies.program.atoms[subject].values()
            watched = [atom for atom in atoms if any(fact_of(variable) == fact for variable in atom.variables)]
            self._watching[subject, fact] = watched
        return watched

    def _answers(
        self, all_known: Mapping[str, object], target: str, facts: tuple[Fact, ...], context: Mapping[str, str]
    ) -> Iterator[RepresentativeAnswer]:
        if not facts:
            return
        first, *others = facts
        steps = self.dependencies.steps_after(first.subject, frozenset((fact.subject, fact.fact) for fact in facts))
        about = fact_of(target)
        watched = [compiled(atom.tree) for atom in self._watched(first.subject, about)]
        known = {name: all_known[name] for name in context}
        partners: list[list[Given | None]] = [[*kind_of(fact).usual(fact)] or [None] for fact in others]
        outcomes: dict[tuple[object, ...], list[tuple[tuple[str, Given], ...]]] = {}
        for values in product(*partners):
            beside = [(fact.fact, value) for fact, value in zip(others, values, strict=True) if value is not None]
            held_against = (*known.values(), *(value.value for _, value in beside))
            around = [value for value in held_against if isinstance(value, Decimal)]
            for given in kind_of(first).tried(first, around, self._limits(first)):
                chosen = ((first.fact, given), *beside)
                environment = with_given(self.dependencies.knowledge.facts[first.subject], known, dict(chosen), steps)
                outcome = (environment.get(f"{about}.band"), *(watch(environment) for watch in watched))
                outcomes.setdefault(outcome, []).append(chosen)
        yield from self._weighed(self.dependencies.fact((first.subject, about)), outcomes)

    def _weighed(
        self, fact: Fact | None, outcomes: Mapping[tuple[object, ...], list[tuple[tuple[str, Given], ...]]]
    ) -> Iterator[RepresentativeAnswer]:
        """One answer of each outcome, the middle one, weighed by how common its band is."""
        common = fact.common if fact is not None else None
        bands: dict[object, int] = {}
        for band, *_ in outcomes:
            bands[band] = bands.get(band, 0) + 1
        shares = {
            band: float(getattr(common, str(band), 0)) if common else float(count) for band, count in bands.items()
        }
        total = sum(shares.values())
        for (band, *_), answers in sorted(outcomes.items(), key=lambda item: str(item[0])):
            weight = shares[band] / bands[band] / total if total else 1 / len(outcomes)
            if weight:
                yield RepresentativeAnswer(answers[len(answers) // 2], weight, band if isinstance(band, str) else None)

    def _limits(self, fact: Fact) -> Sequence[Decimal]:
        """The numbers that a fact is compared with."""
        key = fact.subject, fact.fact
        limits = self._limits_of.get(key)
        if limits is None:
            limits = self._limits_of[key] = [value for tree in self._trees(fact) for value in _numbers(tree)]
        return limits

    def _trees(self, fact: Fact) -> Iterator[Node]:
        """The trees that read a fact's own value or interval."""
        for step in self.dependencies.program.steps:
            reads = self.dependencies.program.reads[step.subject][step.variable]
            if step.subject == fact.subject and any(fact_of(read) == fact.fact for read in reads):
                yield step.tree
        yield from (atom.tree for atom in self._watched(fact.subject, fact.fact))


def with_given(
    facts: Mapping[str, Fact],
    known: Mapping[str, object],
    given: Mapping[str, Given],
    steps: Iterable[tuple[ComputedVariable, Evaluate]],
    kept: Mapping[str, Given] = MappingProxyType({}),
) -> dict[str, object]:
    """The variables of a subject with more facts given, and what `steps`, which rest on these, make of them.

    `facts` is the subject's catalogue. `kept` are the facts that were given before; one that can no longer be computed
    is then as it was given.
    """
    environment = dict(known)
    for name, entry in given.items():
        for attribute in SAMPLE.brings:
            environment.pop(f"{name}.{attribute}", None)
        environment.update(entered(facts[name], entry))
    for step, evaluate in steps:
        value = evaluate(environment)
        if value is not None:
            environment[step.variable] = round10(value) if isinstance(value, Decimal) else value
        elif step.variable in kept and step.variable not in given:
            environment.update(entered(facts[step.variable], kept[step.variable]))
        elif step.variable not in given:
            environment.pop(step.variable, None)
    return environment


def _numbers(tree: Node) -> Iterator[Decimal]:
    for node in walk(tree):
        if isinstance(node, Literal) and isinstance(node.value, Decimal):
            yield node.value


_samplers: WeakKeyDictionary[Dependencies, AnswerSampler] = WeakKeyDictionary()


def sampler_of(dependencies: Dependencies) -> AnswerSampler:
    """The sampler of a knowledge base; it remembers the answers that it gave."""
    if dependencies not in _samplers:
        _samplers[dependencies] = AnswerSampler(dependencies)
    return _samplers[dependencies]
