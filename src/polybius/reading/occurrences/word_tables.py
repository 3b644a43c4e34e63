"""The word tables of the occurrence reader: data, in ``data/occurrence_words.yaml``."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

import yaml


@cache
def _tables() -> dict[str, str | dict[str, str]]:
    path = files("polybius.reading") / "data" / "occurrence_words.yaml"
    loaded: dict[str, str | dict[str, str]] = yaml.safe_load(path.read_text("utf-8"))
    return loaded


def words(table: str) -> frozenset[str]:
    """Return the words of a flat table."""
    return frozenset(str(_tables()[table]).split())


def word_groups(table: str) -> dict[str, frozenset[str]]:
    """Return a table that lists words under a key each."""
    found = _tables()[table]
    if isinstance(found, str):
        raise TypeError(f"{table} is a flat table of words.")
    return {key: frozenset(listed.split()) for key, listed in found.items()}
