"""A form to fill in as a file: a workbook with drop-downs and help, CSV files, or a team file in YAML."""

from __future__ import annotations

import csv
import textwrap
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from diagnosis.intake.columns import MEASURED, TABLES
from diagnosis.intake.form import FormColumn, FormTable
from diagnosis.intake.statements import STATEMENTS
from diagnosis.texts import Texts

_ROWS = 500
"""So many rows are checked by the spreadsheet itself; more are read as well."""
_LOOKS = {"text": "@", "number": "General", "count": "#,##0", "per cent": "0.0%", "date": "yyyy-mm-dd"}
_TITLE, _MESSAGE, _LIST = 32, 255, 255
_LINE = 15
"""The height of a line of text, in points."""


def write_workbook(path: Path, tables: Sequence[FormTable], words: Texts) -> None:
    """A workbook: a sheet for each table, and one that explains the columns."""
    import xlsxwriter

    with xlsxwriter.Workbook(str(path), {"strings_to_formulas": False, "strings_to_urls": False}) as book:
        for table in tables:
            _sheet(book, table, words)
        _help(book, tables, words)


def _sheet(book: Any, table: FormTable, words: Texts) -> None:
    sheet = book.add_worksheet(table.title)
    top = {"bold": True, "text_wrap": True, "valign": "top", "bg_color": "#DCE6F1", "border": 1}
    heading, required = book.add_format(top), book.add_format({**top, "bg_color": "#FCE4D6"})
    sheet.freeze_panes(1, 1 if table.subject == "team" else 2)
    sheet.set_row(0, 62)
    for index, column in enumerate(table.columns):
        must = column.column in ("team", table.subject)
        sheet.write_string(0, index, column.heading, required if must else heading)
        note = "\n".join(part for part in _explained(column, words) if part)
        sheet.write_comment(0, index, note, {"x_scale": 3, "y_scale": 2.2, "font_size": 9})
        looks = book.add_format({"num_format": _LOOKS[column.looks]})
        sheet.set_column(index, index, max(11, min(24, len(column.heading) * 0.6)), looks)
        if rule := _rule(column, words):
            sheet.data_validation(1, index, _ROWS, index, rule)


def _explained(column: FormColumn, words: Texts) -> list[str]:
    held_by = words("form.held_by", who=column.held_by) if column.held_by else ""
    return [column.about, words("form.write", example=column.example), held_by, words("form.unknown")]


def _rule(column: FormColumn, words: Texts) -> dict[str, Any] | None:
    """What a spreadsheet advises for the cells of a column; a cell may always be left blank.

    Only from a list must something be chosen. Elsewhere the reader understands more than a spreadsheet does ("1.2m",
    "10-15 %"), so that what is unusual is asked about and may be kept.
    """
    message = textwrap.shorten(column.about, _MESSAGE - 60, placeholder=" …")
    rule: dict[str, Any] = {
        "ignore_blank": True,
        "input_title": textwrap.shorten(column.heading, _TITLE, placeholder="…"),
        "input_message": textwrap.shorten(
            f"{message} {words('form.write', example=column.example)}", _MESSAGE, placeholder=" …"
        ),
        "error_title": words("form.error"),
        "error_message": textwrap.shorten(words("form.write", example=column.example), _MESSAGE, placeholder=" …"),
    }
    if column.choices and len(",".join(column.choices)) < _LIST:
        return {**rule, "validate": "list", "source": list(column.choices)}
    rule["error_type"] = "warning"
    if column.looks == "date":
        return {**rule, "validate": "date", "criteria": ">=", "value": date(2000, 1, 1)}
    limits = column.limits
    if limits is None:
        return {**rule, "validate": "any"}
    kind = {"validate": "integer" if limits.whole else "decimal"}
    lowest, highest = limits.lowest, limits.highest
    if lowest is not None and highest is not None:
        return {**rule, **kind, "criteria": "between", "minimum": float(lowest), "maximum": float(highest)}
    if highest is not None:
        return {**rule, **kind, "criteria": "<=", "value": float(highest)}
    if lowest is not None:
        return {**rule, **kind, "criteria": ">" if limits.strictly else ">=", "value": float(lowest)}
    return {**rule, **kind, "criteria": "between", "minimum": -1e15, "maximum": 1e15}


def _help(book: Any, tables: Sequence[FormTable], words: Texts) -> None:
    sheet = book.add_worksheet(words("form.sheet.help"))
    bold = book.add_format({"bold": True, "bg_color": "#DCE6F1"})
    wrap = book.add_format({"text_wrap": True, "valign": "top"})
    widths = {"sheet": 16, "column": 36, "about": 90, "write": 34, "who": 22}
    for index, (key, width) in enumerate(widths.items()):
        sheet.set_column(index, index, width, wrap)
        sheet.write_string(0, index, words(f"form.help.{key}"), bold)
    sheet.freeze_panes(1, 0)
    row = 1
    for table in tables:
        for column in table.columns:
            texts = (table.title, column.heading, column.about, column.example, column.held_by)
            for index, text in enumerate(texts):
                sheet.write_string(row, index, text, wrap)
            # Not every program makes a row as high as its wrapped texts.
            lines = (len(textwrap.wrap(text, width)) for text, width in zip(texts, widths.values(), strict=True))
            sheet.set_row(row, _LINE * max(lines))
            row += 1


def write_csv(path: Path, tables: Sequence[FormTable], words: Texts) -> None:
    """A folder with a CSV file for each table: its headings, in UTF-8 with the mark that spreadsheets look for."""
    path.mkdir(parents=True, exist_ok=True)
    for table in tables:
        with (path / TABLES[table.subject]).open("w", encoding="utf-8-sig", newline="") as file:
            csv.writer(file, delimiter=words("form.delimiter")).writerow([column.heading for column in table.columns])


def write_yaml(path: Path, tables: Sequence[FormTable], words: Texts) -> None:
    """A team file: each fact with its question, and nothing behind the colon where nothing is known yet."""
    lines: list[str] = []
    for table in tables:
        if table.subject == "team":
            own = [column for column in table.columns if column.fact is None]
            days = [column for column in own if column.column.startswith(MEASURED)]
            lines += [f"{column.column}:{_behind(column)}" for column in own if column not in days]
            lines += [f"{MEASURED[:-1]}:  # {{otif: {column.example}}} {column.about}" for column in days[:1]]
            lines += [f"{key}:  # {words(f'form.said.{key}')}" for key in STATEMENTS]
            lines.append("facts:")
        else:
            key = TABLES[table.subject].removesuffix(".csv")
            lines += [f"# {line}" for line in textwrap.wrap(words("form.members"), 110)]
            lines += [f"# {key}:", f"#   - {table.subject}: {words(f'form.example.{table.subject}')}"]
        seen: set[str] = set()
        for column in table.columns:
            if column.fact is None or column.fact.fact in seen:
                continue
            seen.add(column.fact.fact)
            example = "11/80" if column.column.endswith(".count") else column.example
            before = "  " if table.subject == "team" else "#     "
            about = textwrap.wrap(f"{column.about} {words('form.write', example=example)}", 110)
            lines += [
                f"{before.rstrip('# ')}  # {line}" if table.subject == "team" else f"#     # {line}" for line in about
            ]
            lines.append(f"{before}{column.fact.fact}:")
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def _behind(column: FormColumn) -> str:
    return f"  # {column.about} {column.example}"


FORMATS: Mapping[str, Callable[[Path, Sequence[FormTable], Texts], None]] = {
    "xlsx": write_workbook,
    "csv": write_csv,
    "yaml": write_yaml,
}
"""How each format is written; the names are those of the command line."""
