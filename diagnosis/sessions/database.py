"""The database of sessions: its tables, where it is, and how it is opened so that what is written stays written."""

from __future__ import annotations

import os
import sqlite3
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import timedelta
from pathlib import Path

from sqlalchemy import (
    Column,
    Connection,
    Engine,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    create_engine,
    event,
    insert,
    inspect,
    select,
)
from sqlalchemy.engine import URL, make_url
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import ArgumentError, DBAPIError, IntegrityError
from sqlalchemy.exc import TimeoutError as NoConnection
from sqlalchemy.pool import ConnectionPoolEntry

from diagnosis.faults import Fault, Faulty, Place, reason_of
from diagnosis.messages import Said, say

SCHEMA = 1
"""The version of the tables below. A later program may bring older ones up to it; an earlier one leaves them alone."""

PLACE = "DIAGNOSIS_SESSIONS"
"""The environment variable that says where the sessions are: a file, or the URL of a database."""

KEPT = "DIAGNOSIS_KEEP_DAYS"
"""The environment variable that says for how many days a session is kept after its last answer."""

KEPT_DAYS = 200
"""For how long, where nobody says so. Answers tell of persons, so they are kept no longer than they serve: a quarter's
interview is the quarter before of the next one, which is held when the books of that quarter are closed, half a year
later at the most; and some weeks are left for whoever is late.
"""

READING = "reading"
"""The execution option of connections that only read."""

_CONNECTIONS = 20
_NAME_ANOTHER = say("name another place with {variable}", variable=PLACE)
_BUSY_SECONDS = 30
_MOST_DAYS = 36_500

metadata = MetaData()

about = Table(
    "about", metadata, Column("key", String(40), primary_key=True), Column("value", String(200), nullable=False)
)

sessions = Table(
    "sessions",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("team", String(200), nullable=False),
    Column("quarter", String(7), nullable=False),
    Column("owner", String(200), nullable=False),
    Column("language", String(2), nullable=False),
    Column("started", String(40), nullable=False),
    Column("changed", String(40), nullable=False),
    Column("logic", String(100), nullable=False),
    Column("texts", String(100), nullable=False),
    Column("start", Text, nullable=False),
    Index("sessions_changed", "changed"),
)

