"""Managers at a terminal: what they type, and the lines that a team's facts answer the questions with."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pexpect
from click.testing import CliRunner, Result

from diagnosis.intake.model import Team
from diagnosis.interview import Interview, as_text
from diagnosis.knowledge.base import Knowledge
from diagnosis.terminal.app import main
from tests.interview.managers import asked, interview_about, table_text
from tests.terminal.commands import ROOT
from tests.terminal.commands import team as team_file

MISSED = ("1200000", "990000", "u", "u", "u")
"""What is asked first of all: the target and the revenue; and that nobody knows where the money was lost."""

NORTH = ("--team", "North", "--quarter", "2026-Q3")


def north_since(folder: Path, **before: object) -> tuple[str, ...]:
    """The same team, with a quarter before of which this is known: what got far worse since is a second sign."""
    path = team_file(folder / "2026-Q2", "North", before, quarter="2026-Q2", as_of="2026-06-30")
    return (*NORTH, "--previous", str(path))


def ask(*arguments: object, lines: tuple[str, ...] | list[str] = ()) -> Result:
    """`diagnosis ask` with these lines piped in."""
    words = ["ask", *(str(argument) for argument in arguments)]
    return CliRunner().invoke(main, words, input="".join(f"{line}\n" for line in lines), prog_name="diagnosis")


def screens(store: Path, *arguments: str, **environment: str) -> pexpect.spawn:
    """`diagnosis ask` on a terminal of 80 columns and 24 lines."""
    return pexpect.spawn(
        sys.executable,
        ["-m", "diagnosis", "ask", "--store", str(store), *arguments],
        cwd=ROOT,
        env={**os.environ, "TERM": "xterm", "PROMPT_TOOLKIT_NO_CPR": "1", "NO_COLOR": "1", **environment},
        encoding="utf-8",
        dimensions=(24, 80),
        timeout=30,
    )


def script(team: Team, knowledge: Knowledge) -> tuple[list[str], Interview]:
    """The lines with which a manager who knows the facts of `team` answers every question, and the state at the end."""
    state, lines = interview_about(team, knowledge), list[str]()
    for question, after in asked(state, team):
        lines += _lines(question.subject, question.facts, team, knowledge)
        state = after
    return lines, state


def _lines(subject: str, facts: tuple[str, ...], team: Team, knowledge: Knowledge) -> Iterator[str]:
    if subject == "team":
        given = team.facts.get(facts[0])
        yield "u" if given is None else as_text(given, knowledge.facts["team"][facts[0]])
    elif not team.members.get(subject):  # type: ignore[call-overload]
        yield "u"
    else:
        yield from table_text(team, subject, facts, knowledge).splitlines()  # type: ignore[arg-type]
        yield ""
