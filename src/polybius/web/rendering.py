"""Templates: Jinja2 with escaping everywhere, and what every template may call."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from jinja2 import Environment, PackageLoader, StrictUndefined

from polybius.codebook import load
from polybius.ids import sha256_hex

static_folder = Path(__file__).parent / "static"


@cache
def environment() -> Environment:
    """Return the environment of the desk's templates."""
    made = Environment(
        loader=PackageLoader("polybius.web"),
        autoescape=True,
        # What is installed stays as it is while the desk runs.
        auto_reload=False,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters["label"] = label
    made.filters["day"] = day
    made.globals["asset"] = asset
    return made


@cache
def asset(name: str) -> str:
    """Return the address of a file of ``static``; it changes with the file's content."""
    digest = sha256_hex((static_folder / name).read_bytes())[:12]
    return f"/static/{name}?v={digest}"


@cache
def label(code: str | None, book: str) -> str:
    """Return the label of a code in one of the codebook's tables, such as ``stances``."""
    if code is None:
        return ""
    entries = getattr(load(), book)
    found = entries.get(code)
    return str(found.label) if found is not None else code.replace("_", " ")


def day(moment: int) -> str:
    """Return the UTC day of a moment in seconds."""
    return datetime.fromtimestamp(moment, UTC).date().isoformat()
