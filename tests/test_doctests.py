"""The examples in docstrings come out as they are written there."""

from __future__ import annotations

import doctest
from importlib import import_module
from pathlib import Path

import pytest

import diagnosis

PACKAGE = Path(diagnosis.__file__).parent


def module_of(file: Path) -> str:
    parts = file.relative_to(PACKAGE.parent).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


WITH_EXAMPLES = sorted(module_of(file) for file in PACKAGE.rglob("*.py") if ">>> " in file.read_text(encoding="utf-8"))


def test_there_are_examples() -> None:
    assert "diagnosis.feel" in WITH_EXAMPLES


@pytest.mark.parametrize("module", WITH_EXAMPLES)
def test_an_example_comes_out_as_written(module: str) -> None:
    assert not doctest.testmod(import_module(module)).failed
