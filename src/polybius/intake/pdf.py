"""PDF files with a text layer, by pypdfium2."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pypdfium2

from polybius.errors import DamagedSource, IntakeError, UnsupportedFormat, Where
from polybius.intake.content import Content, too_large
from polybius.intake.drafts import Draft
from polybius.intake.normalise import one_line
from polybius.intake.options import IntakeOptions
from polybius.records import DateCandidate

_MOMENT = re.compile(r"(?:D:)?(\d{4})(\d\d)?(\d\d)?")
_ENDED = (".", "!", "?", ":", '"', "”", "’", ")")
_PROGRAM_TITLE = re.compile(r"(?:microsoft word - |untitled\b|.*\.(?:docx?|indd|qxd|pdf)$)", re.I)
# PDFium's mark for a hyphen that only the line's end called for.
_SOFT_BREAK = re.compile("[\ufffe\x02](?:\r?\n)?")


def read_pdf(content: Content, options: IntakeOptions) -> Iterator[Draft | IntakeError]:
    """Yield the one report that a PDF file is.

    Raises:
        DamagedSource: it cannot be opened as PDF.
        UnsupportedFormat: it needs a password, or its pages are pictures without text.
    """
    data = content.whole(options.size_limit)
    try:
        with pypdfium2.PdfDocument(data) as document:
            text = _text(document, content.address, options.size_limit)
            about = document.get_metadata_dict()
    except pypdfium2.PdfiumError as error:
        raise _fault(error, content.where) from error
    if not text.strip():
        raise UnsupportedFormat(
            "the PDF has no text layer: its pages are pictures, or empty.",
            where=content.where,
            hint="Run it through OCR (for instance ocrmypdf) and read the result.",
        )
    title = one_line(about.get("Title"))
    yield Draft(
        original=data,
        text=text,
        text_is="extracted",
        media_type="application/pdf",
        title=None if title and _PROGRAM_TITLE.match(title) else title,
        author=one_line(about.get("Author")),
        dates=(*content.dates, *_dates(about.get("CreationDate") or "")),
    )


def _fault(error: pypdfium2.PdfiumError, where: Where) -> IntakeError:
    if "password" in str(error).lower():
        return UnsupportedFormat(
            "the PDF is encrypted and needs a password.",
            where=where,
            hint="Save a copy without the password and read that.",
        )
    return DamagedSource(
        f"the file cannot be opened as PDF ({error}).", where=where, hint="Fetch it again."
    )


def _text(document: pypdfium2.PdfDocument, address: str, limit: int) -> str:
    """Return the text layer; a sentence that runs over a page's end is not parted."""
    parts: list[str] = []
    size = 0
    for number in range(len(document)):
        page = document[number]
        layer = page.get_textpage()
        text = _SOFT_BREAK.sub("", layer.get_text_range(errors="replace")).strip()
        layer.close()
        page.close()
        size += len(text)
        if size > limit:
            raise too_large(address, limit)
        if text:
            parts += (text, "\n\n" if text.endswith(_ENDED) else "\n")
    return "".join(parts)


def _dates(moment: str) -> Iterator[DateCandidate]:
    match = _MOMENT.match(moment)
    if match:
        yield DateCandidate("-".join(part for part in match.groups() if part), "pdf:CreationDate")
