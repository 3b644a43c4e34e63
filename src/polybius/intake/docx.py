"""Word documents, by python-docx."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Iterator
from io import BytesIO

import docx
import lxml.etree
from docx.document import Document
from docx.opc.exceptions import OpcError
from docx.table import Table

from polybius.errors import DamagedSource, IntakeError, Where
from polybius.intake.content import Content, too_large
from polybius.intake.drafts import Draft
from polybius.intake.normalise import one_line
from polybius.intake.options import IntakeOptions
from polybius.records import DateCandidate

_MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
# What python-docx lets through when a part is missing, misnamed or not XML.
_FAULTS = (
    OpcError, zipfile.BadZipFile, zlib.error, lxml.etree.LxmlError, KeyError, ValueError,
    AttributeError, TypeError, IndexError, EOFError, NotImplementedError, RuntimeError, OSError,
)  # fmt: skip
_TEMPLATE_DATE = "2013-12-23"
"""Creation date in python-docx's own template: no document's date."""


def read_docx(content: Content, options: IntakeOptions) -> Iterator[Draft | IntakeError]:
    """Yield the one report that a DOCX file is: paragraphs and table rows in their order.

    Raises:
        DamagedSource: it is no DOCX file, or broken.
    """
    data = content.whole(options.size_limit)
    try:
        _check_size(data, content.address, options.size_limit)
        document = docx.Document(BytesIO(data))
        text = "\n".join(_blocks(document))
        about = document.core_properties
        title, author, created = about.title, about.author, about.created
    except _FAULTS as error:
        raise _damaged(error, content.where) from error
    yield Draft(
        original=data,
        text=text,
        text_is="extracted",
        media_type=_MEDIA_TYPE,
        title=one_line(title),
        author=None if author == "python-docx" else one_line(author),
        dates=(*content.dates, *_dates(created.date().isoformat() if created else None)),
    )


def _damaged(error: Exception, where: Where) -> DamagedSource:
    return DamagedSource(
        f"the file cannot be opened as DOCX ({error or type(error).__name__}).",
        where=where,
        hint="Open it in a word processor and save it as .docx again.",
    )


def _check_size(data: bytes, address: str, limit: int) -> None:
    """Refuse a small file that unpacks to a huge one, before it is unpacked."""
    with zipfile.ZipFile(BytesIO(data)) as archive:
        if sum(member.file_size for member in archive.infolist()) > 10 * limit:
            raise too_large(address, limit)


def _blocks(document: Document) -> Iterator[str]:
    for block in document.iter_inner_content():
        if isinstance(block, Table):
            for row in block.rows:
                yield "\t".join(" ".join(cell.text.split()) for cell in row.cells)
        else:
            yield block.text


def _dates(created: str | None) -> Iterator[DateCandidate]:
    if created and created != _TEMPLATE_DATE:
        yield DateCandidate(created, "docx:created")
