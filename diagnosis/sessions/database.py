"""Opens the database of sessions so that what is written stays written, and tells what is wrong with it."""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from sqlalchemy import Connection, Engine, create_engine, event, insert, inspect, select
from sqlalchemy.engine import URL, make_url
from sqlalchemy.engine.interfaces import DBAPIConnection, DBAPICursor
from sqlalchemy.exc import ArgumentError, DBAPIError, IntegrityError, SQLAlchemyError
from sqlalchemy.pool import ConnectionPoolEntry

from diagnosis.faults import Fault, Place, reason_of
from diagnosis.messages import Said, say
from diagnosis.sessions.location import PLACE
from diagnosis.sessions.schema import ADDED_LATER, SCHEMA, about, metadata

_READING = "reading"
"""The execution option of connections that only read."""

_CONNECTIONS = 20
_NAME_ANOTHER = say("name another place with {variable}", variable=PLACE)
_NO_SESSIONS = say("this is no database of sessions")
_BUSY_SECONDS, _LOG_SECONDS = 30, 2
"""How long a connection waits for others that write, and for others that still read what the log is to lose."""

_RETRY_SECONDS = 0.05


class StoreFault(Exception):
    """A database that cannot be used, and what to do about it.

    It is no `Faulty`: what people typed is right, so nobody who tells them what to correct may catch it.
    """

    def __init__(self, place: str, what: Said, do: Said) -> None:
        fault = Fault(Place(place), what, do)
        super().__init__(str(fault))
        self.faults = (fault,)


class Overtaken(Exception):
    """Somebody else wrote the same row first."""


class Database:
    """An open database; may be used by several threads at once."""

    def __init__(self, engine: Engine) -> None:
        self._engine, self._reading = engine, engine.execution_options(**{_READING: True})
        self._name = _shown(engine.url)
        self._file = _file_of(engine.url)
        self._identity = _identity(self._file)

    @classmethod
    def open(cls, place: Path | str) -> Database:
        """The database at `place`, a file or an SQLAlchemy URL, with its tables. Raises StoreFault."""
        return cls(_open_engine(place))

    def close(self) -> None:
        """Gives the database back."""
        self._engine.dispose()

    @contextmanager
    def writing(self, *, racing: bool = False) -> Iterator[Connection]:
        """A transaction that writes; when it is over, all is on the disk. Raises StoreFault.

        With `racing` it raises Overtaken where somebody else wrote a row of the same key first.
        """
        with told(self._name, racing):
            self._require_same_file()
            with self._engine.begin() as connection:
                yield connection
        # What was written to a file that was removed meanwhile is lost, and must not be acknowledged.
        self._require_same_file()

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A connection that reads, and sees one moment. Raises StoreFault."""
        with told(self._name):
            self._require_same_file()
            with self._reading.connect() as connection:
                yield connection

    @contextmanager
    def understood(self) -> Iterator[None]:
        """Tells rows that make no sense as a StoreFault: somebody else wrote them, or the file is damaged."""
        try:
            yield
        except (ValueError, LookupError, TypeError, AttributeError) as error:
            what = say("what is kept of an interview cannot be read ({reason})", reason=type(error).__name__)
            raise StoreFault(self._name, what, say("put a copy back, or delete the interview")) from error

    def _require_same_file(self) -> None:
        """Raises StoreFault where the file was removed or replaced: SQLite would go on with the one that is gone."""
        if self._file is not None and _identity(self._file) != self._identity:
            what = say("the database of sessions was removed or replaced while it was open")
            raise StoreFault(self._name, what, say("put it back, or start again with the one that is there now"))

    def empty_log(self) -> bool:
        """Empties SQLite's log, which still holds what was deleted; False where others read it all the while.

        Raises StoreFault.
        """
        if self._engine.dialect.name != "sqlite":
            return True
        with told(self._name):
            connection = self._engine.raw_connection()
            try:
                cursor = connection.cursor()
                cursor.execute(f"PRAGMA busy_timeout = {_LOG_SECONDS * 1000}")
                (is_busy, *_) = cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
                cursor.execute(f"PRAGMA busy_timeout = {_BUSY_SECONDS * 1000}")
                return not is_busy
            finally:
                connection.close()


def _open_engine(place: Path | str) -> Engine:
    """The database at `place`, a file or an SQLAlchemy URL, with its tables. Raises StoreFault."""
    url = _url_of(place)
    is_sqlite = url.get_backend_name() == "sqlite"
    with _url_told():
        engine = _open_sqlite(url) if is_sqlite else create_engine(url, pool_pre_ping=True, pool_size=_CONNECTIONS)
    with told(_shown(url)):
        try:
            try:
                _prepare(engine, _shown(url), is_sqlite)
            except IntegrityError:
                # A server lets two make the tables at once, and refuses the second: by now they are there.
                _prepare(engine, _shown(url), is_sqlite)
        except BaseException:
            engine.dispose()
            raise
    return engine


def file_of(place: Path | str) -> Path | None:
    """The file of the database at `place`; None where it is on a server. Raises StoreFault."""
    return _file_of(_url_of(place))


def _url_of(place: Path | str) -> URL:
    """The URL of the database at `place`, a file or an SQLAlchemy URL. Raises StoreFault."""
    text = str(place)
    with _url_told():
        if "://" not in text:
            return URL.create("sqlite", database=str(Path(text).expanduser().absolute()))
        url = make_url(text)
    if url.get_backend_name() == "sqlite" and _file_of(url) is None:
        what = say("the URL of the database names no file: in memory, every answer would be lost at the end")
        raise StoreFault(PLACE, what, say("write it as in sqlite:////folder/sessions.sqlite3"))
    return url


@contextmanager
def _url_told() -> Iterator[None]:
    """Tells what is wrong with the URL of a database as a StoreFault."""
    try:
        yield
    except (ArgumentError, ImportError) as error:
        reason = f"no module named {error.name}" if isinstance(error, ImportError) else type(error).__name__
        # The text may hold a password: it is not repeated.
        what = say("the URL of the database cannot be used ({reason})", reason=reason)
        raise StoreFault(PLACE, what, say("correct the URL, or install the driver that it names")) from error


@contextmanager
def told(place: str, racing: bool = False) -> Iterator[None]:
    """Tells what is wrong with the database as a StoreFault: broken, not there, full, or not to be written."""
    try:
        yield
    except (SQLAlchemyError, sqlite3.Error) as error:
        if racing and isinstance(error, IntegrityError):
            raise Overtaken from error
        reason = str(error.orig if isinstance(error, DBAPIError) else error)
        if "not a database" in reason or "malformed" in reason:
            what = say("this is no database of sessions, or it is broken ({reason})", reason=reason)
            do = say("put a copy back, or name another place with {variable}", variable=PLACE)
        else:
            what = say("the database of sessions cannot be used ({reason})", reason=reason)
            do = say("see whether it can be reached and written, and has room; then try again")
        raise StoreFault(place, what, do) from error


def _file_of(url: URL) -> Path | None:
    """The file of an SQLite database; None where it is in memory, or on a server."""
    named = url.database if url.get_backend_name() == "sqlite" else None
    return None if named in (None, "", ":memory:") else Path(named)


def _identity(file: Path | None) -> tuple[int, int] | None:
    """Which file a name leads to now; None where it leads to none."""
    try:
        status = None if file is None else file.stat()
    except OSError:
        return None
    return None if status is None else (status.st_dev, status.st_ino)


def _shown(url: URL) -> str:
    """The database as people may see it: a file's path, or a URL without its password."""
    return url.database or "" if url.get_backend_name() == "sqlite" else url.render_as_string(hide_password=True)


