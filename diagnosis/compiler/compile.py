"""From checked records to the program that runs; every fault of every expression is told in one pass."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from diagnosis.compiler.circumstance_rules import ELIMINATED, circumstance_rules, for_this_gap, with_history
from diagnosis.compiler.computed import Computed
from diagnosis.compiler.conclusions import Ancestry, Conditioned, Origin, conclusions
from diagnosis.compiler.constancy import told
from diagnosis.compiler.expressions import SUBJECTS, Expressions, owned
from diagnosis.compiler.review_rules import CONFIRMED, review_fact, review_rules
from diagnosis.documents.nodes import Faults
from diagnosis.feel.tree import Name
from diagnosis.knowledge.base import Knowledge
from diagnosis.knowledge.conditions import atoms_of
from diagnosis.knowledge.model import Subject
from diagnosis.knowledge.program import (
    Atom,
    CompiledCause,
    CompiledCheck,
    CompiledFinding,
    CompiledRule,
    ComputedVariable,
    Examination,
    Need,
    Program,
)
from diagnosis.knowledge.variables import GAP_BAND, HISTORY, TEAM, is_previous, variables_of


def compile_program(
    knowledge: Knowledge, faults: Faults, forgiven: frozenset[str] | None = frozenset()
) -> Program | None:
    """The program of `knowledge`; None where `faults` holds any, of its expressions or from before.

    `forgiven` are names of records that could not be read. Their faults have been told; to use such a name is no second
    fault. None forgives every unknown name: it is for folders in which whole files could not be read.
    """
    work = Expressions(knowledge, forgiven, faults)
    computed = Computed(work)
    conditioned = list(_conditioned(work))
    ancestry = Ancestry(work, computed, conditioned)
    rules = _rules(work, ancestry, conditioned)
    concluded = conclusions(work, ancestry, rules)
    findings = {subject: tuple(_findings(work, subject)) for subject in SUBJECTS}
    examine = {examination.stage: examination for examination in _examinations(work, ancestry)}
    checks = tuple(_checks(work, computed))
    if len(faults):
        return None
    causes = {cause.cause.cause: cause for cause in _causes(work, ancestry, rules)}
    atoms = _atoms(work, ancestry)
    return Program(
        steps=tuple(_read_steps(computed, atoms, causes)),
        atoms=atoms,
        rules=rules,
        conclusions=concluded,
        causes=causes,
        findings=findings,
        examine=examine,
        bases=computed.behind,
        reads=computed.reads(),
        layers=1 + max((conclusion.layer for group in concluded.values() for conclusion in group), default=0),
        checks=checks,
    )


def _read_steps(
    computed: Computed, atoms: Mapping[Subject, Mapping[str, Atom]], causes: Mapping[str, CompiledCause]
) -> Iterator[ComputedVariable]:
    """The computed variables, but none of a fact's past that nothing reads."""
    read = {owned(s, name) for s, own in atoms.items() for atom in own.values() for name in atom.variables}
    read |= {owned(cause.subject, need.band) for cause in causes.values() for need in cause.needs}
    steps = []
    for step in reversed(computed.steps):
        key = (step.subject, step.variable)
        if step.variable.rpartition(".")[2] not in (*HISTORY, GAP_BAND) or key in read:
            steps.append(step)
            read |= {owned(step.subject, name) for name in computed.trees[key][1]}
    yield from reversed(steps)


def _checks(work: Expressions, computed: Computed) -> Iterator[CompiledCheck]:
    """The checks of facts against one another that are in force; those with faults are left out."""
    for check in work.knowledge.checks.values():
        resolved = None
        if check.status == "active":
            resolved = work.expression(check.when, "check", check.check, "when", check.subject, "boolean")
        if resolved is not None:
            behind = frozenset(
                (*base, is_previous(owned(check.subject, variable)[1]))
                for variable in resolved.variables
                for base in computed.bases_of(check.subject, variable)
            )
            yield CompiledCheck(check, resolved.tree, resolved.variables, behind)


def _conditioned(work: Expressions) -> Iterator[Conditioned]:
    """Every active rule and every review with its condition; those with faults are left out."""
    reviews, circumstances = list(review_rules(work.knowledge)), list(circumstance_rules(work.knowledge))
    made: dict[str, Origin] = {rule.rule: "review" for rule in reviews}
    made |= {rule.rule: "circumstance" for rule in circumstances}
    for rule in sorted((*work.active.values(), *reviews, *circumstances), key=lambda rule: rule.rule):
        resolved = work.expression(rule.when, "rule", rule.rule, "when", rule.subject, "boolean", conclusions=True)
        if resolved is not None:
            origin = made.get(rule.rule, "written")
            if origin != "circumstance":
                told(work, resolved, "rule", rule.rule, "when", rule.subject)
            if origin == "written" and rule.for_ and not rule.against and rule.subject == "team":
                tree = for_this_gap(resolved.tree, work.knowledge)
                resolved = replace(resolved, tree=tree, variables=resolved.variables | variables_of(tree))
            yield Conditioned(rule, resolved, work.condition(resolved, rule.subject), origin)


