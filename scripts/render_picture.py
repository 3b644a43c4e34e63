"""Draws docs/images/demo.svg: what `polybius demo` prints, as the README shows it."""

from __future__ import annotations

import re
import tempfile
from pathlib import Path

from rich.console import Console
from rich.text import Text

from polybius.export import tables
from polybius.export.claim_lists import ClaimsList
from polybius.intake import IntakeOptions, find_sources, take_in
from polybius.ledger.filters import Filter
from polybius.ledger.store import Ledger
from polybius.running import run_demo

picture = Path(__file__).parent.parent / "docs" / "images" / "demo.svg"
example = Path(__file__).parent.parent / "examples" / "reports" / "5-local-paper.html"
columns = 150


def main() -> None:
    """Run the demo on a scratch ledger and draw one report and the incidents."""
    out = Console(record=True, width=columns, highlight=False, emoji=False, markup=False)
    with tempfile.TemporaryDirectory() as scratch:
        path = Path(scratch) / "demo.sqlite"
        run_demo(path)
        with Ledger(path) as ledger:
            (taken,) = take_in(next(find_sources([str(example)])), IntakeOptions())
            report = taken.report  # type: ignore[union-attr]
            out.print(tables.report_head(report))
            out.print(ClaimsList(ledger.claims(Filter(report=report.id, kind="count"))))
            out.print(Text("\nWhat the eight reports say together", style="bold"))
            out.print(tables.incidents_list(ledger.derived()))
            out.print(Text("\nDisputes", style="bold"))
            out.print(tables.disputes_list(ledger.derived().disputes))
    svg = out.export_svg(title="polybius demo")
    # The picture must not fetch a font from anywhere.
    svg = re.sub(r"@font-face \{.*?\}", "", svg, flags=re.DOTALL)
    picture.parent.mkdir(parents=True, exist_ok=True)
    picture.write_text(svg, "utf-8")


if __name__ == "__main__":
    main()
