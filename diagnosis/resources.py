"""Where the data that comes with the package is: the knowledge base, the facts and the report templates.

An installed wheel carries these folders inside the package, in `diagnosis/data`; a checkout (and so an
editable install) has them beside the package, at the top.
"""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent


def rules_dir() -> Path:
    """The folder of the knowledge base that comes with the package."""
    return _folder("rules")


def facts_dir() -> Path:
    """The folder of the fact catalogue (`catalogue/`) and of the example facts (`examples/`)."""
    return _folder("facts")


def reports_dir() -> Path:
    """The folder of the report templates and their styles."""
    return _folder("reports")


def _folder(name: str, package: Path = _PACKAGE) -> Path:
    """The folder `name` that belongs to `package`: the packed one, else the checkout's; absolute, and it exists.

    Raises FileNotFoundError where there is neither, which only a damaged installation brings about.
    """
    packed = package / "data" / name
    beside = package.parent / name
    for folder in (packed, beside):
        if folder.is_dir():
            return folder
    raise FileNotFoundError(f"{packed}: the data folder {name!r} is missing; install sales-diagnosis again")
