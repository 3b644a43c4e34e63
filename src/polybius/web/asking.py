"""One request, from who asks to the answer: permission first, then the view."""

from __future__ import annotations

from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from polybius.errors import PolybiusError
from polybius.web.beside import StillMaking, ask_again
from polybius.web.context import Desk
from polybius.web.forms import form_in
from polybius.web.identifying import (
    Caller,
    check_csrf,
    check_origin,
    identify,
    safe_methods,
)
from polybius.web.refusing import Refused, refusal
from polybius.web.routing import Kind, Route
from polybius.web.state import State


def answer(state: State, route: Route, request: Request, body: bytes) -> Response:
    """Return the answer to one request."""
    try:
        check_origin(state, request)
        caller = identify(state, route, request)
        if not caller.identity.may(route.may):
            return _shut_out(state, route, request, caller)
        form = form_in(body, request.headers.get("content-type", ""))
        check_csrf(caller, request, form)
        session = caller.session
        desk = Desk(request, state, caller.identity, session, body, form)
        response = _viewed(route, desk)
        if route.restricted and response.status_code < 300:
            state.note_access(caller.identity, route, desk.path)
    except PolybiusError as error:
        return refusal(route.kind, error)
    return response


def _viewed(route: Route, desk: Desk) -> Response:
    """Return the answer of the view; what takes too long is asked for again by the page itself."""
    try:
        return route.view(desk)
    except StillMaking as error:
        if route.kind is Kind.PAGE:
            return desk.page("waiting.html", status=202, seconds=ask_again)
        response = refusal(route.kind, error)
        response.headers["retry-after"] = str(ask_again)
        return response


def _shut_out(state: State, route: Route, request: Request, caller: Caller) -> Response:
    """Return the answer to somebody who may not ask this.

    Raises:
        Refused: always, but where a stranger can sign in first.
    """
    if caller.identity.account_id is not None:
        raise Refused(
            403,
            f"this needs the permission {route.may.value!r}, which you don't have in this ledger.",
            hint="Ask an administrator of the desk.",
        )
    if not state.settings.team:
        raise Refused(
            401,
            "this desk is open to whoever started it.",
            hint="Open the address that polybius serve printed, or start it again for a new one.",
        )
    if route.kind is Kind.API or request.method not in safe_methods:
        raise Refused(401, "sign in first, or give an API token.")
    back = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    return RedirectResponse(f"{state.paths['sign_in']}?back={quote(back, safe='')}", 303)
