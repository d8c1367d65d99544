"""Writing several files into a folder so that a reader finds either all the old ones or all the new ones complete."""

from __future__ import annotations

import os
import secrets
from contextlib import ExitStack, suppress
from pathlib import Path
from types import TracebackType
from typing import TextIO


class Files:
    """A context manager: files are written under other names in the same folder, and take their own at `commit`.

    Whatever ends the block before that leaves the folder as it was; a folder that was not there is made for the first
    file, and removed again. OSError is raised where something cannot be written.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._stack = ExitStack()
        # Both are noted before they are made, so that an interruption in between leaves nothing behind.
        self._folders: list[Path] = []
        self._temporary: dict[Path, Path] = {}
        self._streams: list[TextIO] = []

    def __enter__(self) -> Files:
        return self

    def open(self, name: str, *, encoding: str = "utf-8") -> TextIO:
        """A text file of that name to write; line ends stay as they are written."""
        self._make(self.folder)
        temporary = self.folder / f".{name}.{secrets.token_hex(4)}.part"
        self._temporary[self.folder / name] = temporary
        stream = self._stack.enter_context(temporary.open("x", encoding=encoding, newline=""))
        self._streams.append(stream)
        return stream

    def commit(self) -> tuple[Path, ...]:
        """Give all files their names, once each is wholly written; their paths, in the order of opening."""
        for stream in self._streams:
            stream.flush()
            os.fsync(stream.fileno())
            stream.close()
        for path, temporary in self._temporary.items():
            temporary.replace(path)
        written = tuple(self._temporary)
        self._temporary, self._folders = {}, []
        return written

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        with suppress(OSError):  # what could not be written cannot be flushed either
            self._stack.close()
        for temporary in self._temporary.values():
            temporary.unlink(missing_ok=True)
        for folder in reversed(self._folders):
            with suppress(OSError):  # somebody else has put something into it
                folder.rmdir()

    def _make(self, folder: Path) -> None:
        """Make a folder and those above it, remembering which were not there."""
        if not folder.exists():
            if folder.parent != folder:
                self._make(folder.parent)
            self._folders.append(folder)
            folder.mkdir()
