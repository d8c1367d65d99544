"""Files that are all there or none."""

from __future__ import annotations

from pathlib import Path

import pytest

from diagnosis.outputs.files import Files


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
