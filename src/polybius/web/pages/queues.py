"""Pages of queues."""

from __future__ import annotations

from polybius.web.routing import Route

routes: tuple[Route, ...] = ()
