"""Shapes of the API's answers and requests that are no records."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from polybius.records import Change, Claim, Decision, Dispute, Flag, Grade, Incident, Ruling, Tally


@dataclass(frozen=True, slots=True)
class Start:
    """What the API is, and of which ledger."""

    name: str
    version: str
    """Of Polybius."""
    head: str
    """State of the ledger's log, ``SIZE:ROOT``: what to cite, and to ask for with ``as_of``."""
    moment: str
    """Of the last entry."""
    openapi: str
    """Address of the description of the API."""


@dataclass(frozen=True, slots=True)
class Me:
    """Who asks."""

    account_id: str
    name: str
    role: str | None
    permissions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class WeighedIncident:
    """An incident with all that was derived about it."""

    incident: Incident
    tallies: tuple[Tally, ...]
    disputes: tuple[Dispute, ...]
    grade: Grade | None
    part_of: str | None
    """Id of the incident that this one is a part of."""
    parts: tuple[str, ...]
    """Ids of its own parts, the earliest first; its figures take them in."""


@dataclass(frozen=True, slots=True)
class IncidentList:
    """One page of incidents, newest first."""

    items: tuple[WeighedIncident, ...]
    total: int
    next_cursor: str | None
    """Give it as ``cursor`` to have the next page; null: this is the last."""
    is_current: bool
    """Whether every claim has been weighed; false while figures are being derived anew."""


@dataclass(frozen=True, slots=True)
class ClaimList:
    """One page of claims, latest read first."""

    items: tuple[Claim, ...]
    next_cursor: str | None


@dataclass(frozen=True, slots=True)
class ReportLine:
    """A report, without its text."""

    id: str
    """SHA-256 of the original bytes."""
    title: str | None
    author: str | None
    publisher: str | None
    published: str | None
    language: str
    media_type: str
    address: str


@dataclass(frozen=True, slots=True)
class ReportList:
    """One page of reports, latest first."""

    items: tuple[ReportLine, ...]
    next_cursor: str | None


@dataclass(frozen=True, slots=True)
class ReportText:
    """A report with its text, what it was read as, and the flags of the register checks."""

    report: ReportLine
    text: str
    claims: tuple[Claim, ...]
    flags: tuple[Flag, ...]


@dataclass(frozen=True, slots=True)
class DecisionList:
    """One page of decisions, latest first; undone ones too."""

    items: tuple[Decision, ...]
    next_cursor: str | None


@dataclass(frozen=True, slots=True)
class LogEntry:
    """One entry of the ledger's log."""

    seq: int
    kind: str
    subject: str
    moment: str
    previous: str
    """Leaf hash of the entry before."""
    count: int
    """Rows that it wrote."""
    rows: str
    """Merkle root over them."""
    content: dict[str, Any]


@dataclass(frozen=True, slots=True)
class LogList:
    """One page of the log, latest first."""

    items: tuple[LogEntry, ...]
    next_cursor: str | None


@dataclass(frozen=True, slots=True)
class ClaimRuling:
    """What to rule on claims."""

    ruling: Ruling
    """``accept``, ``correct`` or ``reject``."""
    claims: tuple[str, ...]
    reason: str
    changes: tuple[Change, ...] = ()
    """What a correction sets."""


@dataclass(frozen=True, slots=True)
class IncidentRuling:
    """What to rule on incidents."""

    ruling: Ruling
    """``merge``, ``split`` or ``regrade``."""
    groups: tuple[tuple[str, ...], ...]
    """Claim ids. merge: one group an incident; split: groups of which no two share an incident;
    regrade: one group."""
    reason: str
    subjects: tuple[str, ...] = field(default=())
    """Incidents, as they are named now."""
    grade: str | None = None
    """What a regrade sets."""


@dataclass(frozen=True, slots=True)
class Undoing:
    """Why a decision is undone."""

    reason: str


@dataclass(frozen=True, slots=True)
class AccountLine:
    """An account, for administrators."""

    id: str
    name: str
    role: str | None
    disabled: bool
    has_codes: bool
    is_external: bool


@dataclass(frozen=True, slots=True)
class AccountList:
    """All accounts."""

    items: tuple[AccountLine, ...]


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong (RFC 9457)."""

    type: str
    title: str
    status: int
    detail: str
    hint: str
    """What to do; left out where there is nothing to say."""
