"""Spreadsheets as people make them, made from known facts: layouts, encodings, headings, totals, merged cells, blanks.

`spreadsheet(folder, seed)` writes one, and says what it holds. What a reader makes of it is right if it gives those
facts, or refuses them for a reason; anything else is a misreading.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from random import Random

import xlsxwriter

from diagnosis.intake.model import Intake

HEADINGS = {
    "team": ["team", "Team", "TEAM", "Komanda", "Team name"],
    "seller": ["seller", "Seller", "Pardavėjas", "Sales rep"],
    "revenue_target": ["revenue_target", "Revenue target", "Pajamų tikslas", "PAJAMU TIKSLAS", "Sales target"],
    "revenue_actual": ["revenue_actual", "Actual revenue", "Faktinės pajamos", "Revenue (actual)"],
    "otif": ["otif", "OTIF", "Orders on time and in full", "Laiku ir visa apimtimi pristatyti užsakymai"],
    "vacancies": ["vacancies", "Vacancies", "Neužimtos pardavėjų vietos"],
    "results_reviewed": ["results_reviewed", "Results reviewed monthly", "Rezultatai peržiūrimi kas mėnesį"],
    "capacity_ratio": ["capacity_ratio", "Capacity against target", "Capacity ratio"],
    "deals.count": ["deals.count", "Deals won (count)", "Laimėti sandoriai (kiek)"],
    "deals.of": ["deals.of", "Deals won (out of)", "Laimėti sandoriai (iš)"],
    "tenure_months": ["tenure_months", "Tenure (months)", "Months in the job", "Mėnesiai šiose pareigose (mėn.)"],
    "target": ["target", "Personal target", "Asmeninis tikslas", "Quota"],
}
SHARES, AMOUNTS = ("otif", "vacancies"), ("revenue_target", "revenue_actual", "target")
NAMES = ["North", "Šiaurė", "Žemaitija", "South-East", "Pietūs", "Key Accounts", "Öresund", "Kaunas", "A & B", "Team 7"]


@dataclass(slots=True)
class Quarter:
    """What a spreadsheet holds: facts by team and by seller, as numbers; and the way it was written, for people."""

    teams: dict[str, dict[str, Decimal | bool]]
    sellers: dict[tuple[str, str], dict[str, Decimal | bool]]
    path: Path = Path()
    ways: list[str] = field(default_factory=list)


def known(random: Random) -> Quarter:
    """Teams and sellers with plausible facts."""
    teams: dict[str, dict[str, Decimal | bool]] = {}
    sellers: dict[tuple[str, str], dict[str, Decimal | bool]] = {}
    for name in random.sample(NAMES, random.randint(2, 5)):
        count = random.randint(2, 4)
        target = Decimal(random.randint(80, 400) * 1000)
        teams[name] = {
            "revenue_target": target * count,
            "revenue_actual": target * count * random.randint(70, 110) / 100,
            "otif": Decimal(random.randint(600, 999)) / 1000,
            "vacancies": Decimal(random.choice([0, 5, 8, 25, 120])) / 1000,
            "results_reviewed": random.random() < 0.5,
            "capacity_ratio": Decimal(random.randint(80, 130)) / 100,
        }
        for number in range(count):
            tries = random.randint(40, 90)
            sellers[name, f"S-{number + 1}"] = {
                "target": target,
                "tenure_months": Decimal(random.randint(1, 90)),
                "deals.count": Decimal(random.randint(0, tries)),
                "deals.of": Decimal(tries),
            }
    return Quarter(teams, sellers)


def spreadsheet(folder: Path, seed: int) -> Quarter:
    """Write a spreadsheet of known facts in some way; what it holds."""
    random = Random(seed)
    quarter = known(random)
    writer = _Writer(random, quarter.ways)
    tables = {"teams": writer.teams(quarter), "sellers": writer.sellers(quarter)}
    if random.random() < 0.5:
        quarter.path = folder / "2026-Q3"
        quarter.path.mkdir(parents=True)
        for name, table in tables.items():
            (quarter.path / f"{name}.csv").write_bytes(writer.csv(table))
    else:
        folder.mkdir(parents=True, exist_ok=True)
        quarter.path = folder / "2026-Q3.xlsx"
        writer.workbook(quarter.path, tables)
    return quarter


@dataclass(slots=True)
class _Table:
    columns: list[str]
    rows: list[list[object]]
    above: list[list[object]]
    below: list[list[object]]
    per_cent_signs: bool
    merged: list[tuple[int, int]]


class _Writer:
    def __init__(self, random: Random, ways: list[str]) -> None:
        self.random, self.ways = random, ways
        self.share = self.way("share", ["signed", "signed", "fraction", "headed", "bare"])
        self.heading = self.way("headings", ["ids", "mixed", "mixed"])

    def way(self, name: str, choices: Sequence[str]) -> str:
        chosen = self.random.choice(choices)
        self.ways.append(f"{name}={chosen}")
        return chosen

    def chance(self, name: str, likely: float) -> bool:
        happens = self.random.random() < likely
        if happens:
            self.ways.append(name)
        return happens

    def teams(self, quarter: Quarter) -> _Table:
        columns = ["team", *next(iter(quarter.teams.values()))]
        rows = [[name, *facts.values()] for name, facts in quarter.teams.items()]
        return self.table(columns, rows, 1)

    def sellers(self, quarter: Quarter) -> _Table:
        columns = ["team", "seller", *next(iter(quarter.sellers.values()))]
        rows = [[team, seller, *facts.values()] for (team, seller), facts in quarter.sellers.items()]
        return self.table(columns, rows, 2)

    def table(self, columns: list[str], rows: list[list[object]], names: int) -> _Table:
        merged: list[tuple[int, int]] = []
        if names == 2 and self.chance("merged", 0.4):
            first = 0
            for index in range(1, len(rows) + 1):
                if index == len(rows) or rows[index][0] != rows[first][0]:
                    merged.append((first, index - 1))
                    first = index
            for top, bottom in merged:
                for row in rows[top + 1 : bottom + 1]:
                    row[0] = None
        total: list[object] = []
        if self.chance("totals", 0.4):
            word = self.random.choice(["Total", "Grand total", "Iš viso", "TOTAL", "Suma", "Visos komandos"])
            sums = [
                sum(row[i] for row in rows) if columns[i] in (*AMOUNTS, "deals.count", "deals.of") else None  # type: ignore[misc]
                for i in range(names, len(columns))
            ]
            total = [word if names == 1 else None, *([word] if names == 2 else []), *sums]
        above = [[text] for text in self.titles()]
        below = [total] if total else []
        if any("in thousands" in str(text) for (text,) in above):
            rows = [self.in_thousands(columns, row) for row in rows]
            below = [self.in_thousands(columns, row) for row in below]
        if self.chance("note", 0.3):
            below += [
                [],
                [self.random.choice(["Source: CRM export", "Pastaba: preliminarūs duomenys", "Filters: EMEA"])],
            ]
        return _Table(columns, [*rows], above, below, self.share == "signed", merged)

    def in_thousands(self, columns: Sequence[str], row: Sequence[object]) -> list[object]:
        cells = zip(columns, row, strict=True)
        return [value / 1000 if name in AMOUNTS and isinstance(value, Decimal) else value for name, value in cells]

    def titles(self) -> list[str]:
        if not self.chance("titles", 0.35):
            return []
        texts = ["Sales report, third quarter", "Pardavimų ataskaita", "Printed 2026-10-02", "All teams; final"]
        if self.chance("thousands", 0.15):
            texts = ["Amounts in thousands EUR", *texts]
            return texts[: self.random.randint(1, 2)]
        return self.random.sample(texts, self.random.randint(1, 2))

    def headings(self, columns: Sequence[str]) -> list[str]:
        texts = []
        for column in columns:
            text = column if self.heading == "ids" else self.random.choice(HEADINGS[column])
            if column in SHARES and self.share == "headed":
                text = f"{text} (%)" if "_" in text or self.random.random() < 0.5 else f"{text}, %"
            texts.append(text)
        return texts

    def number(self, column: str, value: object) -> object:
        """A value as it is typed into a spreadsheet: a number, a share in some way, yes or no."""
        if column in SHARES and isinstance(value, Decimal):
            if self.share == "fraction":
                return float(value)
            return float(value * 100) if self.share in ("headed", "bare") else value
        return value

    def csv(self, table: _Table) -> bytes:
        random = self.random
        point = self.way("decimals", ["point", "comma"])
        delimiter = random.choice([";", "\t", ","]) if point == "point" else random.choice([";", "\t"])
        thousands = self.way("thousands", ["", "", " ", "\u00a0", ",", ".", "'"])
        quote_all = self.chance("quoted", 0.2)
        blank_columns = random.randint(0, 2) if self.chance("blank columns", 0.2) else 0

        def cell(column: str, value: object) -> str:
            if value is None:
                return ""
            if isinstance(value, bool):
                return random.choice([["yes", "no"], ["taip", "ne"], ["TRUE", "FALSE"]])[not value]
            if isinstance(value, str):
                return value
            shown = self.number(column, value)
            signed = column in SHARES and self.share == "signed"
            number = Decimal(str(shown)) * (100 if signed else 1)
            text = format(number.normalize() if number else Decimal(0), "f")
            if column in AMOUNTS and thousands:
                whole, _, rest = text.partition(".")
                text = f"{int(whole):,}".replace(",", thousands) + (f".{rest}" if rest else "")
            if point == "comma" and thousands != ",":
                text = ",".join(text.rsplit(".", 1)) if column not in AMOUNTS or not thousands else text
            return f"{text}%" if signed else text

        def line(fields: Sequence[str]) -> str:
            fields = [""] * blank_columns + list(fields)
            special = (delimiter, '"', "\n")
            texts = [f'"{each}"' if quote_all or any(mark in each for mark in special) else each for each in fields]
            return delimiter.join(texts)

        width = len(table.columns)
        lines = [line([*map(str, row), *[""] * (width - len(row))]) for row in table.above]
        lines.append(line(self.headings(table.columns)))
        if self.share == "headed" and self.chance("units", 0.3):
            units = ["%" if each in SHARES else "EUR" if each in AMOUNTS else "" for each in table.columns]
            lines.append(line(units))
        for row in table.rows:
            lines.append(line([cell(column, value) for column, value in zip(table.columns, row, strict=True)]))
            if self.chance("blank row", 0.03):
                lines.append(line([" "] * width))
        for row in table.below:
            padded = [*row, *[None] * (width - len(row))]
            lines.append(line([cell(column, value) for column, value in zip(table.columns, padded, strict=True)]))
        if self.chance("sep", 0.2):
            lines.insert(0, f"sep={delimiter}")
        text = random.choice(["\n", "\r\n"]).join(lines) + "\n"
        encodings = ["utf-8", "utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1257", "cp1252"]
        encoding = self.way("encoding", encodings)
        try:
            data = text.encode(encoding)
        except UnicodeEncodeError:
            data = text.encode("utf-8")
        return b"\xef\xbb\xbf" + data if encoding == "utf-8-sig" and self.chance("two marks", 0.3) else data

    def workbook(self, path: Path, tables: dict[str, _Table]) -> None:
        names = {"teams": ["teams", "Komandos", "Sheet1"], "sellers": ["sellers", "Pardavėjai", "Sheet2"]}
        with xlsxwriter.Workbook(str(path)) as book:
            per_cent = book.add_format({"num_format": self.random.choice(["0%", "0.0%", "0.00 %"])})
            for name, table in tables.items():
                self.sheet(book.add_worksheet(self.random.choice(names[name])), table, per_cent)

    def sheet(self, sheet, table: _Table, per_cent) -> None:  # type: ignore[no-untyped-def]
        left = self.random.randint(0, 2) if self.chance("indented", 0.3) else 0
        row = self.random.randint(0, 2) if self.chance("from below", 0.2) else 0
        for title in table.above:
            if self.chance("merged title", 0.5):
                sheet.merge_range(row, left, row, left + len(table.columns) - 1, title[0])
            else:
                sheet.write_string(row, left, title[0])
            row += 1
        sheet.write_row(row, left, self.headings(table.columns))
        row += 1
        first = row
        for fields in [*table.rows, *table.below]:
            for index, value in enumerate(fields):
                self.cell(sheet, row, left + index, table.columns[index], value, per_cent)
            row += 1
        if table.merged and self.chance("really merged", 0.7):
            for top, bottom in table.merged:
                if bottom > top:
                    sheet.merge_range(first + top, left, first + bottom, left, table.rows[top][0])
        if self.chance("hidden row", 0.1):
            sheet.set_row(first, None, None, {"hidden": True})

    def cell(self, sheet, row: int, column: int, name: str, value: object, per_cent) -> None:  # type: ignore[no-untyped-def]
        if value is None:
            return
        if isinstance(value, bool):
            sheet.write(row, column, value if self.random.random() < 0.5 else ["no", "taip"][value])
        elif isinstance(value, str):
            sheet.write_string(row, column, value)
        elif name in SHARES and self.share == "signed":
            sheet.write_number(row, column, float(value), per_cent)  # type: ignore[arg-type]
        elif self.random.random() < 0.1:
            sheet.write_formula(row, column, "=1*1", None, float(self.number(name, value)))  # type: ignore[arg-type]
        else:
            sheet.write_number(row, column, float(self.number(name, value)))  # type: ignore[arg-type]


def misreading(quarter: Quarter, intake: Intake) -> str | None:
    """What a reader made wrong of a spreadsheet; None where it is right, or refused for a reason."""
    faults = [*intake.faults, *(fault for refused in intake.refused for fault in refused.faults)]
    if any(not str(fault.what) for fault in faults):
        return "a fault without words"
    for team in intake.teams:
        expected = quarter.teams.get(team.team)
        if expected is None:
            return f"a team that is none: {team.team!r}"
        for fact, value in expected.items():
            given = team.facts.get(fact)
            if given is None or given.value != value:
                return f"{team.team}: {fact} is {value}, read as {given and given.value}"
        if set(team.facts) != set(expected):
            return f"{team.team}: more facts than there are: {set(team.facts) - set(expected)}"
        sellers = {seller: facts for (owner, seller), facts in quarter.sellers.items() if owner == team.team}
        members = {member.member: member for member in team.members.get("seller", ())}
        if set(members) != set(sellers):
            return f"{team.team}: its sellers are {sorted(sellers)}, read as {sorted(members)}"
        for name, facts in sellers.items():
            read = members[name].facts
            counts = (read["deals"].count, read["deals"].of) if "deals" in read else None
            if counts != (facts["deals.count"], facts["deals.of"]):
                return f"{team.team}, {name}: deals read as {counts}"
            for fact in ("target", "tenure_months"):
                if fact not in read or read[fact].value != facts[fact]:
                    return f"{team.team}, {name}: {fact} is {facts[fact]}, read otherwise"
    if len(intake.teams) < len(quarter.teams) and not faults:
        return "teams are missing without a word"
    if not intake.teams and not faults:
        return "nothing was read, without a word"
    return None
