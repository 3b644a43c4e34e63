"""A comparison as a table of events, as JSON, and for the terminal."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from typing import Any

import msgspec
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from polybius.comparing.agreement import Agreement
from polybius.comparing.compare import Comparison, days_apart, kilometres
from polybius.comparing.matching import evidence
from polybius.comparing.reasons import Unmatched
from polybius.comparing.sides import Amount, Event, Side
from polybius.export.columns import Column

shown_unmatched = 10
"""Unmatched events of each side that the terminal shows; CSV and JSON have all."""


@dataclass(frozen=True, slots=True)
class ComparedRow:
    """One event, or two that are one."""

    status: str
    """``matched``, ``only_a`` or ``only_b``."""
    a: Event | None
    b: Event | None
    probability: float | None
    code: str | None
    why: str
    nearest: str | None
    heads: tuple[str | None, str | None] = (None, None)
    """Of the ledgers that the two sides are from."""


def compared_rows(made: Comparison) -> Iterator[ComparedRow]:
    """Yield the matched events, then those that only one side has, each with the reason."""
    heads = made.a.head, made.b.head
    return (replace(row, heads=heads) for row in _rows(made))


def _rows(made: Comparison) -> Iterator[ComparedRow]:
    for found in made.matches:
        a, b = made.a.events[found.a], made.b.events[found.b]
        told, _ = evidence(a, b)
        yield ComparedRow("matched", a, b, found.probability, None, ", ".join(told), None)
    for missing in made.only_a:
        event = made.a.events[missing.event]
        yield _alone("only_a", event, None, missing, made.b)
    for missing in made.only_b:
        event = made.b.events[missing.event]
        yield _alone("only_b", None, event, missing, made.a)


def _alone(
    status: str, a: Event | None, b: Event | None, missing: Unmatched, other: Side
) -> ComparedRow:
    nearest = None if missing.nearest is None else other.events[missing.nearest].label
    return ComparedRow(status, a, b, missing.probability, missing.code, missing.why, nearest)


def _killed(event: Event | None, end: str) -> int | None:
    amount: Amount | None = event.amounts.get("killed") if event else None
    return None if amount is None else getattr(amount, end)


def _of_incident(event: Event | None, field: str) -> object:
    return getattr(event.incident, field) if event else None


def _both(row: ComparedRow, measure: Any) -> object:
    return measure(row.a, row.b) if row.a and row.b else None


compared_columns: tuple[Column[ComparedRow], ...] = (
    Column("status", "matched, only_a or only_b", lambda r: r.status),
    Column("a_event", "Event of A: its own id, or the incident's", lambda r: r.a and r.a.label),
    Column("b_event", "Event of B", lambda r: r.b and r.b.label),
    Column("probability", "That they, or it and the nearest, are one", lambda r: r.probability),
    Column("reason", "Why it is unmatched (docs/imports.md)", lambda r: r.code),
    Column("why", "The evidence, or the reason in words", lambda r: r.why),
    Column("nearest", "Event of the other side that comes nearest", lambda r: r.nearest),
    Column("kilometres", "Between the two places", lambda r: _both(r, kilometres)),
    Column("days", "From A's first possible day to B's", lambda r: _both(r, days_apart)),
    Column("a_title", "A's event in a few words", lambda r: _of_incident(r.a, "title")),
    Column("b_title", "B's event in a few words", lambda r: _of_incident(r.b, "title")),
    Column("a_first_day", "First possible day by A", lambda r: _of_incident(r.a, "start")),
    Column("b_first_day", "First possible day by B", lambda r: _of_incident(r.b, "start")),
    Column("a_killed_low", "Least killed by A; empty: none stated", lambda r: _killed(r.a, "low")),
    Column("a_killed_best", "Best figure of A", lambda r: _killed(r.a, "best")),
    Column("a_killed_high", "Most killed by A", lambda r: _killed(r.a, "high")),
    Column("b_killed_low", "Least killed by B; empty: none stated", lambda r: _killed(r.b, "low")),
    Column("b_killed_best", "Best figure of B", lambda r: _killed(r.b, "best")),
    Column("b_killed_high", "Most killed by B", lambda r: _killed(r.b, "high")),
    Column("a_head", "Head of the ledger that A is from; empty: a table", lambda r: r.heads[0]),
    Column("b_head", "Head of the ledger that B is from", lambda r: r.heads[1]),
)


def comparison_line(made: Comparison) -> str:
    """Return the whole comparison as one line of JSON."""
    fields = {
        "type": "comparison",
        "rules": made.rules,
        **summary(made),
        "coding": asdict(made.coding),
        "agreement": [asdict(found) for found in made.agreements],
        "events": [
            {column.name: column.value(row) for column in compared_columns}
            for row in compared_rows(made)
        ],
    }
    return msgspec.json.encode(fields).decode()


def summary(made: Comparison) -> dict[str, Any]:
    """Return how many events each side has, and how many both have."""
    return {
        "a": made.a.name,
        "b": made.b.name,
        "a_head": made.a.head,
        "b_head": made.b.head,
        "a_events": len(made.a.events),
        "b_events": len(made.b.events),
        "matched": len(made.matches),
        "only_a": len(made.only_a),
        "only_b": len(made.only_b),
    }


def comparison_block(made: Comparison) -> RenderableType:
    """Return the comparison for the terminal."""
    number = summary(made)
    head = Text(
        f"{made.a.name}: {number['a_events']} events. {made.b.name}: {number['b_events']} events. "
        f"Matched: {number['matched']}. Only the first: {number['only_a']}. "
        f"Only the second: {number['only_b']}.",
        style="bold",
    )
    parts: list[RenderableType] = [head, Text(f"Rules: {', '.join(made.rules)}", style="dim")]
    if made.agreements:
        parts.append(_agreement_table(made))
    for side, other, missing in ((made.a, made.b, made.only_a), (made.b, made.a, made.only_b)):
        if missing:
            parts.append(_missing(side, other, missing))
    heads = sorted({side.head for side in (made.a, made.b) if side.head})
    parts += [Text(f"Head {head}", style="dim") for head in heads]
    return Group(*parts)


def _agreement_table(made: Comparison) -> Table:
    table = Table(title="Figures of matched events", title_justify="left")
    names = ("question", "pairs", made.a.name, made.b.name, "ratio", "mean difference", "equal")
    for name in (*names, "ranges meet", "concordance"):
        table.add_column(Text(name), justify="left" if name == "question" else "right")
    for found in made.agreements:
        table.add_row(*map(Text, _cells(found)))
    return table


def _cells(found: Agreement) -> tuple[str, ...]:
    interval = ""
    if found.difference_low is not None:
        interval = f" ({found.difference_low:+.1f} to {found.difference_high:+.1f})"
    return (
        found.question,
        str(found.pairs),
        str(found.total_a),
        str(found.total_b),
        "" if found.ratio is None else f"{found.ratio:.2f}",
        f"{found.difference or 0:+.1f}{interval}",
        f"{found.equal:.0%}",
        f"{found.overlapping:.0%}",
        "" if found.concordance is None else f"{found.concordance:.2f}",
    )


def _missing(side: Side, other: Side, missing: tuple[Unmatched, ...]) -> Text:
    text = Text(f"\nOnly in {side.name}, not in {other.name}:", style="bold")
    for one in missing[:shown_unmatched]:
        event = side.events[one.event]
        text.append(f"\n  {event.label}  {event.incident.title}", style="not bold")
        text.append(f"\n      {one.why}", style="not bold dim")
    if len(missing) > shown_unmatched:
        text.append(f"\n  and {len(missing) - shown_unmatched} more (--format csv has all)")
    return text
