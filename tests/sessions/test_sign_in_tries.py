"""Tries to sign in are counted by the network that they come from, for a while."""

from __future__ import annotations

from pathlib import Path

from diagnosis.sessions import MOST_TRIES, TRIES_SECONDS, Store
from tests.sessions.keeping import Hands


def test_after_too_many_tries_one_waits_until_their_time_is_over(tmp_path: Path) -> None:
    clock = Hands()
    tries = Store.open(tmp_path / "sessions.sqlite3", clock).sign_in_tries
    assert all(tries.may_try("192.0.2.1") for _ in range(MOST_TRIES))
    assert not tries.may_try("192.0.2.1")
    assert tries.may_try("192.0.2.2"), "another address"
    clock.pass_(TRIES_SECONDS - 1)
    assert not tries.may_try("192.0.2.1")
    clock.pass_(1)
    assert tries.may_try("192.0.2.1")


def test_the_right_token_forgets_the_tries_before(store: Store) -> None:
    tries = store.sign_in_tries
    for _ in range(3):
        assert all(tries.may_try("192.0.2.1") for _ in range(MOST_TRIES - 1))
        tries.forget("192.0.2.1")


def test_a_network_of_ipv6_counts_as_one_address(store: Store) -> None:
    tries = store.sign_in_tries
    assert all(tries.may_try(f"2001:db8::{number}") for number in range(MOST_TRIES))
    assert not tries.may_try("2001:db8::ffff")
    assert tries.may_try("2001:db8:0:1::1")
    assert tries.may_try("no address at all")
