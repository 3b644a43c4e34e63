"""What an export is of: one state of one ledger, read in pieces so that memory stays bounded.

The present state comes from the ledger's tables, a batch at a time. A past one is derived anew
and held in memory, as nothing of it is stored.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, TypeVar

from sqlalchemy import Connection, Table, select

from polybius.codebook.register import Register, load_register
from polybius.errors import LedgerError, Where
from polybius.export.formats.redaction import public_record
from polybius.export.formats.selection import Selection, everything
from polybius.export.words import voice_words
from polybius.ledger import queries, rulings, schema
from polybius.ledger.derived import Derived
from polybius.ledger.dialects import dialect_of
from polybius.ledger.filters import Filter
from polybius.ledger.log import Head
from polybius.ledger.store import Ledger
from polybius.ledger.unsealing import unsealed
from polybius.linking.lineage import Lineage, lineages
from polybius.plain import claim_loads, loads
from polybius.records import Claim, Decision, Dispute, Grade, Incident, Kinship, Part, Report, Tally
from polybius.weighing import deriving, tallies
from polybius.weighing.matrix import outlet
from polybius.weighing.times import known_by
from polybius.weighing.weighed import rules as current_rules

T = TypeVar("T")
batch_size = 500
"""Incidents read at a time."""
_key = {schema.incident.name: "id", schema.incident_part.name: "part_id"}


@dataclass(frozen=True, slots=True)
class Version:
    """Names what an export is of: equal versions of one ledger give equal bytes."""

    head: Head
    rule: str
    """Rule of the tallies, with its version, or ``all``."""
    known: str | None = None
    """Day: only what was published by its end counts."""
    public: bool = False
    selection: Selection = everything
    """Which incidents it has, with what belongs to them."""

    @property
    def name(self) -> str:
        """Return the version in a few characters: size and first digits of the root."""
        known = f"-known-{self.known}" if self.known else ""
        part = f"-{self.selection.name}" if self.selection.name else ""
        return f"{self.head.size}-{self.head.root[:12]}{known}{part}"


@dataclass(frozen=True, slots=True)
class Source:
    """A report as a source of an incident."""

    report_id: str
    outlet: str | None
    published: str | None
    title: str | None
    address: str | None


@dataclass(frozen=True, slots=True)
class Case:
    """An incident with all that belongs to it."""

    incident: Incident
    tallies: tuple[Tally, ...] = ()
    disputes: tuple[Dispute, ...] = ()
    grade: Grade | None = None
    sources: tuple[Source, ...] = ()
    outlets: int = 0
    """How many outlets have it; a report that names none counts as one."""
    voices: tuple[str, ...] = ()
    """Who is quoted, in words, without the outlets' own voices; empty where it was not asked."""
    part_of: str | None = None
    """The incident that it is a part of."""


@dataclass(frozen=True, slots=True)
class _Chosen:
    """Ids of what an export has that is not of everything."""

    incidents: set[str]
    claims: set[str]
    reports: set[str]


