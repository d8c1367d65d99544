"""Markdown: lines that hold no markup of a name's own."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diagnosis.outputs.markdown import escaped


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
