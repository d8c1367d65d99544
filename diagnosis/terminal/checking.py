"""What `diagnosis facts check` does: it reads facts, tells all faults, and shows how each column was understood."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

import click

from diagnosis.faults import Fault, column_letters
from diagnosis.intake.headings import LEFT_OUT
from diagnosis.intake.table_rows import ReadColumn
from diagnosis.kinds import kind_of
from diagnosis.kinds.given import Given
from diagnosis.kinds.number_formats import NumberFormats
from diagnosis.knowledge.base import Knowledge
from diagnosis.knowledge.model import Fact
from diagnosis.terminal.options import NOTHING, ReadingOptions, load, tell
from diagnosis.texts import Texts, texts


@dataclass(frozen=True, slots=True, kw_only=True)
class FactsCheckOptions(ReadingOptions):
    """The command line of `diagnosis facts check`."""

    paths: tuple[Path, ...]


def check_facts(options: FactsCheckOptions) -> int:
    """Read and tell; the exit code is that of a run: 0 without faults, 1 with some, 2 where nothing can be used."""
    knowledge, words = load(options.rules, options.language), texts(options.language)
    read: list[ReadColumn] = []
    intake = options.read(options.paths, knowledge, read.append)
    for line in _understood(read, knowledge, words):
        click.echo(line)
    faults: list[Fault] = [*intake.faults, *(fault for refused in intake.refused for fault in refused.faults)]
    click.echo(words.counted("form.teams", len(intake.teams)))
    if faults:
        click.echo(words.counted("form.faults", len(set(faults))))
    tell([*intake.notes, *sorted(set(faults))], options.language)
    return (1 if intake.teams else NOTHING) if faults else (0 if intake.teams else NOTHING)


def _understood(read: Sequence[ReadColumn], knowledge: Knowledge, words: Texts) -> Iterator[str]:
    formats = NumberFormats(words.language)
    for file, columns in groupby(read, key=lambda column: column.place.file):
        yield file
        rows = [_row(column, knowledge, words, formats) for column in columns]
        widths = [max(len(row[index]) for row in rows) for index in range(3)]
        for row in rows:
            cells = [text.ljust(width) for text, width in zip(row, widths, strict=False)]
            yield "  " + "  ".join([*cells, row[3]]).rstrip()
        yield ""


def _row(column: ReadColumn, knowledge: Knowledge, words: Texts, formats: NumberFormats) -> tuple[str, str, str, str]:
    """Letter, heading, what it means, and three values as they were written and understood."""
    base, _, part = column.column.rpartition(".")
    fact = knowledge.facts.get(column.subject, {}).get(column.column)
    samples = ", ".join(_sample(text, given, fact, formats) for text, given in column.samples)
    meaning = words("form.left_out") if column.column == LEFT_OUT else column.column or words("form.not_understood")
    if fact is not None:
        meaning = f"{column.column} ({fact.name.get(words.language)})"
    elif part in ("count", "of") and base in knowledge.facts.get(column.subject, {}):
        meaning = f"{base} ({words(f'form.{part}')})"
    return column_letters(column.place.column), column.heading, meaning, samples or words("form.blank")


def _sample(text: str, given: Given | None, fact: Fact | None, formats: NumberFormats) -> str:
    if given is None or fact is None:
        return text.strip()
    shown = kind_of(fact).written(given.value, formats, None, fact.unit)
    return text.strip() if shown == text.strip() else f"{text.strip()} → {shown}"
