"""Reads a bundle back into a ledger: its reports, readings, claims and decisions."""

from __future__ import annotations

import zipfile
from pathlib import Path

import msgspec

from polybius.errors import BrokenLedger, Where
from polybius.ids import sha256_hex
from polybius.ledger.deciding import adopt
from polybius.ledger.store import Ledger
from polybius.plain import claim_loads, loads
from polybius.records import Claim, Decision, Reading, Report


def restore_bundle(path: Path, ledger: Ledger) -> int:
    """Append what a bundle holds, after checking its sums; return how many reports it has.

    Raises:
        BrokenLedger: a file is missing, or not what SHA256SUMS says; or the bundle is a public
            one, which holds no originals.
    """
    files = _checked(path)
    folders = sorted({n.rpartition("/")[0] for n in files if n.startswith("reports/")})
    if not folders:
        what = "this bundle is a public one: it holds no originals to read back."
        raise BrokenLedger(what, where=Where(str(path)))
    claims = {
        claim.id: claim
        for claim in (claim_loads(d) for n, d in sorted(files.items()) if n.startswith("claims/"))
    }
    for folder in folders:
        report, original, reading = _report(files, folder, claims)
        ledger.append(report, original, reading)
    decisions = [loads(d, Decision) for n, d in files.items() if n.startswith("decisions/")]
    with ledger.writing() as writer:
        for decision in sorted(decisions, key=lambda d: (d.moment, d.ruling == "undo", d.id)):
            adopt(writer, decision)
    return len(folders)


def _checked(path: Path) -> dict[str, bytes]:
    try:
        with zipfile.ZipFile(path) as archive:
            files = {name: archive.read(name) for name in archive.namelist()}
        sums = files.pop("SHA256SUMS").decode()
    except (OSError, zipfile.BadZipFile, KeyError, UnicodeDecodeError) as error:
        raise BrokenLedger(f"this is no bundle: {error}.", where=Where(str(path))) from error
    found = "".join(f"{sha256_hex(data)}  {name}\n" for name, data in sorted(files.items()))
    if found != sums:
        raise BrokenLedger("its files are not what SHA256SUMS says.", where=Where(str(path)))
    return files


def _report(
    files: dict[str, bytes], folder: str, claims: dict[str, Claim]
) -> tuple[Report, bytes, Reading]:
    report = loads(files[f"{folder}/report.json"], Report)
    original = next(d for n, d in files.items() if n.startswith(f"{folder}/original."))
    said = msgspec.json.decode(files[f"{folder}/reading.json"])
    own = tuple(claims[claim_id] for claim_id in said["claims"])
    return report, original, Reading(report.id, said["reader"], own)
