"""`diagnosis explain`: what the command line says; `terminal.explaining` does it."""

from __future__ import annotations

from pathlib import Path

import click

from diagnosis.terminal.options import language_option, previous_option, quarter_option, rules_option

EPILOG = """\b
Examples:
  diagnosis explain north.yaml late_delivery
  diagnosis explain north.yaml closing --seller S-17
  diagnosis explain 2026-Q3 wrong_audience --team North --previous 2026-Q2

\b
Exit codes:
  0  the verdict is explained
  2  there is no such team, cause or seller, or the team was refused
"""


@click.command(epilog=EPILOG)
@click.argument("path", type=click.Path(path_type=Path))
@click.argument("cause")
@click.option("--seller", "member", metavar="ID", help="The seller, for a cause that is judged for each of them.")
@click.option("--team", metavar="NAME", help="The team, where PATH holds several.")
@previous_option
@quarter_option
@rules_option
@language_option
@click.option("--json", "as_json", is_flag=True, help="Write the explanation as one JSON object.")
def explain(
    path: Path,
    cause: str,
    member: str | None,
    team: str | None,
    previous: Path | None,
    quarter: str | None,
    rules: tuple[Path, ...],
    language: str,
    as_json: bool,
) -> None:
    """Explain a verdict: every rule behind it, and what could change it.

    CAUSE is the id of a cause, as `diagnosis run` prints it in brackets.
    """
    from diagnosis.terminal.explaining import Request, explain_cause

    explain_cause(Request(path, cause, member, team, previous, quarter, rules, language, as_json))  # type: ignore[arg-type]
