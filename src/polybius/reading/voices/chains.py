"""Nested attributions: which one stands inside the content of which."""

from __future__ import annotations

from collections.abc import Sequence

from polybius.reading.grammar.syntax import Span
from polybius.reading.voices.contents import Material
from polybius.reading.voices.findings import Finding

_denials = frozenset({"deny", "reject", "dismiss", "refute", "dispute"})
_asides = frozenset({"relative", "passive"})


def find_parents(findings: Sequence[Finding]) -> tuple[int | None, ...]:
    """Return, for each finding, the position of the one whose content most closely holds its cue.

    One pass over content spans and cues in text order, with a stack of the spans still open.
    """
    spans = sorted(
        ((span.start, -span.end, n) for n, f in enumerate(findings) for span in f.content)
    )
    cues = sorted((f.cue[0].start, n) for n, f in enumerate(findings))
    parents: list[int | None] = [None] * len(findings)
    opened: list[tuple[Span, int]] = []
    at = 0
    for start, n in cues:
        while at < len(spans) and spans[at][0] <= start:
            opened.append((Span(spans[at][0], -spans[at][1]), spans[at][2]))
            at += 1
        opened = [entry for entry in opened if entry[0].end > start]
        cue = findings[n].cue[0]
        for span, holder in reversed(opened):
            if holder != n and span.contains(cue):
                parents[n] = holder
                break
    return _without_rings(parents)


def _without_rings(parents: list[int | None]) -> tuple[int | None, ...]:
    """Cut a chain that would come back to itself (two contents that hold each other's cues)."""
    for n in range(len(parents)):
        seen = {n}
        at = n
        while (above := parents[at]) is not None:
            if above in seen:
                parents[at] = None
                break
            seen.add(above)
            at = above
    return tuple(parents)


def told_aside(
    material: Material, findings: Sequence[Finding], parents: Sequence[int | None]
) -> tuple[int | None, ...]:
    """Return parents without that of a denial that closes the words it denies.

    In "the army said that rebels shelled a school, which they deny" the army does not tell of
    the denial; in quotation marks it would.
    """
    found = list(parents)
    for n, finding in enumerate(findings):
        holder = parents[n]
        if holder is None or finding.rule not in _asides or material.quoted(finding.cue_head):
            continue
        denies = material.parse.tokens[finding.cue_head].lemma in _denials
        ends = max(span.end for span in (*finding.cue, *finding.content, *finding.source))
        if denies and any(0 <= span.end - ends <= 1 for span in findings[holder].content):
            found[n] = parents[holder]
    return tuple(found)
