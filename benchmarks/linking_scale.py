"""Cost of linking: seconds and memory for 10,000 … 1,000,000 generated occurrences.

``python -m benchmarks.linking_scale [--days N] [SIZE…]`` prints one JSON object. The occurrences
are generated with a fixed seed to be as uneven as a decade of reports: wars of very different
intensity, places that are hit again and again, battles of several incidents in one town on one
day between the same parties, one to many reports about an incident (a Zipf tail up to hundreds),
some of them without a place, a day or a party, dated a day off or located only by division.

How closely incidents stand decides whether anything can tell them apart. It is that of UCDP's
2,989 events in Ukraine from 2014 to 2021, of those with a known day and town: the commonest towns
have .125, .053, .038 and .035 of the events of 2014 (here .116, .058, .039, .029); 1.2 events share
a town and day where at most 18 do, nearly all between the same parties (here 1.2); .77 have one
dead (here .77); and .78 one report (here .77).

``pair_precision`` and ``pair_recall`` say how many of the pairs that came together are of one
incident, and how many of those came together; ``battle_precision`` how many are of one battle.
100,000 in 365 days stand as closely as 1,000,000 in the 3,650 that are the default.
``link_cpu_seconds`` is what linking took of the processor, the same on a machine with other work.
"""

from __future__ import annotations

import json
import resource
import sys
from argparse import ArgumentParser
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import count
from math import comb
from time import perf_counter, process_time
from typing import Any

import numpy as np
from numpy.typing import NDArray

from polybius.linking.bulk import link_all
from polybius.linking.profiles import Member, Profile

sizes = (10_000, 100_000, 1_000_000)
seed = 20260222
days = 3650
countries = 40
epoch = 735_000
kinds = ("bombing", "shelling", "airstrike", "shooting", "abduction", "clash", "killing")
towns = 3_000
"""Of a country; a town's share falls as one over its rank: .116, .058, .039, .029."""
copies, crowds, tolls = 2.4, 3.3, 2.45
"""Exponents of Zipf's law for the reports about an incident (2.2 on average), for the incidents of
one town and day (1.2), and for the dead of an incident."""
most_at_once = 18


Incident = tuple[int, int]
"""The number of a battle, and of the incident among all."""


def occurrences(number: int, span: int = days) -> Iterator[tuple[Profile, Incident]]:
    """Yield generated profiles with the incident that each is about, of ``span`` days."""
    chance = np.random.default_rng(seed)
    made = 0
    for incident, (battle, scene) in enumerate(_incidents(chance, span)):
        for copy in range(min(int(chance.zipf(copies)), 400)):
            if made == number:
                return
            yield _account(chance, scene, made, copy), (battle, incident)
            made += 1


def _incidents(chance: np.random.Generator, span: int) -> Iterator[tuple[int, dict[str, Any]]]:
    """Yield battle and incident without end; those of a battle differ in kind and figure alone."""
    lands, places = (np.cumsum(_by_rank(number)) for number in (countries, towns))
    for number in count():
        land, town = (int(np.searchsorted(law, chance.random())) for law in (lands, places))
        battle = _battle(chance, land, town, span)
        for _ in range(min(int(chance.zipf(crowds)), most_at_once)):
            kind = kinds[int(chance.integers(len(kinds)))]
            yield number, {**battle, "kind": kind, "dead": int(chance.zipf(tolls)) % 500}


def _by_rank(number: int) -> NDArray[np.float64]:
    """Return shares that fall as one over the rank."""
    share = 1 / np.arange(1, number + 1)
    made: NDArray[np.float64] = share / share.sum()
    return made


def _battle(chance: np.random.Generator, land: int, town: int, span: int) -> dict[str, Any]:
    place = np.random.default_rng(land * 100_000 + town)
    division = int(place.integers(12))
    return {
        "day": epoch + int(span * chance.beta(1.2, 1 + land % 3)),
        "country": f"C{land}",
        "division": f"D{division}",
        "town": f"T{land}.{town}",
        "at": (
            (land * 4.3) % 120 - 60 + place.normal(0, 2),
            (land * 8.7) % 360 - 180 + place.normal(0, 2),
        ),
        "parties": [f"c{land}.p{int(p)}" for p in sorted(set(chance.zipf(1.8, 2) % 12))],
    }


def _account(chance: np.random.Generator, scene: dict[str, Any], number: int, copy: int) -> Profile:
    luck = chance.random(7)
    precise, placed, dated = luck[0] < 0.75, luck[1] < 0.93, luck[2] < 0.85
    day = scene["day"] + (1 if luck[3] < 0.04 else 0)
    off = 0 if luck[4] < 0.7 else int(chance.integers(-3, 4))
    figures = {("killed", "civilians", f) for f in [scene["dead"] + off] if f > 1 and luck[5] < 0.7}
    return Profile(
        member=(f"{day + copy % 3}", f"r{number}", "h0"),
        family="violence",
        event_types=frozenset({scene["kind"] if luck[6] < 0.8 else "attack"}),
        first=day if dated else day - 2,
        last=day if dated else day + 1,
        dated=bool(dated),
        place=scene["town"] if placed and precise else scene["country"] if placed else None,
        resolved=placed,
        pinpoint=bool(placed and precise),
        country=scene["country"] if placed else None,
        admin1=scene["division"] if placed else None,
        latitude=float(scene["at"][0]) if placed and precise else None,
        longitude=float(scene["at"][1]) if placed and precise else None,
        parties=frozenset(p for p in scene["parties"] if chance.random() < 0.8),
        figures=frozenset(figures),
    )


def measure(size: int, span: int = days) -> dict[str, Any]:
    """Link ``size`` occurrences of ``span`` days and return what it cost."""
    started = perf_counter()
    profiles, incident_of = [], {}
    for profile, incident in occurrences(size, span):
        profiles.append(profile)
        incident_of[profile.member] = incident
    generated = perf_counter()
    worked = process_time()
    clusters = link_all(profiles)
    linked, worked = perf_counter(), process_time() - worked
    right, found, true = pairs_together(clusters, incident_of)
    near, _, _ = pairs_together(clusters, {m: battle for m, (battle, _) in incident_of.items()})
    return {
        "occurrences": size,
        "incidents": len(clusters),
        "generated_incidents": len(set(incident_of.values())),
        "generate_seconds": round(generated - started, 1),
        "link_seconds": round(linked - generated, 1),
        "link_cpu_seconds": round(worked, 1),
        "peak_memory_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
        "pair_precision": round(right / max(1, found), 4),
        "pair_recall": round(right / max(1, true), 4),
        "battle_precision": round(near / max(1, found), 4),
    }


def pairs_together(
    clusters: Iterable[Sequence[Member]], incident_of: Mapping[Member, object]
) -> tuple[int, int, int]:
    """Return the pairs rightly together, those together, and those that should be."""
    right = found = 0
    for members in clusters:
        found += comb(len(members), 2)
        right += sum(comb(n, 2) for n in Counter(incident_of[m] for m in members).values())
    return right, found, sum(comb(n, 2) for n in Counter(incident_of.values()).values())


def main() -> None:
    """Measure each size and print the JSON object."""
    options = ArgumentParser(description=__doc__)
    options.add_argument("sizes", type=int, nargs="*", default=sizes)
    options.add_argument("--days", type=int, default=days)
    given = options.parse_args()
    json.dump({"curve": [measure(size, given.days) for size in given.sizes]}, sys.stdout, indent=2)
    print()


if __name__ == "__main__":
    main()
