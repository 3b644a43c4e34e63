"""The command line: parses, calls, prints. No rule lives here."""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import reduce
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from polybius import __version__
from polybius.commands import exporting as exporting_commands
from polybius.commands import importing as importing_commands
from polybius.commands import ledger as ledger_commands
from polybius.commands import serving
from polybius.errors import PolybiusError, UnknownId

# Rooms are imported inside the commands: the parser alone takes seconds, and --help must not.
# ruff: noqa: PLC0415, D301

if TYPE_CHECKING:
    from polybius.asking import Form

T = TypeVar("T")
Command = Callable[..., None]

default_ledger = Path("polybius.ledger.sqlite")
exit_some_failed, exit_unusable = 1, 2

ledger_option = click.option(
    "--ledger",
    "-l",
    type=ledger_commands.Target(),
    default=default_ledger,
    show_default=True,
    envvar="POLYBIUS_LEDGER",
    help="The ledger's file, or the URL of a PostgreSQL database.",
)
form_option = click.option(
    "--format",
    "-f",
    "form",
    type=click.Choice(["table", "json", "csv"]),
    default="table",
    show_default=True,
    help="What to print.",
)
json_option = click.option("--json", "form", flag_value="json", help="As --format json.")
filter_options = (
    click.option("--since", metavar="DAY", help="First day, YYYY-MM-DD."),
    click.option("--until", metavar="DAY", help="Last day, YYYY-MM-DD."),
    click.option("--place", help="Part of a place's name, a country code, or a gazetteer id."),
    click.option("--party", help="Part of a party's name, or its key in the register."),
    click.option("--voice", help="Part of a voice's name, or the register key of its side."),
    click.option("--stance", help="A stance of the codebook, such as denies."),
)
entry_argument = click.argument("entry", metavar="ID")
rule_option = click.option(
    "--rule", metavar="NAME", help="polybius, ucdp, acled, airwars or all tallies."
)
public_option = click.option(
    "--public", is_flag=True, help="Print nothing that the codebook does not mark as public."
)
past_options = (
    click.option(
        "--as-of", metavar="WHEN", help="What the ledger held then: a day, moment or head."
    ),
    click.option("--known-by", "known", metavar="DAY", help="Only what was published by then."),
)


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="polybius")
def app() -> None:
    """Read reports of armed conflict and political violence into a ledger of claims.

    Who says that what happened, to whom, where, when, with how many dead, and how far each
    account is borne out by the others.

    \b
    First steps:
      polybius demo                  the shipped examples, and what they disagree about
      polybius read report.html      read a report into ./polybius.ledger.sqlite
      polybius incidents             what happened, with low, best and high
      polybius explain ID            why an entry is as it is

    Exit status: 0 if all went well, 1 if an ID is unknown, 2 if the call was wrong or the ledger
    can't be used; read has more to tell by it.
    """


def filtered(command: Command) -> Command:
    """Give ``command`` the options of a query: the ledger, the filters, the form of output."""
    options = (ledger_option, *filter_options, form_option)
    return reduce(lambda made, option: option(made), reversed(options), command)


def dated(command: Command) -> Command:
    """Give ``command`` the options of a past state: as the ledger was, and as was known when."""
    return reduce(lambda made, option: option(made), reversed(past_options), command)


@app.command()
@click.argument("paths", nargs=-1, required=True, metavar="PATH...")
@ledger_option
@click.option("--json", "as_json", is_flag=True, help="Print JSON lines (see: polybius schema).")
@click.option("--quiet", "-q", is_flag=True, help="Print only the summary.")
@click.option("--published", metavar="DAY", help="Publication date of reports that state none.")
@click.option("--publisher", help="Publisher of reports that name none.")
@click.option("--text-column", help="Column of tables that holds the text.")
@click.option("--title-column", help="Column of tables that holds the title.")
@click.option("--date-column", help="Column of tables that holds the publication date.")
@click.option("--encoding", help="Encoding of all input, against what it declares.")
@click.option(
    "--register",
    multiple=True,
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="YAML or CSV file of further parties; may be given more than once.",
)
@click.option(
    "--gazetteer",
    multiple=True,
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="GeoNames country dump of further places; may be given more than once.",
)
@click.option(
    "--allow-private-addresses",
    is_flag=True,
    help="Permit requests to loopback and other inner addresses.",
)
def read(
    paths: tuple[str, ...],
    ledger: Path,
    *,
    as_json: bool,
    quiet: bool,
    register: tuple[Path, ...],
    gazetteer: tuple[Path, ...],
    **intake: Any,
) -> None:
    """Read reports, append their claims to the ledger, and print what they say.

    PATH is a file, a folder, a glob, - for standard input, or an http(s) address. Text, HTML,
    PDF, DOCX, EML, JSONL, CSV, RSS/Atom, OPML, WARC and WACZ are taken in.

    Reading a report twice adds nothing; a run that was cut off goes on where it stopped.

    Exit status: 0 if all went well; 1 if some sources failed; 2 if the call was wrong, the ledger
    can't be used, or nothing came in.
    """
    from polybius import running
    from polybius.intake import IntakeOptions

    options = guarded(lambda: IntakeOptions(**intake))
    form: running.Form = "json" if as_json else "quiet" if quiet else "tables"
    summary = guarded(
        lambda: running.run(paths, options, ledger, form, registers=register, gazetteers=gazetteer)
    )
    if summary.nothing_came_in:
        sys.exit(exit_unusable)
    sys.exit(exit_some_failed if summary.failures else 0)


