"""Brings the derived tables in step with the log: only what a new entry can reach is made anew.

Invariant: the tables are a function of the entries that they were made from, whatever the steps
in which those came: every step leaves what a derivation of everything would have made.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, select

from polybius.ledger import rows, rulings, schema
from polybius.ledger.derived import digest_of, sum_of_ids
from polybius.ledger.log import log_size
from polybius.ledger.store import Ledger
from polybius.ledger.unsealing import decisions_in
from polybius.ledger.workings import (
    Renewal,
    Workings,
    claims_in,
    claims_of_reports,
    clear,
    facts,
    hold,
    renew,
    reports_in,
    reports_of_claims,
    reports_since,
    summed,
)
from polybius.linking.encoding import LexicalEncoder
from polybius.linking.incidents import find_accounts, incident_of
from polybius.linking.updating_accounts import Relinked, relink
from polybius.linking.updating_lineage import ancestors, retrace
from polybius.linking.updating_voices import Revoiced, revoice
from polybius.plain import loads
from polybius.records import Claim, Decision, Incident
from polybius.weighing.updating_parts import fit
from polybius.weighing.weighed import Weighed, rules, weigh


@dataclass(frozen=True)
class _Step:
    """What a step makes of the log."""

    base: dict[str, str]
    """The facts that it starts from."""
    anew: bool
    made_from: dict[str, str]
    renewals: tuple[Renewal, ...]


@dataclass(frozen=True)
class _Made:
    renewals: tuple[Renewal, ...]
    ids: int
    """What the ids of reports and of claims that stand add up to, more than before."""


def update(ledger: Ledger, *, anew: bool = False) -> None:
    """Bring the derived tables in step with the log.

    What is derived is worked out beside the log's writers, who are only kept out while it is
    stored. If another process stored its own work meanwhile, this one starts over.

    Args:
        ledger: the ledger.
        anew: make everything anew, even if the tables are in step.
    """
    while True:
        with ledger.reading() as connection:
            step = _step(connection, anew=anew)
        if step is None:
            return
        with ledger.deriving() as writer:
            if facts(writer) == step.base:
                if step.anew:
                    clear(writer)
                renew(writer, step.renewals, step.made_from)
                return


def rows_made(connection: Connection, size: int) -> dict[str, list[Mapping[str, Any]]]:
    """Return the rows that the first ``size`` entries give, by derived table; store nothing."""
    effective = rulings.in_effect(decisions_in(connection, size))
    new, read = reports_since(connection, 0, size)
    made = _derive(Workings(connection, anew=True, end=size), new, sorted(read), effective)
    found: dict[str, list[Mapping[str, Any]]] = {}
    for renewal in made.renewals:
        found.setdefault(str(renewal.table.name), []).extend(renewal.rows)
    made_from = summed(_made_from(size, effective, made.ids))
    found["derivation"] = [{"name": n, "value": v} for n, v in made_from.items()]
    return found


def _made_from(size: int, effective: Sequence[Decision], ids: int) -> dict[str, str]:
    ruled = [decision.id for decision in effective]
    return {
        "entries": str(size),
        "rules": " ".join(rules),
        "decisions": " ".join(ruled),
        "ids": str(ids),
        "claims_digest": digest_of(ids, ruled),
    }


def _step(connection: Connection, *, anew: bool) -> _Step | None:
    base = facts(connection)
    size = log_size(connection)
    decisions = decisions_in(connection)
    effective = rulings.in_effect(decisions)
    anew = anew or base.get("rules") != " ".join(rules) or not hold(base)
    since = 0 if anew else int(base["entries"])
    ruled_before = () if anew else tuple(base["decisions"].split())
    new, read = reports_since(connection, since)
    turned = _turned(decisions, {d.id for d in effective}.symmetric_difference(ruled_before))
    if not (anew or new or read or turned):
        return None
    changed = sorted(read | reports_of_claims(connection, turned))
    made = _derive(Workings(connection, anew), new, changed, effective)
    ids = made.ids + (0 if anew else int(base["ids"]))
    return _Step(base, anew, _made_from(size, effective, ids), made.renewals)


def _turned(decisions: Iterable[Decision], ids: set[str]) -> set[str]:
    """Return the claims on which decisions that came into effect, or went out of it, rule."""
    found: set[str] = set()
    for decision in decisions:
        if decision.id in ids:
            found.update(claim_id for group in decision.groups for claim_id in group)
            if decision.ruling in rulings.on_claims:
                found.update(decision.subjects)
    return found


def _derive(
    workings: Workings, new: set[str], changed: Sequence[str], decisions: Sequence[Decision]
) -> _Made:
    """Return what takes the place of what.

    Args:
        workings: what stands.
        new: reports that came.
        changed: reports that were read, or on whose claims decisions came or went.
        decisions: those in effect.
    """
    connection, end = workings.connection, workings.end
    traced = retrace(workings, new)
    revoiced = sorted({*changed, *traced.changed})
    whole = workings.anew
    claims = claims_of_reports(connection, None if whole else revoiced, decisions, end)
    wanted = None if whole else ancestors(traced.lineage, revoiced)
    reports = reports_in(connection, wanted, end)
    spoken = revoice(workings, claims, reports, traced.lineage, of=revoiced, decisions=decisions)
    own = set(changed)
    accounts = find_accounts(
        (claim for claim in claims if claim.report_id in own), reports, decisions
    )
    linked = relink(workings, changed, accounts, decisions, LexicalEncoder())
    incidents = [incident_of(cluster) for cluster in linked.clusters]
    incidents += _with_changed_voices(workings, spoken, linked)
    known = {claim.id: claim for claim in claims}
    weighed = _weighed(workings, incidents, known, spoken, decisions)
    gone = linked.gone | {incident.id for incident in incidents}
    joined = fit(workings, weighed, gone)
    again = _weighed(workings, joined.again, known, spoken, decisions)
    made = joined.whole([*weighed, *again])
    gone |= {incident.id for incident in joined.again}
    renewals = (
        *traced.renewals,
        *spoken.renewals,
        *linked.renewals,
        *_derived(gone, made),
        *joined.renewals(gone, made),
    )
    ids = sum_of_ids([*new, *(claim.id for claim in claims)]) - sum_of_ids(spoken.gone)
    return _Made(renewals, ids)


def _with_changed_voices(workings: Workings, spoken: Revoiced, linked: Relinked) -> list[Incident]:
    """Return the incidents that stay as they are, but for who speaks of them."""
    link, table = schema.incident_claim, schema.incident
    rows_found = workings.rows(link, link.c.claim_id, sorted(spoken.changed))
    ids = {row.incident_id for row in rows_found} - linked.gone
    found = workings.rows(table, table.c.id, sorted(ids))
    return [loads(row.record, Incident) for row in sorted(found, key=lambda row: str(row.id))]


def _weighed(
    workings: Workings,
    incidents: Sequence[Incident],
    claims: dict[str, Claim],
    spoken: Revoiced,
    decisions: Sequence[Decision],
) -> list[Weighed]:
    connection = workings.connection
    missing = {each for i in incidents for each in i.claim_ids} - claims.keys()
    claims |= {claim.id: claim for claim in claims_in(connection, missing, decisions)}
    reports = reports_in(connection, {each for i in incidents for each in i.report_ids})
    own = [claims[each] for incident in incidents for each in incident.claim_ids]
    voices = spoken.voices(workings, own, reports)
    return [weigh(incident, claims, reports, voices, decisions) for incident in incidents]


def _derived(gone: Iterable[str], weighed: Sequence[Weighed]) -> tuple[Renewal, ...]:
    ids = sorted(gone)
    incident, link, tally = schema.incident, schema.incident_claim, schema.tally
    dispute, grade = schema.dispute, schema.grade
    links = [
        {"incident_id": made.incident.id, "claim_id": claim_id}
        for made in weighed
        for claim_id in made.incident.claim_ids
    ]
    return (
        Renewal(
            incident,
            incident.c.id,
            ids,
            [rows.incident_row(made.incident, made.grade.grade) for made in weighed],
        ),
        Renewal(link, link.c.incident_id, ids, links),
        Renewal(
            tally,
            tally.c.incident_id,
            ids,
            [rows.tally_row(each) for made in weighed for each in made.tallies],
        ),
        Renewal(
            dispute,
            dispute.c.incident_id,
            ids,
            [rows.dispute_row(each) for made in weighed for each in made.disputes],
        ),
        Renewal(grade, grade.c.incident_id, ids, [rows.grade_row(made.grade) for made in weighed]),
    )


def is_current(ledger: Ledger) -> bool:
    """Tell whether the derived tables are in step with the log."""
    with ledger.reading() as connection:
        entries = connection.scalar(
            select(schema.derivation.c.value).where(schema.derivation.c.name == "entries")
        )
        return entries is not None and int(entries) == log_size(connection)
