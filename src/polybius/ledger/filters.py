"""What a query can ask for, as one checked value, and its SQL."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, or_, select, tuple_

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
    if not is_day(value):
        raise SettingsError(f"--{name} {value!r} is not a date.", hint="Use YYYY-MM-DD.")


def is_day(value: str) -> bool:
    """Tell whether ``value`` is a day as ``YYYY-MM-DD``."""
    try:
        # Python 3.11 also takes 20260204 and 2026-W06-3, which would not compare as text.
        return date.fromisoformat(value).isoformat() == value
    except ValueError:
        return False


def claim_conditions(wanted: Filter) -> list[ColumnElement[bool]]:
    """Return the SQL conditions on table ``claim_index`` for ``wanted``."""
    claim = schema.claim_index.c
    conditions: list[ColumnElement[bool]] = []
    if wanted.since:
        conditions.append(claim.last_day >= wanted.since)
    if wanted.until:
        conditions.append(claim.first_day <= wanted.until)
    if wanted.place:
        conditions.append(_place(wanted.place))
    if wanted.party:
        conditions.append(_has_party(wanted.party))
    if wanted.voice:
        named = claim.voice.icontains(wanted.voice, autoescape=True)
        conditions.append(or_(named, claim.voice_party == wanted.voice))
    if wanted.stance:
        conditions.append(claim.stance == wanted.stance)
    if wanted.kind:
        conditions.append(claim.kind == wanted.kind)
    if wanted.report:
        conditions.append(schema.claim.c.report_id == wanted.report)
    return conditions


def _place(words: str) -> ColumnElement[bool]:
    claim = schema.claim_index.c
    return or_(
        claim.place.icontains(words, autoescape=True),
        claim.country == words.upper(),
        claim.gazetteer_id == words,
    )


def _has_party(words: str) -> ColumnElement[bool]:
    claim, party = schema.claim_index.c, schema.party_index.c
    named = or_(party.party_id == words, party.name.icontains(words, autoescape=True))
    having = select(party.claim_id, party.seq).where(named)
    return tuple_(claim.claim_id, claim.seq).in_(having)
