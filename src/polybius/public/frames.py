"""Query results: a sequence of records that is also an Arrow table."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, Generic, TypeVar, overload

from polybius.public.markup import table, tag, text

if TYPE_CHECKING:
    import pandas as pd  # type: ignore[import-untyped]
    import polars as pl
    import pyarrow as pa  # type: ignore[import-untyped]

T = TypeVar("T")

shown_rows, shown_columns, shown_characters = 12, 8, 60


class Frame(Generic[T]):
    """Records in order; iterate over them, or take them as a table.

    Any library that reads Arrow through the PyCapsule interface takes a frame as it is:
    ``polars.DataFrame(frame)``, ``pyarrow.table(frame)``, DuckDB's queries. It is no
    `collections.abc.Sequence`, which polars would take for a list of records.
    """

    def __init__(self, records: Sequence[T], arrow: Callable[[], pa.Table]) -> None:
        """Make a frame of records and of what makes their table, on first need."""
        self._records = records
        self._make = arrow
        self._arrow: pa.Table | None = None

    def __len__(self) -> int:
        """Return how many records there are."""
        return len(self._records)

    @overload
    def __getitem__(self, index: int) -> T: ...

    @overload
    def __getitem__(self, index: slice) -> Sequence[T]: ...

    def __getitem__(self, index: int | slice) -> T | Sequence[T]:
        """Return a record, or several."""
        return self._records[index]

    def __iter__(self) -> Iterator[T]:
        """Yield the records."""
        return iter(self._records)

    @property
    def columns(self) -> tuple[str, ...]:
        """Names of the table's columns; its schema has each one's meaning as metadata."""
        return tuple(self.to_arrow().column_names)

    def to_arrow(self) -> pa.Table:
        """Return the records as a ``pyarrow.Table``."""
        if self._arrow is None:
            self._arrow = self._make()
        return self._arrow

    def to_pandas(self) -> pd.DataFrame:
        """Return the records as a ``pandas.DataFrame``, in Arrow's types.

        Raises:
            ImportError: pandas is not installed.
        """
        import pandas as pd  # noqa: PLC0415 - optional

        return self.to_arrow().to_pandas(types_mapper=pd.ArrowDtype)

    def to_polars(self) -> pl.DataFrame:
        """Return the records as a ``polars.DataFrame``.

        Raises:
            ImportError: polars is not installed.
        """
        import polars as pl  # noqa: PLC0415 - optional

        return pl.DataFrame(self)

    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object:
        """Return the table as an Arrow C stream (PyCapsule interface)."""
        return self.to_arrow().__arrow_c_stream__(requested_schema)

    def __repr__(self) -> str:
        """Return how much there is of what."""
        return f"<{len(self)} rows: {', '.join(self.columns)}>"

    def _repr_html_(self) -> str:
        arrow = self.to_arrow()
        names = arrow.column_names[:shown_columns]
        rows = arrow.slice(0, shown_rows).select(names).to_pylist()
        body = table(names, [[_short(row[name]) for name in names] for row in rows])
        size = f"{arrow.num_rows} rows, {arrow.num_columns} columns"
        return body + tag("p", text(size))


def _short(value: Any) -> str | None:
    if value is None:
        return None
    shown = "; ".join(map(str, value)) if isinstance(value, list) else str(value)
    return shown if len(shown) <= shown_characters else f"{shown[: shown_characters - 1]}…"
