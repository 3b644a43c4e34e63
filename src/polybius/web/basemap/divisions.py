"""Outlines of first-order divisions: provinces, states, governorates, at 1:10 million.

Divisions change, and the base map has those of its time: of a province that was made since there
is no outline, and none is borrowed from its neighbours.
"""

from __future__ import annotations

from functools import cache, lru_cache
from typing import Any

from polybius.resolving.gazetteer_names import fold, without_feature
from polybius.web.basemap import Outline, Topology


@lru_cache(maxsize=1024)
def division(gazetteer_id: str, name: str, country: str) -> Outline | None:
    """Return the outline of a division; None: the base map has none of it.

    Args:
        gazetteer_id: ``geonames:1135690``, by which it is found first.
        name: in the gazetteer, by which it is found where the map knows no id.
        country: ISO 3166-1 alpha-2.
    """
    geometry = _by_id().get(gazetteer_id) or _by_name().get((country, _key(name)))
    return None if geometry is None else _topology().outline(geometry, country)


@cache
def _topology() -> Topology:
    return Topology("divisions.json")


@cache
def _by_id() -> dict[str, dict[str, Any]]:
    return {each["id"]: each for each in _topology().geometries("divisions") if each["id"]}


@cache
def _by_name() -> dict[tuple[str, str], dict[str, Any]]:
    found: dict[tuple[str, str], dict[str, Any]] = {}
    for each in _topology().geometries("divisions"):
        about = each["properties"]
        found.setdefault((about["country"], _key(about["name"])), each)
    return found


def _key(name: str) -> str:
    return without_feature(fold(name))[0]
