"""`python -m benchmarks.load`: see the package."""

from __future__ import annotations

import argparse
import asyncio
import os
import sys
from collections import Counter
from collections.abc import Awaitable, Iterable, Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

import httpx
import numpy as np

from benchmarks import load as package
from benchmarks.evaluation.teams import draw_gaps, draw_teams, teams_at
from benchmarks.load.attackers import attacking
from benchmarks.load.manager import Manager, Sent
from benchmarks.load.serving import serving
from diagnosis.intake.model import Given, Team
from diagnosis.knowledge.base import Knowledge
from diagnosis.knowledge.model import Subject
from diagnosis.loading import load_knowledge
from diagnosis.web.uploads import team_of

GOAL_SECONDS = 0.5
COMPLETENESS = 0.8
SEED = 2026


def main(arguments: Sequence[str] | None = None) -> int:
    """Measures and checks; 1 where an answer was lost or mixed up. A goal of speed that is missed is told."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.load", description=package.__doc__)
    parser.add_argument("--managers", type=int, default=100, help="who answer at once (%(default)s)")
    parser.add_argument("--think", type=float, default=10, help="seconds between page and answer (%(default)s)")
    parser.add_argument("--questions", type=int, default=15, help="that each manager answers at most (%(default)s)")
    parser.add_argument("--workers", type=int, default=2, help="processes of the server (%(default)s)")
    parser.add_argument("--attack", action="store_true", help="one attacker of each kind beside them, all the while")
    options = parser.parse_args(arguments)
    knowledge = load_knowledge()
    rng = np.random.default_rng(SEED)
    drawn = draw_teams(knowledge, rng, options.managers)
    teams = list(teams_at(knowledge, drawn, draw_gaps(knowledge, rng, drawn), COMPLETENESS))
    with TemporaryDirectory() as folder, serving(Path(folder), options.workers) as address:
        began = perf_counter()
        load_before, answered = os.getloadavg()[0], Counter[str]()
        managers = _all(address, teams, knowledge, options.think, options.questions)
        sent = asyncio.run(_attacked(address, managers, answered) if options.attack else managers)
        taken = perf_counter() - began
    print(
        f"{options.managers} managers, {options.think:g} s of thought, {options.workers} processes, "
        f"{os.cpu_count()} cores: {sum(manager.answers for manager in sent)} answers in {taken:.0f} s\n"
        f"load of the machine: {load_before:.1f} before, {os.getloadavg()[0]:.1f} after\n"
    )
    for name, count in sorted(answered.items()):
        print(f"attack: {name}: {count}")
    print("| from click to page | times | p50 | p95 | p99 | most |\n| --- | ---: | ---: | ---: | ---: | ---: |")
    waits = {name: [wait for manager in sent for wait in manager.waits.get(name, ())] for name in sent[0].waits}
    for name, seconds in waits.items():
        told = " | ".join(f"{value * 1000:,.0f} ms" for value in (*np.percentile(seconds, [50, 95, 99]), max(seconds)))
        print(f"| {name} | {len(seconds)} | {told} |")
    met = bool(np.percentile(waits["answer"], 95) <= GOAL_SECONDS)
    print(f"\np95 of an answer within {GOAL_SECONDS * 1000:.0f} ms: {'met' if met else 'MISSED'}")
    wrong = [line for team, own in zip(teams, sent, strict=True) for line in wrong_in(team, own, knowledge)]
    print("\n".join(wrong) or "no answer was lost, and none is another manager's")
    return 1 if wrong else 0


async def _attacked(address: str, managers: Awaitable[Sequence[Sent]], answered: Counter[str]) -> Sequence[Sent]:
    async with attacking(address) as seen:
        sent = await managers
    answered.update(seen)
    return sent


async def _all(
    address: str, teams: Sequence[Team], knowledge: Knowledge, think: float, questions: int
) -> Sequence[Sent]:
    async def interviewed(number: int, team: Team) -> Sent:
        # Each has a browser of its own, with its own cookies and connections.
        async with httpx.AsyncClient(base_url=address, follow_redirects=True, timeout=120) as client:
            return await Manager(team, knowledge, think, SEED + number).interview(client, questions)

    return await asyncio.gather(*(interviewed(number, team) for number, team in enumerate(teams)))


def wrong_in(team: Team, sent: Sent, knowledge: Knowledge) -> Iterable[str]:
    """Differences between what was sent and what the server kept."""
    kept = team_of([("facts.yaml", sent.exported.encode())], knowledge).team
    if kept.team != team.team:
        yield f"{team.team}: the facts of {kept.team}"
    if sent.trail != sent.answers:
        yield f"{team.team}: {sent.answers} answers sent, {sent.trail} kept"
    yield from _differences(team.team, sent.facts, kept.facts)
    members: dict[tuple[Subject, str], Mapping[str, Given]] = {
        (subject, member.member): member.facts for subject, own in kept.members.items() for member in own
    }
    for key in {*sent.members, *members}:
        yield from _differences(f"{team.team} {key[1]}", sent.members.get(key, {}), members.get(key, {}))


def _differences(whose: str, sent: Mapping[str, Given], kept: Mapping[str, Given]) -> Iterable[str]:
    for fact in sorted({*sent, *kept}):
        given, other = sent.get(fact), kept.get(fact)
        if (given and (given.value, given.count, given.of)) != (other and (other.value, other.count, other.of)):
            yield f"{whose}: {fact} was sent as {given}, kept as {other}"


if __name__ == "__main__":
    sys.exit(main())
