"""`diagnosis rules`: the commands for authors of rules. What the command line says; other modules do it."""

from __future__ import annotations

from pathlib import Path

import click

from diagnosis.terminal.groups import SpeakingGroup
from diagnosis.terminal.options import language_option, rules_option


@click.group(help="help.rules.about", cls=SpeakingGroup, epilog="help.rules.more")
@language_option
def rules(language: str) -> None:
    """Work on a knowledge base: commands for authors of rules."""


@rules.command(help="help.rules.test.about", epilog="help.rules.test.more")
@click.argument("paths", nargs=-1, metavar="[PATH]...", type=click.Path(path_type=Path))
@rules_option
@click.option("-k", "word", metavar="WORD", default="", help="help.rules.test.word")
@language_option
def test(paths: tuple[Path, ...], rules: tuple[Path, ...], word: str, language: str) -> None:
    """Run worked cases, and show where something else comes out than they expect."""
    from diagnosis.terminal.testing import RulesTestOptions, run_tests

    raise click.exceptions.Exit(run_tests(RulesTestOptions(paths, rules, word, language)))
