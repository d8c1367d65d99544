"""What keeps the pages safe: who may come in, which forms are taken, what browsers are told, what is too much."""

from __future__ import annotations

import re
import socket
from pathlib import Path

import httpx
import pytest

from diagnosis.sessions import MOST_TRIES
from diagnosis.web.middleware import MOST_BYTES
from tests.web.server import Browser, Server, serving

TOKEN = "a-token-that-nobody-guesses-0123456789"


def raw(server: Server, request: bytes) -> bytes:
    """What the server answers to bytes as they are, until it closes the connection."""
    with socket.create_connection(("127.0.0.1", server.port)) as connection:
        connection.sendall(request)
        answer = b""
        try:
            while part := connection.recv(65536):
                answer += part
        except ConnectionResetError:
            return answer + b"(reset)"
        return answer


# --- names --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["evil.example", "localhost.evil.example", "", "127.0.0.1.nip.io", "evil.example:80"])
def test_a_name_that_somebody_else_points_here_is_refused(server: Server, name: str) -> None:
    assert httpx.get(server.url, headers={"host": name}).status_code == 400


@pytest.mark.parametrize("name", ["localhost", "127.0.0.1", "LOCALHOST:8090", "[::1]:8090"])
def test_the_names_of_this_machine_are_answered(server: Server, name: str) -> None:
    assert httpx.get(server.url, headers={"host": name}).status_code == 200


def test_two_names_at_once_are_refused(server: Server) -> None:
    answer = raw(server, b"GET / HTTP/1.1\r\nHost: localhost\r\nHost: evil.example\r\nConnection: close\r\n\r\n")
    assert answer.startswith(b"HTTP/1.1 400")


# --- headers ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "path", ["/", "/no-such-page", "/interview/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", "/static/0/style.css"]
)
def test_every_answer_tells_browsers_what_not_to_do(server: Server, path: str) -> None:
    headers = httpx.get(server.url + path.lstrip("/")).headers
    policy = headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "form-action 'self'" in policy
    assert "base-uri 'none'" in policy
    assert "unsafe" not in policy
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["cache-control"] == "no-store"
    assert "server" not in headers


def test_only_what_is_the_same_for_everybody_may_be_kept(browser: Browser) -> None:
    style = re.search(r'href="(/static/[^"]+\.css)"', browser.text)
    assert style
    assert "immutable" in browser.get(style[1]).headers["cache-control"]
    assert browser.page.headers["content-type"] == "text/css; charset=utf-8"


def test_pages_hold_nothing_inline_and_nothing_from_elsewhere(browser: Browser) -> None:
    browser.begin()
    for path in ("/", browser.page.url.path):
        browser.get(path)
        assert not re.search(r"<style|<script(?![^>]* src=\"/static/)|\son\w+=|\sstyle=|javascript:", browser.text)
        assert not re.search(r"(?:src|href|action)=\"(?!/|#)", browser.text)


def test_cookies_are_for_the_server_alone(server: Server) -> None:
    with Browser(server.url) as browser:
        cookie = browser.page.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=lax" in cookie
    assert "secure" not in cookie


@pytest.mark.slow
def test_by_https_cookies_are_for_https_alone(tmp_path: Path) -> None:
    with serving(tmp_path, "--url", "https://diagnosis.example.com", DIAGNOSIS_TOKEN=TOKEN) as server:
        answer = httpx.get(f"{server.url}sign-in", headers={"host": "diagnosis.example.com"})
    assert answer.headers["set-cookie"].startswith("__Host-diagnosis=")
    assert "secure" in answer.headers["set-cookie"].lower()
    assert "max-age" in answer.headers["strict-transport-security"]


# --- forms --------------------------------------------------------------------------------------------------


def test_a_form_without_its_token_is_refused(browser: Browser) -> None:
    for token in ("", "0" * 64, browser.csrf[:-1] + "g"):
        assert browser.client.post("/start", data={"kind": "new", "csrf": token}).status_code == 403


def test_the_token_of_one_browser_is_no_good_in_another(browser: Browser, other: Browser) -> None:
    sent = {"csrf": other.csrf, "kind": "new", "team": "North", "quarter": "2026-Q3"}
    assert browser.client.post("/start", data=sent).status_code == 403


