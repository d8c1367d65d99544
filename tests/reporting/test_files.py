"""Files that are all there or none, cells that are no formulas, lines that are no markup."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diagnosis.outputs.csv_tables import harmless
from diagnosis.outputs.files import Files
from diagnosis.outputs.markdown import escaped


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


@pytest.mark.parametrize(
    ("text", "cell"),
    [
        ("=1+1", "'=1+1"),
        ("+370 600", "'+370 600"),
        ("-2", "'-2"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\tx", "'\tx"),
        ("\rx", "'\rx"),
        ("＝1", "'＝1"),
        ("a;=1", "a;'=1"),
        ("a; b", "a; b"),
        ("North-East = 1", "North-East = 1"),
        ("", ""),
    ],
)
def test_a_cell_is_no_formula(text: str, cell: str) -> None:
    assert harmless(text) == cell


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("a|b", r"a\|b"),
        ("*b* _i_ `c`", r"\*b\* \_i\_ \`c\`"),
        ("<script>", "&lt;script&gt;"),
        ("&lt;", "&amp;lt;"),
        ("[x](y)", r"\[x\](y)"),
        ("![x](y)", r"!\[x\](y)"),
        ("two\nlines\r\nthree", "two lines three"),
        ("# title", r"\# title"),
        ("1. one", r"1\. one"),
        ("73.1%", "73.1%"),
        ("- item", r"\- item"),
        ("S-1: sold", "S-1: sold"),
        ("> said", "&gt; said"),
        ("http://x.lt", r"http:\/\/x.lt"),
        ("www.x.lt", r"www\.x.lt"),
        ("a@x.lt", r"a\@x.lt"),
        ("back\\slash", r"back\\slash"),
    ],
)
def test_a_line_is_no_markup(text: str, line: str) -> None:
    assert escaped(text) == line


@given(st.text())
def test_an_escaped_text_is_one_line_without_anything_active(text: str) -> None:
    line = escaped(text)
    assert "\n" not in line
    assert "<" not in line
    bare = line.replace("\\\\", "").replace("\\|", "").replace("\\`", "").replace("\\[", "").replace("\\*", "")
    assert not set("|`[*") & set(bare)
