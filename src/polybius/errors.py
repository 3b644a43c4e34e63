"""Every error that Polybius raises on purpose.

The tree, drawn before it was written::

    PolybiusError                  anything that a caller may want to catch as ours
    ├── CodebookError              a codebook or register file does not hold what it must
    ├── SettingsError              an option or setting has a value that cannot be used
    ├── IntakeError                a source could not be turned into reports
    │   ├── UnsupportedFormat      nothing here reads this kind of file
    │   ├── DamagedSource          the bytes are not what their kind says, or break off
    │   └── Unreachable            an address did not answer, or must not be asked
    ├── ReadingError               a report was taken in but could not be read
    │   └── ModelError             the language model is missing, or is not the pinned one
    └── LedgerError                the ledger refused, or is not one
        ├── NotALedger             the file is something else, or of a newer schema
        ├── UnknownId              no entry has this id
        ├── Erased                 the entry's content was erased on demand
        ├── BrokenLedger           what is stored is not what the log says
        └── LedgerConflict         an entry with this id exists and says something else

Each message says what was wrong, where (file, line, offset), and what to do.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Where:
    """A place in the input: file or address, then line, row or character offset if known."""

    source: str
    line: int | None = None
    offset: int | None = None

    def __str__(self) -> str:
        """Render as ``file:line`` or ``file@offset``, the forms that editors understand."""
        if self.line is not None:
            return f"{self.source}:{self.line}"
        if self.offset is not None:
            return f"{self.source}@{self.offset}"
        return self.source


class PolybiusError(Exception):
    """Something that Polybius noticed is wrong."""

    def __init__(self, what: str, *, where: Where | None = None, hint: str | None = None) -> None:
        self.what = what
        self.where = where
        self.hint = hint
        super().__init__(str(self))

    def __str__(self) -> str:
        """Render as one sentence a person can act on: place, fault, remedy."""
        head = f"{self.where}: {self.what}" if self.where else self.what
        return f"{head} {self.hint}" if self.hint else head


class CodebookError(PolybiusError):
    """A codebook or register file does not hold what it must."""


class SettingsError(PolybiusError):
    """An option or setting has a value that cannot be used."""


class IntakeError(PolybiusError):
    """A source could not be turned into reports."""


class UnsupportedFormat(IntakeError):  # noqa: N818 - reads as the sentence it is
    """Nothing here reads this kind of file."""


class DamagedSource(IntakeError):  # noqa: N818
    """The bytes are not what their kind says, or break off."""


class Unreachable(IntakeError):  # noqa: N818
    """An address did not answer, or must not be asked."""


class ReadingError(PolybiusError):
    """A report was taken in but could not be read."""


class ModelError(ReadingError):
    """The language model is missing, or is not the pinned one."""


class LedgerError(PolybiusError):
    """The ledger refused, or is not one."""


class NotALedger(LedgerError):  # noqa: N818
    """The file is something else, or has a schema newer than this program."""


class UnknownId(LedgerError):  # noqa: N818
    """No entry has this id."""


class Erased(LedgerError):  # noqa: N818
    """The entry's content was erased: its key was destroyed, on a demand that the log names."""


class BrokenLedger(LedgerError):  # noqa: N818
    """What is stored, or what a proof shows, is not what the log says."""


class LedgerConflict(LedgerError):  # noqa: N818
    """An entry with this id exists and says something else."""
