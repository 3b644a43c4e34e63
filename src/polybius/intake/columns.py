"""Which column of a table holds what."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from polybius.errors import IntakeError, Where
from polybius.intake.options import IntakeOptions

TEXT = (
    "text", "body", "content", "article", "notes", "doctext", "article_text", "full_text",
    "fulltext", "story",
)  # fmt: skip
"""Names that a text column goes by, best first; case does not matter."""
_TITLE = ("title", "headline")
_DATE = (
    "published", "publish_date", "publication_date", "date_published", "published_at", "pub_date",
    "pubdate", "date",
)  # fmt: skip
_PUBLISHER = ("publisher", "outlet", "source_name", "source")
_AUTHOR = ("author", "authors", "byline")
_ADDRESS = ("url", "link", "address", "source_url")
_ID = ("id", "docid", "doc_id", "article_id")


@dataclass(frozen=True, slots=True)
class Row:
    """One record of a table: its fields by column, its own bytes, and the line it starts on."""

    fields: Mapping[str, object]
    raw: bytes
    line: int


@dataclass(frozen=True, slots=True)
class RowView:
    """The fields of a row that a report needs, each None where the table has none."""

    text: str
    title: str | None
    date: str | None
    date_column: str | None
    publisher: str | None
    author: str | None
    address: str | None
    id: str | None


def view(row: Row, options: IntakeOptions, source: str) -> RowView:
    """Pick the fields of ``row`` by the names in ``options``, else by common names.

    Raises:
        IntakeError: there is no text column, or it holds no text.
    """
    here = Where(source, row.line)
    text_column = _column(row, options.text_column, TEXT)
    if text_column is None:
        wanted = options.text_column or "/".join(TEXT)
        raise IntakeError(
            f"there is no text column ({wanted}); there are: {_listed(row.fields)}.",
            where=here,
            hint="Name the column that holds the text.",
        )
    text = row.fields[text_column]
    if not isinstance(text, str) or not text.strip():
        raise IntakeError(f"the column {text_column!r} holds no text.", where=here)
    date_column = _column(row, options.date_column, _DATE)
    return RowView(
        text=text,
        title=_value(row, options.title_column, _TITLE),
        date=_value(row, date_column, ()),
        date_column=date_column,
        publisher=_value(row, options.publisher_column, _PUBLISHER),
        author=_value(row, options.author_column, _AUTHOR),
        address=_value(row, options.address_column, _ADDRESS),
        id=_value(row, options.id_column, _ID),
    )


def is_text_column(name: str, options: IntakeOptions) -> bool:
    """Tell whether a column of this name would be taken for the text."""
    return name == options.text_column or name.strip().lower() in TEXT


def _column(row: Row, named: str | None, common: Iterable[str]) -> str | None:
    if named is not None:
        return named if named in row.fields else None
    by_name = {name.strip().lower(): name for name in row.fields}
    return next((by_name[name] for name in common if name in by_name), None)


def _value(row: Row, named: str | None, common: Iterable[str]) -> str | None:
    """Return a field as text; lists of texts are joined, other structures are not fields."""
    column = _column(row, named, common)
    value = row.fields[column] if column is not None else None
    if isinstance(value, list) and value and all(isinstance(item, str) for item in value):
        value = ", ".join(value)
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return None
    return str(value).strip() or None


def _listed(names: Iterable[str]) -> str:
    names = list(names)
    return ", ".join(names[:20]) + (" …" if len(names) > 20 else "") if names else "none"
