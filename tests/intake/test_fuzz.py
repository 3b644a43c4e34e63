"""Whatever the bytes and whatever the name: reports and failures, never another exception."""

from __future__ import annotations

import gzip

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from polybius.ids import sha256_hex
from polybius.intake import IntakeFailure, Intaken

from .conftest import Take
from .test_eml import mail
from .test_feeds import ATOM, RSS
from .test_html import page
from .test_pdf_docx import pdf, word
from .test_warc import RECORDS, _wacz, warc

SEEDS = {
    "a.html": page('<script type=\'application/ld+json\'>{"@type":"Article"}</script>'),
    "a.pdf": pdf([["Two soldiers were killed."]]),
    "a.docx": word("Two soldiers were killed."),
    "a.eml": mail(html="<p>Two</p>"),
    "a.rss": RSS,
    "a.atom": ATOM.encode("cp1252"),
    "a.opml": b"<opml><body><outline text='x'/></body></opml>",
    "a.warc": warc(RECORDS, packed=False),
    "a.warc.gz": warc(RECORDS),
    "a.wacz": _wacz({"archive/a.warc.gz": warc(RECORDS)}),
    "a.jsonl": b'{"text": "Two were killed."}\n{"text": "Three were killed."}\n',
    "a.json": b'[{"text": "Two were killed."}, {"text": "Three \\u00e9"}]',
    "a.csv": b'id,text\n1,"Two were, killed"\n2,Three\n',
    "a.tsv": b"id\ttext\n1\tTwo were killed\n",
    "a.txt": b"PORT ALBA, 3 JAN 90 (AGENCY) -- Two were killed.\n",
    "a.txt.gz": gzip.compress(b"Two were killed.\n" * 50),
    "a": b"Two were killed.",
}
_fuzz = settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


def _check(items: list[Intaken | IntakeFailure]) -> None:
    for item in items:
        if isinstance(item, Intaken):
            assert item.report.text.strip()
            assert item.report.id == sha256_hex(item.original)
            assert item.report.text.encode()
        else:
            assert str(item.error)


@pytest.mark.parametrize("name", SEEDS)
@_fuzz
@given(data=st.binary(max_size=300))
def test_random_bytes(take: Take, name: str, data: bytes) -> None:
    _check(take(data, name))


@pytest.mark.parametrize("name", SEEDS)
@_fuzz
@given(choice=st.data())
def test_damaged_files(take: Take, name: str, choice: st.DataObject) -> None:
    data = bytearray(SEEDS[name])
    for _ in range(choice.draw(st.integers(1, 4))):
        start = choice.draw(st.integers(0, len(data)))
        end = min(len(data), start + choice.draw(st.integers(0, 30)))
        data[start:end] = choice.draw(st.binary(max_size=30))
    cut = choice.draw(st.integers(0, len(data)))
    _check(take(bytes(data[: cut or None]), name))


@pytest.mark.parametrize("name", SEEDS)
@pytest.mark.parametrize("content", SEEDS)
def test_every_kind_under_every_name(take: Take, name: str, content: str) -> None:
    items = take(SEEDS[content], name)
    assert items
    _check(items)
