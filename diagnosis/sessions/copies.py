"""Copies of a database of sessions in one file: made while it is in use, put back, and saved out of a damaged one.

A database on a server is copied with the server's own tools (see docs/operation.md).
"""

from __future__ import annotations

import os
import secrets
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import insert
from sqlalchemy.exc import DatabaseError

from diagnosis.faults import Fault, reason_of
from diagnosis.messages import say
from diagnosis.sessions.clock import Clock, system_clock
from diagnosis.sessions.database import Database, Overtaken, StoreFault, file_of, told
from diagnosis.sessions.inspection import inspected, interviews_of, is_text, reading_as_it_is, require_tables, rows_of
from diagnosis.sessions.schema import events, guests, links, sessions

_BESIDE = ("", "-wal", "-shm", "-journal")
"""The endings of the files in which SQLite keeps a database."""


@dataclass(frozen=True, slots=True)
class Copied:
    """How many `sessions` are in the copy; `lost`: what could not be read; `aside`: where the earlier file is now."""

    sessions: int
    lost: tuple[Fault, ...] = ()
    aside: Path | None = None


def back_up(place: Path | str, target: Path) -> Copied:
    """Copies the database at `place`, which may be in use, to the file `target`, which must not be there.

    The copy is looked through before it gets its name. Raises StoreFault.
    """
    source = _file(place)
    if target.exists():
        what = say("this is there already, and is left as it is")
        raise StoreFault(str(target), what, say("give the copy another name"))
    with _part(target) as part:
        count = _copy(source, part)
        _put(part, target)
    return Copied(count)


def restore(source: Path, place: Path | str, *, replace: bool = False, clock: Clock = system_clock) -> Copied:
    """Puts the copy `source` at `place`. What is there is set aside, where that is wanted (`replace`).

    Raises StoreFault, also where the database at `place` is in use.
    """
    target = _file(place)
    if target.exists() and not replace:
        what = say("there are interviews already, and they are left as they are")
        raise StoreFault(str(target), what, say("set them aside with --replace, or name another place with --store"))
    with _part(target) as part:
        count = _copy(source, part)
        return Copied(count, aside=_put_instead(part, target, clock))


def repair(place: Path | str, clock: Clock = system_clock) -> Copied:
    """Writes all that can be read of the database at `place` into a new one, and sets the damaged one aside.

    An interview is kept up to its last answer before the damage. Raises StoreFault, also where it is in use.
    """
    target = _file(place)
    with _part(target) as part:
        with reading_as_it_is(target) as connection:
            require_tables(connection, str(target))
            interviews, lost = interviews_of(connection, str(target))
            database = Database.open(part)
            try:
                for kept in interviews:
                    with database.writing() as copy:
                        copy.execute(insert(sessions).values(**kept.session._mapping))
                        for row in kept.events:
                            copy.execute(insert(events).values(**row._mapping))
                for table in (links, guests):
                    # A missing link or guest is no loss: a new link can be made.
                    with suppress(DatabaseError):
                        for row in filter(is_text, rows_of(connection, table).values()):
                            with suppress(Overtaken), database.writing(racing=True) as copy:
                                copy.execute(insert(table).values(**row._mapping))
            finally:
                database.close()
        _to_one_file(part)
        return Copied(len(interviews), tuple(lost), _put_instead(part, target, clock))


def _file(place: Path | str) -> Path:
    """The file of the database at `place`. Raises StoreFault where it is on a server."""
    file = file_of(place)
    if file is None:
        what = say("the database of a server is copied and repaired with the server's own tools")
        raise StoreFault("--store", what, say("use pg_dump and pg_restore (see docs/operation.md)"))
    return file


def _copy(source: Path, part: Path) -> int:
    """Copies a database as it is at one moment; how many sessions it has. Raises StoreFault where it is damaged."""
    with (
        reading_as_it_is(source) as connection,
        told(str(source)),
        closing(sqlite3.connect(part)) as copy,
    ):
        driver = connection.connection.driver_connection
        assert isinstance(driver, sqlite3.Connection)
        driver.backup(copy)
    _to_one_file(part)
    inspection = inspected(part)
    if inspection.faults:
        what = say("the database of sessions is damaged ({reason})", reason=inspection.faults[0].what)
        raise StoreFault(str(source), what, say("see all with diagnosis sessions check, and use --repair"))
    return inspection.sessions


def _to_one_file(part: Path) -> None:
    """Brings all of a database into its one file."""
    with told(str(part)), closing(sqlite3.connect(part)) as copy:
        copy.execute("PRAGMA journal_mode = DELETE").fetchall()


@contextmanager
def _part(target: Path) -> Iterator[Path]:
    """An empty file beside `target`, which nobody else may read. It is deleted at the end unless it was renamed."""
    part = target.with_name(f".{target.name}.{secrets.token_hex(4)}.part")
    try:
        target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        os.close(os.open(part, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))
        yield part
    except OSError as error:
        what = say("this file cannot be written ({reason})", reason=reason_of(error))
        raise StoreFault(str(target), what, say("check the folder and its permissions")) from error
    finally:
        for ending in _BESIDE:
            with suppress(OSError):
                part.with_name(part.name + ending).unlink(missing_ok=True)


def _put(part: Path, target: Path) -> None:
    """Gives a file its name, once it is wholly on the disk."""
    for path in (part, target.parent):
        opened = os.open(path, os.O_RDONLY)
        try:
            os.fsync(opened)
        finally:
            os.close(opened)
    part.replace(target)


def _put_instead(part: Path, target: Path, clock: Clock) -> Path | None:
    """Puts a database where another may be, which is set aside; where that is now. Raises StoreFault."""
    if not target.exists():
        _put(part, target)
        return None
    aside = target.with_name(f"{target.name}.{clock():%Y%m%dT%H%M%S}")
    with _alone(target):
        for ending in _BESIDE:
            beside = target.with_name(target.name + ending)
            if beside.exists():
                beside.rename(aside.with_name(aside.name + ending))
        _put(part, target)
    return aside


@contextmanager
def _alone(target: Path) -> Iterator[None]:
    """While nobody else has a database open. Raises StoreFault where somebody has."""
    with closing(sqlite3.connect(target, timeout=0, isolation_level=None)) as connection:
        try:
            # SQLite refuses this change while others have the database open.
            alone = connection.execute("PRAGMA journal_mode = DELETE").fetchone() != ("wal",)
            connection.execute("BEGIN EXCLUSIVE")
        except sqlite3.OperationalError as error:
            alone = "locked" not in str(error)
        except sqlite3.DatabaseError:
            # So damaged that it cannot be read; whoever has it open finds out that it was replaced.
            alone = True
        if not alone:
            what = say("the database of sessions is in use")
            raise StoreFault(str(target), what, say("end diagnosis serve and diagnosis ask, then try again"))
        yield
