"""What ``read`` and ``demo`` do: read sources into a ledger and print each report's account."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from importlib.resources import as_file, files
from pathlib import Path
from typing import Literal

from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Column
from rich.text import Text

from polybius.codebook import load_register
from polybius.export import lines, tables
from polybius.export.consoles import console
from polybius.ids import sha256_hex
from polybius.intake import IntakeOptions, Source, find_sources
from polybius.ledger.filters import Filter
from polybius.ledger.noting import note_configuration, note_import
from polybius.ledger.opening import is_url, named
from polybius.ledger.store import Ledger
from polybius.pipeline import Failed, Outcome, Read, Summary, read_sources, unread_message
from polybius.reader import Reader
from polybius.records import Claim, Flag
from polybius.resolving.gazetteer import open_gazetteer, user_directory, user_tables
from polybius.resolving.gazetteer_import import import_dump, read_dump
from polybius.weighing.deriving import current, derive_report, rules
from polybius.weighing.updating import update

Form = Literal["tables", "json", "quiet"]


def run(
    targets: Sequence[str],
    options: IntakeOptions,
    path: Path,
    form: Form,
    *,
    registers: tuple[Path, ...] = (),
    gazetteers: tuple[Path, ...] = (),
) -> Summary:
    """Read ``targets`` into the ledger at ``path``, printing in ``form``, and derive anew.

    ``registers`` are files of further parties, ``gazetteers`` GeoNames dumps of further places.

    Raises:
        PolybiusError: the ledger, the register or the language model can't be used. What is
            wrong with single sources is in the summary.
    """
    reader = make_reader(registers, gazetteers)
    sources = _without_ledger(find_sources(targets), path, targets)
    summary = Summary()
    with Ledger(path) as ledger:
        before = ledger.head().size
        with _progress(sources) as ticking:
            for outcome in read_sources(ticking, options, reader, ledger):
                summary.add(outcome)
                print_outcome(outcome, ledger, form)
        _note(ledger, before, reader, options, summary)
        if summary.read:
            update(ledger)
    print_summary(summary, path, form)
    return summary


def _note(
    ledger: Ledger, before: int, reader: Reader, options: IntakeOptions, summary: Summary
) -> None:
    """Log the run, and the settings that it was made under where they have changed."""
    if ledger.head().size == before:
        return
    note_configuration(ledger, "reading", {"reader": reader.name, "rules": list(rules)})
    counts = {"read": summary.read, "known": summary.known, "unread": summary.unread}
    note_import(
        ledger,
        "reports",
        before,
        **counts,
        failed=len(summary.failures),
        claims=summary.claims,
        published=options.published,
    )


def _without_ledger(
    sources: Iterable[Source], ledger: Path, targets: Sequence[str]
) -> list[Source]:
    """Leave out the ledger's own files where they lie in a folder or pattern that is read."""
    if is_url(ledger):
        return list(sources)
    own = {Path(f"{ledger}{end}").resolve() for end in ("", "-wal", "-shm")}
    return [s for s in sources if s.address in targets or Path(s.address).resolve() not in own]


def make_reader(registers: tuple[Path, ...], gazetteers: tuple[Path, ...]) -> Reader:
    """Return a reader that knows the user's parties and places too.

    Its name carries a digest of them: with other parties or places it is another reader, and
    reads a report anew.

    Raises:
        PolybiusError: a file is missing or can't be used.
    """
    register = load_register(registers)
    tables = [read_dump(path) for path in gazetteers]
    own = (*registers, *gazetteers, *user_tables(user_directory()))
    digest = sha256_hex("".join(sha256_hex(path.read_bytes()) for path in own).encode())
    gazetteer = open_gazetteer(user_directory(), tables)
    return Reader(register, gazetteer=gazetteer, additions=digest[:12] if own else None)


