"""How much of a store one person may use: more is refused in words, and nothing of it is written."""

from __future__ import annotations

from pathlib import Path

import pytest

from diagnosis.faults import Faulty
from diagnosis.interview import Event, begin
from diagnosis.knowledge.base import Knowledge
from diagnosis.sessions import Limits, Store, remembered
from tests.sessions.keeping import answer, start


def table(first: int, count: int) -> Event:
    rows = "".join(f"S-{number},70%\n" for number in range(first, first + count))
    return Event("table", "seller", ("attainment",), None, f"seller,attainment\n{rows}")


@pytest.fixture
def limited(tmp_path: Path) -> Store:
    limits = Limits(members=30, events=6, text=1_000, interviews=2, work=60)
    return Store.open(tmp_path / "sessions.sqlite3", limits=limits)


def refused(store: Store, id_: str, knowledge: Knowledge, *given: Event) -> str:
    before = store.load(id_, knowledge).number
    with pytest.raises(Faulty) as caught:
        store.record(id_, given, knowledge)
    assert store.load(id_, knowledge).number == before
    return str(caught.value)


def test_members(limited: Store, knowledge: Knowledge) -> None:
    id_ = start(limited, knowledge).id
    assert "151 rows are more than the pages take (30)" in refused(limited, id_, knowledge, table(0, 150))
    limited.record(id_, table(0, 30), knowledge)
    assert "31 rows are more" in refused(limited, id_, knowledge, table(30, 1))


def test_members_of_a_beginning(limited: Store, knowledge: Knowledge) -> None:
    known = begin(knowledge, "North", "2026-Q3").apply(table(0, 31))
    with pytest.raises(Faulty, match="31 rows are more"):
        limited.start(known, who="Ona")
    assert limited.list() == []


def test_changes_at_once(limited: Store, knowledge: Knowledge) -> None:
    id_ = start(limited, knowledge).id
    limited.record(id_, table(0, 20), knowledge)
    told = refused(limited, id_, knowledge, *([answer("82%")] * 4))
    assert "4 changes at once are too many beside 20 members" in told and "at most 3 at once" in told
    assert limited.record(id_, [answer("82%")] * 3, knowledge).number == 4


def test_events_and_text(limited: Store, knowledge: Knowledge) -> None:
    id_ = start(limited, knowledge).id
    for number in range(6):
        limited.record(id_, answer(f"{70 + number}%"), knowledge)
    assert "as many answers as are kept of one" in refused(limited, id_, knowledge, answer("99%"))
    other = start(limited, knowledge).id
    for first in (0, 2, 4):
        limited.record(other, Event("table", "seller", (), None, f"seller\nS-{first}{'x' * 180}\n"), knowledge)
    long = "seller\n" + "".join(f"S-{number}{'y' * 180}\n" for number in range(3))
    assert "as many answers as are kept" in refused(limited, other, knowledge, Event("table", "seller", (), None, long))


def test_interviews_of_one_person(limited: Store, knowledge: Knowledge) -> None:
    first = start(limited, knowledge)
    start(limited, knowledge)
    with pytest.raises(Faulty, match="2 interviews are kept for this browser already"):
        start(limited, knowledge)
    assert start(limited, knowledge, "Jonas").owner == "Jonas"
    limited.delete(first.id)
    assert start(limited, knowledge).owner == "Ona"


def test_what_is_remembered_has_a_size(store: Store, knowledge: Knowledge, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(remembered, "MOST_BYTES", 3 * remembered.STATE_BYTES)
    ids = [start(store, knowledge).id for _ in range(5)]
    assert [id_ for id_, _ in store._remembered.states] == ids[2:]
    store.record(ids[0], table(0, 300), knowledge)
    assert store._remembered.states == [(ids[0], 1)]
    for id_ in ids:
        store.delete(id_)
    assert (store._remembered.states, store._remembered.bytes) == ([], 0)
