"""What `diagnosis sessions` does: it copies the interviews that are kept, puts copies back, and looks for damage."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from diagnosis.knowledge.model import Language
from diagnosis.sessions import StoreFault, back_up, default_place, inspected, repair, restore
from diagnosis.terminal.finding import end
from diagnosis.terminal.options import tell
from diagnosis.texts import texts

DAMAGED = 1
"""The exit code where something cannot be read."""


def back_up_sessions(file: Path, store: str | None, language: Language) -> int:
    """Copy all interviews into a file; the exit code."""
    with _told(language):
        copied = back_up(store or default_place(), file)
    click.echo(texts(language).counted("sessions.backed_up", copied.sessions, path=file))
    return 0


def restore_sessions(file: Path, replace: bool, store: str | None, language: Language) -> int:
    """Put a copy back; the exit code."""
    place = store or default_place()
    with _told(language):
        copied = restore(file, place, replace=replace)
    click.echo(texts(language).counted("sessions.restored", copied.sessions, path=place))
    _tell_aside(copied.aside, language)
    return 0


def check_sessions(repairing: bool, store: str | None, language: Language) -> int:
    """Tell all damage, and repair what can be; the exit code."""
    place = store or default_place()
    with _told(language):
        inspection = inspected(place)
    tell(inspection.faults, language)
    if not inspection.faults:
        click.echo(texts(language).counted("sessions.whole", inspection.sessions))
        return 0
    if not repairing:
        click.echo(texts(language).counted("sessions.damaged", inspection.sessions), err=True)
        return DAMAGED
    with _told(language):
        copied = repair(place)
    click.echo(texts(language).counted("sessions.repaired", copied.sessions))
    _tell_aside(copied.aside, language)
    return DAMAGED if copied.lost else 0


def _tell_aside(aside: Path | None, language: Language) -> None:
    if aside is not None:
        click.echo(texts(language)("sessions.aside", path=aside))


@contextmanager
def _told(language: Language) -> Iterator[None]:
    """A store that cannot be used ends the command."""
    try:
        yield
    except StoreFault as error:
        end(error.faults, language)
