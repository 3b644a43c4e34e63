"""One's own account: password, codes, API tokens."""

from __future__ import annotations

from starlette.responses import Response

from polybius.errors import SettingsError
from polybius.web.accounts import passwords
from polybius.web.accounts.store import Account
from polybius.web.context import Desk
from polybius.web.models.qr_codes import qr_code
from polybius.web.permissions import Permission, scopes
from polybius.web.refusing import Refused
from polybius.web.routing import Route


def account(desk: Desk) -> Response:
    """Show one's own account."""
    return _page(desk)


def change_password(desk: Desk) -> Response:
    """Set a new password; every session ends, this one too."""
    own = _own(desk)
    if not own.has_password:
        raise SettingsError("this account has no password here.")
    _check_password(desk, own)
    desk.state.accounts.set_password(own.id, desk.form.need("new_password"))
    return desk.go(desk.state.paths["sign_in"])


def begin_codes(desk: Desk) -> Response:
    """Show a new secret for an authenticator program."""
    own = _own(desk)
    _check_password(desk, own)
    secret = passwords.new_secret()
    address = passwords.enrolment(secret, own.name)
    return desk.page("account/codes.html", secret=secret, address=address, qr=qr_code(address))


def set_codes(desk: Desk) -> Response:
    """Ask for codes from now on, if the person can give one."""
    own = _own(desk)
    _check_password(desk, own)
    secret = desk.form.need("secret")
    now = desk.state.now()
    if passwords.step_of_code(secret, desk.form.get("code"), now, 0) is None:
        raise SettingsError("the code is wrong.", hint="Begin again; is the clock right?")
    desk.state.accounts.set_codes(own.id, secret)
    return desk.go(desk.url("account"))


def drop_codes(desk: Desk) -> Response:
    """Ask for codes no longer."""
    own = _own(desk)
    _check_password(desk, own)
    desk.state.accounts.set_codes(own.id, None)
    return desk.go(desk.url("account"))


def make_token(desk: Desk) -> Response:
    """Make an API token and show it, once."""
    try:
        days = int(desk.form.get("days", "30"))
    except ValueError as error:
        raise SettingsError("the number of days is none.") from error
    label = desk.form.need("label")
    _, secret = desk.state.tokens.make(_own_id(desk), label, desk.form.all("scope"), days)
    return _page(desk, secret)


def revoke_token(desk: Desk) -> Response:
    """End one of one's own API tokens."""
    token = desk.state.tokens.one(desk.path["token_id"])
    if token.account_id != _own_id(desk):
        raise Refused(404, "you have no such token.")
    desk.state.tokens.revoke(token.id)
    return desk.go(desk.url("account"))


def _page(desk: Desk, secret: str = "") -> Response:
    own = _own(desk)
    tokens = desk.state.tokens.of(own.id)
    offered = [scope for scope in scopes if desk.identity.may(scope)]
    return desk.page("account/account.html", own=own, tokens=tokens, offered=offered, secret=secret)


def _own_id(desk: Desk) -> str:
    return str(desk.identity.account_id)


def _own(desk: Desk) -> Account:
    return desk.state.accounts.one(_own_id(desk))


def _check_password(desk: Desk, own: Account) -> None:
    """See that whoever sits at the browser knows the password.

    Raises:
        Refused: the password is wrong, or was wrong too often.
    """
    limits, key = desk.state.limits, f"own:{own.id}"
    if limits.seconds_to_wait(key, key):
        raise Refused(429, "the password was wrong too often.", hint="Try again in 15 minutes.")
    if not desk.state.accounts.knows(own.id, desk.form.get("password")):
        limits.note_failure(key, key)
        raise Refused(400, "the password is wrong.")


routes: tuple[Route, ...] = (
    Route(path="/account", view=account, may=Permission.SIGNED_IN, name="account"),
    Route(
        path="/account/password",
        view=change_password,
        may=Permission.SIGNED_IN,
        name="change_password",
        method="POST",
    ),
    Route(
        path="/account/codes/new",
        view=begin_codes,
        may=Permission.SIGNED_IN,
        name="begin_codes",
        method="POST",
    ),
    Route(
        path="/account/codes",
        view=set_codes,
        may=Permission.SIGNED_IN,
        name="set_codes",
        method="POST",
    ),
    Route(
        path="/account/codes/none",
        view=drop_codes,
        may=Permission.SIGNED_IN,
        name="drop_codes",
        method="POST",
    ),
    Route(
        path="/account/tokens",
        view=make_token,
        may=Permission.READ,
        name="make_token",
        method="POST",
    ),
    Route(
        path="/account/tokens/{token_id}/revoke",
        view=revoke_token,
        may=Permission.SIGNED_IN,
        name="revoke_token",
        method="POST",
    ),
)
