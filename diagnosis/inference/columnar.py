"""The columnar executor: the same rules over tables of teams, and of their members.

Polars evaluates the atoms of all conditions column by column; rules are then logic over arrays. Nothing is kept between
two calls, so that a long run can be cut into chunks. The folds are those of `inference.verdict`, which the Rete
executor uses too.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import and_
from types import MappingProxyType

import numpy as np
import polars as pl
from numpy.typing import NDArray

from diagnosis.feel import Evaluate, compiled
from diagnosis.inference.fold_input import standing_of, target_met
from diagnosis.inference.fold_plan import Bools, SubjectPlan
from diagnosis.inference.judged_teams import Fired, Judged, JudgedUnits, chain
from diagnosis.inference.network import atoms_by_name, branch_of, network_rules
from diagnosis.inference.outcome import Outcome, UnitOutcome
from diagnosis.inference.polars_feel import Columnar, NotColumnar, columnar
from diagnosis.inference.team_tables import Chunk, UnitTable, frame_of
from diagnosis.inference.trace import Folding, Trace, UnitFirings, UnitRecord, trace_of, unit_firings
from diagnosis.inference.truth import Truth, truth, truths
from diagnosis.inference.verdict import Evidence, Folded, fold, plan_folds
from diagnosis.knowledge.base import Knowledge
from diagnosis.knowledge.model import Subject
from diagnosis.knowledge.program import Atom, Program
from diagnosis.knowledge.variables import TEAM, variable_type
from diagnosis.measures.compute import Measured

_DTYPES: Mapping[str, pl.DataType] = {"number": pl.Float64(), "string": pl.String(), "boolean": pl.Boolean()}


@dataclass(frozen=True, slots=True)
class _Layer:
    """The atoms that become known together: by columns, by the interpreter, or by the name of a conclusion.

    `expressions` are those of the columnar atoms, then the doubts of the `doubtful` ones; `builds_on` the conclusions
    that they read. `evaluates` evaluates each atom that is no name of a conclusion, for few rows.
    """

    columnar: Sequence[Atom]
    doubtful: Sequence[Atom]
    expressions: Sequence[pl.Expr]
    builds_on: frozenset[str]
    interpreted: Sequence[Atom]
    evaluates: Sequence[tuple[str, Evaluate]]
    concluded: Sequence[Atom]


@dataclass(frozen=True)
class _PreparedTable:
    """What one subject needs: the columns of its table, its atoms by layer, the plan of its folds.

    `given` are the atoms that columns cannot say and that need no conclusion: the table has a column for each.
    """

    columns: dict[str, pl.DataType]
    given: Mapping[str, Evaluate]
    layers: Sequence[_Layer]
    plan: SubjectPlan


_FEW_ROWS = 4
"""So few units are judged row by row: a query over hundreds of conditions costs more than what it does."""


class ColumnarExecutor:
    """Judges teams by columns."""

    name = "columnar"

    def __init__(self, knowledge: Knowledge, program: Program) -> None:
        self._knowledge, self._program = knowledge, program
        self._prepared = {subject: self._prepare(subject) for subject in program.rules}
        self._of_nobody: dict[Subject, JudgedUnits] = {}

    def _prepare(self, subject: Subject) -> _PreparedTable:
        program = self._program
        concluded = {conclusion.name for conclusion in program.conclusions[subject]}
        if subject != "team":
            concluded |= {TEAM + conclusion.name for conclusion in program.conclusions["team"]}
        columns: dict[str, pl.DataType] = {}
        given: dict[str, Evaluate] = {}
        layers = []
        for layer in range(program.layers + 1):
            own = [atom for atom in program.atoms[subject].values() if atom.layer == layer]
            said = {atom: as_columns for atom in own if atom.concluded is None and (as_columns := _as_columns(atom))}
            for atom in said:
                for variable in atom.variables - concluded:
                    columns[variable] = _DTYPES[variable_type(self._knowledge.facts, subject, variable)]
            unsaid = [atom for atom in own if atom.concluded is None and atom not in said]
            fixed = [atom for atom in unsaid if not atom.variables & concluded]
            given |= {atom.atom: compiled(atom.tree) for atom in fixed}
            doubts = {atom: as_columns.doubt for atom, as_columns in said.items() if as_columns.doubt is not None}
            values = [
                *(as_columns.value for as_columns in said.values()),
                *(pl.col(atom.atom) for atom in fixed),
                *doubts.values(),
            ]
            layers.append(
                _Layer(
                    columnar=(*said, *fixed),
                    doubtful=tuple(doubts),
                    expressions=[value.cast(pl.Boolean).alias(str(index)) for index, value in enumerate(values)],
                    builds_on=frozenset(name for atom in said for name in atom.variables & concluded),
                    interpreted=[atom for atom in unsaid if atom not in fixed],
                    evaluates=[(atom.atom, compiled(atom.tree)) for atom in (*said, *unsaid)],
                    concluded=[atom for atom in own if atom.concluded is not None],
                )
            )
        columns |= dict.fromkeys(given, pl.Boolean())
        return _PreparedTable(columns, given, layers, plan_folds(self._knowledge, program, subject))

    # --- teams in, outcomes out -------------------------------------------------------------------------------

    def judge(self, teams: Sequence[Measured]) -> Iterator[Outcome]:
        """The outcome of each team, in order."""
        if teams:
            judged = self.judge_chunk(self.chunk(teams))
            for row in range(len(teams)):
                yield judged.outcome(row)

    def trace(self, measured: Measured) -> Trace:
        """The trace of one team, read from its columns."""
        atoms: dict[Subject, dict[str, Truth]] = {subject: {} for subject in self._program.rules}
        chunk = self.chunk([measured])
        judged = self.judge_chunk(chunk, atoms)
        outcome = judged.outcome(0)

        def record(subject: Subject, row: int, unit: UnitOutcome) -> UnitRecord:
            values = {atom: _value(truth, row) for atom, truth in atoms[subject].items()}
            units, table = judged.units[subject], chunk.units[subject]
            folding = Folding(units.plan, _evidence(units.fired, table), units.folded, row)
            return UnitRecord(values, self._fired(subject, unit, outcome.open_gates, values), folding)

        gated = (stage for stage in self._knowledge.stages.values() if stage.after)
        shut_by = {stage.stage: frozenset(stage.after) - outcome.counts for stage in gated}
        return trace_of(self._knowledge, measured, outcome, shut_by, record)

    def _fired(
        self, subject: Subject, unit: UnitOutcome, open_gates: frozenset[str], atoms: Mapping[str, bool | None]
    ) -> UnitFirings:
        """What the network of the subject would fire for a unit; evidence for a gated cause waits for its gate."""
        gates, atom_of = open_gates & unit.examined, atoms_by_name(self._program, subject)
        fired = []
        for rule, patterns in network_rules(self._knowledge, self._program, subject).items():
            branch = branch_of(patterns, atom_of)
            shut = any(pattern["topic"] == "gate" and pattern["stage"] not in gates for pattern in patterns)
            if branch and not shut and all(atoms[leaf.atom] is leaf.wanted for leaf in branch):
                fired.append((rule, branch))
        return unit_firings(fired)

    def plan(self, subject: Subject) -> SubjectPlan:
        """The fixed part of the folds of a subject: the columns of what `folded` gives."""
        return self._prepared[subject].plan

    def folded(
        self,
        team: Measured,
        units: Sequence[Mapping[str, object]],
        subject: Subject = "team",
        concluded: Mapping[str, bool] = MappingProxyType({}),
    ) -> Folded:
        """How the causes of a team (or of a member of it) stand for variants of its variables; nothing of the chain.

        For looking at many answers at once: each variant is a row. For a member, `concluded` is what was concluded
        about the team.
        """
        table = self._table(subject, [team] * len(units), units, range(len(units)))
        values = {conclusion.name: concluded.get(conclusion.name) for conclusion in self._program.conclusions["team"]}
        told = {
            TEAM + name: Truth(np.full(len(units), value is True), np.full(len(units), value is False))
            for name, value in values.items()
            if subject != "team"
        }
        return self._units(subject, table, told).folded

    def columns(self, subject: Subject) -> dict[str, pl.DataType]:
        """The columns that a table of the subject's units has: variables, and atoms that columns cannot say."""
        return self._prepared[subject].columns

    def chunk(self, teams: Sequence[Measured]) -> Chunk:
        """Teams as tables."""
        units: dict[Subject, UnitTable] = {}
        for subject in self._program.rules:
            if subject == "team":
                units[subject] = self._table(
                    subject, teams, [measured.environment for measured in teams], range(len(teams))
                )
            else:
                rows = [
                    (row, member) for row, measured in enumerate(teams) for member in measured.members.get(subject, ())
                ]
                variables = [member.variables for _, member in rows]
                units[subject] = self._table(subject, teams, variables, [row for row, _ in rows])
        return Chunk(units, np.array([target_met(measured) for measured in teams], bool))

    def _table(
        self,
        subject: Subject,
        teams: Sequence[Measured],
        units: Sequence[Mapping[str, object]],
        owners: Sequence[int],
    ) -> UnitTable:
        prepared = self._prepared[subject]
        rows = units
        if prepared.given:
            rows = [{**unit, **{name: evaluate(unit) for name, evaluate in prepared.given.items()}} for unit in units]
        standing = standing_of(prepared.plan, self._knowledge, [teams[owner] for owner in owners], units)
        frame = frame_of(self.columns(subject), rows)
        return UnitTable(frame, *standing, np.array(owners, np.intp), units.__getitem__)

    # --- tables in, arrays out --------------------------------------------------------------------------------

    def judge_chunk(self, chunk: Chunk, atoms: Mapping[Subject, dict[str, Truth]] = MappingProxyType({})) -> Judged:
        """The verdicts on every stage and cause of a chunk of teams, as arrays.

        The values of the atoms are not kept, but for the subjects of which `atoms` has a dict to put them in.
        """
        team = self._units("team", chunk.units["team"], {}, atoms.get("team"))
        told = {TEAM + name: value for name, value in team.fired.concluded.items()}
        units: dict[Subject, JudgedUnits] = {"team": team}
        for subject, table in chunk.units.items():
            if subject != "team":
                own = {name: Truth(v.true[table.owners], v.false[table.owners]) for name, v in told.items()}
                if len(table) or subject in atoms:
                    units[subject] = self._units(subject, table, own, atoms.get(subject))
                    continue
                # Of nobody all is empty, and the same: a team alone is judged often, as in interviews.
                if subject not in self._of_nobody:
                    self._of_nobody[subject] = self._units(subject, table, own)
                units[subject] = self._of_nobody[subject]
        return chain(self._knowledge, self._program, chunk, units)

    def _units(
        self, subject: Subject, table: UnitTable, told: Mapping[str, Truth], atoms: dict[str, Truth] | None = None
    ) -> JudgedUnits:
        plan, fired = self._prepared[subject].plan, self.fire(subject, table, told, atoms)
        return JudgedUnits(plan, fired, fold(plan, _evidence(fired, table)), table.owners)

    def fire(
        self, subject: Subject, table: UnitTable, told: Mapping[str, Truth], atoms: dict[str, Truth] | None = None
    ) -> Fired:
        """The rules that fire for each unit; `told` is what was concluded about its team. Fills `atoms`."""
        prepared, program, units = self._prepared[subject], self._program, len(table)
        concluded = dict(told)
        atoms = {} if atoms is None else atoms
        for number, layer in enumerate(prepared.layers):
            atoms |= _values(layer, table, concluded)
            ready = [conclusion for conclusion in program.conclusions[subject] if conclusion.layer == number]
            concluded |= {conclusion.name: truth(conclusion.condition, atoms) for conclusion in ready}
        known = {atom: value.known for atom, value in atoms.items()}
        return Fired(
            rules=_matrix([truth(rule.condition, atoms).true for rule in prepared.plan.rules], units),
            known=_matrix([reduce(and_, (known[atom] for atom in rule.atoms)) for rule in prepared.plan.rules], units),
            findings=_matrix([truth(finding.condition, atoms).true for finding in program.findings[subject]], units),
            concluded={name: value for name, value in concluded.items() if name not in told},
            skipped={
                stage: truth(examination.condition, atoms).false
                for stage, examination in program.examine.items()
                if examination.subject == subject
            },
        )