@app.command()
@click.option(
    "--ledger",
    "-l",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Keep the demo's ledger in this file.",
)
def demo(ledger: Path | None) -> None:
    """Read the shipped example reports and show what they agree and disagree about."""
    from polybius import running

    guarded(lambda: running.run_demo(ledger))


@app.command()
@filtered
@dated
@public_option
@json_option
@click.option("--kind", help="occurrence, count, relation, outlook, appeal or statement.")
@click.option("--text", help="Words that the passage must hold.")
def claims(ledger: Path, form: Form, **conditions: str | bool | None) -> None:
    """List claims: who says what, where and when."""
    from polybius import asking

    guarded(lambda: asking.print_claims(ledger, conditions, form))


@app.command()
@filtered
@rule_option
@dated
@public_option
@json_option
def incidents(ledger: Path, form: Form, **conditions: str | bool | None) -> None:
    """List incidents with low, best and high for each class of victims."""
    from polybius import asking

    guarded(lambda: asking.print_incidents(ledger, conditions, form))


@app.command()
@filtered
@rule_option
@dated
@public_option
@json_option
def disputes(ledger: Path, form: Form, **conditions: str | bool | None) -> None:
    """List disputes: who contradicts whom on what."""
    from polybius import asking

    guarded(lambda: asking.print_disputes(ledger, conditions, form))


@app.command()
@filtered
@dated
@public_option
@json_option
def parties(ledger: Path, form: Form, **conditions: str | bool | None) -> None:
    """List the parties that have a part in claims."""
    from polybius import asking

    guarded(lambda: asking.print_parties(ledger, conditions, form))


@app.command()
@ledger_option
@click.option(
    "--register",
    multiple=True,
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="YAML or CSV file of further parties; may be given more than once.",
)
@dated
@form_option
@json_option
def sources(
    ledger: Path, form: Form, register: tuple[Path, ...], **conditions: str | bool | None
) -> None:
    """Say what became of each source's claims, and how it is biased.

    For each voice and outlet: claims, the share that another side later acknowledged, the share
    that is contradicted, and how many losses it reports for each actual one, with intervals; or
    that there is too little to tell. Bias needs the extra: pip install 'polybius[weigh]'.
    """
    from polybius import asking

    guarded(lambda: asking.print_sources(ledger, conditions, form, register))


@app.command()
@filtered
@dated
@json_option
@click.option("--list", "lists", multiple=True, metavar="NAME", help="Outlet to estimate from.")
def matrix(
    ledger: Path, form: Form, lists: tuple[str, ...], **conditions: str | bool | None
) -> None:
    """Show which outlets have which incidents, and what none of them has.

    Copies count for the outlet they copy. The estimate is from the three or four longest lists,
    or from those named with --list, each given once; where they can't carry a number, none is
    printed. --format csv prints incident x outlet for other programs.
    """
    from polybius import asking

    guarded(lambda: asking.print_matrix(ledger, conditions, form, lists))


@app.command()
@entry_argument
@ledger_option
@dated
@click.option("--text", "with_text", is_flag=True, help="Also print a report's text.")
def show(entry: str, ledger: Path, *, with_text: bool, **past: str | None) -> None:
    """Show a report, claim, decision, incident or dispute.

    ID is an id, or at least its first six digits.
    """
    from polybius import showing

    guarded(lambda: showing.show(ledger, entry, past, with_text=with_text))


@app.command()
@entry_argument
@ledger_option
@rule_option
@dated
def explain(entry: str, ledger: Path, **past: str | None) -> None:
    """Say why an entry is as it is.

    Prints the passages behind it, the rule or model with version that set each field, and the
    candidates that lost. ID is an id, or at least its first six digits.
    """
    from polybius import showing

    guarded(lambda: showing.explain(ledger, entry, past))


@app.command()
@entry_argument
@ledger_option
@dated
def lineage(entry: str, ledger: Path, **past: str | None) -> None:
    """Show which reports are copies of which, or whom a claim is independent of.

    For a report: its family tree with dates, how much each copy holds of what it was made from,
    and the passages that differ. For a claim: where its words first stood, and how it stands to
    the other claims of its incident. ID is an id, or at least its first six digits.
    """
    from polybius import showing

    guarded(lambda: showing.print_lineage(ledger, entry, past))


@app.command("import-places")
@click.argument(
    "dumps", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="FILE..."
)
def import_places(dumps: tuple[Path, ...]) -> None:
    """Add GeoNames country dumps (AF.zip, AF.txt) to your own gazetteer.

    They are read from then on whenever reports are. POLYBIUS_GAZETTEER names another folder than
    the one in your home.
    """
    from polybius import running

    guarded(lambda: running.import_places(dumps))


@app.command()
@ledger_option
def rebuild(ledger: Path) -> None:
    """Derive incidents, tallies, disputes and grades anew from the claims."""
    from polybius import asking

    guarded(lambda: asking.rebuild(ledger))


@app.command()
def schema() -> None:
    """Print the JSON Schema of the JSON lines that read and the queries print."""
    from polybius.export.schema import shipped_schema

    click.echo(shipped_schema(), nl=False)


ledger_commands.register(app)
exporting_commands.register(app)
importing_commands.register(app)
serving.register(app)


def guarded(action: Callable[[], T]) -> T:
    """Run ``action``; print an error of ours as one sentence and leave with the fitting status."""
    try:
        return action()
    except PolybiusError as error:
        from polybius.export.consoles import visible

        click.echo(visible(f"polybius: {error}"), err=True)
        sys.exit(exit_some_failed if isinstance(error, UnknownId) else exit_unusable)


def main() -> None:
    """Run the command line."""
    app()
