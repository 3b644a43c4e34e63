"""Claims as rows: who says what, how, and what became of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from polybius.export.words import (
    body_words,
    code_words,
    count_words,
    place_words,
    voice_words,
    when_words,
)
from polybius.linking.lineage_voices import Voices
from polybius.records import Claim, Decision, Report, Voice
from polybius.web.models.judged import Judged
from polybius.weighing.matrix import outlet


@dataclass(frozen=True, slots=True)
class ClaimRow:
    """One claim as lists show it."""

    id: str
    report_id: str
    kind: str
    says: str
    """What is claimed, in a few words."""
    figure: str
    """A count's interval and its words; empty for other kinds."""
    voice_kind: str
    chain: tuple[str, ...]
    """The voice, those through whom it came, the outlet."""
    side: str | None
    stance: str
    standings: tuple[str, ...]
    place: str
    when: str
    passage: str
    confidence: float
    status: str
    rulings: tuple[Decision, ...]
    voice_key: str = ""
    """What identifies the independent voice behind it."""
    first_in: str | None = None
    """Report in which the words first stood, where that is another."""


def claim_row(
    judged: Judged, reports: Mapping[str, Report], voices: Voices | None = None
) -> ClaimRow:
    """Return a claim as a row; with ``voices`` also whose it really is."""
    claim = judged.claim
    origin = voices.origin(claim) if voices is not None else claim.report_id
    return ClaimRow(
        id=claim.id,
        report_id=claim.report_id,
        kind=claim.kind.value,
        says=body_words(claim),
        figure=count_words(claim),
        voice_kind=claim.voice.kind,
        chain=voice_chain(claim, reports.get(claim.report_id)),
        side=claim.voice.party_id,
        stance=claim.stance.code,
        standings=tuple(code_words(s.code) for s in claim.standings),
        place=place_words(claim.place),
        when=when_words(claim.when),
        passage=" ".join(claim.passage.text.split()),
        confidence=claim.confidence,
        status=judged.status,
        rulings=judged.decisions,
        voice_key=voices.key(claim) if voices is not None else "",
        first_in=None if origin == claim.report_id else origin,
    )


def voice_chain(claim: Claim, report: Report | None) -> tuple[str, ...]:
    """Return the voice, those through whom it came, and the outlet, each once."""
    chain: list[str] = []
    voice: Voice | None = claim.voice
    while voice is not None:
        chain.append(voice_words(_alone(voice)))
        voice = voice.through
    published = outlet(report) if report is not None else None
    return tuple(dict.fromkeys([*chain, *([published] if published else [])]))


def _alone(voice: Voice) -> Voice:
    return Voice(voice.kind, voice.name, voice.anonymity, role=voice.role)


def claim_rows(
    found: Iterable[Judged], reports: Mapping[str, Report], voices: Voices | None = None
) -> tuple[ClaimRow, ...]:
    """Return claims as rows, in the order given."""
    return tuple(claim_row(judged, reports, voices) for judged in found)