def _values(layer: _Layer, table: UnitTable, concluded: Mapping[str, Truth]) -> dict[str, Truth]:
    """The atoms of a layer; rows in doubt, and what columns cannot say, by the interpreter."""
    values = {atom.atom: concluded[str(atom.concluded)] for atom in layer.concluded}
    if table.environment is not None and 0 < len(table) <= _FEW_ROWS:
        return values | _row_by_row(layer, table, concluded)
    if layer.expressions and len(table):
        frame = table.variables
        if layer.builds_on:
            frame = frame.with_columns(concluded[name].column().alias(name) for name in sorted(layer.builds_on))
        # With the rows beside it, a condition without a fact says the same of each.
        known = truths(frame.select("row", *layer.expressions).get_columns()[1:])
    else:
        known = [_unknown(len(table))] * len(layer.expressions)
    values |= {atom.atom: value for atom, value in zip(layer.columnar, known, strict=False)}
    for atom, doubt in zip(layer.doubtful, known[len(layer.columnar) :], strict=True):
        if doubt.true.any():
            values[atom.atom] = _interpreted(atom, table, concluded, np.flatnonzero(doubt.true), values[atom.atom])
    for atom in layer.interpreted:
        if table.environment is None:
            raise ValueError(f"a table alone cannot say '{atom.atom}': give the variables of its rows too")
        rows = np.arange(len(table))
        values[atom.atom] = _interpreted(atom, table, concluded, rows, _unknown(len(table)))
    return values


