"""What an error looks like to whom it is told: a page, or problem details (RFC 9457)."""

from __future__ import annotations

from http import HTTPStatus

import msgspec
from starlette.responses import Response

from polybius.errors import (
    BrokenLedger,
    Erased,
    LedgerConflict,
    LedgerError,
    PolybiusError,
    SettingsError,
    UnknownId,
)
from polybius.web.forms import TooLong
from polybius.web.rendering import environment
from polybius.web.routing import Kind


class Refused(PolybiusError):  # noqa: N818
    """The desk does not answer this, for a reason that has an HTTP status."""

    def __init__(self, status: int, what: str, *, hint: str | None = None) -> None:
        self.status = status
        super().__init__(what, hint=hint)


statuses: tuple[tuple[type[PolybiusError], int], ...] = (
    (TooLong, 413),
    (UnknownId, 404),
    (Erased, 410),
    (LedgerConflict, 409),
    (BrokenLedger, 500),
    (LedgerError, 503),
    (SettingsError, 400),
)
"""The first that fits counts."""


def status_of(error: PolybiusError) -> int:
    """Return the HTTP status for an error."""
    if isinstance(error, Refused):
        return error.status
    return next((status for kind, status in statuses if isinstance(error, kind)), 500)


def refusal(kind: Kind, error: PolybiusError) -> Response:
    """Return the answer that tells ``error``."""
    status = status_of(error)
    return refuse(kind, status, error.what, error.hint)


def refuse(kind: Kind, status: int, what: str, hint: str | None = None) -> Response:
    """Return the answer that tells what is wrong, and what to do."""
    title = HTTPStatus(status).phrase
    headers = {"WWW-Authenticate": "Bearer"} if status == 401 and kind is Kind.API else {}
    if kind is Kind.API:
        problem = {"type": "about:blank", "title": title, "status": status, "detail": what}
        if hint:
            problem["hint"] = hint
        return Response(
            msgspec.json.encode(problem),
            status_code=status,
            media_type="application/problem+json",
            headers=headers,
        )
    html = environment().get_template("error.html").render(title=title, what=what, hint=hint)
    return Response(html, status_code=status, media_type="text/html")
