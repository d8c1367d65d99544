"""Which files of an overlay are rules: documents, however their names are spelt."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from diagnosis.faults import Faulty
from diagnosis.loading import load_knowledge

TITLE = "stages: [{stage: delivery, title: {en: Shipping, lt: Siuntimas}, owner: logistics}]"


@pytest.mark.parametrize("file", ["own.yaml", "own.YAML", "own.yml", "below/own.Yml"])
def test_every_spelling_is_read(tmp_path: Path, file: str) -> None:
    (tmp_path / file).parent.mkdir(exist_ok=True)
    (tmp_path / file).write_text(TITLE)
    assert load_knowledge(tmp_path).stages["delivery"].title.en == "Shipping"


def test_json_is_read(tmp_path: Path) -> None:
    stage = {"stage": "closing", "title": {"en": "Deals", "lt": "Sandoriai"}, "owner": "sales"}
    (tmp_path / "own.json").write_text(json.dumps({"stages": [stage]}))
    assert load_knowledge(tmp_path).stages["closing"].title.en == "Deals"


def test_a_fault_in_a_json_file_is_told(tmp_path: Path) -> None:
    (tmp_path / "own.yaml").write_text(TITLE)
    (tmp_path / "more.JSON").write_text("{")
    with pytest.raises(Faulty, match=r"more\.JSON"):
        load_knowledge(tmp_path)


def test_what_systems_keep_beside_is_passed_over(tmp_path: Path) -> None:
    (tmp_path / "own.yaml").write_text(TITLE)
    (tmp_path / ".git").mkdir()
    for file in ("._own.yaml", "~$own.yaml", ".git/config.yaml", ".DS_Store"):
        (tmp_path / file).write_bytes(b"\0\1")
    assert load_knowledge(tmp_path).stages["delivery"].title.en == "Shipping"
