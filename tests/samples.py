"""Invented records that several tests build on."""

from __future__ import annotations

from polybius.ids import content_id, sha256_hex
from polybius.records import (
    Claim,
    Count,
    FieldSource,
    Occurrence,
    Origin,
    Party,
    Passage,
    Place,
    Reading,
    Report,
    Role,
    Stance,
    TextMap,
    Voice,
    When,
)

text = "The governor said that 17 officers were killed in Marrowdale on Tuesday."
original = text.encode()


def passage(words: str, inside: str = text) -> Passage:
    """Return the passage of the first ``words`` in ``inside``."""
    start = inside.index(words)
    return Passage(start, start + len(words), words)


def report(body: str = text, address: str = "marrowdale.txt") -> Report:
    """Return an invented report."""
    return Report(
        id=sha256_hex(body.encode()),
        text=body,
        media_type="text/plain",
        language="en",
        origin=Origin(address=address, retrieved="2026-02-05T08:00:00Z"),
        text_map=TextMap("decoded", ((0, 0, len(body)),)),
        title="Marrowdale attack",
        publisher="Harbour Gazette",
        published="2026-02-04",
        published_precision="day",
    )


def count_claim(
    of: Report,
    low: int = 17,
    *,
    high: int | None = None,
    category: str = "killed",
    victim_class: str = "security_forces",
    voice: str = "the governor",
    side: str | None = "state.xx",
    stance: str = "asserts",
    day: str = "2026-02-03",
) -> Claim:
    """Return an invented count claim of the report ``of``."""
    whole = Passage(0, len(of.text), of.text)
    speaker = Voice("government", voice, "unnamed", passage("The governor", of.text), party_id=side)
    draft = Claim(
        id="",
        report_id=of.id,
        passage=whole,
        body=Count(
            category,
            victim_class,
            low,
            high if high is not None else low,
            passage("17", of.text),
            best=low,
            subject=passage("officers", of.text),
            key="c1",
        ),
        voice=speaker,
        stance=Stance(stance, passage("said", of.text)),
        roles=(Role("victim", Party("officers", passage("officers", of.text), "force")),),
        place=Place(
            "Marrowdale",
            passage("Marrowdale", of.text),
            "exact",
            "geonames:1",
            "Marrowdale",
            10.5,
            20.25,
            "XX",
        ),
        when=When("on Tuesday", passage("on Tuesday", of.text), day, day, "day"),
        happening="h1",
        confidence=0.8,
        sources=(FieldSource("voice", "voices.rules.v1"),),
    )
    return with_id(draft)


def occurrence_claim(of: Report, event_type: str = "attack") -> Claim:
    """Return an invented occurrence claim in the outlet's own voice."""
    whole = Passage(0, len(of.text), of.text)
    draft = Claim(
        id="",
        report_id=of.id,
        passage=whole,
        body=Occurrence(event_type, passage("killed", of.text)),
        voice=Voice("outlet", "Harbour Gazette", "outlet"),
        stance=Stance("asserts"),
        happening="h1",
    )
    return with_id(draft)


def with_id(claim: Claim) -> Claim:
    """Return ``claim`` with an id made of its content."""
    from dataclasses import replace  # noqa: PLC0415

    return replace(claim, id=content_id("claim", claim))


def reading(of: Report, *claims: Claim, reader: str = "reader.test.v1") -> Reading:
    """Return a reading of ``of``; by default it made one count and one occurrence claim."""
    return Reading(of.id, reader, claims or (count_claim(of), occurrence_claim(of)))
