"""Ctrl-C ends an interview at once on every terminal and in a pipe, with every answer saved."""

from __future__ import annotations

import os
import shlex
import sys
from pathlib import Path

import pexpect
import pytest

from tests.terminal.asking import NORTH, screens
from tests.terminal.commands import ROOT
from tests.terminal.test_ask_terminal import answers, ended

pytestmark = pytest.mark.process

PROMPT = r"> |\x1b\[\?2004h"
"""What says that a line is read: the prompt, or the mode that a terminal is put in for it."""


def piped(store: Path, log: Path) -> pexpect.spawn:
    """`diagnosis ask | tee log` on a terminal."""
    words = [sys.executable, "-m", "diagnosis", "ask", "--store", str(store), *NORTH]
    command = f"{shlex.join(words)} | tee {shlex.quote(str(log))}"
    return pexpect.spawn("/bin/sh", ["-c", command], cwd=ROOT, env={**os.environ}, encoding="utf-8", timeout=60)


@pytest.mark.parametrize(
    ("term", "typed"), [("dumb", ""), ("dumb", "99"), ("vt100", ""), ("xterm-256color", "99"), ("unheard-of", "")]
)
def test_ctrl_c_ends_at_once_on_every_terminal(tmp_path: Path, term: str, typed: str) -> None:
    store = tmp_path / "s.sqlite3"
    terminal = screens(store, *NORTH, TERM=term)
    terminal.expect("revenue target")
    terminal.expect(PROMPT)
    terminal.send("1200000\r")
    terminal.expect("How much revenue")
    terminal.expect(PROMPT)
    terminal.send(f"{typed}\x03")
    code, said = ended(terminal)
    assert code == 130
    assert "Saved: 1 answer. Go on with:" in said
    assert answers(store) == {"revenue_target": "1200000"}


def test_ctrl_c_ends_at_once_in_a_pipe(tmp_path: Path) -> None:
    store, log = tmp_path / "s.sqlite3", tmp_path / "log"
    terminal = piped(store, log)
    terminal.expect("revenue target")
    terminal.expect("> ")
    terminal.sendline("1200000")
    terminal.expect("How much revenue")
    terminal.expect("> ")
    terminal.sendintr()
    ended(terminal)
    assert answers(store) == {"revenue_target": "1200000"}
    assert "How much revenue" in log.read_text("utf-8")


def test_ctrl_c_ends_at_once_before_the_first_question(tmp_path: Path) -> None:
    terminal = screens(tmp_path / "s.sqlite3", TERM="dumb")
    terminal.expect("Which team")
    terminal.sendintr()
    assert ended(terminal)[0] == 130
