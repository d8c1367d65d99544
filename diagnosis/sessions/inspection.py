"""Whether a database of sessions is whole: its file, its tables, and every interview in it."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection, Engine, MetaData, Row, Table, create_engine, inspect, select
from sqlalchemy.exc import DatabaseError
from sqlalchemy.pool import NullPool

from diagnosis.faults import Fault, Place
from diagnosis.messages import say
from diagnosis.sessions.database import Database, StoreFault, file_of, told
from diagnosis.sessions.schema import ADDED_LATER, events, metadata, sessions
from diagnosis.sessions.session import entry_of, read

_MOST_TOLD = 20
"""How many damaged places of a file are told; which answers are lost is told by interview."""


@dataclass(frozen=True, slots=True)
class Inspected:
    """How many `sessions` can be read to their last answer, and all `faults`."""

    sessions: int
    faults: tuple[Fault, ...]


def inspected(place: Path | str) -> Inspected:
    """Looks through the whole database at `place`. Nothing is changed. Raises StoreFault where it cannot be opened."""
    file = file_of(place)
    if file is None:
        database = Database.open(place)
        try:
            with database.reading() as connection:
                return _inspected(connection, "")
        finally:
            database.close()
    with reading_as_it_is(file) as connection:
        return _inspected(connection, str(file))


@contextmanager
def reading_as_it_is(file: Path) -> Iterator[Connection]:
    """A connection to a file that may be damaged, or no database at all; no table is made. Raises StoreFault.

    Bytes that are no text are read as what no text holds (lone surrogates; `is_text` tells): a row with such a value
    would end the reading of its table, though SQLite finds the file whole.
    """
    if not file.is_file():
        what = say("there is no database of sessions")
        raise StoreFault(str(file), what, say("name the file with --store"))
    with told(str(file)):
        engine: Engine = create_engine(f"sqlite:///{file}", poolclass=NullPool)
        with engine.connect() as connection:
            driver = connection.connection.driver_connection
            assert isinstance(driver, sqlite3.Connection)
            driver.text_factory = lambda raw: raw.decode("utf-8", "surrogateescape")
            connection.exec_driver_sql("SELECT count(*) FROM sqlite_master")
            yield connection


def is_text(row: Row[tuple[object, ...]]) -> bool:
    """Whether all that a row writes is text: of a damaged file, what cannot be read is not."""
    try:
        "".join(value for value in row if isinstance(value, str)).encode()
    except UnicodeEncodeError:
        return False
    return True


def require_tables(connection: Connection, place: str) -> None:
    """Raises StoreFault where a database lacks the tables of sessions."""
    there = set(inspect(connection).get_table_names())
    if lacking := {table for table in metadata.tables if not table.startswith(ADDED_LATER)} - there:
        what = say("the database of sessions is broken: it has no table {table}", table=min(lacking))
        raise StoreFault(place, what, say("put a copy back: diagnosis sessions restore FILE --replace"))


def rows_of(connection: Connection, table: Table) -> dict[tuple[object, ...], Row[tuple[object, ...]]]:
    """The rows of a table by their keys, as far as they can be read. Reading ends at a damaged page, so the table is
    read in its own order and in that of its key, each from both ends.
    """
    keys = list(table.primary_key)
    query, rows = select(table), dict[tuple[object, ...], Row[tuple[object, ...]]]()
    ways = [query.order_by(*keys), query.order_by(*(key.desc() for key in keys))]
    if connection.dialect.name == "sqlite":
        along = Table(table.name, MetaData(), *(column._copy() for column in table.columns))
        ways += [select(along).with_hint(along, "NOT INDEXED", "sqlite")]
    for way in ways:
        try:
            for row in connection.execute(way):
                rows.setdefault(tuple(getattr(row, key.name) for key in keys), row)
        except DatabaseError:
            if connection.dialect.name != "sqlite":
                raise
        else:
            # All rows were read: no other way finds more.
            return rows
    return rows


@dataclass(frozen=True, slots=True)
class Kept:
    """An interview as its rows tell it: its own row, and those of its events up to the first that cannot be read."""

    session: Row[tuple[object, ...]]
    events: tuple[Row[tuple[object, ...]], ...]


def interviews_of(connection: Connection, place: str) -> tuple[list[Kept], list[Fault]]:
    """The interviews that can be read, each as far as it goes, and what is wrong with them and the others."""
    interviews, faults = list[Kept](), list[Fault]()
    happened: dict[object, list[Row[tuple[object, ...]]]] = {}
    for (session, _), row in sorted(rows_of(connection, events).items(), key=lambda item: str(item[0][1]).zfill(12)):
        happened.setdefault(session, []).append(row)
    for (id_,), row in rows_of(connection, sessions).items():
        own = happened.pop(id_, [])
        shown = _interview(place, id_)
        if not _is_start(row):
            faults.append(Fault(shown, say("the beginning of the interview cannot be read")))
            continue
        whole = tuple(_whole(own))
        if len(whole) < len(own):
            what = say("of {count} answers, those after number {last} cannot be read", count=len(own), last=len(whole))
            faults.append(Fault(shown, what))
        interviews.append(Kept(row, whole))
    for id_, own in happened.items():
        what = say("{count} answers belong to an interview that is not there", count=len(own))
        faults.append(Fault(_interview(place, id_), what))
    return interviews, faults


def _interview(place: str, id_: object) -> Place:
    """The place of an interview, whatever its id became."""
    return Place(f"{place}[{str(id_)[:10].encode('utf-8', 'replace').decode()}]")


def _whole(rows: list[Row[tuple[object, ...]]]) -> Iterator[Row[tuple[object, ...]]]:
    """The events from the first on, up to one that is missing or makes no sense."""
    for number, row in enumerate(rows, start=1):
        try:
            entry = entry_of(row)
        except (ValueError, TypeError, AttributeError):
            return
        if entry.number != number or not is_text(row):
            return
        yield row


def _is_start(row: Row[tuple[object, ...]]) -> bool:
    """Whether a row tells how its interview began."""
    try:
        read(row.started), read(row.changed)
        whole = {"team", "previous", "members", "measured", "answers"} <= set(json.loads(row.start))
        return whole and is_text(row)
    except (ValueError, TypeError):
        return False


def _inspected(connection: Connection, place: str) -> Inspected:
    faults: list[Fault] = []
    if connection.dialect.name == "sqlite":
        try:
            for (line,) in connection.exec_driver_sql(f"PRAGMA integrity_check({_MOST_TOLD})"):
                if line != "ok":
                    faults.append(Fault(Place(place), say("the file is damaged ({reason})", reason=line)))
        except DatabaseError as error:
            faults.append(Fault(Place(place), say("the file is damaged ({reason})", reason=str(error.orig))))
    try:
        require_tables(connection, place)
    except StoreFault as fault:
        return Inspected(0, (*faults, *fault.faults))
    interviews, wrong = interviews_of(connection, place)
    return Inspected(len(interviews), (*faults, *wrong))
