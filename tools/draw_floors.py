"""Draws docs/floors.svg: the floors of the package, from the contract that import-linter checks.

Without arguments it writes the picture; with `--check` it exits 1 where the committed picture is another one.
"""

from __future__ import annotations

import sys
import tomllib
from html import escape
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PICTURE = ROOT / "docs" / "floors.svg"
ABOUT = {
    "terminal": "the command line",
    "web": "pages for a browser",
    "presentation": "an interview in words, for both faces",
    "sessions": "everything that is kept in a database",
    "interview": "record, prospects, questions, explanations",
    "authoring explain": "worked cases; why a verdict is what it is",
    "evaluation": "the one path from facts to diagnoses",
    "loading": "loads a knowledge base",
    "assembly outputs reporting result": "results as data, words and files",
    "inference": "rules fire; verdict, rank, trace; rete and columnar",
    "measures": "everything numeric: intervals, tests, bands",
    "intake": "reads facts files and tables",
    "compiler": "compiles rules, formulas and bands",
    "knowledge": "the knowledge base, merged and checked",
    "kinds": "one file a kind of value",
    "texts": "the fixed words, in every language",
    "documents": "YAML and JSON with places",
    "feel": "the expression language",
    "failures faults languages messages resources": "what everything stands on",
}
WIDTH, HEIGHT, GAP, MARGIN = 760, 30, 6, 12


def floors() -> list[list[str]]:
    """The packages of each floor, the top one first."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    layers = project["tool"]["importlinter"]["contracts"][0]["layers"]
    return [sorted(name.strip(" ()") for name in layer.split(":")) for layer in layers]


def drawn(rows: list[list[str]]) -> str:
    """The picture as SVG; it names every package as text, for screen readers too."""
    height = 2 * MARGIN + len(rows) * (HEIGHT + GAP) - GAP
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" role="img" '
        'aria-labelledby="title" font-family="system-ui, sans-serif" font-size="14">',
        '<title id="title">The floors of the package diagnosis; each imports only those below it</title>',
        f'<rect width="{WIDTH}" height="{height}" fill="#ffffff"/>',
    ]
    for number, names in enumerate(rows):
        top = MARGIN + number * (HEIGHT + GAP)
        text = top + HEIGHT / 2 + 5
        parts.append(
            f'<rect x="{MARGIN}" y="{top}" width="{WIDTH - 2 * MARGIN}" height="{HEIGHT}" rx="4" '
            f'fill="{"#e8eef7" if number % 2 else "#dbe6f4"}" stroke="#5b7ba8"/>'
        )
        packages = escape("  ·  ".join(names))
        parts.append(f'<text x="{MARGIN + 12}" y="{text:g}" font-weight="600" fill="#14213d">{packages}</text>')
        parts.append(
            f'<text x="{WIDTH - MARGIN - 12}" y="{text:g}" text-anchor="end" fill="#33415c">'
            f"{escape(ABOUT[' '.join(names)])}</text>"
        )
    return "\n".join([*parts, "</svg>"]) + "\n"


def main() -> int:
    """Writes the picture, or with --check says whether it is the committed one."""
    picture = drawn(floors())
    if "--check" in sys.argv[1:]:
        if PICTURE.is_file() and PICTURE.read_text(encoding="utf-8") == picture:
            return 0
        print("docs/floors.svg is not that of the contract in pyproject.toml; run `make floors`", file=sys.stderr)
        return 1
    PICTURE.write_text(picture, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
