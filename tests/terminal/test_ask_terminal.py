"""`diagnosis ask` on a real terminal: arrows, keys, pasted tables, Ctrl-C, kill -9, both languages."""

from __future__ import annotations

import signal
from pathlib import Path

import pexpect
import pytest

from diagnosis import loading
from diagnosis.interview import Cell
from diagnosis.sessions import Store
from tests.terminal.asking import NORTH, north_since, screens

pytestmark = pytest.mark.process

REVIEWED = "Are the results reviewed with each seller"


def answers(store: Path) -> dict[str, str | None]:
    """What the team's facts were answered with, in the one session that is kept."""
    kept = Store.open(store)
    (summary,) = kept.list()
    state = kept.load(summary.id, loading.load_knowledge()).interview
    return {cell.fact: answer.text for cell, answer in state.answers.items() if cell.subject == "team"}


def typed(terminal: pexpect.spawn, text: str) -> None:
    """Types at the next prompt: what comes before it is there is another mode's of the terminal."""
    terminal.expect(r"\x1b\[\?2004h")
    terminal.send(text)


def converse(terminal: pexpect.spawn, *steps: tuple[str, str]) -> None:
    """Types one line after the other, and waits for what is told to each."""
    for line, told in steps:
        typed(terminal, f"{line}\r")
        terminal.expect(told)


UNKNOWN = dict.fromkeys(("revenue_usual", "opportunities", "sellers_at_target"))
NOT_KNOWN = (("u", "opportunities"), ("u", "ramped sellers"))
"""That nobody knows the usual revenue, nor how many opportunities there were."""


def told_the_target(store: Path, *arguments: str, **environment: str) -> pexpect.spawn:
    """A terminal on which the target and the revenue were answered, no more is known, and results_reviewed is asked."""
    terminal = screens(store, *north_since(store.parent, results_reviewed=True), *arguments, **environment)
    terminal.expect("revenue target")
    converse(terminal, ("1 200 000", "How much revenue"), ("990000", "usually"), *NOT_KNOWN, ("u", REVIEWED))
    return terminal


def ended(terminal: pexpect.spawn) -> tuple[int | None, str]:
    """The exit code, and what was still said."""
    terminal.expect(pexpect.EOF)
    terminal.close()
    return terminal.exitstatus, terminal.before


def test_the_arrows_pick_a_choice(tmp_path: Path) -> None:
    store = tmp_path / "s.sqlite3"
    terminal = told_the_target(store)
    typed(terminal, "\x1b[B\x1b[B")
    terminal.expect("no")
    terminal.send("\r")
    terminal.expect("→ Results are not followed up: confirmed")
    typed(terminal, "q\r")
    code, said = ended(terminal)
    assert code == 0
    assert "Saved: 6 answers. Go on with:" in said
    assert answers(store)["results_reviewed"] == "no"


def test_a_wrong_answer_is_told_and_asked_again(tmp_path: Path) -> None:
    store = tmp_path / "s.sqlite3"
    terminal = told_the_target(store)
    converse(
        terminal,
        ("maybe", "! 'maybe' is neither yes nor no; write yes or no"),
        ("yes", "ruled out, 0.8%"),
    )
    typed(terminal, "u\r")
    typed(terminal, "q\r")
    assert ended(terminal)[0] == 0
    assert answers(store)["results_reviewed"] == "yes"


def test_only_the_quarter_that_cannot_be_is_asked_for_again(tmp_path: Path) -> None:
    terminal = screens(tmp_path / "s.sqlite3")
    terminal.expect("Which team is it about")
    terminal.send("North\r")
    terminal.expect("Which quarter")
    terminal.send("autumn\r")
    terminal.expect("! 'autumn' is not a quarter; write 2026-Q3, for example")
    assert terminal.expect(["Which quarter", "Which team"]) == 0
    terminal.send("2026-Q3\r")
    terminal.expect("revenue")
    terminal.close()


def test_it_speaks_lithuanian_with_its_keys(tmp_path: Path) -> None:
    terminal = screens(tmp_path / "s.sqlite3", "--lang", "lt")
    terminal.expect("Apie kurią komandą kalbame")
    terminal.send("Šiaurė\r")
    terminal.expect("Kuris ketvirtis")
    terminal.send("2026-Q3\r")
    terminal.expect("Koks buvo komandos ketvirčio pajamų tikslas")
    terminal.expect("b atgal  u nežinau  o kitiems  f kitas rodiklis  s padėtis  q baigti")
    converse(
        terminal,
        ("1 200 000", "Kiek pajamų komanda faktiškai gavo per ketvirtį"),
        ("990000", "Tikslas nepasiektas"),
        ("u", "galimybių"),
        ("u", "pardavėjų"),
        ("u", "peržiūrimi"),
        ("?", "Jei ne:"),
        ("t", "Už rezultatus neatsiskaitoma: atmesta"),
    )
    typed(terminal, "baigti\r")
    code, said = ended(terminal)
    assert code == 0
    assert "Išsaugota: 6 atsakymai. Tęsti:" in said


def test_a_pasted_table_stays_whole(tmp_path: Path) -> None:
    store = tmp_path / "s.sqlite3"
    terminal = told_the_target(store)
    converse(terminal, ("t", "Paste a table"))
    typed(terminal, "\x1b[200~seller\tattainment\r\nS-1\t71%\r\nS-2\t95%\r\n\x1b[201~")
    terminal.send("\r")
    terminal.expect(REVIEWED)
    assert "^I" not in terminal.before
    typed(terminal, "q\r")
    assert ended(terminal)[0] == 0
    kept = Store.open(store)
    state = kept.load(kept.list()[0].id, loading.load_knowledge()).interview
    assert state.answers[Cell("seller", "attainment", "S-2")].text == "95%"


