"""The options that several commands share, and the errors with which all of them end."""

from __future__ import annotations

import io
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import click
from click.core import ParameterSource

from diagnosis.languages import LANGUAGES, SOURCE

if TYPE_CHECKING:
    from diagnosis.faults import Fault
    from diagnosis.knowledge.base import Knowledge
    from diagnosis.knowledge.model import Language
    from diagnosis.messages import Said

NOTHING = 2
"""The exit code where nothing could be evaluated."""


def _of_the_group(context: click.Context, _: click.Parameter, language: str) -> str:
    """The language, or that of the group where only the group was given one: `diagnosis rules --lang lt test`."""
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
previous_option = click.option(
    "--previous",
    type=click.Path(path_type=Path),
    metavar="PATH",
    help="help.explain.previous",
)
quarter_option = click.option(
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
