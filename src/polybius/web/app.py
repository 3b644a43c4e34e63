"""The desk as an ASGI application."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Mount
from starlette.routing import Route as StarletteRoute

from polybius.errors import PolybiusError
from polybius.web.asking import answer
from polybius.web.forms import read_body
from polybius.web.headers import Guard
from polybius.web.refusing import refusal, refuse
from polybius.web.routing import Kind, Route
from polybius.web.settings import Settings
from polybius.web.state import State
from polybius.web.static_files import StaticAssets
from polybius.web.table import routes


def create_app(settings: Settings) -> Starlette:
    """Return the desk for one ledger.

    Raises:
        LedgerError: the ledger can't be opened.
    """
    state = State(settings, routes)

    @asynccontextmanager
    async def life(_: Starlette) -> AsyncIterator[None]:
        yield
        state.close()

    app = Starlette(
        routes=[
            *(_mounted(state, route) for route in routes),
            Mount("/static", StaticAssets()),
        ],
        middleware=[Middleware(Guard, hosts=settings.hosts, secure=settings.is_secure)],
        exception_handlers={404: _not_here, 405: _not_so},
        lifespan=life,
    )
    app.state.desk = state
    return app


def _mounted(state: State, route: Route) -> StarletteRoute:
    return StarletteRoute(
        route.path, _endpoint(state, route), methods=[route.method], name=route.name
    )


def _endpoint(state: State, route: Route) -> Callable[[Request], Awaitable[Response]]:
    async def endpoint(request: Request) -> Response:
        try:
            body = b"" if request.method in ("GET", "HEAD") else await read_body(request)
        except PolybiusError as error:
            return refusal(route.kind, error)
        return await run_in_threadpool(answer, state, route, request, body)

    return endpoint


def _kind(request: Request) -> Kind:
    return Kind.API if request.url.path.startswith("/api") else Kind.PAGE


def _not_here(request: Request, _: Exception) -> Response:
    return refuse(_kind(request), 404, "there is nothing at this address.")


def _not_so(request: Request, _: Exception) -> Response:
    return refuse(_kind(request), 405, f"this address does not take {request.method}.")
