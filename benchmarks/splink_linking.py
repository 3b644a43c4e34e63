"""Linking by `link.prob.v1` and by Splink, side by side, on the same generated occurrences.

``python -m benchmarks.splink_linking [SIZE…]`` prints one JSON object. It needs the package
``splink`` (5.0, MIT; with duckdb), which Polybius itself doesn't: ``pip install splink``.

Both compare the same pairs, those that share a key of `polybius.linking.blocking`, on the same
fields with the same levels. Splink estimates its weights from the collection: u from random pairs,
m by expectation maximisation, twice under different blocks, and the prior from accounts of one
place, day and kind. It then clusters by connected components at a threshold, for which its best of
six is shown too, chosen by the truth. Polybius has weights set by hand, clusters by average link
and then settles who names no place; ``polybius_single_link`` shows its weights with Splink's
clustering.
"""

from __future__ import annotations

import json
import logging
import sys
from collections.abc import Iterable, Mapping, Sequence
from importlib import import_module
from importlib.util import find_spec
from time import perf_counter
from typing import Any

import numpy as np
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import connected_components

from benchmarks.linking_scale import Incident, occurrences, pairs_together
from polybius.linking.blocking import block_of, keys_of
from polybius.linking.bulk import link_all
from polybius.linking.columns import columns_of
from polybius.linking.linker import candidates
from polybius.linking.matching import far_km, link_at, near_km, same_km
from polybius.linking.profiles import Member, Profile

sizes = (10_000, 30_000)
thresholds = (0.5, 0.8, 0.9, 0.95, 0.99, 0.999)
prior_recall = 0.4
"""Of pairs that are one incident, how many share place, day and kind: a guess Splink asks for."""


def measure(size: int) -> dict[str, Any]:
    """Link ``size`` occurrences by both and return what came out."""
    made = sorted(occurrences(size), key=lambda each: each[0].member)
    profiles = [profile for profile, _ in made]
    truth = {profile.member: incident for profile, incident in made}
    began = perf_counter()
    own = link_all(profiles)
    linked = perf_counter()
    by_threshold = _by_splink(profiles)
    done = perf_counter()
    told = {str(at): _told(clusters, truth) for at, clusters in by_threshold.items()}
    best = max(told, key=lambda at: float(told[at]["pair_f1"]))
    return {
        "occurrences": size,
        "polybius": _told(own, truth) | {"seconds": round(linked - began, 1)},
        "polybius_single_link": _told(_single_link(profiles), truth),
        "splink_at_half": told[str(thresholds[0])] | {"seconds": round(done - linked, 1)},
        "splink_best": told[best] | {"threshold": float(best)},
    }


def _told(clusters: Iterable[Sequence[Member]], truth: Mapping[Member, Incident]) -> dict[str, Any]:
    right, found, true = pairs_together(clusters, truth)
    return {
        "pair_precision": round(right / max(1, found), 4),
        "pair_recall": round(right / max(1, true), 4),
        "pair_f1": round(2 * right / max(1, found + true), 4),
    }


def _single_link(profiles: Sequence[Profile]) -> list[tuple[Member, ...]]:
    one, other, likely = candidates(profiles, columns_of(profiles), None)
    kept = likely >= link_at
    return _components(profiles, one[kept], other[kept])


def _components(profiles: Sequence[Profile], one: Any, other: Any) -> list[tuple[Member, ...]]:
    size = len(profiles)
    graph = csr_matrix((np.ones(len(one), np.int8), (one, other)), shape=(size, size))
    groups: dict[int, list[Member]] = {}
    for profile, label in zip(
        profiles, connected_components(graph, directed=False)[1], strict=True
    ):
        groups.setdefault(int(label), []).append(profile.member)
    return [tuple(members) for members in groups.values()]


