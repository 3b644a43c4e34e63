"""A desk that really runs, for tests that speak HTTP to it."""

from __future__ import annotations

import re
import socket
from collections.abc import Callable
from pathlib import Path
from threading import Thread
from time import sleep, time
from typing import Any

import httpx
import uvicorn

from polybius.web.app import create_app
from polybius.web.permissions import Role
from polybius.web.settings import Settings
from polybius.web.state import State

password = "correct horse battery"
names = {role: f"{role}-person" for role in (*Role, None)}


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Server:
    """One desk on a free port of this machine, with an account of every role if it is a team's."""

    def __init__(
        self,
        ledger: Path | str,
        *,
        clock: Callable[[], int] = lambda: int(time()),
        make_accounts: bool = True,
        **settings: Any,
    ) -> None:
        self.settings = Settings(ledger=ledger, port=free_port(), **settings)
        app = create_app(self.settings, clock)
        self.state: State = app.state
        self.address = f"http://127.0.0.1:{self.settings.port}"
        config = uvicorn.Config(app, port=self.settings.port, log_level="warning")
        self._server = uvicorn.Server(config)
        self._thread = Thread(target=self._server.run, daemon=True)
        self.ids: dict[Role | None, str] = {}
        if self.settings.team and make_accounts:
            for role, name in names.items():
                known = [a for a in self.state.accounts.all() if a.name == name]
                made = known[0] if known else self.state.accounts.add(name, password, role=role)
                self.ids[role] = made.id

    def __enter__(self) -> Server:
        self._thread.start()
        while not self._server.started:
            assert self._thread.is_alive()
            sleep(0.01)
        return self

    def __exit__(self, *_: object) -> None:
        self._server.should_exit = True
        self._thread.join(10)

    def stranger(self) -> httpx.Client:
        """Return a client without a session."""
        return httpx.Client(base_url=self.address, timeout=30)

    def cookie(self, role: Role | None = Role.ADMIN) -> tuple[str, str]:
        """Return name and value of the cookie of a new session."""
        account = self.ids[role] if self.settings.team else self.state.owner_id
        assert account is not None
        return self.state.cookie, self.state.sessions.begin(account)

    def client(self, role: Role | None = Role.ADMIN) -> httpx.Client:
        """Return a client that is signed in; writes carry its CSRF token."""
        client = self.stranger()
        name, value = self.cookie(role)
        client.cookies.set(name, value, domain="127.0.0.1")
        session = self.state.sessions.find(value)
        assert session is not None
        client.headers["x-csrf-token"] = session.csrf
        return client


def csrf_in(html: str) -> str:
    """Return the token that a page gives its forms."""
    found = re.search(r'name="csrf" content="([^"]*)"', html)
    assert found is not None
    return found[1]
