"""GeoJSON (RFC 7946): one Feature an incident, with its tallies, disputes and grade.

An incident without coordinates is an unlocated Feature, whose geometry is null (section 3.2). The
collection carries which version it is of as a foreign member, ``polybius`` (section 6.1).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, BinaryIO

import msgspec

from polybius.codebook.sensitivity import public_part
from polybius.export.formats.state import Case, Version
from polybius.plain import from_plain, to_plain
from polybius.records import Dispute, Grade, Incident, Tally

media_type = "application/geo+json"
meanings: Mapping[str, str] = {
    "id": "Id of the incident",
    "geometry": "Point, WGS 84, longitude first; null where the place is not located",
    "properties.incident": "The incident: docs/data-model.md, Incident",
    "properties.tallies": "Its tallies by the rule of the export: docs/data-model.md, Tally",
    "properties.disputes": "Its disputes: docs/data-model.md, Dispute",
    "properties.grade": "Its grade: docs/data-model.md, Grade; null where it has none",
    "properties.outlets": "Outlets that report it; reports that name none count one each",
    "properties.part_of": "Id of the incident that it is a part of; null where of none",
    "polybius": "Of the collection: head, moment and rule of the export",
}


def feature(case: Case, *, public: bool) -> dict[str, Any]:
    """Return an incident as a GeoJSON Feature."""
    shown = public_part if public else to_plain
    place = case.incident.place
    located = place is not None and place.latitude is not None and place.longitude is not None
    point = [place.longitude, place.latitude] if located and place else None
    return {
        "type": "Feature",
        "id": case.incident.id,
        "geometry": {"type": "Point", "coordinates": point} if point else None,
        "properties": {
            "incident": shown(case.incident),
            "tallies": [shown(tally) for tally in case.tallies],
            "disputes": [shown(dispute) for dispute in case.disputes],
            "grade": shown(case.grade) if case.grade else None,
            "outlets": case.outlets,
            "part_of": case.part_of,
        },
    }


def write(cases: Iterable[Case], version: Version, out: BinaryIO) -> int:
    """Write a FeatureCollection, one Feature a line, and return how many there were."""
    said = {
        "head": str(version.head),
        "moment": version.head.moment,
        "rule": version.rule,
        "known_by": version.known,
    }
    opening = b'{"type":"FeatureCollection","polybius":' + msgspec.json.encode(said)
    out.write(opening + b',"features":[')
    number = 0
    for case in cases:
        line = msgspec.json.encode(feature(case, public=version.public), order="sorted")
        out.write((b",\n" if number else b"\n") + line)
        number += 1
    out.write(b"\n]}\n")
    return number


def read(text: bytes) -> list[Case]:
    """Return the incidents of an export that is not public, without what names their sources."""
    return [_case(each) for each in msgspec.json.decode(text)["features"]]


def _case(made: Mapping[str, Any]) -> Case:
    parts = made["properties"]
    return Case(
        from_plain(parts["incident"], Incident),
        from_plain(parts["tallies"], tuple[Tally, ...]),
        from_plain(parts["disputes"], tuple[Dispute, ...]),
        from_plain(parts["grade"], Grade) if parts["grade"] else None,
        outlets=parts["outlets"],
        part_of=parts["part_of"],
    )
