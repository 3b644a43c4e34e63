"""The overview: what the ledger holds."""

from __future__ import annotations

from starlette.responses import Response

from polybius.web.context import Desk
from polybius.web.permissions import Permission
from polybius.web.routing import Route
from polybius.web.shelves import Wanted


def overview(desk: Desk) -> Response:
    """Show the incidents that meet the filters."""
    found = desk.shelf.page(Wanted(), desk.query.get("cursor"))
    return desk.view("overview.html", found, name="incidents")


routes: tuple[Route, ...] = (Route(path="/", view=overview, may=Permission.READ, name="overview"),)
