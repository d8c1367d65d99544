"""A browser's requests are answered one after another; those of others do not wait for them."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TypeVar

import pytest

from diagnosis.web import turns
from diagnosis.web.turns import Busy, Turns
from tests.web.inside import inside

_Told = TypeVar("_Told")


def run_apart(work: Coroutine[None, None, _Told]) -> _Told:
    """Run work in a thread of its own: a browser of another test may keep a loop running in this one."""
    with ThreadPoolExecutor(1) as threads:
        return threads.submit(asyncio.run, work).result()


def test_one_after_another_and_others_beside() -> None:
    async def run() -> list[str]:
        own, told, go_on = Turns(), list[str](), asyncio.Event()

        async def work(who: str, name: str, slow: bool) -> None:
            async with own.of(who):
                told.append(f"{name} begins")
                if slow:
                    await go_on.wait()
                told.append(f"{name} ends")

        tasks = [
            asyncio.create_task(work(*each)) for each in (("a", "a1", True), ("a", "a2", False), ("b", "b", False))
        ]
        for _ in range(5):
            await asyncio.sleep(0)
        go_on.set()
        await asyncio.gather(*tasks)
        return told

    assert run_apart(run()) == ["a1 begins", "b begins", "b ends", "a1 ends", "a2 begins", "a2 ends"]


def test_who_asks_for_too_much_at_once_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(turns, "MOST_WAITING", 2)
    monkeypatch.setattr(turns, "SECONDS_TO_WAIT", 0.0)

    async def run() -> None:
        own = Turns()
        async with own.of("a"):
            for _ in range(3):
                with pytest.raises(Busy):
                    async with own.of("a"):
                        raise AssertionError
        async with own.of("a"):
            pass

    run_apart(run())


class Seconds:
    """A clock that stands still until it is moved."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


async def asks(own: Turns, who: str, seconds: float = 0.0) -> None:
    """A request that takes so much of a processor's time."""
    async with own.of(who) as used:
        used[0] = seconds


def test_who_took_much_rests_while_others_are_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(turns, "_RESTING_SECONDS", 0.0)
    clock = Seconds()
    own = Turns(clock)

    async def run() -> None:
        await asks(own, "a", turns.BURST_SECONDS + 1)
        # Alone it need not rest.
        await asks(own, "a")
        await asks(own, "b")
        resting = asyncio.create_task(asks(own, "a"))
        for _ in range(10):
            await asyncio.sleep(0)
        assert not resting.done()
        await asks(own, "b")
        clock.now += 1 / turns.SHARE
        await resting

    run_apart(run())


def test_a_rest_ends_when_the_others_are_gone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(turns, "_RESTING_SECONDS", 0.0)
    clock = Seconds()
    own = Turns(clock)

    async def run() -> None:
        await asks(own, "b")
        await asks(own, "a", 1000.0)
        resting = asyncio.create_task(asks(own, "a"))
        await asyncio.sleep(0)
        clock.now += turns.LATELY_SECONDS + 1
        await resting
        assert list(own._turns) == ["a"]

    run_apart(run())


def test_large_pages_are_worked_out_one_after_another() -> None:
    own = Turns(Seconds())

    async def run() -> None:
        for who in ("a", "b"):
            await asks(own, who, turns.IN_DEBT_SECONDS + 0.1)
        async with own.of("a"):
            second = asyncio.create_task(asks(own, "b"))
            await asks(own, "c")
            assert not second.done()
        await second

    run_apart(run())


def test_what_a_page_takes_is_counted(tmp_path: Path) -> None:
    with inside(tmp_path / "sessions.sqlite3") as open_:
        browser = open_()
        path = browser.begin()
        (turn,) = browser.client.app._turns._turns.values()  # type: ignore[attr-defined]
        for page, is_counted in (("/answers", True), ("/nowhere", False), ("/result", True)):
            browser.get(path + page)
            assert (turn.last > 0) is is_counted
