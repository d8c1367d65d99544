"""What every format of results has in common: `Output` describes one, a `Writer` writes it."""

from __future__ import annotations

import io
from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import PurePath
from typing import TYPE_CHECKING, TextIO

from diagnosis.outputs.page import WIDEST, Page

if TYPE_CHECKING:
    from diagnosis.messages import Said
    from diagnosis.reporting.names import Names
    from diagnosis.reporting.run_summary import RunSummary
    from diagnosis.result import Diagnosis

NewPage = Callable[[], Page]


def wide_page() -> Page:
    """The page of a text that is written to a file."""
    return Page(width=WIDEST)


class Writer(ABC):
    """Writes diagnoses to `stream` as they come. What is laid out as text goes on pages of `new_page`."""

    def __init__(self, stream: TextIO, names: Names, new_page: NewPage = wide_page) -> None:
        self.stream, self.names, self.new_page = stream, names, new_page

    @abstractmethod
    def add(self, diagnosis: Diagnosis) -> None:
        """Write the next team's diagnosis."""

    def end(self, summary: RunSummary) -> None:  # noqa: B027
        """Write what comes after the last diagnosis, if anything does."""


@dataclass(frozen=True, kw_only=True)
class Output:
    """A format of results. `id` is what `--format` calls it; `title` and `hint` are shown to people.

    `file_of_many` is its file in a folder of results, `file_of_one` its file about a single team. Without the first
    it is not written into folders, without the second not offered for a single team. Lists show the lowest `order`
    first.
    """

    id: str
    title: Said
    hint: Said
    file_of_many: str | None
    file_of_one: str | None
    media_type: str
    writer: Callable[[TextIO, Names, NewPage], Writer]
    encoding: str = "utf-8"
    order: int = 50

    @property
    def files(self) -> tuple[str, ...]:
        """The names of its files, each once."""
        return tuple(dict.fromkeys(name for name in (self.file_of_many, self.file_of_one) if name))

    @property
    def endings(self) -> tuple[str, ...]:
        """The endings of file names that stand for this format: ".csv"."""
        return tuple(dict.fromkeys(PurePath(name).suffix for name in self.files))

    def content(self, diagnosis: Diagnosis, names: Names) -> bytes:
        """The file about a single team."""
        from diagnosis.reporting.run_summary import RunSummary

        stream, summary = io.StringIO(newline=""), RunSummary(names.knowledge)
        writer = self.writer(stream, names, wide_page)
        summary.add(diagnosis)
        writer.add(diagnosis)
        writer.end(summary)
        return stream.getvalue().encode(self.encoding)
