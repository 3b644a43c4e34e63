"""``--json``: one JSON object a line, each valid against ``polybius.schema.json``.

A run prints a ``report`` line for each report, a ``failure`` line for each that gave none, and a
``summary`` line at its end. Queries print ``claim``, ``incident``, ``dispute``, ``party``,
``source`` or ``matrix`` lines, and at their end a ``head`` line that names the state of the ledger
which they were made from: where it is missing, the output was cut off.
Equal input gives equal bytes: nothing in any other line depends on when or where it was made.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec

from polybius.export.columns import PartyCount
from polybius.ledger.derived import Derived
from polybius.ledger.log import Head
from polybius.linking.parts import parts_of, whole_of
from polybius.plain import to_plain
from polybius.records import Claim, Dispute, Flag, Grade, Incident, Part, Report, Tally

if TYPE_CHECKING:
    # Only for types: intake's libraries would add seconds to every query.
    from polybius.pipeline import Failed, Read, Summary


def line(kind: str, fields: dict[str, Any]) -> str:
    """Return one line of output, ``type`` first, without its line end."""
    return msgspec.json.encode({"type": kind, **fields}).decode()


def report_line(
    read: Read, claims: tuple[Claim, ...], flags: tuple[Flag, ...], derived: Derived
) -> str:
    """Return the line of one report: what it says and what follows from it alone."""
    return line(
        "report",
        {
            "source": read.source,
            "status": _status(read),
            "unread": read.unread,
            "report": report_fields(read.report),
            "claims": [to_plain(claim) for claim in claims],
            "flags": to_plain(flags),
            "incidents": to_plain(derived.incidents),
            "tallies": to_plain(derived.tallies),
            "disputes": to_plain(derived.disputes),
            "grades": to_plain(derived.grades),
        },
    )


def _status(read: Read) -> str:
    if read.reading is None:
        return "known"
    return "unread" if read.unread else "read"


def report_fields(report: Report) -> dict[str, Any]:
    """Return a report's description, without its text and the moment it was fetched."""
    return {
        "id": report.id,
        "title": report.title,
        "author": report.author,
        "publisher": report.publisher,
        "published": report.published,
        "published_precision": report.published_precision,
        "date_candidates": to_plain(report.date_candidates),
        "language": report.language,
        "media_type": report.media_type,
        "address": report.origin.address,
        "container": report.origin.container,
        "locator": report.origin.locator,
    }


def failure_line(failed: Failed) -> str:
    """Return the line of a source that gave no reading."""
    error = failed.error
    fields = {
        "source": failed.source,
        "error": type(error).__name__,
        "what": error.what,
        "where": str(error.where) if error.where else None,
        "hint": error.hint,
    }
    return line("failure", fields)


def summary_line(summary: Summary) -> str:
    """Return the last line of a run."""
    return line(
        "summary",
        {
            "read": summary.read,
            "known": summary.known,
            "unread": summary.unread,
            "failed": len(summary.failures),
            "claims": summary.claims,
        },
    )


def claim_line(claim: Claim) -> str:
    """Return the line of one claim."""
    return line("claim", {"claim": to_plain(claim)})


def incident_line(
    incident: Incident,
    tallies: tuple[Tally, ...],
    grade: Grade | None,
    parts: tuple[Part, ...] = (),
) -> str:
    """Return the line of one incident with its tallies and grade.

    ``parts`` are links of this and of other incidents.
    """
    fields = {
        "incident": to_plain(incident),
        "tallies": to_plain(tallies),
        "grade": to_plain(grade),
        "part_of": whole_of(parts, incident.id),
        "parts": parts_of(parts, incident.id),
    }
    return line("incident", fields)


def dispute_line(dispute: Dispute) -> str:
    """Return the line of one dispute."""
    return line("dispute", {"dispute": to_plain(dispute)})


def party_line(party: PartyCount) -> str:
    """Return the line of one party."""
    return line("party", to_plain(party))


def head_line(head: Head, known: str | None) -> str:
    """Return the last line of a query: from which state of the ledger the lines before it are.

    Args:
        head: of the log; ``--as-of`` takes it.
        known: the day by whose end all that counts was published; None: no such limit.
    """
    return line("head", {"head": str(head), "moment": head.moment, "known_by": known})
