"""`--help`: what it teaches, how soon, and in Lithuanian all of it, and the same commands as in English."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from diagnosis.languages import LANGUAGES
from diagnosis.terminal.app import main
from diagnosis.texts import catalogue
from tests.terminal.commands import diagnosis, heavy


def below(group: click.Group, *path: str) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    """All commands of a group and of the groups in it, each with the words that call it."""
    for name, command in group.commands.items():
        yield (*path, name), command
        if isinstance(command, click.Group):
            yield from below(command, *path, name)


COMMANDS = [" ".join(path) for path, _ in below(main)]


@pytest.mark.parametrize(
    ("command", "taught"),
    [
        ("run", ("diagnosis run north.yaml", "nothing could be evaluated")),
        ("rules test", ("diagnosis rules test --rules our-rules", "1  some cases fail")),
        ("ask", ("diagnosis ask --resume last", "nobody here knows", "130  interrupted by Ctrl-C")),
    ],
)
def test_help_teaches_and_asks_for_nothing_heavy(command: str, taught: tuple[str, ...]) -> None:
    told = diagnosis(*command.split(), "--help").stdout
    assert [text for text in taught if text not in told] == []
    assert heavy(*command.split(), "--help") == []


@pytest.mark.slow
@pytest.mark.parametrize("wanted", [["--list"], ["--delete", "k3XbP0"], ["--purge", "30"], ["--link", "k3XbP0"]])
def test_what_is_kept_is_looked_after_without_the_rules(tmp_path: Path, wanted: list[str]) -> None:
    loaded = heavy("ask", "--store", str(tmp_path / "s.sqlite3"), *wanted)
    assert "sqlalchemy" in loaded
    assert not {"polars", "diagnosis.loading"} & set(loaded)


def help_keys(command: click.Command = main) -> Iterator[str]:
    """The keys of all that a command and the commands below it say of themselves."""
    yield from (text for text in (command.help, command.epilog) if text)
    yield from (option.help for option in command.params if isinstance(option, click.Option) and option.help)
    if isinstance(command, click.Group):
        for below in command.commands.values():
            yield from help_keys(below)


@pytest.mark.parametrize("key", sorted(set(help_keys())))
def test_every_text_stands_in_the_catalogue_in_every_language(key: str) -> None:
    assert set(catalogue()[key]) == set(LANGUAGES)


def test_the_catalogue_has_no_text_that_nobody_says() -> None:
    written = {key for key in catalogue() if key.startswith("help.") and not key.startswith("help.words.")}
    assert written == set(help_keys())


@pytest.mark.parametrize("command", COMMANDS)
def test_help_is_lithuanian_where_that_is_asked_for(command: str) -> None:
    arguments = command.split()
    told = CliRunner().invoke(main, [*arguments, "--help"], env={"DIAGNOSIS_LANG": "lt"})
    assert told.exit_code == 0
    if "--lang" in told.output:
        assert CliRunner().invoke(main, [*arguments, "--lang", "lt", "--help"]).output == told.output
    assert told.output.startswith("Naudojimas: ")
    for word in ("Usage", "Options", "Show this", "default", "env var", "Examples"):
        assert word not in told.output


@pytest.mark.slow
def test_a_group_hands_its_language_on_unless_its_command_is_given_another(tmp_path: Path) -> None:
    missing = str(tmp_path / "missing")
    lithuanian = CliRunner().invoke(main, ["rules", "test", "--rules", missing, "--lang", "lt"])
    english = CliRunner().invoke(main, ["rules", "test", "--rules", missing])
    assert lithuanian.exit_code == english.exit_code == 2
    assert lithuanian.output != english.output
    for words in (["--lang", "lt", "rules", "test"], ["rules", "--lang", "lt", "test"]):
        assert CliRunner().invoke(main, [*words, "--rules", missing]).output == lithuanian.output
        told = CliRunner().invoke(main, [*words, "--rules", missing, "--lang", "en"])
        assert told.output == english.output


def test_the_list_of_commands_is_lithuanian_by_the_environment() -> None:
    told = CliRunner().invoke(main, ["--help"], env={"DIAGNOSIS_LANG": "lt"})
    assert "Komandos:" in told.output
    assert all(f"\n  {name}" in told.output for name in main.commands)
    assert CliRunner().invoke(main, ["--lang", "lt", "--help"]).output == told.output


def test_help_is_english_otherwise_and_after() -> None:
    CliRunner().invoke(main, ["run", "--lang", "lt", "--help"])
    assert CliRunner().invoke(main, ["run", "--help"]).output.startswith("Usage: ")


def test_lines_that_belong_together_stay_together() -> None:
    told = CliRunner().invoke(main, ["run", "--lang", "lt", "--help"])
    assert "\n    0  įvertintos visos komandos\n    1  kai kurios atmestos, kitos įvertintos\n" in told.output
