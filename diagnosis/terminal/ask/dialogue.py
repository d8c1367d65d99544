"""The interview itself: put a question, understand the line, record it, say what changed, and so on to the end."""

from __future__ import annotations

from pathlib import Path

import click

from diagnosis.faults import reason_of
from diagnosis.interview import Event, Question, agenda_of
from diagnosis.messages import translated
from diagnosis.outputs.text import gate_changed, write_bridge
from diagnosis.presentation import QuestionView, progress_view, question_view, standing_view, stop_view, unknown_view
from diagnosis.reporting.names import Names
from diagnosis.sessions import Session, Store
from diagnosis.terminal.ask import screens
from diagnosis.terminal.ask.console import Console
from diagnosis.terminal.ask.conversation import Conversation
from diagnosis.terminal.ask.ending import EXPORTS, show_result, usual_name, write
from diagnosis.terminal.ask.revising import back, review
from diagnosis.terminal.ask.side_commands import aside
from diagnosis.terminal.ask.typed_line import Command, answers, command_of, picked
from diagnosis.terminal.ask.volunteering import ask_for_history, does_not_apply, find, hand_over, since


class Dialogue(Conversation):
    """One interview on one console, from the first question to the result."""

    def __init__(self, console: Console, store: Store, session: Session, names: Names, who: str) -> None:
        super().__init__(console, store, session, names, who)
        self._first: tuple[str, str | None] | None = None
        self._shown: int | None = None
        self._is_located = False

    def run(self) -> None:
        """Ask until nothing more is to be asked. Raises Left, EndOfInput, Misunderstood."""
        if self.names.gate_changed:
            self.show(lambda page: gate_changed(page, self.names))
        while True:
            if not self.finished:
                self._notice_first()
                self._notice_located()
                question = agenda_of(self.interview).next
                assert question is not None
                self._put(question)
            elif not self._at_end():
                return

    # --- questions --------------------------------------------------------------------------------------------

    def _put(self, question: Question) -> None:
        """Put a question until something is recorded; other commands come between."""
        view = question_view(self.interview, question, self.names)
        progress = progress_view(self.interview, self.names)
        self.show(lambda page: screens.question(page, view, progress, self.texts))
        number = self.session.number
        while self.session.number == number:
            line = self.line(view, "ask.keys_table" if view.is_table else "ask.keys")
            command = None if answers(line, view) else command_of(line)
            if not line:
                continue
            if command is None or command.name == "withdraw":
                self._answer(line, question, view)
            elif command.name == "unknown":
                self.record(Event("unknown", question.subject, question.facts))
            elif command.name != "quit" and self.catch_up():
                return
            elif not self._command(command, question, view):
                self.not_understood(line)
            elif self.session.number == number:
                self.show(lambda page: screens.titled(page, view.title))

    def _answer(self, line: str, question: Question, view: QuestionView) -> None:
        """Record an answer; what is wrong with it is told."""
        if question.is_table:
            self.table(line, question, view)
            return
        text, number = picked(line, view.choices) or line, self.session.number
        self.record(Event("answer", question.subject, question.facts, text=text))
        ask_for_history(self, number)

    def _command(self, command: Command, question: Question | None, view: QuestionView | None) -> bool:
        """Do what a command asks for; false where it makes no sense here."""
        match command.name:
            case "back":
                back(self)
            case "review":
                review(self, command.rest)
            case "others":
                hand_over(self, command.rest, question)
            case "find":
                find(self, command.rest)
            case "since":
                since(self, command.rest)
            case "not_applicable":
                does_not_apply(self, command.rest, question)
            case _:
                return aside(self, command, question, view)
        return True

    # --- stopping ---------------------------------------------------------------------------------------------

    def _notice_first(self) -> None:
        """Say once that a cause can no longer lose the first place, so that somebody in a hurry may stop."""
        first = agenda_of(self.interview).first_settled
        if first is None or first == self._first:
            return
        self._first = first
        stop = stop_view(self.interview, self.names)
        if stop is not None:
            self.show(lambda page: screens.stop(page, stop.text, self.texts("ask.stop_hint")))

    def _notice_located(self) -> None:
        """Show where the money was lost, once: as soon as no question about that is left."""
        if self._is_located or self.interview.diagnosis().bridge is None or agenda_of(self.interview).opens:
            return
        self._is_located = True
        view = standing_view(self.interview, self.names)
        self.show(lambda page: write_bridge(page, view.bridge, view.located, self.texts))

    def _at_end(self) -> bool:
        """Show why the interview ends, and its result. True where an answer was revised: there may be more to ask."""
        number = self.session.number
        if self._shown != number:
            self._shown = number
            show_result(self.interview, self.names)
            standing, unknown = standing_view(self.interview, self.names), unknown_view(self.interview, self.names)
            # What matters comes last: the result is longer than most terminals.
            self.show(lambda page: screens.end(page, standing, unknown, self.texts))
        if not self.console.interactive:
            return False
        click.echo()
        line = self.console.ask("> ", (), self.texts("ask.keys_end"))
        command = command_of(line)
        if not line:
            return False
        if (command is None or command.name != "quit") and self.catch_up():
            return True
        if line in EXPORTS:
            self._export(line)
        elif command is None or not self._command(command, None, None):
            self.not_understood(line)
        return True

    def _export(self, key: str) -> None:
        """Write a file; its name is asked for."""
        export, pattern = EXPORTS[key]
        usual = usual_name(self.interview, pattern)
        line = self.console.ask(self.texts("ask.file", name=usual))
        if command_of(line) is not None:
            return
        path = Path(line or usual).expanduser()
        if path.exists():
            self.refuse([self.texts("ask.exists", path=path)])
            return
        try:
            write(export, self, path)
        except OSError as error:
            self.refuse([f"{path}: {translated(reason_of(error), self.names.language)}"])
