"""Commands that take in existing datasets and compare them."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from polybius.commands.ledger import guarded, ledger_option

# Rooms are imported inside the commands: --help must not wait for them.
# ruff: noqa: PLC0415

if TYPE_CHECKING:
    from polybius.asking import Form

exit_some_failed, exit_unusable = 1, 2
files_type = click.Path(path_type=Path)


@click.command("import")
@click.argument("dataset", type=click.Choice(["ucdp", "acled", "gtd", "airwars", "csv"]))
@click.argument("files", nargs=-1, required=True, type=files_type, metavar="FILE...")
@ledger_option
@click.option("--mapping", type=files_type, metavar="YAML", help="What the columns mean.")
@click.option("--sheet", metavar="NAME", help="Sheet of a workbook; else the one that fits best.")
@click.option("--published", metavar="DAY", help="Publication of rows that give none.")
@click.option("--release", metavar="NAME", help="Release of the dataset, such as 24.1.")
@click.option("--encoding", help="Encoding of the files, against what they show.")
@click.option(
    "--register",
    multiple=True,
    type=files_type,
    metavar="FILE",
    help="YAML or CSV file of further parties; may be given more than once.",
)
@click.option(
    "--gazetteer",
    multiple=True,
    type=files_type,
    metavar="FILE",
    help="GeoNames country dump of further places; may be given more than once.",
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON line a file.")
def import_dataset(
    dataset: str,
    files: tuple[Path, ...],
    ledger: Path | str,
    *,
    encoding: str | None,
    published: str | None,
    register: tuple[Path, ...],
    gazetteer: tuple[Path, ...],
    **how: Any,
) -> None:
    """Take an existing dataset of events into the ledger, each row as a report.

    The dataset is the voice of what its rows say. CSV, TSV, XLSX, JSON and JSONL are read; csv
    stands for any table whose columns a --mapping explains. A row that can't be read is refused
    with file and row, and the others go on. Importing a file twice adds nothing.

    Exit status: 0 if all went well; 1 if rows were refused; 2 if the call was wrong, the ledger
    can't be used, or nothing came in.
    """
    from polybius import importing
    from polybius.intake.options import IntakeOptions

    options = guarded(lambda: IntakeOptions(encoding=encoding, published=published))
    made = guarded(
        lambda: importing.run(
            dataset, files, options, ledger, registers=register, gazetteers=gazetteer, **how
        )
    )
    if not any(summary.added or summary.known for summary in made):
        sys.exit(exit_unusable)
    sys.exit(exit_some_failed if any(summary.refused for summary in made) else 0)


@click.command()
@click.argument("a", metavar="A")
@click.argument("b", metavar="B")
@ledger_option
@click.option(
    "--register",
    multiple=True,
    type=files_type,
    metavar="FILE",
    help="YAML or CSV file of further parties; may be given more than once.",
)
@click.option(
    "--format",
    "-f",
    "form",
    type=click.Choice(["table", "json", "csv"]),
    default="table",
    show_default=True,
    help="What to print.",
)
@click.option("--json", "form", flag_value="json", help="As --format json.")
@click.option("--as-of", metavar="WHEN", help="As the ledger was: a day, a moment or a head.")
@click.option("--known-by", "known", metavar="DAY", help="Only what was published by then.")
@click.option(
    "--without-figures", is_flag=True, help="Match by place, days, parties and type alone."
)
def compare(
    a: str,
    b: str,
    *,
    ledger: Path | str,
    register: tuple[Path, ...],
    form: Form,
    as_of: str | None,
    known: str | None,
    without_figures: bool,
) -> None:
    """Set two datasets or voices side by side: events matched, missing in each, figures.

    A and B are each a publisher or voice of the ledger (such as "UCDP GED"), DATASET:FILE (such as
    ucdp:ged.csv, or own.yaml:table.csv with a mapping), or the file of another ledger. Events are
    matched by the evidence that linking goes by, each at most once; every event that is not
    matched is listed with the reason.
    """
    from polybius import compared

    past = compared.Past(as_of, known)
    guarded(
        lambda: compared.print_comparison(
            a, b, ledger, form, register, by_figures=not without_figures, past=past
        )
    )


commands = (import_dataset, compare)


def register(app: click.Group) -> None:
    """Add the commands of this module to ``app``."""
    for command in commands:
        app.add_command(command)
