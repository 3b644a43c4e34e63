"""How far an incident is borne out: rule ``grade.polybius.v1``, on Airwars' published scale.

The first of these that holds decides:

1. **contested**: voices name rival perpetrators, or the one named denies it.
2. **confirmed**: the side that did it says so, claiming or acknowledging it.
3. **confirmed**: the side that suffered it, or another adverse side, grants what stands against
   itself ("acknowledges").
4. **discounted**: nobody stands by it any more: every account was replaced by a newer one that
   lacks it, or it is only denied, doubted or forecast.
5. **fair**: two or more credible voices of independent lineage say that it happened.
6. **weak**: one does, or only such as are party to the fighting.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from polybius.codebook import load
from polybius.linking.accounts import happened, real_modalities
from polybius.linking.lineage_voices import Voices
from polybius.records import (
    Claim,
    Count,
    Decision,
    Dispute,
    Grade,
    Incident,
    Occurrence,
    Report,
    Ruling,
)
from polybius.weighing.standings import standing_stances, voice_key
from polybius.weighing.superseding import standing_claims

rule = "grade.polybius.v1"
Judged = tuple[str, str, Iterable[Claim]]
"""Grade, reason in words, the claims that it rests on."""


def grade_incident(
    incident_id: str,
    claims: Sequence[Claim],
    disputes: Iterable[Dispute],
    reports: Mapping[str, Report] | None = None,
    voices: Voices | None = None,
) -> Grade:
    """Return the grade of one incident with its reasons in words.

    Args:
        incident_id: the incident.
        claims: all claims of it.
        disputes: its disputes.
        reports: by id; with them, accounts replaced at their own address do not count.
        voices: who is behind each claim; without it, reports are taken to be independent.
    """
    standing = list(claims) if reports is None else standing_claims(claims, reports)
    code, reason, support = _judged(standing or list(claims), list(disputes), voices)
    ids = tuple(sorted({claim.id for claim in support}))
    return Grade(incident_id, code, (reason,), ids, rule)


def as_ruled(grade: Grade, incident: Incident, decisions: Iterable[Decision]) -> Grade:
    """Return the grade that a person ruled for the incident, the last of several; else ``grade``.

    A decision names claims, as an incident's id may change.
    """
    for decision in decisions:
        named = {claim_id for group in decision.groups for claim_id in group}
        of_it = decision.ruling is Ruling.REGRADE and named & set(incident.claim_ids)
        if of_it and decision.grade is not None:
            reason = f"{decision.person} ruled so: {decision.reason}"
            ids = tuple(sorted(named & set(incident.claim_ids)))
            grade = Grade(incident.id, decision.grade, (reason,), ids, "decision")
    return grade


def _judged(claims: list[Claim], disputes: list[Dispute], voices: Voices | None) -> Judged:
    if any(d.question == "responsibility" for d in disputes):
        return "contested", "who did it is disputed", claims
    owned = [c for c in claims if _owns_up(c, claims)]
    if owned:
        return "confirmed", f"the side that did it says so: {_names(owned)}", owned
    granted = [c for c in claims if _says_so(c) and c.stance.code == "acknowledges"]
    if granted and all(c.voice.party_id is not None for c in granted):
        return "confirmed", f"granted by the side it stands against: {_names(granted)}", granted
    saying = [c for c in claims if _says_so(c)]
    if not saying:
        return "discounted", "nobody stands by it", claims
    return _by_lineages([c for c in saying if _is_credible(c)], voices)


def _by_lineages(credible: list[Claim], voices: Voices | None) -> Judged:
    independent = _independent(credible, voices)
    number = len(independent)
    if number > 1:
        return "fair", f"{number} credible voices of independent lineage", independent
    spoken = len({_key(c, voices) for c in credible})
    if spoken > 1:
        reason = f"{spoken} credible voices, but of one lineage: no two are independent"
        return "weak", reason, credible
    return "weak", "1 credible voice" if spoken else "no credible voice", credible


def _independent(claims: list[Claim], voices: Voices | None) -> list[Claim]:
    """Return claims of which each is independent of all others, one for each voice.

    Chosen in the order of ids: the result may be one fewer than the most possible, never more.
    """
    chosen: list[Claim] = []
    for claim in sorted(claims, key=lambda c: (_key(c, voices), c.id)):
        if all(_are_independent(claim, other, voices) for other in chosen):
            chosen.append(claim)
    return chosen


def _are_independent(one: Claim, other: Claim, voices: Voices | None) -> bool:
    if voices is not None:
        return voices.independence(one, other).independent
    return one.report_id != other.report_id and voice_key(one) != voice_key(other)


def _key(claim: Claim, voices: Voices | None) -> str:
    return voice_key(claim) if voices is None else voices.key(claim)


def _owns_up(claim: Claim, claims: Sequence[Claim]) -> bool:
    """Tell whether the voice's own side is a perpetrator and says that it happened."""
    if claim.stance.code not in ("claims_responsibility", "acknowledges") or not _says_so(claim):
        return False
    perpetrators = {
        role.party.party_id
        for c in claims
        for role in c.roles
        if role.role == "perpetrator" and role.party.party_id is not None
    }
    return claim.stance.code == "claims_responsibility" or claim.voice.party_id in perpetrators


def _says_so(claim: Claim) -> bool:
    if claim.stance.code not in standing_stances:
        return False
    if isinstance(claim.body, Occurrence):
        return happened(claim) and claim.body.modality in real_modalities
    return isinstance(claim.body, Count)


def _is_credible(claim: Claim) -> bool:
    kind = load().voice_kinds.get(claim.voice.kind)
    return kind is not None and kind.credible


def _names(claims: Iterable[Claim]) -> str:
    return ", ".join(sorted({claim.voice.name for claim in claims}))
