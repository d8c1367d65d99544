"""`diagnosis sessions`: copies of kept interviews, and whether they are whole. `terminal.keeping` does it."""

from __future__ import annotations

from pathlib import Path

import click

from diagnosis.terminal.groups import SpeakingGroup
from diagnosis.terminal.options import language_option

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
