"""Sources' records and the recorder's matrix as JSON lines, CSV and tables."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from polybius.export.columns import Column
from polybius.export.lines import line
from polybius.plain import to_plain
from polybius.records import Incident
from polybius.weighing.estimation import Estimate
from polybius.weighing.estimation_classes import ClassEstimate
from polybius.weighing.matrix import History, Matrix
from polybius.weighing.sources import Share, SourceRecord
from polybius.weighing.sources_bias import SourceBias

Sourced = tuple[SourceRecord, Sequence[SourceBias]]


def source_line(sourced: Sourced) -> str:
    """Return the line of one source: its record, and its bias by target and category."""
    record, biases = sourced
    return line("source", {"source": to_plain(record), "biases": [to_plain(b) for b in biases]})


source_columns: tuple[Column[Sourced], ...] = (
    Column("source", "party:KEY, name:NAME or outlet:NAME", lambda s: s[0].key),
    Column("name", "Name", lambda s: s[0].name),
    Column("kind", "voice or outlet", lambda s: s[0].kind),
    Column("side", "Register key of the party it speaks for", lambda s: s[0].side),
    Column("claims", "Claims that it puts forward", lambda s: s[0].claims),
    Column("incidents", "Incidents that they are of", lambda s: s[0].incidents),
    Column(
        "acknowledged",
        "Share that another side later bears out",
        lambda s: _part(s, "acknowledged"),
    ),
    Column("contradicted", "Share that is disputed", lambda s: _part(s, "contradicted")),
    Column("too_little", "Why there is no share", lambda s: s[0].too_little),
    Column("bias", "Reported for each actual loss", lambda s: "; ".join(map(bias_words, s[1]))),
)


def _part(sourced: Sourced, field: str) -> float | None:
    share: Share | None = getattr(sourced[0], field)
    return None if share is None else round(share.value, 4)


def sources_table(sources: Sequence[Sourced]) -> RenderableType:
    """Return one row for each source, and below it why something can't be told."""
    table = Table(box=None, pad_edge=False, header_style="bold", padding=(0, 2, 0, 0))
    for name in ("Source", "Claims", "Incidents", "Acknowledged", "Contradicted", "Bias"):
        table.add_column(name, justify="right" if name in ("Claims", "Incidents") else "left")
    for record, biases in sources:
        side = f" ({record.side})" if record.side else ""
        told = [share_words(s) for s in (record.acknowledged, record.contradicted)]
        bias = "\n".join(map(bias_words, biases)) or "too little to tell: no figures"
        cells = (f"{record.name}{side}", str(record.claims), str(record.incidents), *told, bias)
        table.add_row(*map(Text, cells))
    note = (
        "Acknowledged: a voice of another side later owned it or gave a figure that agrees. "
        "Bias: reported for each actual loss, relative to the middle of the sources; 1 is even."
    )
    return Group(table, Text(f"\n{note}", style="dim"))


def share_words(share: Share | None) -> str:
    """Return ``3 of 8 (14–69 %)``, or that there is too little."""
    if share is None:
        return "too little to tell"
    return f"{share.hits} of {share.of} ({share.low:.0%}–{share.high:.0%})"


def bias_words(bias: SourceBias) -> str:
    """Return ``own killed: 0.33 (0.14–0.68)``, or why it is not told."""
    head = f"{bias.target} {bias.category}"
    if bias.rate is None:
        return f"{head}: too little to tell: {bias.too_little}"
    rate = bias.rate.rate
    return f"{head}: {rate.mean:.2g} ({rate.low:.2g}–{rate.high:.2g})"


def matrix_columns(matrix: Matrix) -> tuple[Column[tuple[Incident, History]], ...]:
    """Return the columns of the matrix: what identifies an incident, then one for each source."""
    fixed: tuple[Column[tuple[Incident, History]], ...] = (
        Column("incident_id", "Id of the incident", lambda r: r[0].id),
        Column("event_type", "Codebook: event types", lambda r: r[0].event_type),
        Column("first_day", "First possible day", lambda r: r[0].start),
        Column("last_day", "Last possible day", lambda r: r[0].end),
        Column("country", "ISO 3166-1 alpha-2", lambda r: r[0].place and r[0].place.country),
        Column("lists", "Number of sources that have it", lambda r: sum(r[1])),
    )
    return fixed + tuple(_included(n, name) for n, name in enumerate(matrix.sources))


