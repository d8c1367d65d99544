"""Diagnoses as Markdown, through the templates in `reports/`. Whatever they print is escaped: no name is markup."""

from __future__ import annotations

import re
from functools import cache
from typing import TextIO

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from diagnosis import resources
from diagnosis.reporting.names import Names
from diagnosis.reporting.run_summary import RunSummary
from diagnosis.reporting.wording import Wording

# What has a meaning within a line of CommonMark or of GitHub's Markdown (tables, strikethrough, mentions, formulas).
_INLINE = re.compile(r"[\\`*_\[\]#|~$@]")
# What is a list, a heading, a rule or a quotation at the beginning of a line.
_BEGINNING = re.compile(r"^(\s*)([-+=:>])")
_NUMBERED = re.compile(r"^(\s*\d+)([.)])(?=\s|$)")
# What becomes a link by itself.
_LINK = re.compile(r"(?<=:)//|(?<=www)\.", re.IGNORECASE)


def escaped(text: str) -> str:
    """A text that Markdown prints as it stands, on one line: no markup, no cell, no link, no HTML."""
    line = " ".join(text.split())
    line = _INLINE.sub(r"\\\g<0>", line.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;"))
    line = _LINK.sub(lambda found: "".join(f"\\{character}" for character in found.group()), line)
    return _NUMBERED.sub(r"\1\\\2", _BEGINNING.sub(r"\1\\\2", line))


def write_summary(stream: TextIO, summary: RunSummary, names: Names) -> None:
    """Write `summary.md` of the teams in `summary`."""
    template = _environment().get_template("summary.md.j2")
    teams = [Wording(one, names) for one in summary.first]
    stream.writelines(template.generate(summary=summary, teams=teams, names=names, texts=names.texts))
    stream.write("\n")


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(resources.reports_dir()),
        # HTML's escaping is not Markdown's; `finalize` escapes every value that is printed, and forgets none.
        autoescape=False,  # noqa: S701
        finalize=_finalize,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=False,
    )
    return environment


def _finalize(value: object) -> str:
    return escaped(str(value))
