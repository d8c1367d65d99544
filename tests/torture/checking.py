"""What has to hold after each round, looked up in the database itself."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import closing
from pathlib import Path

from diagnosis.interview import Event
from diagnosis.sessions import NoSuchSession, Session, Store
from diagnosis.sessions.session import TrailEntry
from tests.laws.test_overlays import named, open_stages
from tests.packaged import packaged_knowledge
from tests.postgres import kept_at
from tests.torture.managers import Manager


def faults(place: Path, managers: Iterable[Manager]) -> Iterator[str]:
    """What is lost, mixed, or let through; nothing where all is well."""
    knowledge = packaged_knowledge()
    with closing(Store.open(kept_at(place))) as store:
        for manager in managers:
            yield from manager.wrong
            try:
                session, trail = store.load(manager.id, knowledge), store.trail(manager.id)
            except NoSuchSession:
                yield f"the interview of manager {manager.number} is gone"
                continue
            yield from _lost_or_mixed(manager, trail)
            yield from _otherwise(manager, session, trail)
            yield from accusations(session)


def accusations(session: Session) -> Iterator[str]:
    """A person who is named while a stage about the team is open."""
    diagnosis, knowledge = session.interview.diagnosis(), session.interview.knowledge
    if named(diagnosis) and open_stages(diagnosis, knowledge):
        yield f"{named(diagnosis)} named while {open_stages(diagnosis, knowledge)} are open"


def text_of(event: Event) -> str:
    """The value that a manager gave by an event: of a table, the one cell."""
    return (event.text or "").strip().rpartition(",")[2] if event.kind == "table" else event.text or ""


def _lost_or_mixed(manager: Manager, trail: Iterable[TrailEntry]) -> Iterator[str]:
    kept = [text_of(entry.event) for entry in trail]
    if len(set(kept)) < len(kept):
        yield f"manager {manager.number}: an answer is kept twice"
    foreign = set(kept) - {*manager.acknowledged, *manager.unsure}
    if foreign:
        yield f"manager {manager.number}: {len(foreign)} answers of somebody else, as {min(foreign)}"
    order = [text for text in kept if text in set(manager.acknowledged)]
    if order != manager.acknowledged:
        lost = set(manager.acknowledged) - set(kept)
        yield f"manager {manager.number}: {len(lost)} of {len(manager.acknowledged)} acknowledged answers lost"


def _otherwise(manager: Manager, session: Session, trail: Iterable[TrailEntry]) -> Iterator[str]:
    """A state that is not what the events say."""
    last = {
        (entry.event.subject, entry.event.facts[0] if entry.event.kind == "answer" else "attainment"): text_of(
            entry.event
        )
        for entry in trail
    }
    for (subject, fact), text in last.items():
        stands = [a for cell, a in session.interview.answers.items() if cell.base == (subject, fact) and a.known]
        if len(stands) != 1 or (stands[0].text or "").rstrip("!") != text.rstrip("!"):
            yield f"manager {manager.number}: {fact} stands as {[a.text for a in stands]}, and was {text}"
