"""The report page: the text with what was read in it, and its claims to rule on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from polybius.codebook import load
from polybius.export.explaining import claim_fields
from polybius.records import Claim, Flag, Rejected, Report
from polybius.web.models.claims import ClaimRow, claim_row
from polybius.web.models.editing import Editable, editable_fields
from polybius.web.models.incident import report_title
from polybius.web.models.judged import Judged
from polybius.web.models.spans import Piece, Span, paragraphs, pieces
from polybius.weighing.matrix import outlet


@dataclass(frozen=True, slots=True)
class FieldRow:
    """A field of a claim: its value, the words behind it, the rule, what lost."""

    name: str
    value: str
    words: str
    rule: str
    rejected: tuple[Rejected, ...]


@dataclass(frozen=True, slots=True)
class ClaimCard:
    """A claim as it is reviewed."""

    row: ClaimRow
    start: int
    end: int
    fields: tuple[FieldRow, ...]
    editable: tuple[Editable, ...]
    incident_id: str | None


@dataclass(frozen=True)
class ReportView:
    """One report."""

    id: str
    title: str
    outlet: str | None
    author: str | None
    published: str | None
    address: str
    addresses: tuple[str, ...]
    language: str
    retrieved: str
    readings: tuple[tuple[str, str, str | None], ...]
    unread: str | None
    text: str
    spans: tuple[Span, ...]
    flags: tuple[Flag, ...]
    claims: tuple[ClaimCard, ...]

    @cached_property
    def paragraphs(self) -> tuple[tuple[Piece, ...], ...]:
        """The text in pieces, by paragraph."""
        return paragraphs(pieces(self.text, self.spans))

    @property
    def unreviewed(self) -> int:
        """How many claims nobody has ruled on."""
        return sum(card.row.status == "unreviewed" for card in self.claims)

    @property
    def numbers(self) -> Mapping[str, int]:
        """The number by which the page names each claim, from 1."""
        return {card.row.id: n for n, card in enumerate(self.claims, 1)}


def make_view(
    report: Report,
    found: Sequence[Judged],
    incidents: Mapping[str, str],
    *,
    readings: Sequence[tuple[str, str, str | None]],
    flags: Sequence[Flag] = (),
    addresses: Sequence[str] = (),
) -> ReportView:
    """Return the view of a report from what was asked of the ledger."""
    cards = tuple(_card(j, report, incidents.get(j.claim.id)) for j in found)
    claim_spans = (span for j in found for span in spans_of(j.claim))
    flag_spans = (
        Span(f.passage.start, f.passage.end, "flag", f"flag{n}", f.message)
        for n, f in enumerate(flags)
    )
    return ReportView(
        report.id,
        report_title(report),
        outlet(report),
        report.author,
        report.published,
        report.origin.address,
        tuple(addresses),
        report.language,
        report.origin.retrieved,
        tuple(readings),
        readings[-1][2] if readings else "not read yet",
        report.text,
        tuple(dict.fromkeys([*claim_spans, *flag_spans])),
        tuple(flags),
        cards,
    )


def _card(found: Judged, report: Report, incident_id: str | None) -> ClaimCard:
    claim = found.claim
    row = claim_row(found, {report.id: report})
    return ClaimCard(
        row,
        claim.passage.start,
        claim.passage.end,
        tuple(field_rows(claim)),
        editable_fields(claim),
        incident_id,
    )


def field_rows(claim: Claim) -> Iterator[FieldRow]:
    """Yield each field of a claim with its evidence."""
    rules = {source.field: source.rule for source in claim.sources}
    for name, value, passage, rejected in claim_fields(claim):
        rule = rules.get(name.split(".")[0], rules.get("body", ""))
        words = " ".join(passage.text.split()) if passage is not None else ""
        yield FieldRow(name, value, words, rule, tuple(rejected))


def spans_of(claim: Claim) -> Iterable[Span]:
    """Yield the stretches of text that a claim rests on."""
    yield Span(claim.passage.start, claim.passage.end, "claim", claim.id)
    for name, value, passage, _ in claim_fields(claim):
        if passage is not None:
            kind = _kind_of(name)
            yield Span(passage.start, passage.end, kind, claim.id, f"{kind}: {value}")


def _kind_of(name: str) -> str:
    head, _, part = name.partition(".")
    if head in ("voice", "place"):
        return head
    if head == "when":
        return "time"
    if part in ("number", "subject"):
        return "figure"
    if part in ("a", "b", "sponsor") or part in load().roles:
        return "party"
    return "cue"
