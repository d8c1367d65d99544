"""The file of `--oidc`: where a company's accounts are (OpenID Connect), and which of its groups have which roles."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from diagnosis.documents import source
from diagnosis.documents.nodes import describe
from diagnosis.documents.source import Faults, read_yaml
from diagnosis.faults import Place, meant, reason_of, suggest
from diagnosis.messages import Said, say
from diagnosis.web.hosts import is_loopback
from diagnosis.web.users import Role

SECRET = "DIAGNOSIS_OIDC_SECRET"  # noqa: S105
"""The environment variable that holds the secret of the client, where no file does."""

SHORTEST_SECRET = 16
"""Passes are signed with it."""

_TEXTS = ("issuer", "client_id", "client_secret_file", "title", "name_claim", "role_claim")
_KEYS = (*_TEXTS, "scopes", "roles")
_SCOPES = ("openid", "profile", "email")


@dataclass(frozen=True, slots=True)
class Company:
    """A provider of accounts, and what Diagnosis is to it: the client `client_id`.

    `roles` gives for each value of the claim `role_claim` the roles that it brings; where it is empty, everybody who
    can sign in is a manager.
    """

    issuer: str
    client_id: str
    secret: str = field(repr=False)
    title: str
    scopes: tuple[str, ...]
    name_claim: str
    role_claim: str
    roles: Mapping[str, frozenset[Role]]

    def roles_of(self, claims: Mapping[str, object]) -> frozenset[Role]:
        """The roles that the claims about a user bring; none where no value of the claim is known."""
        if not self.roles:
            return frozenset({Role.MANAGER})
        held = claims.get(self.role_claim)
        values: Iterable[object] = held if isinstance(held, list) else str(held).split() if held is not None else ()
        return frozenset[Role]().union(*(self.roles.get(str(value), frozenset()) for value in values))

    def name_of(self, claims: Mapping[str, object]) -> str:
        """What the user is called."""
        names = (claims.get(claim) for claim in (self.name_claim, "name", "preferred_username", "email"))
        return next((name for name in names if isinstance(name, str) and name.strip()), "")


def read_company(path: str) -> Company:
    """The company of a file. Raises Faulty with all that is wrong."""
    faults = Faults()
    node = read_yaml(path, faults)
    faults.raise_any()
    if not isinstance(node, source.Mapping):
        faults.add(Place(path, 1, 1), say("this is no mapping of keys and values"), say("write issuer: https://..."))
        faults.raise_any()
    assert isinstance(node, source.Mapping)
    for key, written in node.keys.items():
        if key not in _KEYS:
            do = meant(suggest(key, _KEYS), say("the keys are: {keys}", keys=", ".join(_KEYS)))
            faults.add(written.place, say("unknown key {key!r}", key=key), do)
    texts = {key: _text(value, faults) for key in _TEXTS if (value := node.get(key)) is not None}
    for key in ("issuer", "client_id"):
        if key not in texts:
            faults.add(node.place, say("the key {key!r} is missing", key=key), say("add it"))
    issuer = texts.get("issuer", "")
    if issuer and not _is_safe(issuer):
        what = say("the issuer is no address by HTTPS")
        faults.add(node.values["issuer"].place, what, say("write it as the provider does: https://..."))
    secret = _secret(texts.get("client_secret_file"), path, node, faults)
    scopes = _scopes(node.get("scopes"), faults)
    roles = _roles(node.get("roles"), faults)
    faults.raise_any()
    host = urlsplit(issuer).hostname or issuer
    title, name_claim = texts.get("title", host), texts.get("name_claim", "name")
    role_claim = texts.get("role_claim", "groups")
    return Company(issuer, texts["client_id"], secret, title, scopes, name_claim, role_claim, roles)


def _text(node: source.Node, faults: Faults) -> str:
    if isinstance(node, source.Scalar) and not node.null and node.text.strip():
        return node.text.strip()
    faults.add(node.place, say("{found} is no text", found=describe(node)), say("write one"))
    return ""


def _is_safe(issuer: str) -> bool:
    """Whether nobody on the way can answer for the provider."""
    parts = urlsplit(issuer)
    host = parts.hostname or ""
    return bool(host) and (parts.scheme == "https" or (parts.scheme == "http" and is_loopback(host)))


def _secret(file: str | None, path: str, node: source.Mapping, faults: Faults) -> str:
    secret, place = os.environ.get(SECRET, "").strip(), Place(f"${SECRET}")
    if file is not None:
        place = node.values["client_secret_file"].place
        try:
            secret = (Path(path).parent / file).read_text("utf-8", "replace").strip()
        except OSError as error:
            what = say("the secret of the client cannot be read ({reason})", reason=reason_of(error))
            faults.add(place, what, say("check the file and its permissions"))
            return ""
    if not secret:
        do = say("write client_secret_file: FILE, or set {variable}", variable=SECRET)
        faults.add(place if file else node.place, say("there is no secret of the client"), do)
    elif len(secret) < SHORTEST_SECRET:
        what = say("the secret of the client is shorter than {count} characters", count=SHORTEST_SECRET)
        faults.add(place, what, say("let the provider make another one"))
    return secret


def _scopes(node: source.Node | None, faults: Faults) -> tuple[str, ...]:
    return _SCOPES if node is None else tuple(dict.fromkeys(("openid", *_list(node, faults))))


def _roles(node: source.Node | None, faults: Faults) -> Mapping[str, frozenset[Role]]:
    roles: dict[str, frozenset[Role]] = {}
    if node is None:
        return roles
    known = tuple(role.value for role in Role)
    write: Said = say("write for each role its groups: manager: [sales-managers]")
    if not isinstance(node, source.Mapping) or not node.values:
        faults.add(node.place, say("roles are keys with lists of groups"), write)
        return roles
    for key, groups in node.values.items():
        if key not in known:
            do = meant(suggest(key, known), say("the roles are: {roles}", roles=", ".join(known)))
            faults.add(node.keys[key].place, say("there is no role {key!r}", key=key), do)
            continue
        for group in _list(groups, faults):
            roles[group] = roles.get(group, frozenset()) | {Role(key)}
    return roles


def _list(node: source.Node, faults: Faults) -> list[str]:
    items = node.items if isinstance(node, source.Sequence) else (node,)
    return [text for item in items if (text := _text(item, faults))]
