"""Who is really speaking, and whether two claims are independent: rule ``lineage.voices.v1``.

A voice is one wherever it is quoted: nine papers that quote one spokesman are one voice. So is a
voice without a name that came along with a copied text, and one whose very words are quoted
twice. What is left is independent as far as the reports show, never for certain.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from rapidfuzz.fuzz import ratio

from polybius.linking.lineage import Lineage
from polybius.linking.lineage_copies import containment
from polybius.linking.lineage_words import Worded, carrying, quotations
from polybius.records import Claim, Report, Voice

rule = "lineage.voices.v1"
passes_on = frozenset({"outlet", "media", "unknown", "document"})
"""Kinds of voice that pass on what others say: the side that they are of does not make them one."""
same_passage = 0.6
"""Share of a passage's carrying words that an earlier report must hold for it to come from there:
a reprint may change a figure or a name in it."""
quoted_run = 8
"""Words in a row that make two quotations one; shorter quotations must be equal."""
alike_names = 85.0
"""Of 100: names so alike are one name spelt in two ways."""


@dataclass(frozen=True, slots=True)
class Independence:
    """Whether two claims are independent of each other, and why."""

    independent: bool
    code: str
    """``same_claim``, ``same_speaker``, ``same_text``, ``same_quotation``, ``same_outlet``,
    ``one_report`` or ``independent``."""
    why: str
    rule: str = rule


class Voices:
    """The independent voices behind a set of claims."""

    rule = rule

    def __init__(
        self, claims: Iterable[Claim], reports: Mapping[str, Report], lineage: Lineage
    ) -> None:
        """Find where each claim's words come from and who says them.

        Args:
            claims: in any order.
            reports: by id, at least those of the claims and of their lineage.
            lineage: the reports' family trees.
        """
        self._reports = reports
        self._lineage = lineage
        ordered = sorted(claims, key=lambda c: c.id)
        self._origins = {claim.id: self._find_origin(claim) for claim in ordered}
        self._stated = {claim.id: self._speaker(claim) for claim in ordered}
        self._keys = _joined_by_quotation(ordered, self._stated)

    def origin(self, claim: Claim) -> str:
        """Return the report in which the claim's words first stood, as far as is known."""
        return self._origins[claim.id]

    def stated(self, claim: Claim) -> str:
        """Return what identifies the voice as far as its own words and its text's origin tell."""
        return self._stated[claim.id]

    def key(self, claim: Claim) -> str:
        """Return what identifies the independent voice behind a claim."""
        return self._keys[claim.id]

    def independence(self, one: Claim, other: Claim) -> Independence:
        """Return whether two claims are independent, the same for either order."""
        a, b = sorted((one, other), key=lambda claim: claim.id)
        code = self._code(a, b)
        return Independence(code == "independent", code, self._why(code, a, b))

    def _code(self, a: Claim, b: Claim) -> str:
        if a.id == b.id:
            return "same_claim"
        copied = self._origins[a.id] == self._origins[b.id] and a.report_id != b.report_id
        if self._stated[a.id] == self._stated[b.id]:
            named = not self._stated[a.id].startswith(("report:", "outlet:"))
            if named:
                return "same_speaker"
            return "same_text" if copied else "same_outlet"
        if self._keys[a.id] == self._keys[b.id]:
            return "same_quotation"
        if self._origins[a.id] == self._origins[b.id]:
            return "one_report"
        return "independent"

    def _why(self, code: str, a: Claim, b: Claim) -> str:
        origin = self._reports.get(self._origins[a.id])
        source = "one report" if origin is None else origin.publisher or origin.origin.address
        return {
            "same_claim": "they are one claim",
            "same_speaker": f"{a.voice.name} says both",
            "same_text": f"both repeat the text of {source}",
            "same_quotation": "both quote the same words",
            "same_outlet": f"both are {source}'s own account",
            "one_report": f"both came through {source} alone",
            "independent": "different voices, and no copied text or quotation joins their reports",
        }[code]

    def _find_origin(self, claim: Claim) -> str:
        """Return the earliest report up the lineage that holds the claim's passage."""
        words = carrying(claim.passage.text)
        at = claim.report_id
        seen = {at}
        while True:
            # The parent stands first; what it lacks may come from another source.
            fresh = (s for s in self._lineage.sources.get(at, ()) if s not in seen)
            found = next((source for source in fresh if self._holds(source, words)), None)
            if found is None:
                return at
            at = found
            seen.add(at)

    def _holds(self, report_id: str, words: str) -> bool:
        report = self._reports.get(report_id)
        if report is None:
            return False
        whole = Worded(carrying(report.text))
        return containment(Worded(words), whole).share >= same_passage

    def _speaker(self, claim: Claim) -> str:
        voice = claim.voice
        if voice.party_id is not None and voice.kind not in passes_on:
            return f"party:{voice.party_id}"
        if voice.kind in ("outlet", "media") and voice.anonymity in ("outlet", "named"):
            return self._outlet(claim)
        if voice.anonymity == "named":
            return f"name:{voice.name.casefold()}"
        return f"report:{self._origins[claim.id]}:{voice.kind}:{voice.name.casefold()}"

    def _outlet(self, claim: Claim) -> str:
        """Return the outlet whose account it is: the one quoted, or the one it was copied from."""
        if claim.voice.anonymity == "named":
            return f"outlet:{claim.voice.name.casefold()}"
        origin = self._reports.get(self._origins[claim.id])
        if origin is None:
            return f"report:{self._origins[claim.id]}"
        if origin.publisher:
            return f"outlet:{origin.publisher.casefold()}"
        # A text that was changed at its address is the same account, brought up to date.
        if origin.origin.container is None:
            return f"outlet:{origin.origin.address}"
        return f"report:{origin.id}"


def _joined_by_quotation(claims: Iterable[Claim], stated: Mapping[str, str]) -> dict[str, str]:
    """Return each claim's key, those of voices that are quoted with the same words being one."""
    first: dict[str, list[tuple[str, Voice]]] = {}
    joined: dict[str, str] = {}

    def find(key: str) -> str:
        while key in joined:
            key = joined[key]
        return key

    for claim in claims:
        for run in sorted(quoted_runs(claim)):
            met = first.setdefault(run, [])
            mine = find(stated[claim.id])
            for key, voice in met:
                theirs = find(key)
                if theirs != mine and may_be_one(voice, claim.voice):
                    low, high = sorted((mine, theirs))
                    joined[high], mine = low, low
            met.append((stated[claim.id], claim.voice))
    return {claim_id: find(key) for claim_id, key in stated.items()}


def quoted_runs(claim: Claim) -> frozenset[str]:
    """Return the runs of words that a claim quotes: two that share one may quote one voice."""
    return frozenset(run for words in quotations(claim.passage.text) for run in _runs(words))


def _runs(words: str) -> list[str]:
    listed = words.split()
    if len(listed) < quoted_run:
        return [words]
    return [" ".join(listed[n : n + quoted_run]) for n in range(len(listed) - quoted_run + 1)]


def may_be_one(a: Voice, b: Voice) -> bool:
    """Tell whether nothing sets two voices apart: their sides, their kinds, their names."""
    if a.party_id is not None and b.party_id is not None and a.party_id != b.party_id:
        return False
    if a.kind != b.kind and "unknown" not in (a.kind, b.kind):
        return False
    if a.anonymity == b.anonymity == "named":
        mine, theirs = a.name.casefold(), b.name.casefold()
        within = set(mine.split()) <= set(theirs.split()) or set(theirs.split()) <= set(
            mine.split()
        )
        return within or ratio(mine, theirs) >= alike_names
    return True
