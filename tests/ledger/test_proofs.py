"""Proofs are checked without the ledger, and nothing about them can be changed."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from polybius.errors import BrokenLedger, UnknownId
from polybius.ledger import proving
from polybius.ledger.store import Ledger
from tests.ledger.fill import add, fill


@pytest.mark.parametrize("kind", ["report", "claim", "decision", "reading", "entry"])
def test_a_proof_holds_in_any_head_that_has_it(ledger: Ledger, kind: str, tmp_path: Path) -> None:
    report = fill(ledger)[0]
    known = {
        "report": report.id,
        "claim": ledger.claims()[0].id,
        "decision": ledger.decisions()[0].id,
        "reading": None,
        "entry": "3",
    }
    if known["reading"] is None:
        with ledger.reading() as connection:
            known["reading"] = connection.exec_driver_sql("SELECT min(id) FROM reading").scalar()
    wanted = str(known[kind])
    for _ in range(3):
        path = tmp_path / "proof.json"
        proving.write_proof(proving.prove(ledger, kind, wanted), path)
        proof = proving.read_proof(path)
        assert isinstance(proof, proving.Proof)
        assert str(ledger.head()) in proving.check_proof(proof)
        add(ledger, 50 + ledger.head().size)


def test_the_original_is_part_of_a_reports_proof(ledger: Ledger) -> None:
    report = add(ledger, 1)
    proof = proving.prove(ledger, "report", report.id)
    proving.check_proof(proof, report.text.encode())
    with pytest.raises(BrokenLedger, match="content"):
        proving.check_proof(proof, report.text.encode() + b" ")


def test_no_changed_character_of_a_proof_goes_unnoticed(ledger: Ledger) -> None:
    add(ledger, 1)
    claim = ledger.claims()[0]
    proof = proving.prove(ledger, "claim", claim.id)
    data = msgspec.json.encode(proof)
    good = proving.check_proof(proof)
    quiet = 0
    for at in range(0, len(data), 7):
        changed = bytearray(data)
        changed[at] ^= 1
        try:
            read = msgspec.json.decode(bytes(changed), type=proving.Proof)
            if proving.check_proof(read) == good:
                quiet += 1
                assert msgspec.structs.replace(read, moment=proof.moment) == proof
        except (BrokenLedger, msgspec.MsgspecError, ValueError, KeyError, UnicodeDecodeError):
            continue
    assert quiet < len(data) // 50, "only the head's moment, which is not proved, may differ"


def test_heads_are_consistent_and_others_are_not(ledger: Ledger) -> None:
    fill(ledger)
    size = ledger.head().size
    for first in range(1, size + 1):
        proof = proving.prove_consistency(ledger, first)
        assert "nothing before it was changed" in proving.check_consistency(proof)
        forged = msgspec.structs.replace(proof, earlier=(first, "0" * 64))
        with pytest.raises(BrokenLedger):
            proving.check_consistency(forged)
    with pytest.raises(UnknownId):
        proving.prove_consistency(ledger, size + 1)


def test_as_of_names_the_past(ledger: Ledger) -> None:
    add(ledger, 1)
    head, claims = ledger.head(), ledger.claims()
    add(ledger, 2)
    size = ledger.entries_as_of(str(head))
    assert ledger.claims(size=size) == claims
    assert ledger.head(size) == head
    assert ledger.entries_as_of("2026-02-05") == ledger.head().size
    with pytest.raises(UnknownId, match="begins on"):
        ledger.entries_as_of("2026-02-04")
