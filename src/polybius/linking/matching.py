"""How likely two accounts are one incident: Fellegi and Sunter's sum of evidence, in bits.

Rule ``link.prob.v1``. Each comparison (place, days, kind, type, parties, figures, wording) finds
one of a few levels; a level's weight is log2 of how much oftener it is met among accounts of one
incident than among others of the same days (Fellegi and Sunter 1969). The weights and the prior
are set by hand, not learned: no set of linked conflict reports is open enough to learn them from.
A contradiction outweighs everything.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from polybius.linking.accounts import Account
from polybius.linking.columns import Columns, Flags, Floats, Integers, Numbers, columns_of, none
from polybius.linking.encoding import Encoder, LexicalEncoder, Vectors
from polybius.linking.profiles import profile_of
from polybius.records import Place

rule = "link.prob.v1"
prior = -8.0
"""Log2 odds that two accounts of the same days are one incident, before they are compared."""
link_at = 0.5
"""Least mean probability at which clusters of accounts join."""

same_km = 5.0
near_km = 25.0
far_km = 100.0
apart_km = 300.0
"""Farther than this, two precise places are two incidents."""
skew_days = 1
"""Outlets in other time zones date one night's attack a day apart."""
earth_radius_km = 6371.0
cosines_at_once = 8_192
alike_words = {"lexical.v1": (0.45, 0.6)}
"""Cosines from which wording is alike and much alike, by encoder."""
default_words = (0.5, 0.7)

levels: dict[str, tuple[tuple[str, float], ...]] = {
    "place": (
        ("places not comparable", 0.0),
        ("same place", 6.0),
        ("places within 25 km", 5.0),
        ("places within 100 km", 0.0),
        ("places over 100 km apart", -4.0),
        ("one place lies in the other's division", 3.0),
        ("same country", 0.5),
        ("other divisions of the country", -3.0),
    ),
    "days": (
        ("days not comparable", 0.0),
        ("same days", 3.0),
        ("overlapping days", 1.5),
        ("a day apart", -2.0),
    ),
    "kind": (("other kind", -4.0), ("same kind", 1.0)),
    "type": (("no common event type", 0.0), ("same event type", 1.0)),
    "parties": (
        ("no shared party", 0.0),
        ("a shared party", 2.0),
        ("several shared parties", 3.0),
    ),
    "figures": (("no common figure", 0.0), ("the same figure", 2.5)),
    "wording": (
        ("wording not alike", 0.0),
        ("wording alike", 1.0),
        ("wording much alike", 2.0),
    ),
}
"""Of each comparison the levels with their weights in bits; the first says nothing was shared."""

contradictions = (
    "",
    "their days do not overlap",
    "their places are in different countries",
    f"their places are over {apart_km:.0f} km apart",
    "one sums up several attacks, the other is of one place",
)

Codes = dict[str, Numbers]


@dataclass(frozen=True, slots=True)
class Comparison:
    """The evidence for two accounts being one incident, or the contradiction against it."""

    evidence: tuple[str, ...]
    bits: float
    contradiction: str | None = None

    @property
    def probability(self) -> float:
        """0 to 1; nothing outweighs a contradiction."""
        return 0.0 if self.contradiction else float(1 / (1 + 2.0**-self.bits))


def compare(a: Account, b: Account, encoder: Encoder | None = None) -> Comparison:
    """Compare two accounts; symmetric."""
    both = columns_of([profile_of(a), profile_of(b)], encoder or LexicalEncoder())
    one, other = np.array([0]), np.array([1])
    against = int(contradicting(both, one, other)[0])
    if against:
        return Comparison((), float("-inf"), contradictions[against])
    name = encoder.name if encoder else LexicalEncoder.name
    found = {key: int(code[0]) for key, code in compared(both, one, other, name).items()}
    evidence = tuple(levels[key][code][0] for key, code in found.items() if levels[key][code][1])
    return Comparison(evidence, prior + sum(levels[key][code][1] for key, code in found.items()))


def contradicts(a: Account, b: Account) -> str | None:
    """Return why two accounts can't be of one incident, or None."""
    both = columns_of([profile_of(a), profile_of(b)])
    return contradictions[int(contradicting(both, np.array([0]), np.array([1]))[0])] or None


def probabilities(columns: Columns, one: Integers, other: Integers, encoder: str) -> Floats:
    """Return the probability of each pair of rows to be one incident; 0 for contradictions."""
    bits = np.full(len(one), prior, np.float32)
    for name, codes in compared(columns, one, other, encoder).items():
        bits += np.array([weight for _, weight in levels[name]], np.float32)[codes]
    # Rounded, so that no vector instruction's last digit can tell one batch from another.
    made: Floats = np.round(1 / (1 + np.exp2(-bits.astype(float))), 6)
    made[contradicting(columns, one, other) > 0] = 0
    return made


