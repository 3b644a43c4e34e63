"""One request, from who asks to the answer: permission first, then the view."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from polybius.errors import PolybiusError
from polybius.web.context import Desk
from polybius.web.forms import form_in
from polybius.web.identity import Identity
from polybius.web.permissions import Role
from polybius.web.refusing import Refused, refusal
from polybius.web.routing import Route
from polybius.web.state import State


def answer(state: State, route: Route, request: Request, body: bytes) -> Response:
    """Return the answer to one request."""
    try:
        identity = Identity("local", state.settings.person, Role.ADMIN)
        if not identity.may(route.may):
            raise Refused(403, "you may not do this.", hint="Ask an administrator of the desk.")
        form = form_in(body, request.headers.get("content-type", ""))
        desk = Desk(request, state, identity, "", body, form)
        return route.view(desk)
    except PolybiusError as error:
        return refusal(route.kind, error)
