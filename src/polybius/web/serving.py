"""Runs the desk with uvicorn."""

from __future__ import annotations

import click
import uvicorn

from polybius.web.app import create_app
from polybius.web.settings import Settings


def run(settings: Settings) -> None:
    """Serve until interrupted.

    Raises:
        PolybiusError: the ledger can't be opened, or the settings don't fit together.
    """
    app = create_app(settings)
    entrance = app.state.entrance
    door = f"/enter?token={entrance.token}" if entrance else "/"
    click.echo(f"Open {settings.address}{door} (good once; Ctrl-C ends the desk).")
    uvicorn.run(app, host=settings.host, port=settings.port, log_level="warning")