def _rules(
    work: Expressions, ancestry: Ancestry, conditioned: list[Conditioned]
) -> dict[Subject, dict[str, CompiledRule]]:
    result: dict[Subject, dict[str, CompiledRule]] = {subject: {} for subject in SUBJECTS}
    for conditioned_rule in conditioned:
        rule = conditioned_rule.rule
        bases, back = ancestry.bases_and_past(rule.subject, conditioned_rule.resolved.variables)
        atoms = atoms_of(conditioned_rule.condition)
        result[rule.subject][rule.rule] = CompiledRule(
            rule=rule,
            condition=conditioned_rule.condition,
            branches=work.branches(conditioned_rule.condition, "rule", rule.rule),
            atoms=atoms,
            reads=frozenset().union(*(work.atom_variables[rule.subject][atom] for atom in atoms)),
            bases=bases,
            looks_back=back,
            review=conditioned_rule.origin == "review",
            most_probable=conditioned_rule.origin == "review" and rule.rule == f"{review_fact(rule.stage)}_{CONFIRMED}",
            circumstance=conditioned_rule.origin == "circumstance",
            eliminated=conditioned_rule.origin == "circumstance" and rule.rule == ELIMINATED,
        )
    return result


def _findings(work: Expressions, subject: Subject) -> Iterator[CompiledFinding]:
    for finding in sorted(work.knowledge.findings.values(), key=lambda finding: finding.finding):
        if finding.subject != subject:
            continue
        resolved = work.expression(
            finding.when, "finding", finding.finding, "when", subject, "boolean", conclusions=True
        )
        if resolved is not None:
            told(work, resolved, "finding", finding.finding, "when", subject)
            condition = work.condition(resolved, subject)
            yield CompiledFinding(finding, condition, work.branches(condition, "finding", finding.finding))


def _examinations(work: Expressions, ancestry: Ancestry) -> Iterator[Examination]:
    for stage in work.knowledge.stages.values():
        if stage.examine is None:
            continue
        resolved = work.expression(stage.examine, "stage", stage.stage, "examine", stage.subject, "boolean")
        if resolved is not None:
            told(work, resolved, "stage", stage.stage, "examine", stage.subject)
            condition = work.condition(resolved, stage.subject)
            bases, _ = ancestry.bases_and_past(stage.subject, resolved.variables)
            yield Examination(stage.stage, stage.subject, condition, atoms_of(condition), bases)


def _atoms(work: Expressions, ancestry: Ancestry) -> dict[Subject, dict[str, Atom]]:
    """The atoms of all conditions by their texts, sorted by them."""
    result: dict[Subject, dict[str, Atom]] = {subject: {} for subject in SUBJECTS}
    for subject in SUBJECTS:
        for tree, name in sorted(work.name_atom[subject].items(), key=lambda item: item[1]):
            variables = work.atom_variables[subject][name]
            concluded = tree.name if isinstance(tree, Name) and tree.name in work.concluded[subject] else None
            layer = ancestry.layer(subject, variables)
            result[subject][name] = Atom(name, subject, tree, variables, concluded, layer)
    return result


def _causes(
    work: Expressions, ancestry: Ancestry, rules: Mapping[Subject, Mapping[str, CompiledRule]]
) -> Iterator[CompiledCause]:
    """The causes in the order of the chain, then of their ids."""
    stages = work.knowledge.stages
    position = {stage: index for index, stage in enumerate(stages)}
    for cause in sorted(work.knowledge.causes.values(), key=lambda cause: (position[cause.stage], cause.cause)):
        subject = stages[cause.stage].subject
        own = sorted(rules[subject].values(), key=lambda rule: rule.id)
        yield CompiledCause(
            cause=cause,
            subject=subject,
            rules_for=tuple(rule.id for rule in own if cause.cause in rule.rule.for_),
            rules_against=tuple(rule.id for rule in own if cause.cause in rule.rule.against),
            needs=tuple(_need(work, ancestry, subject, fact) for fact in cause.needs),
        )


def _need(work: Expressions, ancestry: Ancestry, subject: Subject, fact: str) -> Need:
    """A need: a fact of the cause's own subject, else of the team."""
    variable = fact if fact in work.knowledge.facts[subject] else TEAM + fact
    own = work.knowledge.facts[subject].get(fact)
    known = own or work.knowledge.facts["team"].get(fact)
    past = known is not None and subject == "team" and with_history(work.knowledge, subject, known)
    band = f"{variable}.{GAP_BAND if past else 'band'}"
    # What counts towards a gate is how recent the fact is that was compared, not the one that it was compared with.
    return Need(fact, variable, band, *ancestry.bases_and_past(subject, {f"{variable}.band"}))
