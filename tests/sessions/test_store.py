"""Sessions that last: nothing acknowledged is lost, whoever else answers, and what is deleted is gone."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from datetime import UTC, datetime
from itertools import pairwise
from multiprocessing import get_context
from pathlib import Path

import pytest

from diagnosis.faults import Faulty
from diagnosis.interview import Cell, Event, begin
from diagnosis.knowledge.base import Knowledge
from diagnosis.sessions import Moved, NoSuchSession, Session, Store
from tests.packaged import packaged_knowledge
from tests.postgres import kept_at
from tests.sessions.keeping import SECRET, answer, bytes_of, secret_session, start

ROUNDS = 100 if os.environ.get("HYPOTHESIS_PROFILE") == "thorough" else 8


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
        store.record(id_, answer("182%"), knowledge)
    with pytest.raises(Faulty):
        store.record(id_, [answer("82%"), answer("182%")], knowledge)
    assert store.trail(id_) == []


def test_several_answers_are_written_at_once(store: Store, knowledge: Knowledge) -> None:
    id_ = start(store, knowledge).id
    last = store.record(id_, [answer("82%"), answer("85%")], knowledge, who="Ona")
    assert [(entry.number, entry.who, entry.old, entry.new) for entry in store.trail(id_)] == [
        (1, "Ona", {"facts.otif": None}, {"facts.otif": "82%"}),
        (2, "Ona", {"facts.otif": "82%"}, {"facts.otif": "85%"}),
    ]
    assert store.load(id_, knowledge) == last


def test_the_trail_says_who_when_and_what_was_before(tmp_path: Path, knowledge: Knowledge) -> None:
    moments = iter(datetime(2026, 11, 23, 12, minute, tzinfo=UTC) for minute in range(10))
    store = Store.open(tmp_path / "sessions.sqlite3", clock=lambda: next(moments))
    id_ = start(store, knowledge).id
    store.record(id_, answer("82%"), knowledge, who="Ona")
    store.record(id_, answer("85%"), knowledge, who="Jonas")
    store.record(id_, Event("unknown", "team", ("otif",)), knowledge, who="Ona")
    store.record(id_, Event("withdraw", "team", ("otif",)), knowledge, who="Ona")
    assert [(entry.number, entry.who, entry.at.minute, entry.old, entry.new) for entry in store.trail(id_)] == [
        (1, "Ona", 1, {"facts.otif": None}, {"facts.otif": "82%"}),
        (2, "Jonas", 2, {"facts.otif": "82%"}, {"facts.otif": "85%"}),
        (3, "Ona", 3, {"facts.otif": "85%"}, {"facts.otif": "?"}),
        (4, "Ona", 4, {"facts.otif": "?"}, {"facts.otif": None}),
    ]


def test_sessions_are_listed_by_owner_the_last_changed_first(store: Store, knowledge: Knowledge) -> None:
    first, second = start(store, knowledge), start(store, knowledge)
    start(store, knowledge, "Jonas")
    store.record(first.id, answer("82%"), knowledge)
    assert [(summary.id, summary.number) for summary in store.list("Ona")] == [(first.id, 1), (second.id, 0)]
    assert len(store.list()) == 3


# --- what is not lost -----------------------------------------------------------------------------------------


@pytest.mark.sqlite
@pytest.mark.slow
@pytest.mark.skipif(not hasattr(os, "fork"), reason="kills processes that it forks")
def test_what_was_acknowledged_outlives_kill_9(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "tests.sessions.killed", str(tmp_path / "sessions.sqlite3"), str(ROUNDS), "1"]
    root = Path(__file__).parents[2]
    environment = {**os.environ, "PYTHONPATH": str(root)}
    run = subprocess.run(command, cwd=root, env=environment, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr
    outcome = json.loads(run.stdout)
    assert outcome["acknowledged"] >= ROUNDS
    assert (outcome["lost"], outcome["wrong"], outcome["unreadable"]) == (0, 0, 0)


def test_answers_of_many_managers_do_not_mix(store: Store, knowledge: Knowledge) -> None:
    ids = [start(store, knowledge, f"M{number}").id for number in range(12)]

    def answers(number: int) -> Session:
        for step in range(6):
            session = store.record(ids[number], answer(f"{60 + number}.{step}%"), knowledge, who=f"M{number}")
            assert session.interview.answers[Cell("team", "otif")].text == f"{60 + number}.{step}%"
        return session

    with ThreadPoolExecutor(len(ids)) as pool:
        last = list(pool.map(answers, range(len(ids))))
    assert [summary.id for summary in last] == ids
    for number, id_ in enumerate(ids):
        assert [(entry.who, entry.event.text) for entry in store.trail(id_)] == [
            (f"M{number}", f"{60 + number}.{step}%") for step in range(6)
        ]


def test_answers_at_once_to_one_session_are_all_taken(store: Store, knowledge: Knowledge) -> None:
    id_ = start(store, knowledge).id
    texts = [f"{60 + number}.5%" for number in range(24)]
    with ThreadPoolExecutor(len(texts)) as pool:
        list(pool.map(lambda text: store.record(id_, answer(text), knowledge, who=text), texts))
    trail = store.trail(id_)
    assert sorted(str(entry.event.text) for entry in trail) == sorted(texts)
    assert [entry.number for entry in trail] == list(range(1, len(texts) + 1))
    # Each saw what was there before it, and the last one stands.
    for before, after in pairwise(trail):
        assert after.old == before.new
    assert store.load(id_, knowledge).interview.answers[Cell("team", "otif")].text == trail[-1].event.text


def answer_in_process(task: tuple[str, list[str], str]) -> int:
    """Answers every session a few times, from a process of its own."""
    place, ids, who = task
    store, knowledge = Store.open(place), packaged_knowledge()
    for step in range(5):
        for id_ in ids:
            store.record(id_, answer(f"{60 + step}.{who}%"), knowledge, who=who)
    return len(ids) * 5


@pytest.mark.slow
def test_answers_of_two_processes_are_all_taken(tmp_path: Path, store: Store, knowledge: Knowledge) -> None:
    shared, own = start(store, knowledge).id, [start(store, knowledge).id for _ in range(2)]
    tasks = [(kept_at(tmp_path / "sessions.sqlite3"), [shared, own[number]], str(number)) for number in range(2)]
    with ProcessPoolExecutor(2, get_context("spawn")) as pool:
        assert list(pool.map(answer_in_process, tasks)) == [10, 10]
    for number in range(2):
        expected = [f"{60 + step}.{number}%" for step in range(5)]
        assert [entry.event.text for entry in store.trail(own[number])] == expected
        assert [entry.event.text for entry in store.trail(shared) if entry.who == str(number)] == expected


@pytest.mark.slow
def test_another_process_that_comes_and_goes_takes_nothing_away(
    tmp_path: Path, store: Store, knowledge: Knowledge
) -> None:
    """As `diagnosis serve` does: two parts of one process have opened the database."""
    place = kept_at(tmp_path / "sessions.sqlite3")
    id_ = start(store, knowledge).id
    second = Store.open(place)
    program = f"from diagnosis.sessions import Store; s = Store.open({place!r}); s.purge(); s.close()"
    subprocess.run([sys.executable, "-c", program], cwd=Path(__file__).parents[2], check=True)
    store.record(id_, answer("82%"), knowledge)
    assert second.load(id_, knowledge).number == 1
    assert len(Store.open(place).trail(id_)) == 1


# --- what is deleted ------------------------------------------------------------------------------------------


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
    assert [summary.id for summary in store.list()] == [kept]


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
