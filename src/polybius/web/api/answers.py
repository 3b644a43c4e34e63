"""What the API's views share: JSON answers, page sizes, cursors."""

from __future__ import annotations

from starlette.responses import Response

from polybius.errors import SettingsError
from polybius.web.context import Desk
from polybius.web.downloads import to_json

most, usual = 200, 50

paging = (
    ("cursor", "Where to go on: next_cursor of the page before."),
    ("limit", f"Most items of a page: 1 to {most}, by default {usual}."),
)
as_of = ("as_of", "What the ledger held then: a day, a moment, or a head SIZE:ROOT.")
known_by = ("known_by", "A day: only what was published by its end counts.")


def answer(model: object, status: int = 200) -> Response:
    """Return a model as JSON."""
    return Response(to_json(model), status_code=status, media_type="application/json")


def limit(desk: Desk) -> int:
    """Return how many items a page may have.

    Raises:
        SettingsError: ``limit`` is no number that is allowed.
    """
    given = desk.query.get("limit", str(usual))
    if not (given.isascii() and given.isdigit() and 1 <= int(given) <= most):
        raise SettingsError(f"limit={given!r} is not a number from 1 to {most}.")
    return int(given)


def seq_cursor(desk: Desk) -> int | None:
    """Return the position in the log that a cursor names.

    Raises:
        SettingsError: it is none.
    """
    given = desk.query.get("cursor")
    if given is None:
        return None
    if not (given.isascii() and given.isdigit() and len(given) < 10):
        raise SettingsError(f"the cursor {given!r} is none.", hint="Begin again without it.")
    return int(given)
