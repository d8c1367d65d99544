"""Revising: the answer before, any answer of the list of all, one value of one member."""

from __future__ import annotations

import click

from diagnosis.interview import Cell, Event, Question, last_answered
from diagnosis.knowledge.model import Subject
from diagnosis.presentation import AnswerRow, MemberTableView, progress_view, question_view, review_view
from diagnosis.presentation.question import choices
from diagnosis.terminal.ask import screens
from diagnosis.terminal.ask.conversation import Conversation, Left
from diagnosis.terminal.ask.side_commands import aside
from diagnosis.terminal.ask.typed_line import answers, command_of, picked
from diagnosis.terminal.page import page_for_stdout


def back(talk: Conversation) -> None:
    """The answer before, and those before it, until one is kept or changed."""
    for answered in last_answered(entry.event for entry in talk.store.trail(talk.session.id)):
        if answered.member is not None:
            is_kept = _cell_again(talk, Cell(answered.subject, answered.facts[0], answered.member))
        else:
            # A table that nobody asked for answers no question that could be put again.
            is_kept = bool(answered.facts) and revise(talk, answered.subject, answered.facts)
        if is_kept:
            return
    talk.show(lambda page: page.line(talk.texts("ask.nothing_before"), 2))


def revise(talk: Conversation, subject: Subject, facts: tuple[str, ...]) -> bool:
    """Put a question again that is answered; false where somebody wants to go further back."""
    question = _question(talk, subject, facts)
    view = question_view(talk.interview, question, talk.names)
    progress = progress_view(talk.interview, talk.names)
    talk.show(lambda page: screens.question(page, view, progress, talk.texts, revised=True))
    number = talk.session.number
    # Where others answered meanwhile, this may no longer be a question.
    while talk.session.number == number:
        line = talk.line(view, "ask.keys_revise")
        command = None if answers(line, view) else command_of(line)
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
            if talk.table(line, question, view):
                return True
            continue
        if event is not None:
            if talk.record(event, everything=True):
                return True
        elif command is None or not aside(talk, command, question, view):
            talk.not_understood(line)
    return True


def _question(talk: Conversation, subject: Subject, facts: tuple[str, ...]) -> Question:
    entries = talk.names.knowledge.facts[subject]
    fact = entries[facts[0]]
    stage = fact.stage if fact.stage in talk.names.knowledge.stages else None
    members = talk.interview.members.get(fact.subject, ())
    return Question(fact.subject, facts, stage, (), fact.held_by, members)


def review(talk: Conversation, number: str) -> None:
    """List all answers until no number is given; each that is named is put again."""
    while True:
        page = page_for_stdout()
        rows = screens.review(page, review_view(talk.interview, talk.names), talk.texts)
        if not number or not rows:
            click.echo(str(page), nl=False)
        if not rows:
            return
        number = number or talk.further(talk.texts("ask.which_answer"))
        if not number:
            return
        row, number = talk.picked(number, rows), ""
        if isinstance(row, AnswerRow):
            revise(talk, row.cell.subject, (row.cell.fact,))
            return
        if row is not None:
            _column(talk, *row)


def _column(talk: Conversation, table: MemberTableView, fact: str) -> None:
    """The values of one fact, member by member; one of them can be revised."""
    cells = [cell for _, row in table.rows for cell in row if cell.cell.fact == fact]
    talk.show(lambda page: screens.column(page, talk.names.fact(fact, table.subject), cells))
    number = talk.further(talk.texts("ask.which_answer"))
    cell = talk.picked(number, cells) if number else None
    if cell is not None:
        _cell(talk, cell)


def _cell_again(talk: Conversation, cell: Cell) -> bool:
    """Put one value of one member again, where there is one; false where somebody wants to go further back."""
    tables = review_view(talk.interview, talk.names).tables
    rows = (row for table in tables for _, cells in table.rows for row in cells)
    row = next((row for row in rows if row.cell == cell), None)
    return row is not None and _cell(talk, row)


def _cell(talk: Conversation, row: AnswerRow) -> bool:
    """One value of one member; false where somebody wants to go further back."""
    cell, names = row.cell, talk.names
    offered = choices(names.knowledge.facts[cell.subject][cell.fact], names)
    talk.show(lambda page: screens.titled(page, f"{cell.member}: {row.question}"))
    number = talk.session.number
    while line := talk.console.ask("> ", [choice.label for choice in offered], talk.texts("ask.keys_cell")):
        command = command_of(line)
        name = command.name if command else None
        if name == "quit":
            raise Left
        if name == "back":
            return False
        if name in ("unknown", "withdraw"):
            event = Event("unknown" if name == "unknown" else "withdraw", cell.subject, (cell.fact,), cell.member)
        else:
            event = Event("answer", cell.subject, (cell.fact,), cell.member, picked(line, offered) or line)
        if talk.record(event, everything=True) or talk.session.number != number:
            break
    return True
