"""``lineage``: a family of copied reports as a tree, with what each changed, and who speaks."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from difflib import SequenceMatcher

from rich.console import Group
from rich.text import Text

from polybius.export import words
from polybius.linking.lineage import Lineage
from polybius.linking.lineage_voices import Voices
from polybius.linking.lineage_words import words_of
from polybius.records import Claim, Kinship, Report

most_shown = 8
"""Differing passages of one report."""
_sentence_end = re.compile(r"(?<=[.!?])[\"”’)]*\s+|\n+")


def family_tree(asked: str, lineage: Lineage, reports: Mapping[str, Report]) -> Group:
    """Return the family of the report ``asked``, oldest first, copies under what they copy."""
    root = lineage.root(asked)
    if lineage.family(asked) == (asked,):
        line = Text("No copy of this report, and nothing that it copies, is in the ledger.")
        return Group(_report_line(reports[asked], asked), line)
    lines: list[Text] = []
    to_parent = {k.later: k for k in lineage.kinships if k.is_parent}
    waiting = [(root, 0)]
    while waiting:
        report_id, depth = waiting.pop()
        lines += _member(reports, report_id, to_parent.get(report_id), depth, asked)
        children = [later for later, parent in lineage.parents.items() if parent == report_id]
        children.sort(key=lambda c: (reports[c].published or "9999", c), reverse=True)
        waiting += [(child, depth + 1) for child in children]
    others = [s for s in lineage.sources.get(asked, ()) if s != lineage.parents.get(asked)]
    outside = [s for s in others if lineage.root(s) != root]
    lines += [Text(f"also has text of {words.short_id(s)}  {_named(reports[s])}") for s in outside]
    return Group(*lines)


def _member(
    reports: Mapping[str, Report],
    report_id: str,
    kinship: Kinship | None,
    depth: int,
    asked: str,
) -> Iterable[Text]:
    indent = "   " * depth
    line = Text(indent)
    line.append_text(_report_line(reports[report_id], asked))
    yield line
    if kinship is None:
        return
    share = f"{kinship.contained:.0%} of it stands in the report above"
    kept = f"which it keeps {kinship.kept:.0%} of"
    yield Text(f"{indent}  {kinship.reason}: {share}, {kept}   [{kinship.rule}]", style="cyan")
    changes = differing(reports[kinship.earlier].text, reports[report_id].text)
    yield from (
        Text(f"{indent}  {sign} {sentence}", style="green" if sign == "+" else "red")
        for sign, sentence in changes[:most_shown]
    )
    if len(changes) > most_shown:
        yield Text(f"{indent}  … and {len(changes) - most_shown} more differences", style="dim")


def differing(earlier: str, later: str) -> list[tuple[str, str]]:
    """Return the sentences that only one of two texts has: ``-`` the earlier, ``+`` the later."""
    old, new = _sentences(earlier), _sentences(later)
    keys = [" ".join(words_of(s)) for s in old], [" ".join(words_of(s)) for s in new]
    changes: list[tuple[str, str]] = []
    matcher = SequenceMatcher(None, *keys, autojunk=False)
    for tag, old_start, old_end, new_start, new_end in matcher.get_opcodes():
        if tag != "equal":
            changes += [("-", sentence) for sentence in old[old_start:old_end]]
            changes += [("+", sentence) for sentence in new[new_start:new_end]]
    return changes


def _sentences(text: str) -> list[str]:
    return [" ".join(s.split()) for s in _sentence_end.split(text) if words_of(s)]


def _report_line(report: Report, asked: str) -> Text:
    line = Text(words.short_id(report.id), style="dim")
    line.append(f"  {report.published or 'no date'}  {_named(report)}", style="not dim")
    if report.id == asked:
        line.stylize("bold")
    return line


def _named(report: Report) -> str:
    title = report.title or report.origin.address
    return f"{report.publisher}: {title}" if report.publisher else title


def claim_lineage(
    claim: Claim, others: Sequence[Claim], voices: Voices, reports: Mapping[str, Report]
) -> Group:
    """Return where a claim's words come from, and how it stands to the others of its incident."""
    origin = reports[voices.origin(claim)]
    copied = "it first stood in" if origin.id != claim.report_id else "in its own report,"
    lines = [
        Text(f"claim {words.short_id(claim.id)}  {words.voice_words(claim.voice)}", style="bold"),
        Text(f"voice {voices.key(claim)}   [{voices.rule}]"),
        Text(f"{copied} {words.short_id(origin.id)}  {origin.published}  {_named(origin)}"),
    ]
    for other in others:
        found = voices.independence(claim, other)
        verdict = "independent of" if found.independent else "not independent of"
        said = f"{words.short_id(other.id)}  {words.voice_words(other.voice)}"
        style = "green" if found.independent else "yellow"
        lines.append(Text(f"{verdict} {said}: {found.why}   ({found.code})", style=style))
    return Group(*lines)
