from __future__ import annotations

from collections.abc import Iterator

import pytest

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