def _by_splink(profiles: Sequence[Profile]) -> dict[float, list[tuple[Member, ...]]]:
    """Return Splink's clusters at each threshold."""
    splink = import_module("splink")
    block_on = splink.block_on
    table = import_module("pandas").DataFrame(
        [_row(n, profile) for n, profile in enumerate(profiles)]
    )
    # Its progress bar would stand in the JSON.
    database = import_module("duckdb").connect()
    database.execute("SET enable_progress_bar = false")
    registered = import_module("splink.backends.duckdb").DuckDBAPI(database).register(table)
    linker = splink.Linker(registered, _settings(), log_level=logging.ERROR)
    training = linker.training
    training.estimate_probability_two_random_records_match(
        [block_on("place", "first", "kind")], recall=prior_recall
    )
    training.estimate_u_using_random_sampling(max_pairs=2e6, seed=1)
    training.estimate_parameters_using_expectation_maximisation(block_on("first", "place"))
    training.estimate_parameters_using_expectation_maximisation(block_on("admin1", "kind"))
    found = linker.inference.predict(
        threshold_match_probability=thresholds[0]
    ).as_pandas_dataframe()
    one, other = (found[name].to_numpy() for name in ("unique_id_l", "unique_id_r"))
    likely = found["match_probability"].to_numpy()
    return {at: _components(profiles, one[likely >= at], other[likely >= at]) for at in thresholds}


def _row(number: int, profile: Profile) -> dict[str, Any]:
    return {
        "unique_id": number,
        "first": profile.first,
        "last": profile.last,
        "dated": profile.dated,
        "place": profile.place if profile.pinpoint else None,
        "country": profile.country,
        "admin1": profile.admin1 and f"{profile.country} {profile.admin1}",
        "latitude": profile.latitude,
        "longitude": profile.longitude,
        "kind": min(profile.event_types),
        "parties": sorted(profile.parties) or None,
        "figures": [str(figure) for figure in sorted(profile.figures)] or None,
        "keys": sorted({block_of(key) for key in keys_of(profile)}),
    }


def _settings() -> Any:
    splink, comparisons = import_module("splink"), import_module("splink.comparison_library")
    return splink.SettingsCreator(
        link_type="dedupe_only",
        blocking_rules_to_generate_predictions=[
            splink.block_on("keys", arrays_to_explode=["keys"])
        ],
        comparisons=[
            _place(),
            _days(),
            comparisons.ExactMatch("kind"),
            comparisons.ArrayIntersectAtSizes("parties", [2, 1]),
            comparisons.ArrayIntersectAtSizes("figures", [1]),
        ],
    )


def _place() -> Any:
    level = import_module("splink.comparison_level_library")
    comparisons = import_module("splink.comparison_library")
    return comparisons.CustomComparison(
        output_column_name="place",
        comparison_levels=[
            level.CustomLevel("country_l IS NULL OR country_r IS NULL").configure(
                is_null_level=True
            ),
            level.CustomLevel("place_l = place_r"),
            *(
                level.DistanceInKMLevel("latitude", "longitude", km)
                for km in (same_km, near_km, far_km)
            ),
            level.CustomLevel("admin1_l = admin1_r AND (place_l IS NULL OR place_r IS NULL)"),
            level.CustomLevel("admin1_l != admin1_r"),
            level.CustomLevel("country_l = country_r"),
            level.ElseLevel(),
        ],
    )


def _days() -> Any:
    level = import_module("splink.comparison_level_library")
    comparisons = import_module("splink.comparison_library")
    return comparisons.CustomComparison(
        output_column_name="days",
        comparison_levels=[
            level.CustomLevel("first_l = first_r AND last_l = last_r AND dated_l AND dated_r"),
            level.CustomLevel("first_l <= last_r AND first_r <= last_l"),
            level.CustomLevel("first_l <= last_r + 1 AND first_r <= last_l + 1"),
            level.ElseLevel(),
        ],
    )


def main() -> None:
    """Compare at each size and print the JSON object."""
    if find_spec("splink") is None:
        sys.exit("This benchmark needs the package splink: pip install splink")
    chosen = [int(text) for text in sys.argv[1:]] or list(sizes)
    json.dump({"compared": [measure(size) for size in chosen]}, sys.stdout, indent=2)
    print()


if __name__ == "__main__":
    main()
