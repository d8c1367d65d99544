"""The project as its users meet it: the wheel, the locks, the documents, the committed files."""

from __future__ import annotations

import re
import subprocess
import sys
import sysconfig
import tomllib
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from packaging.requirements import Requirement

ROOT = Path(__file__).resolve().parent.parent
LOCKS = sorted((ROOT / "requirements").glob("*.txt"))
NOT_COMMITTED = {
    ".cache",
    ".git",
    ".hypothesis",
    ".mypy_cache",
    ".pytest_cache",
    ".ruff_cache",
    ".venv",
    "__pycache__",
    "build",
    "demo-output",
    "dist",
}


def committed_files() -> list[Path]:
    """The files under version control; in an unpacked sdist, all files but those that tools leave behind."""
    if (ROOT / ".git").exists():
        listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False)
        if listed.returncode == 0:
            return [ROOT / name for name in listed.stdout.split("\0") if name and (ROOT / name).is_file()]
    return list(_files_below(ROOT))


def _files_below(folder: Path) -> Iterator[Path]:
    for path in sorted(folder.iterdir()):
        if path.name in NOT_COMMITTED:
            continue
        if path.is_dir():
            yield from _files_below(path)
        else:
            yield path


def committed_texts() -> Iterator[tuple[str, str]]:
    for path in committed_files():
        try:
            yield path.relative_to(ROOT).as_posix(), path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue  # an image, say


def lines_with(pattern: str) -> list[str]:
    """`file:line: text` of each committed line in which `pattern` occurs."""
    return [
        f"{name}:{number}: {line.strip()[:120]}"
        for name, text in committed_texts()
        for number, line in enumerate(text.splitlines(), start=1)
        if re.search(pattern, line)
    ]