def test_going_back_revises_on_the_terminal_too(tmp_path: Path) -> None:
    terminal = told_the_target(tmp_path / "s.sqlite3")
    converse(
        terminal,
        ("no", "confirmed"),
        ("b", "Answered: no. Enter keeps it."),
        ("yes", "What changed:"),
    )
    terminal.expect("ruled out, 0.8% .was confirmed, 82.8%")
    typed(terminal, "\x04")
    code, said = ended(terminal)
    assert code == 0
    assert "Saved: 6 answers" in said


def test_ctrl_c_ends_with_130_and_says_how_to_go_on(tmp_path: Path) -> None:
    store = tmp_path / "s.sqlite3"
    terminal = told_the_target(store)
    typed(terminal, "ye\x03")
    code, said = ended(terminal)
    assert code == 130
    assert "Saved: 5 answers. Go on with:" in said
    assert "Traceback" not in said
    assert {fact for fact, text in answers(store).items() if text} == {"revenue_actual", "revenue_target"}


def test_nothing_acknowledged_is_lost_by_kill_9(tmp_path: Path) -> None:
    store = tmp_path / "s.sqlite3"
    terminal = told_the_target(store)
    terminal.kill(signal.SIGKILL)
    terminal.wait()
    assert answers(store) == {"revenue_actual": "990000", "revenue_target": "1 200 000", **UNKNOWN}
    again = screens(store, "--resume", "last")
    again.expect("North · 2026-Q3: 5 answers so far")
    again.expect(REVIEWED)
    typed(again, "no\r")
    again.expect("confirmed")
    again.kill(signal.SIGKILL)
    again.wait()
    assert answers(store)["results_reviewed"] == "no"


def test_a_dumb_terminal_is_asked_plainly(tmp_path: Path) -> None:
    terminal = screens(tmp_path / "s.sqlite3", *NORTH, TERM="dumb")
    terminal.expect("> ")
    terminal.send("1 200 000\n")
    terminal.expect("How much revenue")
    terminal.expect("> ")
    terminal.send("a lot\n")
    terminal.expect("! 'a lot' is no number")
    terminal.expect("> ")
    terminal.send("q\n")
    code, said = ended(terminal)
    assert code == 0
    assert "Saved: 1 answer. Go on with:" in said
    assert "\x1b" not in said


@pytest.mark.parametrize("variables", [{"NO_COLOR": "1"}, {"NO_COLOR": ""}])
def test_colours_are_shown_only_where_they_are_wanted(tmp_path: Path, variables: dict[str, str]) -> None:
    terminal = screens(tmp_path / "s.sqlite3", *NORTH, **variables)
    terminal.expect("What was the team's revenue target")
    shown = terminal.before + terminal.after
    typed(terminal, "\x04")
    ended(terminal)
    assert ("\x1b[2m" in shown) is (not variables["NO_COLOR"])


def test_at_the_end_files_can_be_written_and_answers_revised(tmp_path: Path) -> None:
    terminal = screens(tmp_path / "s.sqlite3", *NORTH)
    for answer in ("1 200 000", "1 300 000"):
        typed(terminal, f"{answer}\r")
    terminal.expect("The target is met: no cause is looked for.")
    terminal.expect("Enter done")
    report = tmp_path / "north.txt"
    converse(terminal, ("p", "File .Enter: north-2026-q3.txt."))
    terminal.send(f"{report}\r")
    terminal.expect("Written:")
    converse(
        terminal,
        ("r 1", "Enter keeps it"),
        ("900 000", "The target is missed"),
    )
    terminal.expect("usually bring in")
    typed(terminal, "q\r")
    assert ended(terminal)[0] == 0
    assert report.read_text("utf-8").startswith("North · 2026-Q3\n")


def test_a_value_that_is_hardly_ever_so_is_asked_for_again(tmp_path: Path) -> None:
    store = tmp_path / "s.sqlite3"
    terminal = screens(store, *NORTH)
    terminal.expect("revenue target")
    converse(terminal, ("5000000000000", "hardly ever so"), ("no", "or write"))
    converse(terminal, ("5000000000000", "hardly ever so"), ("yes", "How much revenue"))
    typed(terminal, "q\r")
    ended(terminal)
    assert answers(store) == {"revenue_target": "5000000000000!"}


def test_what_has_two_readings_is_asked_and_what_is_taken_is_told(tmp_path: Path) -> None:
    store = tmp_path / "s.sqlite3"
    terminal = screens(store, "--team", "North", "--quarter", "2026 Q3", "--currency", "€")
    terminal.expect("revenue target")
    converse(terminal, ("1,02", r"1\. €1\.02"), ("3", r"Understood as €1,020,000"))
    converse(terminal, ("€0.9-0.95M", r"Understood as €900,000 to €950,000 \(estimate\)"))
    typed(terminal, "q\r")
    ended(terminal)
    assert answers(store) == {"revenue_target": "1020000", "revenue_actual": "€0.9-0.95M"}


def test_instead_of_a_reading_another_answer_may_be_given(tmp_path: Path) -> None:
    store = tmp_path / "s.sqlite3"
    terminal = screens(store, *NORTH, "--lang", "lt")
    converse(terminal, ("1,02", "gali reikšti"), ("1,2 mln.", "Suprasta kaip 1[ \\s\u00a0]200[ \\s\u00a0]000"))
    typed(terminal, "q\r")
    ended(terminal)
    assert answers(store) == {"revenue_target": "1,2 mln."}
