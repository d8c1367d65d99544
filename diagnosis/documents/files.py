"""Which files of a folder are documents, whoever saved them and however the name is spelt."""

from __future__ import annotations

from pathlib import Path

ENDINGS = frozenset({".yaml", ".yml", ".json"})
"""How the names of documents end, in small or capital letters."""

BESIDE = (".", "~$")
"""How names begin of what systems and spreadsheets keep beside a file: `.DS_Store`, `._north.yaml`, `~$north.xlsx`."""


def documents_in(folder: Path, *, below: bool = False) -> list[Path]:
    """The YAML and JSON files of a folder (and `below` it), in the order of their names."""
    paths = folder.rglob("*") if below else folder.iterdir()
    return sorted(path for path in paths if path.suffix.lower() in ENDINGS and _is_own(path, folder) and path.is_file())


def _is_own(path: Path, folder: Path) -> bool:
    """Whether neither a file nor a folder on the way to it is kept beside others."""
    return not any(part.startswith(BESIDE) for part in path.relative_to(folder).parts)
