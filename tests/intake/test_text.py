from __future__ import annotations

import gzip
import hashlib
import io
import sys

import pytest

from polybius.errors import SettingsError
from polybius.intake import Intaken, IntakeOptions, find_sources, take_in

from .conftest import NOW, STORY, Take, one, only_failure


def test_a_report_with_all_its_parts(take: Take) -> None:
    data = ("\ufeff" + STORY.replace(" ", "\xa0", 1) + "\r\n").encode()
    taken = one(take(data, "a.txt", publisher="Westland Herald"))
    report = taken.report
    assert taken.original == data
    assert report.id == hashlib.sha256(data).hexdigest()
    assert report.text == STORY
    assert report.media_type == "text/plain; charset=utf-8"
    assert report.language == "en"
    assert report.publisher == "Westland Herald"
    assert (report.published, report.published_precision) == ("2011-01-27", "day")
    assert [c.origin for c in report.date_candidates] == ["text:dateline"]
    assert report.origin.retrieved == "2026-02-05T12:00:00Z"
    assert report.origin.container is None
    assert report.text_map.original == "decoded"
    assert data.decode()[report.text_map.back(4) or 0] == "\xa0"


def test_the_given_date_outranks_the_dateline(take: Take) -> None:
    report = one(take(STORY.encode(), "a.txt", published="28 January 2011")).report
    assert report.published == "2011-01-28"
    assert len(report.date_candidates) == 2


def test_the_time_stamp_of_a_file_is_no_date(take: Take) -> None:
    report = one(take(b"The army said that two soldiers were killed.", "a.txt")).report
    assert (report.published, report.date_candidates) == (None, ())


def test_another_language_is_still_a_report(take: Take) -> None:
    text = "Le ministre de la Défense a déclaré que douze soldats avaient été tués mardi."
    assert one(take(text.encode("cp1252"), "a.txt")).report.language == "fr"


@pytest.mark.parametrize("encoding", ["cp1252", "utf-16", "utf-16-le", "utf-8-sig", "latin-1"])
def test_encodings(take: Take, encoding: str) -> None:
    text = STORY + " Residents of Besançon spoke of “fear”." * (encoding != "latin-1")
    assert one(take(text.encode(encoding), "a.txt")).report.text == text


def test_shift_jis(take: Take) -> None:
    text = "昨日、港町で爆発があり、少なくとも十二人が死亡したと警察が発表した。" * 3
    report = one(take(text.encode("shift_jis"), "a.txt")).report
    assert (report.text, report.language) == (text, "ja")


def test_a_named_encoding_is_used_or_refused(take: Take) -> None:
    assert (
        one(take("Š killed 3".encode("cp1250"), "a.txt", encoding="cp1250")).report.text[0] == "Š"
    )
    assert "b.txt: the bytes are not utf-8" in only_failure(
        take(b"caf\xe9", "b.txt", encoding="utf-8")
    )


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "is empty"),
        (b" \r\n\t \xc2\xa0\n", "holds no text"),
        (b"\xef\xbb\xbf", "holds no text"),
        (b"x" * 2000, "larger than 1,000 bytes"),
        (gzip.compress(b"x" * 200_000), "larger than 1,000 bytes"),
        (gzip.compress(STORY.encode())[:-20], "damaged or breaks off"),
        (gzip.compress(gzip.compress(b"abc", mtime=0), mtime=0), "packed twice"),
        (b"\x00\x01\x02\x03\x04\x05" * 20, "no text, and no format"),
        (b"\x89PNG\r\n\x1a\n" + b"\x00" * 40, "is a picture"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1" + b"\x00" * 40, "old Office file"),
    ],
)
def test_what_is_no_report_says_why(take: Take, data: bytes, message: str) -> None:
    assert message in only_failure(take(data, "a.txt", size_limit=1000))


def test_gzip_is_unpacked_and_the_text_is_the_identity(take: Take) -> None:
    taken = one(take(gzip.compress(STORY.encode()), "a.txt.gz"))
    assert taken.original == STORY.encode()
    assert taken.report.text == STORY


def test_stray_control_characters_do_not_make_it_binary(take: Take) -> None:
    data = STORY.encode().replace(b"soldiers", b"sol\x00diers")
    assert one(take(data, "a.txt")).report.text == STORY


def test_lone_surrogates_become_the_replacement_character(take: Take) -> None:
    taken = one(take(b'{"text": "The army said \\ud83d two were killed."}', "a.jsonl"))
    assert taken.report.text == "The army said \ufffd two were killed."
    assert taken.report.text.encode()


def test_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    stream = io.TextIOWrapper(io.BytesIO(STORY.encode()))
    monkeypatch.setattr(sys, "stdin", stream)
    source = next(iter(find_sources(["-"])))
    taken = [item for item in take_in(source, IntakeOptions(now=NOW)) if isinstance(item, Intaken)]
    assert [(t.report.text, t.report.origin.address) for t in taken] == [(STORY, "-")]


def test_same_bytes_same_report(take: Take) -> None:
    assert take(STORY.encode(), "a.txt") == take(STORY.encode(), "a.txt")


@pytest.mark.parametrize(
    "settings",
    [
        {"published": "soon"},
        {"now": NOW.replace(tzinfo=None)},
        {"size_limit": 0},
        {"timeout": -1.0},
        {"max_redirects": -1},
        {"encoding": "klingon"},
        {"encoding": "zlib"},
    ],
)
def test_settings_that_cannot_be_used(settings: dict[str, object]) -> None:
    with pytest.raises(SettingsError):
        IntakeOptions(**settings)  # type: ignore[arg-type]
