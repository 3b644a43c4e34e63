"""Records as rows of the ledger's tables."""

from __future__ import annotations

from typing import Any

from polybius.ids import content_id
from polybius.plain import dumps
from polybius.records import (
    Claim,
    Count,
    Dispute,
    Grade,
    Incident,
    Occurrence,
    Party,
    Relation,
    Report,
    Tally,
)

Row = dict[str, Any]


def report_index_row(report: Report) -> Row:
    """Return the row of table ``report_index``."""
    return {
        "report_id": report.id,
        "published": report.published,
        "publisher": report.publisher,
        "language": report.language,
        "address": report.origin.address,
    }


def reading_id(report_id: str, reader: str) -> str:
    """Return the id of the reading of a report by a reader (name and version)."""
    return content_id("reading", [report_id, reader])


def claim_index_row(claim: Claim, seq: int, *, live: bool = True) -> Row:
    """Return the row of table ``claim_index``: the claim as it stands from entry ``seq`` on."""
    place, when = claim.place, claim.when
    return {
        "claim_id": claim.id,
        "seq": seq,
        "live": live,
        "kind": claim.kind.value,
        "stance": claim.stance.code,
        "voice": claim.voice.name,
        "voice_party": claim.voice.party_id,
        "type": claim_type(claim),
        "victim_class": claim.body.victim_class if isinstance(claim.body, Count) else None,
        "place": place.name if place else None,
        "gazetteer_id": place.gazetteer_id if place else None,
        "country": place.country if place else None,
        "latitude": place.latitude if place else None,
        "longitude": place.longitude if place else None,
        "first_day": when.start if when else None,
        "last_day": when.end if when else None,
    }


def claim_type(claim: Claim) -> str | None:
    """Return the code that says what the claim is about: event type, category or relation."""
    match claim.body:
        case Occurrence(event_type=code) | Count(category=code) | Relation(relation=code):
            return code
    return None


def party_rows(claim: Claim, seq: int) -> list[Row]:
    """Return the rows of table ``party_index``: every party with its part, without repeats."""
    parties = [(role.role, role.party) for role in claim.roles]
    if isinstance(claim.body, Relation):
        parties += [("a", claim.body.a), ("b", claim.body.b)]
        parties += [("sponsor", sponsor) for sponsor in claim.body.sponsors]
    unique: dict[tuple[str, str], Party] = {}
    for role, party in parties:
        unique.setdefault((role, party.name), party)
    return [
        {
            "claim_id": claim.id,
            "seq": seq,
            "role": role,
            "name": name,
            "party_id": party.party_id,
        }
        for (role, name), party in unique.items()
    ]


def incident_row(incident: Incident, grade: str | None) -> Row:
    """Return the row of table ``incident``."""
    return {
        "id": incident.id,
        "event_type": incident.event_type,
        "first_day": incident.start,
        "last_day": incident.end,
        "country": incident.place.country if incident.place else None,
        "grade": grade,
        "record": dumps(incident),
    }


def tally_row(tally: Tally) -> Row:
    """Return the row of table ``tally``."""
    return {
        "incident_id": tally.incident_id,
        "rule": tally.rule,
        "category": tally.category,
        "victim_class": tally.victim_class,
        "record": dumps(tally),
    }


def dispute_row(dispute: Dispute) -> Row:
    """Return the row of table ``dispute``."""
    return {
        "id": dispute.id,
        "incident_id": dispute.incident_id,
        "question": dispute.question,
        "record": dumps(dispute),
    }


def grade_row(grade: Grade) -> Row:
    """Return the row of table ``grade``."""
    return {"incident_id": grade.incident_id, "rule": grade.rule, "record": dumps(grade)}
