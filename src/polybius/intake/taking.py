"""From a source to reports: open, decide the kind, read, clean, date."""

from __future__ import annotations

import logging
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from shutil import copyfileobj
from stat import S_ISREG
from typing import BinaryIO, cast

from polybius.errors import IntakeError, Where
from polybius.ids import sha256_hex
from polybius.intake.content import Content, guarded
from polybius.intake.datelines import agency, datelines
from polybius.intake.dates import choose
from polybius.intake.drafts import Draft, IntakeFailure, Intaken
from polybius.intake.kinds import decide
from polybius.intake.language import language_of
from polybius.intake.normalise import normalise, one_line
from polybius.intake.options import IntakeOptions
from polybius.intake.sources import Source, storable
from polybius.intake.url import fetch
from polybius.records import DateCandidate, Origin, Report

_IN_MEMORY = 1 << 24
# What these libraries warn of reaches the user as failures; who configures logging still gets it.
for _library in ("trafilatura", "htmldate", "warcio", "charset_normalizer"):
    logging.getLogger(_library).addHandler(logging.NullHandler())


def take_in(
    source: Source, options: IntakeOptions | None = None
) -> Iterator[Intaken | IntakeFailure]:
    """Yield the reports of ``source`` in its own order, and what failed beside them.

    A source of many reports is read as a stream: at no time is more than one of them held.
    Nothing is raised for what is wrong with the source; it comes as an `IntakeFailure`.
    """
    options = options or IntakeOptions()
    try:
        with _opened(source, options) as content:
            yield from _reports(source, content, options)
    except IntakeError as error:
        yield _failure(source, error)


def _reports(
    source: Source, content: Content, options: IntakeOptions
) -> Iterator[Intaken | IntakeFailure]:
    plain = content.unpacked()
    if not plain.head():
        raise IntakeError("is empty.", where=content.where)
    kind = decide(plain, options)
    container = content.digest() if kind.holds_many else None
    empty = True
    for draft in kind.read(content.unpacked(), options):
        empty = False
        if isinstance(draft, IntakeError):
            yield _failure(source, draft)
            continue
        try:
            yield assemble(draft, content.address, container, options)
        except IntakeError as error:
            yield _failure(source, error)
    if empty:
        raise IntakeError(f"holds no reports (read as {kind.name}).", where=content.where)


def _failure(source: Source, error: IntakeError) -> IntakeFailure:
    """Return the failure; an error that knows no place gets the source's."""
    if error.where is None:
        error = type(error)(error.what, where=Where(source.shown), hint=error.hint)
    return IntakeFailure(source.shown, error)


def assemble(draft: Draft, address: str, container: str | None, options: IntakeOptions) -> Intaken:
    """Clean and date a draft and name it by its original bytes.

    Raises:
        IntakeError: nothing is left of the text.
    """
    clean = normalise(draft.text, draft.text_is)
    if not clean.text:
        place = f"{address} ({draft.locator})" if draft.locator else address
        raise IntakeError("holds no text.", where=Where(place))
    retrieved = draft.retrieved or options.retrieved
    told = (DateCandidate(options.published, "argument"),) if options.published else ()
    in_text = datelines(clean.text, int(retrieved[:4]))
    publication = choose((*draft.dates, *told, *in_text), retrieved)
    report = Report(
        id=sha256_hex(draft.original),
        text=clean.text,
        media_type=draft.media_type,
        language=language_of(clean.text),
        origin=Origin(storable(draft.address or address), retrieved, container, draft.locator),
        text_map=clean.text_map,
        title=one_line(draft.title),
        author=one_line(draft.author),
        publisher=one_line(draft.publisher) or options.publisher or agency(clean.text),
        published=publication.published,
        published_precision=publication.precision,
        date_candidates=publication.candidates,
    )
    return Intaken(report, draft.original)


@contextmanager
def _opened(source: Source, options: IntakeOptions) -> Iterator[Content]:
    if source.kind == "url":
        with fetch(source.address, options) as content:
            yield content
    elif source.kind == "stdin":
        with _spooled(sys.stdin.buffer) as stream:
            yield Content("-", "", guarded(stream, "-"), options.retrieved)
    else:
        with _file(source.address) as stream:
            name = Path(source.address).name
            yield Content(source.shown, name, guarded(stream, source.shown), options.retrieved)


@contextmanager
def _file(address: str) -> Iterator[BinaryIO]:
    """Open a file; what cannot be rewound (a pipe) is copied to a temporary file first."""
    path = Path(address)
    try:
        if path.is_dir():
            next(path.iterdir(), None)
            raise IntakeError("the folder holds no files.", where=Where(storable(address)))
        file = path.open("rb")
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or error
        raise IntakeError(
            f"cannot be opened: {why}.",
            where=Where(storable(address)),
            hint="Check the path and its rights.",
        ) from error
    with file:
        if S_ISREG(path.stat().st_mode):
            yield file
        else:
            with _spooled(file) as copy:
                yield copy


@contextmanager
def _spooled(stream: BinaryIO) -> Iterator[BinaryIO]:
    with tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY) as copy:
        copyfileobj(stream, copy)
        copy.seek(0)
        yield cast(BinaryIO, copy)
