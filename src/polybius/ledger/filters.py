"""What a query can ask for, as one checked value, and its SQL."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, Select, or_, select

from polybius.errors import SettingsError
from polybius.ledger import schema


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """Conditions that claims and incidents must all meet; None asks for nothing."""

    since: str | None = None
    """First day, ISO: what may have happened on or after it."""
    until: str | None = None
    """Last day, ISO, inclusive."""
    place: str | None = None
    """Part of a place's name, a country code, or a gazetteer id (``geonames:…``)."""
    party: str | None = None
    """Register key, or part of a party's name."""
    voice: str | None = None
    """Register key of the voice's side, or part of the voice's name."""
    stance: str | None = None
    kind: str | None = None
    report: str | None = None
    text: str | None = None
    """Words that the claim's passage must hold (full-text query)."""

    def __post_init__(self) -> None:
        """Check the dates.

        Raises:
            SettingsError: ``since`` or ``until`` is no ISO date, or they are out of order.
        """
        for name in ("since", "until"):
            value = getattr(self, name)
            if value is not None:
                _check_date(name, value)
        if self.since and self.until and self.since > self.until:
            raise SettingsError(f"--since {self.since} is later than --until {self.until}.")


def _check_date(name: str, value: str) -> None:
    try:
        # Python 3.11 also takes 20260204 and 2026-W06-3, which would not compare as text.
        is_day = date.fromisoformat(value).isoformat() == value
    except ValueError:
        is_day = False
    if not is_day:
        raise SettingsError(f"--{name} {value!r} is not a date.", hint="Use YYYY-MM-DD.")


def claim_conditions(wanted: Filter) -> list[ColumnElement[bool]]:
    """Return the SQL conditions on table ``claim`` for ``wanted``."""
    claim = schema.claim.c
    conditions: list[ColumnElement[bool]] = []
    if wanted.since:
        conditions.append(claim.last_day >= wanted.since)
    if wanted.until:
        conditions.append(claim.first_day <= wanted.until)
    if wanted.place:
        conditions.append(_place(wanted.place))
    if wanted.party:
        conditions.append(claim.id.in_(_claims_with_party(wanted.party)))
    if wanted.voice:
        named = claim.voice.icontains(wanted.voice, autoescape=True)
        conditions.append(or_(named, claim.voice_party == wanted.voice))
    if wanted.stance:
        conditions.append(claim.stance == wanted.stance)
    if wanted.kind:
        conditions.append(claim.kind == wanted.kind)
    if wanted.report:
        conditions.append(claim.report_id == wanted.report)
    return conditions


def _place(words: str) -> ColumnElement[bool]:
    claim = schema.claim.c
    return or_(
        claim.place.icontains(words, autoescape=True),
        claim.country == words.upper(),
        claim.gazetteer_id == words,
    )


def _claims_with_party(words: str) -> Select[tuple[str]]:
    party = schema.claim_party.c
    return select(party.claim_id).where(
        or_(party.party_id == words, party.name.icontains(words, autoescape=True))
    )
