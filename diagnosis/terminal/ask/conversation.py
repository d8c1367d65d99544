"""What every part of an interview on a console needs: to show, to read a line, to record, to say what is wrong."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

import click

from diagnosis.faults import Faulty, Note
from diagnosis.intake.headings import Headings
from diagnosis.intake.plausible import SURE
from diagnosis.intake.table_file import table_text
from diagnosis.interview import Event, Interview, Question, agenda_of, changes, settled_text, table_of
from diagnosis.knowledge.model import Subject
from diagnosis.messages import NOTHING, unlabelled
from diagnosis.outputs.page import Page
from diagnosis.presentation import QuestionView, changes_view, event_text, meant_text, reading_text, said_between
from diagnosis.reporting.names import Names
from diagnosis.sessions import Moved, Session, Store
from diagnosis.terminal.ask import screens
from diagnosis.terminal.ask.console import Console
from diagnosis.terminal.ask.table_columns import is_header, with_asked_columns
from diagnosis.terminal.ask.typed_line import command_of, first_row, is_yes, like_table, place_of, with_header
from diagnosis.terminal.page import page_for_stdout

T = TypeVar("T")

_QUOTED = 40
"""How many characters of a line are repeated in a message."""


class Left(Exception):
    """Somebody pressed q: all is saved."""


class Misunderstood(Exception):
    """A piped answer that is wrong; its text says where and why."""


class Conversation:
    """A session on a console. Every answer is recorded before anything else is shown."""

    def __init__(self, console: Console, store: Store, session: Session, names: Names, who: str) -> None:
        self.console, self.store, self.session, self.names, self.who = console, store, session, names, who
        self.texts = names.texts
        self.columns: dict[tuple[Subject, str], str] = {}
        """What headings (folded) of tables of members mean that are not understood otherwise."""

    @property
    def interview(self) -> Interview:
        """The state as it is recorded."""
        return self.session.interview

    @property
    def finished(self) -> bool:
        """Whether nothing is left to ask."""
        agenda = agenda_of(self.interview)
        return agenda.finished or agenda.next is None

    # --- showing and reading ----------------------------------------------------------------------------------

    def show(self, fill: Callable[[Page], object]) -> None:
        """Show what `fill` writes on a page."""
        page = page_for_stdout()
        fill(page)
        if page.lines:
            click.echo(str(page), nl=False)

    def line(self, view: QuestionView | None, keys: str) -> str:
        """The next line; `keys` is the text that reminds of the keys."""
        labels = [choice.label for choice in view.choices] if view else []
        return self.console.ask("> ", labels, self.texts(keys))

    def further(self, label: str) -> str:
        """The answer to what a command asks for; an empty text where somebody goes back. Raises Left."""
        line = self.console.ask(label)
        return "" if self.goes_back(line) else line

    def goes_back(self, line: str) -> bool:
        """Whether a line goes back from what a command asks for. Raises Left."""
        command = command_of(line)
        if command is not None and command.name == "quit":
            raise Left
        return command is not None and command.name == "back"

    def refuse(self, told: Sequence[str]) -> None:
        """Say what is not understood. Raises Misunderstood where nobody is there to answer again."""
        if not self.console.interactive:
            raise Misunderstood("\n".join(f"stdin:{self.console.line}: {problem}" for problem in told))
        warn(told)

    def picked(self, number: str, rows: Sequence[T]) -> T | None:
        """The row of that number, from 1. None where it picks none, which is told as `refuse` does."""
        place = place_of(number, len(rows))
        if place is None:
            self.not_understood(number)
            return None
        return rows[place]

    def not_understood(self, line: str) -> None:
        """Say that a line makes no sense here. Raises Misunderstood as `refuse` does."""
        short = line if len(line) <= _QUOTED else f"{line[: _QUOTED - 1]}…"
        self.refuse([self.texts("ask.not_understood", line=short)])

    # --- recording --------------------------------------------------------------------------------------------

    def record(self, event: Event, *, everything: bool = False, rows_before: int = 0) -> bool:
        """Record what was answered, and say what changed in the conclusions; false where it is not recorded.

        Where others answered meanwhile, it says so first, and asks whether to record this all the same. `rows_before`
        is the number of rows that were added before those that somebody typed: messages count rows without them.
        """
        while True:
            before = self.interview
            try:
                if event.kind == "answer":
                    text = settled_text(self.names.knowledge, event.cell, event.text or "")
                    event = replace(event, text=text)
                self.session = self.store.record(self.session, event, self.names.knowledge, who=self.who)
                break
            except Moved as moved:
                self._take_over(moved.session, event)
                if not is_yes(self.further(self.texts("ask.save_mine"))):
                    return False
            except Faulty as error:
                meant = self.meant(error, event) if event.kind == "answer" else None
                if meant is not None:
                    event = replace(event, text=meant)
                    continue
                self.wrong(error, event, rows_before)
                return False
        if event.kind == "table":
            self.tell(table_of(before, event).notes)
        told = changes_view(changes(before, self.interview), self.names)
        taken = (
            reading_text(self.interview, event.cell, event.text or "", self.names) if event.kind == "answer" else None
        )

        def fill(page: Page) -> None:
            if taken is not None:
                page.line(self.texts("ask.understood", value=taken), 2, style="faint")
            if everything and told:
                page.line(self.texts("ask.revised"), 2)
            screens.changed(page, told, self.texts, everything=everything)

        self.show(fill)
        return True

    def tell(self, notes: Sequence[Note]) -> None:
        """Say how a table was read, where that may be doubted, and what was left out of it."""

        def fill(page: Page) -> None:
            for note in notes:
                page.item("·", note.text(self.names.language), 2)

        self.show(fill)

    def catch_up(self) -> bool:
        """Take over, and tell, what was answered elsewhere meanwhile; whether there was anything."""
        now = self.store.load(self.session.id, self.names.knowledge)
        if now.number == self.session.number:
            return False
        self._take_over(now)
        return True

    def _take_over(self, session: Session, event: Event | None = None) -> None:
        """Go on from where others brought the session; `event` was not recorded because of them.

        Raises Misunderstood where nobody is there to see it: the lines that follow answer other questions.
        """
        said = said_between(self.interview, session.interview, self.names)
        self.session = session
        told = [self.texts("ask.meanwhile", said="; ".join(said))] if said else []
        if event is not None:
            told.append(self.texts("ask.not_saved", said=event_text(self.interview, event, self.names)))
            self.refuse(told)
        else:
            warn(told)

    def meant(self, error: Faulty, event: Event) -> str | None:
        """Ask what a doubtful or unusual value means; None where nobody says so. Raises Left."""
        readings = error.faults[0].readings
        if len(error.faults) > 1 or not readings or not self.console.interactive:
            return None
        fault = replace(error.faults[0], what=unlabelled(error.faults[0].what), do=NOTHING)
        warn([fault.words(self.names.language)])
        if len(readings) > 1:
            return self._picked(readings, event)
        answer = self.further(self.texts("ask.really", value=readings[0].removesuffix(SURE)))
        return readings[0] if is_yes(answer) else None

    def _picked(self, readings: Sequence[str], event: Event) -> str | None:
        """The reading that is picked by its number, or what is typed instead; None where somebody goes back."""
        page = page_for_stdout()
        for number, text in enumerate(readings, start=1):
            page.item(f"{number}.", meant_text(self.interview, event.cell, text, self.names), 4)
        click.echo(str(page), nl=False)
        answer = self.further(self.texts("ask.which"))
        place = place_of(answer, len(readings))
        return (answer or None) if place is None else readings[place]

    def wrong(self, error: Faulty, event: Event, rows_before: int = 0) -> None:
        """What is wrong with an answer (`event`); a pipe cannot be asked again."""
        told = []
        for fault in error.faults:
            what = unlabelled(fault.what) if len(event.facts) == 1 else fault.what
            text = replace(fault, what=what).words(self.names.language)
            row, column = fault.place.line - rows_before, fault.place.column
            place = f"{self.texts('ask.at', row=row, column=column)}: " if fault.place.line else ""
            told.append(place + text)
        self.refuse(told)

    # --- tables -----------------------------------------------------------------------------------------------

    def table(self, line: str, question: Question, view: QuestionView) -> bool:
        """A table that was pasted (from `line` on), or the file that it names."""
        text = self.table_text(line, question.subject)
        whole = None if text is None else self.headed(text, view)
        if text is None or whole is None:
            return False
        event = Event("table", question.subject, question.facts, text=whole)
        return self.record(event, rows_before=int(whole != text))

    def headed(self, text: str, view: QuestionView) -> str | None:
        """A table with the header that was asked for where it has none, and its columns as they are meant.

        None where somebody goes back.
        """
        first, _ = first_row(text)
        if view.columns and not is_header(first, view.subject, Headings(self.names.knowledge.facts)):
            return with_header(text, view)
        return with_asked_columns(self, text, view.subject)

    def table_text(self, line: str, subject: Subject) -> str | None:
        """The text of a table of members that begins with `line`, or that is in the file of that name."""
        path = Path(line).expanduser()
        if "\n" in line:
            return line
        if _is_file(path):
            notes: list[Note] = []
            try:
                text = table_text(path, subject, self.names.knowledge.facts, notes.append)
            except Faulty as error:
                self.refuse([fault.text(self.names.language) for fault in error.faults])
                return None
            self.tell(notes)
            return text
        if not like_table(line):
            self.refuse([self.texts("ask.no_file", path=line)])
            return None
        lines = [line]
        while following := self.console.ask(""):
            lines.append(following)
        return "\n".join(lines)


def warn(told: Sequence[str]) -> None:
    """Show what is wrong with what somebody typed."""
    page = page_for_stdout()
    for warning in told:
        page.item("!", warning, 2, style="open")
    click.echo(str(page), nl=False)


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except OSError:
        return False
