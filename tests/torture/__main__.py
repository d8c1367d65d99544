"""`python -m tests.torture`: see the package."""

from __future__ import annotations

import argparse
import os
import secrets
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import nullcontext
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from tests import postgres, torture
from tests.torture.inside import clock_jumps, damaged, hostile_overlays
from tests.torture.serving import (
    Attack,
    Scene,
    full_disk,
    kill_server,
    kill_workers,
    locked,
    racing_browsers,
    slow_senders,
    taken_away,
)

BOTH: tuple[Attack, ...] = (
    kill_workers,
    racing_browsers,
    locked,
    kill_server,
    taken_away,
    slow_senders,
    clock_jumps,
)
SQLITE_ALONE: tuple[Attack, ...] = (full_disk, damaged, hostile_overlays)
"""A server's disk and files are its own; overlays have nothing to do with a database."""

NAMED = {attack.__name__.replace("_", "-"): attack for attack in (*BOTH, *SQLITE_ALONE)}

SQLITE, POSTGRESQL = "sqlite", "postgresql"


def main(arguments: Sequence[str] | None = None) -> int:
    """Attacks for as long as asked; 1 where something did not hold, 3 where PostgreSQL was wanted and is not there."""
    parser = argparse.ArgumentParser(prog="python -m tests.torture", description=torture.__doc__)
    parser.add_argument("--seconds", type=float, default=600, help="how long (%(default)s)")
    parser.add_argument("--seed", type=int, default=secrets.randbelow(2**32), help="repeats the draws of a run")
    parser.add_argument("--on", choices=[SQLITE, POSTGRESQL], help="one database; by default both, by turns")
    parser.add_argument("--round", type=float, default=8, help="seconds of attack in a round (%(default)s)")
    parser.add_argument("--only", choices=sorted(NAMED), nargs="+", default=list(NAMED), help="these attacks alone")
    options = parser.parse_args(arguments)
    attacks = [NAMED[name] for name in options.only]
    databases = [options.on] if options.on else [SQLITE, POSTGRESQL]
    if postgres.programs() is None and POSTGRESQL in databases:
        print("NOT RUN on PostgreSQL: it is not there (Debian: postgresql)")
        databases.remove(POSTGRESQL)
        if not databases:
            return 3
    print(f"seed {options.seed}; again with: make torture TORTURE_SEED={options.seed}\n", flush=True)
    with postgres.running() if POSTGRESQL in databases else nullcontext() as port:
        random = Random(options.seed)
        # A short run sees some of the attacks, and another one others.
        random.shuffle(attacks)
        return _attack(_turns(attacks, databases), random, options.seconds, options.round, port)


def _attack(
    turns: Iterator[tuple[Attack, str]], random: Random, seconds: float, round_seconds: float, port: int | None
) -> int:
    end, wrong, rounds, acknowledged = time.monotonic() + seconds, 0, 0, 0
    while time.monotonic() < end:
        attack, database = next(turns)
        with TemporaryDirectory(prefix="torture-") as folder:
            scene = Scene(Path(folder), Random(random.random()), round_seconds)
            if database == POSTGRESQL:
                os.environ[postgres.SERVER] = str(port)
            else:
                os.environ.pop(postgres.SERVER, None)
            began = time.monotonic()
            try:
                attack(scene)
            except Exception as error:  # noqa: BLE001 - told, and the others still run
                scene.faults.append(f"{type(error).__name__}: {error}")
            answers = sum(len(manager.acknowledged) for manager in scene.managers)
        rounds, acknowledged, wrong = rounds + 1, acknowledged + answers, wrong + len(scene.faults)
        taken = time.monotonic() - began
        name = attack.__name__.replace("_", " ")
        told = f"{answers} answers acknowledged; " if scene.managers else ""
        print(f"{name:17} {database:11} {taken:4.0f} s  {told}{scene.done}", flush=True)
        for fault in scene.faults:
            print(f"    WRONG: {fault}", flush=True)
    print(f"\n{rounds} rounds, {acknowledged} acknowledged answers: {wrong or 'nothing'} wrong")
    return 1 if wrong else 0


def _turns(attacks: Sequence[Attack], databases: Sequence[str]) -> Iterator[tuple[Attack, str]]:
    """Every attack on one database, then on the other; so a short run sees each attack once."""
    turn = 0
    while True:
        for index, attack in enumerate(attacks):
            if attack in BOTH:
                yield attack, databases[(index + turn) % len(databases)]
            elif SQLITE in databases or attacks == [attack]:
                yield attack, SQLITE
        turn += 1


if __name__ == "__main__":
    sys.exit(main())
