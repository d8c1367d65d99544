"""The Rete executor: one case at a time through durable-rules, every firing kept with the facts that led to it.

Facts become atoms, atoms fire conclusions and evidence, evidence is folded into causes, causes fire verdicts, the
verdicts on stages fire gates, an open gate lets a member's evidence fire, and confirmed causes fire actions. The folds
and the verdicts on stages between are those of `inference.verdict`, which the columnar executor uses too.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field

import numpy as np

from diagnosis.feel import Evaluate, compiled
from diagnosis.inference.cause_outcomes import cause_outcomes, stage_standing
from diagnosis.inference.durable import Firing, Network, NetworkSession
from diagnosis.inference.fold_input import standing_of, target_met
from diagnosis.inference.fold_plan import SubjectPlan
from diagnosis.inference.network import atom_fact, atom_index, atoms_by_name, branch_of, network_rules
from diagnosis.inference.outcome import Outcome, UnitOutcome
from diagnosis.inference.trace import Folding, Trace, UnitRecord, trace_of, unit_firings
from diagnosis.inference.verdict import SIGNS, VERDICTS, Evidence, Folded, fold, joined, plan_folds
from diagnosis.knowledge.base import Knowledge
from diagnosis.knowledge.model import Subject, Verdict
from diagnosis.knowledge.program import Program
from diagnosis.knowledge.variables import TEAM
from diagnosis.measures.compute import Measured

_MOST_SESSIONS = 200
"""Members judged together; the engine takes 1024 live sessions a network."""


@dataclass(frozen=True, slots=True)
class _PreparedNetwork:
    """What one subject needs: its network, its atoms by layer as closures, the plan of its folds.

    `bodies` are the facts of each atom, false and true, as the engine reads them; `atom_of` tells an atom by what it
    is called in the network.
    """

    network: Network
    layers: tuple[tuple[tuple[str, Evaluate], ...], ...]
    bodies: Mapping[str, tuple[str | None, str | None]]
    atom_of: Mapping[str, str]
    plan: SubjectPlan
    rules: tuple[tuple[str, frozenset[str]], ...]
    """The rules of the plan: the id of each, and its atoms."""


@dataclass
class _Unit:
    """One case under way: its variables, its session, the atoms that are known, and what has fired.

    `fired` are the firings by role and name, as `network` explains them.
    """

    variables: dict[str, object]
    session: NetworkSession
    atoms: dict[str, bool] = field(default_factory=dict)
    concluded: dict[str, bool] = field(default_factory=dict)
    fired: dict[str, dict[str, list[Firing]]] = field(default_factory=lambda: defaultdict(lambda: defaultdict(list)))

    def drain(self) -> None:
        """Runs the agenda. The verdict on a cause is a fact for what fires next."""
        for firing in self.session.run():
            role, name, *_ = firing.rule.split("|")
            self.fired[role][name].append(firing)
            if role == "verdict":
                self.session.assert_fact(topic="verdict", cause=firing.matched["m0"]["cause"], verdict=name)

    def verdicts(self) -> dict[str, Verdict]:
        """The verdicts that have fired, by cause."""
        fired = self.fired["verdict"]
        return {
            str(firing.matched["m0"]["cause"]): verdict for verdict in VERDICTS for firing in fired.get(verdict, ())
        }


@dataclass(frozen=True, slots=True)
class _Judged:
    """Units that were judged together with some gates open, and the folds of their evidence."""

    gates: Collection[str]
    units: Sequence[_Unit]
    evidence: Evidence
    folded: Folded
    outcomes: tuple[UnitOutcome, ...]


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

    def _prepare(self, subject: Subject) -> _PreparedNetwork:
        atoms, index = self._program.atoms[subject].values(), atom_index(self._program, subject)
        network = Network(network_rules(self._knowledge, self._program, subject))
        plan = plan_folds(self._knowledge, self._program, subject)
        return _PreparedNetwork(
            network=network,
            layers=tuple(
                tuple(
                    (atom.atom, compiled(atom.tree)) for atom in atoms if atom.layer == layer and atom.concluded is None
                )
                for layer in range(self._program.layers + 1)
            ),
            bodies={
                atom: (network.body(atom_fact(number, False)), network.body(atom_fact(number, True)))
                for atom, number in index.items()
            },
            atom_of=atoms_by_name(self._program, subject),
            plan=plan,
            rules=tuple((rule.id, frozenset(rule.atoms)) for rule in plan.rules),
        )

    def judge(self, teams: Sequence[Measured]) -> Iterator[Outcome]:
        """The outcome of each team, in order."""
        for measured in teams:
            yield self._inference(measured).outcome()

    def trace(self, measured: Measured) -> Trace:
        """The trace of one team: what durable-rules fired, with the atoms that each firing matched."""
        return self._inference(measured).trace()

    def _inference(self, measured: Measured) -> _TeamInference:
        return _TeamInference(self._knowledge, self._program, self._prepared, measured)


class _TeamInference:
    """One team's inference, from atoms to actions."""

    def __init__(
        self, knowledge: Knowledge, program: Program, prepared: Mapping[Subject, _PreparedNetwork], measured: Measured
    ) -> None:
        self.knowledge, self.program, self.prepared, self.measured = knowledge, program, prepared, measured
        self.met = target_met(measured)
        self.stages: dict[str, Verdict] = {}
        self.counts: set[str] = set()
        self.judged: dict[Subject, _Judged] = {}

    def outcome(self) -> Outcome:
        """Goes through the stages in their order; one whose gate is shut is held."""
        prepared = self.prepared["team"]
        with prepared.network.session() as session:
            unit = _Unit(dict(self.measured.environment), session)
            gates = unit.fired["gate"]
            self.start(prepared, unit, ())
            folded, evidence = self.folds(prepared, [unit])
            for stage in self.knowledge.stages.values():
                if stage.after and stage.stage not in gates:
                    self.stages[stage.stage] = "held"
                elif stage.subject == "team":
                    if stage.after:
                        self.open_gates(unit, [stage.stage])
                        folded, evidence = self.folds(prepared, [unit])
                    self.judge_causes(prepared, unit, folded, 0, [stage.stage])
                    self.judge_stage(stage.stage, prepared.plan, [unit], folded)
                else:
                    members = self.members(stage.subject, unit)
                    self.judge_stage(stage.stage, self.prepared[stage.subject].plan, members.units, members.folded)
                # A shut gate waits for the stages that shut it.
                session.assert_fact(topic="judged", stage=stage.stage, counts=stage.stage in self.counts)
                unit.drain()
            own = self.unit_outcome(prepared, unit, folded, evidence, 0, gates)
            self.judged["team"] = _Judged(gates, [unit], evidence, folded, (own,))
            members_of: dict[Subject, tuple[UnitOutcome, ...]] = {
                subject: self.outcomes(subject, unit) for subject in self.program.rules if subject != "team"
            }
            return Outcome(own, members_of, self.stages, frozenset(self.counts), frozenset(gates))

    def judge_stage(self, stage: str, plan: SubjectPlan, units: Sequence[_Unit], folded: Folded) -> None:
        """The verdict on a stage, and whether it may open a gate."""
        skipped = np.array([stage in unit.fired["skip"] for unit in units], bool)
        (code,), (counts,) = stage_standing(plan, folded, stage, skipped, np.zeros(len(units), np.intp), 1)
        self.stages[stage] = VERDICTS[code]
        if counts:
            self.counts.add(stage)

    # --- members ----------------------------------------------------------------------------------------------

    def outcomes(self, subject: Subject, team: _Unit) -> tuple[UnitOutcome, ...]:
        """The outcomes of the members of a subject."""
        members = self.measured.members.get(subject, ())
        if not members or subject not in self.prepared:
            return tuple(UnitOutcome() for _ in members)
        return self.members(subject, team).outcomes

    def members(self, subject: Subject, team: _Unit) -> _Judged:
        """The members of a subject, judged as far as the team's open gates allow.

        A gate that opens because of members lets them be judged again, by a later stage.
        """
        gates = frozenset(stage for stage in team.fired["gate"] if self.knowledge.stages[stage].subject == subject)
        judged = self.judged.get(subject)
        if judged is None or judged.gates != gates:
            judged = self.judged[subject] = self.judge_members(self.prepared[subject], gates, team.concluded)
        return judged

    def judge_members(
        self, prepared: _PreparedNetwork, gates: Collection[str], concluded: Mapping[str, bool]
    ) -> _Judged:
        members = self.measured.members.get(prepared.plan.subject, ())
        told = {TEAM + name: value for name, value in concluded.items()}
        batches = []
        for first in range(0, len(members) or 1, _MOST_SESSIONS):
            with ExitStack() as stack:
                units = [
                    _Unit({**member.variables, **told}, stack.enter_context(prepared.network.session()))
                    for member in members[first : first + _MOST_SESSIONS]
                ]
                batches.append(self.batch(prepared, units, gates))
        return _Judged(
            gates,
            [unit for batch in batches for unit in batch.units],
            joined([batch.evidence for batch in batches]),
            joined([batch.folded for batch in batches]),
            tuple(outcome for batch in batches for outcome in batch.outcomes),
        )

    def batch(self, prepared: _PreparedNetwork, units: Sequence[_Unit], gates: Collection[str]) -> _Judged:
        for unit in units:
            self.start(prepared, unit, gates)
        folded, evidence = self.folds(prepared, units)
        judged = [stage for stage in prepared.plan.stages if stage in gates or not self.knowledge.stages[stage].after]
        outcomes = []
        for row, unit in enumerate(units):
            examined = [stage for stage in judged if stage not in unit.fired["skip"]]
            if examined:
                self.judge_causes(prepared, unit, folded, row, examined)
            outcomes.append(self.unit_outcome(prepared, unit, folded, evidence, row, gates))
        return _Judged(gates, units, evidence, folded, tuple(outcomes))

    # --- within one unit --------------------------------------------------------------------------------------

    def start(self, prepared: _PreparedNetwork, unit: _Unit, gates: Collection[str]) -> None:
        """Fires layer after layer: what a layer concludes is asserted for the next. Then the open gates."""
        unit.session.assert_fact(topic="target", met=self.met)
        for layer, atoms in enumerate(prepared.layers):
            for atom, evaluate in atoms:
                value = evaluate(unit.variables)
                if isinstance(value, bool):
                    self.assert_atom(prepared, unit, atom, value)
            unit.drain()
            for conclusion in self.program.conclusions[prepared.plan.subject]:
                if conclusion.layer == layer:
                    true = not unit.fired["conclude"].keys().isdisjoint(conclusion.rules)
                    if true or conclusion.name in unit.fired["deny"]:
                        unit.concluded[conclusion.name] = unit.variables[conclusion.name] = true
                        if conclusion.name in prepared.bodies:
                            self.assert_atom(prepared, unit, conclusion.name, true)
        unit.drain()
        self.open_gates(unit, [stage for stage in gates if stage not in unit.fired["skip"]])

    def assert_atom(self, prepared: _PreparedNetwork, unit: _Unit, atom: str, value: bool) -> None:
        unit.atoms[atom] = value
        unit.session.assert_body(prepared.bodies[atom][value])

    def open_gates(self, unit: _Unit, stages: Collection[str]) -> None:
        """Lets the evidence for the causes of gated stages fire."""
        for stage in stages:
            unit.session.assert_fact(topic="gate", stage=stage, open=True)
        if stages:
            unit.drain()

    def folds(self, prepared: _PreparedNetwork, units: Sequence[_Unit]) -> tuple[Folded, Evidence]:
        """The folds of the evidence that has fired, and that evidence."""
        shape = (len(units), len(prepared.rules))
        known_atoms = [set(unit.atoms) for unit in units]
        fired = [[id_ in unit.fired["evidence"] for id_, _ in prepared.rules] for unit in units]
        known = [[atoms <= known for _, atoms in prepared.rules] for known in known_atoms]
        teams, variables = [self.measured] * len(units), [unit.variables for unit in units]
        standing = standing_of(prepared.plan, self.knowledge, teams, variables)
        evidence = Evidence(np.array(fired, bool).reshape(shape), np.array(known, bool).reshape(shape), *standing)
        return fold(prepared.plan, evidence), evidence

    def judge_causes(
        self, prepared: _PreparedNetwork, unit: _Unit, folded: Folded, row: int, stages: Collection[str]
    ) -> None:
        """Asserts how the causes of stages stand, and fires their verdicts, then their actions."""
        signs = {sign: getattr(folded, sign)[row].tolist() for pair in SIGNS.values() for sign in pair}
        for column in (column for stage in stages for column in prepared.plan.stages.get(stage, ())):
            shown = {sign: values[column] for sign, values in signs.items()}
            decided = any(shown[first] and shown[second] for first, second in SIGNS.values())
            cause = prepared.plan.causes[column].cause.cause
            unit.session.assert_fact(topic="cause", cause=cause, **shown, decided=decided)
        unit.drain()
        unit.drain()

    def unit_outcome(
        self,
        prepared: _PreparedNetwork,
        unit: _Unit,
        folded: Folded,
        evidence: Evidence,
        row: int,
        gates: Collection[str],
    ) -> UnitOutcome:
        plan, skipped = prepared.plan, unit.fired["skip"].keys()
        held = {stage for stage in plan.stages if self.knowledge.stages[stage].after and stage not in gates}
        return UnitOutcome(
            causes=cause_outcomes(plan, folded, row, unit.verdicts(), held, skipped),
            concluded=dict(sorted(unit.concluded.items())),
            findings=tuple(sorted(unit.fired["finding"])),
            examined=frozenset(plan.stages.keys() - skipped),
            acts_on=frozenset(unit.fired["act"]),
        )

    # --- the trace --------------------------------------------------------------------------------------------

    def trace(self) -> Trace:
        """All that led to the outcome."""
        outcome = self.outcome()
        (team,) = self.judged["team"].units
        shut_by = dict.fromkeys(outcome.open_gates, frozenset[str]()) | {
            stage: frozenset(str(firing.matched["m0"]["stage"]) for firing in firings)
            for stage, firings in team.fired["closed"].items()
        }
        return trace_of(self.knowledge, self.measured, outcome, shut_by, self.record)

    def record(self, subject: Subject, row: int, _: UnitOutcome) -> UnitRecord:
        """What fired for a unit; where no rule is about members of its subject, nothing."""
        if subject not in self.judged:
            return UnitRecord()
        prepared, judged = self.prepared[subject], self.judged[subject]
        unit = judged.units[row]
        fired = (firing for by_name in unit.fired.values() for firings in by_name.values() for firing in firings)
        return UnitRecord(
            atoms={atom: unit.atoms.get(atom) for atom in self.program.atoms[subject]},
            fired=unit_firings((firing.rule, branch_of(firing.matched.values(), prepared.atom_of)) for firing in fired),
            folding=Folding(prepared.plan, judged.evidence, judged.folded, row),
        )
