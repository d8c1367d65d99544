"""What is told when the program itself fails: a line for the user, and a report for its authors that holds no facts."""

from __future__ import annotations

import os
import platform
import tempfile
import traceback
from pathlib import Path

import click

from diagnosis.failures import PACKAGE, path_of_failure, shown_file
from diagnosis.languages import Language
from diagnosis.messages import say, translated

CRASHED = 70
"""The exit code where the program itself failed (EX_SOFTWARE of sysexits.h)."""


def tell_crash(error: Exception, command: str, language: Language) -> None:
    """Tells on stderr that the program failed, and where the report is."""
    place = _place(error)
    what = say("an error of the program itself ({kind} at {place})", kind=type(error).__name__, place=place)
    try:
        report = str(_written(report_of(error, command)))
        do = say("please send {report} to its authors (it holds no facts); --debug shows all", report=report)
    except OSError:
        do = say("run it again with --debug, which shows all")
    click.echo(f"diagnosis: {translated(what, language)}; {translated(do, language)}", err=True)


def report_of(error: BaseException, command: str) -> str:
    """Where in the program it failed, and what ran. Messages and arguments are left out: facts may be in them."""
    from importlib.metadata import PackageNotFoundError, version

    try:
        own = version("sales-diagnosis")
    except PackageNotFoundError:
        own = "not installed"
    lines = [f"diagnosis {own}, Python {platform.python_version()}, {platform.platform()}", f"command: {command}", ""]
    return "\n".join([*lines, *path_of_failure(error)]) + "\n"


def _place(error: BaseException) -> str:
    own = [frame for frame in traceback.extract_tb(error.__traceback__) if PACKAGE in Path(frame.filename).parents]
    return f"{shown_file(own[-1].filename)}:{own[-1].lineno}" if own else "?"


def _written(report: str) -> Path:
    opened, name = tempfile.mkstemp(prefix="diagnosis-crash-", suffix=".txt")
    with os.fdopen(opened, "w", encoding="utf-8") as stream:
        stream.write(report)
    return Path(name)
