"""How long sessions are kept, and that what is deleted takes everything with it."""

from __future__ import annotations

import re
import sqlite3
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from diagnosis.knowledge.base import Knowledge
from diagnosis.sessions import KEPT_DAYS, LINK_SECONDS, NoSuchSession, Store, kept_for
from diagnosis.web import app
from tests.sessions.keeping import NOTHING, SECRET, Hands, answer, bytes_of, change, fault, rows, secret_session, start
from tests.terminal.asking import ask
from tests.web.inside import inside

DAY = 24 * 3600


def shared(store: Store, knowledge: Knowledge) -> str:
    """A session with an answer, a guest, and a link that still holds."""
    id_ = start(store, knowledge).id
    store.record(id_, answer("82%"), knowledge)
    store.links.use(store.links.new(id_), "browser-1")
    store.links.new(id_)
    return id_


def test_what_nobody_changed_for_long_is_purged(tmp_path: Path, knowledge: Knowledge) -> None:
    today = datetime(2026, 11, 23, tzinfo=UTC)
    store = Store.open(tmp_path / "sessions.sqlite3", clock=lambda: today)
    old = secret_session(store, knowledge)
    used = start(store, knowledge).id
    today += timedelta(days=KEPT_DAYS - 1)
    store.record(used, answer("82%"), knowledge)
    assert store.purge().deleted == 0
    today += timedelta(days=2)
    assert store.purge().deleted == 1
    assert [summary.id for summary in store.list()] == [used]
    assert SECRET.encode() not in bytes_of(tmp_path)
    with pytest.raises(NoSuchSession):
        store.load(old, knowledge)
    today += timedelta(days=8)
    assert store.purge(timedelta(days=7)).deleted == 1


def test_how_long_sessions_are_kept_can_be_said() -> None:
    assert kept_for({}) == timedelta(days=KEPT_DAYS)
    assert kept_for({"DIAGNOSIS_KEEP_DAYS": " 30 "}) == timedelta(days=30)
    for wrong in ("0", "-1", "a year", "3.5", "99999999"):
        told = fault(lambda: kept_for({"DIAGNOSIS_KEEP_DAYS": wrong}))  # noqa: B023 - called at once
        assert told == f"DIAGNOSIS_KEEP_DAYS: {wrong!r} is no number of days; write a whole number from 1 to 36500"


def test_a_session_is_kept_until_just_after_its_time(tmp_path: Path, knowledge: Knowledge) -> None:
    clock = Hands()
    store = Store.open(tmp_path / "sessions.sqlite3", clock)
    shared(store, knowledge)
    clock.pass_(KEPT_DAYS * DAY)
    assert store.purge().deleted == 0
    clock.pass_(1)
    assert store.purge().deleted == 1
    assert rows(tmp_path / "sessions.sqlite3") == NOTHING


def test_links_whose_time_is_over_go_and_guests_stay(tmp_path: Path, knowledge: Knowledge) -> None:
    clock = Hands()
    store = Store.open(tmp_path / "sessions.sqlite3", clock)
    shared(store, knowledge)
    for seconds, left in ((LINK_SECONDS - 1, 1), (1, 0)):
        clock.pass_(seconds)
        store.purge()
        assert rows(tmp_path / "sessions.sqlite3")["web_links"] == left
    assert rows(tmp_path / "sessions.sqlite3") == {"sessions": 1, "events": 1, "web_links": 0, "web_guests": 1}


# --- clocks that are wrong ----------------------------------------------------------------------------------------


def test_a_clock_that_jumps_ahead_deletes_nothing(tmp_path: Path, knowledge: Knowledge) -> None:
    clock = Hands()
    store = Store.open(tmp_path / "sessions.sqlite3", clock)
    ids = {start(store, knowledge).id for _ in range(8)}
    clock.pass_(10 * 365 * DAY)
    refused = store.purge()
    assert (refused.deleted, refused.kept, refused.refused) == (0, 8, 8)
    assert "8 of 8 interviews are over their time" in str(refused.note)
    assert store.last_purge() is None
    clock.pass_(-10 * 365 * DAY)
    assert store.purge().note is None
    assert {summary.id for summary in store.list()} == ids
    assert store.last_purge() == clock()


