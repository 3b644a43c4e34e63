"""From what the user typed to sources: files, folders, patterns, standard input, addresses."""

from __future__ import annotations

import glob
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.\-]*://")
_PATTERN = re.compile(r"[*?\[]")


@dataclass(frozen=True, slots=True)
class Source:
    """One thing to take in, not yet opened and possibly not there."""

    address: str
    """URL, path as the user gave it (joined with the way below a folder), or ``-``."""
    kind: Literal["file", "stdin", "url"] = "file"

    @property
    def shown(self) -> str:
        """The address as it is stored and printed."""
        return storable(self.address)


def storable(address: str) -> str:
    r"""Return ``address`` with bytes that are no UTF-8 (``\udcff``) written out.

    Names of files may hold such bytes; neither JSON nor the ledger can.
    """
    return address.encode("utf-8", "backslashreplace").decode()


def find_sources(targets: Sequence[str]) -> Iterator[Source]:
    """Yield the sources that ``targets`` name, in their order, folders sorted by name.

    Folders are walked in depth, links followed once, hidden entries skipped. A target that does
    not exist, or a folder that holds nothing or may not be opened, is yielded as it stands:
    `take_in` says what is wrong with it, and the other targets go on.
    """
    for target in targets:
        if target == "-":
            yield Source("-", "stdin")
        elif _SCHEME.match(target):
            yield Source(storable(target), "url")
        else:
            yield from _paths(target)


def _paths(target: str) -> Iterator[Source]:
    if not _exists(target) and _PATTERN.search(target):
        found = sorted(glob.glob(target, recursive=True))  # noqa: PTH207 - keeps the form given
        for path in found or [target]:
            yield from _path(path)
        return
    yield from _path(target)


def _exists(target: str) -> bool:
    try:
        return Path(target).exists()
    except (OSError, ValueError):
        return False


def _path(path: str) -> Iterator[Source]:
    if not _is_folder(Path(path)):
        yield Source(path)
        return
    empty = True
    for below in _walk(Path(path), set()):
        empty = False
        yield Source(str(below))
    if empty:
        yield Source(path)


def _walk(folder: Path, seen: set[tuple[int, int]]) -> Iterator[Path]:
    """Yield the files below ``folder``; ``seen`` holds the folders visited, against link loops."""
    try:
        status = folder.stat()
        entries = sorted(folder.iterdir(), key=lambda entry: entry.name)
    except OSError:
        yield folder
        return
    if (status.st_dev, status.st_ino) in seen:
        return
    seen.add((status.st_dev, status.st_ino))
    for entry in entries:
        if entry.name.startswith("."):
            continue
        if _is_folder(entry):
            yield from _walk(entry, seen)
        elif entry.is_symlink() or entry.is_file():
            yield entry


def _is_folder(path: Path) -> bool:
    try:
        return path.is_dir()
    except (OSError, ValueError):
        return False
