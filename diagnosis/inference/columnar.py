"""The columnar executor: the same rules as Polars expressions over a table of teams, and one of their members.

Teams in, outcomes out, and nothing kept between two calls: a long run can be cut into chunks. The folds are those of
`inference.verdict`, which the Rete executor uses too.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

import numpy as np
import polars as pl

from diagnosis.feel import compiled
from diagnosis.inference.gather import evidence_of, target_met
from diagnosis.inference.outcome import Outcome, UnitOutcome
from diagnosis.inference.outcomes import cause_outcomes, columns_of
from diagnosis.inference.polars_feel import NotColumnar, columnar
from diagnosis.inference.verdict import Bools, Folded, SubjectPlan, fold, plan_folds
from diagnosis.knowledge.model import Knowledge, Subject, Verdict
from diagnosis.knowledge.program import Atom, Program
from diagnosis.knowledge.program.conditions import All, Condition, Leaf
from diagnosis.knowledge.program.variables import variable_type
from diagnosis.measures.compute import Measured

_DTYPES: Mapping[str, pl.DataType] = {"number": pl.Float64(), "string": pl.String(), "boolean": pl.Boolean()}

Environment = Callable[[int], Mapping[str, object]]
"""The variables of a row, for the interpreter."""


@dataclass(frozen=True, slots=True)
class Fired:
    """What the conditions of a subject give, one row a unit."""

    rules: Bools
    known: Bools
    findings: Bools
    concluded: Mapping[str, list[bool | None]]
    skipped: Mapping[str, Bools]


@dataclass(frozen=True)
class _Prepared:
    """What one subject needs: its columns with their types, its atoms, and its conditions as expressions."""

    columns: Mapping[str, pl.DataType]
    atoms: Sequence[tuple[Atom, pl.Expr | None, pl.Expr | None]]
    plan: SubjectPlan


class ColumnarExecutor:
    """Judges teams by columns."""

    name = "columnar"

    def __init__(self, knowledge: Knowledge, program: Program) -> None:
        self._knowledge, self._program = knowledge, program
        self._prepared = {subject: self._prepare(subject) for subject in program.rules}

    def _prepare(self, subject: Subject) -> _Prepared:
        atoms = []
        columns: dict[str, pl.DataType] = {}
        concluded = {one.name for one in self._program.conclusions[subject]}
        for atom in self._program.atoms[subject].values():
            value, doubt = _as_columns(atom)
            atoms.append((atom, value, doubt))
            if value is not None:
                for variable in atom.variables - concluded:
                    columns[variable] = _DTYPES[variable_type(self._knowledge.facts, subject, variable)]
        return _Prepared(columns, atoms, plan_folds(self._knowledge, self._program, subject))

    # --- teams in, outcomes out -------------------------------------------------------------------------------

    def judge(self, teams: Sequence[Measured]) -> Iterator[Outcome]:
        """The outcome of each team, in order."""
        if not teams:
            return
        team = self._units("team", [(one, one.environment) for one in teams])
        members: dict[Subject, _Units] = {}
        owners: dict[Subject, list[int]] = {}
        for subject in self._program.rules:
            if subject != "team":
                rows = [(row, one) for row, measured in enumerate(teams) for one in measured.members.get(subject, ())]
                owners[subject] = [row for row, _ in rows]
                known = team.fired.concluded
                pairs = [
                    (teams[row], _with_conclusions(one.variables, known, row, "team.") if known else one.variables)
                    for row, one in rows
                ]
                members[subject] = self._units(subject, pairs)
        judged = _Judged(self._knowledge, teams, team, members, owners)
        for row in range(len(teams)):
            yield judged.outcome(row)

    def _units(self, subject: Subject, units: Sequence[tuple[Measured, Mapping[str, object]]]) -> _Units:
        prepared = self._prepared[subject]
        frame = table(prepared.columns, [variables for _, variables in units])
        fired = self.fire(subject, frame, lambda row: units[row][1])
        evidence = evidence_of(prepared.plan, self._knowledge, units, fired.rules, fired.known)
        return _Units(self._program, prepared.plan, fired, fold(prepared.plan, evidence))

    # --- conditions -------------------------------------------------------------------------------------------

    def fire(self, subject: Subject, frame: pl.DataFrame, environment: Environment) -> Fired:
        """The rules that fire for each row of `frame`, whose columns are the subject's variables."""
        prepared, program = self._prepared[subject], self._program
        names = {atom.atom: f"atom {index}" for index, (atom, _, _) in enumerate(prepared.atoms)}
        concluded: dict[str, list[bool | None]] = {}
        for layer in range(program.layers + 1):
            frame = self._add_atoms(prepared, frame, names, layer, environment, concluded)
            ready = [one for one in program.conclusions[subject] if one.layer == layer]
            frame = frame.with_columns(_expression(one.condition, names).alias(one.name) for one in ready)
            concluded |= {one.name: frame[one.name].to_list() for one in ready}
        rules = _matrix(frame, [_expression(rule.condition, names) for rule in prepared.plan.rules])
        known = _matrix(frame, [_all_known(rule.atoms, names) for rule in prepared.plan.rules])
        findings = _matrix(frame, [_expression(one.condition, names) for one in program.findings[subject]])
        skipped = {
            stage: _matrix(frame, [~_expression(one.condition, names)])[:, 0]
            for stage, one in program.examine.items()
            if one.subject == subject
        }
        return Fired(rules, known, findings, concluded, skipped)

    def _add_atoms(
        self,
        prepared: _Prepared,
        frame: pl.DataFrame,
        names: Mapping[str, str],
        layer: int,
        environment: Environment,
        concluded: Mapping[str, list[bool | None]],
    ) -> pl.DataFrame:
        """The atoms of a layer as columns; rows in doubt, and what columns cannot say, by the interpreter."""
        own = [one for one in prepared.atoms if one[0].layer == layer and one[0].concluded is None]
        named = [(atom, names[atom.atom], value, doubt) for atom, value, doubt in own]
        # A conclusion of the layer before is an atom now; its column is there already.
        fresh = [one[0] for one in prepared.atoms if one[0].layer == layer and one[0].concluded is not None]
        frame = frame.with_columns(
            *(pl.col(str(atom.concluded)).alias(names[atom.atom]) for atom in fresh),
            *(value.cast(pl.Boolean).alias(name) for _, name, value, _ in named if value is not None),
            *(doubt.alias(f"doubt {name}") for _, name, _, doubt in named if doubt is not None),
        )
        exact = []
        for atom, name, value, doubt in named:
            if value is None:
                rows: Sequence[int] = range(len(frame))
            elif doubt is not None:
                rows = frame[f"doubt {name}"].fill_null(False).arg_true().to_list()
            else:
                continue
            evaluate = compiled(atom.tree)
            found = frame[name].to_list() if value is not None else [None] * len(frame)
            for row in rows:
                result = evaluate(_with_conclusions(environment(row), concluded, row))
                found[row] = result if isinstance(result, bool) else None
            exact.append(pl.Series(name, found, dtype=pl.Boolean))
        return frame.with_columns(exact) if exact else frame


