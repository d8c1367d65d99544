"""`diagnosis run`: what the command line says; `terminal.running` does it."""

from __future__ import annotations

from pathlib import Path

import click

from diagnosis.messages import say, translated
from diagnosis.outputs import all_outputs
from diagnosis.terminal.options import language_option, previous_option, quarter_option, rules_option

EPILOG = """\b
Examples:
  diagnosis run north.yaml                           one team, told here
  diagnosis run 2026-Q3 --previous 2026-Q2           a folder of team files, or of CSV tables
  diagnosis run 2026-Q3 --out reports                write the results into a folder
  diagnosis run 2026-Q3 --json | jq .gap             one JSON object a team
  diagnosis run 2026-Q3 --format causes > causes.csv another format
  diagnosis run north.yaml --rules our-rules --lang lt

\b
Exit codes:
  0  all teams were evaluated
  1  some were refused; the others were evaluated
  2  nothing could be evaluated
"""


class _RunCommand(click.Command):
    """Lists the formats below the options."""

    def format_options(self, context: click.Context, formatter: click.HelpFormatter) -> None:
        super().format_options(context, formatter)
        language = getattr(formatter, "language", "en")
        rows = []
        for output in all_outputs():
            title, hint = translated(output.title, language), translated(output.hint, language)
            rows.append((output.id, f"{title}, {hint}" + f"  [{', '.join(output.files)}]"))
        with formatter.section(translated(say("Formats"), language)):
            formatter.write_dl(rows)


@click.command(epilog=EPILOG, cls=_RunCommand)
@click.argument("paths", nargs=-1, required=True, metavar="PATH...", type=click.Path(path_type=Path))
@previous_option
@quarter_option
@rules_option
@language_option
@click.option(
    "--engine",
    type=click.Choice(["auto", "rete", "columnar"]),
    default="auto",
    show_default=True,
    help="What runs the rules: rete, one team at a time; columnar, many at once. The results are the same.",
)
@click.option(
    "--format",
    "formats",
    metavar="FORMAT",
    multiple=True,
    help="What to write instead of text: one of the formats below; with --out also several.",
)
@click.option("--json", "as_json", is_flag=True, help="Write one JSON object a team to stdout, and nothing else.")
@click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    metavar="DIR",
    help="Write the results into this folder: in every format but text, or in those of --format.",
)
def run(
    paths: tuple[Path, ...],
    previous: Path | None,
    quarter: str | None,
    rules: tuple[Path, ...],
    language: str,
    engine: str,
    as_json: bool,
    formats: tuple[str, ...],
    out: Path | None,
) -> None:
    """Diagnose teams: why each misses its target, what is open, and what to do.

    A PATH is a team file (.yaml, .json), a folder of team files, or a folder of CSV tables.
    """
    from diagnosis.terminal.running import RunOptions, run_teams

    options = RunOptions(paths, previous, quarter, rules, language, engine, as_json, formats, out)  # type: ignore[arg-type]
    raise click.exceptions.Exit(run_teams(options))
