"""`diagnosis explain`: what the command line says; `terminal.explaining` does it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from diagnosis.terminal.options import reading_options


@click.command(help="help.explain.about", epilog="help.explain.more")
@click.argument("path", type=click.Path(path_type=Path))
@click.argument("cause")
@click.option("--seller", "member", metavar="ID", help="help.explain.member")
@click.option("--team", metavar="NAME", help="help.explain.team")
@reading_options
@click.option("--json", "as_json", is_flag=True, help="help.explain.as_json")
def explain(**values: Any) -> None:
    """Explain a verdict: every rule behind it, and what could change it."""
    from diagnosis.terminal.explaining import ExplainOptions, explain_cause

    explain_cause(ExplainOptions(**values))
