"""Whether the conditions and bands of a knowledge base rule out more about the team than those of its base layer.

A cause about the team is ruled out where all that it needs is healthy, little speaks for it and enough against it. So
the gate is weaker where a needed fact is healthy for more values, a rule for the cause fires on fewer facts, or one
against it on more. Limits on one fact are compared value by value (`limits.values_around`); any other change of a
formula or condition that the gate reads counts as weaker, because nothing shows that it is not.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import reduce
from itertools import product
from operator import or_

from diagnosis.compiler.expressions import key_among_all, owned
from diagnosis.compiler.limits import values_around
from diagnosis.faults import Place
from diagnosis.feel import compiled
from diagnosis.feel.tree import And, Call, Compare, If, In, Literal, Name, Node, walk
from diagnosis.kinds import kind_of
from diagnosis.knowledge.base import Knowledge
from diagnosis.knowledge.conditions import All, AnyOf, Condition, Leaf
from diagnosis.knowledge.drivers import DRIVERS
from diagnosis.knowledge.gate import Weakness, guarding, guards, place_in
from diagnosis.knowledge.model import Fact, Subject
from diagnosis.knowledge.program import CompiledCause, CompiledRule, Program
from diagnosis.knowledge.variables import PREVIOUS, TEAM, fact_of, variables_of
from diagnosis.knowledge.written import Written
from diagnosis.messages import Said, say

_NATURE = ("kind", "sample", "full_count", "given", "peers", "smallest_sample", "by_chance")
"""What of a fact decides how it is read and measured, and what sample it takes."""

_PARTS = ("low", "high", "band")
_VALUE = "value"
_ATTAINMENT = "attainment"

Key = tuple[Subject, str]


@dataclass(frozen=True, slots=True)
class _Moved:
    """Where a condition of now differs from the one before: true, and false, for more values or for fewer."""

    more: bool = False
    fewer: bool = False
    false_more: bool = False
    false_fewer: bool = False

    def __or__(self, other: _Moved) -> _Moved:
        return _Moved(
            self.more or other.more,
            self.fewer or other.fewer,
            self.false_more or other.false_more,
            self.false_fewer or other.false_fewer,
        )

    @property
    def turned(self) -> _Moved:
        """The same of the negation."""
        return _Moved(self.false_more, self.false_fewer, self.more, self.fewer)


_SAME = _Moved()
_ANYHOW = _Moved(True, True, True, True)
_WIDER = _Moved(more=True, false_fewer=True)
_NARROWER = _Moved(fewer=True, false_more=True)
_UNKNOWN = Literal(None)


class _Side:
    """One of the two programs that are compared."""

    def __init__(self, knowledge: Knowledge, program: Program) -> None:
        self.knowledge, self.program = knowledge, program
        self.steps: Mapping[Key, Node] = {(step.subject, step.variable): step.tree for step in program.steps}

    def concluding(self, key: Key) -> dict[str, CompiledRule]:
        """The rules that conclude a name."""
        return {id_: rule for id_, rule in self.program.rules[key[0]].items() if rule.rule.concludes == key[1]}

    def nature(self, key: Key) -> tuple[object, ...]:
        """What decides how a fact is read and measured, with those that it is tested together with."""
        fact = self.knowledge.facts[key[0]].get(key[1])
        if fact is None:
            return ()
        facts = self.knowledge.facts[key[0]].values()
        family = fact.peers.family if fact.peers else None
        tested = {other.fact for other in facts if family and other.peers and other.peers.family == family}
        usual = (fact.bands.usual, fact.bands.least) if fact.bands is not None else None
        return *(getattr(fact, name) for name in _NATURE), usual, frozenset(tested)

    def tree(self, subject: Subject, atom: str) -> Node:
        """The tree of an atom."""
        return self.program.atoms[subject][atom].tree


def weaker_conditions(
    before: Knowledge, old: Program, now: Knowledge, new: Program, written: Written
) -> Iterator[Weakness]:
    """Where `now` rules out more about the team than the base layer, `before`."""
    everywhere = [set(waited_for) for waited_for in guards(before).values()]
    # Nobody is named unless all of these are ruled out, so that none of the facts that they need is bad.
    together = [cause for cause in guarding(before) if all(cause.stage in stages for stages in everywhere)]
    needed = frozenset(f"{need.variable}.band" for cause in together for need in old.causes[cause.cause].needs)
    comparison = _Comparison(_Side(before, old), _Side(now, new), written, needed)
    judged = [
        (old.causes[cause.cause], new.causes[cause.cause]) for cause in guarding(before) if cause.cause in new.causes
    ]
    judged = [pair for pair in judged if pair[1].subject == "team"]
    for pair in judged:
        yield from comparison.needs(*pair)
    for pair in judged:
        yield from comparison.evidence(*pair)
    through = {driver for cause in guarding(before) for driver in cause.through}
    for fact in sorted({DRIVERS[driver].worse for driver in through} & before.facts["team"].keys()):
        if comparison.changed("team", fact):
            what = say("it is decided otherwise than in the packaged rules whether {fact!r}", fact=fact)
            yield Weakness(comparison.culprit("team", {fact}), what)
    if guarding(before) and _ATTAINMENT in before.facts["team"] and comparison.changed("team", _ATTAINMENT):
        what = say("it is decided otherwise than in the packaged rules whether the target is met")
        yield Weakness(comparison.culprit("team", {_ATTAINMENT}), what)


class _Comparison:
    """What the gate reads, before and now."""

    def __init__(self, old: _Side, new: _Side, written: Written, needed: frozenset[str]) -> None:
        self.old, self.new, self.written, self.needed = old, new, written, needed
        self._changed: dict[Key, bool] = {}

    # --- causes -----------------------------------------------------------------------------------------------

    def needs(self, old: CompiledCause, new: CompiledCause) -> Iterator[Weakness]:
        """Where what a cause about the team needs is healthy, or not bad, for more values than before."""
        kept = {need.fact for need in new.needs}
        for need in old.needs:
            band = Name(f"{need.variable}.band")
            healthy, bad = (Compare("=", band, Literal(limit)) for limit in ("healthy", "bad"))
            if need.fact in kept and (self.leaf(healthy, healthy, "team").more or self.leaf(bad, bad, "team").fewer):
                what = say("{fact!r} is healthy for more values than in the packaged rules", fact=need.fact)
                yield Weakness(self.culprit("team", {band.name}), what)

    def evidence(self, old: CompiledCause, new: CompiledCause) -> Iterator[Weakness]:
        """Where the rules about a cause of the team speak less for it, or more against it, than before."""
        name = old.cause.cause
        needed = self.needed | {f"{need.variable}.band" for need in old.needs}
        grades, bar = self.new.knowledge.grades, self.new.knowledge.limits.ruled_out.grade
        before, now = self.old.program.rules["team"], self.new.program.rules["team"]
        for id_ in old.rules_for:
            rule, grade = before[id_].rule, before[id_].rule.for_[name]
            if id_ not in new.rules_for:
                what = say("rule {rule!r} no longer speaks for cause {cause!r}", rule=id_, cause=name)
                yield Weakness(self.rule_place(id_, "status", "for", "subject"), what)
                continue
            given = now[id_].rule.for_[name]
            if grades[given] < grades[grade] or grades[given] < grades[bar] <= grades[grade]:
                what = say("rule {rule!r} speaks for cause {cause!r} more weakly", rule=id_, cause=name)
                yield Weakness(self.rule_place(id_, "for"), what)
            elif now[id_].rule.group not in (None, rule.group):
                what = say("rule {rule!r} counts for less in another group", rule=id_)
                yield Weakness(self.rule_place(id_, "group"), what)
            elif self.condition(before[id_].condition, now[id_].condition, "team", needed).fewer:
                yield self.moved(id_, say("rule {rule!r} speaks for cause {cause!r} less often", rule=id_, cause=name))
        for id_ in new.rules_against:
            given = now[id_].rule.against[name]
            if id_ not in old.rules_against or grades[given] > grades[before[id_].rule.against[name]]:
                what = say("rule {rule!r} speaks against cause {cause!r} more strongly", rule=id_, cause=name)
                yield Weakness(self.rule_place(id_, "against"), what)
            elif before[id_].rule.group not in (None, now[id_].rule.group):
                what = say("rule {rule!r} counts for more in another group", rule=id_)
                yield Weakness(self.rule_place(id_, "group"), what)
            elif self.condition(before[id_].condition, now[id_].condition, "team", needed).more:
                what = say("rule {rule!r} speaks against cause {cause!r} more often", rule=id_, cause=name)
                yield self.moved(id_, what)

    def moved(self, rule: str, what: Said) -> Weakness:
        """A rule that fires otherwise, with the place at which its condition, or what that reads, was changed."""
        entry = self.written.entries["rule"].get(rule)
        if entry is not None and entry.packaged is not None and entry.packaged.get("when") is not entry.values["when"]:
            return Weakness(self.rule_place(rule, "when"), what)
        compiled_rule = self.new.program.rules["team"][rule]
        atoms = self.new.program.atoms["team"]
        return Weakness(self.culprit("team", {v for atom in compiled_rule.atoms for v in atoms[atom].variables}), what)

    # --- conditions -------------------------------------------------------------------------------------------

    def condition(self, old: Condition, new: Condition, subject: Subject, needed: frozenset[str]) -> _Moved:
        """How a condition moved; facts of `needed` bands are looked at only where they are not bad now."""
        if isinstance(old, Leaf) and isinstance(new, Leaf):
            if old.wanted is not new.wanted:
                return _ANYHOW
            trees = self.old.tree(subject, old.atom), self.new.tree(subject, new.atom)
            moved = self.leaf(*trees, subject, needed)
            return moved if old.wanted else moved.turned
        if isinstance(old, All | AnyOf) and type(old) is type(new) and len(old.parts) == len(new.parts):
            pairs = zip(old.parts, new.parts, strict=True)
            return reduce(or_, (self.condition(*pair, subject, needed) for pair in pairs), _SAME)
        # What is joined by `or` fires more often, what is joined by `and` less.
        for part_of, whole, wider, narrower in ((old, new, _WIDER, _NARROWER), (new, old, _NARROWER, _WIDER)):
            if isinstance(whole, All | AnyOf):
                parts = part_of.parts if type(part_of) is type(whole) else (part_of,)
                if all(any(self.same(part, other, subject) for other in whole.parts) for part in parts):
                    return wider if isinstance(whole, AnyOf) else narrower
        return _ANYHOW

    def same(self, part: Condition, other: Condition, subject: Subject) -> bool:
        """Whether two conditions mean the same, before and now."""
        return part == other and self.condition(part, other, subject, frozenset()) == _SAME

    def leaf(self, old: Node, new: Node, subject: Subject, needed: frozenset[str] = frozenset()) -> _Moved:
        """How an atom moved."""
        variables = variables_of(old) | variables_of(new)
        if old == new and not any(self.changed(subject, variable) for variable in variables):
            return _SAME
        facts = {fact_of(variable) for variable in variables}
        if len(facts) != 1 or any(variable.startswith((TEAM, PREVIOUS)) for variable in variables):
            return _ANYHOW
        fact = self.new.knowledge.facts[subject].get(facts.pop())
        if fact is None or not variables <= {fact.fact, *(f"{fact.fact}.{part}" for part in _PARTS)}:
            return _ANYHOW
        return self.sampled(fact, old, new, f"{fact.fact}.band" in needed) or _ANYHOW

    def sampled(self, fact: Fact, old: Node, new: Node, needed: bool) -> _Moved | None:
        """How an atom on one fact moved, tried at every value that its limits tell apart; None where that is not told.

        The values are those of the fact, or of the expression that its bands are held against.
        """
        name, key = fact.fact, (fact.subject, f"{fact.fact}.band")
        bands = [side.steps.get(key, _UNKNOWN) for side in (self.old, self.new)]
        expressions = [_on_expression(band) for band in bands]
        if variables_of(old) | variables_of(new) == {f"{name}.band"} and all(expressions):
            (value, first), (other, second) = expressions  # type: ignore[misc]
            if value != other or any(self.changed(fact.subject, variable) for variable in variables_of(value)):
                return None
            own, bands = value == Name(name), [first, second]
        else:
            own = True
            read = {variable for band in bands for variable in variables_of(band)}
            if not read <= {name, f"{name}.low", f"{name}.high", f"{name}.of"} or self.changed(fact.subject, name):
                return None
        numbers = [node.value for tree in (old, new, *bands) for node in walk(tree) if isinstance(node, Literal)]
        values: Sequence[object] = [*values_around(fact, own, [n for n in numbers if isinstance(n, Decimal)])]
        if own and not kind_of(fact).numeric:
            values = [value for _, value in kind_of(fact).choices(fact)] + [n for n in numbers if isinstance(n, str)]
        results = [(compiled(band), compiled(tree)) for band, tree in zip(bands, (old, new), strict=True)]
        moved = _SAME
        for frame in _frames(fact, values):
            seen = [band(frame) for band, _ in results]
            truths = [tree({**frame, f"{name}.band": band}) for (_, tree), band in zip(results, seen, strict=True)]
            if not (needed and seen[1] == "bad"):
                moved |= _Moved(*(_first(truths, wanted, side) for wanted in (True, False) for side in (1, 0)))
        return moved

    # --- what changed -----------------------------------------------------------------------------------------

    def changed(self, subject: Subject, variable: str) -> bool:
        """Whether a variable may have another value on the same facts."""
        owner, name = owned(subject, variable)
        key = owner, name.removeprefix(PREVIOUS)
        if key not in self._changed:
            self._changed[key] = False  # ends a circle, which is told elsewhere
            self._changed[key] = self._changes(key)
        return self._changed[key]

    def _changes(self, key: Key) -> bool:
        rules = self.old.concluding(key), self.new.concluding(key)
        if any(rules):
            return rules[0].keys() != rules[1].keys() or any(
                self.condition(rule.condition, rules[1][id_].condition, key[0], frozenset()) != _SAME
                for id_, rule in rules[0].items()
            )
        return self.differs(key) or any(self.changed(key[0], below) for below in self.below(key))

    def differs(self, key: Key) -> bool:
        """Whether a variable itself is computed, read or measured in another way."""
        fact = (key[0], fact_of(key[1]))
        return self.old.steps.get(key) != self.new.steps.get(key) or self.old.nature(fact) != self.new.nature(fact)

    def below(self, key: Key) -> frozenset[str]:
        """What a variable is computed from; an attribute of a fact comes from the fact."""
        tree = self.new.steps.get(key)
        if tree is not None:
            return variables_of(tree)
        return frozenset({fact_of(key[1])} - {key[1]})

    # --- places -----------------------------------------------------------------------------------------------

    def culprit(self, subject: Subject, variables: Iterable[str]) -> Place:
        """Where an overlay changed what these variables come from."""
        for key in self._behind(subject, variables, set()):
            rules = [id_ for side in (self.old, self.new) for id_ in side.concluding(key)]
            kind, names = ("rule", rules) if rules else ("fact", [key_among_all(key[0], fact_of(key[1]))])
            for name in names:
                entry = self.written.entries[kind].get(name)
                if entry and (place := place_in(self.written, entry, ("when", "bands", "formula", *_NATURE))):
                    return place
        before = self.old.knowledge.parameters
        for name, parameter in self.new.knowledge.parameters.items():
            if name in before and before[name].value != parameter.value:
                entry = self.written.entries["parameter"][name]
                if (place := place_in(self.written, entry, ("value",))) is not None:
                    return place
        return Place(max(self.written.layers))

    def _behind(self, subject: Subject, variables: Iterable[str], seen: set[Key]) -> Iterator[Key]:
        """The variables that changed behind some, those next to them first."""
        for variable in sorted(variables):
            owner, name = owned(subject, variable)
            key = owner, name.removeprefix(PREVIOUS)
            if key in seen or not self.changed(subject, variable):
                continue
            seen.add(key)
            yield key
            rules = self.new.concluding(key).values()
            atoms = self.new.program.atoms[owner]
            read = {below for rule in rules for atom in rule.atoms for below in atoms[atom].variables}
            yield from self._behind(owner, read or self.below(key), seen)

    def rule_place(self, rule: str, *keys: str) -> Place:
        """Where an overlay writes one of the keys of a rule."""
        entry = self.written.entries["rule"].get(rule)
        if entry is not None:
            return place_in(self.written, entry, keys) or entry.place
        # The rules of reviews follow from the stage of a cause, what that waits for, and the grade that confirms.
        scalars = [self.written.charts["limits"]["confirmed"][0]]
        for kind, key in (("cause", "stage"), ("stage", "after")):
            scalars += [entry.keys[key] for entry in self.written.entries[kind].values() if key in entry.keys]
        places = [scalar.place for scalar in scalars if scalar.place.file in self.written.layers]
        return (*places, Place(max(self.written.layers)))[0]


def _first(truths: Sequence[object], wanted: bool, side: int) -> bool:
    """Whether only one of two sides has a truth value: 1 now, 0 before."""
    return truths[side] is wanted and truths[1 - side] is not wanted


def _frames(fact: Fact, values: Sequence[object]) -> Iterator[dict[str, object]]:
    """The values of a fact with every interval around them, and unknown ones."""
    name, ends = fact.fact, (f"{fact.fact}.low", f"{fact.fact}.high")
    for value in (*values, None):
        yield {name: value, _VALUE: value}
    if fact.has_interval:
        for low, value, high in product(values, repeat=3):
            if low <= value <= high:  # type: ignore[operator]
                yield {name: value, ends[0]: low, ends[1]: high}


def _on_expression(band: Node) -> tuple[Node, Node] | None:
    """The expression that plain bands are held against, and the bands of its value; None for bands of other forms.

    What sample they take, and which differences matter, is part of the fact's nature.
    """
    match band:
        case If(Compare("<", Call("abs", _), _), Literal("healthy"), plain_band):
            return _on_expression(plain_band)
        case If(
            Call("known", (value,)),
            If(
                In(first, healthy),
                Literal("healthy"),
                If(In(second, bad) | And((In(second, bad), _)), Literal("bad"), _),
            ),
        ) if value == first == second:
            name = Name(_VALUE)
            plain = If(
                Call("known", (name,)),
                If(In(name, healthy), Literal("healthy"), If(In(name, bad), Literal("bad"), Literal("warning"))),
                Literal(None),
            )
            return value, plain
    return None
