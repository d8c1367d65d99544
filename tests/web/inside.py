"""The pages within the process of the test, by a clock that it sets, and browsers that look at them."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from diagnosis.sessions import Clock, system_clock
from diagnosis.web.app import create
from diagnosis.web.settings import Settings
from tests.packaged import packaged_knowledge
from tests.web.server import Browser

with warnings.catch_warnings():
    # That starlette would rather have another client is nothing to us.
    warnings.simplefilter("ignore")
    from starlette.testclient import TestClient


@contextmanager
def inside(
    store: Path, clock: Clock = system_clock, before: Callable[[], object] = lambda: None, **settings: Any
) -> Iterator[Callable[[], Browser]]:
    """Serves the interviews in `store`, after doing `before`; what it gives opens a browser, each time another.

    The packaged knowledge base is the one that all tests share; with overlays it is read.
    """
    with pytest.MonkeyPatch.context() as patch:
        if not settings.get("rules"):
            patch.setattr("diagnosis.web.app.load_knowledge", packaged_knowledge)
        app = create(Settings(store=str(store), **settings), clock)
    before()
    with TestClient(app, base_url="http://localhost"):
        yield lambda: Browser("http://localhost", client=TestClient(app, base_url="http://localhost"))
