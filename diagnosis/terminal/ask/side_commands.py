"""What somebody may want to see before answering: why a question, how a verdict, what if, where it stands."""

from __future__ import annotations

from pathlib import Path

from diagnosis.faults import Faulty, reason_of
from diagnosis.interview import Event, Question, how, what_if, why, why_not
from diagnosis.messages import translated
from diagnosis.presentation import QuestionView, changes_view, how_view, standing_view, why_not_view, why_view
from diagnosis.terminal.ask import screens
from diagnosis.terminal.ask.cause_choice import chosen
from diagnosis.terminal.ask.conversation import Conversation, Left
from diagnosis.terminal.ask.ending import file_name
from diagnosis.terminal.ask.held_causes import held_back
from diagnosis.terminal.ask.table_columns import with_asked_columns
from diagnosis.terminal.ask.typed_line import Command, supposed


def aside(talk: Conversation, command: Command, question: Question | None, view: QuestionView | None) -> bool:
    """Do what a command asks for beside the questions; false where it is no such command. Raises Left."""
    match command.name:
        case "quit":
            raise Left
        case "why" if question is not None:
            reasons = why_view(why(talk.interview, question), talk.interview, talk.names)
            talk.show(lambda page: screens.why(page, reasons, talk.texts))
        case "status":
            standing = standing_view(talk.interview, talk.names)
            talk.show(lambda page: screens.standing(page, standing, talk.texts))
        case "how":
            _how(talk, command.rest)
        case "what_if":
            _what_if(talk, command.rest, view)
        case "table":
            _give_table(talk, command.rest, question, view)
        case "empty" if view is not None and view.is_table:
            _empty(talk, view)
        case _:
            return False
    return True


def _how(talk: Conversation, line: str) -> None:
    """How a verdict came about, and why the cause is not the first: of the one that is named, or picked from a list."""
    if not line:
        view, held = standing_view(talk.interview, talk.names), held_back(talk.interview)
        talk.show(lambda page: screens.choices(page, view, held, talk.names))
        line = talk.further(talk.texts("ask.which_cause")) if view.causes else ""
    meant = chosen(talk, line) if line else None
    if meant is None:
        return
    told = how_view(how(talk.interview, *meant, talk.names.language), talk.names)
    other = why_not(talk.interview, *meant)
    first = why_not_view(other, talk.interview, talk.names) if told.verdict and other.before else None
    talk.show(lambda page: screens.how(page, told, first, talk.texts))


def _what_if(talk: Conversation, line: str, view: QuestionView | None) -> None:
    """What would be concluded otherwise, without recording anything."""
    if not line:
        asked = "ask.what_if" if view is not None and not view.is_table else "ask.what_if_any"
        talk.show(lambda page: page.line(talk.texts(asked), 2))
        line = talk.further("> ")
    if not line:
        return
    events = supposed(line, talk.interview, view, talk.names)
    if events is None:
        talk.not_understood(line)
        return
    try:
        _, changes = what_if(talk.interview, events)
    except Faulty as error:
        talk.wrong(error, events[0])
        return
    told = changes_view(changes, talk.names)
    talk.show(lambda page: page.line(talk.texts("ask.supposed"), 2))
    talk.show(lambda page: screens.changed(page, told, talk.texts, everything=True))


def _give_table(talk: Conversation, line: str, question: Question | None, view: QuestionView | None) -> None:
    """A table at any time: of the members that are asked for, else of the sellers."""
    if question is None or view is None or not question.is_table:
        question = Question("seller", (), None, (), None, talk.interview.members.get("seller", ()))
        view = None
    if not line:
        talk.show(lambda page: page.line(talk.texts("ask.paste_any"), 2))
        line = talk.further("> ")
    if not line:
        return
    if view is not None:
        talk.table(line, question, view)
        return
    text = talk.table_text(line, "seller")
    text = None if text is None else with_asked_columns(talk, text, "seller")
    if text is not None and talk.record(Event("table", "seller", (), text=text), everything=True):
        known = ", ".join(talk.interview.members["seller"])
        talk.show(lambda page: page.line(talk.texts("ask.members", members=known), 2, 4))


def _empty(talk: Conversation, view: QuestionView) -> None:
    """A file with the header that is asked for, and a row for each member that is known: to be filled in elsewhere."""
    of = talk.interview.particulars
    path = Path(file_name(f"{of.team} {of.quarter} {talk.texts.of('list', view.subject)}") + ".csv")
    if path.exists():
        talk.refuse([talk.texts("ask.there_already", path=path)])
        return
    try:
        path.write_text(view.template, encoding="utf-8-sig")
    except OSError as error:
        talk.refuse([f"{path}: {translated(reason_of(error), talk.names.language)}"])
        return
    talk.show(lambda page: page.line(talk.texts("ask.empty_written", path=path), 2))
