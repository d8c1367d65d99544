"""What must come out, worked out as plainly as the design says it: one rule, one cause, one member at a time.

It shares nothing with the executors but the measured variables, the resolved conditions and FEEL's interpreter: no
atoms, no branches, no layers, no arrays. Where an executor disagrees with it, one of them is wrong.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import cached_property

from diagnosis.compiler.names import VisibleNames
from diagnosis.compiler.resolve import resolve
from diagnosis.feel import compiled, parse
from diagnosis.feel.tree import And, Compare, If, In, List, Literal, Name, Node, Not, Or
from diagnosis.inference.outcome import CauseOutcome, Outcome, UnitOutcome
from diagnosis.knowledge.base import Knowledge
from diagnosis.knowledge.model import COLLECTIONS, Cause, Rule, Stage, Subject, Verdict
from diagnosis.knowledge.variables import PREVIOUS, TEAM, fact_of, variables_of
from diagnosis.measures.compute import Measured

Key = tuple[str, Subject, bool]
Variables = Mapping[str, object]
_SUBJECTS: dict[str, Subject] = {collection: subject for subject, collection in COLLECTIONS.items()}


def outcome_of(book: Book, measured: Measured) -> Outcome:
    """What the knowledge base concludes about a team."""
    return _Team(book, measured).outcome()


def members_of(book: Book, measured: Measured, subject: Subject) -> dict[str, Unit]:
    """The members of a subject by their ids, with everything that rules conclude about them."""
    ids = [member.member for member in measured.members.get(subject, ())]
    return dict(zip(ids, _Team(book, measured).members.get(subject, []), strict=True))


@dataclass(frozen=True, eq=False)
class Book:
    """A knowledge base to look things up in. `trees` and `facts` keep what was looked up."""

    knowledge: Knowledge
    trees: dict[Key, Node] = field(default_factory=dict)
    facts: dict[Key, frozenset[tuple[str, str]]] = field(default_factory=dict)

    @cached_property
    def rules(self) -> list[Rule]:
        return sorted((r for r in self.knowledge.rules.values() if r.status == "active"), key=lambda rule: rule.rule)

    def subject(self, cause: Cause) -> Subject:
        return self.knowledge.stages[cause.stage].subject

    def tree(self, text: str, subject: Subject, conclusions: bool = True) -> Node:
        """A condition with its names resolved."""
        key = (text, subject, conclusions)
        if key not in self.trees:
            self.trees[key] = self._tree(*key)
        return self.trees[key]

    def _tree(self, text: str, subject: Subject, conclusions: bool) -> Node:
        concluded = {
            owner: frozenset(rule.concludes for rule in self.rules if rule.concludes and rule.subject == owner)
            for owner in {"team", subject}
        }
        parameters = {name: parameter.value for name, parameter in self.knowledge.parameters.items()}
        history = self.knowledge.circumstances is not None
        known = concluded if conclusions else {}
        names = VisibleNames(subject, self.knowledge.facts, known, parameters, history=history)
        return resolve(parse(text), names, "any").tree

    # --- what a condition rests on ----------------------------------------------------------------------------

    def rests_on(self, text: str, subject: Subject, conclusions: bool = True) -> frozenset[tuple[str, str]]:
        """Every given fact behind a condition, those of the quarter before under the subject "previous"."""
        key = (text, subject, conclusions)
        if key not in self.facts:
            variables = variables_of(self.tree(*key))
            self.facts[key] = frozenset(fact for variable in variables for fact in self.behind(variable, subject))
        return self.facts[key]

    def behind(self, variable: str, subject: Subject) -> Iterator[tuple[str, str]]:
        """The given facts behind a variable."""
        collection, _, rest = variable.partition(".")
        if collection in _SUBJECTS:
            if rest:
                yield from self.behind(rest, _SUBJECTS[collection])
            return
        if variable.startswith(TEAM):
            variable, subject = variable.removeprefix(TEAM), "team"
        name = fact_of(variable)
        if variable.startswith(PREVIOUS) or variable.endswith(".gain_p"):
            yield "previous", name
        fact = self.knowledge.facts[subject].get(name)
        if fact is None:
            for rule in self.rules:
                if rule.concludes == name and rule.subject == subject:
                    yield from self.rests_on(rule.when, subject)
            return
        if fact.given:
            yield subject, name
        texts = [fact.formula] if fact.formula else []
        if variable.endswith(".band") and fact.bands:
            texts += [text for text in (fact.bands.on, fact.bands.against) if text]
        for text in texts:
            yield from self.rests_on(text, subject, conclusions=False)


@dataclass(frozen=True)
class Unit:
    """Who is judged, the team itself or a member, with its variables and what rules conclude about it."""

    book: Book
    measured: Measured
    subject: Subject
    variables: Variables
    concluded: Mapping[str, bool] = field(default_factory=dict)

    def value(self, text: str, conclusions: bool = True) -> bool | None:
        result = compiled(self.book.tree(text, self.subject, conclusions))(self.variables)
        return result if isinstance(result, bool) else None

    def chained(self) -> Unit:
        """With all that its rules conclude: as often as there are facts to conclude, so that chains come through."""
        rules = [rule for rule in self.book.rules if rule.concludes and rule.subject == self.subject]
        case = self
        for _ in range(len(rules) + 1):
            said: dict[str, list[bool | None]] = {}
            for rule in rules:
                said.setdefault(str(rule.concludes), []).append(case.value(rule.when))
            concluded = {
                name: True in values for name, values in sorted(said.items()) if True in values or None not in values
            }
            case = replace(self, variables={**self.variables, **concluded}, concluded=concluded)
        return case

    # --- evidence ---------------------------------------------------------------------------------------------

    def fires(self, rule: Rule) -> bool:
        if self.subject != "team" or not rule.for_ or rule.against:
            return self.value(rule.when) is True
        # A band that accuses counts as healthy where the fact is as usual.
        tree = self.book.tree(rule.when, self.subject)
        as_usual = {name for name, value in self.variables.items() if name.endswith(".as_usual") and value is True}
        return compiled(_without(tree, {name.removesuffix(".as_usual") for name in as_usual}))(self.variables) is True

    def was(self, fact: str, circumstance: str) -> bool:
        """How a fact of the team stands to its past."""
        return self.subject == "team" and self.variables.get(f"{fact}.{circumstance}") is True

    def is_known(self, rule: Rule) -> bool:
        """Whether each comparison of a rule is true or false."""
        tree = self.book.tree(rule.when, self.subject)
        return all(isinstance(compiled(leaf)(self.variables), bool) for leaf in _leaves(tree))

    def is_recent(self, facts: Iterable[tuple[str, str]]) -> bool:
        return not any(subject == "previous" or (subject, name) in self.measured.stale for subject, name in facts)

    def review(self, cause: Cause) -> str | None:
        """What a review says of the cause's stage."""
        answer = self.variables.get(f"{cause.stage}_review") if self.subject == "team" else None
        return str(answer) if answer is not None else None

    def review_counts(self, cause: Cause) -> bool:
        """A review counts towards a gate with both details, made not long before or after."""
        by, on = (self.variables.get(f"{cause.stage}_review_{detail}") for detail in ("by", "on"))
        limit = int(self.book.knowledge.parameters["stale_after_days"].value)
        return (
            isinstance(by, str)
            and isinstance(on, str)
            and (abs((self.measured.reference - date.fromisoformat(on)).days) <= limit)
            and self.is_recent([("team", f"{cause.stage}_review")])
        )

    def judged(self, cause: Cause, by_plain_review: bool) -> _Judged:
        """The cause with its evidence; `by_plain_review` where a review that says no more than "confirmed" means it."""
        judged = _Judged(self.book.knowledge, cause)
        for rule in self.book.rules:
            directions = [(direction, grades) for direction, grades in (("for", rule.for_), ("against", rule.against))]
            for direction, grades in directions:
                if rule.subject == self.subject and cause.cause in grades:
                    judged.weigh(rule, grades[cause.cause], self.is_known(rule))
                    if self.fires(rule):
                        recent = self.is_recent(self.book.rests_on(rule.when, self.subject))
                        judged.add(rule.rule, direction, grades[cause.cause], rule.group, recent)
        self.weigh_the_past(judged)
        grade = self.book.knowledge.limits.confirmed.grade
        answer = self.review(cause)
        if answer == "ruled_out":
            judged.add(f"{cause.stage}_review_ruled_out", "against", grade, None, self.review_counts(cause))
        elif answer == cause.cause or (answer == "confirmed" and by_plain_review):
            judged.add(f"{cause.stage}_review_{answer}", "for", grade, None, True)
        for need in cause.needs:
            own = need in self.book.knowledge.facts[self.subject]
            band = (self.variables if own else self.measured.environment).get(f"{need}.band")
            judged.measured &= band is not None
            band = "healthy" if self.was(need, "as_usual") else band
            reviewed = answer == "ruled_out" and band != "bad"
            subject: Subject = self.subject if own else "team"
            recent = self.is_recent(self.book.behind(f"{need}.band", subject))
            judged.healthy &= band == "healthy" or reviewed
            judged.by_review |= band != "healthy" and reviewed
            judged.recently_healthy &= (band == "healthy" and recent) or (reviewed and self.review_counts(cause))
        return judged

    def weigh_the_past(self, judged: _Judged) -> None:
        """What the past of the needed facts says of a cause; it never opens a gate."""
        grades = self.book.knowledge.circumstances
        for need in judged.cause.needs if grades else ():
            assert grades is not None
            for name in ("as_usual", "as_before", "past_unknown"):
                if self.was(need, name):
                    judged.add(f"{need}_{name}", "against", grades.grades[name], "no_worse", False)
            if self.was(need, "said") and self.variables.get(f"{need}.band") in ("warning", "bad"):
                judged.add(f"{need}_said", "against", grades.said, "source", False)
            bad_alone = [
                rule.for_[judged.cause.cause]
                for rule in self.book.rules
                if judged.cause.cause in rule.for_ and " ".join(rule.when.split()) == f'band({need}) = "bad"'
            ]
            for name, grade in (("worse", grades.worse), ("far_worse", grades.far_worse)):
                if bad_alone and self.was(need, name):
                    judged.add(f"{need}_{name}", "for", min(grade, bad_alone[-1], key=judged.ratio), "worse", True)

    def all_verdicts(self) -> dict[str, _Judged]:
        """All causes of the subject. Those with strong evidence gain by it where all others are settled."""
        stages = [stage for stage in self.book.knowledge.stages.values() if stage.subject == self.subject]
        judged = {name: cause for stage in stages for name, cause in self.by_themselves(stage).items()}
        grades, attainment = self.book.knowledge.circumstances, self.variables.get("attainment")
        missed = isinstance(attainment, Decimal) and attainment < 1
        if grades and self.subject == "team" and missed:
            strong, stages_of = self.book.knowledge.limits.confirmed.grade, self.book.knowledge.stages
            free = [cause for cause in judged.values() if not stages_of[cause.cause.stage].after]
            left = [cause for cause in free if cause.fired_for(strong)]
            others = [cause for cause in free if cause not in left and cause.verdict != "ruled_out"]
            if len(others) <= 1 and all(cause.improbable for cause in others):
                for cause in left:
                    cause.add("all_else_settled", "for", grades.eliminated, None, True)
        return judged

    def verdicts(self, stage: Stage) -> dict[str, _Judged]:
        """The causes of a stage, after all causes of the subject were looked at."""
        judged = self.all_verdicts()
        return {cause.cause: judged[cause.cause] for cause in self.book.knowledge.causes_of(stage.stage)}

    def by_themselves(self, stage: Stage) -> dict[str, _Judged]:
        """All causes of a stage. A plain "confirmed" is evidence for what is the most probable without it."""
        causes = sorted(self.book.knowledge.causes_of(stage.stage), key=lambda cause: cause.cause)
        without = {cause.cause: self.judged(cause, by_plain_review=False) for cause in causes}
        first = max(causes, key=lambda cause: without[cause.cause].probability(), default=None)
        return {cause.cause: self.judged(cause, by_plain_review=cause is first) for cause in causes}