@pytest.fixture(scope="session")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel of this checkout, built as `make wheel` does but for the detour through the sdist."""
    folder = tmp_path_factory.mktemp("dist")
    command = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(folder)]
    built = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert built.returncode == 0, built.stderr
    (file,) = folder.glob("*.whl")
    return file


@pytest.fixture(scope="session")
def unpacked(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("site-packages")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder)
    return folder


def in_wheel(unpacked: Path, code: str) -> str:
    """What `code` prints where only the unpacked wheel, and no checkout, can be imported; run in its folder."""
    # -I -S: neither this folder nor an editable install, whose path file only `site` reads; the dependencies come last.
    packages = sysconfig.get_path("purelib")
    code = f"import sys; sys.path.insert(0, {str(unpacked)!r}); sys.path.append({packages!r})\n{code}"
    done = subprocess.run(
        [sys.executable, "-I", "-S", "-c", code], cwd=unpacked, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


# The wheel


@pytest.mark.parametrize("folder", ["rules", "facts", "reports"])
def test_an_installed_wheel_finds_its_data(unpacked: Path, folder: str) -> None:
    data = Path(in_wheel(unpacked, f"from diagnosis import resources; print(resources.{folder}_dir())"))

    assert data == unpacked / "diagnosis" / "data" / folder
    packed = {path.relative_to(data) for path in data.rglob("*") if path.is_file()}
    committed = {path.relative_to(ROOT / folder) for path in committed_files() if path.is_relative_to(ROOT / folder)}
    assert committed <= packed


def test_an_installed_wheel_speaks_lithuanian(unpacked: Path) -> None:
    code = "from diagnosis.messages import say, translated; print(translated(say('check the path'), 'lt'))"
    assert in_wheel(unpacked, code).strip() == "patikrinkite kelią"


def test_a_wheel_holds_every_file_of_the_package(unpacked: Path) -> None:
    committed = {path.relative_to(ROOT) for path in committed_files() if path.is_relative_to(ROOT / "diagnosis")}
    packed = {path.relative_to(unpacked) for path in unpacked.rglob("*") if path.is_file()}

    assert committed <= packed


def test_a_wheel_holds_nothing_but_the_package_and_its_metadata(unpacked: Path) -> None:
    assert {path.name for path in unpacked.iterdir()} == {"diagnosis", "sales_diagnosis-0.1.0.dist-info"}


def test_a_wheel_brings_the_command_and_the_licence(unpacked: Path) -> None:
    (metadata,) = unpacked.glob("*.dist-info")

    assert "diagnosis = diagnosis.terminal.app:main" in (metadata / "entry_points.txt").read_text(encoding="utf-8")
    assert list(metadata.rglob("LICENSE"))


# The locks


def entries(lock: Path) -> dict[str, str]:
    """The entries of a lock by package name, each with its marker and hashes."""
    pinned = re.findall(r"^([a-z0-9][a-z0-9.-]*)==(.*(?:\n[ \t].*)*)", lock.read_text(encoding="utf-8"), re.MULTILINE)
    return dict(pinned)


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.stem)
def test_a_lock_pins_every_package_by_hash_and_names_no_address(lock: Path) -> None:
    text = lock.read_text(encoding="utf-8")

    assert "://" not in text
    assert not re.search(r"^\s*-[^-]|^\s*--(?!hash=sha256:[0-9a-f]{64}( \\)?$)", text, re.MULTILINE)
    assert entries(lock)
    assert all("--hash=sha256:" in entry for entry in entries(lock).values())


def test_the_locks_agree_on_every_version() -> None:
    versions: dict[str, set[str]] = {}
    for lock in LOCKS:
        for name, entry in entries(lock).items():
            versions.setdefault(name, set()).add(entry.split()[0])

    assert {name: pinned for name, pinned in versions.items() if len(pinned) > 1} == {}


@pytest.mark.parametrize("lock", ["runtime", "web", "oidc", "dev", "build", "compiler", "locking", "audit"])
def test_a_lock_holds_what_the_project_asks_for(lock: str) -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    wanted = project["dependency-groups"].get(lock, [])
    if lock in ("runtime", "web", "oidc", "dev"):
        wanted = wanted + project["project"]["dependencies"]
    extras = project["project"]["optional-dependencies"]
    if lock in ("web", "oidc", "dev"):
        wanted = wanted + extras["web"]
    if lock in ("oidc", "dev"):
        wanted = wanted + extras["oidc"]
    locked = entries(ROOT / "requirements" / f"{lock}.txt")

    for text in wanted:
        requirement = Requirement(text)
        assert requirement.name in locked, f"{text} is not in requirements/{lock}.txt; run `make lock`"
        version = locked[requirement.name].split()[0]
        assert version in requirement.specifier, f"{requirement.name} {version} is not {text}; run `make lock`"


# The documents


def make_targets() -> set[str]:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    return {
        target for targets in re.findall(r"^([a-z][a-z ]*):(?!=)", makefile, re.MULTILINE) for target in targets.split()
    }


@pytest.mark.parametrize("document", ["README.md", "CONTRIBUTING.md"])
def test_every_make_target_that_a_document_names_exists(document: str) -> None:
    text = (ROOT / document).read_text(encoding="utf-8")
    code = "\n".join(re.findall(r"```.*?```|`[^`\n]+`", text, re.DOTALL))

    assert set(re.findall(r"\bmake ([a-z]+)", code)) - make_targets() == set()


def test_the_readme_names_the_two_commands_to_begin_with() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")

    assert "make demo" in text
    assert "make test" in text


def test_make_alone_lists_the_targets() -> None:
    listed = subprocess.run(["make", "-C", str(ROOT)], capture_output=True, text=True, check=False)

    assert listed.returncode == 0, listed.stderr
    for target in ("demo", "test", "lint", "bench", "wheel", "lock", "clean"):
        assert re.search(rf"^make {target} +\S", listed.stdout, re.MULTILINE)


def test_a_python_that_is_too_old_or_missing_is_named_with_what_to_do() -> None:
    tried = subprocess.run(
        ["make", "-C", str(ROOT), "dev", "PYTHON=no-such-python"], capture_output=True, text=True, check=False
    )

    assert tried.returncode != 0
    assert "PYTHON=no-such-python is no Python 3.11 or later; name one" in tried.stderr


def test_every_document_that_a_document_links_to_exists() -> None:
    documents = [ROOT / name for name in ("README.md", "CONTRIBUTING.md", "CHANGELOG.md")]
    for document in (*documents, *(ROOT / "docs").glob("*.md")):
        for target in re.findall(r"\]\(([^)#:]+)\)", document.read_text(encoding="utf-8")):
            assert (document.parent / target).exists(), f"{document.name} links to {target}"


def test_the_changelog_tells_of_the_version_of_the_package() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    changelog = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")

    assert re.search(rf"^## \[(Unreleased|{re.escape(project['version'])})\]", changelog, re.MULTILINE)


# What must not be committed. The patterns are put together, so that they do not find themselves.


def test_no_file_names_a_folder_of_one_machine() -> None:
    folders = "|".join(["ro" + "ot/", "ho" + r"me/\w", "Us" + r"ers/\w", "wo" + "rk/", "t" + r"mp/\w"])

    assert lines_with(rf"(?:^|[\s\"'`=:(])/(?:{folders})") == []


def test_no_file_names_a_package_registry() -> None:
    hosts = [r"pypi\." + "org", "python" + r"hosted\.org", "index-" + "url ?= ?http", "anaconda" + r"\.org"]

    assert lines_with("|".join(hosts)) == []


def test_no_file_refers_to_what_lies_outside_the_project() -> None:
    assert lines_with(r"\.\./" + "shared") == []


@pytest.mark.xdist_group("together")
def test_tests_of_one_group_run_on_one_worker(request: pytest.FixtureRequest) -> None:
    """Where xdist heeds groups, it writes the group behind the test's id; a new pytest once made it stop unnoticed."""
    if request.config.getoption("loadgroup", False):
        assert request.node.nodeid.endswith("@together")
