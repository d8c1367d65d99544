"""Writing several files into a folder so that a reader finds either all the old ones or all the new ones complete."""

from __future__ import annotations

import os
import tempfile
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
        self._made: list[Path] = []
        self._open: dict[Path, tuple[Path, TextIO]] = {}

    def __enter__(self) -> Files:
        return self

    def open(self, name: str, *, encoding: str = "utf-8") -> TextIO:
        """A text file of that name to write; line ends stay as they are written."""
        self._make(self.folder)
        handle, temporary = tempfile.mkstemp(prefix=f".{name}.", suffix=".part", dir=self.folder)
        stream = self._stack.enter_context(os.fdopen(handle, "w", encoding=encoding, newline=""))
        self._open[self.folder / name] = (Path(temporary), stream)
        return stream

    def commit(self) -> tuple[Path, ...]:
        """Give all files their names, once each is wholly written; their paths, in the order of opening."""
        for temporary, stream in self._open.values():
            stream.flush()
            os.fsync(stream.fileno())
            stream.close()
            # A temporary file is for its owner alone; these are files like any other.
            temporary.chmod(0o666 & ~_umask())
        for path, (temporary, _) in self._open.items():
            temporary.replace(path)
        written = tuple(self._open)
        self._open, self._made = {}, []
        return written

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._stack.close()
        for temporary, _ in self._open.values():
            temporary.unlink(missing_ok=True)
        for folder in reversed(self._made):
            with suppress(OSError):  # somebody else has put something into it
                folder.rmdir()

    def _make(self, folder: Path) -> None:
        """Make a folder and those above it, remembering which were not there."""
        if not folder.exists():
            if folder.parent != folder:
                self._make(folder.parent)
            folder.mkdir()
            self._made.append(folder)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
