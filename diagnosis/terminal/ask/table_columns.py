"""Asks what columns of a table mean whose headings are not understood. What was said holds for further tables, too."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Protocol

from diagnosis.intake.headings import LEFT_OUT, Heading, Headings, fold
from diagnosis.intake.mapping_file import written_mapping
from diagnosis.intake.table_file import with_headings
from diagnosis.knowledge.model import Subject
from diagnosis.outputs.page import Page
from diagnosis.presentation.column_mapping import AskedColumn, meanings, unknown_columns
from diagnosis.reporting.names import Names
from diagnosis.terminal.ask.console import Console
from diagnosis.texts import Texts

_NO_HEADING = {"yes", "no", "taip", "ne", "true", "false"}
"""What stands in rows of members without any figure."""


class Talk(Protocol):
    """What asking needs of a conversation."""

    names: Names
    texts: Texts
    console: Console
    columns: dict[tuple[Subject, str], str]

    def show(self, fill: Callable[[Page], object]) -> None:
        """Show what `fill` writes on a page."""

    def goes_back(self, line: str) -> bool:
        """Whether a line goes back from what is asked. Raises Left."""

    def not_understood(self, line: str) -> None:
        """Say that a line makes no sense here."""


def is_header(cells: Iterable[str], subject: Subject, headings: Headings) -> bool:
    """Whether the first row of a table are its headings: one is understood, or none could be a value."""
    filled = [cell.strip() for cell in cells if cell.strip()]
    if any(isinstance(headings.understood(cell, subject), Heading) for cell in filled):
        return True
    texts = [cell for cell in filled if not any(map(str.isdigit, cell)) and cell.lower() not in _NO_HEADING]
    return len(filled) > 1 and texts == filled


def with_asked_columns(talk: Talk, text: str, subject: Subject) -> str | None:
    """A table with headings that are understood; None where somebody goes back. Raises Left.

    Where nobody can be asked, it is left as it is: its faults say which headings are not understood.
    """
    said = {heading: to for (of, heading), to in talk.columns.items() if of == subject}
    text = with_headings(text, subject, talk.names.knowledge.facts, said) if said else text
    if not talk.console.interactive:
        return text
    chosen: dict[str, str] = {}
    for column in unknown_columns(text, subject, talk.names.knowledge):
        meaning = _asked(talk, column)
        if not meaning:
            return None
        chosen[column.heading] = meaning
    if not chosen:
        return text
    talk.columns |= {(subject, fold(heading)): meaning for heading, meaning in chosen.items()}
    kept = written_mapping([(subject, heading, meaning) for heading, meaning in chosen.items()])

    def fill(page: Page) -> None:
        page.line(talk.texts("ask.columns_kept"), 2)
        for line in kept.splitlines():
            page.line(line, 4)

    talk.show(fill)
    return with_headings(text, subject, talk.names.knowledge.facts, {fold(text): to for text, to in chosen.items()})


def _asked(talk: Talk, column: AskedColumn) -> str:
    """What a column means; blank where somebody goes back."""
    known = meanings(talk.names.knowledge, talk.texts)[column.subject]
    headings = Headings(talk.names.knowledge.facts)
    samples = f" ({', '.join(column.samples)})" if column.samples else ""
    talk.show(lambda page: page.item("!", f"{column.told(talk.names.language)}{samples}", 2, style="open"))
    usual = column.near or LEFT_OUT
    while True:
        line = talk.console.ask(talk.texts("ask.what_column", usual=usual))
        if line in ("?", "??"):
            talk.show(lambda page: _listed(page, known))
            continue
        if talk.goes_back(line):
            return ""
        meant = headings.understood(line or usual, column.subject)
        if isinstance(meant, Heading):
            return meant.column
        talk.not_understood(line)


def _listed(page: Page, known: Mapping[str, str]) -> None:
    for name, heading in known.items():
        page.item("·", f"{name} – {heading}", 4)
