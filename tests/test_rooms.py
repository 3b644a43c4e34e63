"""The house's one direction: a room imports only the shared vocabulary and rooms to its left."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import polybius

house = Path(polybius.__file__).parent
rooms = (
    "intake",
    "reading",
    "resolving",
    "importers",
    "ledger",
    "linking",
    "weighing",
    "comparing",
    "export",
)
vocabulary = {"records", "codebook", "errors", "ids", "plain"}
allowed = {
    "records": set(),
    "errors": set(),
    "ids": set(),
    "plain": {"records"},
    "codebook": {"errors"},
    **{room: vocabulary | set(rooms[:n]) for n, room in enumerate(rooms)},
    "bundles": vocabulary | {"ledger"},
    "pipeline": vocabulary | {"intake", "ledger"},
    "reader": vocabulary | {"reading", "resolving"},
    "web": vocabulary | {"__version__", *rooms},
}
outlets = {
    *("asking", "compared", "importing", "keeping", "running", "showing"),
    *("cli", "commands", "public"),
}
"""What commands and Python users call: they may use every room, and no room may use them."""
without_code = {"examples"}
export_also = {"pipeline"}
"""``export`` says how a run went; the run's outcomes are `polybius.pipeline`'s."""


def imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("polybius"):
            parts = node.module.split(".")
            if len(parts) > 1:
                yield parts[1]
            else:
                yield from (alias.name for alias in node.names)


@pytest.mark.parametrize("room", allowed)
def test_imports_point_left(room: str) -> None:
    folder = house / room
    files = sorted(folder.rglob("*.py")) if folder.is_dir() else [house / f"{room}.py"]
    assert files
    may = allowed[room] | {room} | (export_also if room == "export" else set())
    wrong = [f"{f.name} imports {name}" for f in files for name in imports(f) if name not in may]
    assert wrong == []


def test_every_room_and_module_is_known_here() -> None:
    """A new one would else be held to nothing."""
    there = {path.stem for path in house.glob("*.py")} | {
        path.name for path in house.iterdir() if path.is_dir() and any(path.rglob("*.py"))
    }
    assert there - {"__init__"} - without_code == set(allowed) | outlets
