from __future__ import annotations

import io
import zipfile
from datetime import datetime

import docx
import pytest
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfgen.canvas import Canvas

from .conftest import STORY, Take, one, only_failure


def pdf(pages: list[list[str]], **settings: object) -> bytes:
    out = io.BytesIO()
    canvas = Canvas(out, invariant=True, **settings)
    canvas.setTitle("Statement on Miran")
    canvas.setAuthor("Press office")
    for lines in pages:
        for number, line in enumerate(lines):
            canvas.drawString(72, 720 - 16 * number, line)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def word(*paragraphs: str) -> bytes:
    document = docx.Document()
    for paragraph in paragraphs:
        document.add_paragraph(paragraph)
    table = document.add_table(rows=1, cols=2)
    table.cell(0, 0).text, table.cell(0, 1).text = "killed", "20"
    document.add_paragraph("After the table.")
    document.core_properties.title = "Statement on Miran"
    document.core_properties.author = "Press office"
    document.core_properties.created = datetime(2011, 1, 28)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def test_a_pdf_with_a_text_layer(take: Take) -> None:
    data = pdf([["The Front said that its fighters", "killed 20 soldiers and"], ["wounded 12."]])
    taken = one(take(data, "a.pdf"))
    assert taken.report.text == (
        "The Front said that its fighters\nkilled 20 soldiers and\nwounded 12."
    )
    assert taken.original == data
    assert (taken.report.title, taken.report.author) == ("Statement on Miran", "Press office")
    assert taken.report.media_type == "application/pdf"


def test_the_creation_date_of_a_pdf_counts_least(take: Take) -> None:
    data = pdf([["PORT ALBA, Westland (Jan. 27, 2011) - Troops left Miran."]])
    report = one(take(data, "a.pdf")).report
    assert report.published == "2011-01-27"
    assert [c.origin for c in report.date_candidates] == ["pdf:CreationDate", "text:dateline"]


@pytest.mark.parametrize("name", ["a.pdf", "a.txt", "a"])
def test_a_pdf_is_known_by_its_bytes(take: Take, name: str) -> None:
    assert one(take(pdf([["Troops left Miran."]]), name)).report.text == "Troops left Miran."


def test_a_scanned_pdf(take: Take) -> None:
    assert "no text layer" in only_failure(take(pdf([[], []]), "a.pdf"))


def test_an_encrypted_pdf(take: Take) -> None:
    data = pdf([["Troops left."]], encrypt=StandardEncryption("secret"))
    assert "needs a password" in only_failure(take(data, "a.pdf"))


@pytest.mark.parametrize("data", [b"%PDF-1.7 nothing more", b"plain words"])
def test_a_pdf_that_is_none(take: Take, data: bytes) -> None:
    message = only_failure(take(data, "a.pdf"))
    assert "cannot be opened as PDF" in message or "the bytes do not" in message


@pytest.mark.parametrize("name", ["a.docx", "a.pdf", "a"])
def test_a_docx(take: Take, name: str) -> None:
    data = word(STORY, "", "Second paragraph.")
    report = one(take(data, name)).report
    assert report.text == f"{STORY}\n\nSecond paragraph.\nkilled\t20\nAfter the table."
    assert (report.title, report.author) == ("Statement on Miran", "Press office")
    assert report.published == "2011-01-27"
    assert "docx:created" in {c.origin for c in report.date_candidates}


def test_a_docx_that_is_no_zip(take: Take) -> None:
    assert "says DOCX, the bytes do not" in only_failure(take(b"plain words", "a.docx"))


def test_a_docx_that_breaks_off(take: Take) -> None:
    assert "zip file is damaged" in only_failure(take(word(STORY)[:2000], "a.docx"))


def _zip(**members: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return out.getvalue()


def test_a_docx_without_its_parts(take: Take) -> None:
    data = _zip(**{"word/document.xml": b"<w/>"})
    assert "cannot be opened as DOCX" in only_failure(take(data, "a.docx"))


def test_a_zip_bomb(take: Take) -> None:
    data = _zip(**{"word/document.xml": b"<w>" + b" " * 2_000_000})
    assert len(data) < 10_000
    assert "larger than" in only_failure(take(data, "a.docx", size_limit=100_000))


def test_another_zip(take: Take) -> None:
    assert "neither DOCX nor WACZ" in only_failure(take(_zip(a=b"x"), "a.zip"))
