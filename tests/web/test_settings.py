"""Who can reach the pages, who may, by which names, and what is not served because it would not be safe."""

from __future__ import annotations

from pathlib import Path

import pytest

from diagnosis.faults import Faulty
from diagnosis.web.settings import SHORTEST_TOKEN, Settings, access_token, check

LONG = "t" * SHORTEST_TOKEN


@pytest.fixture(autouse=True)
def no_token(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DIAGNOSIS_TOKEN", raising=False)


def refused(**settings: object) -> str:
    """What is told where it is not served."""
    with pytest.raises(Faulty) as caught:
        check(Settings(**settings))  # type: ignore[arg-type]
    (fault,) = caught.value.faults
    return str(fault)


@pytest.mark.parametrize(
    ("host", "url", "needed"),
    [
        ("127.0.0.1", None, False),
        ("127.8.8.8", None, False),
        ("LOCALHOST", None, False),
        ("::1", None, False),
        ("127.0.0.1", "http://localhost:8080", False),
        ("127.0.0.1", "https://diagnosis.example.com", True),
        ("192.168.1.5", None, True),
        ("diagnosis.example.com", None, True),
        ("0.0.0.0", "http://localhost", True),
        ("::", "https://diagnosis.example.com", True),
    ],
)
def test_a_token_is_needed_wherever_others_can_come_in(
    host: str, url: str | None, needed: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = Settings(host=host, url=url)
    assert settings.needs_token is needed
    if needed:
        assert "there is no access token; set DIAGNOSIS_TOKEN or give --token-file" in refused(host=host, url=url)
        monkeypatch.setenv("DIAGNOSIS_TOKEN", LONG)
    check(settings)


@pytest.mark.parametrize("host", ["0.0.0.0", "::", ""])
def test_at_every_address_the_name_must_be_said(host: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DIAGNOSIS_TOKEN", LONG)
    assert "by which name browsers come is not known; say it: --url" in refused(host=host)


@pytest.mark.parametrize(
    ("settings", "hosts"),
    [
        (Settings(), {"localhost", "127.0.0.1", "::1"}),
        (
            Settings(host="127.0.0.1", url="https://D.Example.com:8443"),
            {"localhost", "127.0.0.1", "::1", "d.example.com"},
        ),
        (Settings(host="0.0.0.0", url="https://d.example.com"), {"d.example.com"}),
        (Settings(host="Inner.example.com"), {"inner.example.com"}),
    ],
)
def test_browsers_may_ask_by_these_names_and_no_others(settings: Settings, hosts: set[str]) -> None:
    assert settings.hosts == hosts


@pytest.mark.parametrize(
    ("url", "secure"), [(None, False), ("http://d.example.com", False), ("https://d.example.com", True)]
)
def test_cookies_are_for_https_alone_where_browsers_come_by_it(url: str | None, secure: bool) -> None:
    assert Settings(url=url).is_secure is secure


@pytest.mark.parametrize(("host", "address"), [("127.0.0.1", "http://127.0.0.1:81/"), ("::1", "http://[::1]:81/")])
def test_the_address_can_be_typed_into_a_browser(host: str, address: str) -> None:
    assert Settings(host=host, port=81).address == address


def test_the_token_of_a_file_goes_before_that_of_the_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DIAGNOSIS_TOKEN", f" {LONG}\n")
    assert access_token(Settings()) == LONG
    file = tmp_path / "token"
    file.write_text(f"{'f' * SHORTEST_TOKEN}\n", encoding="utf-8")
    assert access_token(Settings(token_file=str(file))) == "f" * SHORTEST_TOKEN
    monkeypatch.delenv("DIAGNOSIS_TOKEN")
    assert access_token(Settings()) is None


@pytest.mark.parametrize("content", ["", "  \n"])
def test_an_empty_file_is_no_token_even_where_none_is_needed(tmp_path: Path, content: str) -> None:
    file = tmp_path / "token"
    file.write_text(content, encoding="utf-8")
    assert refused(token_file=str(file)).startswith(f"{file}: others can reach this address, and there is no access")


def test_a_token_that_can_be_guessed_or_not_be_read_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DIAGNOSIS_TOKEN", LONG[1:])
    assert refused().startswith(f"$DIAGNOSIS_TOKEN: the access token is shorter than {SHORTEST_TOKEN} characters")
    told = refused(token_file=str(tmp_path / "none"))
    assert told.startswith(f"{tmp_path / 'none'}: the access token cannot be read (")


@pytest.mark.parametrize("url", ["d.example.com", "ftp://d.example.com", "https://d.example.com/there", "https://"])
def test_an_address_that_browsers_cannot_come_by_is_told(url: str) -> None:
    assert "--url https://" in refused(url=url)
