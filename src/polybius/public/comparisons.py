"""Two datasets, voices or ledgers side by side, for scripts and notebooks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, fields
from pathlib import Path
from typing import Any

from polybius.comparing.agreement import Agreement
from polybius.comparing.compare import Comparison
from polybius.export.comparisons import ComparedRow, compared_columns, compared_rows, summary
from polybius.public.frames import Frame
from polybius.public.ledgers import Ledger
from polybius.public.markup import table


class ComparisonView:
    """What comes of a comparison."""

    def __init__(self, record: Comparison) -> None:
        """Make the view of a comparison."""
        self.record = record
        """Everything about it (`polybius.comparing.compare.Comparison`)."""

    @property
    def summary(self) -> dict[str, Any]:
        """How many events each side has, and how many both have."""
        return summary(self.record)

    @property
    def events(self) -> Frame[ComparedRow]:
        """Every event: matched with its evidence, or on one side only with the reason."""
        rows = tuple(compared_rows(self.record))
        plain = [{c.name: c.value(row) for c in compared_columns} for row in rows]
        return Frame(rows, lambda: _arrow(plain, [c.name for c in compared_columns]))

    @property
    def agreement(self) -> Frame[Agreement]:
        """How figures of matched events agree, question by question."""
        found = self.record.agreements
        names = [field.name for field in fields(Agreement)]
        return Frame(found, lambda: _arrow([asdict(one) for one in found], names))

    def __repr__(self) -> str:
        """Return how many events matched."""
        told = self.summary
        return (
            f"<Comparison of {told['a']} ({told['a_events']} events) and {told['b']} "
            f"({told['b_events']}): {told['matched']} matched>"
        )

    def _repr_html_(self) -> str:
        told = self.summary
        return table(tuple(told), [tuple(told.values())]) + self.agreement._repr_html_()


def compare(
    a: str | Path | Ledger,
    b: str | Path | Ledger,
    *,
    ledger: str | Path | Ledger | None = None,
    registers: Sequence[str | Path] = (),
    by_figures: bool = True,
    as_of: str | None = None,
    known_by: str | None = None,
) -> ComparisonView:
    """Compare two datasets, voices or ledgers.

    Args:
        a: a publisher or voice of ``ledger``, ``DATASET:FILE``, or another ledger.
        b: the same.
        ledger: that the voices are in; by default ``polybius.ledger.sqlite``.
        registers: YAML or CSV files of further parties.
        by_figures: whether figures count in the matching.
        as_of: what the ledgers held then: a day, moment or head.
        known_by: a day: only what was published by its end counts.

    Raises:
        PolybiusError: a side can't be found, or its file can't be read.
    """
    from polybius.compared import Past, compare_named  # noqa: PLC0415 - the importers

    target = ledger.name if isinstance(ledger, Ledger) else ledger or "polybius.ledger.sqlite"
    first, second = (side.name if isinstance(side, Ledger) else str(side) for side in (a, b))
    files = tuple(map(Path, registers))
    past = Past(as_of, known_by)
    return ComparisonView(
        compare_named(first, second, target, files, by_figures=by_figures, past=past)
    )


_whole = frozenset(
    {"days", "pairs", "total_a", "total_b"}
    | {f"{side}_killed_{end}" for side in "ab" for end in ("low", "best", "high")}
)
_words = frozenset(
    {"status", "a_event", "b_event", "reason", "why", "nearest", "a_title", "b_title"}
    | {"a_first_day", "b_first_day", "a_head", "b_head", "question"}
)


def _arrow(rows: Sequence[dict[str, Any]], names: Sequence[str]) -> Any:
    import pyarrow as pa  # type: ignore[import-untyped]  # noqa: PLC0415

    def kind(name: str) -> Any:
        if name in _words:
            return pa.string()
        return pa.int64() if name in _whole else pa.float64()

    return pa.Table.from_pylist(list(rows), pa.schema([(name, kind(name)) for name in names]))
