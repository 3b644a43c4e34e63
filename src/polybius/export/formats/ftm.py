"""FollowTheMoney: incidents, reports and registered parties as entities, and as statements.

Incidents are ``Event``, reports ``Article``, parties of the register ``PublicBody`` or
``Organization``. Persons, and parties that only a text names, stay out: what a machine read must
not stand among curated entities. Claims have no counterpart among FollowTheMoney's schemata.

Source: followthemoney 4, its model (``schema/*.yaml``) and ``statement/statement.py``.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, BinaryIO

import msgspec

from polybius.codebook.entries import PartyEntry
from polybius.codebook.parties import Register
from polybius.export.formats.countries import country
from polybius.export.formats.state import Case, Version
from polybius.export.words import tally_words
from polybius.records import Incident, Report

Entity = dict[str, Any]
"""``id``, ``schema`` and ``properties``: each a list of texts."""

dataset = "polybius"
base = "id"
"""Property of the statement that an entity is there."""
schemata = {"state": "PublicBody", "force": "PublicBody"}
"""Kind of party → schema; ``Organization`` for all others."""
prop_types: Mapping[str, str] = {
    "id": "id",
    "name": "name",
    "alias": "name",
    "weakAlias": "name",
    "previousName": "name",
    "abbreviation": "name",
    "title": "string",
    "author": "string",
    "publisher": "string",
    "mimeType": "mimetype",
    "language": "language",
    "publishedAt": "date",
    "startDate": "date",
    "endDate": "date",
    "country": "country",
    "location": "address",
    "sourceUrl": "url",
    "recordId": "string",
    "summary": "text",
    "keywords": "string",
    "involved": "entity",
    "proof": "entity",
    "parent": "entity",
}
"""Property → FollowTheMoney's type of its values: all properties that are written."""
_language_codes = (
    "af:afr am:amh ar:ara az:aze be:bel bn:ben bs:bos bg:bul ca:cat cs:ces da:dan de:deu "
    "el:ell en:eng et:est fa:fas fi:fin fr:fra ga:gle he:heb hi:hin hr:hrv hu:hun hy:hye "
    "id:ind is:isl it:ita ja:jpn kn:kan ka:kat kk:kaz km:khm ky:kir ko:kor lo:lao lv:lav "
    "lt:lit lb:ltz mk:mkd mt:mlt mn:mon ms:msa my:mya ne:nep nl:nld no:nor pl:pol pt:por "
    "ps:pus ro:ron ru:rus si:sin sk:slk sl:slv es:spa sq:sqi sr:srp sw:swa sv:swe ta:tam "
    "te:tel tg:tgk tl:tgl th:tha tk:tuk tr:tur uk:ukr ur:urd uz:uzb vi:vie zh:zho"
)
languages: Mapping[str, str] = dict(pair.split(":") for pair in _language_codes.split())
"""ISO 639-1 → FollowTheMoney's code; languages that it does not know are left out."""


meanings: Mapping[str, str] = {
    "id": "polybius-incident-…, polybius-report-… or polybius-party-…, then the ledger's id",
    "schema": "Event, Article, PublicBody (states and their forces) or Organization",
    "properties.name": "Of an event what happened, in a few words; of a party its name",
    "properties.summary": "Of an event: its tallies in words",
    "properties.keywords": "Of an event: its type and its grade (codebook)",
    "properties.involved": "Of an event: parties of the register, in any role",
    "properties.proof": "Of an event: the reports that it is from",
}


def party_id(code: str) -> str:
    """Return the id of a party of the register as an entity."""
    return f"{dataset}-party-{code.replace('.', '-')}"


def report_id(sha256: str) -> str:
    """Return the id of a report as an entity."""
    return f"{dataset}-report-{sha256}"


