"""Deciding what kind of source some bytes are: the table of kinds, and the rule.

Unmistakable first bytes (PDF, zip, WARC) decide whatever the name says. Then the name's extension,
else the server's media type, proposes a kind; the text's own beginning may correct it, because
saved error pages are called ``.pdf`` and web pages ``.txt``. What is no text is refused.
"""

from __future__ import annotations

import re
import zipfile
from dataclasses import dataclass
from pathlib import PurePosixPath

from polybius.errors import DamagedSource, UnsupportedFormat
from polybius.intake.columns import is_text_column
from polybius.intake.content import Content
from polybius.intake.decoding import decode
from polybius.intake.docx import read_docx
from polybius.intake.drafts import Reader
from polybius.intake.eml import read_eml
from polybius.intake.feeds import read_feed, read_opml
from polybius.intake.html import read_html
from polybius.intake.options import IntakeOptions
from polybius.intake.pdf import read_pdf
from polybius.intake.tables import read_csv, read_json
from polybius.intake.text import read_text
from polybius.intake.warc import read_wacz, read_warc


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of source. ``holds_many``: its reports are members with bytes of their own."""

    name: str
    extensions: tuple[str, ...]
    media_types: tuple[str, ...]
    read: Reader
    holds_many: bool = False


PDF = Kind("pdf", (".pdf",), ("application/pdf",), read_pdf)
DOCX = Kind(
    "docx",
    (".docx",),
    ("application/vnd.openxmlformats-officedocument.wordprocessingml.document",),
    read_docx,
)
WARC = Kind("warc", (".warc",), ("application/warc",), read_warc, holds_many=True)
WACZ = Kind("wacz", (".wacz",), ("application/wacz",), read_wacz, holds_many=True)
HTML = Kind("html", (".html", ".htm", ".xhtml"), ("text/html", "application/xhtml+xml"), read_html)
FEED = Kind(
    "feed",
    (".rss", ".atom", ".rdf", ".xml"),
    ("application/rss+xml", "application/atom+xml", "application/rdf+xml", "application/xml",
     "text/xml"),
    read_feed,
    holds_many=True,
)  # fmt: skip
OPML = Kind("opml", (".opml",), ("text/x-opml",), read_opml, holds_many=True)
EML = Kind("eml", (".eml",), ("message/rfc822",), read_eml)
JSON = Kind(
    "json",
    (".json", ".jsonl", ".ndjson"),
    ("application/json", "application/jsonl", "application/x-ndjson"),
    read_json,
    holds_many=True,
)
CSV = Kind(
    "csv", (".csv", ".tsv"), ("text/csv", "text/tab-separated-values"), read_csv, holds_many=True
)
TEXT = Kind("text", (".txt", ".text", ".md"), ("text/plain",), read_text)

KINDS = (PDF, DOCX, WARC, WACZ, HTML, FEED, OPML, EML, JSON, CSV, TEXT)
"""All kinds, in the order in which documentation lists them."""

_PACKED = (PDF, DOCX, WARC, WACZ)
_PROLOG = r"\s*(?:<\?[^>]*\?>\s*|<!--.*?-->\s*|<!doctype\s(?:[^\[>]*\[.*?\]\s*|[^>]*)>\s*)*"
_BEGINNINGS: tuple[tuple[Kind, re.Pattern[str]], ...] = tuple(
    (kind, re.compile(pattern, re.IGNORECASE | re.DOTALL))
    for kind, pattern in (
        (OPML, rf"{_PROLOG}<opml\b"),
        (FEED, rf"{_PROLOG}<(?:\w+:)?(?:rss|feed|rdf)\b"),
        (HTML, rf"\s*<!doctype html|{_PROLOG}<(?:html|head|body|article|div|p|meta|title|h1)\b"),
        (JSON, r"\s*(?:\[\s*)?\{\s*[\"}]"),
    )
)
_COLUMN_NAME = re.compile(r"[\w\-]{1,30}(?: [\w\-]{1,30}){0,2}")
_MAIL = re.compile(r"(?:[A-Za-z][\w\-]*:[^\n]*\n(?:[ \t]+[^\n]*\n)*){3,}")
_OTHER_FORMATS = (
    (b"\xd0\xcf\x11\xe0", "an old Office file", "Save it as .docx."),
    (b"{\\rtf", "an RTF file", "Save it as .docx or plain text."),
    (b"\x89PNG", "a picture", "Run it through OCR first."),
    (b"\xff\xd8\xff", "a picture", "Run it through OCR first."),
    (b"7z\xbc\xaf", "a packed archive", "Unpack it first."),
    (b"Rar!\x1a", "a packed archive", "Unpack it first."),
    (b"BZh91AY", "a packed file", "Unpack it first."),
    (b"\xfd7zXZ", "a packed file", "Unpack it first."),
    (b"\x28\xb5\x2f\xfd", "a packed file", "Unpack it first."),
    (b"\x1f\x8b", "a file packed twice", "Unpack it first."),
    (b"SQLite format 3", "a database", "Export its table as CSV or JSONL."),
)
_MOST_CONTROLS = 0.05


def decide(content: Content, options: IntakeOptions) -> Kind:
    """Return the kind of ``content``, which must be without gzip packing.

    Raises:
        UnsupportedFormat: nothing here reads it.
        DamagedSource: its name promises a packed format and its bytes are none.
    """
    head = content.head()
    if b"%PDF-" in head[:1024]:
        return PDF
    if head.startswith(b"WARC/"):
        return WARC
    if head.startswith(b"PK\x03\x04"):
        return _zipped(content)
    _refuse_other_formats(content, head)
    named = _named(content)
    seen = _seen(decode(head).text, named, options)
    if named in _PACKED and seen is not HTML:
        raise DamagedSource(
            f"the name says {named.name.upper() if named else ''}, the bytes do not.",
            where=content.where,
            hint="Fetch the file again, or rename it if it is plain text.",
        )
    if named is FEED and seen not in (FEED, OPML, HTML):
        raise UnsupportedFormat(
            "the XML is neither a feed nor a page.",
            where=content.where,
            hint="Turn its texts into JSONL or plain text files.",
        )
    return seen


def _named(content: Content) -> Kind | None:
    extension = PurePosixPath(content.name).suffix.lower()
    by_name = (kind for kind in KINDS if extension in kind.extensions)
    by_type = (kind for kind in KINDS if content.media_type in kind.media_types)
    return next(by_name, None) or next(by_type, None)


def _seen(start: str, named: Kind | None, options: IntakeOptions) -> Kind:
    """Return the kind that the beginning shows, or the named one where it shows none."""
    start = start.lstrip("\ufeff")
    for kind, pattern in _BEGINNINGS:
        if pattern.match(start) and not (named is EML and kind is JSON):
            return kind
    if named in (None, TEXT) and _is_mail(start):
        return EML
    if named in (CSV, JSON, EML):
        return named
    if named in (None, TEXT) and _is_table(start, options):
        return CSV
    return TEXT


def _is_mail(start: str) -> bool:
    """Tell a mail by three header lines at its very top, sender and date or way among them."""
    headers = _MAIL.match(start)
    names = set(re.findall(r"^([\w\-]+):", headers[0].lower(), re.MULTILINE)) if headers else set()
    return "from" in names and bool(names & {"date", "received", "message-id", "mime-version"})


def _is_table(start: str, options: IntakeOptions) -> bool:
    """Tell a table by a first line of short names with a text column among them."""
    line = start.split("\n", 1)[0].strip()
    for delimiter in ("\t", ",", ";", "|"):
        names = [name.strip().strip('"') for name in line.split(delimiter)]
        if len(names) > 1 and all(_COLUMN_NAME.fullmatch(name) for name in names):
            return any(is_text_column(name, options) for name in names)
    return False


def _zipped(content: Content) -> Kind:
    try:
        with zipfile.ZipFile(content.stream) as archive:
            names = set(archive.namelist())
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError) as error:
        raise DamagedSource(
            f"the zip file is damaged ({error}).", where=content.where, hint="Fetch it again."
        ) from error
    finally:
        content.stream.seek(0)
    if "word/document.xml" in names:
        return DOCX
    if any(re.search(r"\.warc(\.gz)?$", name) for name in names):
        return WACZ
    raise UnsupportedFormat(
        "the zip file is neither DOCX nor WACZ.", where=content.where, hint="Unpack it first."
    )


def _is_text(head: bytes) -> bool:
    """Tell text, in whatever encoding, by its want of control characters."""
    if not head:
        return True
    text = decode(head[: len(head) // 4 * 4] or head).text
    controls = sum(char < " " and char not in "\t\n\r\f\x1b" for char in text)
    return controls <= _MOST_CONTROLS * len(text)


def _refuse_other_formats(content: Content, head: bytes) -> None:
    for magic, what, hint in _OTHER_FORMATS:
        if head.startswith(magic):
            raise UnsupportedFormat(f"is {what}.", where=content.where, hint=hint)
    if not _is_text(head):
        listed = ", ".join(kind.name for kind in KINDS)
        raise UnsupportedFormat(
            "is no text, and no format that is read here.",
            where=content.where,
            hint=f"Kinds read: {listed}.",
        )
