"""Feeds (RSS, Atom), by feedparser, and lists of feeds (OPML)."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from typing import Any

import feedparser
import lxml.etree

from polybius.errors import DamagedSource, IntakeError, UnsupportedFormat, Where
from polybius.intake.content import Content
from polybius.intake.decoding import decode
from polybius.intake.drafts import Draft
from polybius.intake.html import declared_charset, fragment_text
from polybius.intake.normalise import one_line
from polybius.intake.options import IntakeOptions
from polybius.intake.url import fetch
from polybius.records import DateCandidate

_ENTRY = re.compile(rb"<((?:\w+:)?(?:item|entry))\b[^>]*>.*?</\1\s*>", re.DOTALL)
_ROOT = re.compile(rb"<((?:\w+:)?(?:rss|feed|RDF))\b", re.IGNORECASE)
_XML_DECLARATION = re.compile(r"^\ufeff?\s*<\?xml[^>]*\?>")
# What feedparser lets through where both its parsers stumble.
_FAULTS = (ValueError, LookupError, AttributeError, TypeError, AssertionError, RecursionError)
_DATES = ("published", "created", "updated")


def read_feed(content: Content, options: IntakeOptions) -> Iterator[Draft | IntakeError]:
    """Yield a report for each entry; its bytes are the entry's element as it stands in the feed.

    Raises:
        DamagedSource: it holds no feed, or declares entities (a way to unpack without end).
    """
    data = content.whole(options.size_limit)
    root = _ROOT.search(data)
    entries = list(_ENTRY.finditer(data))
    if root is None or b"<!ENTITY" in data:
        raise DamagedSource("the file is no feed that can be read safely.", where=content.where)
    if not entries:
        raise DamagedSource("the feed holds no entries.", where=content.where)
    head = data[: entries[0].start()]
    name = root[1].lower().split(b":")[-1]
    tail = (b"</channel>" if name == b"rss" else b"") + b"</" + root[1] + b">"
    for number, entry in enumerate(entries, start=1):
        try:
            yield _draft(
                _parsed(head + entry[0] + tail, content, options), entry[0], number, content
            )
        except IntakeError as error:
            yield error


def _parsed(data: bytes, content: Content, options: IntakeOptions) -> Any:
    """Parse a feed of one entry, so that a broken entry cannot take others with it."""
    declared = content.charset or declared_charset(data)
    text = decode(data, declared=declared, override=options.encoding).text
    headers = {"content-type": "application/xml; charset=utf-8"}
    if "://" in content.address:
        headers["content-location"] = content.address
    plain = _XML_DECLARATION.sub("", text).encode("utf-8", "replace")
    try:
        return feedparser.parse(io.BytesIO(plain), response_headers=headers)
    except _FAULTS as error:
        raise DamagedSource(f"an entry cannot be read ({error}).", where=content.where) from error


def _draft(feed: Any, raw: bytes, number: int, content: Content) -> Draft:
    where = Where(f"{content.address} (entry {number})")
    if not feed.entries:
        raise DamagedSource("the entry cannot be read.", where=where)
    entry = feed.entries[0]
    text = _text(entry)
    if not text.strip():
        raise IntakeError("the entry holds no text.", where=where)
    # dict.get, because feedparser's own gives one date under the name of another.
    told = ((key, dict.get(entry, key)) for key in _DATES)
    dates = tuple(DateCandidate(str(value), f"feed:{key}") for key, value in told if value)
    link = str(entry.get("link") or "")
    return Draft(
        original=raw,
        text=text,
        text_is="extracted",
        media_type="application/atom+xml" if raw.startswith(b"<entry") else "application/rss+xml",
        title=one_line(entry.get("title")),
        author=one_line(entry.get("author")),
        publisher=one_line(feed.feed.get("title")),
        address=link if re.match(r"https?://", link) else None,
        locator=f"entry {number}",
        dates=dates,
    )


def _text(entry: Any) -> str:
    """Return the longest of the entry's contents, or its summary."""
    parts = [*entry.get("content", ()), entry.get("summary_detail") or {}]
    texts = [
        value if part.get("type") == "text/plain" else fragment_text(value)
        for part in parts
        if (value := str(part.get("value") or ""))
    ]
    return max(texts, key=len, default="")


def read_opml(content: Content, options: IntakeOptions) -> Iterator[Draft | IntakeError]:
    """Fetch each feed of a list and yield its entries; a feed that fails gives an error.

    Raises:
        DamagedSource: the list is no XML, or names no feed.
    """
    addresses = _addresses(content.whole(options.size_limit), content.where)
    for address in addresses:
        try:
            with fetch(address, options) as feed:
                if not _ROOT.search(feed.head()):
                    raise UnsupportedFormat("the address is no feed.", where=feed.where)
                yield from read_feed(feed, options)
        except IntakeError as error:
            yield error


def _addresses(data: bytes, where: Where) -> list[str]:
    parser = lxml.etree.XMLParser(resolve_entities=False, no_network=True, recover=True)
    try:
        root = lxml.etree.fromstring(data, parser)
    except (lxml.etree.LxmlError, ValueError) as error:
        raise DamagedSource(f"the feed list is not XML ({error}).", where=where) from error
    found = [] if root is None else root.xpath("//*[local-name()='outline']/@xmlUrl")
    if not found:
        raise DamagedSource("the list names no feed.", where=where)
    return list(dict.fromkeys(str(address).strip() for address in found))
