"""Sessions that last: nothing acknowledged is lost, whoever else answers, and what is deleted is gone."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from multiprocessing import get_context
from pathlib import Path

import pytest
from sqlalchemy import Dialect
from sqlalchemy.dialects import mysql, postgresql
from sqlalchemy.schema import CreateTable

from diagnosis.faults import Faulty
from diagnosis.interview import Cell, Event, begin, resume_from
from diagnosis.knowledge.base import Knowledge
from diagnosis.loading import load_knowledge
from diagnosis.sessions.database import KEPT_DAYS, StoreFault, default_place, kept_for, metadata
from diagnosis.sessions.store import Moved, NoSuchSession, Session, Store

SECRET = "Zuikis-7731"
ROUNDS = 100 if os.environ.get("HYPOTHESIS_PROFILE") == "thorough" else 8


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store.open(tmp_path / "sessions.sqlite3")


def answer(text: str, fact: str = "otif") -> Event:
    return Event("answer", "team", (fact,), None, text)


def start(store: Store, knowledge: Knowledge, who: str = "Ona") -> Session:
    return store.start(begin(knowledge, "North", "2026-Q3"), who=who, language="lt")


def fault(act: Callable[[], object]) -> str:
    with pytest.raises(StoreFault) as caught:
        act()
    return str(caught.value.faults[0])


# --- what is kept ---------------------------------------------------------------------------------------------


def test_a_session_goes_on_in_another_process(tmp_path: Path, store: Store, knowledge: Knowledge) -> None:
    id_ = start(store, knowledge).id
    store.record(id_, answer("82%"), knowledge)
    table = Event("table", "seller", ("attainment",), None, "seller,attainment\nS-1,50%\n")
    last = store.record(id_, table, knowledge)
    again = Store.open(tmp_path / "sessions.sqlite3").load(id_, knowledge)
    assert again == last
    assert (again.interview.team, again.language, again.owner) == (last.interview.team, "lt", "Ona")


def test_an_answer_that_cannot_be_is_not_written(store: Store, knowledge: Knowledge) -> None:
    id_ = start(store, knowledge).id
    with pytest.raises(Faulty):
        store.record(id_, answer("82"), knowledge)
    with pytest.raises(Faulty):
        store.record(id_, [answer("82%"), answer("82")], knowledge)
    assert store.trail(id_) == []


def test_several_answers_are_written_at_once(store: Store, knowledge: Knowledge) -> None:
    id_ = start(store, knowledge).id
    last = store.record(id_, [answer("82%"), answer("85%")], knowledge, who="Ona")
    assert [(one.number, one.who, one.old, one.new) for one in store.trail(id_)] == [
        (1, "Ona", {"facts.otif": None}, {"facts.otif": "82%"}),
        (2, "Ona", {"facts.otif": "82%"}, {"facts.otif": "85%"}),
    ]
    assert store.load(id_, knowledge) == last


def test_the_trail_says_who_when_and_what_was_before(tmp_path: Path, knowledge: Knowledge) -> None:
    moments = iter(datetime(2026, 11, 23, 12, minute, tzinfo=UTC) for minute in range(10))
    store = Store.open(tmp_path / "sessions.sqlite3", now=lambda: next(moments))
    id_ = start(store, knowledge).id
    store.record(id_, answer("82%"), knowledge, who="Ona")
    store.record(id_, answer("85%"), knowledge, who="Jonas")
    store.record(id_, Event("unknown", "team", ("otif",)), knowledge, who="Ona")
    store.record(id_, Event("withdraw", "team", ("otif",)), knowledge, who="Ona")
    assert [(one.number, one.who, one.at.minute, one.old, one.new) for one in store.trail(id_)] == [
        (1, "Ona", 1, {"facts.otif": None}, {"facts.otif": "82%"}),
        (2, "Jonas", 2, {"facts.otif": "82%"}, {"facts.otif": "85%"}),
        (3, "Ona", 3, {"facts.otif": "85%"}, {"facts.otif": "?"}),
        (4, "Ona", 4, {"facts.otif": "?"}, {"facts.otif": None}),
    ]


def test_sessions_are_listed_by_owner_the_last_changed_first(store: Store, knowledge: Knowledge) -> None:
    first, second = start(store, knowledge), start(store, knowledge)
    start(store, knowledge, "Jonas")
    store.record(first.id, answer("82%"), knowledge)
    assert [(one.id, one.number) for one in store.list("Ona")] == [(first.id, 1), (second.id, 0)]
    assert len(store.list()) == 3


# --- what is not lost -----------------------------------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.skipif(not hasattr(os, "fork"), reason="kills processes that it forks")
def test_what_was_acknowledged_outlives_kill_9(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "tests.sessions.killed", str(tmp_path / "sessions.sqlite3"), str(ROUNDS), "1"]
    root = Path(__file__).parents[2]
    environment = {**os.environ, "PYTHONPATH": str(root)}
    run = subprocess.run(command, cwd=root, env=environment, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr
    found = json.loads(run.stdout)
    assert found["acknowledged"] >= ROUNDS
    assert (found["lost"], found["wrong"], found["unreadable"]) == (0, 0, 0)


def test_answers_of_many_managers_do_not_mix(store: Store, knowledge: Knowledge) -> None:
    ids = [start(store, knowledge, f"M{number}").id for number in range(12)]

    def answers(number: int) -> Session:
        for step in range(6):
            session = store.record(ids[number], answer(f"{number}.{step}%"), knowledge, who=f"M{number}")
            assert session.interview.answers[Cell("team", "otif")].text == f"{number}.{step}%"
        return session

    with ThreadPoolExecutor(len(ids)) as pool:
        last = list(pool.map(answers, range(len(ids))))
    assert [one.id for one in last] == ids
    for number, id_ in enumerate(ids):
        assert [(one.who, one.event.text) for one in store.trail(id_)] == [
            (f"M{number}", f"{number}.{step}%") for step in range(6)
        ]


def test_answers_at_once_to_one_session_are_all_taken(store: Store, knowledge: Knowledge) -> None:
    id_ = start(store, knowledge).id
    texts = [f"{number}.5%" for number in range(24)]
    with ThreadPoolExecutor(len(texts)) as pool:
        list(pool.map(lambda text: store.record(id_, answer(text), knowledge, who=text), texts))
    trail = store.trail(id_)
    assert sorted(str(one.event.text) for one in trail) == sorted(texts)
    assert [one.number for one in trail] == list(range(1, len(texts) + 1))
    # Each saw what was there before it, and the last one stands.
    for before, after in pairwise(trail):
        assert after.old == before.new
    assert store.load(id_, knowledge).interview.answers[Cell("team", "otif")].text == trail[-1].event.text


def answer_in_process(task: tuple[str, list[str], str]) -> int:
    """Answers every session a few times, from a process of its own."""
    place, ids, who = task
    store, knowledge = Store.open(place), load_knowledge()
    for step in range(5):
        for id_ in ids:
            store.record(id_, answer(f"{step}.{who}%"), knowledge, who=who)
    return len(ids) * 5


@pytest.mark.slow
def test_answers_of_two_processes_are_all_taken(tmp_path: Path, store: Store, knowledge: Knowledge) -> None:
    shared, own = start(store, knowledge).id, [start(store, knowledge).id for _ in range(2)]
    tasks = [(str(tmp_path / "sessions.sqlite3"), [shared, own[number]], str(number)) for number in range(2)]
    with ProcessPoolExecutor(2, get_context("spawn")) as pool:
        assert list(pool.map(answer_in_process, tasks)) == [10, 10]
    for number in range(2):
        expected = [f"{step}.{number}%" for step in range(5)]
        assert [one.event.text for one in store.trail(own[number])] == expected
        assert [one.event.text for one in store.trail(shared) if one.who == str(number)] == expected


@pytest.mark.slow
def test_another_process_that_comes_and_goes_takes_nothing_away(
    tmp_path: Path, store: Store, knowledge: Knowledge
) -> None:
    """As `diagnosis serve` does: two parts of one process have opened the database."""
    place = tmp_path / "sessions.sqlite3"
    id_ = start(store, knowledge).id
    second = Store.open(place)
    program = f"from diagnosis.sessions.store import Store; s = Store.open({str(place)!r}); s.purge(); s.close()"
    subprocess.run([sys.executable, "-c", program], cwd=Path(__file__).parents[2], check=True)
    store.record(id_, answer("82%"), knowledge)
    assert second.load(id_, knowledge).number == 1
    assert len(Store.open(place).trail(id_)) == 1


def test_many_may_open_a_database_that_is_not_there_yet(tmp_path: Path, knowledge: Knowledge) -> None:
    with ThreadPoolExecutor(8) as pool:
        stores = list(pool.map(lambda _: Store.open(tmp_path / "new" / "sessions.sqlite3"), range(8)))
    id_ = start(stores[0], knowledge).id
    assert all(one.load(id_, knowledge).number == 0 for one in stores)


# --- what is deleted ------------------------------------------------------------------------------------------


def bytes_of(folder: Path) -> bytes:
    return b"".join(file.read_bytes() for file in sorted(folder.iterdir()))


def secret_session(store: Store, knowledge: Knowledge) -> str:
    """A session that says its secret wherever it can: as owner, in the start, in events, and in the trail."""
    known = begin(knowledge, SECRET, "2026-Q3").answer_table(f"seller,attainment\n{SECRET},50%\n")
    id_ = store.start(resume_from(knowledge, known.team), who=SECRET).id
    for number in range(30):
        text = f"seller,attainment\n{SECRET}-{number},{number}%\n"
        store.record(id_, Event("table", "seller", ("attainment",), None, text), knowledge, who=SECRET)
    return id_


def test_a_deleted_session_cannot_be_had_back(tmp_path: Path, store: Store, knowledge: Knowledge) -> None:
    kept = start(store, knowledge).id
    id_ = secret_session(store, knowledge)
    assert SECRET.encode() in bytes_of(tmp_path)
    elsewhere = Store.open(tmp_path / "sessions.sqlite3")
    assert elsewhere.load(id_, knowledge).number == 30
    store.delete(id_)
    # Both stores are still open: the log is no longer there to be read, either.
    assert SECRET.encode() not in bytes_of(tmp_path)
    for act in (store.load, elsewhere.load):
        with pytest.raises(NoSuchSession):
            act(id_, knowledge)
    for gone in (lambda: store.trail(id_), lambda: store.delete(id_)):
        with pytest.raises(NoSuchSession):
            gone()
    with pytest.raises(NoSuchSession):
        elsewhere.record(id_, answer("82%"), knowledge)
    assert [one.id for one in store.list()] == [kept]


def test_what_nobody_changed_for_long_is_purged(tmp_path: Path, knowledge: Knowledge) -> None:
    today = datetime(2026, 11, 23, tzinfo=UTC)
    store = Store.open(tmp_path / "sessions.sqlite3", now=lambda: today)
    old = secret_session(store, knowledge)
    used = start(store, knowledge).id
    today += timedelta(days=KEPT_DAYS - 1)
    store.record(used, answer("82%"), knowledge)
    assert store.purge() == 0
    today += timedelta(days=2)
    assert store.purge() == 1
    assert [one.id for one in store.list()] == [used]
    assert SECRET.encode() not in bytes_of(tmp_path)
    with pytest.raises(NoSuchSession):
        store.load(old, knowledge)
    today += timedelta(days=8)
    assert store.purge(timedelta(days=7)) == 1


def test_how_long_sessions_are_kept_can_be_said() -> None:
    assert kept_for({}) == timedelta(days=KEPT_DAYS)
    assert kept_for({"DIAGNOSIS_KEEP_DAYS": " 30 "}) == timedelta(days=30)
    for wrong in ("0", "-1", "a year", "3.5", "99999999"):
        told = fault(lambda: kept_for({"DIAGNOSIS_KEEP_DAYS": wrong}))  # noqa: B023 - called at once
        assert told == f"DIAGNOSIS_KEEP_DAYS: {wrong!r} is no number of days; write a whole number from 1 to 36500"


# --- databases that are none ----------------------------------------------------------------------------------


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


def test_a_file_that_is_no_database_is_left_alone(tmp_path: Path) -> None:
    place = tmp_path / "notes.txt"
    place.write_text("Not a database, but long enough to look like one. " * 50)
    before = place.read_bytes()
    assert "this is no database of sessions, or it is broken" in fault(lambda: Store.open(place))
    assert place.read_bytes() == before


def test_the_database_of_another_program_is_left_alone(tmp_path: Path) -> None:
    place = tmp_path / "other.sqlite3"
    with sqlite3.connect(place) as connection:
        connection.execute("CREATE TABLE birds (name TEXT)")
    connection.close()
    assert "this is no database of sessions; name another place" in fault(lambda: Store.open(place))
    with sqlite3.connect(place) as connection:
        assert connection.execute("SELECT name FROM sqlite_master").fetchall() == [("birds",)]


def test_a_database_that_breaks_while_in_use_is_told(tmp_path: Path, store: Store, knowledge: Knowledge) -> None:
    id_ = secret_session(store, knowledge)
    store.close()
    place = tmp_path / "sessions.sqlite3"
    content = bytearray(place.read_bytes())
    content[4096 * 2 :] = b"\x55" * (len(content) - 4096 * 2)
    place.write_bytes(content)
    assert "broken" in fault(lambda: Store.open(place).trail(id_))


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
    assert len(made) == 3 and all("CREATE TABLE" in one for one in made)


def test_where_sessions_are_when_nobody_says(tmp_path: Path) -> None:
    assert default_place({"DIAGNOSIS_SESSIONS": "postgresql://host/x"}) == "postgresql://host/x"
    assert Path(default_place({"HOME": str(tmp_path)})).is_relative_to(tmp_path)


def test_nobody_else_on_the_machine_reads_the_sessions(tmp_path: Path, store: Store, knowledge: Knowledge) -> None:
    start(store, knowledge)
    if os.name == "posix":
        assert {file.stat().st_mode & 0o077 for file in tmp_path.iterdir()} == {0}


# --- what was shown when it was answered -----------------------------------------------------------------------


def test_an_answer_to_what_is_no_longer_shown_is_not_taken(tmp_path: Path, knowledge: Knowledge) -> None:
    store = Store.open(tmp_path / "sessions.sqlite3")
    session = store.start(begin(knowledge, "North", "2026-Q3"))
    first = store.record(session.id, Event("answer", "team", ("otif",), text="60%"), knowledge, after=0)
    with pytest.raises(Moved) as moved:
        store.record(session.id, Event("answer", "team", ("otif",), text="70%"), knowledge, after=0)
    assert moved.value.session.number == first.number == 1
    assert store.load(session.id, knowledge).interview == first.interview


def test_a_session_can_be_seen_as_it_was(tmp_path: Path, knowledge: Knowledge) -> None:
    store = Store.open(tmp_path / "sessions.sqlite3")
    session = store.start(begin(knowledge, "North", "2026-Q3"))
    states = [session.interview]
    for text in ("60%", "70%", "80%"):
        states.append(store.record(session.id, Event("answer", "team", ("otif",), text=text), knowledge).interview)
    again = Store.open(tmp_path / "sessions.sqlite3")
    assert [again.load(session.id, knowledge, number=number).interview for number in range(4)] == states
    assert again.load(session.id, knowledge).number == 3
