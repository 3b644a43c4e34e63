"""The console that tables are printed on."""

from __future__ import annotations

from rich.console import Console

width_of_files = 200
"""Characters a line may take where the output is no terminal."""


def console(*, stderr: bool = False) -> Console:
    """Return a console; output to a file or pipe is plain and has one width on every machine."""
    made = Console(stderr=stderr, highlight=False, emoji=False, markup=False)
    if not made.is_terminal:
        made.width = width_of_files
    return made
