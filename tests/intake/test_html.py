from __future__ import annotations

import hashlib

import pytest

from polybius.intake.html import fragment_text

from .conftest import Take, one, only_failure

BODY = """
<p>The Harbour Front said on Tuesday that its fighters killed at least 20 soldiers near Miran,
a claim that could not be independently verified.</p>
<p>The defence ministry of Westland denied the claim. “Two of our soldiers were wounded,” the
spokesman said in Port Alba, and added that the fighting had ended by the evening.</p>
<p>Aid workers put the number of civilians killed at three, among them a child.</p>
"""


def page(head: str = "", body: str = BODY, html: str = "<html lang='en'>") -> bytes:
    return (
        f"<!DOCTYPE html>{html}<head><meta charset='utf-8'>{head}</head><body><nav><a href='/'>Home"
        f"</a> <a href='/w'>World</a></nav><article>{body}</article>"
        "<footer>Copyright. All rights reserved.</footer></body></html>"
    ).encode()


def test_text_and_metadata(take: Take) -> None:
    data = page(
        "<title>Twenty soldiers killed, group says | The Herald</title>"
        "<meta property='og:title' content='Twenty soldiers killed, group says'>"
        "<meta property='og:site_name' content='The Westland Herald'>"
        "<meta name='author' content='Mara Quill'>"
        "<link rel='canonical' href='https://herald.example/world/front-claim'>"
        "<meta property='article:published_time' content='2011-01-27T09:05:00+02:00'>"
    )
    taken = one(take(data, "a.html"))
    report = taken.report
    assert taken.original == data
    assert report.id == hashlib.sha256(data).hexdigest()
    assert report.text.startswith("The Harbour Front said on Tuesday")
    assert "Copyright" not in report.text
    assert (report.title, report.author, report.publisher) == (
        "Twenty soldiers killed, group says",
        "Mara Quill",
        "The Westland Herald",
    )
    assert report.origin.address == "https://herald.example/world/front-claim"
    assert (report.published, report.published_precision) == ("2011-01-27", "minute")
    assert report.text_map.original == "extracted"
    assert report.language == "en"


def test_all_date_candidates_are_kept_and_refused_with_reason(take: Take) -> None:
    head = """
    <meta property="article:published_time" content="2031-05-06T10:00:00Z">
    <meta property="article:modified_time" content="2011-02-01T10:00:00Z">
    <script type="application/ld+json">{"@graph": [{"@type": "WebSite", "datePublished": "1999"},
    {"@type": ["NewsArticle"], "datePublished": "2011-01-27", "dateModified": "2011-02-01"}]}
    </script><script type="application/ld+json">{broken</script>
    <link rel="canonical" href="https://herald.example/2011/01/28/front-claim">
    """
    report = one(take(page(head, "<time datetime='2011-01-29'>x</time>" + BODY), "a.html")).report
    found = {(c.origin, c.value, c.refused) for c in report.date_candidates}
    assert report.published == "2011-01-27"
    assert ("meta:article:published_time", "2031-05-06T10:00Z", "later than retrieval") in found
    assert ("json-ld:NewsArticle.datePublished", "2011-01-27", None) in found
    assert ("time", "2011-01-29", None) in found
    assert ("url", "2011-01-28", None) in found
    changed = {o for o, _, why in found if why and "changed" in why}
    assert changed == {"meta:article:modified_time", "json-ld:NewsArticle.dateModified"}


def test_a_month_in_the_address(take: Take) -> None:
    head = "<link rel='canonical' href='https://herald.example/2011/01/front-claim'>"
    report = one(take(page(head), "a.html")).report
    assert ("url", "2011-01") in {(c.origin, c.value) for c in report.date_candidates}


@pytest.mark.parametrize("encoding", ["windows-1252", "utf-8", "utf-16"])
def test_the_declared_encoding(take: Take, encoding: str) -> None:
    data = page().decode().replace("charset='utf-8'", f"charset='{encoding}'").encode(encoding)
    assert "“Two of our soldiers were wounded,”" in one(take(data, "a.html")).report.text


def test_an_xml_declaration_is_no_obstacle(take: Take) -> None:
    data = b"<?xml version='1.0' encoding='utf-8'?>\n" + page()
    assert "Harbour Front" in one(take(data, "a.xhtml")).report.text


@pytest.mark.parametrize("name", ["a.txt", "a", "a.pdf", "a.docx", "a.csv", "a.xml", "a.unknown"])
def test_a_page_under_a_wrong_name(take: Take, name: str) -> None:
    assert one(take(page(), name)).report.media_type == "text/html; charset=utf-8"


def test_text_under_the_name_of_a_page(take: Take) -> None:
    taken = one(take(b"The army said that two soldiers were killed.", "a.html"))
    assert taken.report.media_type.startswith("text/plain")


def test_a_page_without_text(take: Take) -> None:
    data = b"<!doctype html><html><body><script>run()</script></body></html>"
    assert "no text that reads as a report" in only_failure(take(data, "a.html"))


def test_equal_paragraphs_in_many_pages_are_not_dropped(take: Take) -> None:
    # trafilatura's own de-duplication would make the result depend on what came before.
    first = one(take(page(), "a.html")).report.text
    assert [one(take(page(), f"{n}.html")).report.text for n in range(5)] == [first] * 5


def test_fragment_text() -> None:
    assert fragment_text("<p>One &amp;\n two</p><ul><li>a<li>b</ul>c<br>d<script>x</script>") == (
        "One & two\na\nb\nc\nd"
    )
    assert fragment_text("plain") == "plain"
    assert fragment_text("") == ""
