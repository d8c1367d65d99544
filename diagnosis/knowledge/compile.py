"""From checked records to the program that runs; every fault of every expression is told in one pass."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from graphlib import CycleError, TopologicalSorter

from diagnosis.feel.tree import Literal, Name, Node
from diagnosis.knowledge.conditions import (
    MOST_BRANCHES,
    AnyOf,
    Branch,
    Condition,
    TooManyBranches,
    atoms_of,
    branches,
    logical,
    negated,
)
from diagnosis.knowledge.derive import band_trees
from diagnosis.knowledge.limits import excesses
from diagnosis.knowledge.model import COLLECTIONS, REQUIRED_PARAMETERS, Fact, Knowledge, Rule, Stage, Subject
from diagnosis.knowledge.nodes import Faults
from diagnosis.knowledge.program import (
    Atom,
    Base,
    CompiledCause,
    CompiledFinding,
    CompiledRule,
    Conclusion,
    Examination,
    Need,
    Program,
    Step,
)
from diagnosis.knowledge.resolve import Names, Resolved, resolve, resolve_tests, variables_of
from diagnosis.knowledge.review_rules import review_rules
from diagnosis.knowledge.variables import TEAM, Type, fact_of, is_previous, type_of

SUBJECTS: tuple[Subject, ...] = ("team", "seller", "method", "product_line")
_SUBJECT_OF = {name: subject for subject, name in COLLECTIONS.items()}


@dataclass
class _Compiler:
    knowledge: Knowledge
    forgiven: frozenset[str] | None
    faults: Faults
    name_atom: dict[Subject, dict[Node, str]] = field(default_factory=lambda: {one: {} for one in SUBJECTS})
    atom_variables: dict[Subject, dict[str, frozenset[str]]] = field(
        default_factory=lambda: {one: {} for one in SUBJECTS}
    )

    def __post_init__(self) -> None:
        # A parameter that the engine needs and that is missing has been told; zero lets the rest be checked.
        self.parameters = dict.fromkeys(REQUIRED_PARAMETERS, Decimal(0))
        self.parameters |= {one.parameter: one.value for one in self.knowledge.parameters.values()}
        self.active = {id_: rule for id_, rule in self.knowledge.rules.items() if rule.status == "active"}
        self.concluded: dict[Subject, frozenset[str]] = {
            subject: frozenset(r.concludes for r in self.active.values() if r.concludes and r.subject == subject)
            for subject in SUBJECTS
        }

    def ids(self, kind: str) -> Collection[str]:
        """The ids of all records of a kind."""
        if kind == "fact":
            return {_fact_id(fact) for facts in self.knowledge.facts.values() for fact in facts.values()}
        return {"rule": self.knowledge.rules, "cause": self.knowledge.causes, "stage": self.knowledge.stages}.get(
            kind, self.knowledge.findings
        )

    # --- expressions ------------------------------------------------------------------------------------------

    def names(self, subject: Subject, with_conclusions: bool) -> Names:
        visible: dict[Subject, frozenset[str]] = {}
        if with_conclusions:
            visible = {"team": self.concluded["team"], subject: self.concluded[subject]}
        return Names(subject, self.knowledge.facts, visible, self.parameters, self.forgiven)

    def expression(
        self, text: str, kind: str, id_: str, key: str, subject: Subject, wanted: Type, conclusions: bool = False
    ) -> Resolved | None:
        """A resolved expression, or None with its faults noted."""
        from diagnosis.feel import FeelSyntaxError, parse

        try:
            tree = parse(text)
        except FeelSyntaxError as error:
            self.fault(kind, id_, key, error.line, error.column, error.message, "")
            return None
        return self.checked(resolve(tree, self.names(subject, conclusions), wanted), kind, id_, key)

    def checked(self, resolved: Resolved, kind: str, id_: str, key: str) -> Resolved | None:
        for misuse in resolved.misuses:
            what = f"{misuse.what} in {kind} '{id_}'"
            self.fault(kind, id_, key, misuse.at.line, misuse.at.column, what, misuse.do)
        return None if resolved.misuses else resolved

    def fault(self, kind: str, id_: str, key: str, line: int, column: int, what: str, do: str) -> None:
        self.faults.add(self.knowledge.place(kind, id_, key, line, column), what, do)

    def tests(self, text: str, fact: Fact, key: str, wanted: Type) -> tuple[Node, ...] | None:
        from diagnosis.feel import FeelSyntaxError, parse_unary_tests

        try:
            tests = parse_unary_tests(text)
        except FeelSyntaxError as error:
            self.fault("fact", _fact_id(fact), f"bands.{key}", error.line, error.column, error.message, "")
            return None
        found = resolve_tests(tests, self.names(fact.subject, False), wanted)
        for misuse in (one for resolved in found for one in resolved.misuses):
            what = f"{misuse.what} in fact '{fact.fact}'"
            self.fault("fact", _fact_id(fact), f"bands.{key}", misuse.at.line, misuse.at.column, what, misuse.do)
        return None if any(one.misuses for one in found) else tuple(one.tree for one in found)

    # --- computed variables -----------------------------------------------------------------------------------

    def steps(self) -> dict[tuple[Subject, str], tuple[Node, frozenset[str]]]:
        """Each computed variable with its tree and the variables that it reads, in no order yet."""
        found: dict[tuple[Subject, str], tuple[Node, frozenset[str]]] = {}
        for subject, facts in self.knowledge.facts.items():
            for fact in facts.values():
                if fact.formula is not None:
                    formula = self.expression(fact.formula, "fact", _fact_id(fact), "formula", subject, type_of(fact))
                    if formula is not None:
                        found[subject, fact.fact] = (formula.tree, formula.variables)
                self.band_steps(subject, fact, found)
        return found

    def band_steps(
        self, subject: Subject, fact: Fact, found: dict[tuple[Subject, str], tuple[Node, frozenset[str]]]
    ) -> None:
        if fact.kind == "band":
            found[subject, f"{fact.fact}.band"] = (Name(fact.fact), frozenset({fact.fact}))
            found[subject, f"{fact.fact}.small"] = (Literal(False), frozenset())
            return
        bands = fact.bands
        if bands is None:
            return
        on = None
        if bands.on is not None:
            on = self.expression(bands.on, "fact", _fact_id(fact), "bands.on", subject, "number")
            if on is None:
                return
        kind: Type = "number" if on is not None else type_of(fact)
        healthy: tuple[Node, ...] | None = ()
        bad: tuple[Node, ...] | None = ()
        if bands.healthy is not None and bands.bad is not None:
            healthy, bad = self.tests(bands.healthy, fact, "healthy", kind), self.tests(bands.bad, fact, "bad", kind)
        if healthy is None or bad is None:
            return
        band, small = band_trees(fact, on.tree if on else None, healthy, bad, self.parameters)
        for attribute, tree in (("band", band), ("small", small)):
            found[subject, f"{fact.fact}.{attribute}"] = (tree, variables_of(tree))

    def ordered(self, found: dict[tuple[Subject, str], tuple[Node, frozenset[str]]]) -> tuple[Step, ...]:
        sorter: TopologicalSorter[tuple[Subject, str]] = TopologicalSorter()
        for (subject, variable), (_, variables) in sorted(found.items()):
            needed = (_key(subject, one) for one in variables)
            sorter.add((subject, variable), *sorted(one for one in needed if one in found))
        try:
            order = list(sorter.static_order())
        except CycleError as error:
            circle = error.args[1]
            names = " -> ".join(dict.fromkeys(fact_of(one) for _, one in reversed(circle)))
            subject, variable = circle[0]
            fact = self.knowledge.facts[subject][fact_of(variable)]
            self.fault(
                "fact", _fact_id(fact), "formula", 1, 1, f"formulas go in a circle: {names}", "break the circle"
            )
            return ()
        return tuple(Step(subject, variable, found[subject, variable][0]) for subject, variable in order)

    def base_closure(
        self, found: Mapping[tuple[Subject, str], tuple[Node, frozenset[str]]], steps: Iterable[Step]
    ) -> dict[Subject, dict[str, frozenset[Base]]]:
        """For every computed variable the facts behind it, itself included."""
        closure: dict[Subject, dict[str, frozenset[Base]]] = {one: {} for one in SUBJECTS}
        for step in steps:
            bases: frozenset[Base] = frozenset()
            fact = fact_of(step.variable)
            if self.knowledge.facts[step.subject][fact].given:
                bases |= {(step.subject, fact)}
            for variable in found[step.subject, step.variable][1]:
                bases |= self.bases_of(step.subject, variable, closure)
            closure[step.subject][step.variable] = bases
        return closure

    def bases_of(
        self, subject: Subject, variable: str, closure: Mapping[Subject, Mapping[str, frozenset[Base]]]
    ) -> frozenset[Base]:
        """The facts behind a variable as it stands in an expression of `subject`."""
        if variable in _SUBJECT_OF:
            return frozenset()
        owner, key = _key(subject, variable)
        key = key.removeprefix("previous.")
        known = closure[owner].get(key)
        if known is not None:
            return known
        fact = fact_of(key)
        return frozenset({(owner, fact)}) if fact in self.knowledge.facts.get(owner, {}) else frozenset()

    # --- conditions -------------------------------------------------------------------------------------------

    def condition(self, resolved: Resolved, subject: Subject) -> Condition:
        names = self.name_atom[subject]
        result = logical(resolved.tree, names)
        for tree, name in names.items():
            if name not in self.atom_variables[subject]:
                self.atom_variables[subject][name] = variables_of(tree)
        return result

    def branches(self, condition: Condition, kind: str, id_: str) -> tuple[Branch, ...]:
        try:
            return branches(condition)
        except TooManyBranches:
            what = f"the condition of {kind} '{id_}' falls apart into more than {MOST_BRANCHES} cases"
            self.fault(kind, id_, "when", 1, 1, what, "split it into rules that conclude intermediate facts")
            return ()


def _key(subject: Subject, variable: str) -> tuple[Subject, str]:
    """The subject and key that a variable of an expression of `subject` means."""
    collection, _, rest = variable.partition(".")
    if collection in _SUBJECT_OF and rest:
        return _SUBJECT_OF[collection], rest
    if variable.startswith(TEAM):
        return "team", variable.removeprefix(TEAM)
    return subject, variable


def _fact_id(fact: Fact) -> str:
    """A fact's id among all facts: a seller's has its subject before it."""
    return fact.fact if fact.subject == "team" else f"{fact.subject}.{fact.fact}"


def compile_program(knowledge: Knowledge, faults: Faults, forgiven: frozenset[str] | None = frozenset()) -> Program | None:
    """The program of `knowledge`; None where `faults` holds any, be they of its expressions or from before.

    `forgiven` are names that were written but could not be made records, whose faults have been told: their use is no
    second fault. None forgives every unknown name, for where whole files could not be read.
    """
    work = _Compiler(knowledge, forgiven, faults)
    found = work.steps()
    steps = work.ordered(found)
    closure = work.base_closure(found, steps)
    compiled = _compile_rules(work, closure)
    conclusions, layers = _conclusions(work, compiled)
    findings = _findings(work)
    examine = _examinations(work, closure)
    atoms = _atoms(work, layers)
    rules = _layered(compiled, atoms)
    causes = _causes(work, rules, closure)
    if len(faults):
        return None
    program = Program(
        steps=steps,
        atoms=atoms,
        rules=rules,
        conclusions=conclusions,
        causes=causes,
        findings=findings,
        examine=examine,
        bases={subject: dict(found_) for subject, found_ in closure.items()},
        reads=_reads(found),
        layers=1 + max((one.layer for group in conclusions.values() for one in group), default=0),
    )
    for excess in excesses(knowledge, program):
        kind = next((one for one in ("rule", "cause", "fact", "stage", "finding") if excess.name in work.ids(one)), "rule")
        work.fault(kind, excess.name, "when", 1, 1, f"{kind} '{excess.name}': {excess.what}", excess.do)
    return None if len(faults) else program


def _reads(
    found: Mapping[tuple[Subject, str], tuple[Node, frozenset[str]]],
) -> dict[Subject, dict[str, frozenset[str]]]:
    result: dict[Subject, dict[str, frozenset[str]]] = {one: {} for one in SUBJECTS}
    for (subject, variable), (_, variables) in sorted(found.items()):
        result[subject][variable] = variables
    return result


def _compile_rules(
    work: _Compiler, closure: Mapping[Subject, Mapping[str, frozenset[Base]]]
) -> dict[Subject, dict[str, CompiledRule]]:
    """Every active rule and every review, with its condition; bases behind conclusions are added by the closure."""
    stages = work.knowledge.stages
    conditions: dict[str, tuple[Rule, Resolved, Condition, bool]] = {}
    reviews = {rule.rule: rule for rule in review_rules(work.knowledge)}
    for rule in sorted((*work.active.values(), *reviews.values()), key=lambda one: one.rule):
        resolved = work.expression(rule.when, "rule", rule.rule, "when", rule.subject, "boolean", conclusions=True)
        if resolved is not None and rule.stage in stages:
            conditions[rule.rule] = (rule, resolved, work.condition(resolved, rule.subject), rule.rule in reviews)
    behind = _behind_conclusions(work, conditions, closure)
    result: dict[Subject, dict[str, CompiledRule]] = {one: {} for one in SUBJECTS}
    for rule, resolved, condition, review in conditions.values():
        bases, back = _bases_and_past(work, rule.subject, resolved.variables, closure, behind)
        result[rule.subject][rule.rule] = CompiledRule(
            rule=rule,
            condition=condition,
            branches=work.branches(condition, "rule", rule.rule),
            atoms=tuple(dict.fromkeys(atoms_of(condition))),
            layer=0,
            bases=bases,
            looks_back=back,
            review=review,
            most_probable=review and rule.rule == f"{rule.stage}_review_confirmed",
        )
    return result


Behind = dict[tuple[Subject, str], tuple[frozenset[Base], bool]]


def _behind_conclusions(
    work: _Compiler,
    conditions: Mapping[str, tuple[Rule, Resolved, Condition, bool]],
    closure: Mapping[Subject, Mapping[str, frozenset[Base]]],
) -> Behind:
    """For each concluded fact the facts behind it and whether the quarter before is; refuses circles."""
    reads: dict[tuple[Subject, str], set[str]] = {}
    for rule, resolved, _, _ in conditions.values():
        if rule.concludes:
            reads.setdefault((rule.subject, rule.concludes), set()).update(resolved.variables)
    sorter: TopologicalSorter[tuple[Subject, str]] = TopologicalSorter()
    for key, variables in sorted(reads.items()):
        sorter.add(key, *sorted(one for one in (_key(key[0], v) for v in variables) if one in reads))
    try:
        order = list(sorter.static_order())
    except CycleError as error:
        circle = error.args[1]
        names = " -> ".join(dict.fromkeys(name for _, name in reversed(circle)))
        for rule, resolved, _, _ in conditions.values():
            if (rule.subject, rule.concludes) in circle:
                what = f"rule '{rule.rule}' concludes what it builds on: {names}"
                work.fault("rule", rule.rule, "when", 1, 1, what, "break the circle")
        return {}
    behind: Behind = {}
    for subject, name in order:
        behind[subject, name] = _bases_and_past(work, subject, reads[subject, name], closure, behind)
    return behind


def _bases_and_past(
    work: _Compiler,
    subject: Subject,
    variables: Iterable[str],
    closure: Mapping[Subject, Mapping[str, frozenset[Base]]],
    behind: Behind,
) -> tuple[frozenset[Base], bool]:
    bases: frozenset[Base] = frozenset()
    back = False
    for variable in variables:
        concluded = behind.get(_key(subject, variable))
        if concluded is not None:
            bases, back = bases | concluded[0], back or concluded[1]
        else:
            bases |= work.bases_of(subject, variable, closure)
            back = back or is_previous(_key(subject, variable)[1])
    return bases, back


def _conclusions(
    work: _Compiler, compiled: Mapping[Subject, Mapping[str, CompiledRule]]
) -> tuple[dict[Subject, tuple[Conclusion, ...]], dict[tuple[Subject, str], int]]:
    """The concluded facts in the order of their layers, and the layer of each."""
    layers: dict[tuple[Subject, str], int] = {}
    result: dict[Subject, tuple[Conclusion, ...]] = {}
    for subject in SUBJECTS:
        rules: dict[str, list[CompiledRule]] = {}
        for rule in compiled[subject].values():
            if rule.rule.concludes:
                rules.setdefault(rule.rule.concludes, []).append(rule)
        waiting = dict(rules)
        while waiting:
            ready = [
                name
                for name, group in waiting.items()
                if not any(one in waiting for rule in group for one in _concluded_by_name(work, subject, rule))
            ]
            if not ready:  # a circle, which has been told
                break
            for name in ready:
                below = [
                    layers[subject, one] + 1
                    for rule in waiting[name]
                    for one in _concluded_by_name(work, subject, rule)
                    if (subject, one) in layers
                ]
                layers[subject, name] = max(below, default=0)
            for name in ready:
                del waiting[name]
        result[subject] = tuple(
            _conclusion(work, subject, name, rules[name], layers[subject, name])
            for name in sorted(rules, key=lambda one: (layers.get((subject, one), 0), one))
            if (subject, name) in layers
        )
    return result, layers


def _concluded_by_name(work: _Compiler, subject: Subject, rule: CompiledRule) -> set[str]:
    """The concluded facts of the same subject that a rule reads."""
    variables = set().union(*(work.atom_variables[subject][atom] for atom in rule.atoms))
    return {one for one in variables if one in work.concluded[subject]}


def _conclusion(work: _Compiler, subject: Subject, name: str, rules: list[CompiledRule], layer: int) -> Conclusion:
    rules = sorted(rules, key=lambda one: one.id)
    condition = rules[0].condition if len(rules) == 1 else AnyOf(tuple(rule.condition for rule in rules))
    counter = work.branches(negated(condition), "rule", rules[0].id)
    return Conclusion(name, subject, tuple(rule.id for rule in rules), condition, counter, layer)


def _atoms(work: _Compiler, layers: Mapping[tuple[Subject, str], int]) -> dict[Subject, dict[str, Atom]]:
    result: dict[Subject, dict[str, Atom]] = {}
    for subject in SUBJECTS:
        found = {}
        for tree, name in sorted(work.name_atom[subject].items(), key=lambda item: item[1]):
            variables = work.atom_variables[subject][name]
            concluded = tree.name if isinstance(tree, Name) and tree.name in work.concluded[subject] else None
            layer = max((layers[subject, one] + 1 for one in variables if (subject, one) in layers), default=0)
            found[name] = Atom(name, subject, tree, variables, concluded, layer)
        result[subject] = found
    return result


def _layered(
    compiled: Mapping[Subject, Mapping[str, CompiledRule]], atoms: Mapping[Subject, Mapping[str, Atom]]
) -> dict[Subject, dict[str, CompiledRule]]:
    return {
        subject: {
            id_: replace(rule, layer=max((atoms[subject][atom].layer for atom in rule.atoms), default=0))
            for id_, rule in rules.items()
        }
        for subject, rules in compiled.items()
    }


def _findings(work: _Compiler) -> dict[Subject, tuple[CompiledFinding, ...]]:
    result: dict[Subject, list[CompiledFinding]] = {one: [] for one in SUBJECTS}
    for finding in sorted(work.knowledge.findings.values(), key=lambda one: one.finding):
        resolved = work.expression(
            finding.when, "finding", finding.finding, "when", finding.subject, "boolean", conclusions=True
        )
        if resolved is None:
            continue
        condition = work.condition(resolved, finding.subject)
        ways = work.branches(condition, "finding", finding.finding)
        result[finding.subject].append(
            CompiledFinding(finding, condition, ways, tuple(dict.fromkeys(atoms_of(condition))))
        )
    return {subject: tuple(found) for subject, found in result.items()}


def _examinations(
    work: _Compiler, closure: Mapping[Subject, Mapping[str, frozenset[Base]]]
) -> dict[str, Examination]:
    result = {}
    for stage in work.knowledge.stages.values():
        if stage.examine is None:
            continue
        resolved = work.expression(stage.examine, "stage", stage.stage, "examine", stage.subject, "boolean")
        if resolved is None:
            continue
        condition = work.condition(resolved, stage.subject)
        bases, _ = _bases_and_past(work, stage.subject, resolved.variables, closure, {})
        result[stage.stage] = Examination(
            stage.stage, stage.subject, condition, tuple(dict.fromkeys(atoms_of(condition))), bases
        )
    return result


def _causes(
    work: _Compiler,
    rules: Mapping[Subject, Mapping[str, CompiledRule]],
    closure: Mapping[Subject, Mapping[str, frozenset[Base]]],
) -> dict[str, CompiledCause]:
    """The causes in the order of the chain, then of their ids."""
    stages: Mapping[str, Stage] = work.knowledge.stages
    position = {stage: index for index, stage in enumerate(stages)}
    result = {}
    for cause in sorted(work.knowledge.causes.values(), key=lambda one: (position.get(one.stage, -1), one.cause)):
        if cause.stage not in stages:
            continue
        subject = stages[cause.stage].subject
        own = sorted(rules[subject].values(), key=lambda one: one.id)
        result[cause.cause] = CompiledCause(
            cause=cause,
            subject=subject,
            rules_for=tuple(rule.id for rule in own if cause.cause in rule.rule.for_),
            rules_against=tuple(rule.id for rule in own if cause.cause in rule.rule.against),
            needs=tuple(
                Need(fact, *_bases_and_past(work, subject, {f"{fact}.band"}, closure, {})) for fact in cause.needs
            ),
        )
    return result
