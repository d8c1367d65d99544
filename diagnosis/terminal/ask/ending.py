"""The end of an interview: the result as `diagnosis run` prints it, and the files that one may want of it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from pathlib import Path

import click

from diagnosis.faults import reason_of
from diagnosis.interview import Interview, facts_file
from diagnosis.messages import say
from diagnosis.outputs import by_file_name
from diagnosis.outputs.files import Files
from diagnosis.outputs.text import write_team
from diagnosis.presentation import worked_case
from diagnosis.reporting.names import Names
from diagnosis.terminal.ask.command_line import AskCommand
from diagnosis.terminal.ask.conversation import Conversation
from diagnosis.terminal.noting import note
from diagnosis.terminal.options import fail
from diagnosis.terminal.page import page_for_stdout
from diagnosis.terminal.signals import ending_in_order


def show_result(interview: Interview, names: Names) -> None:
    """The result so far, on stdout."""
    page = page_for_stdout()
    page.blank()
    write_team(page, interview.diagnosis(names.language), names)
    click.echo(str(page), nl=False)


def report(interview: Interview, names: Names, path: Path) -> bytes:
    """The result, in the format of the file's name."""
    return by_file_name(path.name).content(interview.diagnosis(names.language), names)


def facts(interview: Interview, names: Names, path: Path) -> bytes:
    """The answers as a facts file."""
    return facts_file(interview).encode()


def case(interview: Interview, names: Names, path: Path) -> bytes:
    """The answers and the result as a worked case, which says in a sentence what it shows."""
    return worked_case(interview, names).encode()


Export = Callable[[Interview, Names, Path], bytes]
EXPORTS: Mapping[str, tuple[Export, str]] = {
    "p": (report, "{name}.txt"),
    "f": (facts, "{name}.yaml"),
    "c": (case, "{name}.case.yaml"),
}
"""The files that can be had, by their keys, with the names that they get if no other is given."""


def usual_name(interview: Interview, pattern: str) -> str:
    """The name of a file about this team and quarter."""
    of = interview.particulars
    return pattern.format(name=file_name(f"{of.team} {of.quarter}"))


def file_name(text: str) -> str:
    """A text as the name of a file, without an ending."""
    return "-".join(re.findall(r"[\w-]+", text)).lower()


def write(export: Export, conversation: Conversation, path: Path) -> None:
    """Write one file, wholly or not at all; its name on stdout. Raises OSError."""
    names = conversation.names
    with ending_in_order(), Files(path.parent) as files:
        files.open(path.name).buffer.write(export(conversation.interview, names, path))
        files.commit()
    # The file's name may be the team's: only its kind is noted.
    log, session = conversation.store.security_log, conversation.session.id
    note(log, names.language, "exported", session, conversation.who, file=export.__name__)
    click.echo(f"{names.texts('written')} {path}")


def write_requested(request: AskCommand, conversation: Conversation) -> None:
    """The files that the command line asks for; one that cannot be written ends the command."""
    wanted = ((request.report, "p"), (request.export_facts, "f"), (request.export_case, "c"))
    for path, key in wanted:
        if path is None:
            continue
        try:
            write(EXPORTS[key][0], conversation, path)
        except OSError as error:
            what = say("{path}: this file cannot be written ({reason})", path=path, reason=reason_of(error))
            fail(conversation.names.language, what, say("check the folder and its permissions"))
