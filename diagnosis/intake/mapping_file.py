"""The file of `--columns`: what headings of tables mean that are not understood otherwise, and how numbers are written.

Of one table (`sellers:`) or of all, each heading has its column, or `ignore`. `numbers: 1.234,5` says how the
numbers of the tables are written.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

from diagnosis.documents import source
from diagnosis.documents.source import Faults, read_yaml
from diagnosis.intake.headings import LEFT_OUT, fold
from diagnosis.kinds.numerals import Notation, notation
from diagnosis.kinds.text import quoted
from diagnosis.knowledge.model import COLLECTIONS, Subject
from diagnosis.messages import say

_KEYS: dict[str, Subject] = {"teams": "team", **{key: subject for subject, key in COLLECTIONS.items()}}


def read_mapping(path: Path, faults: Faults) -> tuple[dict[Subject, dict[str, str]], Notation | None]:
    """What a mapping file says: for each heading (folded) the column that it means, by the subject of the table."""
    by: Notation | None = None
    mapping: dict[Subject, dict[str, str]] = {subject: {} for subject in _KEYS.values()}
    node = read_yaml(path, faults)
    if node is None:
        return mapping, by
    if not isinstance(node, source.Mapping):
        faults.add(node.place, say("a mapping of columns is headings with their columns"), say("write Komanda: team"))
        return mapping, by
    for key, value in node.values.items():
        written = notation(value.text) if key == "numbers" and isinstance(value, source.Scalar) else None
        if isinstance(written, Notation):
            by = written
        elif isinstance(value, source.Mapping) and key in _KEYS:
            for heading, target in value.values.items():
                _map(heading, target, [_KEYS[key]], mapping, faults)
        else:
            _map(key, value, list(mapping), mapping, faults)
    return mapping, by


def written_mapping(columns: Sequence[tuple[Subject, str, str]]) -> str:
    """A mapping file: of each column the subject of its table, its heading and what it means."""
    lines: list[str] = []
    for key, subject in _KEYS.items():
        of_table = {heading: column for of, heading, column in columns if of == subject}
        if of_table:
            lines += [f"{key}:", *(f"  {json.dumps(text, ensure_ascii=False)}: {to}" for text, to in of_table.items())]
    return "".join(f"{line}\n" for line in lines)


def _map(
    heading: str,
    target: source.Node,
    subjects: Sequence[Subject],
    mapping: Mapping[Subject, dict[str, str]],
    faults: Faults,
) -> None:
    if not isinstance(target, source.Scalar) or not target.text.strip():
        do = say("write the name of a column, or {ignore}", ignore=LEFT_OUT)
        faults.add(target.place, say("{heading} has no column", heading=quoted(heading)), do)
        return
    for subject in subjects:
        mapping[subject][fold(heading)] = target.text.strip()
