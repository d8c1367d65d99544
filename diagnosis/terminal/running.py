"""What `diagnosis run` does: read, evaluate piece by piece, show or write, tell what was refused."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import click

from diagnosis.evaluation import FEW_TEAMS, Engine, evaluate, executor
from diagnosis.faults import Fault, meant, reason_of, suggest
from diagnosis.inference.durable import EngineMissing, available
from diagnosis.intake.model import Refused, Team
from diagnosis.knowledge.base import Knowledge
from diagnosis.messages import say, verbatim
from diagnosis.outputs import TEXT, all_outputs, by_id
from diagnosis.outputs.folder import write_folder
from diagnosis.outputs.output import Output, Writer
from diagnosis.outputs.text import write_summary
from diagnosis.reporting.names import Names
from diagnosis.reporting.run_summary import RunSummary
from diagnosis.result import Diagnosis
from diagnosis.terminal.options import NOTHING, ReadingOptions, encode_stdout, fail, load, tell
from diagnosis.terminal.page import page_for_stdout
from diagnosis.terminal.progress import Progress, goes_into_a_file
from diagnosis.terminal.signals import ending_in_order

_PIECE = {"rete": 20, "columnar": 250}
"""Teams evaluated before the next is shown: enough for an executor to be quick, few enough to hold in memory."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RunOptions(ReadingOptions):
    """The command line of `diagnosis run`."""

    paths: tuple[Path, ...]
    engine: Engine
    as_json: bool
    formats: tuple[str, ...]
    out: Path | None


@dataclass
class _Told:
    """What was refused so far; the summary counts the teams."""

    summary: RunSummary
    faults: list[Fault]
    refused: set[str]

    def add(self, teams: Sequence[Refused]) -> None:
        for team in teams:
            self.refused.add(team.team)
            self.faults += team.faults
        self.summary.refused = len(self.refused)


def run_teams(options: RunOptions) -> int:
    """Evaluate and show what was asked for; the exit code."""
    shown, filed = _chosen(options)
    if options.out is not None and options.out.exists() and not options.out.is_dir():
        fail(options.language, say("{path}: this is a file", path=options.out), say("give --out a folder"))
    if shown is not None and shown.id != TEXT:
        encode_stdout(shown.encoding)
    knowledge = load(options.rules, options.language)
    intake = options.read(options.paths, knowledge)
    names, summary = Names(knowledge, options.language), RunSummary(knowledge)
    told = _Told(summary, list(intake.faults), {fault.place.file for fault in intake.faults})
    told.add(intake.refused)
    # Made for the first diagnosis: with nothing evaluated nothing is written, not even the header of a table.
    writer = cache(lambda: shown.writer(sys.stdout, names, page_for_stdout)) if shown is not None else None
    passing = _passing(_diagnoses(options, knowledge, intake.teams, names, told), summary, writer)
    written: tuple[Path, ...] = ()
    if options.out is not None:
        with ending_in_order():
            written = _write(options.out, filed, passing, names, summary)
    else:
        for _ in passing:
            pass
    tell([*intake.notes, *sorted(set(told.faults))], options.language)
    if not summary.teams:
        return NOTHING
    if writer is not None:
        writer().end(summary)
    else:
        page = page_for_stdout()
        write_summary(page, summary, names)
        click.echo(str(page), nl=False)
    if written:
        text = "\n".join([names.texts("written"), *(f"  {path}" for path in written)])
        click.echo(f"\n{text}" if shown is None else text, err=shown is not None)
    return 1 if told.faults else 0


def _chosen(options: RunOptions) -> tuple[Output | None, tuple[Output, ...]]:
    """The format for stdout, if any, and those for the folder. A choice that is not possible ends the command."""
    formats = []
    for id_ in options.formats:
        try:
            formats.append(by_id(id_))
        except KeyError:
            known = [output.id for output in all_outputs()]
            otherwise = say("use one of: {known}", known=", ".join(known))
            what = say("--format: there is no format {id!r}", id=id_)
            fail(options.language, what, meant(suggest(id_, known), otherwise))
    json = by_id("json") if options.as_json else None
    if options.out is not None:
        for output in formats:
            if output.file_of_many is None:
                what = say("--format {id}: this format is not written into a folder", id=output.id)
                fail(options.language, what, say("leave out --out"))
        return json, tuple(output for output in formats or all_outputs() if output.file_of_many)
    formats += [json] if json is not None and json not in formats else []
    if len(formats) > 1:
        what = say("stdout holds one format, not {ids}", ids=", ".join(output.id for output in formats))
        fail(options.language, what, say("give --out a folder for several"))
    return (formats[0] if formats else by_id(TEXT)), ()


def _diagnoses(
    options: RunOptions, knowledge: Knowledge, teams: Sequence[Team], names: Names, told: _Told
) -> Iterator[Diagnosis]:
    """The diagnoses in order, evaluated piece by piece; what is refused on the way is noted in `told`."""
    if not teams:
        return
    try:
        engine = executor(knowledge, options.engine, len(teams)).name
    except EngineMissing as error:
        fail(options.language, verbatim(error.args[0]))
    if options.engine == "auto" and engine == "columnar" and len(teams) <= FEW_TEAMS and not available():
        click.echo(f"diagnosis: {names.texts('fallback')}", err=True)
    wanted = options.out is not None or goes_into_a_file(sys.stdout)
    count = len(teams)
    with Progress(count, lambda done: names.texts.counted("progress", count, done=done), wanted) as progress:
        for first in range(0, len(teams), _PIECE[engine]):
            progress.show(first)
            piece = teams[first : first + _PIECE[engine]]
            evaluation = evaluate(piece, knowledge, engine=engine, language=options.language)  # type: ignore[arg-type]
            told.add(evaluation.refused)
            yield from evaluation.diagnoses


def _passing(
    diagnoses: Iterator[Diagnosis], summary: RunSummary, writer: Callable[[], Writer] | None
) -> Iterator[Diagnosis]:
    """The diagnoses as they come, each counted, and written to stdout where that is wanted."""
    for diagnosis in diagnoses:
        summary.add(diagnosis)
        if writer is not None:
            writer().add(diagnosis)
            sys.stdout.flush()
        yield diagnosis


def _write(
    out: Path, outputs: Sequence[Output], diagnoses: Iterator[Diagnosis], names: Names, summary: RunSummary
) -> tuple[Path, ...]:
    """All diagnoses into the files of a folder; the files. With nothing evaluated nothing is written."""
    try:
        return write_folder(out, outputs, diagnoses, names, summary)
    except BrokenPipeError:
        raise
    except OSError as error:
        what = say("{path}: the results cannot be written ({reason})", path=out, reason=reason_of(error))
        fail(names.language, what, say("check the folder and its permissions"))
