"""What `diagnosis ask` does: open the store, begin or go on, hold the interview, end well however it ends."""

from __future__ import annotations

from pathlib import Path

import click

from diagnosis.documents.source import Faults
from diagnosis.intake.mapping_file import read_mapping
from diagnosis.knowledge.model import Language, Subject
from diagnosis.messages import say
from diagnosis.presentation import names_of
from diagnosis.reporting.names import Names
from diagnosis.sessions import Clock, NoSuchSession, Store, StoreFault, system_clock
from diagnosis.terminal.ask import kept_interviews
from diagnosis.terminal.ask.command_line import AskCommand, short
from diagnosis.terminal.ask.console import Console, EndOfInput, console_of_process
from diagnosis.terminal.ask.conversation import Left, Misunderstood
from diagnosis.terminal.ask.dialogue import Dialogue
from diagnosis.terminal.ask.ending import show_result, write_requested
from diagnosis.terminal.ask.starting import answered, resumed, started
from diagnosis.terminal.finding import end
from diagnosis.terminal.noting import note
from diagnosis.terminal.options import NOTHING, fail, load, tell, user
from diagnosis.terminal.page import page_for_stdout
from diagnosis.texts import texts

CUT_SHORT = 1
"""The exit code where the input ended before the interview did."""

INTERRUPTED = 130


def run(request: AskCommand, clock: Clock = system_clock) -> int:
    """Do what was asked for; the exit code."""
    if request.url is not None and request.link is None:
        fail(request.language, say("--url goes with --link"), say("name the interview: --link ID --url URL"))
    who = request.who if request.who is not None else user()
    store = kept_interviews.opened(request, clock)
    try:
        done = store.purge()
        if done.deleted:
            note(store.security_log, request.language, "purged", by="start", deleted=str(done.deleted))
        if done.note is not None and request.purge is None:
            tell([done.note], request.language)
        return _run(request, store, who, clock)
    except StoreFault as error:
        end(error.faults, request.language)
    except NoSuchSession as error:
        # Somebody deleted it meanwhile.
        kept_interviews.nothing(short(str(error)), request.language)
    finally:
        store.close()


def _run(request: AskCommand, store: Store, who: str, clock: Clock) -> int:
    if request.as_list:
        kept_interviews.show(store, who, request.language)
        return 0
    if request.delete is not None:
        kept_interviews.delete(store, request, request.delete, who)
        return 0
    if request.purge is not None:
        kept_interviews.purge(store, request, request.purge)
        return 0
    if request.link is not None:
        kept_interviews.link(store, request, request.link, who)
        return 0
    knowledge, console = load(request.rules, request.language), console_of_process()
    try:
        if request.resume is not None:
            session, what = resumed(request, store, knowledge, who), "interview resumed"
        else:
            session, what = started(request, store, knowledge, who, console, clock), "interview begun"
    except EndOfInput:
        return CUT_SHORT
    except KeyboardInterrupt:
        click.echo()
        return INTERRUPTED
    note(store.security_log, request.language, what, session.id, who)
    language = request.language if request.language_chosen or request.resume is None else session.language
    dialogue = Dialogue(console, store, session, names_of(session.interview, language), who)
    if request.columns is not None:
        dialogue.columns = _said_of_columns(request.columns, language)
    if request.no_questions:
        show_result(dialogue.interview, dialogue.names)
        write_requested(request, dialogue)
        return 0
    return _held(request, dialogue, console)


def _said_of_columns(path: Path, language: Language) -> dict[tuple[Subject, str], str]:
    """What the file of `--columns` says, for tables that are given in the interview. Its faults end the command."""
    faults = Faults()
    mapping, _ = read_mapping(path, faults)
    if faults.found:
        end(faults.found, language)
    return {(subject, heading): to for subject, columns in mapping.items() for heading, to in columns.items()}


def _held(request: AskCommand, dialogue: Dialogue, console: Console) -> int:
    """Hold the interview; say how to go on, and write what was asked for, however it ends."""
    try:
        dialogue.run()
        code = 0
    except Left:
        code = 0
    except EndOfInput:
        # Who presses Ctrl-D leaves as with q; a pipe that ends has left questions open.
        code = 0 if console.interactive else CUT_SHORT
    except Misunderstood as error:
        click.echo(str(error), err=True)
        code = NOTHING
    except KeyboardInterrupt:
        click.echo()
        code = INTERRUPTED
    dialogue.catch_up()
    _say_how_to_go_on(request, dialogue, dialogue.names)
    write_requested(request, dialogue)
    return code


def _say_how_to_go_on(request: AskCommand, dialogue: Dialogue, names: Names) -> None:
    page = page_for_stdout()
    page.blank()
    if dialogue.finished:
        page.line(texts(names.language)("ask.kept"), style="faint")
    else:
        page.line(names.texts.counted("ask.saved", answered(dialogue.interview)))
    page.lines.append(f"  {request.resuming(dialogue.session.id)}")
    click.echo(str(page), nl=False)
