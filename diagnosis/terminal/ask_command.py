"""`diagnosis ask`: what the command line says; `terminal.ask` does it."""

from __future__ import annotations

from pathlib import Path

import click
from click.core import ParameterSource

from diagnosis.terminal.options import columns_option, language_option, numbers_option, rules_option


@click.command(help="help.ask.about", epilog="help.ask.more")
@click.argument("facts", required=False, type=click.Path(path_type=Path))
@click.option("--resume", metavar="ID", help="help.ask.resume")
@click.option("--team", metavar="NAME", help="help.ask.team")
@click.option("--quarter", metavar="2026-Q3", help="help.ask.quarter")
@click.option(
    "--previous",
    type=click.Path(path_type=Path),
    metavar="PATH",
    help="help.ask.previous",
)
@columns_option
@numbers_option
@click.option("--as-of", metavar="DATE", help="help.ask.as_of")
@click.option("--currency", metavar="EUR", help="help.ask.currency")
@rules_option
@language_option
@click.option("--who", metavar="NAME", help="help.ask.who")
@click.option(
    "--store",
    metavar="PATH",
    help="help.ask.store",
)
@click.option("--no-questions", is_flag=True, help="help.ask.no_questions")
@click.option(
    "--export-facts",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="help.ask.export_facts",
)
@click.option(
    "--export-case",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="help.ask.export_case",
)
@click.option(
    "--report",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="help.ask.report",
)
@click.option(
    "--link",
    metavar="ID",
    help="help.ask.link",
)
@click.option("--url", metavar="URL", help="help.ask.url")
@click.option("--list", "as_list", is_flag=True, help="help.ask.as_list")
@click.option("--delete", metavar="ID", help="help.ask.delete")
@click.option(
    "--purge",
    type=click.IntRange(min=0),
    metavar="DAYS",
    help="help.ask.purge",
)
@click.pass_context
def ask(context: click.Context, /, **given: object) -> None:
    """Answer questions about a team until the causes of its miss are settled."""
    from diagnosis.terminal.ask.command_line import AskCommand
    from diagnosis.terminal.ask.running import run

    chosen = context.get_parameter_source("language") is not ParameterSource.DEFAULT
    raise click.exceptions.Exit(run(AskCommand(**given, language_chosen=chosen)))  # type: ignore[arg-type]
