"""How far a long run has come: one line on stderr, which is written over again and again, and only on a terminal."""

from __future__ import annotations

import sys

import click

from diagnosis.texts import Texts


class Progress:
    """A context manager that shows progress where somebody can see it; `wanted` is false where it would disturb."""

    def __init__(self, total: int, texts: Texts, wanted: bool) -> None:
        self._total, self._texts = total, texts
        self._shown = wanted and sys.stderr.isatty()

    def __enter__(self) -> Progress:
        return self

    def __exit__(self, *_: object) -> None:
        if self._shown:
            click.echo("\r\033[K", nl=False, err=True)

    def show(self, done: int) -> None:
        """Say how many are done."""
        if self._shown:
            text = self._texts.counted("progress", self._total, done=done)
            click.echo(f"\r\033[K{text}", nl=False, err=True)
