"""Looking over all answers, and revising any of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from diagnosis.interview import Event
from diagnosis.presentation import AnswerRow, MemberTable, review_view
from diagnosis.presentation.question import choices
from diagnosis.terminal.ask import screens
from diagnosis.terminal.ask.ending import Left
from diagnosis.terminal.ask.lines import command_of, picked
from diagnosis.terminal.page import page_for_stdout

if TYPE_CHECKING:
    from diagnosis.terminal.ask.dialogue import Dialogue


def review(dialogue: Dialogue, number: str) -> None:
    """List all answers until no number is given; each that is named is put again."""
    while True:
        page = page_for_stdout()
        rows = screens.review(page, review_view(dialogue.interview, dialogue.names), dialogue.texts)
        if not number or not rows:
            click.echo(str(page), nl=False)
        if not rows:
            return
        number = number or which(dialogue)
        if not number:
            return
        if not (number.isdecimal() and 1 <= int(number) <= len(rows)):
            dialogue.refuse([dialogue.texts("ask.not_understood", line=number)])
            number = ""
            continue
        row = rows[int(number) - 1]
        if isinstance(row, AnswerRow):
            dialogue.revise(row.cell.subject, (row.cell.fact,))
            return
        _column(dialogue, *row)
        number = ""


def which(dialogue: Dialogue) -> str:
    """The number of an answer; nothing where nobody wants to revise one. Raises Left."""
    number = dialogue.console.ask(dialogue.texts("ask.which_answer"))
    command = command_of(number)
    if command is not None and command.name == "quit":
        raise Left
    return "" if command is not None and command.name == "back" else number


def _column(dialogue: Dialogue, table: MemberTable, fact: str) -> None:
    """The values of one fact, member by member; one of them can be revised."""
    cells = [cell for _, row in table.rows for cell in row if cell.cell.fact == fact]
    page = page_for_stdout()
    page.section(dialogue.names.fact(fact, table.subject))
    for index, cell in enumerate(cells, start=1):
        screens.numbered_row(page, index, cell, whose=cell.cell.member or "")
    click.echo(str(page), nl=False)
    number = which(dialogue)
    if not number:
        return
    if not (number.isdecimal() and 1 <= int(number) <= len(cells)):
        dialogue.refuse([dialogue.texts("ask.not_understood", line=number)])
        return
    _cell(dialogue, cells[int(number) - 1])


def _cell(dialogue: Dialogue, row: AnswerRow) -> None:
    """One value of one member."""
    cell, names = row.cell, dialogue.names
    offered = choices(names.knowledge.facts[cell.subject][cell.fact], names)
    page = page_for_stdout()
    page.blank()
    page.line(f"{cell.member}: {row.question}", style="title")
    click.echo(str(page), nl=False)
    while line := dialogue.console.ask("> ", [one.label for one in offered], dialogue.texts("ask.keys_cell")):
        command = command_of(line)
        name = command.name if command else None
        if name == "quit":
            raise Left
        if name == "back":
            return
        if name in ("unknown", "withdraw"):
            event = Event("unknown" if name == "unknown" else "withdraw", cell.subject, (cell.fact,), cell.member)
        else:
            event = Event("answer", cell.subject, (cell.fact,), cell.member, picked(line, offered) or line)
        if dialogue.record(event, everything=True):
            return