def test_a_browser_without_the_cookie_cannot_send_forms(browser: Browser) -> None:
    sent = {"csrf": browser.csrf, "kind": "new", "team": "North", "quarter": "2026-Q3"}
    assert httpx.post(f"{browser.client.base_url}start", data=sent).status_code == 403


@pytest.mark.parametrize(
    "headers",
    [
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
        {"sec-fetch-site": "none"},
        {"origin": "https://evil.example"},
        {"origin": "http://127.0.0.1:1"},
        {"origin": "https://evil.example", "sec-fetch-site": "same-origin"},
    ],
)
def test_a_form_from_another_site_is_refused(browser: Browser, headers: dict[str, str]) -> None:
    sent = {"csrf": browser.csrf, "kind": "new", "team": "North", "quarter": "2026-Q3"}
    assert browser.client.post("/start", data=sent, headers=headers).status_code == 403


@pytest.mark.parametrize("headers", [{"sec-fetch-site": "same-origin", "origin": "null"}, {}])
def test_a_form_of_ours_is_taken(browser: Browser, headers: dict[str, str]) -> None:
    sent = {"csrf": browser.csrf, "kind": "new", "team": "North", "quarter": "2026-Q3"}
    assert browser.client.post("/start", data=sent, headers=headers).status_code == 200


def test_what_is_no_form_is_refused(browser: Browser) -> None:
    assert browser.client.post("/start", json={"csrf": browser.csrf}).status_code == 415


def test_nothing_is_changed_by_opening_an_address(browser: Browser) -> None:
    path = browser.begin()
    for action in ("answer", "delete", "link"):
        assert browser.get(f"{path}/{action}").status_code in (404, 405)
    assert browser.get(path).status_code == 200


def test_other_methods_are_refused(server: Server) -> None:
    for method in ("PUT", "DELETE", "PATCH", "OPTIONS", "TRACE"):
        assert httpx.request(method, server.url).status_code == 405


@pytest.mark.parametrize("onward", ["//evil.example", "https://evil.example", "/\\evil.example", "evil", "/a\nb"])
def test_nobody_is_sent_elsewhere(browser: Browser, onward: str) -> None:
    sent = {"csrf": browser.csrf, "language": "lt", "next": onward}
    answer = browser.client.post("/language", data=sent, follow_redirects=False)
    assert answer.headers["location"] == "/"


# --- too much -----------------------------------------------------------------------------------------------


def test_a_form_that_is_too_large_is_refused(browser: Browser) -> None:
    sent = {"csrf": browser.csrf, "kind": "new", "team": "N" * (MOST_BYTES + 1)}
    assert browser.client.post("/start", data=sent).status_code == 413


def test_a_form_that_does_not_say_how_large_it_is_is_cut_off(server: Server) -> None:
    head = b"POST /start HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-www-form-urlencoded\r\n"
    part = b"10000\r\n" + b"a" * 65536 + b"\r\n"
    answer = raw(server, head + b"Transfer-Encoding: chunked\r\n\r\n" + part * (MOST_BYTES // 65536 + 2))
    assert answer.startswith(b"HTTP/1.1 413")


def test_too_many_fields_are_refused(browser: Browser) -> None:
    fields = {f"f{number}": "" for number in range(11_000)}
    answer = browser.client.post("/start", data={"csrf": browser.csrf, **fields}, files={"files": ("a.yaml", "a: 1")})
    assert answer.status_code == 400


def test_headers_that_do_not_end_are_refused(server: Server) -> None:
    answer = raw(server, b"GET / HTTP/1.1\r\nHost: localhost\r\nX: " + b"a" * 200_000)
    assert answer.startswith((b"HTTP/1.1 400", b"HTTP/1.1 431", b"(reset)"))


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("facts.yaml", b"\xff\xfe\x00binary"),
        ("facts.yaml", b"\0"),
        ("facts.exe", b"team: A"),
        ("../../facts.yaml/..", b"team: A"),
        ("facts.yaml", b"a: &a [x, x]\nb: &b [*a, *a]\nc: &c [*b, *b]\nd: [*c, *c]\n"),
        ("facts.yaml", b"!!python/object/apply:os.system ['true']"),
        ("facts.json", b"[" * 100_000),
        ("facts.yaml", b"[" * 100_000),
    ],
)
def test_a_file_that_is_no_facts_file_is_refused_and_told(browser: Browser, name: str, content: bytes) -> None:
    answer = browser.post("/start", kind="file", files=[("files", (name, content))])
    assert answer.status_code == 422
    assert "Traceback" not in answer.text


