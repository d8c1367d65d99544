"""A provider of OpenID Connect on this machine, with users of a company, and browsers that sign in there."""

from __future__ import annotations

import base64
import hashlib
import io
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import httpx
from oidc_provider_mock import User, app
from werkzeug.serving import make_server

from tests.web.server import Browser

ROLES = {
    "manager": ["sales-managers"],
    "department_head": ["heads"],
    "director": ["board"],
    "rule_author": ["rules"],
}

USERS = {
    "ona": ("Ona Onaitė", ["sales-managers"]),
    "jonas": ("Jonas Jonaitis", ["sales-managers", "everybody"]),
    "head": ("Ieva Vadovė", ["heads"]),
    "director": ("Petras Direktorius", ["board"]),
    "author": ("Rasa Autorė", ["rules"]),
    "stranger": ("Niekas", ["everybody"]),
}


@dataclass
class Provider:
    """A provider that runs; what it was asked stands in `asked`, what was sent for tokens in `paid`."""

    url: str
    asked: list[Mapping[str, str]] = field(default_factory=list)
    paid: list[Mapping[str, str]] = field(default_factory=list)

    def client(self, back: str) -> tuple[str, str]:
        """Makes a client that may be sent `back`: its id and its secret."""
        made = httpx.post(f"{self.url}/oauth2/clients", json={"redirect_uris": [back]}).json()
        return made["client_id"], made["client_secret"]

    def file(self, folder: Path, back: str, roles: Mapping[str, Iterable[str]] | None = ROLES, **more: object) -> Path:
        """A file for `--oidc`, with a client of its own."""
        id_, secret = self.client(back)
        (folder / "secret").write_text(secret, "utf-8")
        content = {"issuer": self.url, "client_id": id_, "client_secret_file": "secret", "title": "North Ltd", **more}
        if roles is not None:
            content["roles"] = roles
        file = folder / "oidc.yaml"
        file.write_text(json.dumps(content), "utf-8")
        return file

    @property
    def is_proven(self) -> bool:
        """Whether whoever came for the last token knew what the last question was made from (PKCE)."""
        verifier = self.paid[-1]["code_verifier"]
        made = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).decode().rstrip("=")
        return (self.asked[-1]["code_challenge_method"], self.asked[-1]["code_challenge"]) == ("S256", made)


@contextmanager
def providing() -> Iterator[Provider]:
    """A provider with all users of the company, who sign in by saying who they are."""
    users = [
        User(sub=sub, claims={"name": name, "email": f"{sub}@example.com", "groups": groups})
        for sub, (name, groups) in USERS.items()
    ]
    provided = app(require_client_registration=True, require_nonce=True, user_claims=users)
    provider = Provider("")

    def recorded(environ: dict[str, Any], start: Any) -> Any:
        if environ["PATH_INFO"] == "/oauth2/authorize" and environ["REQUEST_METHOD"] == "GET":
            provider.asked.append(dict(parse_qsl(environ["QUERY_STRING"])))
        if environ["PATH_INFO"] == "/oauth2/token":
            body = environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"]))
            environ["wsgi.input"] = io.BytesIO(body)
            provider.paid.append(dict(parse_qsl(body.decode())))
        return provided(environ, start)

    server = make_server("localhost", 0, recorded, threaded=True)
    provider.url = f"http://localhost:{server.server_port}"
    thread = Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    try:
        yield provider
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def sent_back(browser: Browser, sub: str, onward: str = "/") -> str:
    """Begins to sign in, and says at the provider who one is: the address that the browser is sent back to."""
    asked = browser.client.get("/sign-in/company", params={"next": onward}, follow_redirects=False)
    assert asked.status_code == 303, asked.text
    url = asked.headers["location"]
    assert "sub" in httpx.get(url).text
    answered = httpx.post(url, data={"sub": sub})
    assert answered.status_code == 302, answered.text
    return re.sub(r"^http://[^/]+", "", answered.headers["location"])


def sign_in(browser: Browser, sub: str, onward: str = "/") -> httpx.Response:
    """Signs a browser in as a user of the company."""
    return browser.get(sent_back(browser, sub, onward))


def query_of(url: str) -> dict[str, str]:
    """The query of an address."""
    return dict(parse_qsl(urlsplit(url).query))
