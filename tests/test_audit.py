"""`make audit` never takes silence for safety."""

from __future__ import annotations

import json

import pytest

from tools.audit import read_report

WELL = {"name": "click", "version": "8.3", "vulns": []}
KNOWN = {"name": "lark", "version": "1.2", "vulns": [{"id": "PYSEC-1", "fix_versions": ["1.3"]}]}
UNTOLD = {"name": "babel", "skip_reason": "not found"}


@pytest.mark.parametrize(
    ("packages", "code", "said"),
    [
        ([WELL], 0, "1 packages, of which none is known to be vulnerable"),
        ([WELL, UNTOLD], 2, "NOT AUDITED: 1 of 2 packages, as nothing is told of babel"),
        ([KNOWN, UNTOLD], 1, "VULNERABLE\n  lark 1.2: PYSEC-1, mended in 1.3"),
    ],
)
def test_what_the_audit_says(packages: list[object], code: int, said: str) -> None:
    assert read_report(json.dumps({"dependencies": packages}), "") == (code, said)


def test_an_audit_that_ends_early_is_none() -> None:
    assert read_report("", "Traceback\nConnectionError: no network") == (2, "NOT AUDITED: ConnectionError: no network")
