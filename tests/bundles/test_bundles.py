"""A bundle checks itself with sha256sum and openssl alone, reads back, and tells the public little.

The planted canaries stand wherever a private name could: none may come out of a public output.
"""

from __future__ import annotations

import dataclasses
import shutil
import subprocess
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from polybius import records
from polybius.bundles.building import build_bundle, write_bundle
from polybius.bundles.restoring import restore_bundle
from polybius.codebook.sensitivity import public_part, sensitivities
from polybius.errors import BrokenLedger
from polybius.ledger import attesting
from polybius.ledger.store import Ledger
from polybius.ledger.verifying import verify
from polybius.records import Ruling
from polybius.weighing.deriving import rebuild
from tests import samples
from tests.ledger.fill import add, rule

canary = "Quenby Starling"
tools = ("bash", "sha256sum", "openssl", "sed", "cut", "grep", "cat", "dirname")


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    with Ledger(tmp_path / "l.sqlite") as opened:
        for number in range(3):
            add(opened, number)
        rule(opened, Ruling.ACCEPT, opened.claims()[0])
        attesting.sign(opened, attesting.make_key(tmp_path / "key.pem"))
        rebuild(opened)
        yield opened


def bundle(ledger: Ledger, path: Path, *, public: bool = False) -> Path:
    derived = ledger.derived()
    write_bundle(build_bundle(ledger, derived, derived.incidents[0].id, public=public), path)
    return path


def check(folder: Path, tmp_path: Path) -> subprocess.CompletedProcess[str]:
    """Run the steps of VERIFY.txt with nothing in reach but the tools that it names."""
    programs = tmp_path / "bin"
    programs.mkdir(exist_ok=True)
    for tool in tools:
        found = shutil.which(tool)
        assert found, tool
        (programs / tool).unlink(missing_ok=True)
        (programs / tool).symlink_to(found)
    script = (
        "set -e; sha256sum --check --quiet SHA256SUMS; bash verify.sh; "
        "openssl pkeyutl -verify -pubin -inkey head.pub.pem -rawin -in head.txt -sigfile head.sig"
    )
    return subprocess.run(
        [str(programs / "bash"), "-c", script],
        cwd=folder,
        env={"PATH": str(programs)},
        capture_output=True,
        text=True,
        check=False,
    )


def unpacked(path: Path, folder: Path) -> Path:
    with zipfile.ZipFile(path) as archive:
        archive.extractall(folder)
    return folder


@pytest.mark.parametrize("public", [False, True])
def test_a_bundle_checks_without_polybius(ledger: Ledger, tmp_path: Path, public: bool) -> None:
    folder = unpacked(bundle(ledger, tmp_path / "b.zip", public=public), tmp_path / "b")
    found = check(folder, tmp_path)
    assert found.returncode == 0, found.stderr
    assert found.stdout.count("in the log:") == len(list((folder / "proofs").iterdir()))
    assert "Signature Verified Successfully" in found.stdout


@pytest.mark.parametrize("name", ["reports/*/original.txt", "claims/*.json", "decisions/*.json"])
def test_changed_evidence_breaks_the_proofs_not_only_the_sums(
    ledger: Ledger, tmp_path: Path, name: str
) -> None:
    folder = unpacked(bundle(ledger, tmp_path / "b.zip"), tmp_path / "b")
    changed = sorted(folder.glob(name))[0]
    changed.write_bytes(changed.read_bytes() + b" ")
    assert check(folder, tmp_path).returncode != 0
    run = subprocess.run(["bash", "verify.sh"], cwd=folder, capture_output=True, check=False)
    assert run.returncode != 0
    assert b"BROKEN" in run.stderr


def test_the_same_head_gives_the_same_bytes(ledger: Ledger, tmp_path: Path) -> None:
    first = bundle(ledger, tmp_path / "1.zip").read_bytes()
    assert bundle(ledger, tmp_path / "2.zip").read_bytes() == first


