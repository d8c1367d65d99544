"""The interviews that are kept: found by the beginning of an id, listed, deleted."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import NoReturn

import click

from diagnosis.faults import Faulty
from diagnosis.kinds.formats import Formats
from diagnosis.knowledge.model import Language
from diagnosis.messages import say
from diagnosis.sessions import (
    HOST,
    LINK_SECONDS,
    PORT,
    Clock,
    Store,
    StoreFault,
    Summary,
    check_url,
    link_address,
    traces_note,
)
from diagnosis.terminal.ask.command_line import AskCommand, short
from diagnosis.terminal.finding import end
from diagnosis.terminal.noting import note
from diagnosis.terminal.options import fail, tell
from diagnosis.terminal.page import page_for_stdout
from diagnosis.texts import texts

LAST = "last"
"""What stands for the interview of the latest answer."""


def opened(request: AskCommand, clock: Clock) -> Store:
    """The store that was asked for; one that cannot be used ends the command."""
    try:
        return Store.open(request.store, clock)
    except StoreFault as error:
        end(error.faults, request.language)


def found(store: Store, word: str, who: str, language: Language) -> Summary:
    """The interview that a word names: its id, the beginning of it (of one's own), or `last`; else the command ends."""
    own = store.list(who)
    if word == LAST and own:
        return own[0]
    exact = next((summary for summary in store.list() if summary.id == word), None)
    if exact is not None:
        return exact
    begun = [summary for summary in own if summary.id.startswith(word)] if word else []
    if len(begun) > 1:
        fail(language, say("several interviews begin with {id!r}", id=word), say("write more of the id"))
    if not begun:
        nothing(word, language)
    return begun[0]


def nothing(word: str, language: Language) -> NoReturn:
    """End the command because there is no such interview."""
    fail(language, say("there is no interview {id!r}", id=word), say("see those that there are with --list"))


def show(store: Store, who: str, language: Language) -> None:
    """List somebody's interviews, the one of the latest answer first."""
    words, page = texts(language), page_for_stdout()
    kept = store.list(who)
    width = max((len(short(summary.id)) for summary in kept), default=0)
    for summary in kept:
        page.row([(short(summary.id), width, "title")], told(summary, language), indent=0)
    if not kept:
        page.line(words("ask.no_sessions"))
    click.echo(str(page), nl=False)


def told(summary: Summary, language: Language) -> str:
    """An interview on one line."""
    day = day_of(summary.changed, language)
    return texts(language).counted("ask.session", summary.number, team=summary.team, quarter=summary.quarter, day=day)


def day_of(moment: datetime, language: Language) -> str:
    """The day of a moment, where the reader is."""
    return Formats(language).day(moment.astimezone().date())


def delete(store: Store, request: AskCommand, word: str, who: str) -> None:
    """Delete an interview for good."""
    summary = found(store, word, who, request.language)
    is_gone = store.delete(summary.id)
    note(store.security_log, request.language, "interview deleted", summary.id, who)
    click.echo(texts(request.language)("ask.deleted", team=summary.team, quarter=summary.quarter))
    if not is_gone:
        tell([traces_note()], request.language)


def link(store: Store, request: AskCommand, word: str, who: str) -> None:
    """Print a link that lets one browser into an interview, where `diagnosis serve` has the same store."""
    url = f"http://{HOST}:{PORT}/" if request.url is None else request.url
    try:
        check_url(url)
    except Faulty as error:
        end(error.faults, request.language)
    summary = found(store, word, who, request.language)
    secret = store.links.new(summary.id)
    note(store.security_log, request.language, "link made", summary.id, who)
    words, page = texts(request.language if request.language_chosen else summary.language), page_for_stdout()
    page.line(words("ask.link", team=summary.team, quarter=summary.quarter, hours=LINK_SECONDS // 3600))
    # Neither is wrapped, so that both can be copied.
    page.lines.append(f"  {link_address(url, secret)}")
    if request.url is None:
        page.line(words("ask.link_served"))
        page.lines.append(f"  {request.serving}")
    click.echo(str(page), nl=False)


def purge(store: Store, request: AskCommand, days: int) -> None:
    """Delete for good all interviews without an answer for so many days."""
    done = store.purge(timedelta(days=days), sure=True)
    note(store.security_log, request.language, "purged", days=str(days), deleted=str(done.deleted))
    click.echo(texts(request.language).counted("ask.purged", done.deleted))
    tell([done.note] if done.note is not None else [], request.language)
