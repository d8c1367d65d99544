"""How an interview in the terminal begins: anew, from a facts file, after last quarter, or where it was left."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import click

from diagnosis.faults import Faulty, Place
from diagnosis.intake.model import Team
from diagnosis.intake.previous import not_directly_before
from diagnosis.intake.quarters import quarter_after, quarter_over
from diagnosis.interview import Interview, begin, resume_from
from diagnosis.knowledge.base import Knowledge
from diagnosis.messages import say
from diagnosis.sessions import Clock, NoSuchSession, Session, Store
from diagnosis.terminal.ask.command_line import AskCommand
from diagnosis.terminal.ask.console import Console
from diagnosis.terminal.ask.conversation import warn
from diagnosis.terminal.ask.kept_interviews import day_of, found, nothing
from diagnosis.terminal.finding import Wanted, end, the_team
from diagnosis.terminal.options import fail, tell
from diagnosis.terminal.page import page_for_stdout
from diagnosis.texts import texts


def resumed(request: AskCommand, store: Store, knowledge: Knowledge, who: str) -> Session:
    """The session that is to go on, with a word on where it stands."""
    assert request.resume is not None
    if request.facts is not None:
        what = say("FACTS and --resume exclude each other")
        fail(request.language, what, say("start from the file, or go on with the interview"))
    summary = found(store, request.resume, who, request.language)
    try:
        session = store.load(summary.id, knowledge)
    except NoSuchSession:
        nothing(request.resume, request.language)
    language = request.language if request.language_chosen else session.language
    words, page, of = texts(language), page_for_stdout(), session.interview.particulars
    day = day_of(session.changed, language)
    page.line(words.counted("ask.resumed", answered(session.interview), team=of.team, quarter=of.quarter, day=day))
    if session.knowledge_changed:
        page.line(words("ask.rules_changed"))
    if session.lost:
        page.line(words("ask.lost"))
    click.echo(str(page), nl=False)
    tell(session.lost, language)
    return session


def started(
    request: AskCommand, store: Store, knowledge: Knowledge, who: str, console: Console, clock: Clock
) -> Session:
    """A new session by what the command line says; the rest is asked for."""
    words, page = texts(request.language), page_for_stdout()
    try:
        if request.facts is not None:
            interview = resume_from(knowledge, _team(request, knowledge))
            of = interview.particulars
            page.line(words.counted("ask.started", answered(interview), team=of.team, quarter=of.quarter))
        else:
            kept = len(store.list(who))
            if kept and console.interactive:
                page.line(words.counted("ask.kept_already", kept))
                click.echo(str(page), nl=False)
                page = page_for_stdout()
            interview = _begun(request, knowledge, console, clock)
            page.line(words("interview.welcome"))
    except Faulty as error:
        end(error.faults, request.language)
    page.line(words("ask.welcome"), style="faint")
    click.echo(str(page), nl=False)
    return store.start(interview, who=who, language=request.language)


def answered(interview: Interview) -> int:
    """How many facts are answered, those of members once for all of them."""
    return len({cell.base for cell in interview.answers})


def _team(request: AskCommand, knowledge: Knowledge) -> Team:
    assert request.facts is not None
    return the_team(
        replace(_wanted(request, request.facts), quarter=request.quarter, previous=request.previous), knowledge
    )


def _wanted(request: AskCommand, path: Path) -> Wanted:
    """The team of a path, read as the command line says."""
    return Wanted(
        path=path, team=request.team, columns=request.columns, numbers=request.numbers, language=request.language
    )


def _begun(request: AskCommand, knowledge: Knowledge, console: Console, clock: Clock) -> Interview:
    """An interview without a facts file. A name or quarter that cannot be is asked for again where one can ask."""
    words = texts(request.language)
    previous = None
    if request.previous is not None and request.team is not None:
        previous = the_team(_wanted(request, request.previous), knowledge)
    team, quarter = request.team, request.quarter
    while True:
        if team is None:
            team = console.ask(f"{words('ask.team')} ") or None
            if team is None:
                continue
        if previous is None and request.previous is not None:
            previous = the_team(replace(_wanted(request, request.previous), team=team), knowledge)
        if quarter is None:
            usual = quarter_after(previous.quarter) if previous else quarter_over(clock().astimezone().date())
            quarter = console.ask(f"{words('ask.quarter', quarter=usual)} ") or usual
        currency = request.currency or (previous.currency if previous else None) or ""
        try:
            interview = begin(knowledge, team, quarter, as_of=request.as_of or "", currency=currency, previous=previous)
            if previous is not None and interview.particulars.previous is None:
                tell([not_directly_before(Place("previous"), previous.quarter, quarter)], request.language)
            return interview
        except Faulty as error:
            places = {fault.place.file for fault in error.faults}
            if not console.interactive or places - {"team", "quarter"}:
                raise
            warn([fault.words(request.language) for fault in error.faults])
            # Only what cannot be is asked for again.
            team = None if "team" in places else team
            quarter = None if "quarter" in places else quarter