def test_somebody_who_is_sure_of_the_clock_deletes_all(tmp_path: Path, knowledge: Knowledge) -> None:
    place, clock = tmp_path / "sessions.sqlite3", Hands()
    clock.pass_(-10 * 365 * DAY)
    store = Store.open(place, clock)
    for _ in range(8):
        shared(store, knowledge)
    told = ask("--store", place, "--list")
    assert "8 of 8 interviews are over their time" in told.stderr
    assert rows(place)["sessions"] == 8
    assert ask("--store", place, "--purge", "200").exit_code == 0
    assert rows(place) == NOTHING


def test_the_usual_share_of_interviews_goes_unasked(tmp_path: Path, knowledge: Knowledge) -> None:
    clock = Hands()
    store = Store.open(tmp_path / "sessions.sqlite3", clock)
    for count in (5, 5):
        clock.pass_(150 * DAY)
        for _ in range(count):
            start(store, knowledge)
    clock.pass_((KEPT_DAYS - 150) * DAY + 1)
    assert store.purge().deleted == 5


def test_a_clock_that_goes_back_makes_no_interview_older(tmp_path: Path, knowledge: Knowledge) -> None:
    clock = Hands()
    store = Store.open(tmp_path / "sessions.sqlite3", clock)
    session = start(store, knowledge)
    before = session.changed
    clock.pass_(-10 * 365 * DAY)
    session = store.record(session, answer("82%"), knowledge)
    assert session.changed == before
    again = Store.open(tmp_path / "sessions.sqlite3", clock)
    assert again.load(session.id, knowledge).changed == again.list()[0].changed == before
    clock.pass_(10 * 365 * DAY + 60)
    assert store.purge().deleted == 0


# --- a purge that fails -------------------------------------------------------------------------------------------


