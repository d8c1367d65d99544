"""The interview itself: put a question, understand the line, record it, say what changed, and so on to the end."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import click

from diagnosis.faults import Faulty, reason_of
from diagnosis.interview import Event, Interview, Question, agenda_of, changes, how, what_if, why, why_not
from diagnosis.interview.store import Session, Store
from diagnosis.knowledge.model import Subject
from diagnosis.messages import translated
from diagnosis.presentation import (
    QuestionView,
    changes_view,
    how_view,
    question_view,
    standing_view,
    why_not_view,
    why_view,
)
from diagnosis.reporting.names import Names
from diagnosis.terminal.ask import screens
from diagnosis.terminal.ask.console import Console
from diagnosis.terminal.ask.ending import EXPORTS, Left, show_result, usual_name, write
from diagnosis.terminal.ask.lines import Command, command_of, like_table, picked, supposed, with_header
from diagnosis.terminal.page import Page, page_for_stdout


class Misunderstood(Exception):
    """A piped answer that is wrong; its text says where and why."""


class Dialogue:
    """One interview on one console. Every answer is recorded before anything else is shown."""

    def __init__(self, console: Console, store: Store, session: Session, names: Names, who: str) -> None:
        self.console, self.store, self.session, self.names, self.who = console, store, session, names, who
        self.texts = names.texts
        self._first: tuple[str, str | None] | None = None
        self._shown: int | None = None

    @property
    def interview(self) -> Interview:
        """The state as it is recorded."""
        return self.session.interview

    @property
    def finished(self) -> bool:
        """Whether nothing is left to ask."""
        agenda = agenda_of(self.interview)
        return agenda.finished or agenda.next is None

    def run(self) -> None:
        """Ask until nothing more is to be asked. Raises Left, EndOfInput, Misunderstood."""
        while True:
            if not self.finished:
                self._notice_first()
                question = agenda_of(self.interview).next
                assert question is not None
                self._put(question)
            elif not self._at_end():
                return

    # --- questions --------------------------------------------------------------------------------------------

    def _put(self, question: Question) -> None:
        """Put a question until something is recorded; other commands come between."""
        view = question_view(self.interview, question, self.names)
        progress = standing_view(self.interview, self.names).progress
        self._show(lambda page: screens.question(page, view, progress, self.texts))
        number = self.session.number
        while self.session.number == number:
            line = self._line(view, "ask.keys")
            command = None if self._is_answer(line, view) else command_of(line)
            if not line:
                continue
            if command is None or command.name == "withdraw":
                self._answer(line, question, view)
            elif command.name == "unknown":
                self.record(Event("unknown", question.subject, question.facts))
            else:
                self._command(command, question, view)
                if self.session.number == number:
                    self._show(lambda page: screens.again(page, view))

    def _is_answer(self, line: str, view: QuestionView) -> bool:
        """Whether a line answers the question although it looks like a command: t for taip."""
        return bool(view.choices) and line.lower() == "t" and picked(line, view.choices) is not None

    def _answer(self, line: str, question: Question, view: QuestionView) -> None:
        """Record an answer; what is wrong with it is told."""
        if question.is_table:
            self._table(line, question, view)
            return
        text = picked(line, view.choices) or line
        self.record(Event("answer", question.subject, question.facts, text=text))

    def record(self, event: Event, *, everything: bool = False) -> bool:
        """Record what was answered, and say what is concluded otherwise; false where it cannot be."""
        before = self.interview
        try:
            self.session = self.store.record(self.session.id, event, self.names.knowledge, who=self.who)
        except Faulty as error:
            self._wrong(error, event)
            return False
        told = changes_view(changes(before, self.interview), self.names)
        page = page_for_stdout()
        if everything:
            page.line(self.texts("ask.revised") if told else self.texts("changed.nothing"), 2)
        screens.changed(page, told, self.texts, everything=everything)
        if page.lines:
            click.echo(str(page), nl=False)
        return True

    def _wrong(self, error: Faulty, event: Event) -> None:
        """What is wrong with an answer; a pipe cannot be asked again."""
        told = []
        for fault in error.faults:
            parts = [translated(part, self.names.language) for part in (fault.what, fault.do) if part]
            if len(event.facts) == 1:
                parts[0] = parts[0].removeprefix(f"{event.facts[0]}: ")
            place = f"{fault.place}: " if fault.place.line else ""
            told.append(f"{place}{'; '.join(parts)}")
        self.refuse(told)

    def refuse(self, told: Sequence[str]) -> None:
        """Say what is not understood. Raises Misunderstood where nobody is there to answer again."""
        if not self.console.interactive:
            raise Misunderstood("\n".join(f"stdin:{self.console.line}: {one}" for one in told))
        page = page_for_stdout()
        for one in told:
            page.item("!", one, 2, style="open")
        click.echo(str(page), nl=False)

    def _line(self, view: QuestionView | None, keys: str) -> str:
        labels = [choice.label for choice in view.choices] if view else []
        return self.console.ask("> ", labels, self.texts(keys))

    def _show(self, fill: Callable[[Page], object]) -> None:
        page = page_for_stdout()
        fill(page)
        click.echo(str(page), nl=False)

    # --- tables -----------------------------------------------------------------------------------------------

    def _table(self, line: str, question: Question, view: QuestionView) -> bool:
        """A table that was pasted (from `line` on), or the file that it names."""
        text = self._table_text(line)
        if text is None:
            return False
        return self.record(Event("table", question.subject, question.facts, text=with_header(text, view)))

    def _table_text(self, line: str) -> str | None:
        path = Path(line).expanduser()
        if "\n" in line:
            return line
        if _is_file(path):
            try:
                return path.read_text(encoding="utf-8-sig")
            except (OSError, UnicodeDecodeError):
                self.refuse([self.texts("ask.unread", path=line)])
                return None
        if not like_table(line):
            self.refuse([self.texts("ask.no_file", path=line)])
            return None
        lines = [line]
        while following := self.console.ask(""):
            lines.append(following)
        return "\n".join(lines)

    # --- commands ---------------------------------------------------------------------------------------------

    def _command(self, command: Command, question: Question | None, view: QuestionView | None) -> None:
        match command.name:
            case "quit":
                raise Left
            case "why" if question is not None and view is not None:
                found = why_view(why(self.interview, question), self.interview, self.names)
                self._show(lambda page: screens.why(page, found, self.texts))
            case "status":
                standing = standing_view(self.interview, self.names)
                self._show(lambda page: screens.standing(page, standing, self.texts))
            case "how":
                self._how(command.rest)
            case "what_if":
                self._what_if(command.rest, view)
            case "review":
                self._review(command.rest)
            case "back":
                self._back()
            case "table":
                self._give_table(command.rest, question, view)

    def _how(self, number: str) -> None:
        """How a verdict came about: of the cause with that number, or of one that is picked."""
        view = standing_view(self.interview, self.names)
        if not number or not view.causes:
            self._show(lambda page: screens.causes(page, view, self.texts, most=len(view.causes)))
            if not view.causes:
                return
            number = self.console.ask(self.texts("ask.which_cause"))
            if not number:
                return
        cause = next((one for one in view.causes if str(one.rank) == number or one.cause == number), None)
        if cause is None:
            self.refuse([self.texts("ask.not_understood", line=number)])
            return
        told = how_view(how(self.interview, cause.cause, cause.subject, self.names.language), self.names)
        first = None
        if cause.rank > 1 and cause.subject is None:
            first = why_not_view(why_not(self.interview, cause.cause), self.interview, self.names)
        self._show(lambda page: screens.how(page, told, first, self.texts))

    def _what_if(self, line: str, view: QuestionView | None) -> None:
        """What would be concluded otherwise, without recording anything."""
        asked = "ask.what_if" if view is not None and not view.is_table else "ask.what_if_any"
        line = line or self.console.ask(self.texts(asked))
        if not line:
            return
        events = supposed(line, self.interview, view, self.names)
        if events is None:
            self.refuse([self.texts("ask.not_understood", line=line)])
            return
        try:
            _, found = what_if(self.interview, events)
        except Faulty as error:
            self._wrong(error, events[0])
            return
        told = changes_view(found, self.names)
        page = page_for_stdout()
        page.line(self.texts("ask.supposed"), 2)
        if not told:
            page.line(self.texts("changed.nothing"), 2)
        screens.changed(page, told, self.texts, everything=True)
        click.echo(str(page), nl=False)

    def _give_table(self, line: str, question: Question | None, view: QuestionView | None) -> None:
        """A table at any time: of the members that are asked for, else of the sellers."""
        if question is None or view is None or not question.is_table:
            question = Question("seller", (), None, (), None, self.interview.members.get("seller", ()))
            view = None
        if not line:
            self._show(lambda page: page.line(self.texts("ask.paste_any"), 2))
            line = self.console.ask("> ")
        if not line:
            return
        if view is not None:
            self._table(line, question, view)
            return
        text = self._table_text(line)
        if text is not None:
            self.record(Event("table", "seller", (), text=text), everything=True)

    # --- revising ---------------------------------------------------------------------------------------------

    def _back(self) -> None:
        """The answer before, and those before it, until one is kept or changed."""
        seen: dict[tuple[Subject, tuple[str, ...]], Event] = {}
        for trace in self.store.trail(self.session.id):
            event = trace.event
            if event.kind in ("answer", "unknown", "table") and event.member is None and event.facts:
                seen.pop((event.subject, event.facts), None)
                seen[event.subject, event.facts] = event
        for event in reversed(seen.values()):
            if self.revise(event.subject, event.facts):
                return
        self._show(lambda page: page.line(self.texts("ask.nothing_before"), 2))

    def revise(self, subject: Subject, facts: tuple[str, ...]) -> bool:
        """Put a question again that is answered; false where somebody wants to go further back."""
        question = self._question(subject, facts)
        view = question_view(self.interview, question, self.names)
        progress = standing_view(self.interview, self.names).progress
        self._show(lambda page: screens.question(page, view, progress, self.texts, revised=True))
        while True:
            line = self._line(view, "ask.keys_revise")
            command = None if self._is_answer(line, view) else command_of(line)
            if not line:
                return True
            name = command.name if command else None
            if name == "back":
                return False
            event = None
            if name == "unknown":
                event = Event("unknown", question.subject, facts)
            elif name == "withdraw" and not question.is_table:
                event = Event("withdraw", question.subject, facts)
            elif name is None and not question.is_table:
                event = Event("answer", question.subject, facts, text=picked(line, view.choices) or line)
            elif name is None:
                if self._table(line, question, view):
                    return True
                continue
            if event is not None:
                if self.record(event, everything=True):
                    return True
            elif command is not None and command.name in ("quit", "why", "status", "how", "what_if"):
                self._command(command, question, view)
            else:
                self.refuse([self.texts("ask.not_understood", line=line)])

    def _question(self, subject: Subject, facts: tuple[str, ...]) -> Question:
        entries = self.names.knowledge.facts[subject]
        fact = entries[facts[0]]
        stage = fact.stage if fact.stage in self.names.knowledge.stages else None
        members = self.interview.members.get(fact.subject, ())
        return Question(fact.subject, facts, stage, (), fact.held_by, members)

    def _review(self, number: str) -> None:
        """All answers; any of them can be revised by its number."""
        from diagnosis.terminal.ask.reviewing import review

        review(self, number)

    # --- stopping ---------------------------------------------------------------------------------------------

    def _notice_first(self) -> None:
        """Say once of a cause that it can no longer lose the first place, so that somebody in a hurry may stop."""
        first = agenda_of(self.interview).first_settled
        if first is None or first == self._first:
            return
        self._first = first
        stop = standing_view(self.interview, self.names).stop
        if stop is not None:
            page = page_for_stdout()
            page.blank()
            page.line(stop.text, style="good")
            page.line(self.texts("ask.stop_hint"), style="faint")
            click.echo(str(page), nl=False)

    def _at_end(self) -> bool:
        """Show why it is the end, and the result. Whether something was revised, so that there may be more to ask."""
        number = self.session.number
        if self._shown != number:
            self._shown = number
            stop = standing_view(self.interview, self.names).stop
            if stop is not None:
                page = page_for_stdout()
                page.blank()
                page.line(stop.text, style="good")
                if stop.more:
                    page.line(stop.more)
                click.echo(str(page), nl=False)
            show_result(self.interview, self.names)
        if not self.console.interactive:
            return False
        click.echo()
        line = self.console.ask("> ", (), self.texts("ask.keys_end"))
        command = command_of(line)
        if not line:
            return False
        if line in EXPORTS:
            self._export(line)
        elif command is None or command.name in ("why", "unknown", "withdraw"):
            self.refuse([self.texts("ask.not_understood", line=line)])
        else:
            self._command(command, None, None)
        return True

    def _export(self, key: str) -> None:
        """Write a file; its name is asked for."""
        export, pattern = EXPORTS[key]
        usual = usual_name(self.interview, pattern)
        path = Path(self.console.ask(self.texts("ask.file", name=usual)) or usual).expanduser()
        if path.exists():
            self.refuse([self.texts("ask.exists", path=path)])
            return
        try:
            write(export, self.interview, self.names, path)
        except OSError as error:
            self.refuse([f"{path}: {translated(reason_of(error), self.names.language)}"])


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except OSError:
        return False
