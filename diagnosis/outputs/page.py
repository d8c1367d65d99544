"""Plain text laid out for a terminal: headings, wrapped lines with hanging indents, colours where they are wanted."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import click

NARROWEST, WIDEST = 30, 100
PIPED = 80
"""The width where nobody can say how wide the reader's window is."""

_ONE_CELL_EACH = re.compile("[ -~\u00a0-\u02ff\u2010-\u2027\u20ac\u2212\u2264\u2265\u2588\u2591]*")
"""Latin text with dashes, quotation marks, signs and bars: a letter is a cell; rich, slow to import, is not needed."""

_STYLES: dict[str, dict[str, Any]] = {
    "title": {"bold": True},
    "section": {"bold": True},
    "confirmed": {"fg": "red", "bold": True},
    "open": {"fg": "yellow"},
    "ruled_out": {"fg": "green"},
    "held": {"fg": "cyan"},
    "good": {"fg": "green"},
    "faint": {"dim": True},
}


def cells(text: str) -> int:
    """How many cells of a terminal a text takes: two for 漢, none for an accent that stands alone."""
    if _ONE_CELL_EACH.fullmatch(text):
        return len(text)
    from rich.cells import cell_len

    return cell_len(text)


def cut(text: str, width: int) -> str:
    """A text of at most `width` cells; one that was longer ends in "…"."""
    if cells(text) <= width:
        return text
    from rich.cells import set_cell_size

    return set_cell_size(text, width - 1) + "…"


def _wrapped(text: str, width: int, first: str = "", after: str = "") -> list[str]:
    """The lines of a paragraph, the first behind `first`, the others behind `after`."""
    if _ONE_CELL_EACH.fullmatch(text):
        return textwrap.wrap(text, width, initial_indent=first, subsequent_indent=after, break_on_hyphens=False)
    from rich.console import Console
    from rich.text import Text

    # rich wraps by cells, but would break at no-break spaces; so they pass through it as a private character.
    room = max(2, width - max(len(first), len(after)))
    lines = Text(text.replace("\u00a0", "\ue000")).wrap(Console(width=room), room)
    plain = [line.plain.strip().replace("\ue000", "\u00a0") for line in lines]
    return [(after if number else first) + line for number, line in enumerate(plain)]


@dataclass
class Page:
    """Lines that are filled from top to bottom. `width` is in cells; styles do nothing without `colours`."""

    width: int = PIPED
    colours: bool = False
    lines: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        return "\n".join(self.lines) + "\n"

    def title(self, text: str) -> None:
        """The heading of a whole document."""
        lines = _wrapped(text, self.width) or [""]
        self.lines += [self.styled(line, "title") for line in lines]
        self.lines.append("=" * max(map(cells, lines)))

    def section(self, text: str) -> None:
        """The heading of a part, with a blank line before it."""
        self.lines += ["", self.styled(text, "section")]

    def line(self, text: str, indent: int = 0, hanging: int | None = None, style: str = "") -> None:
        """A paragraph, wrapped; lines after its first are indented by `hanging` (by `indent` if that is not given)."""
        after = " " * (indent if hanging is None else hanging)
        self.lines += [self.styled(line, style) for line in _wrapped(text, self.width, " " * indent, after)]

    def item(self, mark: str, text: str, indent: int = 2, style: str = "") -> None:
        """A paragraph behind a mark, such as "1." or "-", aligned to the right of it."""
        margin = indent + cells(mark) + 1
        first, *rest = _wrapped(text, self.width - margin) or [""]
        self.lines.append(f"{' ' * indent}{mark} {self.styled(first, style)}")
        self.lines += [" " * margin + self.styled(line, style) for line in rest]

    def row(self, columns: Iterable[tuple[str, int, str]], last: str = "", indent: int = 2) -> None:
        """A row of (text, width, style) columns, then `last`: behind them if there is room, else below.

        Where the columns themselves do not fit, the first is a line of its own.
        """
        columns = list(columns)
        if indent + sum(width + 2 for _, width, _ in columns) - 2 > self.width:
            (text, _, style), *others = columns
            self.line(text, indent, style=style)
            self.line(" · ".join(filter(None, [*(text for text, _, _ in others), last])), indent + 4)
            return
        start, plain = " " * indent, indent
        for text, width, style in columns:
            start += self.styled(text, style) + " " * (width - cells(text) + 2)
            plain += width + 2
        if plain + cells(last) <= self.width:
            self.lines.append((start + last).rstrip())
        else:
            self.lines.append(start.rstrip())
            self.line(last, indent + 4)

    def blank(self) -> None:
        """An empty line."""
        self.lines.append("")

    def styled(self, text: str, style: str) -> str:
        """`text` in a style, if there are colours."""
        return click.style(text, **_STYLES[style]) if self.colours and style in _STYLES and text else text
