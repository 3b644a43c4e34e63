from __future__ import annotations

from email.message import EmailMessage

import pytest

from .conftest import STORY, Take, one, only_failure


def mail(*, plain: str | None = STORY, html: str | None = None) -> bytes:
    message = EmailMessage()
    message["From"] = "Press Office <press@ministry.example>"
    message["To"] = "desk@herald.example"
    message["Subject"] = "Statement on Miran – no 4"
    message["Date"] = "Thu, 27 Jan 2011 09:05:11 +0200"
    if plain is not None:
        message.set_content(plain)
    if html is not None and plain is not None:
        message.add_alternative(html, subtype="html")
    elif html is not None:
        message.set_content(html, subtype="html")
    message.add_attachment(b"\x00\x01", maintype="application", subtype="pdf", filename="a.pdf")
    return message.as_bytes()


@pytest.mark.parametrize("name", ["a.eml", "a", "a.txt"])
def test_a_mail(take: Take, name: str) -> None:
    data = mail(html="<p>other</p>")
    taken = one(take(data, name))
    assert taken.original == data
    assert taken.report.text == STORY
    assert taken.report.title == "Statement on Miran – no 4"
    assert taken.report.author == "Press Office"
    assert (taken.report.published, taken.report.published_precision) == ("2011-01-27", "minute")
    assert taken.report.media_type == "message/rfc822"


def test_a_mail_of_html_alone(take: Take) -> None:
    report = one(
        take(mail(plain=None, html="<p>Two were\nkilled.</p><p>“Yes”</p>"), "a.eml")
    ).report
    assert report.text == "Two were killed.\n“Yes”"


def test_a_declared_charset(take: Take) -> None:
    data = (
        b"From: a@b.example\r\nDate: Thu, 27 Jan 2011 09:05:11 +0200\r\n"
        b"Content-Type: text/plain; charset=windows-1251\r\n\r\n" + "Погибли двое".encode("cp1251")
    )
    assert one(take(data, "a.eml")).report.text == "Погибли двое"


def test_a_wrong_date_is_kept_and_refused(take: Take) -> None:
    data = b"From: a@b.example\nDate: someday soon\nSubject: x\n\nTwo were killed."
    report = one(take(data, "a.eml")).report
    assert report.published is None
    assert report.date_candidates[0].value == "someday soon"


def test_a_mail_without_text(take: Take) -> None:
    data = b"From: a@b.example\nContent-Type: image/png\nSubject: x\n\nxxxx"
    assert "no text part" in only_failure(take(data, "a.eml"))


def test_wire_text_with_a_heading_is_no_mail(take: Take) -> None:
    data = b"From: our correspondent\nDate: unknown\n\nTwo were killed."
    assert one(take(data, "a.txt")).report.media_type.startswith("text/plain")
