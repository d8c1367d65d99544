"""Files that are no files, rows without an end, and texts that steer a terminal: refused at once, in words."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from diagnosis.faults import Fault, Faulty, Place
from diagnosis.intake.read import read_paths
from diagnosis.knowledge.base import Knowledge
from diagnosis.loading import load_knowledge
from diagnosis.messages import say


def faults(path: Path, knowledge: Knowledge) -> str:
    return "\n".join(map(str, read_paths([path], knowledge.facts).all_faults))


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no FIFO")
@pytest.mark.parametrize("suffix", [".yaml", ".json", ".xlsx"])
@pytest.mark.parametrize("device", [True, False])
def test_what_is_no_file_is_not_read(tmp_path: Path, knowledge: Knowledge, suffix: str, device: bool) -> None:
    path = tmp_path / f"north{suffix}"
    if device:
        path.symlink_to("/dev/zero")
    else:
        os.mkfifo(path)
    assert "this is no file that can be read to its end; give a regular file" in faults(path, knowledge)
    with pytest.raises(Faulty):
        load_knowledge(path)


def test_a_line_without_an_end_is_told_with_its_place(
    tmp_path: Path, knowledge: Knowledge, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("diagnosis.intake.csv_rows._LONGEST_LINE", 500)
    (tmp_path / "teams.csv").write_text("team,quarter,otif\nNorth,2026-Q3,82%\n" + "," * 501 + "\n", "utf-8")
    assert "teams.csv:3:1: a line of more than 500 characters cannot be read" in faults(tmp_path, knowledge)


@pytest.mark.parametrize("quarter", ["9999-Q4", "0000-Q1", "Q4 9999"])
def test_a_quarter_of_another_age_is_not_proposed_again(tmp_path: Path, knowledge: Knowledge, quarter: str) -> None:
    (tmp_path / "north.yaml").write_text(f"team: North\nquarter: {quarter}\nfacts: {{}}\n", "utf-8")
    assert f"'{quarter}' is not a quarter; write 2026-Q3, for example" in faults(tmp_path, knowledge)


@pytest.mark.parametrize("hidden", ["\\e[31m", "\\u202e", "\\x00", "\\u2028", "\\u200f"])
def test_an_overlay_s_text_steers_no_terminal(tmp_path: Path, hidden: str) -> None:
    text = f'{{en: "They left {hidden}us.", lt: "a"}}'
    overlay = f"stage: pricing\nrules:\n  - rule: price_losses_crm_bad\n    says: {text}\n"
    (tmp_path / "own.yaml").write_text(overlay, "utf-8")
    with pytest.raises(Faulty, match=r"own\.yaml:4:16: '\\u[0-9a-f]{4}' holds a character that cannot be seen"):
        load_knowledge(tmp_path)


@pytest.mark.parametrize("text", ["{" * 50_000, "{{ a " * 25_000, "{{ a }" * 20_000, "}}{{" * 25_000])
def test_many_braces_take_no_time(tmp_path: Path, text: str) -> None:
    """With a check that begins anew at each of them this would take many minutes."""
    overlay = f'stage: pricing\nrules:\n  - rule: price_losses_crm_bad\n    says: {{en: "{text}", lt: "a"}}\n'
    (tmp_path / "own.yaml").write_text(overlay, "utf-8")
    with pytest.raises(Faulty, match=r"not closed or not understood|more than a name"):
        load_knowledge(tmp_path)


def test_the_name_of_a_file_steers_no_terminal() -> None:
    told = Fault(Place("n\u202egpj\x1b[31m.yaml", 2, 1), say("check the path")).text("en")
    assert told == "n\\u202egpj\\u001b[31m.yaml:2:1: check the path"
