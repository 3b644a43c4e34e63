from __future__ import annotations

import gzip
import hashlib
import io
import zipfile

import pytest
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from .conftest import Take, failures, only_failure, reports
from .test_html import page

PLAIN = b"PORT ALBA, Westland (Jan. 27, 2011) - Two soldiers were killed."


def warc(
    records: list[tuple[str, str, str, bytes]], *, packed: bool = True, encoding: str | None = None
) -> bytes:
    """Write records of address, status, content type and payload."""
    out = io.BytesIO()
    writer = WARCWriter(out, gzip=packed)
    for address, status, media_type, payload in records:
        headers = [("Content-Type", media_type)]
        if encoding:
            headers.append(("Content-Encoding", encoding))
        record = writer.create_warc_record(
            address,
            "response",
            payload=io.BytesIO(payload),
            http_headers=StatusAndHeaders(status, headers, protocol="HTTP/1.1"),
            warc_headers_dict={"WARC-Date": "2012-03-04T05:06:07Z"},
        )
        writer.write_record(record)
    return out.getvalue()


RECORDS = [
    ("https://herald.example/2011/01/28/a", "200 OK", "text/html; charset=utf-8", page()),
    ("https://herald.example/logo.png", "200 OK", "image/png", b"\x89PNG"),
    ("https://herald.example/gone", "404 Not Found", "text/html", page()),
    ("https://herald.example/empty", "200 OK", "text/html", b"<html></html>"),
    ("https://herald.example/b.txt", "200 OK", "text/plain", PLAIN),
]


@pytest.mark.parametrize("name", ["a.warc.gz", "a.warc", "a"])
@pytest.mark.parametrize("packed", [True, False])
def test_pages_are_found(take: Take, name: str, packed: bool) -> None:
    data = warc(RECORDS, packed=packed)
    items = take(data, name)
    html, plain = reports(items)
    assert html.original == page()
    assert html.report.origin.address == "https://herald.example/2011/01/28/a"
    assert html.report.origin.retrieved == "2012-03-04T05:06:07Z"
    assert (html.report.origin.locator or "").startswith("record <urn:uuid:")
    assert html.report.origin.container == hashlib.sha256(data).hexdigest()
    assert html.report.published == "2011-01-28"
    assert plain.report.text == PLAIN.decode()
    assert len(failures(items)) == 1
    assert "no text that reads as a report" in failures(items)[0]


def test_a_page_dated_after_its_capture_is_refused(take: Take) -> None:
    record = ("https://herald.example/2013/01/28/a", "200 OK", "text/plain", b"Two were killed.")
    (taken,) = reports(take(warc([record]), "a.warc.gz"))
    assert taken.report.published is None
    assert taken.report.date_candidates[0].refused == "later than retrieval"


def test_content_encoding_is_undone(take: Take) -> None:
    record = ("https://a.example/", "200 OK", "text/plain", gzip.compress(PLAIN))
    (taken,) = reports(take(warc([record], encoding="gzip"), "a.warc.gz"))
    assert taken.original == PLAIN


def test_one_gzip_around_a_whole_archive(take: Take) -> None:
    # warcio itself reads only archives packed record by record.
    data = gzip.compress(warc(RECORDS, packed=False))
    assert len(reports(take(data, "a.warc.gz"))) == 2


@pytest.mark.parametrize("packed", [True, False])
def test_an_archive_that_breaks_off_keeps_what_came_before(take: Take, packed: bool) -> None:
    records = [(f"https://a.example/{n}", "200 OK", "text/plain", PLAIN) for n in range(5)]
    items = take(warc(records, packed=packed)[:-40], "a.warc.gz")
    assert len(reports(items)) == 4
    assert "break" in failures(items)[-1]


def test_a_changed_record_is_noticed(take: Take) -> None:
    data = warc(RECORDS[-1:], packed=False).replace(b"Two soldiers", b"Six soldiers")
    assert "not what its digest says" in only_failure(take(data, "a.warc"))


def test_a_large_record_fails_alone(take: Take) -> None:
    big = ("https://a.example/big", "200 OK", "text/plain", b"x " * 50_000)
    items = take(warc([big, RECORDS[-1]]), "a.warc.gz", size_limit=10_000)
    assert len(reports(items)) == 1
    assert "larger than 10,000 bytes" in failures(items)[0]


def test_what_is_no_archive(take: Take) -> None:
    assert "says WARC, the bytes do not" in only_failure(take(b"plain words", "a.warc"))
    assert only_failure(take(b"WARC/1.0\r\nbroken", "a.warc"))


def _wacz(members: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        for name, data in members.items():
            package.writestr(name, data)
    return out.getvalue()


def test_wacz(take: Take) -> None:
    data = _wacz(
        {
            "datapackage.json": b"{}",
            "archive/b.warc.gz": warc(RECORDS[-1:]),
            "archive/a.warc": warc(RECORDS[:1], packed=False),
        }
    )
    first, second = reports(take(data, "a.wacz"))
    assert (first.report.origin.locator or "").startswith("archive/a.warc record <urn:")
    assert second.report.text == PLAIN.decode()


def test_a_wacz_without_archives(take: Take) -> None:
    assert "neither DOCX nor WACZ" in only_failure(
        take(_wacz({"datapackage.json": b"{}"}), "a.wacz")
    )
