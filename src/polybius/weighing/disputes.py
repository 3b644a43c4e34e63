"""Who contradicts whom on what: figures, responsibility, and whether it happened at all."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from polybius.codebook import load
from polybius.ids import content_id
from polybius.linking.accounts import happened
from polybius.records import Claim, Dispute, Modality, Occurrence, Polarity, Position
from polybius.weighing.standings import Figure, voice_key
from polybius.weighing.tallies import opposed

KeyOf = Callable[[Claim], str]
"""Returns what identifies the independent voice behind a claim."""


def find_disputes(
    incident_id: str,
    claims: Sequence[Claim],
    figures: Iterable[Figure],
    key_of: KeyOf = voice_key,
) -> tuple[Dispute, ...]:
    """Return the disputes of one incident: over figures, over who did it, over whether it was."""
    found = [
        *_over_figures(incident_id, list(figures)),
        *_over_responsibility(incident_id, claims, key_of),
        *_over_occurrence(incident_id, claims, key_of),
    ]
    return tuple(sorted(found, key=lambda d: (d.question, d.id)))


def _dispute(incident_id: str, question: str, positions: Iterable[Position], rule: str) -> Dispute:
    ordered = tuple(sorted(positions, key=lambda p: (p.value, p.voice)))
    return Dispute(
        content_id("dispute", [incident_id, question, ordered]),
        incident_id,
        question,
        ordered,
        rule,
    )


def _over_figures(incident_id: str, figures: list[Figure]) -> Iterable[Dispute]:
    questions = sorted({(f.category, f.victim_class) for f in figures})
    for category, victim_class in questions:
        same = [f for f in figures if (f.category, f.victim_class) == (category, victim_class)]
        involved = {f.voice: f for pair in opposed(same) for f in pair}
        if involved:
            positions = [
                Position(f.voice_name, f.side, _interval(f), f.claim_ids) for f in involved.values()
            ]
            question = f"{category}:{victim_class}"
            yield _dispute(incident_id, question, positions, "dispute.figures.v1")


def _interval(figure: Figure) -> str:
    if figure.high is None:
        return f"{figure.low} or more"
    return str(figure.low) if figure.low == figure.high else f"{figure.low} to {figure.high}"


def _over_responsibility(
    incident_id: str, claims: Sequence[Claim], key_of: KeyOf
) -> Iterable[Dispute]:
    """Several parties are named as perpetrators by different voices, or the one named denies it."""
    named: dict[tuple[str, str], list[Claim]] = {}
    for claim in claims:
        if isinstance(claim.body, Occurrence) and happened(claim):
            for role in claim.roles:
                if role.role == "perpetrator" and role.party.party_id is not None:
                    who = (role.party.party_id, key_of(claim))
                    named.setdefault(who, []).append(claim)
    accused = {party for party, _ in named}
    deniers = [c for c in claims if _denies(c) and c.voice.party_id in accused]
    rivals = {voice for _, voice in named}
    if not deniers and not (len(accused) > 1 and len(rivals) > 1):
        return
    positions = [
        Position(group[0].voice.name, group[0].voice.party_id, f"{party} did it", _ids(group))
        for (party, _), group in sorted(named.items(), key=lambda pair: pair[0])
    ]
    positions += [
        Position(c.voice.name, c.voice.party_id, f"{c.voice.party_id} did not", (c.id,))
        for c in deniers
    ]
    yield _dispute(incident_id, "responsibility", positions, "dispute.responsibility.v1")


def _denies(claim: Claim) -> bool:
    if not isinstance(claim.body, Occurrence) or claim.body.modality is not Modality.ACTUAL:
        return False
    return claim.stance.code == "denies" or claim.body.polarity is Polarity.DID_NOT_HAPPEN


def _over_occurrence(incident_id: str, claims: Sequence[Claim], key_of: KeyOf) -> Iterable[Dispute]:
    """One voice says that something of a type happened, another that it did not."""
    for code in load().event_types:
        same = [c for c in claims if isinstance(c.body, Occurrence) and c.body.event_type == code]
        denied = [c for c in same if _denies(c) and not _is_accused(c, claims)]
        deniers = {key_of(c) for c in denied}
        asserted = [
            c
            for c in same
            if happened(c) and key_of(c) not in deniers and any(_of_same(c, d) for d in denied)
        ]
        if asserted:
            positions = [*_of_each(asserted, "happened"), *_of_each(denied, "denied")]
            yield _dispute(incident_id, f"occurrence:{code}", positions, "dispute.occurrence.v2")


def _of_each(claims: Sequence[Claim], statement: str) -> Iterable[Position]:
    """Return a position for each voice, with all its claims."""
    said: dict[tuple[str, str | None], list[Claim]] = {}
    for claim in claims:
        said.setdefault((claim.voice.name, claim.voice.party_id), []).append(claim)
    return (Position(name, party, statement, _ids(own)) for (name, party), own in said.items())


def _is_accused(claim: Claim, claims: Sequence[Claim]) -> bool:
    """Tell whether the voice denies for the party that others name: `_over_responsibility`'s."""
    named = {r.party.party_id for c in claims for r in c.roles if r.role == "perpetrator"}
    return claim.voice.party_id is not None and claim.voice.party_id in named


def _of_same(claim: Claim, denied: Claim) -> bool:
    """Tell whether two claims speak of the same sufferers, as far as they name any."""
    mine, theirs = _sufferers(claim), _sufferers(denied)
    return not mine or not theirs or bool(mine & theirs)


def _sufferers(claim: Claim) -> set[str]:
    """Return the head nouns of those who suffered it: "civilians" of "31 civilians"."""
    hit = (role.party.name for role in claim.roles if role.role in ("victim", "target"))
    return {name.split()[-1].lower() for name in hit if name.split()}


def _ids(claims: Iterable[Claim]) -> tuple[str, ...]:
    return tuple(sorted(claim.id for claim in claims))