def _row_by_row(layer: _Layer, table: UnitTable, concluded: Mapping[str, Truth]) -> dict[str, Truth]:
    """The values of a layer's atoms by the interpreter alone."""
    true, false = (np.zeros((len(layer.evaluates), len(table)), bool) for _ in range(2))
    for row in range(len(table)):
        known = {name: bool(said.true[row]) for name, said in concluded.items() if said.true[row] or said.false[row]}
        environment = {**table.row(row), **known}
        for place, (_, evaluate) in enumerate(layer.evaluates):
            result = evaluate(environment)
            true[place, row], false[place, row] = result is True, result is False
    return {atom: Truth(true[place], false[place]) for place, (atom, _) in enumerate(layer.evaluates)}


def _interpreted(
    atom: Atom, table: UnitTable, concluded: Mapping[str, Truth], rows: NDArray[np.intp], value: Truth
) -> Truth:
    """The value with that of some rows by the interpreter."""
    evaluate = compiled(atom.tree)
    true, false = value.true.copy(), value.false.copy()
    for row in rows.tolist():
        known = {
            name: bool(truths_of.true[row])
            for name, truths_of in concluded.items()
            if truths_of.true[row] or truths_of.false[row]
        }
        result = evaluate({**table.row(row), **known})
        true[row], false[row] = result is True, result is False
    return Truth(true, false)


def _evidence(fired: Fired, table: UnitTable) -> Evidence:
    return Evidence(fired.rules, fired.known, table.fresh, table.bands, table.fresh_needs)


def _value(truth: Truth, row: int) -> bool | None:
    return bool(truth.true[row]) if truth.known[row] else None


def _unknown(units: int) -> Truth:
    return Truth(np.zeros(units, bool), np.zeros(units, bool))


def _as_columns(atom: Atom) -> Columnar | None:
    try:
        return columnar(atom.tree)
    except NotColumnar:
        return None


def _matrix(columns: Sequence[Bools], units: int) -> Bools:
    """Columns as an array with one row a unit, each column in one piece of memory."""
    return np.array(columns, bool).reshape(len(columns), units).T
