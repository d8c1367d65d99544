"""A third language is data: a catalogue of messages and keys in YAML. No Python is touched."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from babel.messages.pofile import read_po, write_po

from diagnosis.documents.source import Faults, Mapping, Node, Scalar, read_yaml
from diagnosis.languages import CATALOGUE, LANGUAGES
from diagnosis.resources import facts_dir, reports_dir, rules_dir
from tests.web.server import Browser, serving

pytestmark = pytest.mark.process

ROOT = Path(__file__).resolve().parents[2]
CODE = "et"
"""Estonian, of which Babel knows the numbers; its words here are the English ones within angle quotes."""


def made_up(text: str) -> str:
    return "\n".join(f"‹{line}›" if line.strip() else line for line in text.split("\n"))


def add_to_texts(path: Path) -> None:
    """Adds the made-up words beside each English text of a file, at its place."""
    faults = Faults()
    root = read_yaml(path, faults)
    faults.raise_any()
    path.write_text(_yaml(root), encoding="utf-8")


def _yaml(node: Node | None, indent: int = 0) -> str:
    assert isinstance(node, Mapping)
    written = []
    for key, value in node.values.items():
        if isinstance(value, Scalar):
            written.append(f"{' ' * indent}{_quoted(key)}: {_quoted(value.text)}")
        else:
            written.append(f"{' ' * indent}{_quoted(key)}:\n{_yaml(value, indent + 2)}")
        if key == "en":
            if isinstance(value, Scalar):
                written.append(f"{' ' * indent}{CODE}: {_quoted(made_up(value.text))}")
            else:
                assert isinstance(value, Mapping)
                forms = {form: below for form, below in value.values.items() if isinstance(below, Scalar)}
                written.append(f"{' ' * indent}{CODE}:")
                written += [f"{' ' * indent}  {form}: {_quoted(made_up(below.text))}" for form, below in forms.items()]
    return "\n".join(written)


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\t", "\\t")
    return f'"{escaped}"'


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the program to which nothing but data of a third language was added."""
    folder = tmp_path_factory.mktemp("installed")
    shutil.copytree(ROOT / "diagnosis", folder / "diagnosis", ignore=shutil.ignore_patterns("__pycache__", "data"))
    for data in (rules_dir(), facts_dir(), reports_dir()):
        shutil.copytree(data, folder / data.name)
    own = folder / "diagnosis" / "locale" / CODE / CATALOGUE
    own.parent.mkdir(parents=True)
    with (folder / "diagnosis" / "locale" / "lt" / CATALOGUE).open("rb") as lithuanian:
        messages = read_po(lithuanian, locale=CODE)
    for message in messages:
        if message.id:
            message.string = made_up(message.id) if isinstance(message.id, str) else tuple(map(made_up, message.id))
    with own.open("wb") as written:
        write_po(written, messages)
    for path in (folder / "reports" / "texts").glob("*.yaml"):
        add_to_texts(path)
    values = folder / "reports" / "texts" / "values.yaml"
    text = values.read_text(encoding="utf-8")
    text = text.replace('"‹English›"', '"Eesti"').replace('"‹en_GB›"', '"et_EE"').replace('"‹s›"', '""')
    values.write_text(text, encoding="utf-8")
    return folder


def run(installed: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "diagnosis", *arguments],
        cwd=installed,
        env={**os.environ, "PYTHONPATH": str(installed), "PYTHONIOENCODING": "utf-8"},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
        timeout=300,
    )


def test_the_language_is_not_one_of_the_shipped_ones() -> None:
    assert CODE not in LANGUAGES


def test_the_help_speaks_it(installed: Path) -> None:
    told = run(installed, "run", "--help", "--lang", CODE).stdout
    assert "‹Usage: ›" in told
    assert "‹Diagnose teams:" in told
    assert "‹default:›" in told
    assert f"[en|{CODE}|lt" in told


def test_a_report_speaks_it_with_its_numbers(installed: Path) -> None:
    """Texts of the knowledge base have no words of that language yet: they fall back to English."""
    ran = run(installed, "run", "facts/examples/north.yaml", "--lang", CODE)
    assert ran.returncode == 0, ran.stderr
    assert "‹" in ran.stdout
    assert re.search(r"\d,\d", ran.stdout), "Estonian writes a decimal comma"


def test_a_fault_speaks_it(installed: Path) -> None:
    (installed / "wrong.yaml").write_text("team: North\nquarter: 2026-Q3\nfacts: {otiff: 82%}\n", encoding="utf-8")
    ran = run(installed, "run", "wrong.yaml", "--lang", CODE)
    assert ran.returncode == 2
    assert "‹" in ran.stderr


def test_a_fault_of_the_command_line_speaks_it(installed: Path) -> None:
    assert "‹Error:" in run(installed, "run", "--lang", CODE, "--nothing", "x").stderr


def test_the_pages_speak_it(installed: Path, tmp_path: Path) -> None:
    with serving(tmp_path, root=installed, PYTHONPATH=str(installed)) as server, Browser(server.url, CODE) as browser:
        page = browser.get("/").text
        assert f'<html lang="{CODE}">' in page
        assert "Eesti" in page
        path = browser.begin()
        assert "‹" in browser.text
        assert f'<html lang="{CODE}">' in browser.get(f"{path}/result").text
