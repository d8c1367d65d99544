"""A whole sign-in in a real browser, at a provider on this machine: in, to work, to share, out."""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.web.provider import Provider, providing
from tests.web.server import serving


def free_port() -> int:
    """A port that nobody has just now; the provider has to know it before the server is there."""
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        return int(bound.getsockname()[1])


@pytest.fixture(scope="module")
def provider() -> Iterator[Provider]:
    with providing() as provider:
        yield provider


def picture(page: Any, name: str) -> None:
    """Keeps what is seen, where somebody wants to look."""
    if folder := os.environ.get("DIAGNOSIS_PICTURES"):
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)


def test_in_to_work_to_share_and_out(chromium: Any, provider: Provider, tmp_path: Path) -> None:
    port = free_port()
    url = f"http://localhost:{port}"
    file = provider.file(tmp_path, f"{url}/sign-in/company/back")
    wrong: list[str] = []

    def window(language: str) -> Any:
        page = chromium.new_context(locale=language, reduced_motion="reduce").new_page()
        page.set_default_timeout(20_000)
        # The pages of the provider are none of ours: they want a style sheet from elsewhere.
        page.on(
            "console",
            lambda it: wrong.append(it.text) if it.type == "error" and it.location["url"].startswith(url) else None,
        )
        page.on("pageerror", lambda error: wrong.append(str(error)))
        return page

    def signed_in(language: str, sub: str) -> Any:
        page = window(language)
        page.goto(f"{url}/")
        assert page.url.startswith(f"{url}/sign-in")
        picture(page, f"sign-in-{language}")
        page.click('a[href^="/sign-in/company?"]')
        page.wait_for_url(f"{provider.url}/oauth2/authorize?**")
        page.click(f'button[name="sub"][value="{sub}"]')
        page.wait_for_url(f"{url}/")
        return page

    with serving(tmp_path, "--port", str(port), "--url", url, "--oidc", str(file), "--workers", "2") as server:
        ona = signed_in("en", "ona")
        assert ona.locator("header.site").inner_text().count("Ona Onaitė · manager") == 1
        ona.fill("#field-team", "North")
        ona.click('button:has-text("Begin")  >> nth=0')
        ona.wait_for_url("**/interview/*")
        path = ona.url
        ona.fill("#text", "1200000")
        ona.press("#text", "Enter")
        ona.wait_for_url("**?since=0")
        ona.goto(f"{path}/session")
        ona.click('form[action$="/link"] button')
        link = ona.locator("#link").input_value()
        picture(ona, "share")

        director = signed_in("lt", "director")
        assert "direktorius" in director.locator("header.site").inner_text()
        assert director.locator('form[action="/start"]').count() == 0
        director.goto(link)
        director.click("main form button")
        director.wait_for_url("**/interview/*")
        assert director.locator("#text").is_disabled()
        picture(director, "director")
        ona.goto(f"{path}/session")
        assert ona.locator("main").inner_text().count("Petras Direktorius") == 1

        ona.click('form[action="/sign-out"] button')
        ona.wait_for_url("**/sign-in?out=1")
        picture(ona, "signed-out")
        ona.click('a[href="/sign-in/company/out"]')
        ona.wait_for_url(f"{provider.url}/oauth2/end_session?**")
        ona.goto(path)
        assert ona.url.startswith(f"{url}/sign-in?next=")
        ona.click('a[href^="/sign-in/company?"]')
        ona.click('button[name="sub"][value="ona"]')
        ona.wait_for_url(path)
    assert [message for message in wrong if "status of 4" not in message] == []
    assert "Traceback" not in "".join(server.log)
