"""Place names in the one form that they are looked up by, and the words that say what they name.

A key is lower case, without diacritics, apostrophes or dots, hyphens as blanks, "St." and "Mt."
written out: ``St. Mary's`` and ``Saint Marys`` share the key ``saint marys``.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

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

feature_kinds: dict[str, Code] = {
    "country": "country",
    "republic": "country",
    "kingdom": "country",
    "province": "adm1",
    "governorate": "adm1",
    "state": "adm1",
    "oblast": "adm1",
    "region": "adm1",
    "department": "adm1",
    "emirate": "adm1",
    "prefecture": "adm1",
    "krai": "adm1",
    "territory": "adm1",
    "division": "adm1",
    "county": "adm2",
    "parish": "adm2",
    "borough": "adm2",
    "district": "adm2",
    "subdistrict": "adm2",
    "agency": "adm2",
    "raion": "adm2",
    "rayon": "adm2",
    "zone": "adm2",
    "woreda": "adm2",
    "tehsil": "adm2",
    "township": "adm2",
    "municipality": "adm2",
    "commune": "adm2",
    "canton": "adm2",
    "city": "place",
    "town": "place",
    "village": "place",
    "hamlet": "place",
    "settlement": "place",
    "camp": "place",
    "suburb": "place",
    "neighborhood": "place",
    "neighbourhood": "place",
    "quarter": "place",
    "river": "water",
    "lake": "water",
    "sea": "water",
    "ocean": "water",
    "gulf": "water",
    "bay": "water",
    "strait": "water",
    "island": "land",
    "islands": "land",
    "peninsula": "land",
    "valley": "land",
    "desert": "land",
    "mountains": "land",
    "mountain": "land",
}
"""Feature word (singular) to the kind of place that it announces; `gazetteer.kind_of` has the
kinds. A word may be used loosely ("Anbar province" is a governorate): it is a hint, no proof."""

of_pattern = re.compile(rf"^(?:the )?({'|'.join(feature_kinds)}) of (?:the )?(.+)$")
compass = frozenset(
    "northern southern eastern western central northeastern northwestern southeastern "
    "southwestern northeast northwest southeast southwest north south east west upper lower "
    "greater downtown mainland occupied rural".split()
)
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
