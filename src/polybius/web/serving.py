"""Runs the desk with uvicorn."""

from __future__ import annotations

import click
import uvicorn

from polybius.web.app import create_app
from polybius.web.settings import Settings

keep_alive = 75
"""Seconds after which an idle connection is closed: longer than proxies and browsers keep one, so
that none sends a request into a connection that is just being closed."""


def run(settings: Settings) -> None:
    """Serve until interrupted.

    Raises:
        PolybiusError: the ledger can't be opened, or the settings don't fit together.
    """
    app = create_app(settings)
    entrance = app.state.entrance
    if entrance is None:
        click.echo(f"The desk is at {settings.address}/ (Ctrl-C ends it).")
    else:
        click.echo(
            f"Open {settings.address}/enter?token={entrance.token} "
            "(this address is good once; Ctrl-C ends the desk)."
        )
    uvicorn.run(
        app,
        host=settings.host,
        port=settings.port,
        log_level="warning",
        server_header=False,
        timeout_keep_alive=keep_alive,
    )
