"""CSV tables: cells that no spreadsheet takes for formulas, one header for all teams."""

from __future__ import annotations

import pytest

from diagnosis.outputs.csv_tables import harmless
from tests.outputs.results import result, written
from tests.packaged import packaged_knowledge


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


def test_a_table_has_one_header_for_all_teams() -> None:
    text = written("stages", result("North"), result("South"))
    assert text.count('"team","quarter"') == 1
    assert text.count("\r\n") == 1 + 2 * len(packaged_knowledge().stages)
