"""Fills a ledger with one of everything that can be written."""

from __future__ import annotations

from polybius.ledger.store import Ledger
from polybius.records import Change, Claim, Decision, Report, Ruling
from tests import samples


def numbered(number: int) -> Report:
    return samples.report(f"{samples.text} Report {number}.", address=f"report-{number}.txt")


def add(ledger: Ledger, number: int) -> Report:
    """Append an invented report with its two claims."""
    report = numbered(number)
    ledger.append(report, report.text.encode(), samples.reading(report))
    return report


def rule(ledger: Ledger, ruling: Ruling, *claims: Claim, **parts: object) -> Decision:
    subjects = tuple(claim.id for claim in claims)
    draft = Decision("", ruling, subjects, "analyst", "", "read the report", **parts)  # type: ignore[arg-type]
    return ledger.decide(draft)


def fill(ledger: Ledger, reports: int = 2) -> list[Report]:
    """Append reports, a sighting, each kind of decision on claims, an undo and a note."""
    made = [add(ledger, number) for number in range(reports)]
    ledger.note_sighting(samples.report(made[0].text, address="elsewhere.txt"))
    count = next(c for c in ledger.claims() if c.kind == "count")
    rule(ledger, Ruling.CORRECT, count, changes=(Change("body.low", "12"),))
    rejected = rule(ledger, Ruling.REJECT, count)
    ledger.decide(Decision("", Ruling.UNDO, (rejected.id,), "analyst", "", "was right"))
    ledger.note("configuration", "authority", {"url": "https://example.org/tsa"})
    return made
