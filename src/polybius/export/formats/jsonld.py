"""JSON-LD: claims, voices, reports and incidents in the terms of W3C PROV and schema.org.

A claim is a ``schema:Claim`` and a ``prov:Entity``: derived from the report that it appears in,
attributed to the voice that makes it. Incidents (``schema:Event``), tallies, disputes and grades
(``schema:ClaimReview``) are derived from claims, each by the activity of a named rule. What neither
vocabulary has is under ``pb:``. ``shapes.ttl`` beside the data says what holds of it (SHACL).

Sources: PROV-O (W3C, 2013); schema.org, Claim and ClaimReview; JSON-LD 1.1 (W3C, 2020).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from importlib.resources import files
from typing import Any, BinaryIO

import msgspec

from polybius.codebook.sensitivity import public_part
from polybius.export.formats.claim_tables import Speaking, voice_id
from polybius.export.formats.packaging import program
from polybius.export.formats.state import Case, Version
from polybius.ledger.rows import claim_type
from polybius.plain import claim_from_plain, to_plain
from polybius.records import Claim, Dispute, Grade, Incident, Place, Report, Tally

Node = dict[str, Any]

media_type = "application/ld+json"
grade_points = {"confirmed": 5, "fair": 4, "weak": 3, "contested": 2, "discounted": 1}
"""Schema.org wants a number; the grade itself is the rating's ``alternateName``."""


def _ids(*terms: str) -> dict[str, Any]:
    return {term.partition(":")[2]: {"@id": term, "@type": "@id"} for term in terms}


def _values(kind: str, *terms: str) -> dict[str, Any]:
    return {term.partition(":")[2]: {"@id": term, "@type": f"xsd:{kind}"} for term in terms}


context: dict[str, Any] = {
    "@version": 1.1,
    "schema": "https://schema.org/",
    "prov": "http://www.w3.org/ns/prov#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
    "pb": "urn:polybius:vocabulary:",
    "id": "@id",
    "type": "@type",
    **_ids("prov:wasDerivedFrom", "prov:wasAttributedTo", "prov:wasGeneratedBy"),
    **_ids("prov:wasAssociatedWith", "prov:actedOnBehalfOf", "schema:appearance"),
    **_ids("schema:itemReviewed", "schema:author", "pb:incident", "pb:through"),
    **_values("date", "schema:startDate", "schema:endDate", "pb:firstDay", "pb:lastDay"),
    **_values("dateTime", "prov:endedAtTime", "schema:dateModified"),
    "record": {"@id": "pb:record", "@type": "@json"},
}


meanings: dict[str, str] = {
    "schema:Claim": "Who says what; pb:record is the whole claim as JSON (docs/data-model.md)",
    "schema:Article": "A report; schema:Organization its publisher",
    "prov:Agent": "A voice, acting on behalf of the party whose side it is on",
    "schema:Event": "An incident, derived from claims",
    "pb:Tally": "Low, best and high for one harm and class, by one rule",
    "pb:Dispute": "A question on which claims contradict one another",
    "schema:ClaimReview": "A grade; the rating runs from discounted 1 to confirmed 5",
    "prov:Activity": "The working of one rule, pb:rule",
}


def urn(kind: str, key: str) -> str:
    """Return the IRI of something of the ledger."""
    return f"urn:polybius:{kind}:{key}"


def _node(iri: str, types: tuple[str, ...], **properties: Any) -> Node:
    """Return a node without what is missing; ``__`` in a name stands for a colon."""
    held = {name.replace("__", ":"): value for name, value in properties.items()}
    return {
        "id": iri,
        "type": list(types),
        **{name: value for name, value in held.items() if value not in (None, "", [], ())},
    }


def _by(rule: str, version: Version) -> str | None:
    return urn("activity", f"{version.name}:{rule}") if rule else None


def _claim_iris(ids: Iterable[str]) -> list[str]:
    return [urn("claim", each) for each in ids]


