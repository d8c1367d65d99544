"""`diagnosis sessions`: copies of kept interviews, whether they are whole, and persons erased from them.

`terminal.keeping` does it.
"""

from __future__ import annotations

from pathlib import Path

import click

from diagnosis.terminal.groups import SpeakingGroup
from diagnosis.terminal.options import language_option, rules_option

store_option = click.option("--store", metavar="PATH|URL", help="help.ask.store")


@click.group(help="help.sessions.about", cls=SpeakingGroup, epilog="help.sessions.more")
@language_option
def sessions(language: str) -> None:
    """Look after the interviews that are kept."""


@sessions.command(help="help.sessions.backup.about", epilog="help.sessions.backup.more")
@click.argument("file", type=click.Path(path_type=Path))
@store_option
@language_option
def backup(file: Path, store: str | None, language: str) -> None:
    """Copy all interviews into one file."""
    from diagnosis.terminal.keeping import back_up_sessions

    raise click.exceptions.Exit(back_up_sessions(file, store, language))


@sessions.command(help="help.sessions.restore.about", epilog="help.sessions.restore.more")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--replace", is_flag=True, help="help.sessions.restore.replace")
@store_option
@language_option
def restore(file: Path, replace: bool, store: str | None, language: str) -> None:
    """Put a copy back."""
    from diagnosis.terminal.keeping import restore_sessions

    raise click.exceptions.Exit(restore_sessions(file, replace, store, language))


@sessions.command(help="help.sessions.check.about", epilog="help.sessions.check.more")
@click.option("--repair", is_flag=True, help="help.sessions.check.repair")
@store_option
@language_option
def check(repair: bool, store: str | None, language: str) -> None:
    """Tell whether all interviews can be read."""
    from diagnosis.terminal.keeping import check_sessions

    raise click.exceptions.Exit(check_sessions(repair, store, language))


@sessions.command(help="help.sessions.erase.about", epilog="help.sessions.erase.more")
@click.argument("interview")
@click.option("--seller", metavar="ID", help="help.sessions.erase.seller")
@click.option("--answered-by", metavar="NAME", help="help.sessions.erase.answered_by")
@click.option("--who", metavar="NAME", help="help.ask.who")
@rules_option
@store_option
@language_option
def erase(
    interview: str,
    seller: str | None,
    answered_by: str | None,
    who: str | None,
    rules: tuple[Path, ...],
    store: str | None,
    language: str,
) -> None:
    """Erase a person from interviews and what is kept of their answers."""
    from diagnosis.terminal.keeping import erase_person

    raise click.exceptions.Exit(erase_person(interview, seller, answered_by, who, rules, store, language))
