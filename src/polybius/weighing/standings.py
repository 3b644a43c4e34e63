"""Which count claims stand, for which class, and by which independent voice."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from polybius.codebook import load
from polybius.linking.lineage_voices import Voices
from polybius.records import Claim, Count, Report, Voice
from polybius.weighing.superseding import standing_claims

Bounds = tuple[int, int | None, int | None]
"""Low, best and high of a figure."""

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
    credible: bool = True
    """Whether its kind of voice counts as a source of its own (codebook: voice kinds)."""
    cautious: int | None = None
    """The number that ACLED's convention takes for the words: 12 for "dozens"."""
    earlier: tuple[str, ...] = ()
    """Claims of the same voice that this figure replaces, which can still be read."""

    @property
    def point(self) -> int:
        """The number named, else the lower bound."""
        return self.low if self.best is None else self.best

    def agrees(self, other: Figure) -> bool:
        """Tell whether the two intervals share a number."""
        return (other.high is None or self.low <= other.high) and (
            self.high is None or other.low <= self.high
        )


def standing_figures(
    claims: Iterable[Claim], reports: Mapping[str, Report], voices: Voices | None = None
) -> list[Figure]:
    """Return the figures that stand, by category, class, then voice.

    A voice's account of its latest day replaces its earlier ones; within one report its largest
    figure for a class stands, the others being parts of it. Totals over weeks and more are not
    this incident's. Parts ("three of them children") are also figures of their own class.

    Args:
        claims: the claims of one incident.
        reports: by id, at least those of the claims.
        voices: who is behind each claim; without it, as far as one claim tells.
    """
    groups: dict[tuple[str, str, str], list[Claim]] = {}
    key_of = voices.key if voices is not None else voice_key
    counts = [c for c in claims if isinstance(c.body, Count)]
    current = {claim.id for claim in standing_claims(counts, reports)}
    for claim in counts:
        if _is_put_forward(claim):
            for victim_class in _classes(claim):
                key = (_body(claim).category, victim_class, key_of(claim))
                groups.setdefault(key, []).append(claim)
    figures = [
        _figure(key, _last_word([c for c in group if c.id in current], reports), group)
        for key, group in groups.items()
        if any(claim.id in current for claim in group)
    ]
    return sorted(figures, key=lambda f: (f.category, f.victim_class, f.voice))


def _is_put_forward(claim: Claim) -> bool:
    return claim.stance.code in standing_stances and _body(claim).scope != "cumulative"


def _classes(claim: Claim) -> tuple[str, ...]:
    """Return the classes that a figure is tallied under: its root, and its own as a part."""
    body = _body(claim)
    root = root_class(body.victim_class)
    own = body.victim_class
    return (root, own) if body.part_of is not None and own != root else (root,)


def _body(claim: Claim) -> Count:
    assert isinstance(claim.body, Count)
    return claim.body


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
    """Return the claims of the latest day: of each report the largest figure and its repeats."""
    latest = max(reports[c.report_id].published or "" for c in group)
    last = [c for c in group if (reports[c.report_id].published or "") == latest]
    stands: list[Claim] = []
    for report_id in sorted({c.report_id for c in last}):
        own = [c for c in last if c.report_id == report_id]
        whole = [c for c in own if _body(c).part_of is None] or own
        largest = max(whole, key=lambda c: (_size(c), _bounds(c)[2] is None, c.id))
        stands += [c for c in whole if _bounds(c) == _bounds(largest)]
    return stands


def _size(claim: Claim) -> int:
    body = _body(claim)
    return body.best if body.best is not None else body.low


def _bounds(claim: Claim) -> Bounds:
    body = _body(claim)
    return body.low, body.best, body.high


def _figure(key: tuple[str, str, str], claims: list[Claim], group: list[Claim]) -> Figure:
    """Return a voice's figure; where its reports of one day differ, what they allow together."""
    category, victim_class, voice = key
    low, best, high = _together([_bounds(c) for c in claims])
    first = min(claims, key=lambda c: c.id)
    kind = load().voice_kinds.get(first.voice.kind)
    ids = {c.id for c in claims}
    # Children of a larger number: others of it may be of the root class too.
    is_bound = all(_is_part_of_other(c, victim_class) for c in claims)
    return Figure(
        category,
        victim_class,
        low,
        best,
        None if is_bound else high,
        voice,
        first.voice.name,
        first.voice.party_id,
        is_attributed(first.voice),
        tuple(sorted(ids)),
        kind is None or kind.credible,
        min(_cautious(c) for c in claims),
        tuple(sorted(c.id for c in group if c.id not in ids and not _belongs(c, claims))),
    )


def _together(bounds: list[Bounds]) -> Bounds:
    """Return what several statements of one voice on one day allow together.

    Those that agree narrow one another ("officers", "nine officers": nine); of those that don't,
    none can be shown to be the later, and all that any allows stays open.
    """
    highs = [high for _, _, high in bounds if high is not None]
    low, high = max(low for low, _, _ in bounds), min(highs, default=None)
    if high is None or low <= high:
        bests = {best for _, best, _ in bounds if best is not None}
        named = [b for b in sorted(bests) if low <= b and (high is None or b <= high)]
        return low, named[0] if len(named) == 1 else None, high
    open_ended = len(highs) < len(bounds)
    return min(low for low, _, _ in bounds), None, None if open_ended else max(highs)


def _belongs(claim: Claim, claims: list[Claim]) -> bool:
    """Tell whether a claim is of a report that stands: then it is a part, and not replaced."""
    return claim.report_id in {c.report_id for c in claims}


def _is_part_of_other(claim: Claim, victim_class: str) -> bool:
    body = _body(claim)
    return body.part_of is not None and body.victim_class != victim_class


def _cautious(claim: Claim) -> int:
    """Return the number that ACLED's public convention takes: its point for vague words."""
    body = _body(claim)
    words = " ".join(body.words.text.lower().split())
    for entry in load().vague_numbers.values():
        if entry.acled is not None and words in entry.words:
            return entry.acled
    return body.low if body.best is None else min(body.low, body.best)