events = Table(
    "events",
    metadata,
    Column("session", String(64), ForeignKey("sessions.id", ondelete="CASCADE"), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("at", String(40), nullable=False),
    Column("who", String(200), nullable=False),
    Column("logic", String(100), nullable=False),
    Column("kind", String(20), nullable=False),
    Column("subject", String(20), nullable=False),
    Column("facts", Text, nullable=False),
    Column("member", String(200)),
    Column("text", Text),
    Column("old", Text, nullable=False),
    Column("new", Text, nullable=False),
)
"""Every event of a session, numbered from 1, and what it changed; `logic` is the knowledge by which it was taken.
Nothing is ever changed or deleted here but with its whole session.
"""


class StoreFault(Faulty):
    """A database that cannot be used, and what to do about it."""

    def __init__(self, place: str, what: Said, do: Said) -> None:
        super().__init__([Fault(Place(place), what, do)])


def default_place(environment: Mapping[str, str] = os.environ) -> str:
    """Where the sessions are if nobody says so: what DIAGNOSIS_SESSIONS names, else the user's own data folder."""
    named = environment.get(PLACE)
    if named:
        return named
    home = Path(environment.get("HOME") or environment.get("USERPROFILE") or Path.home())
    if sys.platform == "win32":
        folder = Path(environment.get("LOCALAPPDATA") or home / "AppData" / "Local")
    elif sys.platform == "darwin":
        folder = home / "Library" / "Application Support"
    else:
        # By the XDG Base Directory Specification a relative path counts as not given.
        own = Path(environment.get("XDG_DATA_HOME") or "")
        folder = own if own.is_absolute() else home / ".local" / "share"
    return str(folder / "sales-diagnosis" / "sessions.sqlite3")


def kept_for(environment: Mapping[str, str] = os.environ) -> timedelta:
    """How long a session is kept after its last answer: DIAGNOSIS_KEEP_DAYS, else 200 days. Raises StoreFault."""
    written = environment.get(KEPT, "").strip() or str(KEPT_DAYS)
    days = int(written) if written.isascii() and written.isdigit() else 0
    if not 0 < days <= _MOST_DAYS:
        what = say("{written!r} is no number of days", written=written)
        raise StoreFault(KEPT, what, say("write a whole number from 1 to {most}", most=_MOST_DAYS))
    return timedelta(days=days)


def open_engine(place: Path | str) -> Engine:
    """The database at `place`, a file or an SQLAlchemy URL, with its tables. Raises StoreFault."""
    text = str(place)
    try:
        url = (
            make_url(text) if "://" in text else URL.create("sqlite", database=str(Path(text).expanduser().absolute()))
        )
        is_sqlite = url.get_backend_name() == "sqlite"
        engine = _open_sqlite(url) if is_sqlite else create_engine(url, pool_pre_ping=True, pool_size=_CONNECTIONS)
    except (ArgumentError, ImportError) as error:
        # The text may hold a password: it is not repeated.
        what = say("the URL of the database cannot be used ({reason})", reason=_reason(error))
        raise StoreFault(PLACE, what, say("correct the URL, or install the driver that it names")) from error
    with told(named(url)):
        try:
            try:
                _prepare(engine, named(url), is_sqlite)
            except IntegrityError:
                # A server lets two make the tables at once, and refuses the second: by now they are there.
                _prepare(engine, named(url), is_sqlite)
        except BaseException:
            engine.dispose()
            raise
    return engine


def _reason(error: Exception) -> str:
    return f"no module named {error.name}" if isinstance(error, ImportError) else type(error).__name__


@contextmanager
def told(place: str) -> Iterator[None]:
    """Tells what is wrong with the database as a StoreFault: broken, not there, full, or not to be written."""
    try:
        yield
    except IntegrityError:
        raise
    except (DBAPIError, NoConnection, sqlite3.DatabaseError) as error:
        reason = str(error.orig if isinstance(error, DBAPIError) else error)
        if "not a database" in reason or "malformed" in reason:
            what = say("this is no database of sessions, or it is broken ({reason})", reason=reason)
            do = say("put a copy back, or name another place with {variable}", variable=PLACE)
        else:
            what = say("the database of sessions cannot be used ({reason})", reason=reason)
            do = say("see whether it can be reached and written, and has room; then try again")
        raise StoreFault(place, what, do) from error


def named(url: URL) -> str:
    """The database as people may see it: a file's path, or a URL without its password."""
    return url.database or "" if url.get_backend_name() == "sqlite" else url.render_as_string(hide_password=True)


def _open_sqlite(url: URL) -> Engine:
    engine = create_engine(url, connect_args={"timeout": _BUSY_SECONDS}, pool_size=_CONNECTIONS)
    if url.database and url.database != ":memory:":
        path = Path(url.database)
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
        for pragma in _PRAGMAS:
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(engine, "begin")
    def _begun(connection: Connection) -> None:
        # Writers take the lock at once, and so queue up instead of failing half-way; readers see one moment.
        reading = connection.get_execution_options().get(READING)
        connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")

    return engine


_PRAGMAS = (
    "journal_mode = WAL",
    # Each commit is on the disk before it is acknowledged, also where the power fails.
    "synchronous = FULL",
    "foreign_keys = ON",
    # What is deleted is overwritten with zeros.
    "secure_delete = ON",
)


def empty_log(engine: Engine) -> None:
    """Writes SQLite's log back and empties it: it still holds what was deleted. Waits for others who are reading."""
    if engine.dialect.name == "sqlite":
        connection = engine.raw_connection()
        try:
            connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        finally:
            connection.close()


def _prepare(engine: Engine, place: str, is_own: bool) -> None:
    """Makes the tables where there are none, and refuses those of a newer program.

    A file `is_own`: where it has other tables, it is another program's. A server's database may be shared.
    """
    with engine.begin() as connection:
        tables = inspect(connection).get_table_names()
        if "about" not in tables:
            if tables and is_own:
                raise StoreFault(place, say("this is no database of sessions"), _NAME_ANOTHER)
            metadata.create_all(connection)
            connection.execute(insert(about).values(key="schema", value=str(SCHEMA)))
            return
        if not {about.c.key.name, about.c.value.name} <= {
            one["name"] for one in inspect(connection).get_columns("about")
        }:
            raise StoreFault(place, say("this is no database of sessions"), _NAME_ANOTHER)
        found = connection.execute(select(about.c.value).where(about.c.key == "schema")).scalar_one_or_none()
    if found is None or not found.isdigit():
        raise StoreFault(place, say("this is no database of sessions"), _NAME_ANOTHER)
    if int(found) > SCHEMA:
        what = say(
            "the sessions were written by a newer version of Diagnosis (schema {found}, this one knows {known})",
            found=found,
            known=SCHEMA,
        )
        raise StoreFault(place, what, say("update Diagnosis, or name another place with {variable}", variable=PLACE))
