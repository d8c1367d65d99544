"""Owner and guests of an interview, passes that are given back, and the log of who did what."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path

import pytest

from diagnosis.faults import Faulty
from diagnosis.web.app import create
from diagnosis.web.settings import Settings, warnings
from tests.web.inside import inside
from tests.web.server import Browser

TOKEN = "a-token-that-nobody-guesses-0123456789"


def let_in(owner: Browser, path: str, guest: Browser) -> None:
    owner.get(f"{path}/session")
    owner.post(f"{path}/link")
    link = re.search(r"/resume/[\w-]+", owner.text)
    assert link
    guest.get(link[0])
    assert guest.post(link[0]).status_code == 200


def test_a_guest_may_answer_but_not_delete_nor_turn_out(tmp_path: Path) -> None:
    with inside(tmp_path / "sessions.sqlite3") as open_:
        owner, guest = open_(), open_()
        path = owner.begin()
        let_in(owner, path, guest)
        guest.get(f"{path}/session")
        assert "Only" not in guest.text and "only the browser that began this interview can delete it" in guest.text
        assert guest.post(f"{path}/delete", sure="yes").status_code == 403
        guest.get(f"{path}/session")
        assert guest.post(f"{path}/turn-out", guest="x").status_code == 403
        assert owner.get(path).status_code == 200


def test_the_owner_sees_guests_and_turns_them_out_with_their_links(tmp_path: Path) -> None:
    with inside(tmp_path / "sessions.sqlite3") as open_:
        owner, guest, late = open_(), open_(), open_()
        path = owner.begin()
        let_in(owner, path, guest)
        owner.get(f"{path}/session")
        owner.post(f"{path}/link")
        unused = re.search(r"/resume/[\w-]+", owner.text)
        shown = re.search(r'name="guest" value="(\w+)"', owner.text)
        assert unused and shown
        owner.post(f"{path}/turn-out", guest=shown[1])
        assert 'name="guest"' not in owner.text
        assert guest.get(path).status_code == 404
        late.get(unused[0])
        assert late.post(unused[0]).status_code == 404


def test_a_pass_that_was_given_back_lets_nobody_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DIAGNOSIS_TOKEN", TOKEN)
    with inside(tmp_path / "sessions.sqlite3") as open_:
        browser, thief = open_(), open_()
        browser.get("/sign-in")
        browser.post("/sign-in", token=TOKEN, next="/")
        path = browser.begin()
        thief.client.cookies.clear()
        thief.client.cookies.update(dict(browser.client.cookies))
        assert thief.get(path).status_code == 200
        browser.get("/")
        browser.post("/sign-out")
        assert thief.get(path).url.path == "/sign-in"
        assert thief.get("/sign-in").url.path == "/sign-in"
        browser.get("/sign-in")
        browser.post("/sign-in", token=TOKEN, next="/")
        assert browser.get(path).status_code == 200


@pytest.mark.sqlite
def test_health_and_heads_are_answered(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DIAGNOSIS_TOKEN", TOKEN)
    place = tmp_path / "sessions.sqlite3"
    with inside(place) as open_:
        browser = open_()
        assert (browser.get("/health").status_code, browser.text) == (200, "ok\n")
        for path in ("/health", "/sign-in"):
            assert browser.client.head(path).status_code == 200
        place.rename(tmp_path / "away")
        assert browser.get("/health").status_code == 503
        (tmp_path / "away").rename(place)


def test_a_form_behind_a_proxy_that_renames_the_host_is_taken(tmp_path: Path) -> None:
    with inside(tmp_path / "sessions.sqlite3", url="http://localhost:9000") as open_:
        browser = open_()
        for origin, status in (("http://localhost:9000", 200), ("http://elsewhere.example", 403)):
            browser.get("/")
            browser.client.headers["origin"] = origin
            assert browser.post("/start", kind="new", team="N", quarter="2026-Q3").status_code == status
            del browser.client.headers["origin"]


def test_rules_that_another_process_did_not_begin_with_are_refused(tmp_path: Path) -> None:
    settings = Settings(store=str(tmp_path / "sessions.sqlite3"))
    app = create(settings)
    assert create(replace(settings, logic=app.logic)).logic == app.logic
    with pytest.raises(Faulty, match="the rules were changed since the server began"):
        create(replace(settings, logic="another"))


def test_the_operator_is_told_of_secrets_that_others_can_read(tmp_path: Path) -> None:
    file = tmp_path / "token"
    file.write_text(TOKEN, "utf-8")
    file.chmod(0o644)
    settings = Settings(token_file=str(file), store="postgresql://diagnosis:secret@localhost/diagnosis")
    told = " ".join(map(str, warnings(settings)))
    assert "others on this machine can read the access token" in told
    assert "see the password in the list of processes" in told and "secret" not in told
    file.chmod(0o600)
    assert warnings(Settings(token_file=str(file), store="postgresql://diagnosis@localhost/diagnosis")) == []


def test_the_security_log_tells_who_did_what_and_no_secret(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setenv("DIAGNOSIS_TOKEN", TOKEN)
    with caplog.at_level("INFO", "diagnosis.security"), inside(tmp_path / "sessions.sqlite3") as open_:
        browser, guest = open_(), open_()
        for each in (browser, guest):
            each.get("/sign-in")
            each.post("/sign-in", token="wrong")
            each.post("/sign-in", token=TOKEN, next="/")
        path = browser.begin("Zuikis")
        let_in(browser, path, guest)
        browser.get(f"{path}/download/facts.yaml")
        browser.get(f"{path}/session")
        shown = re.search(r'name="guest" value="(\w+)"', browser.text)
        assert shown
        browser.post(f"{path}/turn-out", guest=shown[1])
        browser.post(f"{path}/delete", sure="yes")
        browser.post("/sign-out")
    lines = [json.loads(record.getMessage()) for record in caplog.records if record.name == "diagnosis.security"]
    assert [line["what"] for line in lines] == [
        *(["sign-in refused: a wrong token", "signed in"] * 2),
        "interview begun",
        "link made",
        "let in by a link",
        "downloaded",
        "guest turned out",
        "interview deleted",
        "signed out",
    ]
    by = {line["what"]: line for line in lines}
    assert by["let in by a link"]["browser"] == by["guest turned out"]["guest"] != by["link made"]["browser"]
    assert len({line["interview"] for line in lines if "interview" in line}) == 1
    assert all(secret not in caplog.text for secret in (path.rpartition("/")[2], TOKEN, "Zuikis"))
