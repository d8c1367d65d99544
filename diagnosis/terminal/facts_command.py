"""`diagnosis facts`: forms to fill in, and how filled-in ones were understood. Other modules do it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from diagnosis.terminal.groups import SpeakingGroup
from diagnosis.terminal.options import language_option, reading_options, rules_option


@click.group(help="help.facts.about", cls=SpeakingGroup, epilog="help.facts.more")
@language_option
def facts(language: str) -> None:
    """Prepare facts: forms to fill in, and how filled-in ones are understood."""


@facts.command(help="help.facts.template.about", epilog="help.facts.template.more")
@click.argument("path", required=False, type=click.Path(path_type=Path))
@click.option(
    "--format",
    "format_",
    type=click.Choice(["xlsx", "csv", "yaml"]),
    default="xlsx",
    show_default=True,
    help="help.facts.template.format",
)
@click.option("--stage", "stages", multiple=True, metavar="STAGE", help="help.facts.template.stage")
@rules_option
@language_option
def template(path: Path | None, format_: str, stages: tuple[str, ...], rules: tuple[Path, ...], language: str) -> None:
    """Write a form to fill in."""
    from diagnosis.terminal.forms import write_form

    raise click.exceptions.Exit(write_form(path, format_, stages, rules, language))


@facts.command(help="help.facts.check.about", epilog="help.facts.check.more")
@click.argument("paths", nargs=-1, required=True, metavar="PATH...", type=click.Path(path_type=Path))
@reading_options
def check(**values: Any) -> None:
    """Tell every fault of facts, and how each column was understood."""
    from diagnosis.terminal.checking import FactsCheckOptions, check_facts

    raise click.exceptions.Exit(check_facts(FactsCheckOptions(**values)))