@pytest.mark.sqlite
def test_a_purge_that_fails_is_told_and_tried_again(
    tmp_path: Path, knowledge: Knowledge, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(app, "PURGE_AGAIN_SECONDS", 0)
    place, away, clock = tmp_path / "sessions.sqlite3", tmp_path / "away", Hands()
    shared(Store.open(place, clock), knowledge)
    clock.pass_((KEPT_DAYS + 1) * DAY)
    with caplog.at_level("INFO", "diagnosis.web"), inside(place, clock, before=lambda: place.rename(away)) as open_:
        assert open_().page.status_code == 503
        away.rename(place)
        browser = open_()
        for _ in range(1000):
            if rows(place) == NOTHING:
                break
            browser.get("/")
        assert rows(place) == NOTHING
        browser.begin()
        assert "This was last done on 2027-06-12 12:00 UTC." in browser.get("/").text
    told = [record for record in caplog.records if "purge" in record.getMessage()]
    assert told[0].getMessage().startswith("the purge failed")
    assert (told[-1].getMessage(), vars(told[-1])["particulars"]) == ("purged", {"deleted": 1, "kept": 0})


# --- what is left where others read --------------------------------------------------------------------------------


@pytest.mark.sqlite
def test_traces_that_a_reader_keeps_are_told_and_removed_later(
    tmp_path: Path, store: Store, knowledge: Knowledge, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("diagnosis.sessions.database._LOG_SECONDS", 0)
    place, id_ = tmp_path / "sessions.sqlite3", secret_session(store, knowledge)
    reader = sqlite3.connect(place)
    reader.execute("begin")
    assert reader.execute("select count(*) from sessions").fetchone() == (1,)
    assert store.delete(id_) is False
    assert SECRET.encode() in bytes_of(tmp_path)
    assert store.tidy() is False
    reader.close()
    assert store.tidy() is True
    assert SECRET.encode() not in bytes_of(tmp_path)


@pytest.mark.sqlite
def test_a_reader_is_told_in_the_terminal_and_on_the_pages(
    tmp_path: Path, store: Store, knowledge: Knowledge, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("diagnosis.sessions.database._LOG_SECONDS", 0)
    place = tmp_path / "sessions.sqlite3"
    start(store, knowledge)
    with inside(place) as open_:
        browser = open_()
        path = browser.begin()
        reader = sqlite3.connect(place)
        reader.execute("begin")
        reader.execute("select count(*) from sessions").fetchone()
        browser.get(f"{path}/session")
        browser.post(f"{path}/delete", sure="yes")
        assert "Traces of it are still on the server" in browser.text
        told = ask("--store", place, "--who", "Ona", "--delete", "last")
        assert told.exit_code == 0 and "traces of what was deleted are still on the disk" in told.stderr
        reader.close()


def test_states_that_another_process_deleted_are_forgotten(tmp_path: Path, store: Store, knowledge: Knowledge) -> None:
    ids = [shared(store, knowledge) for _ in range(2)]
    Store.open(tmp_path / "sessions.sqlite3").delete(ids[0])
    assert store.tidy() is True
    assert {id_ for id_, _ in store._remembered.states} == {ids[1]}


# --- all of it, from everywhere -----------------------------------------------------------------------------------


@pytest.mark.parametrize("by", ["delete", "purge"])
def test_the_store_leaves_nothing_of_a_session(tmp_path: Path, store: Store, knowledge: Knowledge, by: str) -> None:
    id_ = shared(store, knowledge)
    if by == "delete":
        store.delete(id_)
    else:
        store.purge(timedelta(seconds=-1))
    assert rows(tmp_path / "sessions.sqlite3") == NOTHING


@pytest.mark.parametrize("end", [("--delete", "last"), ("--purge", "0")])
def test_the_terminal_leaves_nothing_of_a_session(
    tmp_path: Path, store: Store, knowledge: Knowledge, end: tuple[str, str]
) -> None:
    shared(store, knowledge)
    assert ask("--store", tmp_path / "sessions.sqlite3", "--who", "Ona", *end).exit_code == 0
    assert rows(tmp_path / "sessions.sqlite3") == NOTHING


def test_every_start_in_the_terminal_purges_all_that_belongs_to_old_sessions(
    tmp_path: Path, knowledge: Knowledge
) -> None:
    clock = Hands()
    clock.pass_(-10 * 365 * DAY)
    shared(Store.open(tmp_path / "sessions.sqlite3", clock), knowledge)
    ask("--store", tmp_path / "sessions.sqlite3", "--list")
    assert rows(tmp_path / "sessions.sqlite3") == NOTHING


def test_the_pages_leave_nothing_of_a_session_that_is_deleted(tmp_path: Path) -> None:
    place = tmp_path / "sessions.sqlite3"
    with inside(place) as open_:
        owner, guest = open_(), open_()
        path = owner.begin()
        for browser in (guest, None):
            owner.get(f"{path}/session")
            owner.post(f"{path}/link")
            link = re.search(r"/resume/[\w-]+", owner.text)
            assert link
            if browser is not None:
                browser.get(link[0])
                browser.post(link[0])
        assert rows(place) == {"sessions": 1, "events": 0, "web_links": 1, "web_guests": 1}
        guest.get(f"{path}/session")
        assert guest.post(f"{path}/delete", sure="yes").status_code == 403
        owner.get(f"{path}/session")
        owner.post(f"{path}/delete", sure="yes")
        assert rows(place) == NOTHING
        assert owner.get(path).status_code == 404


def test_the_pages_purge_all_that_belongs_to_old_sessions(tmp_path: Path, knowledge: Knowledge) -> None:
    clock = Hands()
    shared(Store.open(tmp_path / "sessions.sqlite3", clock), knowledge)
    for seconds, kept in ((30 * DAY, 1), (1, 0)):
        clock.pass_(seconds)
        with inside(tmp_path / "sessions.sqlite3", clock, retention_days=30) as open_:
            open_()
        assert rows(tmp_path / "sessions.sqlite3")["web_guests"] == kept
    assert rows(tmp_path / "sessions.sqlite3") == NOTHING


def test_what_earlier_versions_left_of_deleted_sessions_goes(tmp_path: Path, store: Store) -> None:
    guest, link = (
        "insert into web_guests values ('gone', 'browser-1')",
        "insert into web_links values ('digest', 'gone', 4e9)",
    )
    change(tmp_path / "sessions.sqlite3", guest, link)
    store.purge()
    assert rows(tmp_path / "sessions.sqlite3") == NOTHING
