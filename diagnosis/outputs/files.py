"""Writing several files into a folder so that a reader finds either all the old ones or all the new ones complete."""

from __future__ import annotations

import errno
import os
import secrets
import shutil
import sys
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from types import TracebackType
from typing import TextIO

if sys.platform != "win32":
    import fcntl

_STAGED, _NEW, _OLD, _NAMES = ".diagnosis-*.part", "new", "old", "names"


class Files:
    """A context manager: files are written into a folder beside them, and take their own place at `commit`.

    Whatever ends the block before that leaves the folder as it was; a folder that was not there is made for the first
    file, and removed again. Of two programs that write into a folder, the files of the later one are there in the end.
    What a program left that was killed is put in order by the next one. Nobody else may read new files, as they tell
    of persons; a file that is replaced keeps its mode. OSError is raised where something cannot be written.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._stack = ExitStack()
        # Both are noted before they are made, so that an interruption in between leaves nothing behind.
        self._folders: list[Path] = []
        self._staged: Path | None = None
        self._streams: dict[str, TextIO] = {}

    def __enter__(self) -> Files:
        return self

    def open(self, name: str, *, encoding: str = "utf-8") -> TextIO:
        """A text file of that name to write; line ends stay as they are written."""
        if self._staged is None:
            self._stage()
        assert self._staged is not None
        if (self.folder / name).is_dir():
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), name)
        opened = os.open(self._staged / _NEW / name, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        stream = self._stack.enter_context(os.fdopen(opened, "w", encoding=encoding, newline=""))
        self._streams[name] = stream
        return stream

    def commit(self) -> tuple[Path, ...]:
        """Give all files their places, once each is wholly written; their paths, in the order of opening."""
        for stream in self._streams.values():
            stream.flush()
            os.fsync(stream.fileno())
            stream.close()
        if self._staged is not None:
            with _locked(self.folder):
                for name in self._streams:
                    if (self.folder / name).exists():
                        with suppress(OSError):
                            shutil.copymode(self.folder / name, self._staged / _NEW / name)
                _swap(self.folder, self._staged, tuple(self._streams))
        written = tuple(self.folder / name for name in self._streams)
        self._folders = []
        return written

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        if self._staged is not None:
            shutil.rmtree(self._staged, ignore_errors=True)
        with suppress(OSError):  # what could not be written cannot be flushed either
            self._stack.close()
        for folder in reversed(self._folders):
            with suppress(OSError):  # somebody else has put something into it
                folder.rmdir()

    def _stage(self) -> None:
        """Make the folder that files are written into, and put in order what was left by those who were killed."""
        self._make(self.folder)
        with _locked(self.folder):
            for left in self.folder.glob(_STAGED):
                with suppress(BlockingIOError, FileNotFoundError), _locked(left, wait=False):
                    _put_back(self.folder, left)
                    shutil.rmtree(left)
            self._staged = self.folder / _STAGED.replace("*", secrets.token_hex(4))
            self._staged.mkdir(mode=0o700)
            # As long as this lasts, nobody takes it for something that was left.
            self._stack.enter_context(_locked(self._staged))
        (self._staged / _NEW).mkdir()

    def _make(self, folder: Path) -> None:
        """Make a folder and those above it, remembering which were not there."""
        if not folder.exists():
            if folder.parent != folder:
                self._make(folder.parent)
            self._folders.append(folder)
            folder.mkdir()


def _swap(folder: Path, staged: Path, names: tuple[str, ...]) -> None:
    """Put new files in the place of old ones; where one cannot be, the old ones are put back, and OSError is raised."""
    (staged / _NAMES).write_text("\n".join(names), "utf-8")
    old = staged / _OLD
    old.mkdir()
    try:
        for name in names:
            with suppress(FileNotFoundError):
                (folder / name).rename(old / name)
            (staged / _NEW / name).rename(folder / name)
    except BaseException:
        _put_back(folder, staged, names)
        raise
    # From here on the new files are those that count.
    old.rename(staged / "done")


def _put_back(folder: Path, staged: Path, names: Iterable[str] = ()) -> None:
    """Put files back that were taken away for new ones, and take away the new ones, as not all of them came.

    `names` are those of all new files; what was killed has told them in the file `names`.
    """
    if not (staged / _OLD).is_dir():
        return
    for name in names or (staged / _NAMES).read_text("utf-8").splitlines():
        if (staged / _OLD / name).exists():
            (staged / _OLD / name).replace(folder / name)
        elif not (staged / _NEW / name).exists():
            # It took its place where no old one was.
            (folder / name).unlink(missing_ok=True)


@contextmanager
def _locked(folder: Path, *, wait: bool = True) -> Iterator[None]:
    """While no other program has locked a folder. Raises BlockingIOError where one has and it is not to be waited for.

    On Windows folders cannot be locked.
    """
    if sys.platform == "win32":
        yield
        return
    opened = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        try:
            fcntl.flock(opened, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
        except BlockingIOError:
            raise
        except OSError as error:
            # Some file systems know no locks; two programs at once are rare, and each file is whole all the same.
            if not wait:
                raise BlockingIOError from error
        yield
    finally:
        os.close(opened)
