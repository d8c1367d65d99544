"""`diagnosis rules`: the commands for authors of rules. What the command line says; other modules do it."""

from __future__ import annotations

from pathlib import Path

import click

from diagnosis.terminal.groups import HelpInLanguage
from diagnosis.terminal.options import language_option, rules_option

EPILOG = """\b
Examples:
  diagnosis rules test                     the cases that come with Diagnosis
  diagnosis rules test --rules our-rules   also those in our-rules/tests
  diagnosis rules test late.yaml cases     only the cases of this file and folder
  diagnosis rules test -k delivery         only cases named so, or in files named so

\b
Exit codes:
  0  all cases hold
  1  some cases fail
  2  the rules or some cases have faults, or there is no case to run
"""


@click.group(cls=HelpInLanguage, epilog="Try: diagnosis rules test --rules our-rules")
def rules() -> None:
    """Work on a knowledge base: commands for authors of rules."""


@rules.command(epilog=EPILOG)
@click.argument("paths", nargs=-1, metavar="[PATH]...", type=click.Path(path_type=Path))
@rules_option
@click.option("-k", "word", metavar="WORD", default="", help="Only cases with this word in their name or their file's.")
@language_option
def test(paths: tuple[Path, ...], rules: tuple[Path, ...], word: str, language: str) -> None:
    """Run worked cases, and show where something else comes out than they expect.

    A PATH is a file or a folder of cases, which may build on the bases that come with Diagnosis. Without any, the cases
    that come with Diagnosis are run, and those in the folder `tests` of each --rules DIR; there a case replaces an
    earlier one of the same name.
    """
    from diagnosis.terminal.testing import Request, run_tests

    raise click.exceptions.Exit(run_tests(Request(paths, rules, word, language)))  # type: ignore[arg-type]
