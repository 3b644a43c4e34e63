"""A ledger as it stood at a past entry, or as it stands: what every query is asked of."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property

from polybius.errors import UnknownId, Where
from polybius.ledger.derived import Derived
from polybius.ledger.filters import Filter
from polybius.ledger.log import Head
from polybius.ledger.opening import Target
from polybius.ledger.store import Ledger
from polybius.records import Claim, Report
from polybius.weighing import deriving, tallies
from polybius.weighing.times import checked_day, known_by


@dataclass(frozen=True)
class State:
    """What a ledger held at a head; of it, where ``known`` is given, what was published by then.

    The same head and day give the same answers, whatever was appended since; only what was
    erased is missing.
    """

    ledger: Ledger
    head: Head
    known: str | None = None

    @cached_property
    def reports(self) -> Mapping[str, Report]:
        """The reports by id, in the order of arrival."""
        found = {report.id: report for report in self.ledger.reports(self.head.size)}
        if self.known is None:
            return found
        return {each: r for each, r in found.items() if known_by(r, self.known)}

    def claims(self, wanted: Filter | None = None) -> tuple[Claim, ...]:
        """Return the claims that stood and meet ``wanted``, as ruled."""
        found = self.ledger.claims(wanted, self.head.size)
        return tuple(claim for claim in found if self._knows(claim.report_id))

    def derived(self, rule: str = tallies.rule) -> Derived:
        """Return what followed from the claims, with the tallies of one rule or of ``all``.

        Raises:
            SettingsError: there is no such rule.
        """
        return deriving.by_rule(self._derived, rule)

    @cached_property
    def _derived(self) -> Derived:
        ledger, size = self.ledger, self.head.size
        digest = ledger.claims_digest(size)
        if self.known is None:
            is_now = ledger.writable and not ledger.changed_since(size)
            kept = deriving.current(ledger, "all") if is_now else ledger.derived()
            if kept.claims_digest == digest and kept.rules == deriving.rules:
                return kept
        return deriving.derive(self.claims(), self.reports, digest, ledger.rulings(size))

    def find_id(self, prefix: str) -> tuple[str, str]:
        """Return ``(kind, id)`` of the one entry whose id began with ``prefix`` then.

        Raises:
            UnknownId: nothing began so, or several did, or it was not published yet.
        """
        kind, entry = self.ledger.find_id(prefix, self.head.size, self._derived)
        if kind in ("report", "claim") and self.known is not None:
            report = entry if kind == "report" else self.ledger.claim(entry).report_id
            if not self._knows(report):
                what = f"the {kind} {prefix} had not been published by {self.known}."
                raise UnknownId(what, where=Where(self.ledger.name))
        return kind, entry

    def claim(self, claim_id: str) -> Claim:
        """Return a claim as it was ruled; one that did not stand, as it was read.

        Raises:
            UnknownId: the ledger has none of this id.
            Erased: its report was erased.
        """
        return self._standing.get(claim_id) or self.ledger.claim(claim_id)

    @cached_property
    def _standing(self) -> Mapping[str, Claim]:
        return {claim.id: claim for claim in self.claims()}

    def _knows(self, report_id: str) -> bool:
        return self.known is None or report_id in self.reports


@contextmanager
def open_state(
    target: Target, as_of: str | None = None, known: str | None = None
) -> Iterator[State]:
    """Open a ledger and yield it as it stood.

    Args:
        target: the ledger.
        as_of: a day, a moment or a head (`Ledger.entries_as_of`); None: now.
        known: a day: only what was published by its end counts.

    Raises:
        LedgerError: there is no ledger, or it can't be opened.
        SettingsError: a time is none.
        UnknownId: the ledger is younger than ``as_of``.
    """
    if known is not None:
        checked_day(known)
    with Ledger(target, create=False) as ledger:
        yield State(ledger, ledger.head(ledger.entries_as_of(as_of)), known)
