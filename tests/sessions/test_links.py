"""Resume links: they let one browser in, once, for a day; and who may see a session."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest

from diagnosis.faults import Faulty
from diagnosis.knowledge.base import Knowledge
from diagnosis.sessions import LINK_SECONDS, NoSuchSession, Store, check_url, link_address
from tests.sessions.keeping import Hands, bytes_of, start


def test_only_the_owner_and_guests_see_a_session(store: Store, knowledge: Knowledge) -> None:
    ours, other = start(store, knowledge, "Ona").id, start(store, knowledge, "Jonas").id
    assert store.links.use(store.links.new(ours), "Rasa") == ours
    for viewer, seen in (("Ona", {ours}), ("Jonas", {other}), ("Rasa", {ours}), ("Nobody", set())):
        assert {summary.id for summary in store.list(viewer)} == seen
        for id_ in (ours, other):
            if id_ in seen:
                assert store.load(id_, knowledge, viewer=viewer).id == id_
            else:
                with pytest.raises(NoSuchSession):
                    store.load(id_, knowledge, viewer=viewer)


def test_of_two_browsers_a_link_lets_in_the_first(store: Store, knowledge: Knowledge) -> None:
    id_ = start(store, knowledge).id
    secret = store.links.new(id_)
    assert store.links.session_of(secret) == id_
    assert [store.links.use(secret, browser) for browser in ("browser-1", "browser-2")] == [id_, None]
    assert store.links.session_of(secret) is None
    # Whoever is in already may use another link.
    assert store.links.use(store.links.new(id_), "browser-1") == id_


def test_of_browsers_at_once_a_link_lets_in_one(store: Store, knowledge: Knowledge) -> None:
    id_, browsers = start(store, knowledge).id, [f"browser-{number}" for number in range(8)]
    with ThreadPoolExecutor(len(browsers)) as pool:
        for _ in range(16):
            secret, together = store.links.new(id_), Barrier(len(browsers))

            def enter(browser: str, secret: str = secret, together: Barrier = together) -> str | None:
                together.wait()
                return store.links.use(secret, browser)

            assert list(pool.map(enter, browsers)).count(id_) == 1
    assert store.links.session_of(secret) is None


def test_a_link_holds_until_its_time_is_over(tmp_path: Path, knowledge: Knowledge) -> None:
    clock = Hands()
    store = Store.open(tmp_path / "sessions.sqlite3", clock)
    id_ = start(store, knowledge).id
    secret = store.links.new(id_)
    clock.pass_(LINK_SECONDS - 1)
    assert store.links.session_of(secret) == id_
    clock.pass_(1)
    assert store.links.session_of(secret) is None
    assert store.links.use(secret, "browser-1") is None


def test_a_new_link_takes_the_place_of_the_one_before(store: Store, knowledge: Knowledge) -> None:
    id_ = start(store, knowledge).id
    before, secret = store.links.new(id_), store.links.new(id_)
    assert (store.links.session_of(before), store.links.session_of(secret)) == (None, id_)


def test_the_secret_of_a_link_is_not_kept(tmp_path: Path, store: Store, knowledge: Knowledge) -> None:
    secret = store.links.new(start(store, knowledge).id)
    assert secret.encode() not in bytes_of(tmp_path)


def test_there_is_no_link_to_what_is_not_there(store: Store) -> None:
    with pytest.raises(NoSuchSession):
        store.links.new("gone")


def test_the_address_of_a_link() -> None:
    assert link_address("https://d.example.com/", "secret") == link_address("https://d.example.com", "secret")
    assert link_address("https://d.example.com", "secret") == "https://d.example.com/resume/secret"
    check_url("https://d.example.com")
    for wrong in ("d.example.com", "ftp://d.example.com", "https://", "https://d.example.com/path"):
        with pytest.raises(Faulty, match="no address that a browser can open"):
            check_url(wrong)
