"""Forms to fill in: what stands in the tables of a quarter, for people who have nothing yet.

A form is the headings of each table, with what may be written below each. `form_files` writes it as a workbook, as CSV
or as a team file; filled in, all of them read back.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from diagnosis.intake.columns import MEASURED
from diagnosis.intake.lookup import Catalogue
from diagnosis.kinds import kind_of
from diagnosis.kinds.number_formats import NumberFormats
from diagnosis.kinds.numeric import Numeric
from diagnosis.kinds.rate import Rate
from diagnosis.kinds.share import Share
from diagnosis.knowledge.model import COLLECTIONS, Fact, Subject, Text
from diagnosis.texts import Texts

_LIMIT = re.compile(r"(>=|>|<=|<)\s*(-?[0-9.]+)")


@dataclass(frozen=True, slots=True)
class CellLimits:
    """Between which numbers a cell must lie; None is no limit. `strictly` leaves out the lowest one itself."""

    lowest: Decimal | None
    highest: Decimal | None
    strictly: bool
    whole: bool


@dataclass(frozen=True, slots=True)
class FormColumn:
    """A column of a form: its heading, its name in tables, and what may stand below it.

    `help` says what is asked for, `example` what may be written, `choices` are those of a drop-down; `looks` is how its
    cells are shown: text, number, count, per cent, date.
    """

    heading: str
    column: str
    about: str
    example: str
    looks: str
    choices: tuple[str, ...] = ()
    limits: CellLimits | None = None
    held_by: str = ""
    fact: Fact | None = None


@dataclass(frozen=True, slots=True)
class FormTable:
    """A table of a form."""

    subject: Subject
    title: str
    columns: tuple[FormColumn, ...]


def form(
    catalogue: Catalogue,
    words: Texts,
    departments: Mapping[str, Text],
    order: Sequence[str],
    stages: Collection[str] = (),
) -> tuple[FormTable, ...]:
    """The tables of a form, in the language of `words`; with `stages` only their facts.

    `departments` are the names of those who usually know a fact; `order` is that of the stages. Reviews come last.
    """
    formats = NumberFormats(words.language)
    tables = []
    subjects: tuple[Subject, ...] = ("team", *COLLECTIONS)
    for subject in subjects:
        facts = [fact for fact in catalogue.get(subject, {}).values() if _asked(fact, stages)]
        # The stages in their order, what belongs to none behind them, and reviews last; amounts begin.
        at = {stage: number for number, stage in enumerate(order)}
        facts.sort(key=lambda fact: ("_review" in fact.fact, at.get(fact.stage or "", len(at)), fact.kind != "money"))
        if not facts and subject != "team":
            continue
        columns = [*_own(subject, words)]
        for fact in facts:
            who = departments.get(fact.held_by or "")
            columns += _columns(fact, words, formats, who.get(words.language) if who else "")
        columns += _about_values(subject, facts, words, columns)
        tables.append(FormTable(subject, words(f"form.sheet.{subject}"), tuple(columns)))
    return tuple(tables)


def _asked(fact: Fact, stages: Collection[str]) -> bool:
    """Whether a fact is one to ask for: it may be given, is not computed, and is of a stage that is wanted."""
    return fact.given and fact.formula is None and (not stages or fact.stage is None or fact.stage in stages)


def _own(subject: Subject, words: Texts) -> Iterator[FormColumn]:
    names = ("team", "quarter", "as_of", "currency") if subject == "team" else ("team", subject)
    for name in names:
        looks = "date" if name == "as_of" else "text"
        heading = words(f"form.column.{name}")
        yield FormColumn(heading, name, words(f"form.about.{name}"), words(f"form.example.{name}"), looks)


def _about_values(
    subject: Subject, facts: Sequence[Fact], words: Texts, columns: Sequence[FormColumn]
) -> Iterator[FormColumn]:
    """The columns that say of values that they are right though unusual, estimates, or measured on another day."""
    numbers = [column.heading for column in columns if column.fact and column.looks in ("per cent", "number")]
    if numbers:
        for name in ("sure", "estimated"):
            yield FormColumn(words(f"form.column.{name}"), name, words(f"form.about.{name}"), numbers[0], "text")
    for fact in facts if subject == "team" else ():
        if not isinstance(kind_of(fact), Numeric):
            # What somebody decided or reviewed has no day of measurement beside its own.
            continue
        name = fact.name.get(words.language)
        heading = f"{name[:1].upper()}{name[1:]} ({words('form.measured')})"
        yield FormColumn(heading, f"{MEASURED}{fact.fact}", words("form.about.measured"), "2026-08-15", "date")


def _columns(fact: Fact, words: Texts, formats: NumberFormats, held_by: str) -> Iterator[FormColumn]:
    """The columns of a fact: one, or the two of its counts."""
    kind, language = kind_of(fact), words.language
    name = fact.name.get(language)
    heading = name[:1].upper() + name[1:]
    about = " ".join(text.get(language) for text in (fact.question, fact.help) if text is not None) or heading

    def counted(part: str, example: str) -> FormColumn:
        title = f"{heading} ({words(f'form.{part}')})"
        limits = CellLimits(Decimal(0), None, False, True)
        told = f"{words(f'form.{part}_about')} {about}"
        return FormColumn(title, f"{fact.fact}.{part}", told, example, "count", (), limits, held_by, fact)

    if isinstance(kind, Rate) or fact.sample:
        # How sure the share of a sample is, only its counts tell.
        yield counted("count", "11")
        yield counted("of", "80")
        return
    whole = counted("of", "80") if fact.full_count else None
    unit = fact.unit.get(language) if fact.unit else ""
    if isinstance(kind, Share):
        heading, looks = f"{heading} (%)", "per cent"
    elif isinstance(kind, Numeric):
        heading, looks = f"{heading} ({unit})" if unit else heading, "count" if kind.whole_units else "number"
    else:
        looks = "date" if fact.kind == "date" else "text"
    choices = tuple(text for text, _ in kind.choices(fact))
    if kind.type == "boolean":
        choices = (words("form.yes"), words("form.no"))
    example = kind.understood_in_cell(fact, formats)
    yield FormColumn(heading, fact.fact, about, example, looks, choices, _limits(fact), held_by, fact)
    if whole is not None:
        yield whole


def _limits(fact: Fact) -> CellLimits | None:
    kind = kind_of(fact)
    if not isinstance(kind, Numeric):
        return None
    limits = [*_LIMIT.findall(fact.range or "")]
    lowest, highest, strictly = kind.lowest, kind.highest, False
    if fact.range is not None:
        lowest = highest = None
        if re.sub(r"[\s,]|and|" + _LIMIT.pattern, "", fact.range):
            # A range of another form: the reader checks it, a drop-down cannot.
            limits = []
    for sign, number in limits:
        if sign.startswith(">"):
            lowest, strictly = Decimal(number), sign == ">"
        else:
            highest = Decimal(number)
    return CellLimits(lowest, highest, strictly, fact.kind == "count")
