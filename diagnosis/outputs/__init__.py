"""Diagnoses as text, tables and documents: one module a format, found by the registry here.

In come diagnoses and the names that they need (`diagnosis.reporting`); out come files, or what a command prints.
A module of this package that holds `OUTPUTS`, a tuple of `Output`, adds those formats: `diagnosis run --format` and
`--out`, the end of an interview and the downloads of the pages have them without further code. Modules of formats
import what is slow to load only where they write, since `--help` lists the formats.
"""

from __future__ import annotations

import pkgutil
from functools import cache
from importlib import import_module

from diagnosis.outputs.output import Output

TEXT = "text"
"""The id of the format that is written where none is asked for."""


def register(output: Output) -> None:
    """Add a format. Raises ValueError where its id is taken."""
    if output.id in _registry():
        raise ValueError(f"two formats are called {output.id!r}")
    _registry()[output.id] = output


def unregister(id_: str) -> None:
    """Take a format away. Raises KeyError where there is none."""
    del _registry()[id_]


def all_outputs() -> tuple[Output, ...]:
    """Every format, in the order of lists."""
    return tuple(sorted(_registry().values(), key=lambda output: output.order))


def by_id(id_: str) -> Output:
    """The format of an id. Raises KeyError."""
    return _registry()[id_]


def by_file_name(name: str) -> Output:
    """The format for a file about one team: of which the name ends like its file, else like its ending, else text."""
    offered = [output for output in all_outputs() if output.file_of_one]
    for output in offered:
        if name.endswith(output.files):
            return output
    return next((output for output in offered if name.endswith(output.endings)), by_id(TEXT))


@cache
def _registry() -> dict[str, Output]:
    """The formats of this package's modules, by their ids."""
    modules = [import_module(f"{__name__}.{module.name}") for module in pkgutil.iter_modules(__path__)]
    return {output.id: output for module in modules for output in getattr(module, "OUTPUTS", ())}
