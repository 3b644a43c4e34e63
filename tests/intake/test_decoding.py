from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from polybius.errors import DamagedSource
from polybius.intake.decoding import decode, encoding_of

ENGLISH = "The ministry’s spokesman said “12 were killed” in Córdoba – no more. " * 5
JAPANESE = "昨日、港町で爆発があり、少なくとも十二人が死亡したと警察が発表した。" * 5


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (ENGLISH, "utf-8"),
        (ENGLISH, "windows-1252"),
        (ENGLISH, "utf-16-le"),
        (ENGLISH, "utf-16-be"),
        ("Le ministre a été interrogé à Besançon.", "latin-1"),
        (JAPANESE, "cp932"),
        (JAPANESE, "utf-8"),
    ],
)
def test_an_undeclared_encoding_is_found(text: str, encoding: str) -> None:
    assert decode(text.encode(encoding)).text == text


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-32"])
def test_a_byte_order_mark_decides(encoding: str) -> None:
    assert decode(ENGLISH.encode(encoding), declared="latin-1").text == "\ufeff" + ENGLISH


def test_valid_utf8_outweighs_a_declared_single_byte_encoding() -> None:
    # Servers that say ISO-8859-1 by default send UTF-8 all the same.
    assert decode(ENGLISH.encode(), declared="iso-8859-1").text == ENGLISH


def test_a_declared_multi_byte_encoding_is_believed() -> None:
    # ISO-2022-JP is all ASCII bytes, so valid UTF-8 as well.
    assert decode(JAPANESE.encode("iso2022_jp"), declared="iso-2022-jp").text == JAPANESE


@pytest.mark.parametrize("declared", ["no-such", "zlib", "punycode", "idna", "x\x00y", ""])
def test_a_useless_declaration_is_passed_over(declared: str) -> None:
    assert decode(ENGLISH.encode(), declared=declared).text == ENGLISH


def test_an_override_that_does_not_fit_is_an_error() -> None:
    with pytest.raises(DamagedSource, match="not utf-8"):
        decode(b"caf\xe9", override="utf-8")
    assert decode("é".encode("cp850"), override="cp850").text == "é"


@given(st.binary(max_size=200), st.sampled_from([None, "utf-8", "shift_jis", "utf-16", "ascii"]))
def test_any_bytes_decode(data: bytes, declared: str | None) -> None:
    result = decode(data, declared=declared)
    assert result == decode(data, declared=declared)
    assert len(result.text) <= len(data)


@given(
    st.text(alphabet="aé漢😀 ", min_size=1, max_size=50), st.integers(min_value=0, max_value=200)
)
def test_a_head_cut_inside_a_character_is_still_utf8(text: str, cut: int) -> None:
    data = ("plain start " + text * 20).encode()
    assert encoding_of(data[: 12 + cut]) == "utf-8"
