"""An interview that is begun in the terminal, goes on in a browser, and ends in the terminal."""

from __future__ import annotations

import re
from pathlib import Path

from diagnosis.sessions import Store
from tests.sessions.keeping import bytes_of
from tests.terminal.asking import MISSED, NORTH, ask, north_since
from tests.web.server import Browser, Server


def link_of(server: Server, *options: str) -> str:
    """The path of a link that the terminal printed."""
    told = ask("--store", server.store, "--who", "Ona", "--link", "last", "--url", server.url, *options).stdout
    link = re.search(rf"^  {re.escape(server.url)}(resume/\S+)$", told, re.MULTILINE)
    assert link, told
    return f"/{link[1]}"


def test_one_goes_on_in_the_browser_and_then_in_the_terminal(server: Server, browser: Browser, tmp_path: Path) -> None:
    mine = ("--store", server.store, "--who", "Ona")
    ask(*north_since(tmp_path, results_reviewed=True), *mine, lines=[*MISSED, "q"])
    browser.get(link_of(server))
    browser.post(browser.page.url.path)
    assert browser.page.status_code == 200
    path = browser.page.url.path
    browser.get(f"{path}/fact/results_reviewed")
    assert browser.post(f"{path}/answer", subject="team", fact="results_reviewed", text="no").status_code == 200
    told = ask("--resume", "last", *mine, lines=["s", "q"]).stdout
    assert "North · 2026-Q3: 6 answers so far" in told
    assert "1. Results are not followed up: confirmed" in told
    store = Store.open(server.store)
    (summary,) = store.list("Ona")
    first, *_, last = (trace.who for trace in store.trail(summary.id))
    assert first == "Ona" and last not in ("", "Ona")


def test_a_link_of_the_terminal_serves_once_and_is_kept_as_a_digest(
    server: Server, browser: Browser, other: Browser
) -> None:
    ask(*NORTH, "--store", server.store, "--who", "Ona", lines=["q"])
    replaced, link = link_of(server), link_of(server)
    assert "does not work" in browser.get(replaced).text
    browser.get(link)
    browser.post(link)
    assert "North" in browser.text
    assert "does not work" in other.get(link).text
    assert link.rpartition("/")[2].encode() not in bytes_of(server.store.parent)


def test_the_link_says_where_the_pages_are_if_nobody_else_does(tmp_path: Path) -> None:
    store = tmp_path / "s.sqlite3"
    ask(*NORTH, "--store", store, lines=["q"])
    told = ask("--store", store, "--link", "last").stdout
    assert "\n  http://127.0.0.1:8090/resume/" in told
    assert f"\n  diagnosis serve --store {store}\n" in told
