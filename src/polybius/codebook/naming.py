"""When two spellings are one name: the keys that the register of parties is looked up by."""

from __future__ import annotations

import re
import unicodedata

_APOSTROPHES = re.compile(r"['’‘ʼʻʿʾ`´ˈ′]")
_POSSESSIVE = re.compile(r"['’]s?$")
_INITIAL_DOT = re.compile(r"(?<=\b[^\W\d_])\.")
_NOT_WORD = re.compile(r"[\W_]+")
_ARTICLE = re.compile(r"^(?:the )+(?=.)")
_WRITTEN_ARTICLE = re.compile(r"^[Tt]he\s+(?=\S)")
_SEPARATORS = re.compile(r"[\s/‐‑‒–—−-]+")


def name_key(name: str) -> str:
    """Return the form in which long names are compared; normalising twice changes nothing.

    Case, diacritics, apostrophes, hyphens, a leading "the", a closing possessive and the dots of
    initials ("U.S.") make no difference; other spellings are aliases in the data.
    """
    bare = _POSSESSIVE.sub("", name.strip())
    bare = _INITIAL_DOT.sub("", _APOSTROPHES.sub("", bare))
    words = _NOT_WORD.sub(" ", _without_marks(bare)).strip()
    return _ARTICLE.sub("", words)


def abbreviation_key(abbreviation: str) -> str:
    """Return the form in which abbreviations are compared: case counts, dots do not.

    "FARC-EP", "FARC/EP" and "FARC EP" are the same, so are "the U.S." and "US'"; "IS" and "is"
    are not.
    """
    bare = _POSSESSIVE.sub("", _WRITTEN_ARTICLE.sub("", abbreviation.strip()))
    return _SEPARATORS.sub("-", bare.replace(".", "")).strip("-")


def _without_marks(text: str) -> str:
    """Fold case and drop combining marks, until nothing changes any more.

    One pass is not enough: case folding can bring out new marks, as it does for "İ".
    """
    if text.isascii():
        return text.lower()
    while True:
        decomposed = unicodedata.normalize("NFKD", text.casefold())
        bare = "".join(c for c in decomposed if not unicodedata.combining(c))
        bare = _APOSTROPHES.sub("", bare)
        if bare == text:
            return text
        text = bare
