"""A party's page: how it stands to others over time, and who claims what about it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from polybius.codebook.entries import PartyEntry
from polybius.codebook.register import Register, load_register
from polybius.export.words import voice_words
from polybius.records import Claim, Party, Relation, Report
from polybius.web.context import Desk
from polybius.web.models.bounded import most_claims, name_prefix, of_party
from polybius.web.models.claims import ClaimRow, claim_rows
from polybius.web.models.judged import Judged, reports_of
from polybius.web.models.marks import names_in, party_name
from polybius.web.models.networks import Network, Tie, network
from polybius.web.work.access import seen_by


@dataclass(frozen=True, slots=True)
class RelationRow:
    """One voice's word on how the party stands to another."""

    day: str
    """First day that it may be of, else the report's date."""
    other: str
    other_name: str
    relation: str
    status: str
    voice: str
    claim_id: str
    report_id: str
    passage: str


@dataclass(frozen=True, slots=True)
class SaidAbout:
    """How often one side says one thing about the party."""

    side: str
    """Register key of the voice's side; empty: no known side."""
    side_name: str
    part: str
    """The party's role, or a relation."""
    stance: str
    claims: int


@dataclass(frozen=True)
class PartyView:
    """One party."""

    key: str
    name: str
    entry: PartyEntry | None
    relations: tuple[RelationRow, ...]
    said: tuple[SaidAbout, ...]
    own_claims: int
    """Claims by voices of its own side."""
    claims: tuple[ClaimRow, ...]
    is_whole: bool
    """Whether these are all its claims, and not the latest of more."""

    @cached_property
    def network(self) -> Network | None:
        """The relations as a network around the party."""
        ties = [Tie(r.other, r.other_name, r.relation, r.status) for r in self.relations]
        return network(self.name, ties) if ties else None


def party_view(desk: Desk, key: str) -> PartyView:
    """Return the view of one party, within the days of the query's ``since`` and ``until``."""
    found = seen_by(desk, of_party(desk.ledger, key, desk.size))
    reports = reports_of(desk.ledger, (j.claim.report_id for j in found), desk.known_by)
    found = [j for j in found if j.claim.report_id in reports]
    first, last = desk.query.get("since") or "", desk.query.get("until") or "9999"
    inside = [j for j in found if first <= day_of(j.claim, reports[j.claim.report_id]) <= last]
    return make_view(key, inside, reports, load_register(), is_whole=len(found) < most_claims)


def make_view(
    key: str,
    found: Sequence[Judged],
    reports: dict[str, Report],
    register: Register,
    *,
    is_whole: bool = True,
) -> PartyView:
    """Return the view of a party from its claims."""
    claims = [j.claim for j in found]
    rows = [row for claim in claims for row in _relations(claim, key, reports, register)]
    name = next((p.name for c in claims for p in parties_in(c) if key_of(p) == key), key)
    return PartyView(
        key,
        register.entries[key].name if key in register.entries else name,
        register.entries.get(key),
        tuple(sorted(rows, key=lambda r: (r.day, r.other_name, r.claim_id))),
        _said_about(claims, key, register),
        sum(c.voice.party_id == key for c in claims),
        claim_rows(found, reports),
        is_whole,
    )


def key_of(party: Party) -> str:
    """Return a party's key in addresses."""
    return party.party_id or name_prefix + party.name.lower()


def parties_in(claim: Claim) -> list[Party]:
    """Return every party that has a part in a claim."""
    body = claim.body
    ends = [body.a, body.b, *body.sponsors] if isinstance(body, Relation) else []
    return [*(role.party for role in claim.roles), *ends]


def day_of(claim: Claim, report: Report) -> str:
    """Return the first day that a claim may be of, else the day of its report."""
    if claim.when is not None and claim.when.start is not None:
        return claim.when.start
    return report.published or report.origin.retrieved[:10]


def _relations(
    claim: Claim, key: str, reports: dict[str, Report], register: Register
) -> Iterable[RelationRow]:
    body = claim.body
    if not isinstance(body, Relation):
        return
    for one, other in ((body.a, body.b), (body.b, body.a)):
        if key_of(one) == key and key_of(other) != key:
            known = register.entries.get(other.party_id or "")
            name = known.name if known else other.name
            yield RelationRow(
                day_of(claim, reports[claim.report_id]),
                key_of(other),
                name,
                body.relation,
                body.status,
                voice_words(claim.voice),
                claim.id,
                claim.report_id,
                " ".join(claim.passage.text.split()),
            )


def _said_about(claims: Sequence[Claim], key: str, register: Register) -> tuple[SaidAbout, ...]:
    number: Counter[tuple[str, str, str]] = Counter()
    for claim in claims:
        parts = {role.role for role in claim.roles if key_of(role.party) == key}
        body = claim.body
        if isinstance(body, Relation) and key in (key_of(body.a), key_of(body.b)):
            parts.add(body.relation)
        number.update((claim.voice.party_id or "", part, claim.stance.code) for part in parts)
    names = names_in(claims)
    return tuple(
        SaidAbout(side, party_name(side, register, names) if side else "", part, stance, n)
        for (side, part, stance), n in sorted(number.items(), key=lambda i: (-i[1], i[0]))
    )
