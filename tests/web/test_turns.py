"""A browser's requests are answered one after another; those of others do not wait for them."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

import pytest

from diagnosis.web import turns
from diagnosis.web.turns import Busy, Turns

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
        assert own._turns == {}
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
        assert own._turns == {}

    run_apart(run())
