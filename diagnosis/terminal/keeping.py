"""What `diagnosis sessions` does: it copies the interviews that are kept, puts copies back, looks for damage, and
erases persons.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from diagnosis.faults import Faulty
from diagnosis.knowledge.model import Language
from diagnosis.messages import say
from diagnosis.sessions import (
    Erased,
    NoSuchSession,
    Person,
    SecurityLog,
    Store,
    StoreFault,
    back_up,
    default_place,
    inspected,
    repair,
    restore,
    traces_note,
)
from diagnosis.terminal.finding import end
from diagnosis.terminal.noting import note
from diagnosis.terminal.options import fail, load, tell, user
from diagnosis.texts import texts

DAMAGED = 1
"""The exit code where something cannot be read."""

ALL = "all"
"""What stands for all interviews."""


def back_up_sessions(file: Path, store: str | None, language: Language) -> int:
    """Copy all interviews into a file; the exit code."""
    with _told(language):
        copied = back_up(store or default_place(), file)
        note(SecurityLog(store), language, "interviews copied", count=str(copied.sessions))
    click.echo(texts(language).counted("sessions.backed_up", copied.sessions, path=file))
    return 0


def restore_sessions(file: Path, replace: bool, store: str | None, language: Language) -> int:
    """Put a copy back; the exit code."""
    place = store or default_place()
    with _told(language):
        copied = restore(file, place, replace=replace)
        note(SecurityLog(store), language, "copy put back", count=str(copied.sessions))
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
        note(SecurityLog(store), language, "interviews repaired", count=str(copied.sessions))
    click.echo(texts(language).counted("sessions.repaired", copied.sessions))
    _tell_aside(copied.aside, language)
    return DAMAGED if copied.lost else 0


def erase_person(
    word: str,
    seller: str | None,
    answered_by: str | None,
    who: str | None,
    rules: Iterable[Path],
    place: str | None,
    language: Language,
) -> int:
    """Erase a person from one interview, or from all; the exit code."""
    name = seller or answered_by
    if not name or (seller and answered_by):
        fail(language, say("it is not said who is to be erased"), say("name one: --seller ID, or --answered-by NAME"))
    person, knowledge = Person(name, answered=seller is None), load(rules, language)
    with _told(language):
        store = Store.open(place or default_place())
        try:
            ids = [summary.id for summary in store.list() if word == ALL or summary.id.startswith(word)]
            if not ids or (len(ids) > 1 and word != ALL):
                what = say("{count} interviews begin with {id!r}", count=len(ids), id=word)
                fail(language, what, say("write more of the id, or all"))
            outcomes, unread = list[Erased](), 0
            for id_ in ids:
                try:
                    outcomes.append(store.erase(id_, person, knowledge, who=user() if who is None else who))
                    if outcomes[-1].was_there:
                        note(store.security_log, language, "person erased", id_, who)
                except Faulty as error:
                    unread += 1
                    tell(error.faults, language)
                except NoSuchSession:
                    # Somebody deleted it meanwhile: nobody is named there any more.
                    continue
        finally:
            store.close()
    done = [erased for erased in outcomes if erased.was_there]
    if not done and not unread:
        fail(language, say("nobody of that name is there"), say("write the name as the trail of the interview has it"))
    click.echo(texts(language).counted("sessions.erased", len(done)))
    tell(dict.fromkeys(note for erased in done for note in erased.notes), language)
    if not all(erased.is_gone for erased in done):
        tell([traces_note()], language)
    return DAMAGED if unread else 0


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
