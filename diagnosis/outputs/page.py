"""Plain text laid out for a terminal: headings, wrapped lines with hanging indents, colours where they are wanted."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import click

NARROWEST, WIDEST = 30, 100
PIPED = 80
"""The width where nobody can say how wide the reader's window is."""

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


@dataclass
class Page:
    """Lines that are filled from top to bottom. `width` is in characters; styles do nothing without `colours`."""

    width: int = PIPED
    colours: bool = False
    lines: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        return "\n".join(self.lines) + "\n"

    def title(self, text: str) -> None:
        """The heading of a whole document."""
        for line in textwrap.wrap(text, self.width) or [""]:
            self.lines.append(self.styled(line, "title"))
        self.lines.append("=" * min(self.width, max(len(line) for line in textwrap.wrap(text, self.width))))

    def section(self, text: str) -> None:
        """The heading of a part, with a blank line before it."""
        self.lines += ["", self.styled(text, "section")]

    def line(self, text: str, indent: int = 0, hanging: int | None = None, style: str = "") -> None:
        """A paragraph, wrapped; lines after its first are indented by `hanging` (by `indent` if that is not given)."""
        after = " " * (indent if hanging is None else hanging)
        wrapped = textwrap.wrap(
            text, self.width, initial_indent=" " * indent, subsequent_indent=after, break_on_hyphens=False
        )
        self.lines += [self.styled(line, style) for line in wrapped]

    def item(self, mark: str, text: str, indent: int = 2, style: str = "") -> None:
        """A paragraph behind a mark, such as "1." or "-", aligned to the right of it."""
        margin = indent + len(mark) + 1
        first, *rest = textwrap.wrap(text, self.width - margin, break_on_hyphens=False) or [""]
        self.lines.append(f"{' ' * indent}{mark} {self.styled(first, style)}")
        self.lines += [" " * margin + self.styled(line, style) for line in rest]

    def row(self, cells: Iterable[tuple[str, int, str]], last: str = "", indent: int = 2) -> None:
        """A row of (text, width, style) cells, then `last`: behind them if there is room, else below.

        Where the cells themselves do not fit, the first is a line of its own.
        """
        cells = list(cells)
        if indent + sum(width + 2 for _, width, _ in cells) - 2 > self.width:
            (text, _, style), *others = cells
            self.line(text, indent, style=style)
            self.line(" · ".join(filter(None, [*(other for other, _, _ in others), last])), indent + 4)
            return
        start, plain = " " * indent, indent
        for text, width, style in cells:
            start += self.styled(text, style) + " " * (width - len(text) + 2)
            plain += width + 2
        if plain + len(last) <= self.width:
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
