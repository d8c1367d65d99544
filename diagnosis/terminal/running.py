"""What `diagnosis run` does: read, evaluate piece by piece, show or write, tell what was refused."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import click

from diagnosis.evaluation import FEW_TEAMS, Engine, evaluate, executor
from diagnosis.faults import Fault, reason_of
from diagnosis.inference.durable import EngineMissing, available
from diagnosis.intake.model import Refused, Team
from diagnosis.intake.read import read_paths
from diagnosis.knowledge.base import Knowledge
from diagnosis.knowledge.model import Language
from diagnosis.messages import say, verbatim
from diagnosis.outputs.folder import write_folder
from diagnosis.outputs.text import write_summary, write_team
from diagnosis.reporting.names import Names
from diagnosis.reporting.run_summary import RunSummary
from diagnosis.result import Diagnosis
from diagnosis.terminal.options import NOTHING, fail, load, tell, utf8
from diagnosis.terminal.page import page_for_stdout
from diagnosis.terminal.progress import Progress

_PIECE = {"rete": 20, "columnar": 250}
"""Teams evaluated before the next is shown: enough for an executor to be quick, few enough to hold in memory."""


@dataclass(frozen=True, slots=True)
class Request:
    """The command line of `diagnosis run`."""

    paths: tuple[Path, ...]
    previous: Path | None
    quarter: str | None
    rules: tuple[Path, ...]
    language: Language
    engine: Engine
    as_json: bool
    out: Path | None


@dataclass
class _Told:
    """What was refused, so far."""

    faults: list[Fault] = field(default_factory=list)
    refused: set[str] = field(default_factory=set)

    def add(self, refused: Sequence[Refused]) -> None:
        for one in refused:
            self.refused.add(one.team)
            self.faults += one.faults


def run_teams(request: Request) -> int:
    """Evaluate and show what was asked for; the exit code."""
    if request.out is not None and request.out.exists() and not request.out.is_dir():
        fail(request.language, say("{path}: this is a file", path=request.out), say("give --out a folder"))
    if request.as_json:
        utf8()
    knowledge = load(request.rules, request.language)
    intake = read_paths(request.paths, knowledge.facts, quarter=request.quarter, previous=request.previous)
    told = _Told(list(intake.faults), {fault.place.file for fault in intake.faults})
    told.add(intake.refused)
    names, summary = Names(knowledge, request.language), RunSummary(knowledge)
    pieces = _diagnoses(request, knowledge, intake.teams, names, told)
    written: tuple[Path, ...] = ()
    if request.as_json:
        pieces = _as_json(pieces)
    if request.out is not None:
        written = _write(request.out, pieces, names, summary, told)
    else:
        for diagnosis in pieces:
            summary.add(diagnosis)
            if not request.as_json:
                _show(diagnosis, names, first=summary.teams == 1)
    tell(sorted(set(told.faults)), request.language)
    summary.refused = len(told.refused)
    _end(request, names, summary, written)
    if not summary.teams:
        return NOTHING
    return 1 if told.faults else 0


def _diagnoses(
    request: Request, knowledge: Knowledge, teams: Sequence[Team], names: Names, told: _Told
) -> Iterator[Diagnosis]:
    """The diagnoses in order, evaluated piece by piece; what is refused on the way is noted in `told`."""
    if not teams:
        return
    try:
        engine = executor(knowledge, request.engine, len(teams)).name
    except EngineMissing as error:
        fail(request.language, verbatim(error.args[0]))
    if request.engine == "auto" and engine == "columnar" and len(teams) <= FEW_TEAMS and not available():
        click.echo(f"diagnosis: {names.texts('fallback')}", err=True)
    # Where results scroll by, they are the progress.
    wanted = request.out is not None or not sys.stdout.isatty()
    with Progress(len(teams), names.texts, wanted) as progress:
        for first in range(0, len(teams), _PIECE[engine]):
            progress.show(first)
            piece = teams[first : first + _PIECE[engine]]
            evaluation = evaluate(piece, knowledge, engine=engine, language=request.language)  # type: ignore[arg-type]
            told.add(evaluation.refused)
            yield from evaluation.diagnoses


def _as_json(diagnoses: Iterator[Diagnosis]) -> Iterator[Diagnosis]:
    """The diagnoses as they come, each written to stdout on its way."""
    for diagnosis in diagnoses:
        click.echo(diagnosis.to_json())
        yield diagnosis


def _show(diagnosis: Diagnosis, names: Names, first: bool) -> None:
    """One diagnosis on stdout, in words."""
    page = page_for_stdout()
    if not first:
        page.blank()
        page.blank()
    write_team(page, diagnosis, names)
    click.echo(str(page), nl=False)


def _write(
    out: Path, diagnoses: Iterator[Diagnosis], names: Names, summary: RunSummary, told: _Told
) -> tuple[Path, ...]:
    """All diagnoses into the files of a folder; the files. With nothing evaluated nothing is written."""
    try:
        return write_folder(out, diagnoses, names, summary, told.refused)
    except BrokenPipeError:
        raise
    except OSError as error:
        what = say("{path}: the results cannot be written ({reason})", path=out, reason=reason_of(error))
        fail(names.language, what, say("check the folder and its permissions"))


def _end(request: Request, names: Names, summary: RunSummary, written: Sequence[Path]) -> None:
    """The summary, where there are several teams or nothing else was shown; the files that were written."""
    if not request.as_json and summary.teams and (request.out is not None or summary.teams > 1):
        page = page_for_stdout()
        if request.out is None:
            page.blank()
            page.blank()
        write_summary(page, summary, names)
        click.echo(str(page), nl=False)
    if written:
        text = "\n".join([names.texts("written"), *(f"  {path}" for path in written)])
        click.echo(text if request.as_json else f"\n{text}", err=request.as_json)
