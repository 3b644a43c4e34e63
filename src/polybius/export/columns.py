"""The columns of CSV output and of tables: name, meaning, how to get it from a record.

CSV holds full ids, codes and ISO dates for machines; tables hold words for people.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from polybius.export.words import body_words, voice_words
from polybius.ledger.log import Head
from polybius.ledger.rows import claim_type
from polybius.records import Claim, Count, Dispute, Incident, Occurrence, Tally

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Column(Generic[T]):
    """One column: its name in the header, what it holds, and how it is had."""

    name: str
    meaning: str
    value: Callable[[T], object]


def with_state(
    columns: Sequence[Column[T]], head: Head, known: str | None
) -> tuple[Column[T], ...]:
    """Return the columns with two more: the state of the ledger that every row is from."""
    own: tuple[Column[T], ...] = (
        Column("head", "Head of the ledger's log that the row is from", lambda _: str(head)),
        Column("known_by", "Day by whose end it was published; empty: any", lambda _: known),
    )
    return (*columns, *own)


def _count(claim: Claim, field: str) -> object:
    return getattr(claim.body, field) if isinstance(claim.body, Count) else None


def _happened(claim: Claim, field: str) -> object:
    return getattr(claim.body, field).value if isinstance(claim.body, Occurrence) else None


def _place(claim: Claim, field: str) -> object:
    return getattr(claim.place, field) if claim.place else None


def _when(claim: Claim, field: str) -> object:
    return getattr(claim.when, field) if claim.when else None


def _roles(claim: Claim, role: str) -> str:
    return "; ".join(r.party.party_id or r.party.name for r in claim.roles if r.role == role)


def _standings(claim: Claim) -> str:
    return "; ".join(standing.code for standing in claim.standings)


claim_columns: tuple[Column[Claim], ...] = (
    Column("claim_id", "Id of the claim", lambda c: c.id),
    Column("report_id", "Id of the report: SHA-256 of its bytes", lambda c: c.report_id),
    Column("passage_start", "First character of the passage", lambda c: c.passage.start),
    Column("passage_end", "Character after the passage", lambda c: c.passage.end),
    Column("passage", "The words that make the claim", lambda c: c.passage.text),
    Column("voice", "Who says so", lambda c: c.voice.name),
    Column("voice_kind", "Kind of voice (codebook)", lambda c: c.voice.kind),
    Column("voice_anonymity", "named, unnamed, impersonal or outlet", lambda c: c.voice.anonymity),
    Column("voice_party", "Party on whose side it speaks", lambda c: c.voice.party_id),
    Column("voice_chain", "The voice and through whom it came", lambda c: voice_words(c.voice)),
    Column("stance", "How it stands to what it says (codebook)", lambda c: c.stance.code),
    Column("standing", "What the text says of verification", _standings),
    Column("kind", "occurrence, count, relation, outlook, appeal, statement", lambda c: c.kind),
    Column("type", "Event type, harm category or relation (codebook)", claim_type),
    Column("summary", "What is claimed, in a few words", body_words),
    Column("polarity", "happened or did_not_happen", lambda c: _happened(c, "polarity")),
    Column("modality", "actual, planned, attempted, …", lambda c: _happened(c, "modality")),
    Column("victim_class", "Who was counted (codebook)", lambda c: _count(c, "victim_class")),
    Column("low", "Least number the words allow", lambda c: _count(c, "low")),
    Column("best", "The figure the words name", lambda c: _count(c, "best")),
    Column("high", "Greatest number; empty: unbounded", lambda c: _count(c, "high")),
    Column("perpetrator", "Parties who did it", lambda c: _roles(c, "perpetrator")),
    Column("target", "What or who was aimed at", lambda c: _roles(c, "target")),
    Column("victim", "Who suffered it", lambda c: _roles(c, "victim")),
    Column("place", "Place in the text's words", lambda c: _place(c, "name")),
    Column("gazetteer_id", "The gazetteer's id", lambda c: _place(c, "gazetteer_id")),
    Column("country", "ISO 3166-1 alpha-2", lambda c: _place(c, "country")),
    Column("latitude", "WGS 84 degrees", lambda c: _place(c, "latitude")),
    Column("longitude", "WGS 84 degrees", lambda c: _place(c, "longitude")),
    Column("place_precision", "Codebook: place precision", lambda c: _place(c, "precision")),
    Column("first_day", "First possible day", lambda c: _when(c, "start")),
    Column("last_day", "Last possible day", lambda c: _when(c, "end")),
    Column("date_precision", "Codebook: date precision", lambda c: _when(c, "precision")),
    Column("confidence", "0 to 1: that the text makes this claim", lambda c: c.confidence),
)

Weighed = tuple[Incident, Tally | None, str | None]
"""An incident, one of its tallies, and the id of the incident that it is a part of."""

incident_columns: tuple[Column[Weighed], ...] = (
    Column("incident_id", "Id of the incident", lambda w: w[0].id),
    Column("event_type", "Codebook: event types", lambda w: w[0].event_type),
    Column("title", "The incident in a few words", lambda w: w[0].title),
    Column("first_day", "First possible day", lambda w: w[0].start),
    Column("last_day", "Last possible day", lambda w: w[0].end),
    Column("place", "Place", lambda w: w[0].place.name if w[0].place else None),
    Column("country", "ISO 3166-1 alpha-2", lambda w: w[0].place.country if w[0].place else None),
    Column("reports", "Number of reports", lambda w: len(w[0].report_ids)),
    Column("claims", "Number of claims", lambda w: len(w[0].claim_ids)),
    Column("part_of", "Incident that it is a part of: add up one or the other", lambda w: w[2]),
    Column("category", "Harm; one row for each tally", lambda w: w[1] and w[1].category),
    Column("victim_class", "Who suffered it", lambda w: w[1] and w[1].victim_class),
    Column("low", "Lowest figure that stands", lambda w: None if w[1] is None else w[1].low),
    Column("best", "Best figure; empty: contested", lambda w: None if w[1] is None else w[1].best),
    Column("high", "Highest figure that stands", lambda w: None if w[1] is None else w[1].high),
    Column("contested", "Voices contradict one another", lambda w: w[1] and w[1].contested),
    Column("rule", "Rule of the tally, with version", lambda w: w[1] and w[1].rule),
)


def _positions(dispute: Dispute) -> str:
    return "; ".join(f"{p.value} ({p.voice})" for p in dispute.positions)


dispute_columns: tuple[Column[Dispute], ...] = (
    Column("dispute_id", "Id of the dispute", lambda d: d.id),
    Column("incident_id", "Incident that it is about", lambda d: d.incident_id),
    Column("question", "category:class, responsibility or occurrence", lambda d: d.question),
    Column("positions", "value (voice), joined", _positions),
    Column("rule", "Rule that found it, with version", lambda d: d.rule),
)


@dataclass(frozen=True, slots=True)
class PartyCount:
    """How often, and in which parts, a party stands in the claims."""

    name: str
    party_id: str | None
    kind: str
    claims: int
    roles: dict[str, int]


def _role_counts(party: PartyCount) -> str:
    return "; ".join(f"{role}: {number}" for role, number in party.roles.items())


party_columns: tuple[Column[PartyCount], ...] = (
    Column("party_id", "Key in the register; empty: not registered", lambda p: p.party_id),
    Column("name", "Name", lambda p: p.name),
    Column("kind", "state, force, armed_group, …", lambda p: p.kind),
    Column("claims", "Claims that it has a part in", lambda p: p.claims),
    Column("roles", "role: number, joined", _role_counts),
)
