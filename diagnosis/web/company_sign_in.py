"""Signing in with an account of the company, by OpenID Connect: what is asked of the provider, and what it answers.

The code flow with PKCE. `state` ties the answer to the browser that asked, `nonce` the identity to this one question.
authlib makes the requests and checks the signed identity: its issuer, audience, time and nonce.
"""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from diagnosis.faults import Fault, Faulty, Place
from diagnosis.messages import say
from diagnosis.web.company import Company
from diagnosis.web.users import User

SECONDS_TO_ANSWER = 10.0
"""How long the provider may take for each answer."""


class Unreachable(Exception):
    """The provider does not answer, or not as one."""


class NotLetIn(Exception):
    """The provider did not say who it is, or not so that it can be believed; the text is a word for the log."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What the provider was asked, kept by the browser until it comes back; `url` is where it is sent."""

    url: str
    state: str
    nonce: str
    verifier: str


class CompanySignIn:
    """The provider of a company's accounts."""

    def __init__(self, company: Company) -> None:
        """Raises Faulty where packages are missing."""
        try:
            from authlib.integrations.starlette_client import StarletteIntegration, StarletteOAuth2App
        except ModuleNotFoundError as error:
            if (error.name or "").partition(".")[0] not in ("authlib", "httpx2", "joserfc", "cryptography"):
                raise
            what = say("for signing in with accounts of the company a package is missing ({name})", name=error.name)
            do = say('install it: pip install "sales-diagnosis[web,oidc]"')
            raise Faulty([Fault(Place("--oidc"), what, do)]) from error
        self.company = company
        self._client: Any = StarletteOAuth2App(
            StarletteIntegration("company"),
            client_id=company.client_id,
            client_secret=company.secret,
            server_metadata_url=f"{company.issuer.rstrip('/')}/.well-known/openid-configuration",
            client_kwargs={
                "scope": " ".join(company.scopes),
                "code_challenge_method": "S256",
                "timeout": SECONDS_TO_ANSWER,
            },
        )

    async def ask(self, back: str) -> Asked:
        """What to ask the provider, which sends the browser `back`. Raises Unreachable."""
        await self._metadata()
        asked = await self._client.create_authorization_url(back)
        return Asked(asked["url"], asked["state"], asked["nonce"], asked["code_verifier"])

    async def user(self, asked: Asked, back: str, answer: Mapping[str, str]) -> User:
        """Who signed in, by what the provider sent the browser back with. Raises NotLetIn and Unreachable."""
        from authlib.integrations.base_client import OAuthError
        from httpx2 import HTTPError
        from joserfc.errors import JoseError

        if not hmac.compare_digest(answer.get("state", "").encode(), asked.state.encode()):
            raise NotLetIn("state")
        if answer.get("iss", self.company.issuer) != self.company.issuer:
            raise NotLetIn("issuer")
        if "error" in answer or not answer.get("code"):
            # What the provider wrote may come from anybody: only words of the standard are repeated.
            raise NotLetIn("access_denied" if answer.get("error") == "access_denied" else "error")
        metadata = await self._metadata()
        try:
            token = await self._client.fetch_access_token(
                redirect_uri=back, code=answer["code"], state=asked.state, code_verifier=asked.verifier
            )
            claims = await self._client.parse_id_token(token, nonce=asked.nonce)
            if claims is None:
                raise NotLetIn("no identity")
            if self.company.role_claim not in claims and metadata.get("userinfo_endpoint"):
                more = await self._client.userinfo(token=token)
                if more.get("sub") != claims["sub"]:
                    raise NotLetIn("subject")
                claims = {**more, **claims}
        except HTTPError as error:
            raise Unreachable(type(error).__name__) from error
        except (OAuthError, JoseError, ValueError, KeyError, TypeError) as error:
            raise NotLetIn(type(error).__name__) from error
        roles = self.company.roles_of(claims)
        if not roles:
            raise NotLetIn("no role")
        return User.of(self.company.issuer, str(claims["sub"]), self.company.name_of(claims), roles)

    async def sign_out_url(self, back: str) -> str | None:
        """Where one signs out of the provider as well; None where it has no such page. Raises Unreachable."""
        if not (await self._metadata()).get("end_session_endpoint"):
            return None
        made = await self._client.create_logout_url(back, client_id=self.company.client_id)
        return str(made["url"])

    async def _metadata(self) -> Mapping[str, Any]:
        """What the provider tells of itself. Raises Unreachable."""
        from httpx2 import HTTPError

        try:
            metadata: Mapping[str, Any] = await self._client.load_server_metadata()
        except (HTTPError, ValueError) as error:
            raise Unreachable(type(error).__name__) from error
        if metadata.get("issuer") != self.company.issuer:
            raise Unreachable("issuer")
        return metadata
