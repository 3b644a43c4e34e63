"""Commands that take a version of the ledger out, and say what changed between two."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import click

from polybius.commands.ledger import guarded, ledger_option

# Rooms are imported inside the commands: --help must not wait for them.
# ruff: noqa: PLC0415

names = ("ucdp", "acled", "geojson", "csv", "parquet", "ftm", "jsonld", "matrix")
"""The formats of `polybius.export.formats.exporting`, held equal to them by a test."""

public_option = click.option(
    "--public", is_flag=True, help="Leave out all that is not marked public."
)
register_option = click.option(
    "--register",
    multiple=True,
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="YAML or CSV file of further parties; may be given more than once.",
)


@click.command()
@click.argument("form", metavar="FORMAT", type=click.Choice(names))
@ledger_option
@click.option(
    "--out",
    "-o",
    type=click.Path(file_okay=False, path_type=Path),
    required=True,
    help="Folder to make.",
)
@click.option("--rule", metavar="NAME", help="polybius, ucdp, acled, airwars or all tallies.")
@click.option("--as-of", metavar="WHEN", help="A day, a moment or a head as SIZE:ROOT.")
@click.option("--known-by", "known", metavar="DAY", help="Only what was published by then.")
@click.option("--since", metavar="DAY", help="Incidents from this day on.")
@click.option("--until", metavar="DAY", help="Incidents up to this day.")
@click.option("--place", help="Part of a place's name, a country code, or a gazetteer id.")
@click.option("--party", help="Part of a party's name, or its key in the register.")
@click.option("--type", "event_type", metavar="CODE", help="An event type of the codebook.")
@click.option("--grade", metavar="CODE", help="A grade, such as confirmed or contested.")
@public_option
@register_option
@click.option("--author", "authors", multiple=True, help="Whom the citation names.")
def export(
    form: str,
    ledger: Path | str,
    *,
    out: Path,
    rule: str | None,
    as_of: str | None,
    known: str | None,
    public: bool,
    register: tuple[Path, ...],
    authors: tuple[str, ...],
    **conditions: str | None,
) -> None:
    """Write the ledger in a format of exchange, with data dictionary and citation.

    FORMAT is ucdp or acled (their columns), geojson, csv or parquet (every table), ftm
    (FollowTheMoney), jsonld (W3C PROV and schema.org) or matrix (incident x outlet). The same
    version gives the same bytes: name it with --as-of SIZE:ROOT, as the citation does. Conditions
    leave only incidents that meet them all, with the claims and reports that are theirs.
    """
    guarded(
        lambda: run_export(
            form,
            ledger,
            out,
            rule=rule,
            as_of=as_of,
            known=known,
            public=public,
            registers=register,
            authors=authors,
            conditions=conditions,
        )
    )


def run_export(
    form: str,
    target: Path | str,
    out: Path,
    *,
    rule: str | None,
    as_of: str | None,
    known: str | None,
    public: bool,
    registers: tuple[Path, ...],
    authors: tuple[str, ...],
    conditions: Mapping[str, str | None],
) -> None:
    """Write an export, log that it was, and print its files."""
    from rich.text import Text

    from polybius.codebook import load_register
    from polybius.export.consoles import console
    from polybius.export.formats.exporting import export as write
    from polybius.export.formats.packaging import package_name
    from polybius.export.formats.selection import Selection
    from polybius.ids import sha256_hex
    from polybius.ledger.noting import note_export
    from polybius.ledger.store import Ledger

    selection = Selection(**conditions)
    with Ledger(target, create=False) as ledger:
        made = write(
            ledger,
            form,
            out,
            rule=rule,
            as_of=as_of,
            known=known,
            public=public,
            register=load_register(registers),
            authors=authors,
            selection=selection,
        )
        head, digest = made.version.head, sha256_hex((out / package_name).read_bytes())
        note_export(ledger, head.root, form, head, public=public, sha256=digest)
    for part in made.parts:
        left_out = f", {part.left_out} left out" if part.left_out else ""
        console().print(
            Text(f"{out / part.path}: {part.records} records{left_out}"), soft_wrap=True
        )
    console().print(Text(f"version {made.version.name}, head {head}"), soft_wrap=True)


@click.command()
@click.argument("old", metavar="HEAD1")
@click.argument("new", metavar="HEAD2")
@ledger_option
@click.option("--rule", metavar="NAME", help="polybius, ucdp, acled, airwars or all tallies.")
@click.option(
    "--format",
    "-f",
    "form",
    type=click.Choice(["table", "json", "csv"]),
    default="table",
    show_default=True,
    help="What to print.",
)
@public_option
def diff(
    old: str, new: str, ledger: Path | str, *, rule: str | None, form: str, public: bool
) -> None:
    """Say what changed between two versions of the ledger.

    HEAD1 and HEAD2 are heads as SIZE:ROOT, as exports name them (SIZE alone will do), days or
    moments. Incidents, tallies and claims are listed that were added, are gone or changed, with
    old and new values.
    """
    guarded(lambda: print_changes(ledger, old, new, rule=rule, form=form, public=public))


def print_changes(
    target: Path | str, old: str, new: str, *, rule: str | None, form: str, public: bool
) -> None:
    """Print what changed between two versions."""
    from rich.text import Text

    from polybius.export.consoles import console
    from polybius.export.formats.changes import compare, with_heads
    from polybius.export.lines import line
    from polybius.export.spreadsheets import to_csv
    from polybius.ledger.store import Ledger
    from polybius.plain import to_plain
    from polybius.weighing import tallies

    with Ledger(target, create=False) as ledger:
        made = compare(ledger, old, new, rule=rule or tallies.rule, public=public)
    if form == "json":
        for each in made.differences:
            print(line("difference", to_plain(each)))
        print(line("versions", made.heads))
    elif form == "csv":
        print(to_csv(with_heads(made), made.differences), end="")
    else:
        for each in made.differences:
            values = f": {each.old or '–'} → {each.new or '–'}" if each.old or each.new else ""
            words = f"{each.what:<8}{each.kind:<9}{each.id[:10]}  {each.field or ''}{values}"
            console().print(Text(words.rstrip()), soft_wrap=True)
        for kind, counts in made.counts.items():
            said = ", ".join(f"{number} {what}" for what, number in counts.items())
            console().print(Text(f"{kind}: {said}"), soft_wrap=True)


commands = (export, diff)


def register(app: click.Group) -> None:
    """Add the commands of this module to ``app``."""
    for command in commands:
        app.add_command(command)
