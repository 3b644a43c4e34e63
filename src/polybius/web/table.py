"""The table of all routes: each area's own, in order. A view that is not here cannot be asked."""

from __future__ import annotations

from polybius.web.api import describing, reading, ruling
from polybius.web.pages import (
    account,
    administration,
    incidents,
    overview,
    queues,
    reports,
    signing_in,
    sources,
)
from polybius.web.routing import Route

routes: tuple[Route, ...] = (
    *overview.routes,
    *incidents.routes,
    *reports.routes,
    *queues.routes,
    *sources.routes,
    *signing_in.routes,
    *account.routes,
    *administration.routes,
    *reading.routes,
    *ruling.routes,
    *describing.routes,
)
