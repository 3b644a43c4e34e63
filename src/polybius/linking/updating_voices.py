"""Finds anew who speaks in the reports that have changed, and which voices are one.

Invariant: two stated voices are one if a chain of claims that quote the same words, of which
nothing sets two neighbours apart, leads from one to the other; the voice is called by the first of
them in the order of text. So new claims only ever join voices, and where claims went, only the
voices that were joined with theirs have to be joined anew.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

from sqlalchemy import Row

from polybius.ids import sha256_hex
from polybius.ledger import schema
from polybius.ledger.workings import Renewal, Workings, claims_in
from polybius.linking.lineage import Lineage
from polybius.linking.lineage_voices import Voices, may_be_one, quoted_runs
from polybius.records import Claim, Decision, Report

run_digits = 16


class KeptVoices(Voices):
    """The voices behind some claims, as they were found among all claims of the ledger."""

    def __init__(
        self,
        origins: Mapping[str, str],
        stated: Mapping[str, str],
        keys: Mapping[str, str],
        reports: Mapping[str, Report],
    ) -> None:
        """Take what is known of each claim, by its id, and reports by theirs."""
        self._reports = reports
        self._origins = dict(origins)
        self._stated = dict(stated)
        self._keys = dict(keys)


@dataclass(frozen=True)
class Revoiced:
    """Who speaks, after a change."""

    found: Mapping[str, tuple[str, str]]
    """Origin and stated voice of each claim of the reports that were looked at."""
    joined: Mapping[str, str]
    """What stated voices are called now, where that was looked at."""
    changed: frozenset[str]
    """Claims of which it changed who speaks."""
    gone: frozenset[str]
    """Claims that the reports that were looked at had before."""
    renewals: tuple[Renewal, ...]

    def voices(
        self, workings: Workings, claims: Iterable[Claim], reports: Mapping[str, Report]
    ) -> KeptVoices:
        """Return the voices behind ``claims``."""
        wanted = {claim.id for claim in claims}
        known = {each: both for each, both in self.found.items() if each in wanted}
        table = schema.claim_voice
        for row in workings.rows(table, table.c.claim_id, sorted(wanted - known.keys())):
            known[row.claim_id] = row.origin, row.stated
        stated = {each: both[1] for each, both in known.items()}
        unsure = {voice for voice in stated.values() if voice not in self.joined}
        joined = {row.stated: row.voice for row in _joined_rows(workings, sorted(unsure))}
        called = {voice: self.joined.get(voice, joined.get(voice, voice)) for voice in unsure}
        keys = {each: self.joined.get(s) or called[s] for each, s in stated.items()}
        return KeptVoices({each: both[0] for each, both in known.items()}, stated, keys, reports)


def revoice(
    workings: Workings,
    claims: Sequence[Claim],
    reports: Mapping[str, Report],
    lineage: Lineage,
    *,
    of: Sequence[str],
    decisions: Sequence[Decision],
) -> Revoiced:
    """Find anew who speaks in some reports.

    Args:
        workings: in step with the ledger but for these reports.
        claims: all claims of these reports that stand.
        reports: they and all reports up their lineage, by id.
        lineage: the family trees, at least theirs.
        of: ids of the reports: those that came or changed, or whose sources did.
        decisions: those in effect.
    """
    table = schema.claim_voice
    old = {row.claim_id: row for row in workings.rows(table, table.c.report_id, of)}
    voices = Voices(claims, reports, lineage)
    found = {claim.id: (voices.origin(claim), voices.stated(claim)) for claim in claims}
    runs = {claim.id: {_digest(run) for run in quoted_runs(claim)} for claim in claims}
    joining = _Joining(workings, {claim.id: claim for claim in claims}, found, runs, old)
    joining.join(decisions)
    other = {
        row.claim_id
        for row in workings.rows(table, table.c.stated, sorted(joining.renamed))
        if row.claim_id not in old
    }
    moved = {
        each
        for each, (origin, stated) in found.items()
        if each not in old
        or (old[each].origin, old[each].stated) != (origin, stated)
        or stated in joining.renamed
    }
    return Revoiced(
        found,
        joining.now,
        frozenset(other | moved),
        frozenset(old),
        (*_renewals(old.keys(), claims, found, runs), joining.renewal()),
    )


class _Joining:
    """Voices in sets that are one; a set is known by its first member."""

    def __init__(
        self,
        workings: Workings,
        claims: dict[str, Claim],
        found: Mapping[str, tuple[str, str]],
        runs: Mapping[str, set[str]],
        old: Mapping[str, Row[Any]],
    ) -> None:
        self._workings = workings
        self._claims = claims
        self._stated = {each: stated for each, (_, stated) in found.items()}
        self._runs = {each: own for each, own in runs.items() if own}
        self._old = old
        self._before: dict[str, str] = {}
        """What each voice that is looked at was called."""
        self._parent: dict[str, str] = {}
        self.now: dict[str, str] = {}
        self.renamed: set[str] = set()

    def join(self, decisions: Sequence[Decision]) -> None:
        """Join what the claims quote alike, with each other and with those of other reports."""
        self._take_apart()
        by_run = self._met()
        self._look_up(self._stated[each] for ids in by_run.values() for each in ids)
        self._unite(by_run, decisions)
        self.now = {voice: self._find(voice) for voice in self._before}
        self.renamed = {voice for voice, name in self.now.items() if self._before[voice] != name}

    def renewal(self) -> Renewal:
        """Return the rows of the voices that are one with another."""
        number: dict[str, int] = {}
        for name in self.now.values():
            number[name] = number.get(name, 0) + 1
        rows = [
            {"stated": voice, "voice": name}
            for voice, name in sorted(self.now.items())
            if number[name] > 1
        ]
        return Renewal(
            schema.joined_voice, schema.joined_voice.c.stated, sorted(self._before), rows
        )

    def _take_apart(self) -> None:
        """Undo the sets that claims of these reports may have joined; look at all in them anew."""
        table, quoted = schema.claim_voice, schema.quoted_run
        rows = self._workings.rows(quoted, quoted.c.claim_id, sorted(self._old))
        quoting = {row.claim_id for row in rows}
        lost = {self._old[each].stated for each in quoting}
        names = {row.voice for row in _joined_rows(self._workings, sorted(lost))}
        joined = schema.joined_voice
        for row in self._workings.rows(joined, joined.c.voice, sorted(names)):
            self._before[row.stated] = row.voice
            self._parent[row.stated] = row.stated
        kept = {
            row.claim_id: row.stated
            for row in self._workings.rows(table, table.c.stated, sorted(self._before))
            if row.claim_id not in self._old
        }
        for row in self._workings.rows(quoted, quoted.c.claim_id, sorted(kept)):
            self._stated[row.claim_id] = kept[row.claim_id]
            self._runs.setdefault(row.claim_id, set()).add(row.run)

    def _met(self) -> dict[str, list[str]]:
        """Return the claims with each run, those of other reports too."""
        by_run: dict[str, list[str]] = {}
        for each in sorted(self._runs):
            for run in self._runs[each]:
                by_run.setdefault(run, []).append(each)
        table, quoted = schema.claim_voice, schema.quoted_run
        there = [
            row
            for row in self._workings.rows(quoted, quoted.c.run, sorted(by_run))
            if row.claim_id not in self._old and row.claim_id not in self._runs
        ]
        ids = sorted({row.claim_id for row in there})
        for row in self._workings.rows(table, table.c.claim_id, ids):
            self._stated[row.claim_id] = row.stated
        for row in there:
            by_run[row.run].append(row.claim_id)
        return {run: ids for run, ids in sorted(by_run.items()) if len(ids) > 1}

    def _look_up(self, stated: Iterable[str]) -> None:
        """Take in the sets that these voices are in."""
        unknown = sorted(set(stated) - self._before.keys())
        joined = schema.joined_voice
        names = {row.voice for row in _joined_rows(self._workings, unknown)}
        for row in self._workings.rows(joined, joined.c.voice, sorted(names)):
            self._before.setdefault(row.stated, row.voice)
            self._parent.setdefault(row.stated, row.voice)
        for voice in unknown:
            self._before.setdefault(voice, voice)
            self._parent.setdefault(voice, voice)

    def _unite(self, by_run: Mapping[str, Sequence[str]], decisions: Sequence[Decision]) -> None:
        apart = [
            ids
            for ids in by_run.values()
            if len({self._find(self._stated[each]) for each in ids}) > 1
        ]
        missing = {each for ids in apart for each in ids} - self._claims.keys()
        found = claims_in(self._workings.connection, sorted(missing), decisions)
        self._claims |= {claim.id: claim for claim in found}
        for ids in apart:
            # Claims of one voice, in one guise, are joined with the same others.
            unlike = {self._guise(each): self._claims[each] for each in ids}
            for one, other in combinations(unlike.values(), 2):
                self._join_two(one, other)

    def _guise(self, claim_id: str) -> tuple[str | None, ...]:
        voice = self._claims[claim_id].voice
        return self._stated[claim_id], voice.party_id, voice.kind, voice.anonymity, voice.name

    def _join_two(self, one: Claim, other: Claim) -> None:
        low, high = sorted((self._find(self._stated[one.id]), self._find(self._stated[other.id])))
        if low != high and may_be_one(other.voice, one.voice):
            self._parent[high] = low

    def _find(self, voice: str) -> str:
        while self._parent[voice] != voice:
            voice = self._parent[voice]
        return voice


def _joined_rows(workings: Workings, stated: Sequence[str]) -> list[Row[Any]]:
    return workings.rows(schema.joined_voice, schema.joined_voice.c.stated, stated)


def _digest(run: str) -> str:
    return sha256_hex(run.encode())[:run_digits]


def _renewals(
    old: Iterable[str],
    claims: Iterable[Claim],
    found: Mapping[str, tuple[str, str]],
    runs: Mapping[str, set[str]],
) -> tuple[Renewal, Renewal]:
    gone = sorted(old)
    spoken = [
        {
            "claim_id": claim.id,
            "report_id": claim.report_id,
            "origin": found[claim.id][0],
            "stated": found[claim.id][1],
        }
        for claim in claims
    ]
    quoted = [{"run": run, "claim_id": each} for each in runs for run in sorted(runs[each])]
    return (
        Renewal(schema.claim_voice, schema.claim_voice.c.claim_id, gone, spoken),
        Renewal(schema.quoted_run, schema.quoted_run.c.claim_id, gone, quoted),
    )
