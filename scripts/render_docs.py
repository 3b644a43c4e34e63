"""Writes the pages of docs/ that are made from the code: data model, commands.

``python scripts/render_docs.py`` writes them; a test holds the files equal to what this makes.
"""

from __future__ import annotations

import dataclasses
import typing
from collections.abc import Callable
from pathlib import Path

import click

from polybius import records
from polybius.cli import app
from polybius.export.field_docs import field_docs

docs = Path(__file__).parent.parent / "docs"
made_by = (
    "<!-- Made by scripts/render_docs.py from the code. Change the code, not this page. -->\n\n"
)


def data_model() -> str:
    """Return the page on records: each dataclass with its fields, types and meanings."""
    lines = [made_by + "# Data model\n", (records.__doc__ or "").strip() + "\n"]
    for name, shape in vars(records).items():
        if dataclasses.is_dataclass(shape) and isinstance(shape, type):
            lines += [f"## {name}\n", f"{_paragraph(shape.__doc__)}\n", *_fields(name, shape), ""]
    return "\n".join(lines).rstrip() + "\n"


def _fields(name: str, shape: type) -> list[str]:
    meanings = field_docs().get(name, {})
    hints = typing.get_type_hints(shape)
    rows = [
        f"| `{field.name}` | {_type_name(hints[field.name])} | {meanings.get(field.name, '')} |"
        for field in dataclasses.fields(shape)
    ]
    return ["| field | type | meaning |", "| --- | --- | --- |", *rows]


def _type_name(hint: object) -> str:
    """Return a type in words: ``list of Role``, ``str or None``."""
    inner = typing.get_args(hint)
    if typing.get_origin(hint) is tuple:
        if inner[-1] is Ellipsis:
            return f"list of {_type_name(inner[0])}"
        return f"({', '.join(map(_type_name, inner))})"
    if inner:
        return " or ".join(map(_type_name, inner))
    return "None" if hint is type(None) else getattr(hint, "__name__", str(hint))


def commands() -> str:
    """Return the page on commands: the help of each, as the program prints it."""
    lines = [made_by + "# Commands\n", "Each is also printed by `polybius COMMAND --help`.\n"]
    context = click.Context(app, info_name="polybius", **app.context_settings)
    lines += ["## polybius\n", _help(app, context)]
    for name, command in app.commands.items():
        inner = click.Context(command, info_name=name, parent=context)
        lines += [f"## polybius {name}\n", _help(command, inner)]
    return "\n".join(lines).rstrip() + "\n"


def _help(command: click.Command, context: click.Context) -> str:
    context.max_content_width = context.terminal_width = 100
    text = "\n".join(line.rstrip() for line in command.get_help(context).splitlines())
    return f"```text\n{text}\n```\n"


def _paragraph(text: str | None) -> str:
    return " ".join((text or "").split())


pages: tuple[tuple[str, Callable[[], str]], ...] = (
    ("data-model.md", data_model),
    ("commands.md", commands),
)


if __name__ == "__main__":
    for name, make in pages:
        (docs / name).write_text(make(), "utf-8")
