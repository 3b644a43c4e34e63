"""Each source's record: what it claimed, and what became of it. Rule ``sources.record.v1``.

A **voice** is a source wherever it is quoted; an **outlet** is a source for all that its reports
carry. A source's incident is *acknowledged* where a voice of another side later owns it, or gives
a figure that agrees; *contradicted* where a dispute sets the source against somebody else.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import sqrt

from polybius.codebook.register import Register
from polybius.ledger.derived import Derived
from polybius.records import Claim, Count, Dispute, Occurrence, Report
from polybius.weighing.matrix import outlet
from polybius.weighing.standings import is_attributed, standing_stances, voice_key

rule = "sources.record.v1"
fewest_incidents = 5
"""Incidents below which a share is not told: it would be of a handful."""
owning = frozenset({"acknowledges", "claims_responsibility"})
z95 = 1.959964


@dataclass(frozen=True, slots=True)
class Share:
    """So many of so many, with Wilson's 95 % interval (Wilson 1927)."""

    hits: int
    of: int
    low: float
    high: float

    @property
    def value(self) -> float:
        """The share, 0 to 1."""
        return self.hits / self.of


@dataclass(frozen=True, slots=True)
class SourceRecord:
    """What one source claimed and what became of it."""

    key: str
    """``party:KEY`` or ``name:NAME`` of a voice, ``outlet:NAME``."""
    name: str
    kind: str
    """``voice`` or ``outlet``."""
    side: str | None
    """Register key of the party that a voice speaks for."""
    claims: int
    """Claims that it puts forward."""
    incidents: int
    acknowledged: Share | None
    """None where there is too little to tell; `too_little` says why."""
    contradicted: Share | None
    too_little: str | None
    rule: str = rule


def source_records(
    claims: Iterable[Claim],
    reports: Mapping[str, Report],
    derived: Derived,
    register: Register,
) -> tuple[SourceRecord, ...]:
    """Return the record of each source, most claims first, then by key.

    Args:
        claims: the ledger's current claims, in any order.
        reports: by id, at least those that the claims are from.
        derived: incidents and disputes made from these claims.
        register: who is on whose side.
    """
    by_id = {claim.id: claim for claim in claims}
    own: dict[str, list[Claim]] = {}
    for claim in sorted(by_id.values(), key=lambda c: c.id):
        if _puts_forward(claim):
            for key in source_keys(claim, reports):
                own.setdefault(key, []).append(claim)
    happened = {
        claim_id: incident.id for incident in derived.incidents for claim_id in incident.claim_ids
    }
    together: dict[str, list[Claim]] = {}
    for claim_id, incident in happened.items():
        if claim_id in by_id:
            together.setdefault(incident, []).append(by_id[claim_id])
    disputed: dict[str, list[Dispute]] = {}
    for dispute in derived.disputes:
        disputed.setdefault(dispute.incident_id, []).append(dispute)

    made = []
    for key, its in own.items():
        groups: dict[str, list[Claim]] = {}
        for claim in its:
            if claim.id in happened:
                groups.setdefault(happened[claim.id], []).append(claim)
        owned = sum(
            any(_acknowledges(other, group, key, reports, register) for other in together[incident])
            for incident, group in groups.items()
        )
        against = sum(
            any(_contradicts(dispute, group) for dispute in disputed.get(incident, ()))
            for incident, group in groups.items()
        )
        made.append(_record(key, its, len(groups), owned, against))
    return tuple(sorted(made, key=lambda r: (-r.claims, r.key)))


def source_keys(claim: Claim, reports: Mapping[str, Report]) -> tuple[str, ...]:
    """Return the sources behind a claim: its voice, if known beyond the report, and the outlet."""
    keys = []
    if is_attributed(claim.voice) and not (voice := voice_key(claim)).startswith("report:"):
        keys.append(voice)
    publisher = outlet(reports[claim.report_id])
    if publisher is not None:
        keys.append(f"outlet:{publisher}")
    return tuple(keys)


def share(hits: int, of: int) -> Share:
    """Return ``hits`` of ``of``, which must not be 0, with Wilson's interval."""
    spread = z95 * sqrt(hits * (of - hits) / of + z95**2 / 4)
    middle, whole = hits + z95**2 / 2, of + z95**2
    return Share(hits, of, max(0.0, (middle - spread) / whole), min(1.0, (middle + spread) / whole))


def _puts_forward(claim: Claim) -> bool:
    return isinstance(claim.body, Count | Occurrence) and claim.stance.code in standing_stances


def _acknowledges(
    other: Claim,
    group: Sequence[Claim],
    key: str,
    reports: Mapping[str, Report],
    register: Register,
) -> bool:
    """Tell whether ``other`` is a voice of another side that later bears out a claim of ``group``.

    Nobody is his own witness: a voice on the source's side, or of no known side, does not count.
    """
    side = other.voice.party_id
    if side is None or not is_attributed(other.voice) or voice_key(other) == key:
        return False
    its = None if key.startswith("outlet:") else group[0].voice.party_id
    if its is not None and not _apart(its, side, register):
        return False
    day = reports[other.report_id].published or ""
    earlier = [c for c in group if (reports[c.report_id].published or "") <= day and c != other]
    if isinstance(other.body, Occurrence):
        return other.stance.code in owning and any(isinstance(c.body, Occurrence) for c in earlier)
    return other.stance.code in standing_stances and any(_agree(other, c) for c in earlier)


def _apart(a: str, b: str, register: Register) -> bool:
    if a in register.entries and b in register.entries:
        return register.adverse(a, b) is True or register.side(a) != register.side(b)
    return a != b


def _agree(a: Claim, b: Claim) -> bool:
    """Tell whether two counts are of one category and class and share a number."""
    if not isinstance(a.body, Count) or not isinstance(b.body, Count):
        return False
    if (a.body.category, a.body.victim_class) != (b.body.category, b.body.victim_class):
        return False
    return (a.body.high is None or b.body.low <= a.body.high) and (
        b.body.high is None or a.body.low <= b.body.high
    )


def _contradicts(dispute: Dispute, group: Sequence[Claim]) -> bool:
    """Tell whether a position of the source stands against another value of somebody else."""
    own = {claim.id for claim in group}
    mine = [p for p in dispute.positions if own & set(p.claim_ids)]
    others = [p for p in dispute.positions if not own & set(p.claim_ids)]
    return any(p.value != q.value for p in mine for q in others)


def _record(
    key: str,
    its: Sequence[Claim],
    incidents: int,
    owned: int,
    against: int,
) -> SourceRecord:
    kind = "outlet" if key.startswith("outlet:") else "voice"
    name = key.removeprefix("outlet:") if kind == "outlet" else its[0].voice.name
    enough = incidents >= fewest_incidents
    return SourceRecord(
        key=key,
        name=name,
        kind=kind,
        side=its[0].voice.party_id if kind == "voice" else None,
        claims=len(its),
        incidents=incidents,
        acknowledged=share(owned, incidents) if enough else None,
        contradicted=share(against, incidents) if enough else None,
        too_little=None
        if enough
        else f"it speaks of {incidents} incident{'' if incidents == 1 else 's'}, "
        f"and a share takes {fewest_incidents}",
    )