@dataclass
class _Judged:
    """A cause with what speaks for and against it."""

    knowledge: Knowledge
    cause: Cause
    evidence: list[tuple[str, str, str, str | None, bool]] = field(default_factory=list)
    healthy: bool = True
    by_review: bool = False
    recently_healthy: bool = True
    measured: bool = True
    weights: list[tuple[float, bool]] = field(default_factory=list)

    def add(self, rule: str, direction: str, grade: str, group: str | None, recent: bool) -> None:
        self.evidence.append((rule, direction, grade, group, recent))

    def weigh(self, rule: Rule, grade: str, known: bool) -> None:
        self.weights.append((math.log(self.knowledge.grades[grade]), known))

    def ratio(self, grade: str) -> Fraction:
        return Fraction(self.knowledge.grades[grade])

    def counted(self, old: bool = True) -> set[tuple[str, str]]:
        """The evidence that counts: the strongest of each group and direction. Without `old`, no old clearing."""
        best: dict[tuple[str, str], tuple[str, str, str]] = {}
        for rule, direction, grade, group, recent in sorted(self.evidence, key=lambda evidence: evidence[0]):
            if direction == "against" and not (recent or old):
                continue
            key = (direction, f"group {group}" if group else f"rule {rule}")
            if key not in best or self.ratio(grade) > self.ratio(best[key][2]):
                best[key] = (rule, direction, grade)
        return {(rule, direction) for rule, direction, _ in best.values()}

    def probability(self, old: bool = True) -> Fraction:
        prior = Fraction(self.cause.prior)
        odds = prior / (1 - prior)
        counted = self.counted(old)
        for rule, direction, grade, _, _ in self.evidence:
            if (rule, direction) in counted:
                odds = odds * self.ratio(grade) if direction == "for" else odds / self.ratio(grade)
        return odds / (1 + odds)

    def fired_for(self, grade: str) -> bool:
        return any(
            how == "for" and self.ratio(grade_of_rule) >= self.ratio(grade)
            for _, how, grade_of_rule, _, _ in self.evidence
        )

    @property
    def verdict(self) -> Verdict:
        limits = self.knowledge.limits
        if self.probability() >= Fraction(limits.confirmed.probability) and self.fired_for(limits.confirmed.grade):
            return "confirmed"
        unlikely = self.probability() <= Fraction(limits.ruled_out.probability)
        return "ruled_out" if unlikely and self.healthy and not self.fired_for(limits.ruled_out.grade) else "open"

    @property
    def improbable(self) -> bool:
        """Whether it is as improbable as what is ruled out, with all that it needs known."""
        return self.measured and self.probability() <= Fraction(self.knowledge.limits.ruled_out.probability)

    @property
    def counts(self) -> bool:
        """Whether it is ruled out by recent evidence alone, so that a gate may open."""
        recently = self.probability(old=False) <= Fraction(self.knowledge.limits.ruled_out.probability)
        return self.verdict == "ruled_out" and self.recently_healthy and recently

    def outcome(self, held: bool) -> CauseOutcome:
        shown = [evidence for evidence in self.evidence if evidence[1] == "against" or not held]
        counted = {rule for rule, direction in self.counted() if direction == "against" or not held}
        fired = frozenset(rule for rule, *_ in shown)
        if held:
            return CauseOutcome("held", None, 0.0, fired, frozenset(counted))
        whole = math.fsum(weight for weight, _ in self.weights)
        known = math.fsum(weight for weight, known in self.weights if known)
        return CauseOutcome(
            verdict=self.verdict,
            probability=float(self.probability()),
            coverage=known / whole if whole else 0.0,
            fired=fired,
            counted=frozenset(counted),
            by_review=self.verdict == "ruled_out" and self.by_review,
            counts=self.counts,
        )


