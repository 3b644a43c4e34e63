"""Signatures and time stamps of heads, checked by ours and by OpenSSL."""

from __future__ import annotations

import base64
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from polybius.errors import LedgerError, SettingsError
from polybius.ledger import attesting
from polybius.ledger.store import Ledger
from polybius.ledger.verifying import verify
from tests.ledger.authorities import Authority, running_authority
from tests.ledger.fill import add


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Authority]:
    with running_authority(tmp_path_factory.mktemp("tsa")) as running:
        yield running


def test_a_stamp_holds_here_and_for_openssl(
    ledger: Ledger, authority: Authority, tmp_path: Path
) -> None:
    add(ledger, 1)
    head, roots = ledger.head(), attesting.load_roots(authority.root)
    entry = attesting.stamp(ledger, authority.url, roots)
    assert verify(ledger, head, roots).faults == []
    (tmp_path / "head.txt").write_bytes(head.note())
    (tmp_path / "head.tsr").write_bytes(base64.b64decode(entry.content["token"]))
    check = ["ts", "-verify", "-data", "head.txt", "-in", "head.tsr", "-CAfile"]
    run = subprocess.run(
        ["openssl", *check, str(authority.root)], cwd=tmp_path, capture_output=True, check=False
    )
    assert run.returncode == 0, run.stderr


def test_a_stamp_of_another_authority_does_not_hold(
    ledger: Ledger, authority: Authority, tmp_path: Path
) -> None:
    attesting.stamp(ledger, authority.url)
    with running_authority(tmp_path) as other:
        wrong = attesting.load_roots(other.root)
        assert "does not hold" in str(verify(ledger, roots=wrong).first)
        with pytest.raises(LedgerError, match="does not hold"):
            attesting.stamp(ledger, authority.url, wrong)


def test_an_authority_that_does_not_answer_is_named(ledger: Ledger) -> None:
    before = ledger.head()
    with pytest.raises(LedgerError, match=r"127\.0\.0\.1"):
        attesting.stamp(ledger, "http://127.0.0.1:1/")
    assert ledger.head() == before


def test_a_signature_by_another_key_or_of_another_head_is_found(ledger: Ledger) -> None:
    head = ledger.head()
    content = {"size": head.size, "root": head.root, "public_key": "00" * 32, "signature": "00"}
    ledger.note("signature", "x", content)
    assert "signature does not hold" in str(verify(ledger).first)
    ledger.note("signature", "x", {**content, "root": "0" * 64})
    assert any("never had" in str(fault) for fault in verify(ledger).faults)


def test_keys_come_from_openssl_too_and_bad_ones_are_named(ledger: Ledger, tmp_path: Path) -> None:
    path = tmp_path / "key.pem"
    subprocess.run(["openssl", "genpkey", "-algorithm", "ed25519", "-out", path], check=True)
    attesting.sign(ledger, attesting.load_key(path))
    assert verify(ledger).faults == []
    with pytest.raises(SettingsError, match="written"):
        attesting.make_key(path)
    path.write_text("no key")
    with pytest.raises(SettingsError, match=r"key\.pem"):
        attesting.load_key(path)