def _open_sqlite(url: URL) -> Engine:
    engine = create_engine(url, connect_args={"timeout": _BUSY_SECONDS}, pool_size=_CONNECTIONS)
    if path := _file_of(url):
        try:
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            # Answers are confidential: nobody else on the machine reads them. SQLite's side files get the same mode.
            # A file that is there is not touched: closing it would take away the locks that this process holds on it by
            # other connections, and another process could then throw away what is not written back yet.
            with suppress(FileExistsError):
                os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))
        except OSError as error:
            what = say("the database of sessions cannot be opened ({reason})", reason=reason_of(error))
            do = say("check its permissions, or name another place with {variable}", variable=PLACE)
            raise StoreFault(str(path), what, do) from error

    @event.listens_for(engine, "connect")
    def _connected(connection: DBAPIConnection, _record: ConnectionPoolEntry) -> None:
        # The driver's own transactions begin too late for `BEGIN IMMEDIATE`; SQLAlchemy begins them here instead.
        connection.isolation_level = None
        cursor = connection.cursor()
        _switch_to_log(cursor)
        for pragma in _PRAGMAS:
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(engine, "begin")
    def _begun(connection: Connection) -> None:
        # Writers take the lock at once, and so queue up instead of failing half-way; readers see one moment.
        reading = connection.get_execution_options().get(_READING)
        connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")

    return engine


def _switch_to_log(cursor: DBAPICursor) -> None:
    """Lets SQLite write to a log ahead of the file. SQLite waits for no other connection that does this just now."""
    for wait in (*([_RETRY_SECONDS] * int(_BUSY_SECONDS / _RETRY_SECONDS)), None):
        try:
            cursor.execute("PRAGMA journal_mode = WAL")
            return
        except sqlite3.OperationalError as error:
            if wait is None or "locked" not in str(error):
                raise
            time.sleep(wait)


_PRAGMAS = (
    # Each commit is on the disk before it is acknowledged, also where the power fails.
    "synchronous = FULL",
    "foreign_keys = ON",
    # What is deleted is overwritten with zeros.
    "secure_delete = ON",
)


def _prepare(engine: Engine, place: str, is_own: bool) -> None:
    """Makes the tables that are missing, and refuses those of a newer program.

    A file `is_own`: where it has other tables, it is another program's. A server's database may be shared.
    """
    with engine.begin() as connection:
        tables = inspect(connection).get_table_names()
        if "about" not in tables:
            if tables and is_own:
                raise StoreFault(place, _NO_SESSIONS, _NAME_ANOTHER)
            metadata.create_all(connection)
            connection.execute(insert(about).values(key="schema", value=str(SCHEMA)))
            return
        columns = {column["name"] for column in inspect(connection).get_columns("about")}
        if not {about.c.key.name, about.c.value.name} <= columns:
            raise StoreFault(place, _NO_SESSIONS, _NAME_ANOTHER)
        schema = connection.execute(select(about.c.value).where(about.c.key == "schema")).scalar_one_or_none()
        if schema is None or not schema.isdigit():
            raise StoreFault(place, _NO_SESSIONS, _NAME_ANOTHER)
        if int(schema) > SCHEMA:
            what = say(
                "the sessions were written by a newer version of Diagnosis (schema {found}, this one knows {known})",
                found=schema,
                known=SCHEMA,
            )
            do = say("update Diagnosis, or name another place with {variable}", variable=PLACE)
            raise StoreFault(place, what, do)
        missing = set(metadata.tables) - set(tables)
        if lost := sorted(table for table in missing if not table.startswith(ADDED_LATER)):
            # Made anew, they would be empty: every answer would be gone, and nobody would be told.
            what = say("the database of sessions is broken: it has no table {table}", table=lost[0])
            raise StoreFault(place, what, say("put a copy back, or name another place with {variable}", variable=PLACE))
        if missing:
            metadata.create_all(connection)
