"""The Rete executor: one case at a time through durable-rules, every firing kept with the facts that led to it.

Facts become atoms, atoms fire conclusions and evidence, evidence is folded into causes, causes fire verdicts,
verdicts fire stages, stages fire gates, an open gate lets a member's evidence fire, and confirmed causes fire
actions. The folds between are those of `inference.verdict`, which the columnar executor uses too.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from itertools import repeat

import numpy as np

from diagnosis.feel import compiled
from diagnosis.inference.cause_outcomes import StageEvidence, cause_outcomes, columns_of
from diagnosis.inference.durable import Firing, Network, NetworkSession
from diagnosis.inference.firings import gates_of, unit_firings
from diagnosis.inference.fold_input import evidence_of, target_met
from diagnosis.inference.fold_plan import SubjectPlan
from diagnosis.inference.network import atom_fact, atom_index, network_rules
from diagnosis.inference.outcome import Outcome, UnitOutcome
from diagnosis.inference.trace import Folding, Trace, UnitFirings, UnitTrace, unit_trace
from diagnosis.inference.verdict import Evidence, Folded, fold, plan_folds
from diagnosis.knowledge.base import Knowledge
from diagnosis.knowledge.model import Subject, Verdict
from diagnosis.knowledge.program import Atom, Program
from diagnosis.knowledge.variables import TEAM
from diagnosis.measures.compute import Measured, MeasuredMember

_MOST_SESSIONS = 200
"""Members judged together; the engine takes 1024 live sessions a network."""


@dataclass(frozen=True, slots=True)
class _Prepared:
    """What one subject needs: its network, its atoms by layer as closures, the plan of its folds."""

    network: Network
    atoms: Mapping[str, Atom]
    index: Mapping[str, int]
    layers: tuple[tuple[tuple[str, Callable[[Mapping[str, object]], object]], ...], ...]
    plan: SubjectPlan
    read: tuple[frozenset[str], ...]
    """The atoms of each rule of the plan."""


@dataclass
class _Unit:
    """One case under way: its variables, its session, and what has fired so far."""

    member: MeasuredMember | None
    variables: dict[str, object]
    session: NetworkSession
    values: dict[str, bool] = field(default_factory=dict)
    fired: set[str] = field(default_factory=set)
    concluded: dict[str, bool] = field(default_factory=dict)
    findings: set[str] = field(default_factory=set)
    skipped: set[str] = field(default_factory=set)
    verdicts: dict[str, Verdict] = field(default_factory=dict)
    acts_on: set[str] = field(default_factory=set)
    gates: set[str] = field(default_factory=set)
    firings: list[Firing] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Judged:
    """A unit that was judged, and the folds of its evidence."""

    unit: _Unit
    folding: Folding


class ReteExecutor:
    """Judges teams by forward chaining in durable-rules."""

    name = "rete"

    def __init__(self, knowledge: Knowledge, program: Program) -> None:
        """Builds the networks. Raises EngineMissing where durable-rules cannot be imported."""
        self._knowledge, self._program = knowledge, program
        subjects: list[Subject] = [subject for subject in program.rules if subject == "team" or self._has_work(subject)]
        self._prepared = {subject: self._prepare(subject) for subject in subjects}

    def _has_work(self, subject: Subject) -> bool:
        stages = self._knowledge.stages.values()
        return bool(
            self._program.rules[subject]
            or self._program.findings[subject]
            or any(stage.subject == subject for stage in stages)
        )

    def _prepare(self, subject: Subject) -> _Prepared:
        atoms = self._program.atoms[subject]
        layers = tuple(
            tuple(
                (atom.atom, compiled(atom.tree))
                for atom in atoms.values()
                if atom.layer == layer and atom.concluded is None
            )
            for layer in range(self._program.layers + 1)
        )
        plan = plan_folds(self._knowledge, self._program, subject)
        return _Prepared(
            network=Network(network_rules(self._knowledge, self._program, subject)),
            atoms=atoms,
            index=atom_index(self._program, subject),
            layers=layers,
            plan=plan,
            read=tuple(frozenset(rule.atoms) for rule in plan.rules),
        )

    def judge(self, teams: Sequence[Measured]) -> Iterator[Outcome]:
        """The outcome of each team, in order."""
        for measured in teams:
            yield self._case(measured).outcome()

    def trace(self, measured: Measured) -> Trace:
        """The trace of one team: what durable-rules fired, with the atoms that each firing matched."""
        return self._case(measured, keep=True).trace()

    def firings(self, measured: Measured) -> list[Firing]:
        """The firings of one team and of its members, as durable-rules gave them."""
        case = self._case(measured, keep=True)
        case.outcome()
        return [firing for units in case.judged.values() for judged in units for firing in judged.unit.firings]

    def _case(self, measured: Measured, keep: bool = False) -> _TeamInference:
        return _TeamInference(self._knowledge, self._program, self._prepared, measured, keep)


class _TeamInference:
    """One team's inference, from atoms to actions. With `keep` the units that were judged are kept for a trace."""

    def __init__(
        self,
        knowledge: Knowledge,
        program: Program,
        prepared: Mapping[Subject, _Prepared],
        measured: Measured,
        keep: bool,
    ) -> None:
        self.knowledge, self.program, self.prepared, self.measured = knowledge, program, prepared, measured
        self.keep = keep
        self.judged: dict[Subject, list[_Judged]] = {}
        self.met = target_met(measured)
        self.stages: dict[str, Verdict] = {}
        self.counts: set[str] = set()
        self.member_evidence: dict[str, StageEvidence] = {}
        self.member_outcomes: dict[tuple[Subject, frozenset[str]], tuple[UnitOutcome, ...]] = {}

    def outcome(self) -> Outcome:
        prepared = self.prepared["team"]
        with prepared.network.session() as session:
            unit = _Unit(None, dict(self.measured.environment), session)
            self.start(prepared, unit)
            folded, evidence = self.folds(prepared, [unit])
            for stage in self.knowledge.stages.values():
                if stage.after and stage.stage not in unit.gates:
                    self.stages[stage.stage] = "held"
                    self.tell_gates(unit, stage.stage, counts=False)
                elif stage.subject == "team":
                    if stage.after:
                        self.open_gate(prepared, unit, stage.stage)
                        folded, evidence = self.folds(prepared, [unit])
                    self.judge_causes(prepared, unit, folded, 0, stage.stage)
                    self.judge_stage(unit, stage.stage, self.stage_evidence(prepared.plan, folded, stage.stage))
                else:
                    self.members(stage.subject, unit)
                    self.judge_stage(unit, stage.stage, self.member_evidence[stage.stage])
            members: dict[Subject, tuple[UnitOutcome, ...]] = {
                subject: self.members(subject, unit) for subject in self.program.rules if subject != "team"
            }
            team = self.unit_outcome(prepared, unit, folded, evidence, 0)
            return Outcome(team, members, self.stages, frozenset(self.counts), frozenset(unit.gates))

    def members(self, subject: Subject, team: _Unit) -> tuple[UnitOutcome, ...]:
        """The outcomes of the members of a subject, as far as the team's open gates allow.

        A gate that opens because of members lets them be judged again, by a later stage.
        """
        gates = frozenset(stage for stage in team.gates if self.knowledge.stages[stage].subject == subject)
        if (subject, gates) not in self.member_outcomes:
            self.judged.pop(subject, None)
            self.member_outcomes[subject, gates] = self.judge_members(subject, gates, team.concluded)
        return self.member_outcomes[subject, gates]

    def judge_members(
        self, subject: Subject, gates: Collection[str], concluded: Mapping[str, bool]
    ) -> tuple[UnitOutcome, ...]:
        """The outcomes of the members of a subject; the stages that judge them get their standing."""
        prepared = self.prepared.get(subject)
        if prepared is None:  # nothing asks about these members
            return tuple(UnitOutcome() for _ in self.measured.members.get(subject, ()))
        stages = [stage.stage for stage in self.knowledge.stages.values() if stage.subject == subject]
        members = self.measured.members.get(subject, ())
        outcomes: list[UnitOutcome] = []
        told = {TEAM + name: value for name, value in concluded.items()}
        for stage in stages:
            if stage in gates or not self.knowledge.stages[stage].after:
                # Without members, and without causes, nothing is ruled out.
                any_at_all = bool(members) and bool(columns_of(prepared.plan, stage))
                self.member_evidence[stage] = StageEvidence(False, any_at_all, any_at_all)
        for first in range(0, len(members), _MOST_SESSIONS):
            batch = members[first : first + _MOST_SESSIONS]
            with ExitStack() as stack:
                units = [
                    _Unit(member, {**member.variables, **told}, stack.enter_context(prepared.network.session()))
                    for member in batch
                ]
                outcomes += self.batch(prepared, units, stages, gates)
        return tuple(outcomes)

    def batch(
        self, prepared: _Prepared, units: Sequence[_Unit], stages: Sequence[str], gates: Collection[str]
    ) -> Iterator[UnitOutcome]:
        for unit in units:
            self.start(prepared, unit)
            unit.gates.update(gates)
            for stage in stages:
                if stage in gates and stage not in unit.skipped:
                    self.open_gate(prepared, unit, stage)
        folded, evidence = self.folds(prepared, units)
        for row, unit in enumerate(units):
            for stage in stages:
                if stage in self.member_evidence and stage not in unit.skipped:
                    self.judge_causes(prepared, unit, folded, row, stage)
                    standing = self.stage_evidence(prepared.plan, folded, stage, row)
                    self.member_evidence[stage] = self.member_evidence[stage].joined(standing)
            yield self.unit_outcome(prepared, unit, folded, evidence, row)

    def start(self, prepared: _Prepared, unit: _Unit) -> None:
        unit.session.assert_fact(topic="target", met=self.met)
        self.chain(prepared, prepared.plan.subject, unit)

    def unit_outcome(
        self, prepared: _Prepared, unit: _Unit, folded: Folded, evidence: Evidence, row: int
    ) -> UnitOutcome:
        plan = prepared.plan
        if self.keep:
            self.judged.setdefault(plan.subject, []).append(_Judged(unit, Folding(plan, evidence, folded, row)))
        own = {cause.cause.stage for cause in plan.causes}
        held = {stage for stage in own if self.knowledge.stages[stage].after and stage not in unit.gates}
        return UnitOutcome(
            causes=cause_outcomes(plan, folded, evidence.fired, row, unit.verdicts, held, unit.skipped),
            concluded=dict(sorted(unit.concluded.items())),
            findings=tuple(sorted(unit.findings)),
            examined=frozenset(own - unit.skipped),
            acts_on=frozenset(unit.acts_on),
        )

    # --- chaining within one unit -----------------------------------------------------------------------------

    def chain(self, prepared: _Prepared, subject: Subject, unit: _Unit) -> None:
        """Fires layer after layer: what a layer concludes is asserted for the next."""
        for layer, atoms in enumerate(prepared.layers):
            for atom, evaluate in atoms:
                self.assert_atom(prepared, unit, atom, evaluate(unit.variables))
            self.drain(subject, unit)
            for conclusion in self.program.conclusions[subject]:
                value = unit.concluded.get(conclusion.name)
                if conclusion.layer == layer and value is not None:
                    unit.variables[conclusion.name] = value
                    if conclusion.name in prepared.index:
                        self.assert_atom(prepared, unit, conclusion.name, value)
        self.drain(subject, unit)

    def assert_atom(self, prepared: _Prepared, unit: _Unit, atom: str, value: object) -> None:
        if isinstance(value, bool):
            unit.values[atom] = value
            unit.session.assert_fact(**atom_fact(prepared.index[atom], value))

    def drain(self, subject: Subject, unit: _Unit) -> None:
        """Runs the agenda and notes what each firing means."""
        for firing in unit.session.run():
            unit.firings.append(firing)
            role, _, rest = firing.rule.partition("|")
            name = rest.split("|")[0]
            if role == "conclude":
                unit.concluded[name] = True
                unit.fired.add(rest.split("|")[1])
            elif role == "deny":
                unit.concluded[name] = False
            elif role == "evidence":
                unit.fired.add(name)
            elif role == "finding":
                unit.findings.add(name)
            elif role == "skip":
                unit.skipped.add(name)
            elif role == "verdict":
                self.note_verdict(unit, firing)
            elif role == "stage":
                self.stages[str(firing.facts[0]["stage"])] = name  # type: ignore[assignment]
            elif role == "gate":
                unit.gates.add(name)
            elif role == "act":
                unit.acts_on.add(name)

    def note_verdict(self, unit: _Unit, firing: Firing) -> None:
        cause, verdict = str(firing.facts[0]["cause"]), firing.rule.partition("|")[2]
        unit.verdicts[cause] = verdict  # type: ignore[assignment]
        unit.session.assert_fact(topic="verdict", cause=cause, verdict=verdict)

    def folds(self, prepared: _Prepared, units: Sequence[_Unit]) -> tuple[Folded, Evidence]:
        """The folds of the evidence that has fired, and that evidence."""
        rules = prepared.plan.rules
        shape = (len(units), len(rules))
        fired = np.array([[rule.id in unit.fired for rule in rules] for unit in units], bool).reshape(shape)
        known = np.array([[atoms <= unit.values.keys() for atoms in prepared.read] for unit in units], bool)
        pairs = [(self.measured, unit.variables) for unit in units]
        evidence = evidence_of(prepared.plan, self.knowledge, pairs, fired, known.reshape(shape))
        return fold(prepared.plan, evidence), evidence

    def judge_causes(self, prepared: _Prepared, unit: _Unit, folded: Folded, row: int, stage: str) -> None:
        """Asserts how the causes of a stage stand, and fires their verdicts and actions."""
        for column, cause in enumerate(prepared.plan.causes):
            if cause.cause.stage == stage:
                confirmed, ruled_out = folded.confirmed[row, column], folded.ruled_out[row, column]
                unit.session.assert_fact(
                    topic="cause",
                    cause=cause.cause.cause,
                    likely=bool(folded.likely[row, column]),
                    strong=bool(folded.strong[row, column]),
                    unlikely=bool(folded.unlikely[row, column]),
                    clear=bool(folded.clear[row, column]),
                    decided=bool(confirmed or ruled_out),
                )
        self.drain(prepared.plan.subject, unit)
        self.drain(prepared.plan.subject, unit)

    # --- stages and gates -------------------------------------------------------------------------------------

    def stage_evidence(self, plan: SubjectPlan, folded: Folded, stage: str, row: int = 0) -> StageEvidence:
        """How a stage stands by the verdicts of one unit; a stage without causes is never ruled out."""
        columns = columns_of(plan, stage)
        return StageEvidence(
            confirmed=bool(folded.confirmed[row, columns].any()),
            ruled_out=bool(columns) and bool(folded.ruled_out[row, columns].all()),
            counts=bool(columns) and bool(folded.counts[row, columns].all()),
        )

    def judge_stage(self, unit: _Unit, stage: str, standing: StageEvidence) -> None:
        """Fires the verdict on a stage, and what it means for the gates behind it."""
        unit.session.assert_fact(topic="stage", stage=stage, confirmed=standing.confirmed, ruled_out=standing.ruled_out)
        self.drain("team", unit)
        counts = self.stages[stage] == "ruled_out" and standing.counts
        if counts:
            self.counts.add(stage)
        self.tell_gates(unit, stage, counts)

    def tell_gates(self, unit: _Unit, stage: str, counts: bool) -> None:
        """Fires what the verdict on a stage means for the gates behind it; a shut gate waits for those that shut it."""
        unit.session.assert_fact(topic="judged", stage=stage, counts=counts)
        self.drain("team", unit)

    def open_gate(self, prepared: _Prepared, unit: _Unit, stage: str) -> None:
        """Lets the evidence for the causes of a gated stage fire."""
        unit.session.assert_fact(topic="gate", stage=stage, open=True)
        self.drain(prepared.plan.subject, unit)

    # --- the trace --------------------------------------------------------------------------------------------

    def trace(self) -> Trace:
        """All that led to the outcome."""
        outcome = self.outcome()
        (team,) = self.judged["team"]
        members = {
            subject: tuple(
                self.unit_trace(subject, member, judged, outcome, unit)
                for member, judged, unit in zip(
                    self.measured.members.get(subject, ()), self.judged.get(subject, repeat(None)), units, strict=False
                )
            )
            for subject, units in outcome.members.items()
        }
        shut_by = gates_of(team.unit.firings, outcome.open_gates)
        return Trace(outcome, self.unit_trace("team", None, team, outcome, outcome.team), members, shut_by)

    def unit_trace(
        self,
        subject: Subject,
        member: MeasuredMember | None,
        judged: _Judged | None,
        outcome: Outcome,
        unit: UnitOutcome,
    ) -> UnitTrace:
        """The trace of the team or a member; where no rule is about the members, nothing was judged of them."""
        if judged is None:
            nothing = UnitFirings({}, {}, {}, {})
            return unit_trace(self.knowledge, self.measured, member, outcome, unit, {}, nothing, None)
        prepared, values = self.prepared[subject], judged.unit.values
        atoms = {atom: values.get(atom) for atom in prepared.atoms}
        fired = unit_firings(prepared.index, judged.unit.firings)
        return unit_trace(self.knowledge, self.measured, member, outcome, unit, atoms, fired, judged.folding)
