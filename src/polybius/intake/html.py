"""Web pages: main text and metadata by trafilatura, date candidates by `html_dates`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import lxml.etree
import lxml.html
import trafilatura
from trafilatura.settings import Document

from polybius.errors import IntakeError, Where
from polybius.intake.content import Content
from polybius.intake.decoding import decode
from polybius.intake.drafts import Draft
from polybius.intake.html_dates import page_dates
from polybius.intake.normalise import one_line
from polybius.intake.options import IntakeOptions
from polybius.records import DateCandidate

_CHARSET = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([\w:.\-]+)""", re.IGNORECASE)
_XML_ENCODING = re.compile(rb"""^\s*<\?xml[^>]{0,100}?encoding\s*=\s*["']([\w.\-]+)["']""")
_XML_DECLARATION = re.compile(r"^\ufeff?\s*<\?xml[^>]*\?>")
_BLOCKS = (
    "p", "div", "br", "li", "tr", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "pre",
    "article", "section", "ul", "ol", "table", "hr", "dd", "dt",
)  # fmt: skip
# Stands for a block's edge while the markup's own line ends, mere blanks, are collapsed.
_BREAK = "\u2029"
_UNSEEN = ("script", "style", "noscript", "template", "head")


def read_html(content: Content, options: IntakeOptions) -> Iterator[Draft | IntakeError]:
    """Yield the one report that a page is."""
    data = content.whole(options.size_limit)
    yield html_draft(data, content.address, options, charset=content.charset, found=content.dates)


def html_draft(
    data: bytes,
    address: str,
    options: IntakeOptions,
    *,
    charset: str | None = None,
    retrieved: str | None = None,
    found: tuple[DateCandidate, ...] = (),
) -> Draft:
    """Turn the bytes of a page into a draft.

    Args:
        data: the page.
        address: where it came from; a date in it is a candidate.
        options: settings of the run.
        charset: encoding that the server declared.
        retrieved: moment of capture, UTC; None: that of the run.
        found: date candidates that are known already.

    Raises:
        IntakeError: the page holds no text that reads as a report.
    """
    declared = charset or declared_charset(data)
    decoded = decode(data, declared=declared, override=options.encoding)
    page = _XML_DECLARATION.sub("", decoded.text.replace("\x00", ""))
    document = _extract(page, retrieved or options.retrieved)
    if document is None or not (document.text or "").strip():
        raise IntakeError(
            "the page holds no text that reads as a report.",
            where=Where(address),
            hint="It may be built by scripts: save it from a browser and read the saved file.",
        )
    canonical = document.url if re.match(r"https?://", document.url or "") else None
    dates = (*page_dates(page, canonical or address), *_laid_out(document), *found)
    return Draft(
        original=data,
        text=document.text or "",
        text_is="extracted",
        media_type=f"text/html; charset={decoded.encoding}",
        title=one_line(document.title),
        author=one_line(document.author),
        publisher=one_line(document.sitename),
        address=canonical,
        retrieved=retrieved,
        dates=dates,
    )


def declared_charset(data: bytes) -> str | None:
    """Return the encoding that a page or XML file declares in its own head."""
    match = _XML_ENCODING.search(data[:300]) or _CHARSET.search(data[:4096])
    return match[1].decode("ascii", "replace") if match else None


def fragment_text(markup: str) -> str:
    """Return the text of a piece of HTML (a feed entry, a mail), block by block."""
    try:
        root = lxml.html.fragment_fromstring(markup.replace("\x00", ""), create_parent="div")
    except (lxml.etree.LxmlError, ValueError):
        return ""
    text = "".join(_flow(root))
    lines = (" ".join(line.split()) for line in text.split(_BREAK))
    return "\n".join(line for line in lines if line)


def _flow(root: lxml.html.HtmlElement) -> Iterator[str]:
    """Yield the tree's text in order, with a break at every block's edge."""
    walk = lxml.etree.iterwalk(root, events=("start", "end", "comment", "pi"))
    for event, element in walk:
        block = event in {"start", "end"} and element.tag in _BLOCKS
        if event == "start":
            if element.tag in _UNSEEN:
                walk.skip_subtree()
            else:
                yield (_BREAK if block else "") + (element.text or "")
        else:
            yield (_BREAK if block else "") + (element.tail or "")


def _extract(page: str, retrieved: str) -> Document | None:
    """Run trafilatura; None where it finds nothing.

    Its own search for dates is bounded by the retrieval, not by today, so that the same page
    always gives the same report. Texts that it has seen before are not dropped.
    """
    latest = datetime.fromisoformat(retrieved).date() + timedelta(days=1)
    settings: dict[str, Any] = {
        "original_date": True,
        "extensive_search": False,
        "min_date": "1970-01-02",
        "max_date": latest.isoformat(),
    }
    result = trafilatura.bare_extraction(
        page,
        include_comments=False,
        with_metadata=True,
        date_extraction_params=settings,
    )
    return result if isinstance(result, Document) else None


def _laid_out(document: Document) -> Iterator[DateCandidate]:
    if document.date:
        yield DateCandidate(document.date, "markup:htmldate")