# --- signing in ---------------------------------------------------------------------------------------------


def refused(tmp_path: Path, *options: str, **environment: str) -> str:
    """What is said where the server does not start."""
    try:
        with serving(tmp_path, *options, **environment):
            return ""
    except AssertionError as error:
        return str(error)


@pytest.mark.slow
def test_others_can_come_in_only_with_a_token(tmp_path: Path) -> None:
    for options in (("--host", "0.0.0.0", "--url", "http://diagnosis.example.com"), ("--url", "https://d.example.com")):
        told = refused(tmp_path, *options)
        assert "there is no access token" in told
        assert "TLS" in told
    assert "shorter than" in refused(tmp_path, "--url", "https://d.example.com", DIAGNOSIS_TOKEN="short")
    assert "--url" in refused(tmp_path, "--host", "0.0.0.0", DIAGNOSIS_TOKEN=TOKEN)


@pytest.mark.slow
def test_the_operator_is_warned_where_others_could_read_along(tmp_path: Path) -> None:
    warning = "without HTTPS everybody on the way can read"
    for url, warned in (("http://diagnosis.example.com", True), ("https://diagnosis.example.com", False)):
        with serving(tmp_path, "--url", url, DIAGNOSIS_TOKEN=TOKEN) as server:
            pass
        assert (warning in "".join(server.log)) is warned


@pytest.mark.slow
def test_only_who_knows_the_token_comes_in(tmp_path: Path) -> None:
    secret = tmp_path / "token"
    secret.write_text(TOKEN + "\n")
    with serving(tmp_path, "--token-file", str(secret)) as server, Browser(server.url) as browser:
        assert browser.page.url.path == "/sign-in"
        assert "Your interviews" not in browser.text
        assert browser.get("/interview/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA").url.path == "/sign-in"
        assert browser.client.post("/start", data={"csrf": browser.csrf}).status_code == 403
        assert browser.post("/sign-in", token="wrong", next="/").status_code == 403
        assert browser.post("/sign-in", token=TOKEN, next="/").url.path == "/"
        path = browser.begin()
        with Browser(server.url) as thief:
            for name, value in browser.client.cookies.items():
                if "pass" in name:
                    thief.client.cookies.set(name, value)
            assert thief.get("/").url.path == "/sign-in"
        browser.post("/sign-out")
        assert browser.get(path).url.path == "/sign-in"
    assert TOKEN not in "".join(server.log)


@pytest.mark.slow
def test_the_token_cannot_be_guessed_by_trying(tmp_path: Path) -> None:
    with serving(tmp_path, DIAGNOSIS_TOKEN=TOKEN) as server, Browser(server.url) as browser:
        for _ in range(MOST_TRIES):
            assert browser.post("/sign-in", token="wrong").status_code == 403
        answer = browser.post("/sign-in", token=TOKEN)
        assert answer.status_code == 429
        assert int(answer.headers["retry-after"]) > 0
        with Browser(server.url) as again:
            assert again.post("/sign-in", token=TOKEN).status_code == 429


# --- what is told -------------------------------------------------------------------------------------------


@pytest.mark.slow
def test_the_log_holds_no_answers_ids_or_secrets(tmp_path: Path) -> None:
    with serving(tmp_path) as server, Browser(server.url) as browser:
        path = browser.begin(team="Secret Team")
        browser.post(f"{path}/answer", subject="team", fact="revenue_target", text="123456789")
        browser.get(f"{path}/session")
        browser.post(f"{path}/link")
        link = re.search(r"/resume/([\w-]+)", browser.text)
        assert link
        browser.get(f"/resume/{link[1]}")
        browser.get("/no-such-page?answer=123456789")
    log = "".join(server.log)
    assert "/interview/{id}" in log
    for secret in ("Secret Team", "123456789", path.rpartition("/")[2], link[1], *browser.client.cookies.values()):
        assert secret not in log
