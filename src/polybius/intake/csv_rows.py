"""CSV and TSV tables with a header line."""

from __future__ import annotations

import csv
from collections import deque
from collections.abc import Iterator

from polybius.errors import DamagedSource, IntakeError, Where
from polybius.intake.columns import Row
from polybius.intake.content import HEAD, Content
from polybius.intake.decoding import decode
from polybius.intake.lines import Line, lines
from polybius.intake.options import IntakeOptions

_DELIMITERS = (",", "\t", ";", "|")
_SAMPLE_ROWS = 20


def csv_rows(content: Content, options: IntakeOptions) -> Iterator[Row | IntakeError]:
    """Yield the rows of a table; an error, with its line, for each row that does not fit.

    A row that opens a quote and never closes it costs itself only: reading goes on with the next
    line.
    """
    header: list[str] | None = None
    for record in csv_records(content, options):
        if isinstance(record, IntakeError):
            yield record
        elif header is None:
            header = [name.strip() for name in record.cells]
        elif len(record.cells) != len(header):
            yield DamagedSource(
                f"the row has {len(record.cells)} fields where the header has {len(header)}.",
                where=Where(content.address, record.line),
                hint="A field with the delimiter or a line end in it must be quoted.",
            )
        else:
            yield Row(dict(zip(header, record.cells, strict=True)), record.raw, record.line)


def csv_records(content: Content, options: IntakeOptions) -> Iterator[Record | IntakeError]:
    """Yield the records of a table that are not empty, the header among them, of any width."""
    table = _Table(lines(content, options), content.address, delimiter_of(content, options))
    csv.field_size_limit(max(options.size_limit, csv.field_size_limit()))
    while (record := table.record(options.size_limit)) is not None:
        yield record


def delimiter_of(content: Content, options: IntakeOptions) -> str:
    """Return the delimiter that cuts the first rows into most columns of equal number."""
    if content.name.lower().endswith(".tsv"):
        return "\t"
    head = content.head()
    cut = head if len(head) < HEAD else head[: head.rfind(b"\n") + 1 or HEAD]
    text = decode(cut, override=options.encoding if len(head) < HEAD else None).text
    rows = text.lstrip("\ufeff").splitlines()
    return max(_DELIMITERS, key=lambda delimiter: _fit(rows, delimiter))


def _fit(rows: list[str], delimiter: str) -> tuple[int, int]:
    """Return how many rows have the header's number of columns (if over 1), and that number."""
    widths: list[int] = []
    reader = csv.reader(rows, delimiter=delimiter)
    while len(widths) < _SAMPLE_ROWS:
        try:
            row = next(reader)
        except StopIteration:
            break
        except csv.Error:
            continue
        if row:
            widths.append(len(row))
    if not widths or widths[0] < 2:
        return 0, 0
    return sum(width == widths[0] for width in widths), widths[0]


class Record:
    """The cells of one record, the line it starts on, and its bytes without the line end."""

    def __init__(self, cells: list[str], used: list[Line]) -> None:
        self.cells = cells
        self.line = used[0].number
        self.raw = b"".join(line.raw for line in used).rstrip(b"\r\n")


class _Table:
    """A table's lines, from which records are cut; lines of a broken record are given back."""

    def __init__(self, source: Iterator[Line | IntakeError], address: str, delimiter: str) -> None:
        self._source = source
        self._address = address
        self._delimiter = delimiter
        self._waiting: deque[Line | IntakeError] = deque()
        self._used: list[Line] = []

    def record(self, limit: int) -> Record | IntakeError | None:
        """Return the next record that is not empty, an error, or None at the end."""
        while True:
            self._used = []
            reader = csv.reader(self._feed(limit), delimiter=self._delimiter, strict=True)
            try:
                cells = next(reader)
            except StopIteration:
                return None
            except csv.Error as error:
                return self._broken(str(error))
            except IntakeError as error:
                self._give_back()
                return error
            if any(cell.strip() for cell in cells):
                return Record(cells, self._used)

    def _feed(self, limit: int) -> Iterator[str]:
        size = 0
        while True:
            line = self._waiting.popleft() if self._waiting else next(self._source, None)
            if line is None:
                return
            if isinstance(line, IntakeError):
                raise line
            self._used.append(line)
            size += len(line.raw)
            if size > limit:
                raise csv.Error("a quote is opened and not closed")
            # csv has no rule for a bare NUL; it goes with the other control characters later.
            yield line.text

    def _broken(self, why: str) -> IntakeError:
        line = self._used[0].number
        self._give_back()
        return DamagedSource(
            f"the row cannot be read ({why}).",
            where=Where(self._address, line),
            hint="Quotes inside a quoted field must be doubled.",
        )

    def _give_back(self) -> None:
        """Keep all lines of the record but its first for the records after it."""
        self._waiting.extendleft(reversed(self._used[1:]))