class State:
    """One state of a ledger, by one tally rule, whole or what of it is public."""

    def __init__(
        self,
        ledger: Ledger,
        *,
        rule: str = tallies.rule,
        as_of: str | None = None,
        known: str | None = None,
        public: bool = False,
        register: Register | None = None,
        selection: Selection = everything,
    ) -> None:
        """Fix the state.

        Args:
            ledger: to export from.
            rule: of the tallies, or ``all``.
            as_of: a day, moment or head; None is now.
            known: a day: only what was published by its end counts.
            public: leave out all that the codebook does not mark as public.
            register: of parties, whose names the formats use; by default the shipped one.
            selection: which incidents, with the claims, reports and lineage that are theirs.

        Raises:
            SettingsError: a time or the rule is none.
            UnknownId: the ledger is younger than ``as_of``.
        """
        full = rule if rule == "all" else tallies.checked_rule(rule)
        self._ledger = ledger
        self._size = ledger.entries_as_of(as_of)
        self.register = register or load_register()
        self.version = Version(ledger.head(self._size), full, known, public, selection)
        self._held = None if self._is_stored() else self._derive()
        """What is derived, where the ledger does not hold it."""

    def cases(self, *, voices: bool = False) -> Iterator[Case]:
        """Yield the incidents with all that belongs to them, by first day, then id.

        Args:
            voices: also say who is quoted, for which every claim has to be read.
        """
        held = self._held
        made = self._stored_cases(voices) if held is None else self._held_cases(held, voices)
        chosen = self._chosen
        for case in made:
            if chosen is None or case.incident.id in chosen.incidents:
                yield self._public_case(case) if self.version.public else case

    def claims(self) -> Iterator[Claim]:
        """Yield the claims that stand, as ruled, by day, then report, then place in the text."""
        chosen = self._chosen
        for claim in self._claims():
            if chosen is None or claim.id in chosen.claims:
                yield self._shown(claim)

    def reports(self) -> Iterator[Report]:
        """Yield the reports in the order of arrival."""
        return map(self._shown, self.whole_reports())

    def kinships(self) -> tuple[Kinship, ...]:
        """Return which reports have the text of which others, by the later one's id."""
        chosen = self._chosen
        return tuple(
            self._shown(each)
            for each in sorted(self._lineage.kinships, key=lambda kinship: kinship.later)
            if chosen is None or {each.earlier, each.later} <= chosen.reports
        )

    def root(self, report_id: str) -> str:
        """Return the oldest report that a report copies; itself where it copies none."""
        return self._lineage.root(report_id)

    def whole_reports(self) -> Iterator[Report]:
        """Yield the reports with nothing withheld: for what is counted, not for what is shown."""
        chosen = self._chosen
        for report in self._reports():
            if chosen is None or report.id in chosen.reports:
                yield report

    # --- inside ------------------------------------------------------------------------------

    @cached_property
    def _lineage(self) -> Lineage:
        if self._held is not None:
            return lineages(self._reports())
        kinship = schema.kinship.c
        with self._ledger.reading() as connection:
            rows = connection.execute(select(kinship.later, kinship.position, kinship.record)).all()
        kept = sorted(rows, key=lambda row: (row.later, row.position))
        return Lineage(tuple(loads(row.record, Kinship) for row in kept))

    @cached_property
    def _chosen(self) -> _Chosen | None:
        """What was selected; None where everything was."""
        selection, held = self.version.selection, self._held
        if not selection.words:
            return None
        wanted = selection.of_claims
        met = (
            None if wanted == Filter() else {c.id for c in self._ledger.claims(wanted, self._size)}
        )
        chosen = _Chosen(set(), set(), set())
        for case in self._stored_cases(False) if held is None else self._held_cases(held, False):
            incident = case.incident
            is_met = met is None or not met.isdisjoint(incident.claim_ids)
            if is_met and selection.fits(incident, case.grade):
                chosen.incidents.add(incident.id)
                chosen.claims.update(incident.claim_ids)
                chosen.reports.update(incident.report_ids)
        return chosen

    def _shown(self, record: T) -> T:
        return public_record(record) if self.version.public else record

    def _is_stored(self) -> bool:
        """Tell whether the derived tables hold this state; bring them up to date if need be."""
        if self.version.known is not None:
            return False
        digest = self._ledger.claims_digest(self._size)
        if digest == self._ledger.claims_digest() and not self._is_fresh(digest):
            deriving.current(self._ledger)
        return self._is_fresh(digest)

    def _is_fresh(self, digest: str) -> bool:
        with self._ledger.reading() as connection:
            rows = connection.execute(select(schema.derivation)).all()
        facts = {row.name: row.value for row in rows}
        rules = tuple(facts.get("rules", "").split())
        return facts.get("claims_digest") == digest and rules == current_rules

    def _derive(self) -> Derived:
        version = self.version
        return deriving.past(
            self._ledger, as_of=str(self._size), known=version.known, rule=version.rule
        )

    def _reports(self) -> Iterator[Report]:
        known = self.version.known
        for report in self._ledger.reports(self._size):
            if known is None or known_by(report, known):
                yield report

    def _claims(self) -> Iterator[Claim]:
        allowed = None if self.version.known is None else {r.id for r in self._reports()}
        with self._ledger.reading() as connection:
            dialect = dialect_of(connection)
            query = queries.current_claims(Filter(), self._size, dialect)
            for claim in self._as_ruled(connection, query):
                if allowed is None or claim.report_id in allowed:
                    yield claim

    def _as_ruled(self, connection: Connection, query: Any) -> Iterator[Claim]:
        for content in unsealed(connection, "claim", query):
            claim = claim_loads(content)
            yield rulings.as_ruled(claim, self._ruled.get(claim.id, ()))[0]

    @cached_property
    def _ruled(self) -> Mapping[str, list[Decision]]:
        return rulings.by_claim(self._ledger.rulings(self._size))

    @cached_property
    def _sources(self) -> Mapping[str, Source]:
        return {report.id: _source(report) for report in self._reports()}

    def _stored_cases(self, voices: bool) -> Iterator[Case]:
        ids = self._incident_ids()
        for start in range(0, len(ids), batch_size):
            with self._ledger.reading() as connection:
                batch = self._batch(connection, ids[start : start + batch_size], voices)
            yield from batch

    def _incident_ids(self) -> list[str]:
        incident = schema.incident.c
        with self._ledger.reading() as connection:
            found = connection.execute(select(incident.first_day, incident.id)).all()
        # Sorted here: servers differ in where they put missing days.
        return [row.id for row in sorted(found, key=lambda r: _order(r.first_day, r.id))]

    def _batch(self, connection: Connection, ids: list[str], voices: bool) -> list[Case]:
        def stored(table: Table, shape: type[T]) -> list[T]:
            key = table.c[_key.get(table.name, "incident_id")]
            query = select(table.c.record).where(key.in_(ids))
            return [loads(plain, shape) for plain in connection.scalars(query)]

        held = Derived(
            tuple(stored(schema.incident, Incident)),
            tuple(stored(schema.tally, Tally)),
            tuple(stored(schema.dispute, Dispute)),
            tuple(stored(schema.grade, Grade)),
            parts=tuple(stored(schema.incident_part, Part)),
        )
        if len(held.incidents) < len(ids):
            raise LedgerError(
                "the ledger was written to while it was exported.",
                where=Where(self._ledger.name),
                hint="Export again, or give --as-of.",
            )
        quoted = self._voices(connection, held.incidents) if voices else {}
        return list(self._cases_of(held, quoted))

    def _held_cases(self, derived: Derived, voices: bool) -> Iterator[Case]:
        quoted = {claim.id: _voice(claim) for claim in self._claims()} if voices else {}
        return self._cases_of(derived, quoted)

    def _cases_of(self, derived: Derived, voices: Mapping[str, str | None]) -> Iterator[Case]:
        rule = self.version.rule
        weighed = _grouped(t for t in derived.tallies if rule in ("all", t.rule))
        disputed, graded = _grouped(derived.disputes), _grouped(derived.grades)
        whole = {part.part_id: part.whole_id for part in derived.parts}
        for incident in sorted(derived.incidents, key=lambda i: _order(i.start, i.id)):
            sources = [self._sources[r] for r in incident.report_ids if r in self._sources]
            quoted = {voices.get(claim_id) for claim_id in incident.claim_ids}
            yield Case(
                incident,
                tuple(sorted(weighed.get(incident.id, ()), key=_tally_order)),
                tuple(sorted(disputed.get(incident.id, ()), key=lambda d: d.id)),
                graded.get(incident.id, [None])[0],
                tuple(sorted(sources, key=lambda s: (s.published or "9999", s.report_id))),
                len({source.outlet or source.report_id for source in sources}),
                tuple(sorted(words for words in quoted if words)),
                whole.get(incident.id),
            )

    def _voices(
        self, connection: Connection, incidents: Iterable[Incident]
    ) -> dict[str, str | None]:
        """Return who is behind each claim of some incidents, in words."""
        claim, seal = schema.claim.c, schema.seal.c
        wanted = [claim_id for incident in incidents for claim_id in incident.claim_ids]
        found: dict[str, str | None] = {}
        for start in range(0, len(wanted), batch_size):
            query = (
                select(claim.id, claim.report_id, claim.record.label("sealed"), seal.key)
                .join_from(schema.claim, schema.seal, seal.id == claim.report_id)
                .where(claim.id.in_(wanted[start : start + batch_size]))
            )
            found |= {each.id: _voice(each) for each in self._as_ruled(connection, query)}
        return found

    def _public_case(self, case: Case) -> Case:
        return Case(
            public_record(case.incident),
            tuple(map(public_record, case.tallies)),
            tuple(map(public_record, case.disputes)),
            None if case.grade is None else public_record(case.grade),
            tuple(Source(s.report_id, None, s.published, None, None) for s in case.sources),
            case.outlets,
            (),
            case.part_of,
        )


def _order(day: str | None, incident_id: str) -> tuple[bool, str, str]:
    return day is None, day or "", incident_id


def _tally_order(tally: Tally) -> tuple[str, str, str]:
    return tally.rule, tally.category, tally.victim_class


def _source(report: Report) -> Source:
    return Source(
        report.id,
        outlet(report),
        report.published,
        report.title,
        report.origin.address if "://" in report.origin.address else None,
    )


def _voice(claim: Claim) -> str | None:
    voice = claim.voice
    return None if voice.anonymity == "outlet" or not voice.name else voice_words(voice)


def _grouped(records: Iterable[Any]) -> dict[str, list[Any]]:
    found: dict[str, list[Any]] = {}
    for record in records:
        found.setdefault(record.incident_id, []).append(record)
    return found