def _included(at: int, name: str) -> Column[tuple[Incident, History]]:
    return Column(name, f"1 where {name} has it", lambda row: row[1][at])


def matrix_line(matrix: Matrix, histories: Mapping[History, int], estimate: Estimate) -> str:
    """Return the line of the matrix: lists, overlaps, inclusion histories and the estimate."""
    return line(
        "matrix",
        {
            "sources": matrix.sizes,
            "incidents": [
                {
                    "id": i.id,
                    "sources": [s for s, is_in in zip(matrix.sources, row, strict=True) if is_in],
                }
                for i, row in zip(matrix.incidents, matrix.rows, strict=True)
            ],
            "overlaps": [
                {"sources": list(pair), "incidents": n} for pair, n in matrix.overlaps.items()
            ],
            "unplaced_reports": matrix.unplaced,
            "histories": [
                {"history": list(history), "incidents": n} for history, n in histories.items()
            ],
            "estimate": to_plain(estimate),
        },
    )


def matrix_block(matrix: Matrix, estimate: Estimate, most: int = 12) -> RenderableType:
    """Return the longest lists with what each pair shares, and the estimate."""
    shown = matrix.sources[:most]
    table = Table(box=None, pad_edge=False, header_style="bold", padding=(0, 2, 0, 0))
    for name in ("Source", "Incidents", *(str(n + 1) for n in range(len(shown)))):
        table.add_column(name, justify="left" if name == "Source" else "right")
    for n, name in enumerate(shown):
        shares = [_shared(matrix, name, other) for other in shown]
        table.add_row(*map(Text, (f"{n + 1} {name}", str(matrix.sizes[name]), *shares)))
    more = len(matrix.sources) - len(shown)
    notes = []
    if more:
        notes.append(f"{more} shorter lists are not shown; --format csv has them all.")
    if matrix.unplaced:
        notes.append(f"{matrix.unplaced} reports name no publisher and are on no list.")
    return Group(table, *(Text(note, style="dim") for note in notes), Text(), *_estimate(estimate))


def _shared(matrix: Matrix, a: str, b: str) -> str:
    return "" if a == b else str(matrix.overlaps.get((a, b), matrix.overlaps.get((b, a), 0)))


def _estimate(estimate: Estimate) -> Iterable[Text]:
    yield Text(f"What no list has, by {estimate.rule}, from {', '.join(estimate.lists)}", "bold")
    yield Text(f"  {estimate.observed:,} incidents are on one of these lists or more.")
    if estimate.total is None or estimate.low is None or estimate.high is None:
        yield Text("  No number can be given:")
        yield from (Text(f"    {reason}") for reason in estimate.refused)
    else:
        yield Text(
            f"  {estimate.total:,.0f} in all, {estimate.low:,.0f} to {estimate.high:,.0f} (95 %), "
            f"averaged over {len(estimate.models)} models."
        )
    if estimate.chao is not None:
        yield Text(f"  Chao's lower bound: {estimate.chao:,.0f}.")
    for a, b, number in estimate.pairwise:
        yield Text(f"  Chapman, {a} and {b} alone: {number:,.0f}.")
    if estimate.classes is not None:
        yield from _classes(estimate.classes)
    yield Text("  It assumes:")
    yield from (Text(f"    {assumption}") for assumption in estimate.assumptions)


def _classes(estimate: ClassEstimate) -> Iterable[Text]:
    if estimate.total is None or estimate.low is None or estimate.high is None:
        yield Text(f"  Latent classes ({estimate.rule}) give no number: {estimate.refused[0]}")
        return
    yield Text(
        f"  Latent classes ({estimate.rule}): {estimate.total:,.0f} in all, "
        f"{estimate.low:,.0f} to {estimate.high:,.0f} (95 %). They assume:"
    )
    yield from (Text(f"    {assumption}") for assumption in estimate.assumptions)
