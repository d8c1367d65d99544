"""`make torture` finds what it looks for: answers that are lost or mixed, and what pages must never say."""

from __future__ import annotations

import re
from pathlib import Path
from random import Random

import pytest

from diagnosis.interview import Event
from diagnosis.knowledge.base import Knowledge
from diagnosis.sessions import Store
from tests.sessions.keeping import answer, change, start
from tests.torture.__main__ import main
from tests.torture.checking import faults
from tests.torture.managers import Address, Manager

pytestmark = pytest.mark.sqlite

TEXTS = ["12.0001%!", "12.0002%!", "12.0003%!"]


@pytest.fixture
def manager(store: Store, knowledge: Knowledge) -> Manager:
    """A manager all of whose answers are kept, one of them as a table."""
    id_ = start(store, knowledge).id
    for text in TEXTS[:2]:
        store.record(id_, answer(text), knowledge)
    store.record(id_, Event("table", "seller", (), None, f"seller,attainment\nS-2,{TEXTS[2]}\n"), knowledge)
    return Manager(Address(""), 2, Random(1), id_, list(TEXTS))


def told(tmp_path: Path, manager: Manager) -> list[str]:
    return list(faults(tmp_path / "sessions.sqlite3", [manager]))


def test_where_all_is_kept_nothing_is_told(tmp_path: Path, manager: Manager) -> None:
    assert told(tmp_path, manager) == []


@pytest.mark.parametrize(
    ("damage", "what"),
    [
        ("delete from events where number = 3", "1 of 3 acknowledged answers lost"),
        ("update events set text = '13.0001%!' where number = 2", "1 answers of somebody else, as 13.0001%!"),
        ("update events set text = '12.0001%!' where number = 2", "an answer is kept twice"),
        ("delete from sessions", "the interview of manager 2 is gone"),
    ],
)
def test_what_is_lost_or_mixed_is_told(tmp_path: Path, manager: Manager, damage: str, what: str) -> None:
    change(tmp_path / "sessions.sqlite3", damage)
    assert what in [line.removeprefix("manager 2: ") for line in told(tmp_path, manager)]


def test_what_was_not_acknowledged_may_be_kept_or_not(tmp_path: Path, manager: Manager) -> None:
    manager.acknowledged.remove(TEXTS[1])
    manager.unsure = {TEXTS[1], "12.0009%!"}
    assert told(tmp_path, manager) == []
    manager.wrong.append("the answer 12.0001%! of manager 2: 500")
    assert told(tmp_path, manager) == manager.wrong


def test_a_run_tells_its_seed_and_what_it_did(capsys: pytest.CaptureFixture[str]) -> None:
    options = ["--seconds", "0.1", "--seed", "7", "--on", "sqlite", "--only", "clock-jumps", "--round", "0.1"]
    assert main(options) == 0
    said = capsys.readouterr().out
    assert "TORTURE_SEED=7" in said
    assert re.search(r"clock jumps +sqlite .* \d+ jumps", said)
    assert "1 rounds" in said and "nothing wrong" in said
