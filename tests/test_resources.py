"""Where the data folders are, from a checkout and from an installed package."""

from __future__ import annotations

import importlib.util
import shutil
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest

from diagnosis import resources


@pytest.fixture
def installed(tmp_path: Path) -> Callable[[str], ModuleType]:
    """Give the module `resources` as it is where the named folder is beside it, or in its package."""

    def load(folder: str) -> ModuleType:
        package = tmp_path / "somewhere" / "diagnosis"
        package.mkdir(parents=True, exist_ok=True)
        (tmp_path / "somewhere" / folder).mkdir(parents=True, exist_ok=True)
        copy = shutil.copy(resources.__file__, package)
        spec = importlib.util.spec_from_file_location("copied_resources", copy)
        assert spec is not None
        assert spec.loader is not None
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        return module

    return load


def test_a_checkout_has_the_folders_at_the_top() -> None:
    root = Path(__file__).resolve().parent.parent

    assert resources.rules_dir() == root / "rules"
    assert resources.facts_dir() == root / "facts"
    assert resources.reports_dir() == root / "reports"


def test_an_installed_package_has_them_inside(installed: Callable[[str], ModuleType], tmp_path: Path) -> None:
    module = installed("diagnosis/data/rules")

    assert module.rules_dir() == tmp_path / "somewhere" / "diagnosis" / "data" / "rules"


def test_a_folder_that_happens_to_lie_beside_an_installed_package_is_passed_over(
    installed: Callable[[str], ModuleType], tmp_path: Path
) -> None:
    installed("rules")
    module = installed("diagnosis/data/rules")

    assert module.rules_dir() == tmp_path / "somewhere" / "diagnosis" / "data" / "rules"


def test_the_folders_do_not_depend_on_the_working_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)

    assert resources.facts_dir().is_absolute()
    assert resources.facts_dir().is_dir()


def test_a_damaged_installation_is_told_with_what_to_do(installed: Callable[[str], ModuleType]) -> None:
    module = installed("elsewhere")

    with pytest.raises(FileNotFoundError, match=r"'reports' is missing; install sales-diagnosis again"):
        module.reports_dir()
