"""Where the program itself failed, told so that no facts come along: messages and arguments may hold them."""

from __future__ import annotations

import sys
import traceback
from collections.abc import Sequence
from pathlib import Path

PACKAGE = Path(__file__).resolve().parent


def path_of_failure(error: BaseException) -> Sequence[str]:
    """The kind of an error, and the places in the program that led to it, a line each; then those of its causes."""
    lines: list[str] = []
    cause: BaseException | None = error
    while cause is not None:
        lines += [*([""] if lines else []), type(cause).__name__]
        lines += (
            f"  {shown_file(frame.filename)}:{frame.lineno} {frame.name}"
            for frame in traceback.extract_tb(cause.__traceback__)
        )
        cause = cause.__cause__ or (None if cause.__suppress_context__ else cause.__context__)
    return lines


def shown_file(file: str) -> str:
    """A file of the program or of a library, without the folders of the machine."""
    for folder in (PACKAGE.parent, *map(Path, sys.path)):
        if str(folder) != "." and Path(file).is_relative_to(folder):
            return str(Path(file).relative_to(folder))
    return Path(file).name
