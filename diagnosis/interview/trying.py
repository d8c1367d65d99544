"""Answers that stand for all: one for each thing that an answer can mean, a band or another outcome of what is asked.

They are found by trying: values around the catalogue's limits, and around what a fact is held against, are put
through the same computation as an answer would be. How common each band is, the catalogue says.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from itertools import product
from types import MappingProxyType
from weakref import WeakKeyDictionary

from diagnosis.feel import compiled
from diagnosis.feel.numbers import round10
from diagnosis.feel.tree import Literal, Node, walk
from diagnosis.intake.model import Given
from diagnosis.intake.ranges import range_of
from diagnosis.interview.asking import Route
from diagnosis.interview.guide import Evaluate, Guide
from diagnosis.knowledge.model import NUMERIC, Fact, Kind, Subject
from diagnosis.knowledge.program import Atom, Step
from diagnosis.knowledge.variables import PREVIOUS, fact_of
from diagnosis.measures.compute import entered

PLAUSIBLE_SAMPLE = 200
"""The tries of a rate that is tried out: as many as a team has in a quarter."""

SHARES = tuple(map(Decimal, ("0.02", "0.1", "0.2", "0.3", "0.5", "0.7", "0.9")))
"""Rates that are tried, from low to high."""

_PLAIN: Mapping[Kind, tuple[str, ...]] = {
    "percentage": ("0.02", "0.1", "0.3", "0.5", "0.7", "0.9", "0.98"),
    "rate": tuple(map(str, SHARES)),
    "ratio": ("0.5", "0.8", "1", "1.2", "2", "3"),
    "change": ("-0.3", "-0.1", "0", "0.03", "0.1", "0.3"),
    "number": ("0", "1", "4", "10", "30", "100"),
    "count": ("0", "1", "2", "4", "10"),
    "money": ("50000", "95000", "100000", "120000"),
}
_USUAL: Mapping[Kind, tuple[str, ...]] = {
    "percentage": ("0.3", "0.8"),
    "rate": ("0.3",),
    "ratio": ("1",),
    "change": ("0.03",),
    "number": ("4",),
    "count": ("2",),
    "money": ("100000",),
}
"""What a second fact is taken to be while the first is varied."""

_TIMES = tuple(map(Decimal, ("0.4", "0.75", "0.95", "1", "1.1", "1.5", "1.75", "2", "2.5")))
_PLUS = tuple(map(Decimal, ("-0.2", "-0.06", "0", "0.05", "0.15", "0.3")))
_BESIDE = Decimal("0.02")


@dataclass(frozen=True, slots=True)
class Tried:
    """An answer that stands for others: values by fact, how common it is (they add up to 1), and its band if any."""

    given: tuple[tuple[str, Given], ...]
    weight: float
    band: str | None


class Trier:
    """Finds the answers to try, once for each route and what it is held against."""

    def __init__(self, guide: Guide) -> None:
        self.guide = guide
        self._found: dict[object, tuple[Tried, ...]] = {}

    def answers(self, known: Mapping[str, object], target: str, route: Route) -> tuple[Tried, ...]:
        """Answers for the facts of `route`, all of one subject, which make `target` known; `known` are its variables.

        None where there is nothing to try. Tests against the peers are not carried out: they stay as they are known.
        """
        facts = tuple(fact for base in route if (fact := self.guide.fact(base)) is not None)
        context = self._context(known, facts)
        key = (target, route, tuple(sorted(context.items())))
        found = self._found.get(key)
        if found is None:
            if len(self._found) > 5_000:
                self._found.clear()
            found = self._found[key] = tuple(self._answers(known, target, facts, context))
        return found

    def _context(self, known: Mapping[str, object], facts: Iterable[Fact]) -> dict[str, str]:
        """The known variables that are read together with `facts`."""
        names: set[str] = set()
        for fact in facts:
            for step, _ in self.guide.steps_after(fact.subject, frozenset({(fact.subject, fact.fact)})):
                names |= self.guide.program.reads[fact.subject][step.variable]
            for atom in self._watched(fact.subject, fact.fact):
                names |= atom.variables
        values = ((name, known.get(name)) for name in names if not name.startswith(PREVIOUS))
        return {name: str(value) for name, value in values if isinstance(value, Decimal | str | bool)}

    def _watched(self, subject: Subject, fact: str) -> list[Atom]:
        """The conditions that read a fact, or what is known of it."""
        atoms = self.guide.program.atoms[subject].values()
        return [atom for atom in atoms if any(fact_of(variable) == fact for variable in atom.variables)]

    def _answers(
        self, all_known: Mapping[str, object], target: str, facts: tuple[Fact, ...], context: Mapping[str, str]
    ) -> Iterator[Tried]:
        if not facts:
            return
        first, *others = facts
        steps = self.guide.steps_after(first.subject, frozenset((fact.subject, fact.fact) for fact in facts))
        about = fact_of(target)
        watched = [compiled(atom.tree) for atom in self._watched(first.subject, about)]
        known = {name: all_known[name] for name in context}
        partners = [[Decimal(value) for value in _USUAL.get(fact.kind, ())] for fact in others]
        found: dict[tuple[object, ...], list[tuple[tuple[str, Given], ...]]] = {}
        for values in product(*(partner or [Decimal(0)] for partner in partners)):
            beside = [
                (fact.fact, given) for fact, value in zip(others, values, strict=True) if (given := _given(fact, value))
            ]
            around = [value for value in known.values() if isinstance(value, Decimal)] + list(values)
            for given in self._values(first, around):
                chosen = ((first.fact, given), *beside)
                environment = with_given(self.guide.knowledge.facts[first.subject], known, dict(chosen), steps)
                outcome = (environment.get(f"{about}.band"), *(watch(environment) for watch in watched))
                found.setdefault(outcome, []).append(chosen)
        yield from self._weighed(self.guide.fact((first.subject, about)), found)

    def _weighed(
        self, fact: Fact | None, found: Mapping[tuple[object, ...], list[tuple[tuple[str, Given], ...]]]
    ) -> Iterator[Tried]:
        """One answer of each outcome, the middle one, weighed by how common its band is."""
        common = fact.common if fact is not None else None
        bands: dict[object, int] = {}
        for band, *_ in found:
            bands[band] = bands.get(band, 0) + 1
        shares = {
            band: float(getattr(common, str(band), 0)) if common else float(count) for band, count in bands.items()
        }
        total = sum(shares.values())
        for (band, *_), answers in sorted(found.items(), key=lambda item: str(item[0])):
            weight = shares[band] / bands[band] / total if total else 1 / len(found)
            if weight:
                yield Tried(answers[len(answers) // 2], weight, band if isinstance(band, str) else None)

    def _values(self, fact: Fact, around: Iterable[Decimal]) -> list[Given]:
        """Values of a fact to try, in their order."""
        if fact.kind == "boolean":
            return [Given(True), Given(False)]
        if fact.kind == "choice":
            return [Given(choice) for choice in fact.choices]
        if fact.kind not in NUMERIC:
            return []
        amounts = [value for value in around if value]
        if fact.kind == "money" and amounts:
            # An amount means nothing by itself: only what it is held against says what is much.
            tried = {round10(value * times) for value in amounts for times in _TIMES}
            return [given for value in sorted(tried) if (given := _given(fact, value)) is not None]
        limits = {value for tree in self._trees(fact) for value in _numbers(tree)}
        tried = {Decimal(value) for value in _PLAIN[fact.kind]}
        for limit in limits:
            tried |= {limit, limit - _BESIDE, limit + _BESIDE, limit * 2, limit / 2}
        for value in around:
            tried |= {round10(value * times) for times in _TIMES} | {value + plus for plus in _PLUS}
            if value:
                tried |= {round10(times / value) for times in (Decimal("0.5"), Decimal("0.8"), Decimal("1.2"))}
        found = (_given(fact, value) for value in sorted(tried))
        return list(dict.fromkeys(given for given in found if given is not None))

    def _trees(self, fact: Fact) -> Iterator[Node]:
        """The trees that read a fact's own value or interval."""
        for step in self.guide.program.steps:
            reads = self.guide.program.reads[step.subject][step.variable]
            if step.subject == fact.subject and any(fact_of(one) == fact.fact for one in reads):
                yield step.tree
        yield from (atom.tree for atom in self._watched(fact.subject, fact.fact))