def incident_entity(case: Case) -> Entity:
    """Return an incident as an ``Event``."""
    incident, place = case.incident, case.incident.place
    codes = {role.party.party_id for role in incident.roles if role.party.party_id}
    return _entity(
        f"{dataset}-incident-{incident.id}",
        "Event",
        name=[incident.title or incident.event_type.replace("_", " ")],
        recordId=[incident.id],
        startDate=[incident.start],
        endDate=[incident.end],
        country=_countries([place.country] if place else []),
        location=[(place.gazetteer_name or place.name) if place else None],
        summary=[tally_words(tally) for tally in case.tallies],
        keywords=[incident.event_type, case.grade.grade if case.grade else None],
        involved=[party_id(code) for code in sorted(codes)],
        proof=[report_id(each) for each in incident.report_ids],
    )


def report_entity(report: Report) -> Entity:
    """Return a report as an ``Article``."""
    address = report.origin.address
    return _entity(
        report_id(report.id),
        "Article",
        title=[report.title],
        author=[report.author],
        publisher=[report.publisher],
        mimeType=[report.media_type],
        language=[languages.get(report.language)],
        publishedAt=[report.published],
        sourceUrl=[address if address.startswith(("http://", "https://")) else None],
    )


def party_entity(entry: PartyEntry) -> Entity:
    """Return a party of the register."""
    return _entity(
        party_id(entry.code),
        schemata.get(entry.kind, "Organization"),
        name=[entry.name],
        abbreviation=list(entry.abbreviations),
        alias=list(entry.aliases),
        previousName=list(entry.former_names),
        country=_countries(entry.countries),
        parent=[party_id(parent) for parent in entry.parents],
    )


def _countries(codes: Iterable[str | None]) -> list[str | None]:
    return [code.lower() for code in codes if code and country(code)]


def _entity(entity_id: str, schema: str, **properties: list[str | None]) -> Entity:
    kept = {
        name: list(dict.fromkeys(value for value in values if value))
        for name, values in properties.items()
    }
    held = {name: values for name, values in kept.items() if values}
    return {"id": entity_id, "schema": schema, "properties": held}


def involved_parties(incidents: Iterable[Incident], register: Register) -> list[PartyEntry]:
    """Return the parties of the register with a role in ``incidents``, with those above them."""
    queue = sorted({r.party.party_id for i in incidents for r in i.roles if r.party.party_id})
    found: dict[str, PartyEntry] = {}
    for code in queue:
        entry = register.entries.get(code)
        if entry is not None and code not in found:
            found[code] = entry
            queue.extend(entry.parents)
    return [found[code] for code in sorted(found)]


def write_entities(entities: Iterable[Entity], out: BinaryIO) -> int:
    """Write entities as JSON lines, as ``ftm`` reads them, and return how many there were."""
    number = 0
    for entity in entities:
        out.write(msgspec.json.encode(entity, order="sorted") + b"\n")
        number += 1
    return number


def statements(entity: Entity, version: Version) -> Iterator[dict[str, Any]]:
    """Yield what an entity says as single statements, the first that it is there."""
    said = [(base, entity["id"])]
    said += [(name, value) for name, values in entity["properties"].items() for value in values]
    for prop, value in said:
        key = f"{dataset}.{entity['id']}.{prop}.{value}"
        yield {
            "canonical_id": entity["id"],
            "entity_id": entity["id"],
            "prop": prop,
            "prop_type": prop_types[prop],
            "schema": entity["schema"],
            "value": value,
            "dataset": dataset,
            "lang": None,
            "original_value": None,
            "external": False,
            "first_seen": None,
            "last_seen": version.head.moment[:19],
            "origin": version.name,
            "id": hashlib.sha1(key.encode(), usedforsecurity=False).hexdigest(),
        }


def write_statements(entities: Iterable[Entity], version: Version, out: BinaryIO) -> int:
    """Write the statements of entities as JSON lines and return how many there were."""
    number = 0
    for entity in entities:
        for statement in statements(entity, version):
            out.write(msgspec.json.encode(statement, order="sorted") + b"\n")
            number += 1
    return number