def head_nodes(version: Version, rules: Iterable[str]) -> Iterator[Node]:
    """Yield the data set itself, the program, and the activity of each rule."""
    software = urn("software", program)
    yield _node(
        urn("head", version.name),
        ("schema:Dataset", "prov:Entity"),
        schema__version=version.name,
        schema__identifier=str(version.head),
        dateModified=version.head.moment,
        wasAttributedTo=software,
    )
    yield _node(
        software,
        ("prov:SoftwareAgent", "schema:SoftwareApplication"),
        schema__name="Polybius",
        schema__softwareVersion=program,
    )
    for rule in rules:
        yield _node(
            urn("activity", f"{version.name}:{rule}"),
            ("prov:Activity",),
            pb__rule=rule,
            wasAssociatedWith=software,
            endedAtTime=version.head.moment,
        )


def report_node(report: Report) -> Node:
    """Return a report."""
    publisher = {"type": ["schema:Organization"], "schema:name": report.publisher}
    return _node(
        urn("report", report.id),
        ("schema:Article", "prov:Entity"),
        schema__headline=report.title,
        schema__publisher=publisher if report.publisher else None,
        schema__datePublished=report.published,
        schema__inLanguage=report.language,
        schema__encodingFormat=report.media_type,
        schema__url=report.origin.address,
        pb__author=report.author,
        pb__sha256=report.id,
    )


def voice_node(speaking: Speaking) -> Node:
    """Return a voice."""
    voice = speaking.voice
    return _node(
        urn("voice", voice_id(voice)),
        ("prov:Agent",),
        schema__name=voice.name,
        pb__voiceKind=voice.kind,
        pb__anonymity=voice.anonymity,
        pb__office=voice.role,
        pb__body=voice.body,
        actedOnBehalfOf=urn("party", voice.party_id) if voice.party_id else None,
        through=urn("voice", voice_id(voice.through)) if voice.through else None,
    )


def party_node(code: str, name: str | None) -> Node:
    """Return a party of the register."""
    types = ("prov:Agent", "schema:Organization")
    return _node(urn("party", code), types, schema__name=name, schema__identifier=code)


def claim_node(claim: Claim, version: Version) -> Node:
    """Return a claim; its whole record, or what of it is public, is under ``pb:record``."""
    voice, report = urn("voice", voice_id(claim.voice)), urn("report", claim.report_id)
    when = claim.when
    return _node(
        urn("claim", claim.id),
        ("schema:Claim", "prov:Entity"),
        schema__text=claim.passage.text,
        author=voice,
        appearance=report,
        wasAttributedTo=voice,
        wasDerivedFrom=report,
        pb__kind=claim.kind.value,
        pb__about=claim_type(claim),
        pb__stance=claim.stance.code,
        firstDay=when.start if when else None,
        lastDay=when.end if when else None,
        pb__confidence=claim.confidence,
        record=public_part(claim) if version.public else to_plain(claim),
    )


def case_nodes(case: Case, version: Version) -> Iterator[Node]:
    """Yield an incident with its tallies, disputes and grade."""
    yield incident_node(case.incident, version)
    for tally in case.tallies:
        yield tally_node(tally, version)
    for dispute in case.disputes:
        yield dispute_node(dispute, version)
    if case.grade is not None:
        yield grade_node(case.grade, case.incident, version)


def incident_node(incident: Incident, version: Version) -> Node:
    """Return an incident."""
    place = incident.place
    parts: dict[str, list[str]] = {}
    for role in incident.roles:
        if role.party.party_id:
            parts.setdefault(f"pb__{role.role}", []).append(urn("party", role.party.party_id))
    return _node(
        urn("incident", incident.id),
        ("schema:Event", "prov:Entity"),
        schema__name=incident.title,
        pb__eventType=incident.event_type,
        startDate=incident.start,
        endDate=incident.end,
        schema__location=_location(place) if place else None,
        wasDerivedFrom=_claim_iris(incident.claim_ids),
        wasGeneratedBy=_by(incident.rule, version),
        **{name: [{"id": iri} for iri in dict.fromkeys(iris)] for name, iris in parts.items()},
    )


