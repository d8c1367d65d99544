"""Copies of a database that is in use, put back; and what is saved out of a damaged one."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from diagnosis.knowledge.base import Knowledge
from diagnosis.sessions import Store, back_up, inspected, repair, restore
from tests.sessions.keeping import Hands, answer, fault, start

pytestmark = pytest.mark.sqlite


@pytest.fixture
def place(tmp_path: Path) -> Path:
    return tmp_path / "sessions.sqlite3"


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    return tmp_path / "copies" / "copy.sqlite3"


def answered(store: Store, knowledge: Knowledge, count: int) -> str:
    id_ = start(store, knowledge).id
    for number in range(count):
        store.record(id_, answer(f"{50 + number}%"), knowledge)
    return id_


def answers(place: Path, id_: str, knowledge: Knowledge) -> list[str | None]:
    store = Store.open(place)
    store.load(id_, knowledge)
    told = [entry.event.text for entry in store.trail(id_)]
    store.close()
    return told


def test_a_copy_of_a_store_in_use_has_every_answer_in_one_file_that_nobody_else_reads(
    store: Store, place: Path, copy: Path, knowledge: Knowledge
) -> None:
    id_ = answered(store, knowledge, 5)
    assert back_up(place, copy).sessions == 1
    store.record(id_, answer("99%"), knowledge)
    assert [path.name for path in copy.parent.iterdir()] == [copy.name]
    assert copy.stat().st_mode & 0o777 == 0o600
    assert answers(copy, id_, knowledge) == [f"{50 + number}%" for number in range(5)]


def test_a_file_that_is_there_is_left_as_it_is(store: Store, place: Path, copy: Path) -> None:
    copy.parent.mkdir()
    copy.write_text("kept")
    assert "there already" in fault(lambda: back_up(place, copy))
    assert copy.read_text() == "kept"


def test_a_copy_is_put_back_and_what_was_there_is_set_aside(
    store: Store, place: Path, copy: Path, knowledge: Knowledge
) -> None:
    id_ = answered(store, knowledge, 3)
    back_up(place, copy)
    later = answered(store, knowledge, 1)
    assert "left as they are" in fault(lambda: restore(copy, place))
    assert "in use" in fault(lambda: restore(copy, place, replace=True))
    assert store.load(later, knowledge).number == 1
    store.close()
    done = restore(copy, place, replace=True, clock=Hands())
    assert (done.sessions, done.aside) == (1, place.with_name("sessions.sqlite3.20261123T120000"))
    assert answers(place, id_, knowledge) == ["50%", "51%", "52%"]
    assert done.aside is not None and answers(done.aside, later, knowledge) == ["50%"]
    assert place.stat().st_mode & 0o777 == 0o600


def test_a_copy_is_put_where_nothing_is(store: Store, place: Path, copy: Path, knowledge: Knowledge) -> None:
    id_ = answered(store, knowledge, 1)
    back_up(place, copy)
    assert restore(copy, place.with_name("new.sqlite3")).aside is None
    assert answers(place.with_name("new.sqlite3"), id_, knowledge) == ["50%"]


@pytest.mark.parametrize("content", [b"", b"no database at all, and long enough to be one" * 30])
def test_what_is_no_copy_is_not_put_back(place: Path, copy: Path, content: bytes) -> None:
    copy.parent.mkdir()
    copy.write_bytes(content)
    told = fault(lambda: restore(copy, place))
    assert str(copy) in told
    assert list(place.parent.iterdir()) == [copy.parent]


def test_a_server_s_database_is_copied_by_the_server(copy: Path) -> None:
    told = fault(lambda: back_up("postgresql+pg8000://nobody:secret@localhost/x", copy))
    assert "pg_dump" in told and "secret" not in told


# --- damage -----------------------------------------------------------------------------------------------------


@pytest.fixture
def ids(store: Store, knowledge: Knowledge) -> Iterator[list[str]]:
    """Two interviews, in a store that is closed."""
    made = [answered(store, knowledge, 4) for _ in range(2)]
    assert not inspected(store._database._file or "").faults
    store.close()
    yield made


def changed(place: Path, statement: str, *values: object) -> None:
    with closing(sqlite3.connect(place)) as connection, connection:
        connection.execute(statement, values)


def test_an_interview_is_kept_up_to_the_answer_that_cannot_be_read(
    place: Path, ids: list[str], knowledge: Knowledge
) -> None:
    changed(place, "update events set facts = 'x' where session = ? and number = 3", ids[0])
    (told,) = inspected(place).faults
    assert f"[{ids[0][:10]}]" in str(told) and "of 4 answers, those after number 2" in str(told)
    assert back_up_refused(place)
    done = repair(place)
    assert (done.sessions, done.lost) == (2, (told,))
    assert answers(place, ids[0], knowledge) == ["50%", "51%"]
    assert answers(place, ids[1], knowledge) == ["50%", "51%", "52%", "53%"]
    assert not inspected(place).faults
    assert done.aside is not None
    assert [fault.what for fault in inspected(done.aside).faults] == [told.what]


def back_up_refused(place: Path) -> bool:
    return "damaged" in fault(lambda: back_up(place, place.with_name("copy")))


NO_TEXT = "cast(x'35ff' as text)"
"""Bytes that no text holds, though SQLite finds the file whole."""


@pytest.mark.parametrize("column", ["text", "who", "at"])
def test_an_answer_that_is_no_text_any_more_hides_no_other(
    place: Path, ids: list[str], knowledge: Knowledge, column: str
) -> None:
    """Two of them at both ends of all answers would hide whatever lies between, and nothing would tell of it."""
    first, last = sorted(ids)
    changed(place, f"update events set {column} = {NO_TEXT} where session = ? and number = 3", first)
    changed(place, f"update events set {column} = {NO_TEXT} where session = ? and number = 4", last)
    told = inspected(place).faults
    assert all(any(f"those after number {number}" in str(fault) for fault in told) for number in (2, 3))
    assert {str(fault.place)[-11:-1] for fault in told} == {id_[:10] for id_ in ids}
    assert repair(place).lost == told
    assert answers(place, first, knowledge) == ["50%", "51%"]
    assert answers(place, last, knowledge) == ["50%", "51%", "52%"]
    assert not inspected(place).faults


def test_an_interview_of_which_the_row_is_no_text_is_told_and_the_others_are_saved(
    place: Path, ids: list[str], knowledge: Knowledge
) -> None:
    changed(place, f"update sessions set team = {NO_TEXT} where id = ?", ids[0])
    changed(place, f"insert into web_guests (session, owner) values ({NO_TEXT}, {NO_TEXT})")
    assert "the beginning of the interview cannot be read" in " ".join(map(str, inspected(place).faults))
    assert repair(place).sessions == 1
    assert answers(place, ids[1], knowledge) == ["50%", "51%", "52%", "53%"]


def test_answers_of_nobody_and_a_beginning_that_is_gone_are_told(place: Path, ids: list[str]) -> None:
    changed(place, "update sessions set start = '{}' where id = ?", ids[0])
    changed(place, "delete from sessions where id = ?", ids[1])
    told = " ".join(map(str, inspected(place).faults))
    assert "the beginning of the interview cannot be read" in told
    assert "4 answers belong to an interview that is not there" in told
    assert repair(place).sessions == 0


@pytest.mark.slow
def test_what_damaged_pages_left_is_saved(store: Store, place: Path, knowledge: Knowledge) -> None:
    """A page of the file is overwritten, one after another: whatever was, the rest is saved and can be used."""
    made = [answered(store, knowledge, 8) for _ in range(6)]
    store.close()
    with closing(sqlite3.connect(place)) as connection:
        connection.execute("PRAGMA journal_mode = DELETE").fetchall()
        size, count = (connection.execute(f"PRAGMA {name}").fetchone()[0] for name in ("page_size", "page_count"))
    whole = place.read_bytes()
    saved = []
    for page in range(1, count):
        damaged = place.with_name(f"damaged-{page}")
        damaged.write_bytes(whole[: page * size] + b"\xa5" * size + whole[(page + 1) * size :])
        if not inspected(damaged).faults:
            continue  # a page that is free
        done = repair(damaged)
        assert not inspected(damaged).faults
        saved.append(done.sessions)
        assert done.lost or done.sessions == len(made)
    assert len(saved) > count / 2
    assert sum(saved) > 0.5 * len(made) * len(saved)


def test_a_broken_store_is_set_aside_for_a_copy(place: Path, copy: Path, ids: list[str], knowledge: Knowledge) -> None:
    back_up(place, copy)
    place.write_bytes(b"\0" * 5000)
    assert "no database" in str(inspected_fault(place))
    done = restore(copy, place, replace=True)
    assert done.aside is not None and done.aside.read_bytes() == b"\0" * 5000
    assert answers(place, ids[0], knowledge) == ["50%", "51%", "52%", "53%"]


def inspected_fault(place: Path) -> str:
    return fault(lambda: inspected(place))


def test_a_copied_file_alone_is_no_copy(store: Store, place: Path, tmp_path: Path, knowledge: Knowledge) -> None:
    """Why there is a command: all of the latest is in SQLite's log, beside the file."""
    answered(store, knowledge, 3)
    shutil.copy(place, tmp_path / "plain")
    assert inspected(tmp_path / "plain").faults
