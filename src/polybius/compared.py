"""What ``compare`` does: finds both sides, compares them and prints the result."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from polybius.asking import Form
from polybius.codebook import load_register
from polybius.codebook.register import Register
from polybius.comparing.compare import Comparison, compare
from polybius.comparing.sides import Material, Side, side_of
from polybius.errors import SettingsError
from polybius.export.comparisons import (
    compared_columns,
    compared_rows,
    comparison_block,
    comparison_line,
)
from polybius.export.consoles import console
from polybius.export.spreadsheets import to_csv
from polybius.importers.importing import ImportedRow
from polybius.importers.mappings import shipped, shipped_mapping
from polybius.importing import make_importer, mapping_for
from polybius.intake.options import IntakeOptions
from polybius.ledger.opening import Target
from polybius.ledger.store import Ledger
from polybius.records import Claim, Decision
from polybius.weighing.times import known_by

most_listed = 20


@dataclass(frozen=True, slots=True)
class Past:
    """A state of a ledger; by default the present one."""

    as_of: str | None = None
    """A day, moment or head."""
    known: str | None = None
    """A day: only what was published by its end counts."""


now = Past()


def compare_named(
    a: str,
    b: str,
    ledger: Target,
    registers: tuple[Path, ...] = (),
    *,
    by_figures: bool = True,
    past: Past = now,
) -> Comparison:
    """Compare two sides by their names.

    A name is ``DATASET:FILE`` (a shipped dataset, or a YAML mapping, and a table of it), the file
    of a ledger, or a publisher or voice of the ledger at ``ledger``. Ledgers are taken as they
    were at ``past``, tables as they are.

    Raises:
        PolybiusError: a side can't be found, or its file can't be read.
    """
    register = load_register(registers)
    sides = [_side(name, ledger, register, past) for name in (a, b)]
    # Decisions of one ledger say nothing on the claims of another.
    ruled = {decision.id: decision for _, decisions in sides for decision in decisions}
    return compare(sides[0][0], sides[1][0], tuple(ruled.values()), by_figures=by_figures)


def print_comparison(
    a: str,
    b: str,
    ledger: Target,
    form: Form,
    registers: tuple[Path, ...] = (),
    *,
    by_figures: bool = True,
    past: Past = now,
) -> None:
    """Print how two sides compare.

    Raises:
        PolybiusError: a side can't be found, or its file can't be read.
    """
    made = compare_named(a, b, ledger, registers, by_figures=by_figures, past=past)
    if form == "json":
        print(comparison_line(made))
    elif form == "csv":
        print(to_csv(compared_columns, list(compared_rows(made))), end="")
    else:
        console().print(comparison_block(made))


def _side(
    name: str, ledger: Target, register: Register, past: Past
) -> tuple[Side, tuple[Decision, ...]]:
    dataset, colon, file = name.partition(":")
    if colon and (dataset in shipped or dataset.endswith((".yaml", ".yml"))):
        return _of_table(name, dataset, Path(file), register), ()
    if "://" in name or Path(name).is_file():
        return _of_ledger(name, register, past)
    return _of_voice(name, ledger, register, past)


def _of_table(name: str, dataset: str, file: Path, register: Register) -> Side:
    own = None if dataset in shipped else Path(dataset)
    importer = make_importer(mapping_for(dataset, own))
    outcomes = list(importer.read(file, IntakeOptions(now=datetime.now(UTC))))
    rows = [outcome for outcome in outcomes if isinstance(outcome, ImportedRow)]
    refused = [outcome for outcome in outcomes if not isinstance(outcome, ImportedRow)]
    for outcome in refused:
        console(stderr=True).print(f"refused: {outcome.error}", soft_wrap=True, markup=False)
    if not rows:
        raise SettingsError(f"{file} gave no events.")
    claims = [claim for row in rows for claim in row.reading.claims]
    return side_of(name, Material(claims, {row.report.id: row.report for row in rows}), register)


def _of_ledger(name: str, register: Register, past: Past) -> tuple[Side, tuple[Decision, ...]]:
    with Ledger(name if "://" in name else Path(name), create=False) as opened:
        material = _material(opened, past)
    return side_of(name, material, register), tuple(material.decisions)


def _of_voice(
    name: str, target: Target, register: Register, past: Past
) -> tuple[Side, tuple[Decision, ...]]:
    with Ledger(target, create=False) as opened:
        material = _material(opened, past)
    short = name.casefold()
    wanted = shipped_mapping(short).dataset.casefold() if short in shipped else short
    published = {i for i, r in material.reports.items() if (r.publisher or "").casefold() == wanted}
    speaks: Callable[[Claim], bool]
    if published:
        claims = [claim for claim in material.claims if claim.report_id in published]
        speaks = _anybody
    else:
        keys = {entry.code for entry in register.by_name(name)}
        speaks = _by(wanted, keys)
        happenings = {(c.report_id, c.happening) for c in material.claims if speaks(c)}
        claims = [c for c in material.claims if (c.report_id, c.happening) in happenings]
    if not claims:
        raise SettingsError(
            f"nothing in the ledger is by {name!r}.",
            hint=f"It has: {_listed(material)}. Or give DATASET:FILE, or a ledger's file.",
        )
    chosen = replace(material, claims=claims)
    return side_of(name, chosen, register, speaks), tuple(material.decisions)


def _anybody(claim: Claim) -> bool:
    del claim
    return True


def _by(name: str, keys: set[str]) -> Callable[[Claim], bool]:
    def speaks(claim: Claim) -> bool:
        voice = claim.voice
        return voice.name.casefold() == name or voice.party_id in keys | {name}

    return speaks


def _material(ledger: Ledger, past: Past) -> Material:
    size = ledger.entries_as_of(past.as_of)
    reports = {
        report.id: report
        for report in ledger.reports(size)
        if past.known is None or known_by(report, past.known)
    }
    claims = [claim for claim in ledger.claims(size=size) if claim.report_id in reports]
    return Material(claims, reports, ledger.rulings(size), str(ledger.head(size)))


def _listed(material: Material) -> str:
    names = sorted({r.publisher for r in material.reports.values() if r.publisher})
    more = " …" if len(names) > most_listed else ""
    return ", ".join(names[:most_listed]) + more if names else "no publishers"