def table(columns: Mapping[str, pl.DataType], rows: Sequence[Mapping[str, object]]) -> pl.DataFrame:
    """The variables of units as columns; what is unknown is null."""
    series = []
    for name, dtype in columns.items():
        if dtype == pl.Float64:
            values = [float(v) if isinstance(v := row.get(name), Decimal) else None for row in rows]
        else:
            values = [row.get(name) for row in rows]  # type: ignore[misc]
        series.append(pl.Series(name, values, dtype=dtype))
    # A frame without columns would have no rows either.
    return pl.DataFrame([pl.Series("row", range(len(rows)), dtype=pl.Int64), *series])


@dataclass(frozen=True)
class _Units:
    """All units of a subject, judged."""

    program: Program
    plan: SubjectPlan
    fired: Fired
    folded: Folded

    def outcome(self, row: int, held: frozenset[str], met: bool) -> UnitOutcome:
        """The outcome of one unit; `held` are the stages whose gate is shut."""
        skipped = {stage for stage, rows in self.fired.skipped.items() if rows[row]}
        verdicts: dict[str, Verdict] = {}
        for column, cause in enumerate(self.plan.causes):
            confirmed, ruled_out = self.folded.confirmed[row, column], self.folded.ruled_out[row, column]
            verdicts[cause.cause.cause] = "confirmed" if confirmed else "ruled_out" if ruled_out else "open"
        causes = cause_outcomes(self.plan, self.folded, self.fired.rules, row, verdicts, held, skipped)
        findings = self.program.findings[self.plan.subject]
        return UnitOutcome(
            causes=causes,
            concluded={
                name: value
                for name, values in sorted(self.fired.concluded.items())
                if (value := values[row]) is not None
            },
            findings=tuple(one.id for index, one in enumerate(findings) if self.fired.findings[row, index]),
            examined=frozenset({cause.cause.stage for cause in self.plan.causes} - skipped),
            acts_on=frozenset(
                id_
                for id_, one in causes.items()
                if one.verdict == "confirmed" and not met and self.program.causes[id_].cause.actions
            ),
        )


