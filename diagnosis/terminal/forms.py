"""What `diagnosis facts template` does: it writes a form to fill in, and never over a file that is there."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click

from diagnosis.faults import meant, reason_of, suggest
from diagnosis.intake.form import form
from diagnosis.intake.form_files import FORMATS
from diagnosis.knowledge.model import Language
from diagnosis.messages import say
from diagnosis.terminal.options import fail, load
from diagnosis.texts import texts

_NAMES = {"xlsx": "2026-Q3.xlsx", "csv": "2026-Q3", "yaml": "team.yaml"}


def write_form(
    path: Path | None, format_: str, stages: Sequence[str], rules: Sequence[Path], language: Language
) -> int:
    """Write a form in one of `FORMATS`; the exit code."""
    knowledge, words = load(rules, language), texts(language)
    for stage in stages:
        if stage not in knowledge.stages:
            known = ", ".join(knowledge.stages)
            do = meant(suggest(stage, knowledge.stages), say("use one of: {known}", known=known))
            fail(language, say("--stage: there is no stage {stage!r}", stage=stage), do)
    path = path or Path(_NAMES[format_])
    if path.exists():
        what = say("{path}: this is there already, and is left as it is", path=path)
        fail(language, what, say("give the form another name"))
    tables = form(knowledge.facts, words, knowledge.departments, list(knowledge.stages), stages)
    if not path.parent.is_dir():
        # The library that writes workbooks would not say so.
        what = say("{path}: there is no such folder", path=path.parent)
        fail(language, what, say("make it, or give another path"))
    try:
        FORMATS[format_](path, tables, words)
    except OSError as error:
        fail(language, say("{path}: the form cannot be written ({reason})", path=path, reason=reason_of(error)))
    click.echo(words("form.written", path=path))
    return 0
