"""`diagnosis run`: what the command line says; `terminal.running` does it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from diagnosis.languages import SOURCE
from diagnosis.terminal.options import reading_options


class _RunCommand(click.Command):
    """Lists the formats below the options."""

    def format_options(self, context: click.Context, formatter: click.HelpFormatter) -> None:
        from diagnosis.messages import say, translated
        from diagnosis.outputs import all_outputs

        super().format_options(context, formatter)
        language = getattr(formatter, "language", SOURCE)
        rows = []
        for output in all_outputs():
            title, hint = translated(output.title, language), translated(output.hint, language)
            rows.append((output.id, f"{title}, {hint}" + f"  [{', '.join(output.files)}]"))
        with formatter.section(translated(say("Formats"), language)):
            formatter.write_dl(rows)


@click.command(help="help.run.about", epilog="help.run.more", cls=_RunCommand)
@click.argument("paths", nargs=-1, required=True, metavar="PATH...", type=click.Path(path_type=Path))
@reading_options
@click.option(
    "--engine",
    type=click.Choice(["auto", "rete", "columnar"]),
    default="auto",
    show_default=True,
    help="help.run.engine",
)
@click.option(
    "--format",
    "formats",
    metavar="FORMAT",
    multiple=True,
    help="help.run.formats",
)
@click.option("--json", "as_json", is_flag=True, help="help.run.as_json")
@click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    metavar="DIR",
    help="help.run.out",
)
def run(**values: Any) -> None:
    """Diagnose teams: why each misses its target, what is open, and what to do."""
    from diagnosis.terminal.running import RunOptions, run_teams

    raise click.exceptions.Exit(run_teams(RunOptions(**values)))
