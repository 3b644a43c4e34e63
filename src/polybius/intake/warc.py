"""Web archives: WARC by warcio, WACZ as a zip file of WARCs."""

from __future__ import annotations

import gzip
import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from typing import Any, BinaryIO, cast

from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed

from polybius.errors import DamagedSource, IntakeError, Where
from polybius.intake.content import Content, guarded, too_large
from polybius.intake.decoding import decode
from polybius.intake.drafts import Draft
from polybius.intake.html import html_draft
from polybius.intake.html_dates import address_dates
from polybius.intake.options import IntakeOptions

_PAGES = ("text/html", "application/xhtml+xml")
_CHARSET = re.compile(r"charset\s*=\s*[\"']?([\w.\-:]+)", re.IGNORECASE)
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d")
# What warcio raises on headers and lengths that are none.
_FAULTS = (ArchiveLoadFailed, ValueError, LookupError, AttributeError, TypeError, zlib.error)
_ZIP_FAULTS = (
    zipfile.BadZipFile, NotImplementedError, RuntimeError, ValueError, OSError, zlib.error,
    EOFError,
)  # fmt: skip


class _Archive(ArchiveIterator):  # type: ignore[misc]
    """warcio's iterator without its words on standard error, where the program has its own say."""

    INC_RECORD = ""


def read_warc(content: Content, options: IntakeOptions) -> Iterator[Draft | IntakeError]:
    """Yield a report for each captured page of HTML or plain text with status 200.

    Raises:
        DamagedSource: the archive breaks off, or goes on with something that is no record.
    """
    return _pages(content.unpacked().stream, content.address, options, "")


def read_wacz(content: Content, options: IntakeOptions) -> Iterator[Draft | IntakeError]:
    """Yield the pages of every WARC in a WACZ package.

    Raises:
        DamagedSource: it is no zip file, or holds no archive.
    """
    try:
        with zipfile.ZipFile(content.stream) as package:
            names = sorted(n for n in package.namelist() if re.search(r"\.warc(\.gz)?$", n))
            if not names:
                raise DamagedSource("the package holds no WARC.", where=content.where)
            for name in names:
                with package.open(name) as member:
                    opener = gzip.GzipFile(fileobj=member) if name.endswith(".gz") else member
                    stream = guarded(cast(BinaryIO, opener), f"{content.address} ({name})")
                    yield from _pages(stream, content.address, options, f"{name} ")
    except _ZIP_FAULTS as error:
        raise DamagedSource(
            f"the package cannot be unpacked ({error}).", where=content.where
        ) from error


def _pages(
    stream: BinaryIO, address: str, options: IntakeOptions, prefix: str
) -> Iterator[Draft | IntakeError]:
    archive = _Archive(stream, check_digests=True)
    faults = 0
    while (record := _next(archive, address)) is not None:
        if archive.err_count > faults:
            faults = archive.err_count
            yield DamagedSource("a record is longer than it says.", where=Where(address))
        locator = f"{prefix}record {record.rec_headers.get_header('WARC-Record-ID') or 'unnamed'}"
        page = _page(record, f"{address} ({locator})", locator, options)
        if page is not None:
            yield page


def _next(archive: _Archive, address: str) -> Any:
    try:
        return next(archive, None)
    except _FAULTS as error:
        why = " ".join(str(error).split())[:120]
        raise DamagedSource(
            f"the archive is damaged from here on ({why}).", where=Where(address)
        ) from error


def _page(
    record: Any, place: str, locator: str, options: IntakeOptions
) -> Draft | IntakeError | None:
    """Return the report in a record, what is wrong with it, or None where it holds no page.

    Raises:
        DamagedSource: the record breaks off, and the archive with it.
    """
    address = record.rec_headers.get_header("WARC-Target-URI") or ""
    told = (record.http_headers or record.rec_headers).get_header("Content-Type") or ""
    media_type = told.split(";")[0].strip().lower()
    if not _is_page(record, address.strip("<>"), media_type):
        return None
    try:
        payload = _payload(record, options.size_limit)
    except _FAULTS as error:
        return DamagedSource(f"the payload cannot be unpacked ({error}).", where=Where(place))
    if len(payload) > options.size_limit:
        return too_large(place, options.size_limit)
    if getattr(record.raw_stream, "limit", 0) > 0:
        raise DamagedSource("the record breaks off.", where=Where(place))
    if record.digest_checker.passed is False:
        return DamagedSource("the record is not what its digest says.", where=Where(place))
    try:
        draft = _draft(record, payload, address.strip("<>"), told, options)
    except IntakeError as error:
        return IntakeError(error.what, where=Where(place), hint=error.hint)
    return replace(draft, locator=locator)


def _is_page(record: Any, address: str, media_type: str) -> bool:
    if record.rec_type == "response":
        good = record.http_headers is not None and record.http_headers.get_statuscode() == "200"
    else:
        good = record.rec_type == "resource"
    return (
        good
        and address.startswith(("http://", "https://"))
        and media_type in (*_PAGES, "text/plain")
    )


def _payload(record: Any, limit: int) -> bytes:
    """Return the body without its transfer and content encodings, up to just over ``limit``."""
    stream = record.content_stream()
    parts, size = [], 0
    while size <= limit and (part := stream.read(min(1 << 16, limit + 1 - size))):
        parts.append(part)
        size += len(part)
    return b"".join(parts)


def _draft(record: Any, payload: bytes, address: str, told: str, options: IntakeOptions) -> Draft:
    charset = _CHARSET.search(told)
    captured = record.rec_headers.get_header("WARC-Date") or ""
    moment = _MOMENT.match(captured)
    retrieved = f"{moment[0]}Z" if moment and _is_moment(moment[0]) else None
    declared = charset[1] if charset else None
    if told.lower().startswith("text/plain"):
        decoded = decode(payload, declared=declared, override=options.encoding)
        draft = Draft(
            original=payload,
            text=decoded.text,
            text_is="decoded",
            media_type=f"text/plain; charset={decoded.encoding}",
            retrieved=retrieved,
            dates=tuple(address_dates(address)),
        )
    else:
        draft = html_draft(payload, address, options, charset=declared, retrieved=retrieved)
    return replace(draft, address=draft.address or address)


def _is_moment(words: str) -> bool:
    """Tell whether ``words`` are a date and time of the calendar."""
    try:
        datetime.fromisoformat(words)
    except ValueError:
        return False
    return True
