from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.web.chromium import executable, options
from tests.web.server import Browser, Server, serving


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with serving(tmp_path_factory.mktemp("serving")) as server:
        yield server


@pytest.fixture
def browser(server: Server) -> Iterator[Browser]:
    with Browser(server.url) as browser:
        yield browser


@pytest.fixture
def other(server: Server) -> Iterator[Browser]:
    """The browser of another manager."""
    with Browser(server.url) as browser:
        yield browser


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    from playwright.sync_api import sync_playwright  # it takes long to import, and the quick lane does without

    path = executable()
    with sync_playwright() as started:
        browser = started.chromium.launch(executable_path=path, args=options())
        yield browser
        browser.close()


@pytest.fixture
def opened(chromium: Any, server: Server) -> Iterator[Any]:
    """Opens windows: `opened(language="lt", ...)` gives a page at the start; at the end, nothing went wrong in any."""
    contexts, wrong = [], []

    def open_(language: str = "en", **more: Any) -> Any:
        context = chromium.new_context(locale=language, reduced_motion="reduce", **more)
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(20_000)
        page.on("console", lambda message: wrong.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.on(
            "request", lambda request: wrong.append(request.url) if not request.url.startswith(server.url) else None
        )
        page.goto(server.url)
        return page

    yield open_
    for context in contexts:
        context.close()
    # A refused answer comes as a page with the status 4xx, which Chromium notes as an error of its own.
    assert [message for message in wrong if "status of 4" not in message] == []
