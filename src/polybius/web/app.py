"""The desk as an ASGI application."""

from __future__ import annotations

from asyncio import get_running_loop
from collections.abc import AsyncIterator, Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from threading import Thread
from time import time

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Mount
from starlette.routing import Route as StarletteRoute
from starlette.types import Receive, Scope, Send

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

Clock = Callable[[], int]
threads = 12
"""Requests that are answered at once: fewer than a store has connections (`QueuePool`: 15)."""


class DeskApp:
    """The desk for one ledger; an ASGI application."""

    def __init__(self, settings: Settings, clock: Clock) -> None:
        """Open the ledger.

        Raises:
            LedgerError: the ledger or the desk's own store can't be opened.
        """
        self.state = State(settings, routes, clock)
        self._answering = ThreadPoolExecutor(threads, thread_name_prefix="answering")
        mounted = [
            StarletteRoute(r.path, self._endpoint(r), methods=[r.method], name=r.name)
            for r in routes
        ]
        self.starlette = Starlette(
            routes=[*mounted, Mount("/static", StaticAssets())],
            exception_handlers={404: _not_here, 405: _not_so, 500: _broken},
            lifespan=self._life,
        )
        self._guarded = Guard(self.starlette, settings.hosts, secure=settings.is_secure)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        await self._guarded(scope, receive, send)

    @asynccontextmanager
    async def _life(self, _: Starlette) -> AsyncIterator[None]:
        Thread(target=self.state.prepare, daemon=True).start()
        yield
        self._answering.shutdown(wait=False, cancel_futures=True)
        self.state.close()

    def _endpoint(self, route: Route) -> Callable[[Request], Awaitable[Response]]:
        async def endpoint(request: Request) -> Response:
            try:
                body = b"" if request.method in ("GET", "HEAD") else await read_body(request)
            except PolybiusError as error:
                return refusal(route.kind, error)
            loop = get_running_loop()
            return await loop.run_in_executor(
                self._answering, answer, self.state, route, request, body
            )

        return endpoint


def create_app(settings: Settings, clock: Clock = lambda: int(time())) -> DeskApp:
    """Return the desk for one ledger.

    Args:
        settings: of the desk.
        clock: UTC seconds.

    Raises:
        LedgerError: the ledger or the desk's own store can't be opened.
    """
    return DeskApp(settings, clock)


def _kind(request: Request) -> Kind:
    return Kind.API if request.url.path.startswith("/api") else Kind.PAGE


def _not_here(request: Request, _: Exception) -> Response:
    return refuse(_kind(request), 404, "there is nothing at this address.")


def _not_so(request: Request, _: Exception) -> Response:
    return refuse(_kind(request), 405, f"this address does not take {request.method}.")


def _broken(request: Request, _: Exception) -> Response:
    return refuse(
        _kind(request),
        500,
        "the desk made a mistake; what it was is in its log.",
        "Please report it with the log's last lines.",
    )
