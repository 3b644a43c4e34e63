"""Claims for people: a table, or short blocks where the terminal is too narrow for one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rich.console import Console, ConsoleOptions, Group, RenderableType, RenderResult
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from polybius.export import words
from polybius.records import Claim, Count, Outlook, Statement

narrowest_table = 130
"""Columns of a terminal below which seven cells side by side can't be read."""
longest_cell = 160


@dataclass(frozen=True, slots=True)
class ClaimsList:
    """Claims in their order, laid out for the width that they are printed at."""

    claims: Sequence[Claim]

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        if options.max_width >= narrowest_table:
            yield _table(self.claims)
        else:
            yield Group(*map(_block, self.claims))


def _table(claims: Sequence[Claim]) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold", padding=(0, 2, 0, 0))
    table.add_column("Id", no_wrap=True, style="dim")
    table.add_column("Voice", min_width=12, ratio=3)
    table.add_column("Stance", min_width=7)
    table.add_column("What is claimed", min_width=20, ratio=6)
    table.add_column("Count", min_width=5, ratio=2)
    table.add_column("Place", ratio=2)
    table.add_column("Date", ratio=2)
    table.add_column("Standing", ratio=2)
    for claim in claims:
        cells = (
            words.voice_words(claim.voice),
            words.code_words(claim.stance.code),
            what_words(claim),
            words.count_words(claim),
            *_circumstances(claim),
        )
        table.add_row(Text(words.short_id(claim.id)), *(Text(_short(cell)) for cell in cells))
    return table


def _block(claim: Claim) -> Group:
    """Return ``voice · stance``, below it the claim, below that place, date and standing."""
    head = Text(words.short_id(claim.id), style="dim")
    head.append(f"  {_short(words.voice_words(claim.voice))}", style="not dim bold")
    head.append(f" · {words.code_words(claim.stance.code)}", style="not dim")
    what = " ".join(filter(None, (_short(what_words(claim)), words.count_words(claim))))
    lines: list[RenderableType] = [head, Padding(Text(what), (0, 0, 0, 4))]
    known = " · ".join(_short(cell) for cell in _circumstances(claim) if cell)
    if known:
        lines.append(Padding(Text(known, style="dim"), (0, 0, 0, 4)))
    return Group(*lines)


def _circumstances(claim: Claim) -> tuple[str, str, str]:
    place, when = words.place_words(claim.place), words.when_words(claim.when)
    return place, when, words.standing_words(claim)


def what_words(claim: Claim) -> str:
    """Return the kind of claim where it isn't plain, and its words."""
    plain = isinstance(claim.body, Count)
    quoted = isinstance(claim.body, Statement | Outlook)
    what = words.body_words(claim)
    return what if plain else f"{claim.kind.value}: {f'“{what}”' if quoted else what}"


def _short(cell: str) -> str:
    return cell if len(cell) <= longest_cell else f"{cell[: longest_cell - 1]}…"
