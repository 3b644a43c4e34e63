"""The tables of claims and of voices.

The table of claims carries the whole record as JSON beside its columns: nothing of it is lost, and
`claim_of` reads it back. In a public export that record is the public part.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import msgspec

from polybius.codebook import load
from polybius.codebook.sensitivity import public_part
from polybius.export.formats.fields import Field, Link, Table
from polybius.ids import content_id
from polybius.ledger.rows import claim_type
from polybius.plain import claim_loads, dumps
from polybius.records import (
    Claim,
    ClaimKind,
    Count,
    Incident,
    Modality,
    Occurrence,
    Polarity,
    Voice,
)

Jsoned = Callable[[object], str]


def whole_record(record: object) -> str:
    """Return a record as JSON, as the ledger stores it."""
    return dumps(record)


def public_json(record: object) -> str:
    """Return what of a record is public as JSON."""
    return msgspec.json.encode(public_part(record), order="sorted").decode()


def claim_of(row: Mapping[str, Any]) -> Claim:
    """Return the claim of a row of table ``claims`` of an export that is not public."""
    return claim_loads(row["record"])


def _count(claim: Claim, field: str) -> object:
    return getattr(claim.body, field) if isinstance(claim.body, Count) else None


def _happened(claim: Claim, field: str) -> object:
    return getattr(claim.body, field).value if isinstance(claim.body, Occurrence) else None


def place_part(claim: Claim | Incident, field: str) -> object:
    """Return one field of the place; None where there is no place."""
    return getattr(claim.place, field) if claim.place else None


def _when(claim: Claim, field: str) -> object:
    return getattr(claim.when, field) if claim.when else None


def parties_in(claim: Claim | Incident, role: str) -> list[str]:
    """Return the parties in a role, under the register's keys where they have one."""
    named = (r.party.party_id or r.party.name for r in claim.roles if r.role == role)
    return sorted({name.replace(";", ",") for name in named if name})


def voice_id(voice: Voice) -> str:
    """Return the id of a voice: the same for the same voice wherever it stands in a text."""
    return content_id("voice", _without_passage(voice))


def _without_passage(voice: Voice) -> Voice:
    through = voice.through and _without_passage(voice.through)
    return replace(voice, passage=None, through=through)


def claims_table(record: Jsoned = whole_record) -> Table[Claim]:
    """Return the table of claims; ``record`` makes the JSON of its last column."""
    return Table(
        "claims",
        "Who says what: one row a claim that stands, as corrected by decisions",
        ("claim_id",),
        (
            Field("claim_id", "string", "Id of the claim", lambda c: c.id, required=True),
            Field(
                "report_id",
                "string",
                "Id of the report: SHA-256 of its bytes",
                lambda c: c.report_id,
                required=True,
            ),
            Field("kind", "string", "What it says", lambda c: c.kind.value, True, tuple(ClaimKind)),
            Field("type", "string", "Event type, harm category or relation (codebook)", claim_type),
            Field(
                "stance",
                "string",
                "How the voice stands to it",
                lambda c: c.stance.code,
                True,
                tuple(load().stances),
            ),
            Field(
                "standings",
                "list",
                "What the text says of its verification",
                lambda c: [s.code for s in c.standings],
            ),
            Field(
                "voice_id",
                "string",
                "Row of table voices",
                lambda c: voice_id(c.voice),
                required=True,
            ),
            Field("passage", "string", "The words that make it", lambda c: c.passage.text),
            Field("polarity", "string", "Of an occurrence", _polarity, False, tuple(Polarity)),
            Field("modality", "string", "Of an occurrence", _modality, False, tuple(Modality)),
            Field("victim_class", "string", "Of a count", lambda c: _count(c, "victim_class")),
            Field("low", "integer", "Least number the words allow", lambda c: _count(c, "low")),
            Field("best", "integer", "The figure they name", lambda c: _count(c, "best")),
            Field(
                "high",
                "integer",
                "Greatest number they allow; missing with low: no upper bound",
                lambda c: _count(c, "high"),
            ),
            Field("scope", "string", "incremental or cumulative", lambda c: _count(c, "scope")),
            Field("perpetrators", "list", "Who did it", lambda c: parties_in(c, "perpetrator")),
            Field("targets", "list", "What was aimed at", lambda c: parties_in(c, "target")),
            Field("victims", "list", "Who suffered it", lambda c: parties_in(c, "victim")),
            Field("place", "string", "Place in the text's words", lambda c: place_part(c, "name")),
            *place_fields(),
            Field("first_day", "date", "First possible day", lambda c: _when(c, "start")),
            Field("last_day", "date", "Last possible day", lambda c: _when(c, "end")),
            Field(
                "date_precision",
                "string",
                "Codebook: date precision",
                lambda c: _when(c, "precision"),
            ),
            Field(
                "confidence",
                "number",
                "0 to 1: that the text makes this claim",
                lambda c: c.confidence,
                required=True,
            ),
            Field("record", "object", "The whole claim as JSON", record, required=True),
        ),
        (Link("voice_id", "voices", "voice_id"), Link("report_id", "reports", "report_id")),
    )


