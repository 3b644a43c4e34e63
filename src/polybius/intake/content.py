"""Opening a source: whatever it is, readers see one seekable stream whose faults are ours."""

from __future__ import annotations

import gzip
import hashlib
import io
import zlib
from dataclasses import dataclass, replace
from typing import BinaryIO

from polybius.errors import DamagedSource, IntakeError, Where
from polybius.records import DateCandidate

HEAD = 8192
"""Bytes that a kind is decided on."""
_CHUNK = 1 << 16
_GZIP_MAGIC = b"\x1f\x8b"


class _Guarded(io.RawIOBase):
    """A stream whose read errors, of the disk or of the packing, come out as `IntakeError`.

    What was read before the fault is handed over first: the read that meets the fault ends the
    stream, and only the one after it raises. (A buffered reader would drop the good bytes.)
    """

    def __init__(self, inner: BinaryIO, address: str) -> None:
        self._inner = inner
        self._read = getattr(inner, "read1", inner.read)
        self._address = address
        self._fault: IntakeError | None = None

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET, /) -> int:
        self._fault = None
        return self._inner.seek(offset, whence)

    def tell(self) -> int:
        return self._inner.tell()

    def readinto(self, buffer: bytearray | memoryview, /) -> int:  # type: ignore[override]
        if self._fault is not None:
            raise self._fault
        try:
            data = self._read(len(buffer))
        except (EOFError, zlib.error, gzip.BadGzipFile) as error:
            self._fault = DamagedSource(
                f"the packing is damaged or breaks off ({error}).",
                where=Where(self._address),
                hint="Fetch or pack the file again.",
            )
        except OSError as error:
            self._fault = IntakeError(
                f"cannot be read: {error.strerror or error}.", where=Where(self._address)
            )
        else:
            buffer[: len(data)] = data
            return len(data)
        return 0


@dataclass(frozen=True, slots=True)
class Content:
    """An opened source.

    ``stream`` is seekable and at its start whenever a reader receives it.
    """

    address: str
    """As the user gave it, or after redirects."""
    name: str
    """File name that carries the extension."""
    stream: BinaryIO
    retrieved: str
    media_type: str | None = None
    """What the server called it, without parameters."""
    charset: str | None = None
    dates: tuple[DateCandidate, ...] = ()

    def head(self) -> bytes:
        """Return the first bytes and go back to the start."""
        data = self.stream.read(HEAD)
        self.stream.seek(0)
        return data

    def whole(self, limit: int) -> bytes:
        """Return all bytes.

        Raises:
            IntakeError: there are more than ``limit``, or they cannot all be read.
        """
        data = self.stream.read(limit + 1)
        if self.stream.read(1) or len(data) > limit:
            raise too_large(self.address, limit)
        return data

    def digest(self) -> str:
        """Return the SHA-256 of all bytes in hex, read in pieces, and go back to the start."""
        digest = hashlib.sha256()
        while chunk := self.stream.read(_CHUNK):
            digest.update(chunk)
        self.stream.seek(0)
        return digest.hexdigest()

    @property
    def where(self) -> Where:
        """This source, for error messages."""
        return Where(self.address)

    def unpacked(self) -> Content:
        """Return the content without its gzip packing; itself where it has none."""
        if not self.head().startswith(_GZIP_MAGIC):
            return self
        inner = gzip.GzipFile(fileobj=self.stream, mode="rb")
        name = self.name[:-3] if self.name.lower().endswith(".gz") else self.name
        return replace(self, stream=guarded(inner, self.address), name=name, media_type=None)


def guarded(stream: BinaryIO | gzip.GzipFile, address: str) -> BinaryIO:
    """Wrap ``stream`` so that its read errors are `IntakeError` naming ``address``."""
    return io.BufferedReader(_Guarded(stream, address), HEAD)  # type: ignore[arg-type]


def too_large(address: str, limit: int, line: int | None = None) -> IntakeError:
    """Return the error for a report of more than ``limit`` bytes."""
    return IntakeError(
        f"is larger than {limit:,} bytes.",
        where=Where(address, line),
        hint="Raise the size limit if this really is one report.",
    )
