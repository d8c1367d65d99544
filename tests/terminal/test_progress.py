"""Progress is drawn where somebody sees it, and is gone when the run has ended."""

from __future__ import annotations

import io
import os
import sys
from pathlib import Path

import pytest

from diagnosis.terminal.progress import Progress, goes_into_a_file


@pytest.mark.parametrize(("terminal", "wanted"), [(True, True), (True, False), (False, True)])
def test_it_is_shown_on_a_terminal_where_it_is_wanted(
    terminal: bool, wanted: bool, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setattr(sys.stderr, "isatty", lambda: terminal, raising=False)
    with Progress(40, lambda done: f"{done} of 40 [teams]", wanted) as progress:
        progress.show(20)
    written = capsys.readouterr()
    assert written.out == ""
    assert ("20 of 40 [teams]" in written.err) == (terminal and wanted)
    if not (terminal and wanted):
        assert written.err == ""


def test_results_in_a_pipe_may_end_on_the_terminal_where_progress_would_disturb_them(tmp_path: Path) -> None:
    reading, writing = os.pipe()
    with os.fdopen(reading), os.fdopen(writing, "w") as pipe, (tmp_path / "results").open("w") as file:
        assert (goes_into_a_file(pipe), goes_into_a_file(file), goes_into_a_file(io.StringIO())) == (False, True, False)
