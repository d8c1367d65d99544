"""Files that are all there or none."""

from __future__ import annotations

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from diagnosis.outputs.files import Files
from tests.terminal.commands import ROOT


def test_files_get_their_names_together(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("old", "utf-8")
    with Files(tmp_path) as files:
        files.open("a.txt").write("new")
        files.open("b.txt").write("b")
        assert (tmp_path / "a.txt").read_text("utf-8") == "old"
        assert not (tmp_path / "b.txt").exists()
        assert files.commit() == (tmp_path / "a.txt", tmp_path / "b.txt")
    assert {path.name: path.read_text("utf-8") for path in tmp_path.iterdir()} == {"a.txt": "new", "b.txt": "b"}


@pytest.mark.parametrize("error", [ValueError, KeyboardInterrupt])
def test_an_end_before_the_commit_leaves_everything_as_it_was(tmp_path: Path, error: type[BaseException]) -> None:
    (tmp_path / "a.txt").write_text("old", "utf-8")
    with pytest.raises(error), Files(tmp_path) as files:
        files.open("a.txt").write("new")
        raise error
    assert [path.name for path in tmp_path.iterdir()] == ["a.txt"]
    assert (tmp_path / "a.txt").read_text("utf-8") == "old"


def test_a_folder_that_was_made_for_nothing_is_removed(tmp_path: Path) -> None:
    with Files(tmp_path / "deep" / "out") as files:
        files.open("a.txt")
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_was_there_stays(tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    with Files(tmp_path / "out") as files:
        files.open("a.txt")
    assert list((tmp_path / "out").iterdir()) == []


def written(folder: Path, text: str) -> None:
    with Files(folder) as files:
        for name in ("a.txt", "b.txt"):
            files.open(name).write(text)
        files.commit()


def contents(folder: Path) -> dict[str, str]:
    return {path.name: path.read_text("utf-8") for path in folder.iterdir()}


def test_two_at_once_do_not_mix(tmp_path: Path) -> None:
    texts = [str(number) * 1000 for number in range(8)]
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda text: [written(tmp_path, text) for _ in range(10)], texts))
        assert len(set(contents(tmp_path).values())) == 1


@pytest.mark.parametrize("failing", range(1, 5))
def test_a_file_that_cannot_take_its_place_leaves_the_old_ones(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, failing: int
) -> None:
    (tmp_path / "a.txt").write_text("old", "utf-8")
    rename, count = Path.rename, iter(range(1, 100))

    def renamed(path: Path, target: Path) -> Path:
        if path.name.endswith(".txt") and next(count) == failing:
            raise OSError(28, "No space left on device")
        return rename(path, target)

    monkeypatch.setattr(Path, "rename", renamed)
    with pytest.raises(OSError, match="No space"):
        written(tmp_path, "new")
    assert contents(tmp_path) == {"a.txt": "old"}


@pytest.mark.process
@pytest.mark.parametrize("killed_at", range(1, 6))
def test_what_a_killed_program_left_is_put_in_order(tmp_path: Path, killed_at: int) -> None:
    """Killed at each of its renames: the next program finds all old files or all new ones, and cleans up."""
    (tmp_path / "a.txt").write_text("old", "utf-8")
    subprocess.run([sys.executable, "-c", KILLED, str(tmp_path), str(killed_at)], check=False, cwd=ROOT)
    assert any(".part" in path.name for path in tmp_path.iterdir())
    with Files(tmp_path) as files:
        files.open("c.txt")
    assert contents(tmp_path) == {"a.txt": "old"}


KILLED = """\
import os, signal, sys
from pathlib import Path
from diagnosis.outputs.files import Files

left = int(sys.argv[2])

def kill(happening, details):
    global left
    if happening == "os.rename":
        left -= 1
        if left == 0:
            os.kill(os.getpid(), signal.SIGKILL)

sys.addaudithook(kill)
with Files(Path(sys.argv[1])) as files:
    for name in ("a.txt", "b.txt"):
        files.open(name).write("new")
    files.commit()
"""
