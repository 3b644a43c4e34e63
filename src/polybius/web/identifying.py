"""From a request to who asks: by cookie, by API token, or nobody."""

from __future__ import annotations

import hmac
from dataclasses import dataclass

from starlette.requests import Request

from polybius.errors import UnknownId
from polybius.web.accounts.sessions import Session
from polybius.web.forms import Form
from polybius.web.identity import Identity, stranger
from polybius.web.permissions import Role
from polybius.web.refusing import Refused
from polybius.web.routing import Kind, Route
from polybius.web.state import State

safe_methods = ("GET", "HEAD")


@dataclass(frozen=True, slots=True)
class Caller:
    """Who asks, and by which session if by one."""

    identity: Identity
    session: Session | None = None


def identify(state: State, route: Route, request: Request) -> Caller:
    """Return who asks.

    Raises:
        Refused: an API token is wrong, expired, or shown where none is taken.
    """
    given = request.headers.get("authorization")
    if given is not None and route.kind is Kind.API:
        return Caller(_by_token(state, given))
    cookie = request.cookies.get(state.cookie)
    session = state.sessions.find(cookie) if cookie else None
    if session is None:
        return Caller(stranger)
    identity = _by_account(state, session.account_id)
    return Caller(identity, session) if identity.account_id else Caller(stranger)


def _by_token(state: State, given: str) -> Identity:
    scheme, _, secret = given.partition(" ")
    token = state.tokens.find(secret.strip()) if scheme.lower() == "bearer" else None
    if token is None:
        raise Refused(401, "the API token is wrong or has expired.")
    owner = _by_account(state, token.account_id)
    return Identity(owner.account_id, owner.name, owner.role, frozenset(token.scopes))


def _by_account(state: State, account_id: str) -> Identity:
    if not state.settings.team:
        mine = account_id == state.owner_id
        return Identity(account_id, state.settings.person, Role.ADMIN) if mine else stranger
    try:
        account = state.accounts.one(account_id)
    except UnknownId:
        return stranger
    if account.disabled:
        return stranger
    return Identity(account.id, account.name, account.role)


def check_origin(state: State, request: Request) -> None:
    """See that a write was not sent by a page of somebody else's.

    Raises:
        Refused: it was.
    """
    if request.method in safe_methods:
        return
    origin = request.headers.get("origin")
    if origin is not None:
        foreign = origin.split("://", 1)[-1] not in state.settings.hosts
    else:
        foreign = request.headers.get("sec-fetch-site", "none") not in ("none", "same-origin")
    if foreign:
        raise Refused(403, "this was sent by a page of another site.")


def check_csrf(caller: Caller, request: Request, form: Form) -> None:
    """See that a write of a browser that is signed in comes from a page of ours.

    Raises:
        Refused: the token of its session is missing or wrong.
    """
    if request.method in safe_methods or caller.session is None:
        return
    given = request.headers.get("x-csrf-token") or form.get("csrf")
    if not hmac.compare_digest(given.encode(), caller.session.csrf.encode()):
        raise Refused(
            403, "the form is too old or not from this desk.", hint="Reload the page and try again."
        )
