"""From bytes to characters: which encoding, and on whose word."""

from __future__ import annotations

import codecs
from dataclasses import dataclass

from charset_normalizer import from_bytes

from polybius.errors import DamagedSource

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# As browsers do (WHATWG Encoding Standard): the narrow label stands for the wide encoding.
_WIDER = {
    "ascii": "windows-1252",
    "iso8859-1": "windows-1252",
    "cp1252": "windows-1252",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "shift_jis": "cp932",
    "euc_kr": "cp949",
    "utf-16": "utf-16-le",
    "iso8859-9": "cp1254",
    "tis-620": "cp874",
}
# Codecs that are not encodings of documents, or that cost more than linear time.
_REFUSED = {"idna", "punycode", "unicode_escape", "raw_unicode_escape", "undefined", "utf-7"}
_MULTIBYTE = (
    "utf-16",
    "utf-32",
    "gb",
    "big5",
    "cp932",
    "cp949",
    "euc",
    "shift",
    "iso2022",
    "johab",
)
_SAMPLE = 1 << 16
_FEW_HIGH_BYTES = 0.03
_SOME_HIGH_BYTES = 0.15
# What English, French, German, Portuguese and Spanish texts hold beyond ASCII.
_WESTERN = frozenset("àâäáãåçéèêëíîïñóôöõúùûüÿßæœ‘’‚“”„–—…•«»¿¡°§£€©®´·ºª\xa0".encode("cp1252"))
_WESTERN_CAPITALS = frozenset("ÀÂÄÁÃÅÇÉÈÊËÍÎÏÑÓÔÖÕÚÙÛÜŸÆŒ".encode("cp1252"))


@dataclass(frozen=True, slots=True)
class Decoded:
    """Characters, and the encoding that gave them. A byte-order mark stays as U+FEFF."""

    text: str
    encoding: str


def decode(data: bytes, *, declared: str | None = None, override: str | None = None) -> Decoded:
    """Decode ``data`` on the best word there is; nothing is repaired.

    In order: the user's override; a byte-order mark; a declared multi-byte encoding; UTF-8 where
    the bytes are valid UTF-8; a declared single-byte encoding; UTF-16 shown by its zero bytes;
    windows-1252 where few bytes are not ASCII (English with typographic marks and some names),
    or where those that are not give western European letters;
    charset-normalizer's judgement; windows-1252.

    Raises:
        DamagedSource: the bytes are not in the encoding that the user named.
    """
    if override is not None:
        return _as_told(data, override)
    for name in _names(data, declared):
        text = _strict(data, name)
        if text is not None:
            return Decoded(text, name)
    return Decoded(_western(data), "windows-1252")


def encoding_of(head: bytes, *, override: str | None = None) -> str:
    """Return the encoding of a long input from its first bytes; they may end inside a character."""
    if override is not None:
        return codecs.lookup(override).name
    for cut in range(4):
        part = head[: len(head) - cut]
        if _strict(part, "utf-8") is not None and not _utf16_by_zeros(part):
            return next((name for bom, name in _BOMS if part.startswith(bom)), "utf-8")
    return decode(head[: len(head) // 4 * 4]).encoding


def _as_told(data: bytes, override: str) -> Decoded:
    try:
        return Decoded(data.decode(override), codecs.lookup(override).name)
    except (UnicodeError, LookupError) as error:
        raise DamagedSource(
            f"the bytes are not {override}: {error}.",
            hint="Leave the encoding to be found, or name another.",
        ) from error


def _names(data: bytes, declared: str | None) -> list[str]:
    """Return the encodings to try, best word first."""
    for bom, name in _BOMS:
        if data.startswith(bom):
            return [name]
    told = _canonical(declared)
    utf16 = _utf16_by_zeros(data)
    names = [told] if told and told.startswith(_MULTIBYTE) else []
    names += [utf16] if utf16 else ["utf-8"]
    names += [told] if told and told not in names else []
    return names + _guesses(data)


def _canonical(label: str | None) -> str | None:
    if not label:
        return None
    try:
        name = codecs.lookup(label.strip().strip("\"'")).name
    except (LookupError, ValueError):
        return None
    return None if name in _REFUSED else _WIDER.get(name, name)


def _guesses(data: bytes) -> list[str]:
    if _strict(data, "utf-8") is not None:
        return []
    sample = data[:_SAMPLE]
    high = bytes(byte for byte in sample if byte >= 0x80)
    if len(high) <= max(1, _FEW_HIGH_BYTES * len(sample)):
        return ["windows-1252"]
    if len(high) <= _SOME_HIGH_BYTES * len(sample) and {*high} <= _WESTERN | _WESTERN_CAPITALS:
        return ["windows-1252"]
    best = from_bytes(sample).best()
    name = _canonical(best.encoding) if best else None
    return [name] if name else []


def _utf16_by_zeros(data: bytes) -> str | None:
    """Return the byte order where every other byte is mostly zero, as in Latin text."""
    sample = data[:4096]
    half = len(sample) // 2
    if half < 2:
        return None
    even, odd = sample[::2].count(0) / half, sample[1::2].count(0) / half
    if odd > 0.4 and even < 0.05:
        return "utf-16-le"
    if even > 0.4 and odd < 0.05:
        return "utf-16-be"
    return None


def _strict(data: bytes, name: str) -> str | None:
    if name == "windows-1252":
        return _western(data)
    try:
        return data.decode(name)
    except (UnicodeError, LookupError):
        return None


def _western(data: bytes) -> str:
    """Decode as browsers do: windows-1252, its five unassigned bytes as the C1 controls."""
    try:
        return data.decode("cp1252")
    except UnicodeDecodeError:
        return "".join(
            chr(byte) if byte in _UNASSIGNED else bytes([byte]).decode("cp1252") for byte in data
        )


_UNASSIGNED = frozenset({0x81, 0x8D, 0x8F, 0x90, 0x9D})
