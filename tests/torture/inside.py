"""Attacks on the store and the rules within the process."""

from __future__ import annotations

import time
from contextlib import closing
from datetime import timedelta
from random import Random

from diagnosis.interview import begin
from diagnosis.sessions import KEPT_DAYS, NoSuchSession, Store, StoreFault, back_up, inspected, repair
from tests.laws.test_overlays import tried
from tests.packaged import packaged_knowledge
from tests.postgres import kept_at
from tests.sessions.keeping import Hands, answer
from tests.torture.serving import Scene

KEPT = timedelta(days=KEPT_DAYS)
PAGE = 4096


def clock_jumps(scene: Scene) -> None:
    """The clock jumps ahead and back by years while interviews are answered and purged."""
    knowledge, clock, random = packaged_knowledge(), Hands(), scene.random
    right = clock.moment
    answered: dict[str, list[str]] = {}
    jumps = refused = 0
    with closing(Store.open(kept_at(scene.place), clock)) as store:
        end = time.monotonic() + scene.seconds
        while time.monotonic() < end:
            while len(answered) < 8:
                answered[store.start(begin(knowledge, "North", "2026-Q3")).id] = []
            # By the right clock all were answered just now: a purge by any other must leave them.
            for id_, texts in answered.items():
                texts.append(f"{random.randint(0, 9999) / 100:.2f}%!")
                store.record(id_, answer(texts[-1]), knowledge)
            clock.moment = right + timedelta(days=random.randint(-4000, 4000))
            jumps += 1
            purge = store.purge()
            refused += purge.refused > 0
            if clock.moment < right:
                # What is answered by a clock that is ahead is kept too long, and makes the others fewer than most: no
                # program can tell that from time that passed.
                id_ = random.choice(sorted(answered))
                answered[id_].append("77%")
                store.record(id_, answer("77%"), knowledge)
            right += timedelta(days=random.randint(0, 3))
            clock.moment = right
            for id_, texts in answered.items():
                try:
                    kept = [entry.event.text for entry in store.trail(id_)]
                except NoSuchSession:
                    scene.faults.append("an interview is deleted too early")
                    break
                if kept != texts:
                    scene.faults.append(f"of {len(texts)} answers, {len(kept)} are kept")
            else:
                continue
            break
        clock.moment = right + KEPT + timedelta(days=1)
        store.purge(sure=True)
        if store.list():
            scene.faults.append("interviews are kept too long")
    scene.done = f"{jumps} jumps, {refused} purges refused"


def damaged(scene: Scene) -> None:
    """Pages of a copy are overwritten: the damage is told, and nothing that is saved was never said."""
    knowledge, random = packaged_knowledge(), scene.random
    said: dict[str, list[str]] = {}
    with closing(Store.open(scene.place)) as store:
        for team in range(20):
            id_ = store.start(begin(knowledge, f"Team {team}", "2026-Q3")).id
            said[id_] = [f"{random.randint(0, 9999) / 100:.2f}%!" for _ in range(10)]
            for text in said[id_]:
                store.record(id_, answer(text), knowledge)
    end, rounds, saved, untold = time.monotonic() + scene.seconds, 0, 0, 0
    while time.monotonic() < end:
        rounds += 1
        copy = scene.folder / f"copy-{rounds}.sqlite3"
        back_up(scene.place, copy)
        content = bytearray(copy.read_bytes())
        for _ in range(random.randint(1, 3)):
            # The first page is the table of contents: without it there is nothing to read.
            start = random.randrange(PAGE, len(content))
            length = random.choice((1, 16, PAGE))
            content[start : start + length] = random.randbytes(min(length, len(content) - start))
        copy.write_bytes(content)
        try:
            was_told = bool(inspected(copy).faults)
            repair(copy)
            with closing(Store.open(copy)) as store:
                kept = {summary.id: [entry.event.text for entry in store.trail(summary.id)] for summary in store.list()}
        except StoreFault:
            continue
        lost = 0
        for id_, texts in said.items():
            own = kept.get(id_, [])
            saved += len(own)
            lost += len(texts) - len(own)
            # Damage within a value may read as another value: SQLite has no checksums. What is numbered is not mixed.
            untold += own != texts[: len(own)]
        if lost and not was_told:
            scene.faults.append(f"{lost} answers of a damaged file are lost, and nothing was told")
    scene.done = (
        f"{rounds} files damaged, {saved} answers saved, {untold} interviews with an altered value (no checksums)"
    )


def hostile_overlays(scene: Scene) -> None:
    """Generated overlays that weaken what guards persons: each is refused, or every result tells it."""
    end, seen = time.monotonic() + scene.seconds, dict[str, int]()
    while time.monotonic() < end:
        seed = scene.random.randrange(2**32)
        try:
            loaded, early = tried(Random(seed))
        except AssertionError as error:
            scene.faults.append(f"overlay of seed {seed}: {error}")
        else:
            key = f"{loaded}{', somebody named early and told so' if early else ''}"
            seen[key] = seen.get(key, 0) + 1
    scene.done = ", ".join(f"{count} {name}" for name, count in sorted(seen.items()))
