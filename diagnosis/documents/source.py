"""Reading YAML and JSON files safely into nodes: `read_yaml`, `read_text`.

Nothing in a file is run, expanded or guessed. Duplicate keys, aliases, tags, several documents, great depth and great
size are refused, each with its place. One pass tells all faults of a file; only a syntax error ends it early.
"""

from __future__ import annotations

import re
from pathlib import Path

from diagnosis.documents import json_reader, yaml_reader
from diagnosis.documents.nodes import Faults, Mapping, Node, Scalar, Sequence, Source, brief, describe
from diagnosis.faults import Place, reason_of
from diagnosis.messages import say

__all__ = [
    "Faults",
    "Mapping",
    "Node",
    "Scalar",
    "Sequence",
    "Source",
    "brief",
    "describe",
    "read_text",
    "read_yaml",
    "shown",
]

MOST_BYTES = 5_000_000
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


def read_yaml(path: Path | str, faults: Faults, most: int = MOST_BYTES) -> Node | None:
    """The nodes of a YAML file, or of a JSON file if it ends in `.json`.

    None where the file is empty, or where it cannot be read at all; then `faults` has grown.
    """
    path = Path(path)
    name = shown(path)
    try:
        size = path.stat().st_size
        if path.exists() and not path.is_file() and not path.is_dir():
            faults.add(Place(name), say("this is no file that can be read to its end"), say("give a regular file"))
            return None
        data = path.read_bytes() if size <= most else b""
    except OSError as error:
        faults.add(
            Place(name),
            say("the file cannot be read ({reason})", reason=reason_of(error)),
            say("check its name and its permissions"),
        )
        return None
    if size > most:
        _too_large(name, size, most, faults)
        return None
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        before = data[: error.start].decode("utf-8")
        place = Place(name, before.count("\n") + 1, len(before) - (before.rfind("\n") + 1) + 1)
        faults.add(place, say("the file is not in UTF-8 from here on"), say("save it as UTF-8"))
        return None
    return read_text(text, name, faults, most)


def read_text(text: str, name: str, faults: Faults, most: int = MOST_BYTES) -> Node | None:
    """The nodes of a YAML text, or of a JSON text if `name` ends in `.json`; else as `read_yaml`."""
    text = text.removeprefix("\ufeff")
    if len(text) > most:
        _too_large(name, len(text), most, faults)
        return None
    control = _CONTROL.search(text)
    if control:
        before = text[: control.start()]
        place = Place(name, before.count("\n") + 1, len(before) - before.rfind("\n"))
        faults.add(
            place, say("the file holds the control character U+{code:04X}", code=ord(control.group())), say("delete it")
        )
        return None
    source = Source(name, text)
    read = json_reader.read if name.lower().endswith(".json") else yaml_reader.read
    return read(source, faults)


def shown(path: Path | str) -> str:
    """A file's name for people: relative to the current folder where it is below it, else as given."""
    path = Path(path)
    try:
        return path.resolve().relative_to(Path.cwd().resolve()).as_posix()
    except (ValueError, OSError):
        return str(path)


def _too_large(name: str, size: int, most: int, faults: Faults) -> None:
    faults.add(
        Place(name),
        say("the file is too large ({size:.1f} MB; at most {most:.0f} MB)", size=size / 1e6, most=most / 1e6),
        say("split it into several"),
    )
