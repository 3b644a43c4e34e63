"""What stands beside the data in each export: data package, data dictionary, citation.

The data package is a Frictionless Data Package (``datapackage.json``): each file with its SHA-256,
each column with type and meaning. ``DICTIONARY.md`` says the same to people, and what the format
can't carry. The citation names version, head and date; its day is that of the ledger's head.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from importlib import metadata
from pathlib import Path
from typing import Any

import msgspec
import yaml

from polybius.export.formats.fields import Table, as_schema
from polybius.export.formats.state import Version

package_name = "datapackage.json"
dictionary_name = "DICTIONARY.md"
program = metadata.version("polybius")
"""Version of the program."""
cff_name, citation_name = "CITATION.cff", "CITATION.txt"


@dataclass(frozen=True, slots=True)
class Part:
    """A file of an export."""

    path: str
    media_type: str
    meaning: str
    records: int
    table: Table[Any] | None = None
    """Its columns, where it is a table."""
    meanings: Mapping[str, str] = field(default_factory=dict)
    """What its members mean, where it is none."""
    left_out: int = 0
    """Incidents that the format has no place for."""

    @property
    def name(self) -> str:
        """Name of the resource: the file's, without its ending."""
        return self.path.partition(".")[0].lower()


@dataclass(frozen=True, slots=True)
class Package:
    """An export: which format, which version, which files."""

    format: str
    label: str
    version: Version
    parts: tuple[Part, ...]
    lacking: tuple[str, ...]
    """What the format can't carry, in sentences."""
    authors: tuple[str, ...] = ()


def title(package: Package) -> str:
    """Return the title under which an export is cited."""
    public = ", public part" if package.version.public else ""
    return f"Polybius ledger, export as {package.label}{public}"


def day(version: Version) -> str:
    """Return the day of a version: that of the ledger's head."""
    return version.head.moment[:10]


def write_beside(package: Package, folder: Path) -> None:
    """Write data package, data dictionary and citation into the folder of the data."""
    texts = {
        dictionary_name: dictionary(package),
        cff_name: citation_cff(package),
        citation_name: citation(package),
    }
    for name, text in texts.items():
        (folder / name).write_bytes(text.encode())
    described = msgspec.json.format(msgspec.json.encode(datapackage(package, folder)), indent=2)
    (folder / package_name).write_bytes(described + b"\n")


def datapackage(package: Package, folder: Path) -> dict[str, Any]:
    """Return the descriptor of the data package."""
    version = package.version
    return {
        "profile": "data-package",
        "name": f"polybius-{package.format}",
        "title": title(package),
        "version": version.name,
        "created": version.head.moment,
        "description": citation(package).strip(),
        "contributors": [{"title": author, "role": "author"} for author in package.authors],
        "polybius": {
            "head": str(version.head),
            "rule": version.rule,
            "knownBy": version.known,
            "public": version.public,
            "selection": version.selection.words or None,
            "program": program,
        },
        "resources": [_resource(part, folder) for part in package.parts],
    }


def _resource(part: Part, folder: Path) -> dict[str, Any]:
    path = folder / part.path
    with path.open("rb") as data:
        digest = hashlib.file_digest(data, "sha256").hexdigest()
    is_csv = part.table is not None and part.path.endswith(".csv")
    made: dict[str, Any] = {
        "name": part.name,
        "path": part.path,
        "profile": "tabular-data-resource" if is_csv else "data-resource",
        "description": part.meaning,
        "format": part.path.rpartition(".")[2],
        "mediatype": part.media_type,
        "encoding": "utf-8",
        "bytes": path.stat().st_size,
        "hash": f"sha256:{digest}",
        "records": part.records,
    }
    if not is_csv:
        # Else Frictionless guesses a table, and stumbles on columns of lists.
        made["type"] = "file"
    if part.left_out:
        made["leftOut"] = part.left_out
    if is_csv and part.table is not None:
        made["schema"] = as_schema(part.table)
    return made


def dictionary(package: Package) -> str:
    """Return the data dictionary as Markdown."""
    lines = [f"# {title(package)}", "", citation(package).strip(), ""]
    for part in package.parts:
        lines += [f"## {part.path}", "", f"{part.meaning}. Records: {part.records}.", ""]
        if part.left_out:
            lines += [f"Incidents that the format has no place for: {part.left_out}.", ""]
        lines += _columns(part)
    lines += ["## What this format can't carry", ""]
    lines += [f"- {sentence}" for sentence in package.lacking]
    if package.version.public:
        lines += ["", "## What was withheld", "", withheld]
    return "\n".join(lines).rstrip() + "\n"


withheld = (
    "This is the public part: an allow-list. The words of reports, names that only a text gives, "
    "titles, authors, publishers, addresses and reasons are left out, and coordinates are rounded "
    "to 0.1 degree. A missing value may be one that was withheld."
)


def _columns(part: Part) -> list[str]:
    if part.table is None:
        rows = [f"| `{name}` | {meaning} |" for name, meaning in part.meanings.items()]
        return ["| member | meaning |", "| --- | --- |", *rows, ""] if rows else []
    rows = [
        f"| `{each.name}` | {each.kind} | {'always' if each.required else 'may be missing'} | "
        f"{each.meaning.replace('|', '/')} |"
        for each in part.table.fields
    ]
    head = ["| column | type | | meaning |", "| --- | --- | --- | --- |"]
    return [*head, *rows, ""]


def citation(package: Package) -> str:
    """Return the citation in plain text."""
    version = package.version
    who = "; ".join(package.authors) or unnamed
    known = f", as known by {version.known}" if version.known else ""
    part = f", incidents of {version.selection.words}" if version.selection.words else ""
    return (
        f"{who} ({day(version)[:4]}): {title(package)}{part}{known}. Version {version.name} of "
        f"{day(version)}, rule {version.rule}, head {version.head}. "
        f"Made with Polybius {program}.\n"
    )


unnamed = "The keepers of the ledger"
"""Who is cited where nobody is named."""


def citation_cff(package: Package) -> str:
    """Return the citation in the Citation File Format 1.2.0."""
    version = package.version
    authors: Sequence[str] = package.authors or (unnamed,)
    made = {
        "cff-version": "1.2.0",
        "message": "If you use these data, please cite them as below.",
        "type": "dataset",
        "title": title(package),
        "authors": [{"name": author} for author in authors],
        "version": version.name,
        "date-released": day(version),
        "identifiers": [
            {
                "type": "other",
                "value": f"polybius:head:{version.head}",
                "description": "Head of the ledger's log: size and Merkle root (RFC 6962)",
            }
        ],
    }
    text: str = yaml.safe_dump(made, sort_keys=False, allow_unicode=True, width=1000)
    return text
