"""How far a long run has come: one line on stderr, drawn by rich, and only where stderr is a terminal."""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Callable
from contextlib import ExitStack
from typing import TYPE_CHECKING, TextIO

if TYPE_CHECKING:
    from rich.progress import Progress as Bar


def goes_into_a_file(stream: TextIO) -> bool:
    """Whether a stream ends in a file. On a terminal results show the progress, and a pipe may end there as well."""
    try:
        return stat.S_ISREG(os.fstat(stream.fileno()).st_mode)
    except OSError:
        return False


class Progress(ExitStack):
    """A context manager that shows how many of `total` are done, as `words` say it.

    Nothing is shown, and rich is not imported, where `wanted` is false (it would disturb) or nobody could see it.
    """

    def __init__(self, total: int, words: Callable[[int], str], wanted: bool = True) -> None:
        super().__init__()
        self._total, self._words = total, words
        self._bar = self._drawn() if wanted and sys.stderr.isatty() else None

    def _drawn(self) -> Bar:
        from rich.console import Console
        from rich.progress import BarColumn, TextColumn
        from rich.progress import Progress as Bar

        columns = TextColumn("{task.description}", markup=False), BarColumn()
        bar = self.enter_context(Bar(*columns, console=Console(stderr=True), transient=True, redirect_stdout=False))
        bar.add_task(self._words(0), total=self._total)
        return bar

    def show(self, done: int) -> None:
        """Say how many are done."""
        if self._bar is not None:
            task = self._bar.task_ids[0]
            self._bar.update(task, completed=done, description=self._words(done))
