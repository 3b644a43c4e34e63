"""Every publication date that a web page offers: head, JSON-LD, time tags, address."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

import lxml.etree
import lxml.html

from polybius.intake.dates import CHANGED
from polybius.records import DateCandidate

_PUBLISHED = (
    "article:published_time", "og:published_time", "og:article:published_time",
    "bt:pubdate", "sailthru.date", "parsely-pub-date", "cxenseparse:recs:publishtime",
    "datepublished", "publication_date", "publish-date", "publish_date", "publishdate", "pubdate",
    "citation_publication_date", "dcterms.issued", "dc.date.issued", "dcterms.created",
    "dc.date.created", "dcterms.date", "dc.date", "originalpublicationdate", "article.published",
    "article:published", "date",
)  # fmt: skip
"""Names of meta tags that carry a publication date, most specific first."""
_CHANGED = (
    "article:modified_time", "og:updated_time", "datemodified", "dcterms.modified",
    "last-modified", "lastmod", "revised", "article:modified",
)  # fmt: skip
_ARTICLES = re.compile(r"(?:Article|Posting|Report|WebPage|CreativeWork|VideoObject)$")
_MOST = 12
"""Time tags and JSON-LD nodes looked at: further ones belong to lists of other pages."""
_IN_PATH = (
    re.compile(r"[/\-_]((?:19|20)\d\d)[/\-_]?(0[1-9]|1[0-2])[/\-_]?(0[1-9]|[12]\d|3[01])(?!\d)"),
    re.compile(r"/((?:19|20)\d\d)[/\-](0[1-9]|1[0-2])(?!\d)"),
)


def page_dates(page: str, address: str) -> Iterator[DateCandidate]:
    """Yield the date candidates of ``page`` in the order of trust, most trusted first."""
    try:
        tree = lxml.html.document_fromstring(page)
    except (lxml.etree.LxmlError, ValueError):
        return
    yield from _from_meta(tree)
    yield from _from_json_ld(tree)
    yield from _from_time_tags(tree)
    yield from address_dates(address)


def address_dates(address: str) -> Iterator[DateCandidate]:
    """Yield the date in the path of a web address: ``/2011/01/27/``, ``-20110127``."""
    if not re.match(r"https?://", address):
        return
    path = "/" + address.split("//", 1)[1].partition("/")[2]
    for pattern in _IN_PATH:
        match = pattern.search(path)
        if match:
            yield DateCandidate("-".join(match.groups()), "url")
            return


def _from_meta(tree: lxml.html.HtmlElement) -> Iterator[DateCandidate]:
    told: dict[str, list[str]] = {}
    for element in tree.iter("meta"):
        value = (element.get("content") or "").strip()
        for attribute in ("property", "name", "itemprop", "http-equiv"):
            name = (element.get(attribute) or "").strip().lower()
            if value and name:
                told.setdefault(name, []).append(value)
    for names, refused in ((_PUBLISHED, None), (_CHANGED, CHANGED)):
        for name in names:
            for value in told.get(name, ()):
                yield DateCandidate(value, f"meta:{name}", refused)


def _from_json_ld(tree: lxml.html.HtmlElement) -> Iterator[DateCandidate]:
    nodes: list[dict[str, object]] = []
    for element in tree.iter("script"):
        if "ld+json" in (element.get("type") or ""):
            try:
                _collect(json.loads(element.text or "", strict=False), nodes)
            except (ValueError, RecursionError):
                continue
    for key, refused in (("datePublished", None), ("dateCreated", None), ("dateModified", CHANGED)):
        for node in nodes[:_MOST]:
            value = node.get(key)
            if isinstance(value, str) and value.strip():
                kind = _kind(node)
                yield DateCandidate(value.strip(), f"json-ld:{kind}.{key}", refused)


def _collect(value: object, nodes: list[dict[str, object]]) -> None:
    """Gather the nodes that describe a publication, wherever they are nested."""
    if isinstance(value, list):
        for item in value:
            _collect(item, nodes)
    elif isinstance(value, dict):
        if _ARTICLES.search(_kind(value)):
            nodes.append(value)
        for item in value.values():
            if isinstance(item, dict | list):
                _collect(item, nodes)


def _kind(node: dict[str, object]) -> str:
    kind = node.get("@type")
    first = kind[0] if isinstance(kind, list) and kind else kind
    return first if isinstance(first, str) else ""


def _from_time_tags(tree: lxml.html.HtmlElement) -> Iterator[DateCandidate]:
    marked: list[DateCandidate] = []
    others: list[DateCandidate] = []
    for element in list(tree.iter("time"))[:_MOST]:
        value = (element.get("datetime") or element.text_content() or "").strip()
        if not value:
            continue
        hints = " ".join(
            str(element.get(a) or "") for a in ("itemprop", "class", "pubdate")
        ).lower()
        changed = "modif" in hints or "updat" in hints
        candidate = DateCandidate(value, "time", CHANGED if changed else None)
        is_marked = "publish" in hints or element.get("pubdate") is not None
        (marked if is_marked else others).append(candidate)
    yield from marked
    yield from others