def _polarity(claim: Claim) -> object:
    return _happened(claim, "polarity")


def _modality(claim: Claim) -> object:
    return _happened(claim, "modality")


def place_fields() -> tuple[Field[Any], ...]:
    """Return the columns of where a claim or an incident is."""
    return (
        Field(
            "gazetteer_id", "string", "The gazetteer's id", lambda c: place_part(c, "gazetteer_id")
        ),
        Field("place_name", "string", "Its name there", lambda c: place_part(c, "gazetteer_name")),
        Field("admin1", "string", "First-order division", lambda c: place_part(c, "admin1")),
        Field("country", "string", "ISO 3166-1 alpha-2", lambda c: place_part(c, "country")),
        Field("latitude", "number", "WGS 84 degrees", lambda c: place_part(c, "latitude")),
        Field("longitude", "number", "WGS 84 degrees", lambda c: place_part(c, "longitude")),
        Field(
            "place_precision",
            "string",
            "Codebook: place precision",
            lambda c: place_part(c, "precision"),
        ),
    )


@dataclass(slots=True)
class Speaking:
    """A voice, and how many claims it makes."""

    voice: Voice
    claims: int = 0


def speakings(claims: Iterable[Claim]) -> list[Speaking]:
    """Return every voice of some claims, and those they speak through, by id."""
    found: dict[str, Speaking] = {}
    for claim in claims:
        voice: Voice | None = claim.voice
        while voice is not None:
            known = found.setdefault(voice_id(voice), Speaking(voice))
            known.claims += voice is claim.voice
            voice = voice.through
    return [found[key] for key in sorted(found)]


voices_table: Table[Speaking] = Table(
    "voices",
    "Who speaks: one row for each voice as texts name it",
    ("voice_id",),
    (
        Field("voice_id", "string", "Id", lambda s: voice_id(s.voice), required=True),
        Field("kind", "string", "Codebook: voice kinds", lambda s: s.voice.kind, required=True),
        Field("name", "string", "Name or description", lambda s: s.voice.name),
        Field(
            "anonymity",
            "string",
            "How far it is named",
            lambda s: s.voice.anonymity,
            True,
            ("named", "unnamed", "impersonal", "outlet"),
        ),
        Field("role", "string", "Office or function", lambda s: s.voice.role),
        Field("body", "string", "Whom it speaks for", lambda s: s.voice.body),
        Field(
            "party_id", "string", "Side it is on: key in the register", lambda s: s.voice.party_id
        ),
        Field(
            "through",
            "string",
            "voice_id of who passes it on; missing: the outlet",
            lambda s: s.voice.through and voice_id(s.voice.through),
        ),
        Field("claims", "integer", "Claims it makes", lambda s: s.claims, required=True),
    ),
    (Link("through", "voices", "voice_id"),),
)
