"""`diagnosis explain`: what the command line says; `terminal.explaining` does it."""

from __future__ import annotations

from pathlib import Path

import click

from diagnosis.terminal.options import language_option, previous_option, quarter_option, rules_option


@click.command(help="help.explain.about", epilog="help.explain.more")
@click.argument("path", type=click.Path(path_type=Path))
@click.argument("cause")
@click.option("--seller", "member", metavar="ID", help="help.explain.member")
@click.option("--team", metavar="NAME", help="help.explain.team")
@previous_option
@quarter_option
@rules_option
@language_option
@click.option("--json", "as_json", is_flag=True, help="help.explain.as_json")
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
    """Explain a verdict: every rule behind it, and what could change it."""
    from diagnosis.terminal.explaining import ExplainOptions, explain_cause

    explain_cause(ExplainOptions(path, cause, member, team, previous, quarter, rules, language, as_json))
