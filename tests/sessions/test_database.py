"""How a database of sessions is opened: made, added to, or refused and left alone."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import Dialect, insert
from sqlalchemy.dialects import mysql, postgresql
from sqlalchemy.schema import CreateTable

from diagnosis.knowledge.base import Knowledge
from diagnosis.sessions import Store, StoreFault
from diagnosis.sessions.schema import about, metadata
from tests.sessions.keeping import answer, change, fault, rows, secret_session, start


@pytest.mark.sqlite
def test_many_may_open_a_database_that_is_not_there_yet(tmp_path: Path, knowledge: Knowledge) -> None:
    with ThreadPoolExecutor(8) as pool:
        stores = list(pool.map(lambda _: Store.open(tmp_path / "new" / "sessions.sqlite3"), range(8)))
    id_ = start(stores[0], knowledge).id
    assert all(store.load(id_, knowledge).number == 0 for store in stores)


# --- databases of earlier versions ------------------------------------------------------------------------------


@pytest.mark.sqlite
def test_a_database_of_the_terminal_alone_is_opened_with_nothing_lost(
    tmp_path: Path, store: Store, knowledge: Knowledge
) -> None:
    """As earlier versions made it: with schema 1, and without the tables that only the pages made."""
    id_ = start(store, knowledge).id
    last = store.record(id_, answer("82%"), knowledge)
    store.close()
    with sqlite3.connect(tmp_path / "sessions.sqlite3") as connection:
        for table in ("web_links", "web_guests", "web_tries"):
            connection.execute(f"drop table {table}")
    again = Store.open(tmp_path / "sessions.sqlite3")
    assert again.load(id_, knowledge) == last
    assert again.links.session_of(again.links.new(id_)) == id_


@pytest.mark.sqlite
def test_a_database_of_the_pages_is_opened_with_nothing_lost(
    tmp_path: Path, store: Store, knowledge: Knowledge
) -> None:
    """As earlier versions made it, the tables of the pages as these made them."""
    id_, place = start(store, knowledge).id, tmp_path / "sessions.sqlite3"
    store.close()
    with sqlite3.connect(place) as connection:
        for table in ("web_links", "web_guests", "web_tries"):
            connection.execute(f"drop table {table}")
        connection.executescript(
            """
            CREATE TABLE web_links (digest VARCHAR(64) NOT NULL, session VARCHAR(64) NOT NULL, until FLOAT NOT NULL,
                PRIMARY KEY (digest));
            CREATE TABLE web_guests (session VARCHAR(64) NOT NULL, owner VARCHAR(200) NOT NULL,
                PRIMARY KEY (session, owner));
            CREATE TABLE web_tries (id VARCHAR(32) NOT NULL, address VARCHAR(64) NOT NULL, at FLOAT NOT NULL,
                PRIMARY KEY (id));
            CREATE INDEX web_tries_address ON web_tries (address, at);
            """
        )
        connection.execute("insert into web_guests values (?, 'browser-1')", (id_,))
        connection.execute("insert into web_links values ('digest', ?, 4e9)", (id_,))
    again = Store.open(place)
    assert [summary.id for summary in again.list("browser-1")] == [id_]
    again.purge()
    assert rows(place) == {"sessions": 1, "events": 0, "web_links": 1, "web_guests": 1}


# --- databases that are none ----------------------------------------------------------------------------------


@pytest.mark.sqlite
def test_a_database_of_a_newer_program_is_left_alone(tmp_path: Path, store: Store) -> None:
    store.close()
    place = tmp_path / "sessions.sqlite3"
    with sqlite3.connect(place) as connection:
        connection.execute("UPDATE about SET value = '7' WHERE key = 'schema'")
    connection.close()
    before = place.read_bytes()
    told = fault(lambda: Store.open(place))
    assert "written by a newer version of Diagnosis (schema 7, this one knows 1); update Diagnosis" in told
    assert place.read_bytes() == before


@pytest.mark.sqlite
def test_a_file_that_is_no_database_is_left_alone(tmp_path: Path) -> None:
    place = tmp_path / "notes.txt"
    place.write_text("Not a database, but long enough to look like one. " * 50)
    before = place.read_bytes()
    assert "this is no database of sessions, or it is broken" in fault(lambda: Store.open(place))
    assert place.read_bytes() == before


@pytest.mark.sqlite
def test_the_database_of_another_program_is_left_alone(tmp_path: Path) -> None:
    place = tmp_path / "other.sqlite3"
    with sqlite3.connect(place) as connection:
        connection.execute("CREATE TABLE birds (name TEXT)")
    connection.close()
    assert "this is no database of sessions; name another place" in fault(lambda: Store.open(place))
    with sqlite3.connect(place) as connection:
        assert connection.execute("SELECT name FROM sqlite_master").fetchall() == [("birds",)]


@pytest.mark.sqlite
def test_a_database_that_breaks_while_in_use_is_told(tmp_path: Path, store: Store, knowledge: Knowledge) -> None:
    id_ = secret_session(store, knowledge)
    store.close()
    place = tmp_path / "sessions.sqlite3"
    content = bytearray(place.read_bytes())
    content[4096 * 2 :] = b"\x55" * (len(content) - 4096 * 2)
    place.write_bytes(content)
    assert "broken" in fault(lambda: Store.open(place).trail(id_))


@pytest.mark.sqlite
@pytest.mark.parametrize("replaced", [False, True])
def test_a_file_that_is_taken_away_while_open_takes_no_more_answers(
    tmp_path: Path, store: Store, knowledge: Knowledge, replaced: bool
) -> None:
    place, away = tmp_path / "sessions.sqlite3", tmp_path / "away"
    session = start(store, knowledge)
    place.rename(away)
    if replaced:
        place.write_bytes(away.read_bytes())
    acts: list[Callable[[], object]] = [
        lambda: store.record(session, answer("82%"), knowledge),
        lambda: start(store, knowledge),
        lambda: store.links.new(session.id),
        lambda: store.links.use("secret", "browser-1"),
        lambda: store.sign_in_tries.may_try("192.0.2.1"),
        lambda: store.delete(session.id),
        lambda: store.load(session.id, knowledge),
        store.purge,
        store.list,
    ]
    for act in acts:
        told = fault(act)
        assert told.startswith(f"{place}: the database of sessions was removed or replaced while it was open; put it")
    away.replace(place)
    assert store.record(session, answer("82%"), knowledge).number == 1


@pytest.mark.sqlite
def test_a_file_that_is_taken_away_while_an_answer_is_written_acknowledges_nothing(
    tmp_path: Path, store: Store, knowledge: Knowledge
) -> None:
    session = start(store, knowledge)
    with pytest.raises(StoreFault, match="removed or replaced"), store._database.writing() as connection:
        connection.execute(insert(about).values(key="x", value="y"))
        (tmp_path / "sessions.sqlite3").unlink()
    assert "removed or replaced" in fault(lambda: store.record(session, answer("82%"), knowledge))


@pytest.mark.parametrize(
    "damage",
    [
        "update sessions set start = 'no JSON'",
        "update sessions set start = '{}'",
        "update sessions set changed = 'yesterday'",
        "update events set facts = 'no JSON'",
        "update events set facts = '7'",
        "alter table events rename column text to words",
        "drop table events",
    ],
)
def test_rows_that_make_no_sense_are_a_fault_of_the_database(
    tmp_path: Path, store: Store, knowledge: Knowledge, damage: str
) -> None:
    place = tmp_path / "sessions.sqlite3"
    id_ = start(store, knowledge).id
    store.record(id_, answer("82%"), knowledge)
    store.close()
    change(place, damage)
    told = fault(lambda: Store.open(place).load(id_, knowledge))
    assert told.startswith(store._database._name)


@pytest.mark.parametrize(
    "place", ["sqlite+nothing:///x", "nothing://host/x", "://", "postgresql+nothing://me:secret@host/x"]
)
def test_a_url_that_cannot_be_used_is_told_without_its_password(place: str) -> None:
    told = fault(lambda: Store.open(place))
    assert "the URL of the database cannot be used" in told
    assert "secret" not in told


@pytest.mark.parametrize("dialect", [postgresql.dialect(), mysql.dialect()])
def test_the_tables_can_be_said_to_a_server(dialect: Dialect) -> None:
    # What no server was at hand to try: that nothing in the tables is SQLite's own.
    made = [str(CreateTable(table).compile(dialect=dialect)) for table in metadata.sorted_tables]
    assert len(made) == 8 and all("CREATE TABLE" in statement for statement in made)


@pytest.mark.sqlite
def test_nobody_else_on_the_machine_reads_the_sessions(tmp_path: Path, store: Store, knowledge: Knowledge) -> None:
    start(store, knowledge)
    if os.name == "posix":
        assert {file.stat().st_mode & 0o077 for file in tmp_path.iterdir()} == {0}
