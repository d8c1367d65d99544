"""Where answers come from: a real terminal with line editing and arrows, a plain one, or a pipe."""

from __future__ import annotations

import io
import os
import signal
import sys
from collections.abc import Sequence
from threading import current_thread, main_thread
from typing import TYPE_CHECKING, Any, Protocol

import click

from diagnosis.outputs.page import Page
from diagnosis.terminal.page import page_for_stdout

if TYPE_CHECKING:
    from prompt_toolkit.key_binding import KeyBindings


_TAB = 12
"""How wide the columns of a pasted table are shown, in characters."""


class EndOfInput(Exception):
    """There is nothing more to read: the pipe is at its end, or somebody pressed Ctrl-D."""


class Console(Protocol):
    """What an interview is held on. `interactive` says whether a person is there to be asked again."""

    interactive: bool
    line: int
    """The number of the line that was read last, from 1; of piped input."""

    def ask(self, label: str, choices: Sequence[str] = (), keys: str = "") -> str:
        """The next line that is answered, without blanks around it. Raises EndOfInput, KeyboardInterrupt.

        `choices` can be picked; `keys` reminds of what else can be pressed.
        """


def console_of_process() -> Console:
    """The console that stdin and stdout are."""
    interactive = sys.stdin.isatty()
    if isinstance(sys.stdin, io.TextIOWrapper):
        sys.stdin.reconfigure(errors="replace")
    if interactive and sys.stdout.isatty() and os.environ.get("TERM") != "dumb":
        return Terminal()
    return Plain(interactive)


class Plain:
    """Lines as they come. Of a pipe they are shown behind their questions, and comments (`# ...`) are left out."""

    def __init__(self, interactive: bool) -> None:
        self.interactive, self.line = interactive, 0

    def ask(self, label: str, choices: Sequence[str] = (), keys: str = "") -> str:
        """The next line."""
        if keys and self.interactive:
            _remind(keys)
        click.echo(label, nl=False)
        sys.stdout.flush()
        _let_interrupt()
        while True:
            text = sys.stdin.readline()
            self.line += 1
            if not text:
                click.echo()
                raise EndOfInput
            if self.interactive:
                return text.strip()
            if not text.lstrip().startswith("#"):
                click.echo(text.rstrip("\n"))
                return text.strip()


def _let_interrupt() -> None:
    """Lets Ctrl-C end the reading of a line. Under the handler that Polars installs, the system would go on reading."""
    handler = signal.getsignal(signal.SIGINT)
    if handler is not None and current_thread() is main_thread():
        signal.signal(signal.SIGINT, handler)


class Terminal:
    """A terminal with line editing: up and down pick a choice, or an earlier line; a pasted table stays whole."""

    interactive = True

    def __init__(self) -> None:
        from prompt_toolkit import PromptSession
        from prompt_toolkit.history import InMemoryHistory
        from prompt_toolkit.layout.processors import TabsProcessor
        from prompt_toolkit.output import ColorDepth
        from prompt_toolkit.styles import Style

        self.line = 0
        # Where the cursor's position cannot be asked for, prompt_toolkit has no place for a toolbar.
        self._has_toolbar = not os.environ.get("PROMPT_TOOLKIT_NO_CPR")
        coloured = page_for_stdout().colours
        style = Style.from_dict({"bottom-toolbar": f"noreverse{' fg:ansibrightblack' if coloured else ''}"})
        depth = None if coloured else ColorDepth.DEPTH_1_BIT
        self._session: PromptSession[str] = PromptSession(
            history=InMemoryHistory(),
            style=style,
            color_depth=depth,
            # A pasted table shows its columns, not a sign for each tab.
            input_processors=[TabsProcessor(tabstop=_TAB, char1=" ", char2=" ")],
        )

    def ask(self, label: str, choices: Sequence[str] = (), keys: str = "") -> str:
        """The next line, or several that were pasted at once."""
        self.line += 1
        if keys and not self._has_toolbar:
            _remind(keys)
        # Where `prompt` is handed None, it keeps what it was handed before.
        self._session.bottom_toolbar = _toolbar(keys) if keys and self._has_toolbar else None
        self._session.key_bindings = _picking(choices) if choices else None
        try:
            text = self._session.prompt(label, reserve_space_for_menu=0)
        except EOFError:
            raise EndOfInput from None
        return text.strip("\r\n ")


def _remind(keys: str) -> None:
    """The keys on a line of their own."""
    page = page_for_stdout()
    page.line(keys, 2, style="faint")
    click.echo(str(page), nl=False)


def _toolbar(keys: str) -> str:
    page = Page(width=page_for_stdout().width - 1)
    page.line(keys, 1)
    return "\n".join(page.lines)


def _picking(choices: Sequence[str]) -> KeyBindings:
    """Up and down go through the choices."""
    from prompt_toolkit.key_binding import KeyBindings

    bindings = KeyBindings()

    def pick(event: Any, by: int) -> None:
        buffer = event.current_buffer
        now = choices.index(buffer.text) if buffer.text in choices else (-1 if by > 0 else 0)
        buffer.text = choices[(now + by) % len(choices)]
        buffer.cursor_position = len(buffer.text)

    bindings.add("down")(lambda event: pick(event, 1))
    bindings.add("up")(lambda event: pick(event, -1))
    return bindings