class _Team:
    """A team's whole chain."""

    def __init__(self, book: Book, measured: Measured) -> None:
        self.book, self.knowledge, self.measured = book, book.knowledge, measured
        self.team = Unit(book, measured, "team", measured.environment).chained()
        told = {f"{TEAM}{name}": value for name, value in self.team.concluded.items()}
        self.members: dict[Subject, list[Unit]] = {
            subject: [Unit(book, measured, subject, {**member.variables, **told}).chained() for member in members]
            for subject, members in measured.members.items()
        }
        attainment = measured.environment.get("attainment")
        self.met = isinstance(attainment, Decimal) and attainment >= 1

    def outcome(self) -> Outcome:
        stages: dict[str, Verdict] = {}
        counts: set[str] = set()
        for stage in self.knowledge.stages.values():
            cases = [self.team] if stage.subject == "team" else self.members.get(stage.subject, [])
            judged = [
                verdict for case in cases if self.examines(stage, case) for verdict in case.verdicts(stage).values()
            ]
            if not counts.issuperset(stage.after):
                stages[stage.stage] = "held"
            elif any(verdict.verdict == "confirmed" for verdict in judged):
                stages[stage.stage] = "confirmed"
            elif (
                cases
                and self.knowledge.causes_of(stage.stage)
                and all(verdict.verdict == "ruled_out" for verdict in judged)
            ):
                stages[stage.stage] = "ruled_out"
                if all(verdict.counts for verdict in judged):
                    counts.add(stage.stage)
            else:
                stages[stage.stage] = "open"
        held = {stage for stage, verdict in stages.items() if verdict == "held"}
        return Outcome(
            team=self.unit(self.team, held),
            members={
                subject: tuple(self.unit(case, held) for case in cases) for subject, cases in self.members.items()
            },
            stages=stages,
            counts=frozenset(counts),
            open_gates=frozenset(
                stage for stage, other in self.knowledge.stages.items() if other.after and stage not in held
            ),
        )

    def examines(self, stage: Stage, case: Unit) -> bool:
        """A member is not examined where the condition is known to be false."""
        return stage.examine is None or case.value(stage.examine, conclusions=False) is not False

    def unit(self, case: Unit, held: set[str]) -> UnitOutcome:
        own = [
            stage
            for stage in self.knowledge.stages.values()
            if stage.subject == case.subject and self.knowledge.causes_of(stage.stage) and self.examines(stage, case)
        ]
        causes = {
            name: judged.outcome(stage.stage in held) for stage in own for name, judged in case.verdicts(stage).items()
        }
        findings = [finding for finding in self.knowledge.findings.values() if finding.subject == case.subject]
        return UnitOutcome(
            causes=causes,
            concluded=case.concluded,
            findings=tuple(sorted(finding.finding for finding in findings if case.value(finding.when) is True)),
            examined=frozenset(stage.stage for stage in own),
            acts_on=frozenset(
                name
                for name, cause in causes.items()
                if cause.verdict == "confirmed" and not self.met and self.knowledge.causes[name].actions
            ),
        )


