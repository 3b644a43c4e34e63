"""HTML for notebooks: everything that comes from a ledger is text, never markup."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape

context = 160
"""Characters of a report that are shown on either side of a passage."""


def tag(name: str, content: str, **attributes: object) -> str:
    """Return an element; ``content`` must be HTML already, attributes are escaped.

    A trailing underscore of an attribute's name is dropped (``class_``), others become hyphens.
    """
    given = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{escape(str(value))}"'
        for key, value in attributes.items()
    )
    return f"<{name}{given}>{content}</{name}>"


def text(value: object) -> str:
    """Return any value as escaped text; nothing for None."""
    return "" if value is None else escape(str(value))


def highlighted(whole: str, start: int, end: int) -> str:
    """Return a passage marked in the text around it."""
    first, last = max(0, start - context), min(len(whole), end + context)
    return (
        ("…" if first else "")
        + text(whole[first:start])
        + tag("mark", text(whole[start:end]))
        + text(whole[end:last])
        + ("…" if last < len(whole) else "")
    )


def table(header: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Return a table of texts."""
    head = tag("tr", "".join(tag("th", text(name)) for name in header))
    body = "".join(tag("tr", "".join(tag("td", text(cell)) for cell in row)) for row in rows)
    return tag("table", tag("thead", head) + tag("tbody", body))


def facts(pairs: Iterable[tuple[str, object]]) -> str:
    """Return names and values as a list; what is missing is left out."""
    items = "".join(
        tag("dt", text(name)) + tag("dd", text(value))
        for name, value in pairs
        if value not in (None, "")
    )
    return tag("dl", items)
