"""Single sign-on: OpenID Connect's authorization code flow with PKCE."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
from authlib.common.errors import AuthlibBaseError  # type: ignore[import-untyped]
from authlib.integrations.httpx_client import OAuth2Client  # type: ignore[import-untyped]
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet
from sqlalchemy import delete, insert, select

from polybius.errors import LedgerError, SettingsError
from polybius.ids import sha256_hex
from polybius.web.accounts import schema
from polybius.web.accounts.database import Database
from polybius.web.settings import SingleSignOn

seconds_to_finish = 10 * 60
timeout = 10.0
leeway = 60
"""Seconds that the provider's clock may differ."""

signed_by = ["RS256", "PS256", "ES256", "EdDSA"]
"""Algorithms of tokens: none with a shared secret, and never ``none``."""


class SignOnFailed(SettingsError):  # noqa: N818
    """The provider, or what came back from it, gave no person."""


@dataclass(frozen=True, slots=True)
class Person:
    """Whom the provider vouches for."""

    issuer: str
    subject: str
    name: str
    back: str
    """The page that was asked for before."""


class OpenId:
    """Sign-in with one provider."""

    def __init__(
        self, settings: SingleSignOn, callback: str, database: Database, clock: Callable[[], int]
    ) -> None:
        self._settings = settings
        self._callback = callback
        self._database = database
        self._clock = clock

    def begin(self, back: str) -> tuple[str, str]:
        """Return where to send the browser, and the cookie that ties the answer to it.

        Raises:
            LedgerError: the provider does not answer.
        """
        verifier, nonce = secrets.token_urlsafe(48), secrets.token_urlsafe(24)
        cookie = secrets.token_urlsafe(32)
        with self._client() as client:
            address, state = client.create_authorization_url(
                self._discovered()["authorization_endpoint"],
                code_verifier=verifier,
                nonce=nonce,
            )
        row = {
            "id": sha256_hex(cookie.encode()),
            "state": state,
            "nonce": nonce,
            "verifier": verifier,
            "back": back,
            "created": self._clock(),
        }
        table = schema.handshake
        old = table.c.created < self._clock() - seconds_to_finish
        with self._database.writing() as connection:
            connection.execute(delete(table).where(old))
            connection.execute(insert(table), row)
        return str(address), cookie

    def finish(self, cookie: str, answer: str) -> Person:
        """Return who came back.

        Args:
            cookie: what `begin` gave.
            answer: the whole address that the provider sent the browser to.

        Raises:
            SignOnFailed: the answer is not one to a sign-on that this browser began, or the
                provider refused, or what it says is not signed by it for us.
            LedgerError: the provider does not answer.
        """
        row = self._taken(cookie)
        if said := parse_qs(urlsplit(answer).query).get("error"):
            raise SignOnFailed(f"the provider let nobody in: {said[0]}.")
        about = self._discovered()
        try:
            with self._client() as client:
                token = client.fetch_token(
                    about["token_endpoint"],
                    authorization_response=answer,
                    code_verifier=row.verifier,
                    state=row.state,
                )
                claims = self._claims(about, token, row.nonce)
                if _named(claims) is None and "userinfo_endpoint" in about:
                    more = client.get(about["userinfo_endpoint"]).raise_for_status().json()
                    # Only what is said of the same person counts (OpenID Connect Core, 5.3.2).
                    claims |= more if more.get("sub") == claims["sub"] else {}
        except (AuthlibBaseError, JoseError, ValueError) as error:
            raise SignOnFailed(f"the sign-on did not succeed: {error}.") from error
        except httpx.HTTPError as error:
            raise self._silent(error) from error
        return Person(about["issuer"], claims["sub"], _named(claims) or "", row.back)

    def _taken(self, cookie: str) -> Any:
        """Return a sign-on that was begun, which is over with it: an answer counts once."""
        table, key = schema.handshake, sha256_hex(cookie.encode())
        with self._database.writing() as connection:
            row = connection.execute(select(table).where(table.c.id == key)).first()
            connection.execute(delete(table).where(table.c.id == key))
        if row is None or row.created < self._clock() - seconds_to_finish:
            raise SignOnFailed("this sign-on was not begun here, or too long ago.")
        return row

    def _claims(self, about: dict[str, Any], token: Any, nonce: str) -> dict[str, Any]:
        keys = KeySet.import_key_set(self._get(about["jwks_uri"]))
        read = jwt.decode(token.get("id_token", ""), keys, algorithms=signed_by)
        must = jwt.JWTClaimsRegistry(
            now=self._clock(),
            leeway=leeway,
            iss={"essential": True, "value": about["issuer"]},
            aud={"essential": True, "value": self._settings.client_id},
            sub={"essential": True},
            exp={"essential": True},
            iat={"essential": True},
            nonce={"essential": True, "value": nonce},
        )
        must.validate(read.claims)
        return dict(read.claims)

    def _client(self) -> OAuth2Client:
        return OAuth2Client(
            self._settings.client_id,
            self._settings.client_secret,
            scope="openid profile",
            redirect_uri=self._callback,
            code_challenge_method="S256",
            timeout=timeout,
        )

    def _discovered(self) -> dict[str, Any]:
        issuer = self._settings.issuer.rstrip("/")
        about: dict[str, Any] = self._get(f"{issuer}/.well-known/openid-configuration")
        if str(about.get("issuer", "")).rstrip("/") != issuer:
            raise SignOnFailed("the provider calls itself otherwise than the settings do.")
        return about

    def _get(self, address: str) -> Any:
        try:
            return httpx.get(address, timeout=timeout).raise_for_status().json()
        except (httpx.HTTPError, ValueError) as error:
            raise self._silent(error) from error

    def _silent(self, error: Exception) -> LedgerError:
        return LedgerError(
            f"the provider of single sign-on does not answer as it should: {error}.",
            hint="Try again later, or sign in with a password.",
        )


def _named(claims: dict[str, Any]) -> str | None:
    names = (claims.get(key) for key in ("preferred_username", "name", "email"))
    return next((name for name in names if isinstance(name, str) and name), None)
