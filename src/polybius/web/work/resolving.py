"""Giving a name that no register knew its party or place, in all claims that use it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec
from sqlalchemy import Select, select

from polybius.errors import SettingsError
from polybius.ledger import schema
from polybius.ledger.store import Ledger
from polybius.plain import to_plain
from polybius.records import Change, Claim, Decision, Place, Ruling
from polybius.resolving.gazetteer import GazetteerEntry, default_gazetteer, kind_precision
from polybius.web.models.judged import judged

most_claims = 200
"""Claims that are corrected at once; the rest stays in the queue."""


def resolve_party(
    ledger: Ledger,
    name: str,
    party_id: str,
    person: str,
    reason: str,
    *,
    blind_to: frozenset[str] = frozenset(),
) -> int:
    """Set the party's key in the roles of claims that name it so; return how many claims.

    Each claim gets its own decision, as a correction sets its whole list of roles. Reports of
    ``blind_to`` are left out.
    """
    party = schema.party_index.c
    query = select(party.claim_id).where(party.name == name, party.party_id.is_(None))
    number = 0
    for claim in _claims(ledger, query, blind_to):
        roles = to_plain(claim)["roles"]
        hit = [r for r in roles if r["party"]["name"] == name and r["party"]["party_id"] is None]
        for role in hit:
            role["party"]["party_id"] = party_id
        if hit:
            change = Change("roles", msgspec.json.encode(roles).decode())
            _correct(ledger, claim, (change,), person, reason)
            number += 1
    return number


def resolve_place(
    ledger: Ledger,
    name: str,
    entry_id: str,
    person: str,
    reason: str,
    *,
    blind_to: frozenset[str] = frozenset(),
) -> int:
    """Set the gazetteer's entry in claims that name a place so; return how many claims.

    Reports of ``blind_to`` are left out.

    Raises:
        SettingsError: the gazetteer has no such entry under this name.
    """
    entry = next((e for e in place_candidates(name) if e.id == entry_id), None)
    if entry is None:
        raise SettingsError(f"the gazetteer has no entry {entry_id!r} for {name!r}.")
    index = schema.claim_index.c
    unresolved = select(index.claim_id)
    unresolved = unresolved.where(index.place == name, index.gazetteer_id.is_(None), index.live)
    number = 0
    for claim in _claims(ledger, unresolved, blind_to):
        if claim.place is not None and claim.place.gazetteer_id is None:
            place = _placed(claim.place, entry)
            change = Change("place", msgspec.json.encode(to_plain(place)).decode())
            _correct(ledger, claim, (change,), person, reason)
            number += 1
    return number


def place_candidates(name: str) -> tuple[GazetteerEntry, ...]:
    """Return what the gazetteer has under this name, best first."""
    return default_gazetteer().candidates(name, limit=8)


def _placed(place: Place, entry: GazetteerEntry) -> Place:
    return Place(
        place.name,
        place.passage,
        kind_precision[entry.kind],
        entry.id,
        entry.name,
        entry.latitude,
        entry.longitude,
        entry.country,
        entry.admin1_name,
        place.rejected,
    )


def _claims(ledger: Ledger, query: Select[Any], blind_to: frozenset[str]) -> Iterator[Claim]:
    with ledger.reading() as connection:
        ids = [str(found) for found in connection.scalars(query.distinct())]
    for each in judged(ledger, sorted(ids)[:most_claims]):
        if each.status != "rejected" and each.read.report_id not in blind_to:
            yield each.claim


def _correct(
    ledger: Ledger, claim: Claim, changes: tuple[Change, ...], person: str, reason: str
) -> None:
    draft = Decision("", Ruling.CORRECT, (claim.id,), person, "", reason, changes=changes)
    ledger.decide(draft)
