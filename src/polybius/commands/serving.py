"""The command that opens the review desk."""

from __future__ import annotations

import getpass
from pathlib import Path

import click

from polybius.commands.ledger import guarded, ledger_option

# Rooms are imported inside the commands: --help must not wait for them.
# ruff: noqa: PLC0415


@click.command()
@ledger_option
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", default=8377, show_default=True, help="Port to listen on.")
def serve(ledger: Path | str, host: str, port: int) -> None:
    """Open the review desk in a browser."""
    from polybius.web.serving import run
    from polybius.web.settings import Settings

    person = getpass.getuser()
    guarded(lambda: run(Settings(ledger=ledger, host=host, port=port, person=person)))


def register(app: click.Group) -> None:
    """Add the command to the command line."""
    app.add_command(serve)
