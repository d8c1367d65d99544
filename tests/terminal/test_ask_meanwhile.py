"""An interview that goes on elsewhere while a terminal waits at a question: nothing is overwritten unsaid."""

from __future__ import annotations

from pathlib import Path

import pytest

from diagnosis import loading
from diagnosis.interview import Event
from diagnosis.knowledge.base import Knowledge
from diagnosis.sessions import Store
from tests.terminal.asking import MISSED, NORTH, ask, screens
from tests.terminal.test_ask_terminal import REVIEWED, UNKNOWN, answers, converse, ended, told_the_target, typed


def elsewhere(place: Path, *given: Event) -> None:
    """Answers the one interview of a store, as another terminal or a browser does."""
    store = Store.open(place)
    (summary,) = store.list()
    for event in given:
        store.record(summary.id, event, loading.load_knowledge(), who="browser")
    store.close()


REVIEWED_YES = Event("answer", "team", ("results_reviewed",), text="yes")
EXPECTED = {"revenue_target": "1 200 000", "revenue_actual": "990000", **UNKNOWN}


@pytest.mark.process
@pytest.mark.parametrize(
    ("language", "told", "offer", "agreed"),
    [
        ("en", "meanwhile. Saved there: .*: yes", "Save it now", "y"),
        ("lt", "tęsiamas kitur. Ten išsaugota: .*: taip", "Išsaugoti dabar", "t"),
    ],
)
@pytest.mark.parametrize("agrees", [False, True])
def test_the_other_answer_is_shown_and_ones_own_offered_again(
    tmp_path: Path, language: str, told: str, offer: str, agreed: str, agrees: bool
) -> None:
    place = tmp_path / "s.sqlite3"
    terminal = screens(place, *NORTH, "--lang", language)
    for line in ("1 200 000", "990000", "u", "u", "u", "?"):
        typed(terminal, f"{line}\r")
    terminal.expect("w otif = 95%")
    elsewhere(place, REVIEWED_YES)
    typed(terminal, "no\r" if language == "en" else "ne\r")
    terminal.expect(told)
    terminal.expect(offer)
    # The line is drawn, and read from now on.
    terminal.expect(r"\x1b\[\?25h")
    assert answers(place)["results_reviewed"] == "yes"
    terminal.send(f"{agreed}\r" if agrees else "\r")
    typed(terminal, "q\r")
    assert ended(terminal)[0] == 0
    assert answers(place) == {**EXPECTED, "results_reviewed": "no" if agrees else "yes"}


@pytest.mark.process
def test_of_two_terminals_the_later_one_is_asked(tmp_path: Path) -> None:
    place = tmp_path / "s.sqlite3"
    first = told_the_target(place)
    second = screens(place, "--resume", "last")
    second.expect(REVIEWED)
    converse(first, ("no", "not followed up: confirmed"))
    converse(second, ("yes", "Saved there"))
    typed(second, "\r")
    typed(second, "q\r")
    ended(second)
    typed(first, "q\r")
    ended(first)
    assert answers(place)["results_reviewed"] == "no"


@pytest.mark.process
def test_a_command_shows_what_was_answered_elsewhere(tmp_path: Path) -> None:
    place = tmp_path / "s.sqlite3"
    terminal = told_the_target(place)
    elsewhere(place, REVIEWED_YES)
    converse(terminal, ("s", "Saved there: .*yes"))
    typed(terminal, "q\r")
    assert "Saved: 6 answers" in ended(terminal)[1]


def test_a_pipe_ends_where_somebody_else_answered(
    tmp_path: Path, knowledge: Knowledge, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = tmp_path / "s.sqlite3"
    ask(*NORTH, "--store", place, lines=[*MISSED, "q"])
    record = Store.record

    def late(self: Store, session: object, *given: object, **more: object) -> object:
        monkeypatch.setattr(Store, "record", record)
        elsewhere(place, REVIEWED_YES)
        return record(self, session, *given, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(Store, "record", late)
    told = ask("--resume", "last", "--store", place, lines=["no", "95%"])
    assert told.exit_code == 2
    assert "stdin:1: This interview went on elsewhere meanwhile. Saved there: " in told.stderr
    assert "stdin:1: Not saved: " in told.stderr
    assert "Saved: 6 answers" in told.stdout
    assert answers(place)["results_reviewed"] == "yes"
