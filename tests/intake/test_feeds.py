from __future__ import annotations

import hashlib
import io

import pytest

from polybius.errors import Unreachable
from polybius.intake import feeds
from polybius.intake.content import Content

from .conftest import Take, failures, only_failure, reports

ITEM = b"""<item><title>Front claims</title><link>https://herald.example/1</link>
<description><![CDATA[<p>The Front said it killed <b>20</b> soldiers.</p><p>More &amp; more.</p>]]>
</description><pubDate>Thu, 27 Jan 2011 09:05:11 GMT</pubDate><author>M. Quill</author></item>"""
RSS = (
    b'<?xml version="1.0" encoding="UTF-8"?>\n<rss version="2.0"><channel><title>Herald</title>'
    + ITEM
    + b"<item><title>Nothing more</title></item><item><title>Bad & broken</title>"
    b"<description>Two &lt;i&gt;were&lt;/i&gt; killed</description></item></channel></rss>"
)
ATOM = """<?xml version="1.0" encoding="windows-1252"?>
<feed xmlns="http://www.w3.org/2005/Atom"><title>Herald</title>
<entry><title>A</title><id>urn:1</id><updated>2011-01-28T10:00:00Z</updated>
<link href="https://herald.example/a"/><summary>Short.</summary>
<content type="html">&lt;p&gt;The “Front” said so at length.&lt;/p&gt;</content></entry></feed>
"""


@pytest.mark.parametrize("name", ["a.xml", "a.rss", "a", "a.html", "a.txt"])
def test_rss(take: Take, name: str) -> None:
    items = take(RSS, name)
    first, third = reports(items)
    assert first.original == ITEM
    assert first.report.id == hashlib.sha256(ITEM).hexdigest()
    assert first.report.text == "The Front said it killed 20 soldiers.\nMore & more."
    assert first.report.title == "Front claims"
    assert first.report.publisher == "Herald"
    assert first.report.author == "M. Quill"
    assert first.report.published == "2011-01-27"
    assert first.report.origin.address == "https://herald.example/1"
    assert first.report.origin.container == hashlib.sha256(RSS).hexdigest()
    assert first.report.origin.locator == "entry 1"
    assert third.report.text == "Two were killed"
    assert "(entry 2): the entry holds no text" in failures(items)[0]


def test_atom(take: Take) -> None:
    (taken,) = reports(take(ATOM.encode("cp1252"), "a.atom"))
    assert taken.report.text == "The “Front” said so at length."
    assert taken.report.published == "2011-01-28"
    assert taken.report.date_candidates[0].origin == "feed:updated"
    assert taken.report.media_type == "application/atom+xml"


def test_a_zero_byte_in_the_declared_encoding(take: Take) -> None:
    # feedparser raises a bare ValueError on it.
    data = ATOM.replace("windows-1252", "wind\x00ows").encode("cp1252")
    assert len(reports(take(data, "a.atom"))) == 1


def test_a_feed_without_entries(take: Take) -> None:
    assert "holds no entries" in only_failure(take(b"<rss><channel></channel></rss>", "a.rss"))


def test_entities_are_refused(take: Take) -> None:
    data = b'<!DOCTYPE rss [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>' + RSS.split(b"\n", 1)[1]
    assert "read safely" in only_failure(take(data, "a.rss"))


def test_other_xml(take: Take) -> None:
    assert "neither a feed nor a page" in only_failure(take(b"<?xml version='1.0'?><a/>", "a.xml"))


def test_opml(take: Take, monkeypatch: pytest.MonkeyPatch) -> None:
    data = b"""<?xml version="1.0"?><opml version="2.0"><body><outline text="News">
    <outline xmlUrl="https://a.example/rss"/><outline xmlUrl="https://gone.example/rss"/>
    <outline xmlUrl="https://a.example/rss"/></outline></body></opml>"""
    asked = []

    class Fetched:
        def __init__(self, address: str, *_: object) -> None:
            asked.append(address)
            self._address = address

        def __enter__(self) -> Content:
            if "gone" in self._address:
                raise Unreachable("answers 404 Not Found.")
            return Content(self._address, "rss", io.BytesIO(RSS), "2026-02-05T12:00:00Z")

        def __exit__(self, *_: object) -> None:
            return None

    monkeypatch.setattr(feeds, "fetch", Fetched)
    items = take(data, "a.opml")
    assert asked == ["https://a.example/rss", "https://gone.example/rss"]
    assert len(reports(items)) == 2
    assert "404" in failures(items)[-1]


@pytest.mark.parametrize("data", [b"<opml></opml>", b"<opml"])
def test_an_opml_without_feeds(take: Take, data: bytes) -> None:
    assert only_failure(take(data, "a.opml"))
