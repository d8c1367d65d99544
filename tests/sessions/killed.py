"""`python -m tests.sessions.killed DATABASE ROUNDS SEED`: processes that answer are killed, and nothing is lost.

Each round forks a process that records answers and says of each, over a pipe, when it is acknowledged. After some of
them the process is killed (SIGKILL): every other time while it writes, as soon as the log of the database changes.
Prints one line of JSON: what was acknowledged, lost, and how many states were wrong.
"""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import sys
from pathlib import Path
from random import Random

from diagnosis.interview import Event, begin
from diagnosis.knowledge.base import Knowledge
from diagnosis.loading import load_knowledge
from diagnosis.sessions import Store

FACTS = ("otif", "order_errors", "csat", "discount_depth", "certified")
TOGETHER = 2
"""Answers that are recorded at once: all of them or none."""


def answer_until_killed(database: Path, id_: str, knowledge: Knowledge, seed: int, pipe: int) -> None:
    """Record one pair of answers after another, and say each that was acknowledged."""
    random, store = Random(seed), Store.open(database)
    while True:
        events = [
            Event("answer", "team", (fact,), None, f"{random.randint(0, 10_000) / 100:.2f}%!")
            for fact in random.sample(FACTS, TOGETHER)
        ]
        number = store.record(id_, events, knowledge, who=str(seed)).number - TOGETHER
        said = [[number + index, event.facts[0], event.text] for index, event in enumerate(events, start=1)]
        os.write(pipe, "".join(json.dumps(line) + "\n" for line in said).encode())


def killed(database: Path, id_: str, knowledge: Knowledge, random: Random) -> list[list[object]]:
    """What a process acknowledged that was killed at some moment."""
    reading, writing = os.pipe()
    seed = random.randint(0, 2**32)
    child = os.fork()
    if child == 0:
        try:
            os.close(reading)
            answer_until_killed(database, id_, knowledge, seed, writing)
        finally:
            os._exit(1)
    os.close(writing)
    with os.fdopen(reading, "rb") as pipe:
        first = [pipe.readline() for _ in range(random.randint(1, 3 * TOGETHER))]
        if random.random() < 0.5:
            await_change(database.with_name(f"{database.name}-wal"), child)
        os.kill(child, signal.SIGKILL)
        lines = [*first, *pipe.readlines()]
    os.waitpid(child, 0)
    # A line that the kill cut off was acknowledged to nobody.
    return [json.loads(line) for line in lines if line.endswith(b"\n")]


def await_change(file: Path, writer: int) -> None:
    """Wait until the file changes, or the process that writes it has ended."""
    before = state(file)
    while state(file) == before and os.waitid(os.P_PID, writer, os.WEXITED | os.WNOHANG | os.WNOWAIT) is None:
        pass


def state(file: Path) -> tuple[int, int]:
    """When a file was last written, and how long it is; zero where it is not there."""
    if not file.exists():
        return 0, 0
    read = file.stat()
    return read.st_mtime_ns, read.st_size


def main() -> None:
    """Kill as often as asked, and look each time whether anything is lost."""
    database, rounds, random = Path(sys.argv[1]), int(sys.argv[2]), Random(sys.argv[3])
    knowledge = load_knowledge()
    store = Store.open(database)
    id_ = store.start(begin(knowledge, "North", "2026-Q3")).id
    store.close()
    acknowledged, lost, wrong, unreadable = 0, 0, 0, 0
    for _ in range(rounds):
        said = killed(database, id_, knowledge, random)
        acknowledged += len(said)
        # With SQLite alone: the store must not be open while the next process is forked.
        with sqlite3.connect(database) as connection:
            unreadable += connection.execute("PRAGMA integrity_check").fetchone() != ("ok",)
        connection.close()
        store = Store.open(database)
        trail = {trace.number: trace.event for trace in store.trail(id_)}
        lost += sum((trail[n].facts, trail[n].text) != ((fact,), text) if n in trail else 1 for n, fact, text in said)
        session = store.load(id_, knowledge)
        last = {event.facts[0]: event.text for _, event in sorted(trail.items())}
        wrong += {cell.fact: answer.text for cell, answer in session.interview.answers.items()} != last
        wrong += list(trail) != list(range(1, session.number + 1))
        wrong += session.number % TOGETHER != 0
        store.close()
    print(json.dumps({"acknowledged": acknowledged, "lost": lost, "wrong": wrong, "unreadable": unreadable}))


if __name__ == "__main__":
    main()
