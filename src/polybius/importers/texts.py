"""A row as a text in which every cell is a passage.

One line a cell, ``column: cell``, in the order of the table. The cells are on one line each and
clean (`polybius.intake.normalise`), so that the text is what intake would make of it and every
offset counts in it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from polybius.importers.mappings import Columns, column_key, listed
from polybius.records import Passage


@dataclass(frozen=True)
class RowText:
    """A row's text and where its cells are in it."""

    cells: Mapping[str, str]
    """Column → cell, none empty."""
    missing: frozenset[str] = frozenset()
    """Cells, in lower case, that say that nothing is known."""

    @cached_property
    def text(self) -> str:
        """The whole text."""
        return "\n".join(f"{name}: {cell}" for name, cell in self.cells.items())

    @cached_property
    def _spans(self) -> dict[str, tuple[int, int, int]]:
        """Key of the column → start of its line, start and end of its cell."""
        found: dict[str, tuple[int, int, int]] = {}
        at = 0
        for name, cell in self.cells.items():
            start = at + len(name) + 2
            found.setdefault(column_key(name), (at, start, start + len(cell)))
            at = start + len(cell) + 1
        return found

    def cell(self, columns: Columns | None) -> Passage | None:
        """Return the first of ``columns`` that holds something known; None: none does."""
        for name in listed(columns):
            span = self._spans.get(column_key(name))
            if span is not None:
                made = self.passage(span[1], span[2])
                if made.text.casefold() not in self.missing:
                    return made
        return None

    def line(self, cell: Passage) -> Passage:
        """Return the whole line of a cell, its column's name included."""
        start = self.text.rfind("\n", 0, cell.start) + 1
        end = self.text.find("\n", cell.end)
        return self.passage(start, len(self.text) if end < 0 else end)

    def parts(self, cell: Passage, split: str | None) -> list[Passage]:
        """Return the parts of a cell that hold several names, without blanks and quotation marks.

        Inside double quotation marks nothing is split.
        """
        found: list[Passage] = []
        start, quoted = cell.start, False
        for at in range(cell.start, cell.end + 1):
            end = at == cell.end
            if not end and self.text[at] == '"':
                quoted = not quoted
            if end or (split and not quoted and self.text.startswith(split, at)):
                found.append(self._stripped(start, at))
                start = at + len(split or "")
        return [part for part in found if part.text and part.text.casefold() not in self.missing]

    def before(self, part: Passage, separator: str | None) -> Passage:
        """Return what stands before the first ``separator``; all of it where there is none."""
        at = part.text.find(separator) if separator else -1
        return part if at < 0 else self._stripped(part.start, part.start + at)

    def passage(self, start: int, end: int) -> Passage:
        """Return the passage at these offsets."""
        return Passage(start, end, self.text[start:end])

    def _stripped(self, start: int, end: int) -> Passage:
        while start < end and self.text[start] in ' "':
            start += 1
        while end > start and self.text[end - 1] in ' "':
            end -= 1
        return self.passage(start, end)
