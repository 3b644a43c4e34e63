"""Place names in the one form that they are looked up by, and the words that say what they name.

A key is lower case, without diacritics, apostrophes or dots, hyphens as blanks, "St." and "Mt."
written out: ``St. Mary's`` and ``Saint Marys`` share the key ``saint marys``.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from polybius.reading.toponyms.words import compass_words, feature_kinds
from polybius.records import Code

letters = str.maketrans(
    {"ø": "o", "đ": "d", "ð": "d", "ł": "l", "ı": "i", "æ": "ae", "œ": "oe", "þ": "th", "ə": "a"}
)
"""Letters that Unicode does not decompose, by their usual English transcription."""

dropped = re.compile(r"['’‘`´ʻʼʽʾʿ′.\u200b-\u200f\u00ad]")
separators = re.compile(r"[\s\-‐-―/_,;:&+()\"“”|]+")

written_out = {"st": "saint", "ste": "sainte", "mt": "mount", "mtn": "mountain", "ft": "fort"}
"""Abbreviations that open a name or stand inside it, never at its end ("Main St")."""

articles = ("al", "el", "an", "ar", "as", "ash", "at", "az", "ad", "ed", "es", "er", "ez")
"""Forms of the Arabic article, which texts write, assimilate or leave out at will."""


of_pattern = re.compile(rf"^(?:the )?({'|'.join(feature_kinds)}) of (?:the )?(.+)$")
compass = compass_words | {"mainland", "occupied", "rural"}
"""Words that narrow a name down to a part of the place it names."""


@lru_cache(maxsize=65536)
def fold(name: str) -> str:
    """Return the key that ``name`` is looked up by; empty if nothing of it can be kept."""
    text = unicodedata.normalize("NFKD", name).casefold().translate(letters)
    text = "".join(c for c in text if not unicodedata.combining(c))
    words = separators.sub(" ", dropped.sub("", text)).split()
    if len(words) > 1 and words[0] == "the":
        words = words[1:]
    last = len(words) - 1
    return " ".join(
        written_out.get(word, word) if i < last else word for i, word in enumerate(words)
    )


@dataclass(frozen=True, slots=True)
class LookupForm:
    """One way to look a name up."""

    key: str
    kind: Code | None = None
    """Kind that the name's own feature word announces."""
    part: bool = False
    """True where the key names a wider place of which the text means a part."""


def literal_form(name: str) -> LookupForm:
    """Return the form that has every word of ``name``."""
    key = fold(name)
    return LookupForm(key, without_feature(key)[1])


def bare_form(name: str) -> LookupForm | None:
    """Return ``name`` without its feature word: ``kunduz`` of kind ``adm1``; None without one."""
    bare, kind = without_feature(fold(name))
    return None if kind is None else LookupForm(bare, kind)


def looser_forms(name: str) -> tuple[LookupForm, ...]:
    """Return what to try where nothing bears ``name`` itself.

    "Northern Aleppo" as a part of ``aleppo``; "Al-Raqqah" without its article.
    """
    bare, kind = without_feature(fold(name))
    first, _, rest = bare.partition(" ")
    forms = []
    if rest and first in compass:
        forms.append(LookupForm(rest, kind, part=True))
    if rest and first in articles:
        forms.append(LookupForm(rest, kind))
    return tuple(forms)


def singular(key: str) -> str | None:
    """Return the key of one member of a people: ``afghan`` of ``afghans``; None if not plural."""
    return key[:-1] if len(key) > 4 and key.endswith("s") else None


def without_feature(key: str) -> tuple[str, Code | None]:
    """Split a feature word off a key: ``("kunduz", "adm1")`` from ``kunduz province``."""
    of = of_pattern.match(key)
    if of is not None:
        return of.group(2), feature_kinds[of.group(1)]
    head, _, last = key.rpartition(" ")
    if head and last in feature_kinds:
        return head, feature_kinds[last]
    first, _, rest = key.partition(" ")
    if rest and first in ("lake", "river", "mount", "camp"):
        return rest, feature_kinds.get(first, "land")
    return key, None
