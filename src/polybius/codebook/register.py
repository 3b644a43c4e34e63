"""Loads the register of parties that ships with the package, and the user's files over it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from pathlib import Path

import msgspec

from polybius.codebook.entries import PartyEntry
from polybius.codebook.parties import NameKind, Register
from polybius.codebook.party_files import Row, Value, parse_file
from polybius.errors import CodebookError, Where

__all__ = ["NameKind", "Register", "build_register", "load_register", "party_kinds"]

party_kinds = ("state", "force", "armed_group", "organisation", "community", "media")

shipped_files = (
    "states",
    "forces",
    "groups_south_asia",
    "groups_middle_east",
    "groups_africa",
    "groups_east_asia",
    "groups_americas",
    "groups_europe",
    "organisations",
    "media",
    "communities",
)
"""Files under ``data/parties``, without ``.yaml``, in the order in which entries are listed."""

_CODE = re.compile(r"[a-z0-9_]+(\.[a-z0-9_]+)*")
_COUNTRY = re.compile(r"[A-Z]{2}")
_DATE = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?")
_LINKS = ("parents", "allies", "adversaries")


def load_register(extra: Sequence[Path] = ()) -> Register:
    """Return the shipped register, with the user's YAML or CSV files laid over it in order.

    A further entry with a known code replaces the single values that it states and adds to the
    lists; one with a new code needs at least a name and a kind.

    Raises:
        CodebookError: a file cannot be read or does not hold what it must; names file and line.
    """
    if not extra:
        return _shipped()
    rows = list(_shipped_rows())
    for path in extra:
        rows.extend(parse_file(_read(path), str(path)))
    return build_register(rows)


def build_register(rows: Sequence[Row]) -> Register:
    """Lay ``rows`` over one another in order and check the whole.

    Raises:
        CodebookError: a field is missing or malformed, a code that is linked to does not exist,
            or parents form a circle.
    """
    merged: dict[str, dict[str, Value]] = {}
    places: dict[str, Where] = {}
    for row in rows:
        merged[row.code] = _laid_over(merged.get(row.code, {}), row.values)
        places[row.code] = row.where
    entries = {code: _checked(code, merged[code], places[code]) for code in merged}
    for code, entry in entries.items():
        _check_links(entry, entries, places[code])
    return Register(entries)


@cache
def _shipped() -> Register:
    return build_register(_shipped_rows())


@cache
def _shipped_rows() -> tuple[Row, ...]:
    folder = files("polybius.codebook") / "data" / "parties"
    rows: list[Row] = []
    for name in shipped_files:
        text = (folder / f"{name}.yaml").read_text("utf-8")
        rows.extend(parse_file(text, f"codebook/data/parties/{name}.yaml"))
    return tuple(rows)


def _read(path: Path) -> str:
    try:
        return path.read_text("utf-8")
    except OSError as error:
        reason = error.strerror or str(error)
        raise CodebookError(f"cannot be read: {reason}.", where=Where(str(path))) from error
    except UnicodeDecodeError as error:
        where = Where(str(path), offset=error.start)
        raise CodebookError("is not UTF-8.", where=where, hint="Save it as UTF-8.") from error


def _laid_over(below: dict[str, Value], above: dict[str, Value]) -> dict[str, Value]:
    result = dict(below)
    for name, value in above.items():
        old = result.get(name, [])
        if isinstance(value, list) and isinstance(old, list):
            result[name] = list(dict.fromkeys([*old, *value]))
        else:
            result[name] = value
    return result


def _checked(code: str, values: dict[str, Value], where: Where) -> PartyEntry:
    try:
        entry = msgspec.convert({"code": code, **values}, PartyEntry, strict=False)
    except msgspec.ValidationError as error:
        raise CodebookError(f"entry {code!r}: {error}.", where=where) from error
    faults = [
        *([] if _CODE.fullmatch(code) else ["its code must be lower-case words joined by dots"]),
        *([] if entry.kind in party_kinds else [f"kind must be one of {', '.join(party_kinds)}"]),
        *(
            f"country {c!r} is no two-letter code"
            for c in entry.countries
            if not _COUNTRY.fullmatch(c)
        ),
        *(
            f"date {d!r} must be YYYY, YYYY-MM or YYYY-MM-DD"
            for d in (entry.since, entry.until)
            if d and not _DATE.fullmatch(d)
        ),
    ]
    if faults:
        raise CodebookError(f"entry {code!r}: {'; '.join(faults)}.", where=where)
    return entry


def _check_links(entry: PartyEntry, entries: Mapping[str, PartyEntry], where: Where) -> None:
    for name in _LINKS:
        for target in getattr(entry, name):
            if target not in entries:
                raise CodebookError(
                    f"entry {entry.code!r}: {name} has the unknown code {target!r}.",
                    where=where,
                    hint="Check its spelling, or add an entry for it.",
                )
    seen: set[str] = set()
    queue = list(entry.parents)
    for parent in queue:
        if parent == entry.code:
            raise CodebookError(f"entry {entry.code!r} is its own ancestor.", where=where)
        if parent not in seen:
            seen.add(parent)
            queue.extend(p for p in entries[parent].parents if p in entries)