def _location(place: Place) -> Node | None:
    made: Node = {"type": ["schema:Place"]}
    name = place.gazetteer_name or place.name
    if name:
        made["schema:name"] = name
    if place.latitude is not None and place.longitude is not None:
        made["schema:geo"] = {
            "type": ["schema:GeoCoordinates"],
            "schema:latitude": place.latitude,
            "schema:longitude": place.longitude,
        }
    if place.country:
        address = {"schema:addressCountry": place.country, "schema:addressRegion": place.admin1}
        made["schema:address"] = {
            "type": ["schema:PostalAddress"],
            **{key: value for key, value in address.items() if value},
        }
    made["pb:precision"] = place.precision
    return made


def tally_node(tally: Tally, version: Version) -> Node:
    """Return a tally; one without an upper bound, or with its best left open, lacks that."""
    key = ":".join((tally.incident_id, tally.rule, tally.category, tally.victim_class))
    cited = sorted({*tally.low_claims, *tally.best_claims, *tally.high_claims})
    return _node(
        urn("tally", key),
        ("pb:Tally", "prov:Entity"),
        incident=urn("incident", tally.incident_id),
        pb__category=tally.category,
        pb__victimClass=tally.victim_class,
        pb__low=tally.low,
        pb__best=tally.best,
        pb__high=tally.high,
        pb__contested=tally.contested,
        wasDerivedFrom=_claim_iris(cited),
        wasGeneratedBy=_by(tally.rule, version),
    )


def dispute_node(dispute: Dispute, version: Version) -> Node:
    """Return a dispute."""
    cited = sorted({claim_id for p in dispute.positions for claim_id in p.claim_ids})
    return _node(
        urn("dispute", dispute.id),
        ("pb:Dispute", "prov:Entity"),
        incident=urn("incident", dispute.incident_id),
        pb__question=dispute.question,
        wasDerivedFrom=_claim_iris(cited),
        wasGeneratedBy=_by(dispute.rule, version),
    )


def grade_node(grade: Grade, incident: Incident, version: Version) -> Node:
    """Return a grade as a review of the incident's claims."""
    rating = {
        "type": ["schema:Rating"],
        "schema:ratingValue": grade_points.get(grade.grade),
        "schema:bestRating": max(grade_points.values()),
        "schema:worstRating": min(grade_points.values()),
        "schema:alternateName": grade.grade,
    }
    return _node(
        urn("grade", f"{grade.incident_id}:{grade.rule}"),
        ("schema:ClaimReview", "prov:Entity"),
        incident=urn("incident", grade.incident_id),
        schema__claimReviewed=incident.title or incident.event_type.replace("_", " "),
        schema__reviewRating={key: value for key, value in rating.items() if value is not None},
        itemReviewed=_claim_iris(incident.claim_ids),
        author=urn("software", program),
        pb__reason=list(grade.reasons),
        wasDerivedFrom=_claim_iris(grade.claim_ids or incident.claim_ids),
        wasGeneratedBy=_by(grade.rule, version),
    )


def write(nodes: Iterable[Node], out: BinaryIO) -> int:
    """Write one document, a node a line, and return how many there were."""
    out.write(b'{"@context":' + msgspec.json.encode(context) + b',"@graph":[')
    number = 0
    for node in nodes:
        out.write((b",\n" if number else b"\n") + msgspec.json.encode(node, order="sorted"))
        number += 1
    out.write(b"\n]}\n")
    return number


def read_claims(text: bytes) -> list[Claim]:
    """Return the claims of an export that is not public."""
    graph = msgspec.json.decode(text)["@graph"]
    return [claim_from_plain(node["record"]) for node in graph if "schema:Claim" in node["type"]]


def shapes() -> bytes:
    """Return the SHACL shapes that ship with the package."""
    return (files("polybius.export.formats") / "shapes.ttl").read_bytes()
