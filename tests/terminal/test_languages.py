"""Commands in Lithuanian: results, faults and errors of the command line."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.terminal.commands import LATE, MISSED, diagnosis, seller, team

BROKEN = {"otif": "82%%", "late": 3, "revenue_target": "1,200"}


def test_faults_of_a_team_are_told_in_the_language_asked_for(tmp_path: Path) -> None:
    path = team(tmp_path, "North", BROKEN)
    told = {language: diagnosis("run", path, "--lang", language).stderr.splitlines() for language in ("en", "lt")}
    assert [line.split(": ")[0] for line in told["en"]] == [line.split(": ")[0] for line in told["lt"]]
    english = {part for line in told["en"] for part in line.split(": ", 1)[1].split("; ")}
    assert len(told["lt"]) == 3
    assert [line for line in told["lt"] if any(part in line for part in english)] == []


def test_faults_of_knowledge_are_told_in_the_language_asked_for(tmp_path: Path) -> None:
    rules = tmp_path / "rules"
    rules.mkdir()
    (rules / "own.yaml").write_text("ruls: []\n", encoding="utf-8")
    result = diagnosis("run", team(tmp_path / "teams", "North", LATE), "--rules", rules, "--lang", "lt")
    assert result.exit_code == 2
    assert result.stderr.endswith("own.yaml:1:1: nežinomas raktas 'ruls'; gal turėta omenyje 'rules'?\n")


def test_the_environment_can_ask_for_a_language(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DIAGNOSIS_LANG", "lt")
    path = team(tmp_path, "North", {**LATE, **MISSED})
    result = diagnosis("explain", path, "late_delivry")
    assert result.stderr == "diagnosis: nerasta: priežastis 'late_delivry'; gal turėta omenyje 'late_delivery'?\n"


def test_what_explain_asks_for_is_asked_in_lithuanian(tmp_path: Path) -> None:
    path = team(tmp_path, "North", {**LATE, **MISSED}, sellers=[seller()])
    result = diagnosis("explain", path, "closing", "--lang", "lt")
    wanted = (
        "diagnosis: 'closing' vertinama kiekvienam nariui (pardavėjas); vieną nurodykite parinktimi --seller: S-17\n"
    )
    assert result.stderr == wanted


@pytest.mark.parametrize(
    ("arguments", "problem"),
    [
        (["run", "--lang", "lt"], "trūksta argumento PATH..."),
        (["run", "x", "--lang=lt", "--lagn"], "parinkties --lagn nėra; gal turėta omenyje --lang?"),
        (["run", "x", "--lang", "lt", "--zzz"], "parinkties --zzz nėra"),
        (["run", "x", "--lang", "lt", "--engine", "fast"], "--engine gali būti tik: auto, rete, columnar"),
        (["run", "x", "--lang", "lt", "--out"], "parinkčiai --out reikia reikšmės"),
        (["run", "x", "--lang", "lt", "--json=3"], "parinktis --json reikšmės neturi"),
        (["run", "x", "--lang", "lt", "--out", __file__], "parinkčiai --out reikia aplanko, o tai failas"),
        (["explain", "x", "y", "z", "--lang", "lt"], "nereikalingi argumentai: z"),
        (["rnu", "x", "--lang", "lt"], "komandos rnu nėra"),
    ],
)
def test_errors_of_the_command_line_are_told_in_lithuanian(arguments: list[str], problem: str) -> None:
    result = diagnosis(*arguments)
    assert result.exit_code == 2
    assert result.stderr.splitlines()[-1] == f"Klaida: {problem}"
    assert "Usage" not in result.stderr


def test_a_language_that_there_is_not_is_told_in_english() -> None:
    result = diagnosis("run", "x", "--lang", "fr")
    assert result.exit_code == 2
    assert "Error: Invalid value for '--lang'" in result.stderr
