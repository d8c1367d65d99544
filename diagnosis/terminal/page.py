"""Makes a page that fits the terminal on stdout."""

from __future__ import annotations

import os
import shutil
import sys

from diagnosis.outputs.page import NARROWEST, PIPED, WIDEST, Page


def page_for_stdout() -> Page:
    """An empty page as wide as the terminal on stdout (within reason), in colours if it can and may show them."""
    terminal = sys.stdout.isatty()
    columns = shutil.get_terminal_size((PIPED, 24)).columns if terminal else PIPED
    plain = bool(os.environ.get("NO_COLOR")) or os.environ.get("TERM") == "dumb"
    return Page(width=min(max(columns, NARROWEST), WIDEST), colours=terminal and not plain)
