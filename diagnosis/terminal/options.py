"""The options that several commands share, and the errors with which all of them end."""

from __future__ import annotations

import getpass
import io
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import click
from click.core import ParameterSource

from diagnosis.languages import LANGUAGES, SOURCE

if TYPE_CHECKING:
    from diagnosis.faults import Fault
    from diagnosis.intake.model import Intake
    from diagnosis.intake.table_rows import Watch
    from diagnosis.knowledge.base import Knowledge
    from diagnosis.knowledge.model import Language
    from diagnosis.messages import Said

NOTHING = 2
"""The exit code where nothing could be evaluated."""


def _of_the_group(context: click.Context, _: click.Parameter, language: str) -> str:
    """The language of the command, or of its group where only that was given one: `diagnosis rules --lang lt test`."""
    group, typed = context.parent, ParameterSource.COMMANDLINE
    if group is None or context.get_parameter_source("language") is typed:
        return language
    if group.get_parameter_source("language") is not typed:
        return language
    context.set_parameter_source("language", typed)
    return str(group.params["language"])


rules_option = click.option(
    "--rules",
    multiple=True,
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="help.ask.rules",
)
_previous_option = click.option(
    "--previous",
    type=click.Path(path_type=Path),
    metavar="PATH",
    help="help.explain.previous",
)
_quarter_option = click.option(
    "--quarter",
    metavar="2026-Q3",
    help="help.explain.quarter",
)
columns_option = click.option(
    "--columns",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="help.run.columns",
)
numbers_option = click.option(
    "--numbers",
    metavar="1.234,5",
    help="help.run.numbers",
)
language_option = click.option(
    "--lang",
    "language",
    type=click.Choice(LANGUAGES),
    default=SOURCE,
    show_default=True,
    envvar="DIAGNOSIS_LANG",
    show_envvar=True,
    callback=_of_the_group,
    help="help.ask.language",
)


Command = Callable[..., object]


def reading_options(command: Command) -> Command:
    """Gives a command the options of `ReadingOptions`."""
    options = (_previous_option, _quarter_option, columns_option, numbers_option, rules_option, language_option)
    for option in reversed(options):
        command = option(command)
    return command


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadingOptions:
    """How facts are read, and by which rules: the options of all commands that read facts."""

    language: Language
    previous: Path | None = None
    quarter: str | None = None
    columns: Path | None = None
    numbers: str | None = None
    rules: tuple[Path, ...] = ()

    def read(self, paths: Iterable[Path], knowledge: Knowledge, watch: Watch | None = None) -> Intake:
        """What the paths say; `watch` is told how each column of a table was understood."""
        from diagnosis.intake.read import read_paths

        return read_paths(
            paths,
            knowledge.facts,
            quarter=self.quarter,
            previous=self.previous,
            columns=self.columns,
            numbers=self.numbers,
            watch=watch,
        )


def load(rules: Iterable[Path], language: Language) -> Knowledge:
    """The knowledge base with its overlays; its faults are told and end the command."""
    from diagnosis.faults import Faulty
    from diagnosis.loading import load_knowledge

    try:
        knowledge = load_knowledge(*rules)
    except Faulty as error:
        tell(error.faults, language)
        raise click.exceptions.Exit(NOTHING) from None
    tell(knowledge.notes, language)
    return knowledge


def user() -> str:
    """The user of this computer, for the audit trail; nobody where the system does not say."""
    try:
        return getpass.getuser()
    except (ImportError, KeyError, OSError):
        return ""


def encode_stdout(encoding: str) -> None:
    """Write stdout in `encoding`, whatever the terminal's own is, and line ends as they are: for other programs."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(encoding=encoding, newline="")


def tell(faults: Iterable[Fault], language: Language) -> None:
    """Faults on stderr, one a line."""
    for fault in faults:
        click.echo(fault.text(language), err=True)


def fail(language: Language, what: Said, do: Said | None = None) -> NoReturn:
    """End the command because it cannot be done, and say why, and what to do."""
    from diagnosis.messages import translated

    words = (translated(part, language) for part in (what, do) if part)
    click.echo(f"diagnosis: {'; '.join(words)}", err=True)
    raise click.exceptions.Exit(NOTHING)
