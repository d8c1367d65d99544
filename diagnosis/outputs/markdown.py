"""Diagnoses as Markdown, through the templates in `reports/`. Whatever they print is escaped: no name is markup."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from diagnosis import resources
from diagnosis.messages import say
from diagnosis.outputs.output import Output, Writer

if TYPE_CHECKING:
    from jinja2 import Environment

    from diagnosis.reporting.run_summary import RunSummary
    from diagnosis.result import Diagnosis

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
    line = _LINK.sub(lambda link: "".join(f"\\{character}" for character in link.group()), line)
    return _NUMBERED.sub(r"\1\\\2", _BEGINNING.sub(r"\1\\\2", line))


class Markdown(Writer):
    """Writes one document about all teams, when the last is known."""

    def add(self, diagnosis: Diagnosis) -> None:
        """Nothing yet: the summary keeps the diagnoses that are told."""

    def end(self, summary: RunSummary) -> None:
        """Write the numbers, and a chapter a team."""
        from diagnosis.reporting.wording import Wording

        names = self.names
        teams = [Wording(diagnosis, names) for diagnosis in summary.first]
        template = _environment().get_template("summary.md.j2")
        self.stream.writelines(template.generate(summary=summary, teams=teams, names=names, texts=names.texts))
        self.stream.write("\n")


OUTPUTS = (
    Output(
        id="markdown",
        title=say("Report"),
        hint=say("the whole result, to read and pass on"),
        file_of_many="summary.md",
        file_of_one="report.md",
        media_type="text/markdown",
        writer=Markdown,
        order=40,
    ),
)


@cache
def _environment() -> Environment:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    return Environment(
        loader=FileSystemLoader(resources.reports_dir()),
        # HTML's escaping is not Markdown's; `finalize` escapes every value that is printed, and forgets none.
        autoescape=False,  # noqa: S701
        finalize=_finalize,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=False,
    )


def _finalize(value: object) -> str:
    return escaped(str(value))