def contradicting(columns: Columns, one: Integers, other: Integers) -> Numbers:
    """Return for each pair of rows which of `contradictions` holds; 0 for none."""
    made = np.zeros(len(one), np.int32)
    scene = columns.pinpoint & ~np.isnan(columns.latitude) & ~np.isnan(columns.longitude)
    made[(columns.sums[one] & scene[other]) | (scene[one] & columns.sums[other])] = 4
    pinpoints = columns.pinpoint[one] & columns.pinpoint[other]
    made[pinpoints & (_distance(columns, one, other) > apart_km)] = 3
    lands = columns.country[one], columns.country[other]
    made[(lands[0] != none) & (lands[1] != none) & (lands[0] != lands[1])] = 2
    dated = columns.dated[one] & columns.dated[other]
    made[dated & _have_days(columns, one, other) & (_gap(columns, one, other) > skew_days)] = 1
    return made


def compared(columns: Columns, one: Integers, other: Integers, encoder: str) -> Codes:
    """Return for each comparison the level that each pair of rows is on."""
    codes = {
        "place": _place(columns, one, other),
        "days": _days(columns, one, other),
        "kind": (columns.family[one] == columns.family[other]).astype(np.int32),
        "type": np.minimum(_common(columns.event_types, one, other), 1),
        "parties": np.minimum(_common(columns.parties, one, other), 2),
        "figures": np.minimum(_common(columns.figures, one, other), 1),
    }
    if columns.vectors is not None:
        cosine = _cosines(columns.vectors, one, other)
        alike, much = alike_words.get(encoder, default_words)
        codes["wording"] = (cosine >= alike).astype(np.int32) + (cosine >= much)
    return codes


def _cosines(vectors: Vectors, one: Integers, other: Integers) -> Floats:
    """Return the pairs' cosines, so many at once that their vectors stay small in memory."""
    made = np.empty(len(one), np.float32)
    for start in range(0, len(one), cosines_at_once):
        some = slice(start, start + cosines_at_once)
        made[some] = np.einsum("ij,ij->i", vectors[one[some]], vectors[other[some]])
    return made


def distance_km(a: Place, b: Place) -> float | None:
    """Return the great-circle distance of two places in km; None where one has no coordinates."""
    if None in (a.latitude, a.longitude, b.latitude, b.longitude):
        return None
    at = np.array([a.latitude, b.latitude], float), np.array([a.longitude, b.longitude], float)
    return float(great_circle(at[0][:1], at[1][:1], at[0][1:], at[1][1:])[0])


def great_circle(lat_a: Floats, lon_a: Floats, lat_b: Floats, lon_b: Floats) -> Floats:
    """Return the great-circle distances in km of points in degrees."""
    lat_a, lon_a, lat_b, lon_b = (np.radians(x, dtype=float) for x in (lat_a, lon_a, lat_b, lon_b))
    half = np.sin((lat_b - lat_a) / 2) ** 2
    half += np.cos(lat_a) * np.cos(lat_b) * np.sin((lon_b - lon_a) / 2) ** 2
    made: Floats = 2 * earth_radius_km * np.arcsin(np.sqrt(np.minimum(1.0, half)))
    return made


def _distance(columns: Columns, one: Integers, other: Integers) -> Floats:
    """Return km, NaN where unknown: it compares as neither near nor far."""
    lat, lon = columns.latitude, columns.longitude
    return great_circle(lat[one], lon[one], lat[other], lon[other])


def _place(columns: Columns, one: Integers, other: Integers) -> Numbers:
    made = np.zeros(len(one), np.int32)
    pinpoints = columns.pinpoint[one] & columns.pinpoint[other]
    lands = columns.country[one], columns.country[other]
    divisions = columns.admin1[one], columns.admin1[other]
    divided = (divisions[0] != none) & (divisions[1] != none)
    made[(lands[0] != none) & (lands[0] == lands[1])] = 6
    made[divided & (divisions[0] != divisions[1])] = 7
    made[divided & (divisions[0] == divisions[1]) & ~pinpoints] = 5
    apart = _distance(columns, one, other)
    made[pinpoints & (apart > far_km)] = 4
    made[pinpoints & (apart <= far_km)] = 3
    made[pinpoints & (apart <= near_km)] = 2
    made[pinpoints & (apart <= same_km)] = 1
    same = (columns.place[one] != none) & (columns.place[one] == columns.place[other])
    scene = pinpoints | ~(columns.resolved[one] | columns.resolved[other])
    made[same & scene] = 1
    return made


def _days(columns: Columns, one: Integers, other: Integers) -> Numbers:
    known = _have_days(columns, one, other)
    gap = _gap(columns, one, other)
    same = (columns.first[one] == columns.first[other]) & (columns.last[one] == columns.last[other])
    stated = columns.dated[one] & columns.dated[other]
    made = np.where(gap > 0, 3, np.where(same & stated, 1, 2))
    return np.where(known, made, 0).astype(np.int32)


def _have_days(columns: Columns, one: Integers, other: Integers) -> Flags:
    made: Flags = (columns.first[one] != none) & (columns.first[other] != none)
    return made


def _gap(columns: Columns, one: Integers, other: Integers) -> Numbers:
    """Return the days from the end of the earlier to the start of the later; at most 0: overlap."""
    first, last = columns.first, columns.last
    made: Numbers = np.maximum(first[one] - last[other], first[other] - last[one])
    return made


def _common(sets: Numbers, one: Integers, other: Integers) -> Numbers:
    made = np.zeros(len(one), np.int32)
    for left in range(sets.shape[1]):
        items = sets[one, left]
        for right in range(sets.shape[1]):
            made += (items != none) & (items == sets[other, right])
    return made
