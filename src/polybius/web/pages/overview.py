"""The overview: what happened, on a map, over time, and as a list; and the search in passages."""

from __future__ import annotations

from starlette.responses import Response

from polybius.export.columns import claim_columns
from polybius.web.context import Desk
from polybius.web.models import overview as model
from polybius.web.models.judged import judged
from polybius.web.models.overview import row_columns
from polybius.web.models.search import search_view
from polybius.web.permissions import Permission
from polybius.web.routing import Route
from polybius.web.work.access import seen_by


def overview(desk: Desk) -> Response:
    """Show the incidents that meet the filters."""
    made, drawn = model.overview(desk)
    if desk.query.get("format") not in (None, "html"):
        return desk.view("overview.html", made, row_columns, made.rows, "incidents")
    return desk.page(
        "overview.html",
        model=made,
        map=model.overview_map(desk, drawn, made.countries),
        bars=model.timeline(desk, made.months),
        choices=model.choices(),
        forms=("csv", "json"),
    )


def search(desk: Desk) -> Response:
    """Show the passages that have certain words."""
    made = search_view(desk)
    if desk.query.get("format") not in (None, "html"):
        found = judged(desk.ledger, (row.id for row in made.found), desk.size)
        rows = [j.claim for j in seen_by(desk, found)]
        return desk.view("search.html", made, claim_columns, rows, "search")
    return desk.page("search.html", model=made, forms=("csv", "json"))


routes: tuple[Route, ...] = (
    Route(path="/", view=overview, may=Permission.READ, name="overview"),
    Route(path="/search", view=search, may=Permission.READ, name="search"),
)
