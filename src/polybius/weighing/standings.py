"""Which count claims stand, for which class, and by which independent voice."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from polybius.codebook import load
from polybius.records import Claim, Count, Report, Voice

standing_stances = frozenset(
    {"asserts", "claims_responsibility", "accuses", "acknowledges", "estimates"}
)
"""Stances whose figures a voice puts forward as its account; denials and forecasts are not."""

own_voice = frozenset({"outlet", "media", "unknown", "document"})
"""Kinds of voice that pass on figures; attributed voices stand against one another."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure that stands: one voice's last word on one category and class."""

    category: str
    victim_class: str
    low: int
    best: int | None
    high: int | None
    voice: str
    """Key of the independent voice (see `voice_key`)."""
    voice_name: str
    side: str | None
    attributed: bool
    """Whether somebody other than the outlet stands behind it."""
    claim_ids: tuple[str, ...]

    def agrees(self, other: Figure) -> bool:
        """Tell whether the two intervals share a number."""
        return (other.high is None or self.low <= other.high) and (
            self.high is None or other.low <= self.high
        )


def standing_figures(claims: Iterable[Claim], reports: Mapping[str, Report]) -> list[Figure]:
    """Return the figures that stand, by category, class, then voice.

    A voice's account in its latest report replaces its earlier ones; within one report its
    largest figure for a class stands, the others being parts of it.
    """
    groups: dict[tuple[str, str, str], list[Claim]] = {}
    for claim in claims:
        if isinstance(claim.body, Count) and claim.stance.code in standing_stances:
            key = (claim.body.category, root_class(claim.body.victim_class), voice_key(claim))
            groups.setdefault(key, []).append(claim)
    figures = [_figure(key, _last_word(group, reports)) for key, group in groups.items()]
    return sorted(figures, key=lambda f: (f.category, f.victim_class, f.voice))


def root_class(code: str) -> str:
    """Return the class that figures of ``code`` are compared under: children are civilians."""
    classes = load().victim_classes
    while code in classes:
        parent = classes[code].parent
        if parent is None or parent == "person":
            return code
        code = parent
    return code


def voice_key(claim: Claim) -> str:
    """Return what identifies the independent voice behind a claim.

    A named or side-bound voice is one voice wherever it is quoted; an outlet or an anonymous
    source is a voice of its own report.
    """
    voice = claim.voice
    if voice.party_id is not None and voice.kind not in own_voice:
        return f"party:{voice.party_id}"
    if voice.anonymity == "named":
        return f"name:{voice.name.lower()}"
    return f"report:{claim.report_id}:{voice.kind}:{voice.name.lower()}"


def is_attributed(voice: Voice) -> bool:
    """Tell whether somebody other than the outlet itself stands behind the claim."""
    return voice.kind not in own_voice and voice.anonymity != "impersonal"


def _last_word(group: list[Claim], reports: Mapping[str, Report]) -> list[Claim]:
    """Return the largest figure of the latest report, with the claims that repeat it."""
    latest = max((reports[c.report_id].published or "", c.report_id) for c in group)
    last = [c for c in group if c.report_id == latest[1]]
    whole = [c for c in last if isinstance(c.body, Count) and c.body.part_of is None] or last
    largest = max(whole, key=lambda c: (_size(c), -c.passage.start, c.id))
    return [c for c in whole if _bounds(c) == _bounds(largest)]


def _size(claim: Claim) -> int:
    assert isinstance(claim.body, Count)
    return claim.body.best if claim.body.best is not None else claim.body.low


def _bounds(claim: Claim) -> tuple[int, int | None, int | None]:
    assert isinstance(claim.body, Count)
    return claim.body.low, claim.body.best, claim.body.high


def _figure(key: tuple[str, str, str], claims: list[Claim]) -> Figure:
    category, victim_class, voice = key
    low, best, high = _bounds(claims[0])
    first = min(claims, key=lambda c: c.id)
    return Figure(
        category,
        victim_class,
        low,
        best,
        high,
        voice,
        first.voice.name,
        first.voice.party_id,
        is_attributed(first.voice),
        tuple(sorted(c.id for c in claims)),
    )