def run_demo(path: Path | None) -> None:
    """Read the shipped examples into ``path`` (or a ledger that is thrown away) and show them."""
    with (
        as_file(files("polybius.examples")) as folder,
        tempfile.TemporaryDirectory(prefix="polybius-demo-") as scratch,
    ):
        ledger = path or Path(scratch) / "demo.sqlite"
        run(
            [str(folder / "reports")],
            IntakeOptions(),
            ledger,
            "tables",
            registers=(folder / "parties.yaml",),
            gazetteers=(folder / "places" / "XM.txt",),
        )
        with Ledger(ledger) as opened:
            out = console()
            out.print(Text("What the eight reports say together", style="bold underline"))
            derived = current(opened)
            out.print(tables.incidents_list(derived))
            out.print(Text("\nDisputes", style="bold"))
            out.print(tables.disputes_list(derived.disputes))
    if path is not None:
        out.print(f"\nNext: polybius explain ID --ledger {path}")
    else:
        out.print("\nTo keep the ledger and ask it more: polybius demo --ledger demo.sqlite")


@contextmanager
def _progress(sources: Sequence[Source]) -> Iterator[Iterable[Source]]:
    """Pass the sources on, with a bar on the terminal's error stream where there are several."""
    stream = console(stderr=True)
    if len(sources) < 2 or not stream.is_terminal:
        yield sources
        return
    address = Column(no_wrap=True, overflow="ellipsis")
    columns = (
        TextColumn("reading"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TextColumn("{task.description}", markup=False, table_column=address),
    )
    # The bar draws around what is printed meanwhile by sending it to its own stream, which may
    # be done only where both streams are the one terminal: else JSON would go astray.
    one_terminal = sys.stdout.isatty()
    with Progress(
        *columns, console=stream, transient=True, redirect_stdout=one_terminal
    ) as progress:
        yield _ticking(sources, progress)


def _ticking(sources: Sequence[Source], progress: Progress) -> Iterator[Source]:
    task = progress.add_task("", total=len(sources))
    for source in sources:
        progress.update(task, description=source.shown)
        yield source
        progress.advance(task)


def print_outcome(outcome: Outcome, ledger: Ledger, form: Form) -> None:
    """Print how one report went."""
    if form == "quiet":
        return
    if isinstance(outcome, Failed):
        print_failure(outcome, form)
        return
    claims, flags = _account(outcome, ledger)
    derived = derive_report(outcome.report, claims)
    if form == "json":
        print(lines.report_line(outcome, claims, flags, derived), flush=True)
        return
    out = console()
    if outcome.unread:
        out.print(tables.report_head(outcome.report))
        out.print(f"{unread_message(outcome.unread)}\n", style="yellow")
    else:
        out.print(tables.report_block(outcome.report, claims, flags, derived))


def _account(outcome: Read, ledger: Ledger) -> tuple[tuple[Claim, ...], tuple[Flag, ...]]:
    if outcome.reading is not None:
        return outcome.reading.claims, outcome.reading.flags
    report_id = outcome.report.id
    return ledger.claims(Filter(report=report_id)), ledger.flags(report_id)


def print_failure(failed: Failed, form: Form) -> None:
    """Print what was wrong with a source."""
    if form == "json":
        print(lines.failure_line(failed), flush=True)
    else:
        console(stderr=True).print(Text(f"failed: {failed.error}", style="red"), soft_wrap=True)


def print_summary(summary: Summary, path: Path, form: Form) -> None:
    """Print how the run went, with every failure and its reason."""
    if form == "json":
        print(lines.summary_line(summary), flush=True)
        return
    out = console(stderr=True)
    out.print(
        f"{summary.read} read ({summary.claims} claims), {summary.known} known already, "
        f"{summary.unread} stored unread, {len(summary.failures)} failed. Ledger: {named(path)}",
        soft_wrap=True,
    )
    if form == "quiet":
        for failed in summary.failures:
            print_failure(failed, form)


def import_places(dumps: Sequence[Path]) -> None:
    """Import GeoNames dumps into the user's gazetteer, and say what each held.

    Raises:
        PolybiusError: a file is missing or is no dump; those before it are imported.
    """
    for dump in dumps:
        table = import_dump(dump, user_directory())
        console().print(f"{dump}: {len(table)} places imported into {user_directory()}")
