"""`diagnosis rules test`: which cases it runs, how it shows one that fails, and how it ends."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cases.cases import shipped
from tests.terminal.commands import diagnosis, process

LATE_IS_FINE = """\
gate: {weakened_by: logistics, because: {en: it is what we promise, lt: tiek žadame}}
facts: [{fact: otif, bands: {healthy: ">= 0.60", bad: "< 0.50", source: our promise}}]
"""
"""An overlay that finds deliveries healthy of which packaged cases say that they are late."""


def case(name: str = "ours", otif: str = "82%", stage: str = "confirmed", base: str = "healthy") -> str:
    """A case whose expectation of the stage delivery stands in line 6, column 33."""
    return (
        f"  - case: {name}\n    from: {base}\n    says: Ours.\n    facts: {{otif: {otif}, backlog_weeks: 9}}\n"
        f"    expect: {{stages: {{delivery: {stage}}}}}\n"
    )


def cases(folder: Path, *texts: str, name: str = "ours.yaml") -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / name
    path.write_text("cases:\n" + "".join(texts), encoding="utf-8")
    return path


@pytest.fixture
def overlay(tmp_path: Path) -> Path:
    folder = tmp_path / "our-rules"
    folder.mkdir()
    (folder / "bands.yaml").write_text(LATE_IS_FINE, encoding="utf-8")
    return folder


@pytest.mark.slow
def test_without_paths_the_packaged_cases_are_run_and_all_hold() -> None:
    ended = process("rules", "test")
    assert (ended.returncode, ended.stderr) == (0, "")
    assert ended.stdout == f"{len(shipped())} cases hold\n"


@pytest.mark.process
def test_a_case_that_fails_says_where_what_was_expected_and_what_came_out(tmp_path: Path) -> None:
    path = cases(tmp_path, case(), case("other", stage="open"))
    ended = process("rules", "test", path)
    assert (ended.returncode, ended.stderr) == (1, "")
    assert ended.stdout == (
        "FAILS: other\n"
        "  Ours.\n"
        f"  {path}:11:33\n"
        "    expected: 'Order taking and delivery' (delivery) should be open\n"
        "    got:      it is confirmed, by 'Late or incomplete deliveries'\n"
        "              (late_delivery)\n"
        "\n"
        "1 case holds; 1 fails\n"
    )


def test_faults_are_told_with_their_places_and_the_other_cases_are_run(tmp_path: Path) -> None:
    path = cases(tmp_path, case(), case("wrong", otif="82 what"), case("lost", base="helthy"))
    ended = diagnosis("rules", "test", tmp_path)
    assert ended.exit_code == 2
    places = [line.partition(": ")[0] for line in ended.stderr.splitlines()]
    assert places == [f"{path}:10:19", f"{path}:13:11"]
    assert ended.stderr.endswith("there is no base 'helthy'; did you mean 'healthy'?\n")
    assert ended.stdout == "1 case holds; 2 faults in the files\n"


@pytest.mark.slow
def test_an_overlay_that_breaks_packaged_cases(overlay: Path) -> None:
    ended = diagnosis("rules", "test", "--rules", overlay)
    assert ended.exit_code == 1
    assert "FAILS: late deliveries that nobody minds\n" in ended.stdout
    assert "(healthy: 60% or more)" in ended.stdout


@pytest.mark.slow
def test_a_case_of_an_overlay_replaces_the_packaged_one_of_that_name(overlay: Path) -> None:
    name = "late deliveries that nobody minds"
    before = diagnosis("rules", "test", "--rules", overlay, "-k", name)
    cases(overlay / "tests", case(name, otif="70%", stage="ruled_out").replace("9}", "4}"), case("an added one", "55%"))
    after = diagnosis("rules", "test", "--rules", overlay, "-k", name)
    assert (before.exit_code, after.exit_code) == (1, 0)
    assert after.stdout == "1 case holds\n"
    assert diagnosis("rules", "test", "--rules", overlay, "-k", "an added one").stdout.endswith("fails\n")


def test_paths_are_run_alone_under_the_overlay_and_on_the_bases_of_its_tests(overlay: Path, tmp_path: Path) -> None:
    (overlay / "tests").mkdir()
    (overlay / "tests" / "bases.yaml").write_text("bases:\n  - base: slow\n    from: healthy\n", encoding="utf-8")
    path = cases(tmp_path / "more", case(base="slow", otif="70%", stage="ruled_out").replace("9}", "4}"))
    ended = diagnosis("rules", "test", path, "--rules", overlay)
    assert (ended.exit_code, ended.stdout) == (0, "1 case holds\n")


def test_a_folder_of_cases_may_repeat_packaged_bases_and_cases(tmp_path: Path) -> None:
    ended = diagnosis("rules", "test", cases(tmp_path, case(shipped()[0].case)), Path("rules/tests/bases.yaml"))
    assert (ended.exit_code, ended.stderr) == (0, "")


@pytest.mark.parametrize(("word", "count"), [("OURS", 2), ("second", 1), ("ours.yaml", 2)])
def test_a_word_selects_by_the_names_of_cases_and_files(tmp_path: Path, word: str, count: int) -> None:
    cases(tmp_path, case("first"), case("Second"))
    ended = diagnosis("rules", "test", tmp_path, "-k", word)
    assert ended.stdout == f"{count} case{'s hold' if count > 1 else ' holds'}\n"


def test_a_word_that_no_case_has(tmp_path: Path) -> None:
    ended = diagnosis("rules", "test", cases(tmp_path, case(), case("b")), "-k", "zzz")
    assert (ended.exit_code, ended.stdout) == (2, "")
    assert ended.stderr.startswith("diagnosis: none of 2 cases has 'zzz' in its name or its file's; give another word")


def test_a_folder_without_cases_and_rules_with_faults(tmp_path: Path) -> None:
    empty = tmp_path / "empty"
    empty.mkdir()
    nothing = diagnosis("rules", "test", empty)
    assert nothing.exit_code == 2
    assert nothing.stderr.endswith("empty: the folder holds no *.yaml file; name a folder with case files\n")
    faulty = diagnosis("rules", "test", "--rules", empty)
    assert (faulty.exit_code, faulty.stdout) == (2, "")


def test_in_lithuanian(tmp_path: Path) -> None:
    ended = diagnosis("rules", "test", cases(tmp_path, case(stage="open")), "--lang", "lt")
    assert ended.stdout.splitlines()[0] == "NEATITINKA: ours"
    assert "    tikėtasi: 'Užsakymų priėmimas ir pristatymas' (delivery): turėtų" in ended.stdout
    assert ended.stdout.endswith("\natitinka 0 pavyzdžių; 1 neatitinka\n")
