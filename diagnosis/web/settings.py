"""Where the pages are served, for whom, and from which store; and what is refused because it would not be safe."""

from __future__ import annotations

import os
import stat
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from diagnosis.faults import Fault, Faulty, Note, Place, reason_of
from diagnosis.knowledge.model import Language
from diagnosis.messages import Said, say
from diagnosis.sessions import HOST, PLACE, PORT, check_url
from diagnosis.web.hosts import is_loopback

TOKEN = "DIAGNOSIS_TOKEN"  # noqa: S105
"""The environment variable that holds the access token, where no file does."""

METRICS_TOKEN = "DIAGNOSIS_METRICS_TOKEN"  # noqa: S105
"""The same for the token with which a program that watches over the server reads its metrics."""

SHORTEST_TOKEN, _LONGEST_TOKEN = 20, 10_000

OPEN_TO_ALL = (
    "/sign-in",
    "/sign-in/company",
    "/sign-in/company/back",
    "/sign-in/company/out",
    "/language",
    "/favicon.ico",
    "/health",
    "/metrics",
)
"""What needs no sign-in, beside the files that all pages need; metrics have a token of their own."""

_LOOPBACK_NAMES = frozenset({"localhost", "127.0.0.1", "::1"})
_MAKE_ONE = say('make one with: python3 -c "import secrets; print(secrets.token_urlsafe(32))"')


@dataclass(frozen=True)
class Settings:
    """How to serve. `url` is the address that browsers use, where that is another than `host` and `port`."""

    host: str = HOST
    port: int = PORT
    url: str | None = None
    rules: tuple[str, ...] = ()
    store: str | None = None
    token_file: str | None = None
    metrics_token_file: str | None = None
    oidc: str | None = None
    retention_days: int | None = None
    language: Language = "en"
    workers: int = 1
    logic: str | None = None
    """The version of the rules that every process has to find, where another one began with it."""

    @property
    def is_loopback(self) -> bool:
        """Whether nobody but this machine can reach the address."""
        return is_loopback(self.host)

    @property
    def needs_token(self) -> bool:
        """Whether others can come in, so that the operator has to say who may."""
        return not self.is_loopback or not _is_loopback_url(self.url)

    @property
    def is_secure(self) -> bool:
        """Whether browsers come by HTTPS, so that cookies are for HTTPS alone."""
        return self.url is not None and urlsplit(self.url).scheme == "https"

    @property
    def hosts(self) -> frozenset[str]:
        """The host names in requests. Any other is refused: another site could let its name lead to this server."""
        named = set(_LOOPBACK_NAMES) if self.is_loopback else set()
        if not _is_wildcard(self.host):
            named.add(self.host.lower())
        if self.url is not None and (name := urlsplit(self.url).hostname):
            named.add(name.lower())
        return frozenset(named)

    @property
    def address(self) -> str:
        """The address that the server listens on."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"http://{host}:{self.port}/"


def access_token(settings: Settings) -> str | None:
    """The token with which one signs in; None where none is needed and none is set.

    Raises Faulty where one is needed and missing, or is so short that it can be guessed, or cannot be read.
    """
    token, place = _token(TOKEN, settings.token_file)
    is_needed = settings.needs_token and settings.oidc is None
    if not token and (is_needed or settings.token_file is not None):
        what = say("others can reach this address, and there is no access token")
        do = say(
            "set {variable} or give --token-file, put TLS in front (see README.md), or serve this machine alone",
            variable=TOKEN,
        )
        raise _fault((settings.url or settings.address) if settings.token_file is None else place, what, do)
    return token or None


def metrics_token(settings: Settings) -> str | None:
    """The token with which metrics are read; None where none is set. Raises Faulty as `access_token` does."""
    token, place = _token(METRICS_TOKEN, settings.metrics_token_file)
    if not token and settings.metrics_token_file is not None:
        raise _fault(place, say("the file is empty"), _MAKE_ONE)
    return token or None


def _token(variable: str, file: str | None) -> tuple[str, str]:
    """The token in a file, else in a variable, and where it stands; an empty one where there is none. Raises Faulty."""
    token, place = os.environ.get(variable, "").strip(), f"${variable}"
    if file is not None:
        place = file
        try:
            with Path(file).open(encoding="utf-8", errors="replace") as opened:
                token = opened.read(_LONGEST_TOKEN).strip()
        except OSError as error:
            what = say("the access token cannot be read ({reason})", reason=reason_of(error))
            raise _fault(place, what, say("check the file and its permissions")) from error
    if token and len(token) < SHORTEST_TOKEN:
        what = say("the access token is shorter than {count} characters", count=SHORTEST_TOKEN)
        raise _fault(place, what, _MAKE_ONE)
    return token, place


def check(settings: Settings) -> None:
    """Raises Faulty where the settings cannot be served safely."""
    if settings.url is not None:
        check_url(settings.url)
    if _is_wildcard(settings.host) and settings.url is None:
        what = say("by which name browsers come is not known")
        raise _fault(settings.host, what, say("say it: --url https://diagnosis.example.com"))
    access_token(settings)
    metrics_token(settings)


def warnings(settings: Settings) -> list[Fault]:
    """What the operator should know: secrets that others on this machine can read."""
    told: list[Fault] = []
    for file in (settings.token_file, settings.metrics_token_file):
        if file is None or os.name != "posix":
            continue
        with suppress(OSError):
            status = Path(file).stat()
            if stat.S_ISREG(status.st_mode) and status.st_mode & 0o077:
                what = say("others on this machine can read the access token")
                told.append(Note(Place(file), what, say("keep it for yourself: chmod 600")))
    if settings.store is not None and "://" in settings.store and urlsplit(settings.store).password:
        what = say("everybody on this machine can see the password in the list of processes")
        told.append(Note(Place("--store"), what, say("give the URL in {variable} instead", variable=PLACE)))
    return told


def _is_loopback_url(url: str | None) -> bool:
    return url is None or is_loopback(urlsplit(url).hostname or "")


def _is_wildcard(host: str) -> bool:
    return host in ("0.0.0.0", "::", "")  # noqa: S104


def _fault(place: str, what: Said, do: Said) -> Faulty:
    return Faulty([Fault(Place(place), what, do)])
