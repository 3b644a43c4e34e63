"""Pages by which people come in and go."""

from __future__ import annotations

from starlette.responses import Response

from polybius.web.accounts.single_sign_on import SignOnFailed
from polybius.web.context import Desk
from polybius.web.permissions import Permission
from polybius.web.refusing import Refused
from polybius.web.routing import Route

handshake_cookie = "polybius_handshake"


def sign_in_form(desk: Desk) -> Response:
    """Show the form."""
    _team_only(desk)
    return _form(desk, _inner(desk.query.get("back", "")))


def sign_in(desk: Desk) -> Response:
    """Sign in with name, password and, where the account has one, a code."""
    _team_only(desk)
    name, state = desk.form.get("name"), desk.state
    address = desk.request.client.host if desk.request.client else ""
    back = _inner(desk.form.get("back"))
    wait = state.limits.seconds_to_wait(name, address)
    if wait:
        said = f"Too many sign-ins failed. Try again in {wait // 60 + 1} minutes."
        response = _form(desk, back, said, status=429)
        response.headers["retry-after"] = str(wait)
        return response
    account = state.accounts.check(name, desk.form.get("password"), desk.form.get("code"))
    if account is None:
        state.limits.note_failure(name, address)
        # Which of the three was wrong is nobody's to learn.
        return _form(desk, back, "Name, password or code is wrong.", status=400)
    state.limits.forget(name)
    return _let_in(desk, account.id, back)


def sign_out(desk: Desk) -> Response:
    """End the session."""
    if desk.session is not None:
        desk.state.sessions.end(desk.session.id)
    response = desk.go(desk.state.paths["sign_in"] if desk.state.settings.team else "/")
    response.delete_cookie(desk.state.cookie, path="/")
    return response


def single_sign_on(desk: Desk) -> Response:
    """Send the browser to the provider."""
    open_id = desk.state.open_id
    if open_id is None:
        raise Refused(404, "this desk has no single sign-on.")
    address, cookie = open_id.begin(_inner(desk.query.get("back", "")))
    response = desk.go(address)
    _set(desk, response, handshake_cookie, cookie, seconds=600)
    return response


def single_sign_on_back(desk: Desk) -> Response:
    """Let in whom the provider vouches for."""
    open_id = desk.state.open_id
    if open_id is None:
        raise Refused(404, "this desk has no single sign-on.")
    cookie = desk.request.cookies.get(handshake_cookie, "")
    try:
        # Behind a proxy the request's own address is not the one that the provider was given.
        url = desk.request.url
        person = open_id.finish(cookie, f"{desk.state.settings.address}{url.path}?{url.query}")
    except SignOnFailed as error:
        return _form(desk, "/", f"{error.what[:1].upper()}{error.what[1:]}", status=400)
    account = desk.state.accounts.of_single_sign_on(person.issuer, person.subject, person.name)
    if account.disabled:
        return _form(desk, "/", "This account is shut out.", status=403)
    response = _let_in(desk, account.id, person.back)
    response.delete_cookie(handshake_cookie, path="/")
    return response


def enter(desk: Desk) -> Response:
    """Let in the one person of a desk without accounts, by the token that was printed."""
    entrance, owner = desk.state.entrance, desk.state.owner_id
    if entrance is None or owner is None:
        raise Refused(404, "this desk has accounts.", hint="Sign in.")
    if desk.identity.account_id == owner:
        return desk.go("/")
    if not entrance.open(desk.query.get("token", "")):
        raise Refused(
            403,
            "this address is wrong or was used already.",
            hint="Start polybius serve again for a new one.",
        )
    return _let_in(desk, owner, "/")


def _let_in(desk: Desk, account_id: str, back: str) -> Response:
    replaced = desk.session.id if desk.session else None
    cookie = desk.state.sessions.begin(account_id, replaced)
    response = desk.go(back)
    _set(desk, response, desk.state.cookie, cookie, desk.state.settings.longest_hours * 3600)
    return response


def _set(desk: Desk, response: Response, name: str, value: str, seconds: int) -> None:
    response.set_cookie(
        name,
        value,
        max_age=seconds,
        path="/",
        secure=desk.state.settings.is_secure,
        httponly=True,
        samesite="lax",
    )


def _form(desk: Desk, back: str, said: str = "", status: int = 200) -> Response:
    provider = desk.state.settings.single_sign_on
    return desk.page("account/sign_in.html", status=status, back=back, said=said, provider=provider)


def _inner(back: str) -> str:
    """Return ``back`` if it is an address of this desk: nobody is sent elsewhere."""
    inner = back.startswith("/") and not back.startswith("//") and "\\" not in back
    return back if inner and back.isprintable() else "/"


def _team_only(desk: Desk) -> None:
    if not desk.state.settings.team:
        raise Refused(404, "this desk has no accounts.", hint="Open the address that was printed.")


routes: tuple[Route, ...] = (
    Route(path="/sign-in", view=sign_in_form, may=Permission.OPEN, name="sign_in"),
    Route(path="/sign-in", view=sign_in, may=Permission.OPEN, name="sign_in_now", method="POST"),
    Route(
        path="/sign-in/provider", view=single_sign_on, may=Permission.OPEN, name="single_sign_on"
    ),
    Route(
        path="/sign-in/back",
        view=single_sign_on_back,
        may=Permission.OPEN,
        name="single_sign_on_back",
    ),
    Route(path="/enter", view=enter, may=Permission.OPEN, name="enter"),
    Route(
        path="/sign-out", view=sign_out, may=Permission.SIGNED_IN, name="sign_out", method="POST"
    ),
)
