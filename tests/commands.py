"""The command tree as the program has it, so that no test can forget a command."""

from __future__ import annotations

from collections.abc import Iterator

import click
from click.testing import CliRunner, Result

from polybius.cli import app


def commands(group: click.Group = app, above: tuple[str, ...] = ()) -> dict[str, click.Command]:
    """Return every command that does something, by its words: ``claims``, ``export csv``."""
    return dict(_leaves(group, above))


def _leaves(group: click.Group, above: tuple[str, ...]) -> Iterator[tuple[str, click.Command]]:
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            yield from _leaves(command, (*above, name))
        else:
            yield " ".join((*above, name)), command


def takes(command: click.Command, name: str) -> bool:
    """Tell whether a command has the parameter ``name``."""
    return any(parameter.name == name for parameter in command.params)


def run(*arguments: str) -> Result:
    """Run a command as a user does; nothing but an exit may come out of it."""
    result = CliRunner().invoke(app, arguments, prog_name="polybius")
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result
