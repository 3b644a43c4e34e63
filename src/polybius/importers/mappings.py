"""What a table's columns mean, as data: the YAML mappings, their shape and their checks.

A mapping names columns; what a column's cells mean in the codebook's terms is a `Choice`. Names of
columns are compared without case, blanks and underscores. Where a name may differ between releases
a list gives them in order of preference.
"""

from __future__ import annotations

from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from typing import Any, TypeVar

import msgspec
import yaml

from polybius.codebook import load
from polybius.errors import SettingsError, Where
from polybius.ids import sha256_hex

Columns = str | tuple[str, ...]
"""A column, or several of which the first that the table has (or that holds something) is read."""
T = TypeVar("T")


class Shape(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What all parts of a mapping are: checked when read, nothing unknown in them."""


class Choice(Shape, frozen=True):
    """A code that depends on a cell: by its whole content, else by how it begins."""

    column: Columns
    values: dict[str, str] = {}
    starts: dict[str, str] = {}
    default: str | None = None
    """Where neither fits; None: the row is refused."""


Coded = str | Choice
"""A code of the codebook: one for all rows, or one that depends on a cell."""


class Condition(Shape, frozen=True):
    """Holds for rows whose cell is one of these."""

    column: Columns
    values: tuple[str, ...] = msgspec.field(name="is")


class VoiceSpec(Shape, frozen=True):
    """Who the dataset is as a voice."""

    name: str
    kind: str = "monitor"
    party: str | None = None
    """Its key in the register of parties."""


class WhenSpec(Shape, frozen=True):
    """Which columns give the days: a start and perhaps an end, or year, month and day."""

    start: Columns | None = None
    end: Columns | None = None
    year: Columns | None = None
    month: Columns | None = None
    day: Columns | None = None
    day_first: bool | None = None


class PlaceSpec(Shape, frozen=True):
    """Which columns give the place."""

    names: tuple[str, ...] = ()
    """Of the place, the most precise first: the first that holds something is taken."""
    latitude: Columns | None = None
    longitude: Columns | None = None
    country: Columns | None = None
    """A name or an ISO 3166-1 alpha-2 code."""
    admin1: Columns | None = None
    precision: Coded | None = None
    """Code of the codebook's place precision; None: what the gazetteer's entry is."""


class RoleSpec(Shape, frozen=True):
    """A column of parties and their part in the happening."""

    column: Columns
    role: Coded
    split: str | None = None
    """What parts several parties in one cell."""
    ucdp_id: Columns | None = None
    """Column of the party's UCDP ActorId."""
    when: Condition | None = None


class CountSpec(Shape, frozen=True):
    """Columns that say how many suffered what."""

    category: str = "killed"
    victim_class: Coded = msgspec.field(name="class", default="person")
    value: Columns | None = None
    """The figure, or the best one."""
    low: Columns | None = None
    high: Columns | None = None
    part: bool = False
    """Whether it is included in the first count of its category."""
    zero: str = "figure"
    """``figure``: a 0 says that nobody was; ``unknown``: it may also say that nothing is known."""


class SourceSpec(Shape, frozen=True):
    """A column that names whom the dataset has it from."""

    column: Columns
    split: str | None = None
    field: str | None = None
    """What parts the name from what else stands there; the name comes first."""
    kind: Coded = "media"
    stance: Coded = "asserts"
    when: Condition | None = None


class Mapping(Shape, frozen=True):
    """What the columns of one table mean."""

    dataset: str
    """Its name, as publisher of its rows."""
    rule: str
    """Name and version of the mapping, ``import.ucdp.v1``: goes into every claim."""
    documentation: str
    """Where the columns are described."""
    voice: VoiceSpec
    when: WhenSpec
    event_type: Coded
    place: PlaceSpec = PlaceSpec()
    id: Columns | None = None
    published: Columns | None = None
    address: Columns | None = None
    notes: Columns | None = None
    """Column of prose about the event: the passage of the happening's claim."""
    modality: Coded = "actual"
    roles: tuple[RoleSpec, ...] = ()
    counts: tuple[CountSpec, ...] = ()
    sources: tuple[SourceSpec, ...] = ()
    missing: tuple[str, ...] = ()
    """Cells that say that nothing is known, besides empty ones."""
    decimal: str = "."
    columns: tuple[str, ...] = ()
    """Names of the columns of a table that has no header."""
    fill_down: tuple[str, ...] = ()
    """Columns whose empty cells repeat the one above: merged cells that were saved as CSV."""

    @property
    def known_columns(self) -> tuple[str, ...]:
        """Every column that the mapping names, each once, in the order of the mapping."""
        return tuple(dict.fromkeys(column_key(name) for name in _columns_in(self)))

    @property
    def day_columns(self) -> tuple[str, ...]:
        """The columns of which a table must have one: an event has a day."""
        given = (self.when.start, self.when.year)
        return tuple(column_key(name) for columns in given for name in listed(columns))


def listed(columns: Columns | None) -> tuple[str, ...]:
    """Return one or several names as a tuple."""
    if columns is None:
        return ()
    return (columns,) if isinstance(columns, str) else columns


def column_key(name: str) -> str:
    """Return the form in which names of columns are compared."""
    return "".join(c for c in name.casefold() if c.isalnum())


def _columns_in(part: object) -> Iterator[str]:
    column_fields = {
        "column", "start", "end", "year", "month", "day", "names", "latitude", "longitude",
        "country", "admin1", "ucdp_id", "value", "low", "high", "id", "published", "address",
        "notes", "fill_down",
    }  # fmt: skip
    if isinstance(part, tuple):
        for item in part:
            yield from _columns_in(item)
    elif isinstance(part, Shape):
        for name in part.__struct_fields__:
            value = getattr(part, name)
            if name in column_fields:
                yield from listed(value)
            else:
                yield from _columns_in(value)


shipped = ("ucdp", "acled", "gtd", "airwars")
"""Datasets whose mapping comes with the package."""


def shipped_mapping(name: str) -> Mapping:
    """Return the mapping of one of the `shipped` datasets.

    Raises:
        SettingsError: there is none of this name.
    """
    if name not in shipped:
        raise SettingsError(
            f"{name!r} is no dataset that is known here.",
            hint=f"Use one of {', '.join(shipped)}, or csv with --mapping FILE.",
        )
    text = (files("polybius.importers") / "data" / f"{name}.yaml").read_text("utf-8")
    return parse_mapping(text, Where(f"importers/data/{name}.yaml"))


def load_mapping(path: Path) -> Mapping:
    """Return the mapping in a YAML file; its rule also carries a digest of what it says.

    Raises:
        SettingsError: the file can't be read or is no mapping; names the field at fault.
    """
    where = Where(str(path))
    try:
        text = path.read_text("utf-8-sig")
    except OSError as error:
        raise SettingsError(f"cannot be read: {error.strerror}.", where=where) from error
    except UnicodeDecodeError as error:
        raise SettingsError("is not UTF-8.", where=where, hint="Save it as UTF-8.") from error
    mapping = parse_mapping(text, where)
    # Another mapping under the same name must read the rows anew.
    digest = sha256_hex(msgspec.json.encode(mapping, order="deterministic"))
    return msgspec.structs.replace(mapping, rule=f"{mapping.rule}+{digest[:12]}")


def parse_mapping(text: str, where: Where) -> Mapping:
    """Return the mapping that YAML ``text`` holds, checked against the codebook.

    Raises:
        SettingsError: it is no YAML, a field is missing, unknown or no code of the codebook.
    """
    try:
        # All scalars stay text: a column may be called "no", and a cell 1 is compared as text.
        mapping = msgspec.convert(yaml.load(text, yaml.BaseLoader), Mapping, strict=False)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else None
        at = Where(where.source, line=line)
        raise SettingsError(f"not YAML: {error.problem}.", where=at) from error
    except msgspec.ValidationError as error:
        raise SettingsError(f"the mapping does not hold: {error}.", where=where) from error
    for fault in _faults(mapping):
        raise SettingsError(fault, where=where, hint="The codes: docs/codebook.md.")
    return mapping


def _faults(mapping: Mapping) -> Iterator[str]:
    book = load()
    tables: tuple[tuple[str, Coded | None, Any], ...] = (
        ("event_type", mapping.event_type, book.event_types),
        ("place.precision", mapping.place.precision, book.place_precision),
        (
            "modality",
            mapping.modality,
            ("actual", "planned", "attempted", "threatened", "possible"),
        ),
        ("voice.kind", mapping.voice.kind, book.voice_kinds),
        *(("roles.role", spec.role, book.roles) for spec in mapping.roles),
        *(("counts.category", spec.category, book.harm_categories) for spec in mapping.counts),
        *(("counts.class", spec.victim_class, book.victim_classes) for spec in mapping.counts),
        *(("counts.zero", spec.zero, ("figure", "unknown")) for spec in mapping.counts),
        *(("sources.kind", spec.kind, book.voice_kinds) for spec in mapping.sources),
        *(("sources.stance", spec.stance, book.stances) for spec in mapping.sources),
        ("decimal", mapping.decimal, (".", ",")),
    )
    for name, coded, known in tables:
        for code in _codes(coded):
            if code not in known:
                yield f"{name}: {code!r} is not in the codebook."
    if not mapping.day_columns:
        yield "when: names neither a start nor a year."
    if any(not (spec.value or spec.low or spec.high) for spec in mapping.counts):
        yield "counts: one names no column."


def _codes(coded: Coded | None) -> tuple[str, ...]:
    if coded is None:
        return ()
    if isinstance(coded, str):
        return (coded,)
    given = (*coded.values.values(), *coded.starts.values(), coded.default)
    return tuple(code for code in given if code is not None)
