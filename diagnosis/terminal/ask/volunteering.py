"""What somebody says unasked: another fact, since when it is so, what does not apply; or whom to ask instead."""

from __future__ import annotations

from diagnosis.interview import (
    Event,
    Question,
    agenda_of,
    for_others,
    handing_over,
    history_wanted,
    last_answered,
    to_hand_over,
)
from diagnosis.presentation import found_facts, handing_view, named
from diagnosis.terminal.ask import screens
from diagnosis.terminal.ask.conversation import Conversation
from diagnosis.terminal.ask.revising import revise

_ALL = ("all", "visi", "visus", "visiems")
_BEFORE = {"before": "before", "prieš": "before", "pries": "before", "anksčiau": "before", "anksciau": "before"}


def find(talk: Conversation, words: str) -> None:
    """Find a fact by its name or by words of it, and put its question."""
    words = words or talk.further(talk.texts("ask.which_fact"))
    if not words:
        return
    rows = found_facts(talk.interview, words, talk.names)
    if not rows:
        talk.refuse([talk.texts("ask.no_fact", words=words)])
        return
    row = rows[0] if len(rows) == 1 else None
    if row is None:
        talk.show(lambda page: screens.facts(page, rows, talk.texts))
        number = talk.further(talk.texts("ask.which_number"))
        row = talk.picked(number, rows) if number else None
    if row is not None:
        revise(talk, row.cell.subject, (row.cell.fact,))


def hand_over(talk: Conversation, words: str, question: Question | None) -> None:
    """Make requests of the open questions of a department: that of the question, of the one named, or of all others."""
    agenda = agenda_of(talk.interview)
    held = to_hand_over(agenda)
    if words.lower() in _ALL:
        bases = for_others(agenda)
    else:
        wanted = (words or (question.held_by if question else None) or "").lower()
        meant = [
            department
            for department in held
            if wanted in (department.lower(), talk.names.department(department).lower())
        ]
        if not meant:
            view = handing_view(talk.interview, talk.names)
            talk.show(lambda page: screens.departments(page, view, talk.texts))
            return
        bases = held[meant[0]]
    for event in handing_over(bases):
        talk.record(event)
    talk.show(lambda page: page.line(talk.texts.counted("ask.handed_over", len(bases)), 2))


def since(talk: Conversation, words: str) -> None:
    """Say since when a fact is as it is: the one answered last, or the one named before the quarter."""
    name, _, when = words.rpartition(" ")
    fact: str | None
    if name:
        fact = named(talk.interview, name)
    else:
        trail = last_answered(entry.event for entry in talk.store.trail(talk.session.id))
        fact = next((answered.facts[0] for answered in trail if answered.subject == "team"), None)
    if fact is None or not when:
        talk.refuse([talk.texts("ask.since_how")])
        return
    if talk.record(Event("since", "team", (fact,), text="" if when == "-" else _BEFORE.get(when.lower(), when))):
        told = talk.texts("ask.since_noted", fact=talk.names.fact(fact), since=when)
        talk.show(lambda page: page.line(told, 2))


def does_not_apply(talk: Conversation, words: str, question: Question | None) -> None:
    """Say that a fact, or a whole stage, is nothing that the company has, with the reason, and who says so."""
    name, colon, reason = (part.strip() for part in words.partition(":"))
    if colon:
        meant = named(talk.interview, name)
    elif words and named(talk.interview, words) is not None:
        # A name without a reason is no reason.
        meant, reason = named(talk.interview, words), ""
    else:
        meant, reason = (question.facts[0] if question and not question.is_table else None), words
    if meant is None:
        talk.refuse([talk.texts("ask.apply_how")])
        return
    reason = reason or talk.further(talk.texts("ask.why_not_applicable"))
    if not reason:
        return
    taken_back = reason == "-"
    if not talk.record(Event("does_not_apply", "team", (meant,), text="" if taken_back else reason)):
        return
    stage = talk.interview.knowledge.stages.get(meant)
    told = talk.texts(
        "ask.apply_noted", name=talk.names.stage(meant) if stage else talk.names.fact(meant), reason=reason
    )
    talk.show(lambda page: page.line(told, 2))
    if not taken_back and talk.interview.particulars.statements.does_not_apply_by is None:
        by = talk.further(talk.texts("ask.who_says_so", who=talk.who)) if talk.console.interactive else ""
        talk.record(Event("does_not_apply_by", "team", (), text=by or talk.who))


def ask_for_history(talk: Conversation, before: int) -> None:
    """Say that it matters since when the fact is so that was answered after event `before`, where that is not known."""
    if talk.session.number == before:
        return
    trail = last_answered(entry.event for entry in talk.store.trail(talk.session.id))
    answered = next(iter(trail), None)
    if answered and answered.subject == "team" and history_wanted(talk.interview, answered.facts[0]):
        fact = talk.names.fact(answered.facts[0])
        talk.show(lambda page: page.line(talk.texts("ask.since_hint", fact=fact), 2))