@dataclass(frozen=True)
class _Judged:
    """All teams and members judged; what is left is the chain of each team."""

    knowledge: Knowledge
    teams: Sequence[Measured]
    team: _Units
    members: Mapping[Subject, _Units]
    owners: Mapping[Subject, list[int]]

    def outcome(self, row: int) -> Outcome:
        stages: dict[str, Verdict] = {}
        counts: set[str] = set()
        gates: set[str] = set()
        own = {subject: _slice(owners, row) for subject, owners in self.owners.items()}
        for stage in self.knowledge.stages.values():
            if stage.after and not counts.issuperset(stage.after):
                stages[stage.stage] = "held"
                continue
            if stage.after:
                gates.add(stage.stage)
            units, rows = (
                (self.team, [row]) if stage.subject == "team" else (self.members[stage.subject], own[stage.subject])
            )
            stages[stage.stage], counted = _stage_verdict(units, rows, stage.stage)
            if counted:
                counts.add(stage.stage)
        held = frozenset(stage for stage, verdict in stages.items() if verdict == "held")
        met = target_met(self.teams[row])
        return Outcome(
            team=self.team.outcome(row, held, met),
            members={
                subject: tuple(units.outcome(one, held, met) for one in own[subject])
                for subject, units in self.members.items()
            },
            stages=stages,
            counts=frozenset(counts),
            open_gates=frozenset(gates),
        )


def _stage_verdict(units: _Units, rows: Sequence[int], stage: str) -> tuple[Verdict, bool]:
    """The verdict on a stage over its units, and whether a ruling out counts towards a gate."""
    columns = columns_of(units.plan, stage)
    skipped = units.fired.skipped.get(stage)
    judged = [row for row in rows if skipped is None or not skipped[row]]
    if units.folded.confirmed[np.ix_(judged, columns)].any():
        return "confirmed", False
    if columns and rows and units.folded.ruled_out[np.ix_(judged, columns)].all():
        return "ruled_out", bool(units.folded.counts[np.ix_(judged, columns)].all())
    return "open", False


def _slice(owners: list[int], row: int) -> range:
    """The rows of one team's members, which stand together."""
    import bisect

    return range(bisect.bisect_left(owners, row), bisect.bisect_right(owners, row))


def _as_columns(atom: Atom) -> tuple[pl.Expr | None, pl.Expr | None]:
    try:
        found = columnar(atom.tree)
    except NotColumnar:
        return None, None
    return found.value, found.doubt


def _expression(condition: Condition, names: Mapping[str, str]) -> pl.Expr:
    """A condition over the columns of its atoms, in Kleene's logic."""
    if isinstance(condition, Leaf):
        column = pl.col(names[condition.atom])
        return column if condition.wanted else ~column
    parts = [_expression(part, names) for part in condition.parts]
    result = parts[0]
    for part in parts[1:]:
        result = result & part if isinstance(condition, All) else result | part
    return result


def _all_known(atoms: Sequence[str], names: Mapping[str, str]) -> pl.Expr:
    return pl.all_horizontal([pl.col(names[atom]).is_not_null() for atom in atoms])


def _matrix(frame: pl.DataFrame, expressions: Sequence[pl.Expr]) -> Bools:
    """Conditions as an array, one row a unit; only what is true is true."""
    if not expressions or not len(frame):
        return np.zeros((len(frame), len(expressions)), bool)
    found = frame.select(one.fill_null(False).alias(str(index)) for index, one in enumerate(expressions))
    if found.height != len(frame):  # conditions without a fact are one value for all rows
        return np.repeat(found.to_numpy(), len(frame), axis=0)
    return found.to_numpy()


def _with_conclusions(
    variables: Mapping[str, object], concluded: Mapping[str, list[bool | None]], row: int, prefix: str = ""
) -> Mapping[str, object]:
    if not concluded:
        return variables
    known = {prefix + name: values[row] for name, values in concluded.items() if values[row] is not None}
    return {**variables, **known}