def _without(tree: Node, facts: set[str]) -> Node:
    """A condition with every accusation by the band of one of the facts made false."""
    if isinstance(tree, And | Or):
        return replace(tree, operands=tuple(_without(operand, facts) for operand in tree.operands))
    if isinstance(tree, If):
        return replace(tree, yes=_without(tree.yes, facts)) if tree.no == Literal(None) else tree
    of_band: Node | None = None
    allowed: list[Node] = []
    if isinstance(tree, Compare) and tree.comparator == "=":
        of_band, allowed = tree.left, [tree.right]
    elif isinstance(tree, In):
        of_band = tree.value
        allowed = [item for test in tree.tests for item in (test.items if isinstance(test, List) else (test,))]
    words = {word.value if isinstance(word, Literal) else None for word in allowed}
    if isinstance(of_band, Name) and of_band.name in {f"{fact}.band" for fact in facts} and words <= {"warning", "bad"}:
        return Literal(False)
    return tree


def _leaves(tree: Node) -> Iterator[Node]:
    """The comparisons of a condition, below its and, or and not."""
    if isinstance(tree, Not):
        yield from _leaves(tree.operand)
    elif isinstance(tree, And | Or):
        for operand in tree.operands:
            yield from _leaves(operand)
    else:
        yield tree
