"""How far an incident is borne out: rule ``grade.airwars.v1``, after Airwars' published scale.

In this order: *contested* where rival parties are named or the one named denies it; *confirmed*
where the side that did it says so; *fair* where two or more credible voices of different reports
say that it happened; *discounted* where nobody stands by it; else *weak*.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from polybius.codebook import load
from polybius.linking.accounts import happened
from polybius.records import Claim, Count, Dispute, Grade, Occurrence
from polybius.weighing.standings import standing_stances, voice_key

rule = "grade.airwars.v1"


def grade_incident(incident_id: str, claims: Sequence[Claim], disputes: Iterable[Dispute]) -> Grade:
    """Return the grade of one incident with its reasons in words."""
    claimed = [c for c in claims if _owns_up(c, claims)]
    credible = _credible(claims)
    if any(d.question == "responsibility" for d in disputes):
        code, reasons, support = "contested", ["who did it is disputed"], list(claims)
    elif claimed:
        names = sorted({c.voice.name for c in claimed})
        code, support = "confirmed", claimed
        reasons = [f"the side that did it says so: {', '.join(names)}"]
    elif len({c.report_id for c in credible.values()}) > 1 and len(credible) > 1:
        code, support = "fair", list(credible.values())
        reasons = [f"{len(credible)} credible voices of different reports"]
    elif not any(happened(c) or _stands(c) for c in claims):
        code, reasons, support = "discounted", ["nobody stands by it"], list(claims)
    else:
        code, support = "weak", list(credible.values())
        reasons = [f"{len(credible) or 'no'} credible voice{'' if len(credible) == 1 else 's'}"]
    ids = tuple(sorted({claim.id for claim in support}))
    return Grade(incident_id, code, tuple(reasons), ids, rule)


def _owns_up(claim: Claim, claims: Sequence[Claim]) -> bool:
    """Tell whether the voice's own side is a perpetrator and says that it happened."""
    if claim.stance.code not in ("claims_responsibility", "acknowledges"):
        return False
    if not happened(claim) and not _stands(claim):
        return False
    perpetrators = {
        role.party.party_id
        for c in claims
        for role in c.roles
        if role.role == "perpetrator" and role.party.party_id is not None
    }
    return claim.stance.code == "claims_responsibility" or claim.voice.party_id in perpetrators


def _stands(claim: Claim) -> bool:
    return isinstance(claim.body, Count) and claim.stance.code in standing_stances


def _credible(claims: Sequence[Claim]) -> dict[str, Claim]:
    """Return one claim for each credible voice that says it happened."""
    kinds = load().voice_kinds
    found: dict[str, Claim] = {}
    for claim in claims:
        kind = kinds.get(claim.voice.kind)
        says_so = happened(claim) if isinstance(claim.body, Occurrence) else _stands(claim)
        if says_so and kind is not None and kind.credible:
            found.setdefault(voice_key(claim), claim)
    return found