def test_a_bundle_reads_back(ledger: Ledger, tmp_path: Path) -> None:
    path = bundle(ledger, tmp_path / "b.zip")
    with Ledger(tmp_path / "new.sqlite") as new:
        assert restore_bundle(path, new) == len(ledger.derived().incidents[0].report_ids)
        own = set(ledger.derived().incidents[0].report_ids)
        assert set(new.claims()) == {c for c in ledger.claims() if c.report_id in own}
        assert all(new.original(r) == ledger.original(r) for r in own)
        assert verify(new).faults == []
        assert restore_bundle(path, new), "reading back twice adds nothing and does not fail"


def test_a_damaged_bundle_is_not_read_back(ledger: Ledger, tmp_path: Path) -> None:
    folder = unpacked(bundle(ledger, tmp_path / "b.zip"), tmp_path / "b")
    with zipfile.ZipFile(tmp_path / "c.zip", "w") as archive:
        for each in folder.rglob("*"):
            if each.is_file():
                extra = b" " if each.name == "report.json" else b""
                archive.writestr(str(each.relative_to(folder)), each.read_bytes() + extra)
    with Ledger(tmp_path / "new.sqlite") as new, pytest.raises(BrokenLedger, match="SHA256SUMS"):
        restore_bundle(tmp_path / "c.zip", new)


def test_every_field_of_every_record_is_marked() -> None:
    marks = sensitivities()
    for name, mark in marks.items():
        shape = getattr(records, name)
        assert sorted(mark.all_fields) == sorted(f.name for f in dataclasses.fields(shape)), name


def planted(value: object) -> object:
    """Return a record with the canary in every text that the codebook does not mark public."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        public = sensitivities()[type(value).__name__].public if known(value) else ()
        held = {f.name: getattr(value, f.name) for f in dataclasses.fields(value)}
        changes = {n: planted(v) if n in public else withheld(v) for n, v in held.items()}
        return dataclasses.replace(value, **changes)
    if isinstance(value, tuple):
        return tuple(map(planted, value))
    return value


def withheld(value: object) -> object:
    if isinstance(value, tuple):
        return tuple(map(withheld, value))
    return canary if isinstance(value, str) else planted(value)


def known(value: object) -> bool:
    return type(value).__name__ in sensitivities()


def test_no_canary_comes_out_of_a_public_part(ledger: Ledger) -> None:
    derived = ledger.derived()
    found = [
        *ledger.claims(),
        *ledger.reports(),
        *ledger.decisions(),
        *derived.incidents,
        *derived.tallies,
        *derived.disputes,
        *derived.grades,
    ]
    for record in found:
        marked = planted(record)
        assert canary in repr(marked) or isinstance(record, records.Tally)
        assert canary not in repr(public_part(marked))


def test_no_canary_comes_out_of_a_public_bundle_or_proof(tmp_path: Path) -> None:
    text = samples.text.replace("officers", f"officers, among them {canary},")
    report = dataclasses.replace(
        samples.report(text, address=f"{canary}.txt"), title=canary, author=canary
    )
    claim = samples.count_claim(report, voice=canary)
    with Ledger(tmp_path / "l.sqlite") as ledger:
        ledger.append(
            report, text.encode(), samples.reading(report, claim, samples.occurrence_claim(report))
        )
        decision = records.Decision("", Ruling.ACCEPT, (claim.id,), canary, "", canary)
        ledger.decide(decision)
        attesting.sign(ledger, attesting.make_key(tmp_path / "key.pem"))
        rebuild(ledger)
        whole = unpacked(bundle(ledger, tmp_path / "w.zip"), tmp_path / "w")
        public = unpacked(bundle(ledger, tmp_path / "p.zip", public=True), tmp_path / "p")
        with ledger.reading() as connection:
            log = connection.exec_driver_sql("SELECT group_concat(record) FROM entry").scalar()
    assert any(canary.encode() in f.read_bytes() for f in whole.rglob("*") if f.is_file())
    assert [f for f in public.rglob("*") if f.is_file() and canary.encode() in f.read_bytes()] == []
    assert canary not in str(log)