def with_given(
    facts: Mapping[str, Fact],
    known: Mapping[str, object],
    given: Mapping[str, Given],
    steps: Iterable[tuple[Step, Evaluate]],
    kept: Mapping[str, Given] = MappingProxyType({}),
) -> dict[str, object]:
    """The variables of a subject with more facts given, and what `steps`, which rest on these, make of them.

    `facts` is the subject's catalogue. `kept` are the facts that were given before; one that can no longer be computed
    is then as it was given.
    """
    environment = dict(known)
    for name, one in given.items():
        for attribute in _OF_A_SAMPLE:
            environment.pop(f"{name}.{attribute}", None)
        environment.update(entered(facts[name], one))
    for step, evaluate in steps:
        value = evaluate(environment)
        if value is not None:
            environment[step.variable] = round10(value) if isinstance(value, Decimal) else value
        elif step.variable in kept and step.variable not in given:
            environment.update(entered(facts[step.variable], kept[step.variable]))
        elif step.variable not in given:
            environment.pop(step.variable, None)
    return environment


_OF_A_SAMPLE = ("count", "of", "low", "high")


def _given(fact: Fact, value: Decimal) -> Given | None:
    """A number as the value of a fact, or None where it is out of range."""
    if fact.kind == "rate":
        if not 0 <= value <= 1:
            return None
        count = int((value * PLAUSIBLE_SAMPLE).to_integral_value())
        return Given(Decimal(count) / PLAUSIBLE_SAMPLE, count, PLAUSIBLE_SAMPLE)
    if fact.kind == "count":
        value = value.to_integral_value()
    in_range, _ = range_of(fact)
    return Given(value.normalize() + 0) if in_range(value) else None


def _numbers(tree: Node) -> Iterator[Decimal]:
    for node in walk(tree):
        if isinstance(node, Literal) and isinstance(node.value, Decimal):
            yield node.value


_triers: WeakKeyDictionary[Guide, Trier] = WeakKeyDictionary()


def trier_of(guide: Guide) -> Trier:
    """The trier of a guide, which remembers what it found."""
    if guide not in _triers:
        _triers[guide] = Trier(guide)
    return _triers[guide]
