"""Heads attested from outside: signed with Ed25519, time-stamped by an RFC 3161 authority.

Both cover `polybius.ledger.log.Head.note`, three lines of text, and become entries of the log,
so that a later head covers them in turn.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

import httpx
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.x509 import Certificate, load_pem_x509_certificates
from rfc3161_client import (
    HashAlgorithm,
    TimestampRequestBuilder,
    TimeStampResponse,
    VerificationError,
    VerifierBuilder,
    decode_timestamp_response,
)

from polybius.errors import BrokenLedger, LedgerError, SettingsError, Where
from polybius.ids import sha256_hex
from polybius.ledger.entries import Entry
from polybius.ledger.log import Head
from polybius.ledger.store import Ledger

attesting_kinds = ("signature", "stamp")
longest_wait_s = 30
granted = (0, 1)
"""RFC 3161's PKIStatus values with which a token comes."""


def make_key(path: Path) -> Ed25519PrivateKey:
    """Make a private key in a new file that only its owner may read.

    Raises:
        SettingsError: the file exists or can't be written.
    """
    key = Ed25519PrivateKey.generate()
    pem = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    try:
        path.touch(mode=0o600, exist_ok=False)
        path.write_bytes(pem)
    except OSError as error:
        what = f"the key can't be written: {error.strerror}."
        raise SettingsError(what, where=Where(str(path))) from error
    return key


def load_key(path: Path) -> Ed25519PrivateKey:
    """Return the private key in a PEM file (``openssl genpkey -algorithm ed25519``).

    Raises:
        SettingsError: the file is missing, or holds no such key without a password.
    """
    where = Where(str(path))
    try:
        key = serialization.load_pem_private_key(path.read_bytes(), password=None)
    except OSError as error:
        raise SettingsError(f"the key can't be read: {error.strerror}.", where=where) from error
    except (ValueError, TypeError) as error:
        raise SettingsError("this is no PEM key without a password.", where=where) from error
    if not isinstance(key, Ed25519PrivateKey):
        raise SettingsError("heads are signed with an Ed25519 key.", where=where)
    return key


def public_pem(public: bytes) -> bytes:
    """Return a public key (32 bytes) as PEM, which openssl reads."""
    key = Ed25519PublicKey.from_public_bytes(public)
    encoding, form = serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    return key.public_bytes(encoding, form)


def sign(ledger: Ledger, key: Ed25519PrivateKey) -> Entry:
    """Sign the present head and log the signature."""
    head = ledger.head()
    public = key.public_key().public_bytes_raw().hex()
    content = {
        "size": head.size,
        "root": head.root,
        "moment": head.moment,
        "public_key": public,
        "signature": key.sign(head.note()).hex(),
    }
    return ledger.note("signature", public, content)


def stamp(ledger: Ledger, authority: str, roots: Sequence[Certificate] = ()) -> Entry:
    """Have the present head time-stamped by the authority at an address, and log its token.

    Args:
        ledger: whose head it is.
        authority: address that answers RFC 3161 requests over HTTP.
        roots: certificates that the authority's must lead to; if there are none, the token is
            kept unproven, and can be proven later.

    Raises:
        LedgerError: the authority does not answer, refuses, or answers with another token.
    """
    head = ledger.head()
    request = (
        TimestampRequestBuilder().data(head.note()).hash_algorithm(HashAlgorithm.SHA256).build()
    )
    answer = _ask(authority, request.as_bytes())
    token = _decoded(answer)
    if token.status not in granted:
        raise LedgerError(f"the authority refused: {token.status_string}.", where=Where(authority))
    if token.tst_info.nonce != request.nonce:
        raise LedgerError("the answer is to another request.", where=Where(authority))
    content = {
        "size": head.size,
        "root": head.root,
        "moment": head.moment,
        "authority": authority,
        "token": base64.b64encode(answer).decode(),
    }
    if not token_covers(token, head.note()):
        raise LedgerError("the token is for another text.", where=Where(authority))
    if roots:
        prove_token(answer, head.note(), roots)
    return ledger.note("stamp", sha256_hex(answer), content)


def _ask(authority: str, request: bytes) -> bytes:
    headers = {"Content-Type": "application/timestamp-query"}
    try:
        answer = httpx.post(authority, content=request, headers=headers, timeout=longest_wait_s)
        answer.raise_for_status()
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        raise LedgerError(f"no time stamp: {error}.", where=Where(authority)) from error
    return answer.content


def _decoded(answer: bytes) -> TimeStampResponse:
    try:
        return decode_timestamp_response(answer)
    except ValueError as error:
        raise BrokenLedger(f"this is no time stamp: {error}.") from error


def token_covers(token: TimeStampResponse, note: bytes) -> bool:
    """Tell whether a token's imprint is that of ``note``."""
    return token.tst_info.message_imprint.message.hex() == sha256_hex(note)


def prove_token(answer: bytes, note: bytes, roots: Sequence[Certificate]) -> datetime:
    """Return the moment that a token attests, after checking its signature up to ``roots``.

    Raises:
        BrokenLedger: the token is for another text, or not signed by such an authority.
    """
    token = _decoded(answer)
    verifier = VerifierBuilder()
    for root in roots:
        verifier = verifier.add_root_certificate(root)
    try:
        verifier.build().verify_message(token, note)
    except (VerificationError, ValueError) as error:
        raise BrokenLedger(f"the time stamp does not hold: {error}.") from error
    moment: datetime = token.tst_info.gen_time
    return moment


def load_roots(path: Path) -> list[Certificate]:
    """Return the certificates in a PEM file.

    Raises:
        SettingsError: the file is missing or holds none.
    """
    try:
        return load_pem_x509_certificates(path.read_bytes())
    except OSError as error:
        what = f"the certificates can't be read: {error.strerror}."
        raise SettingsError(what, where=Where(str(path))) from error
    except ValueError as error:
        raise SettingsError("there is no PEM certificate in it.", where=Where(str(path))) from error


def attestation_fault(entry: Entry, root: str | None, roots: Sequence[Certificate]) -> str | None:
    """Return what is wrong with a signature or time stamp in the log; None if it holds.

    Args:
        entry: of one of `attesting_kinds`.
        root: of the log at the size that the entry attests; None if it never had that size.
        roots: certificates to prove time stamps by; without, only what they cover is checked.
    """
    said = entry.content
    if root is None or said.get("root") != root:
        return f"the {entry.kind} is of a head that this log never had."
    note = Head(said["size"], root, "").note()
    try:
        if entry.kind == "signature":
            key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(said["public_key"]))
            key.verify(bytes.fromhex(said["signature"]), note)
            return None
        answer = base64.b64decode(said["token"])
        if roots:
            prove_token(answer, note, roots)
            return None
        covers = token_covers(_decoded(answer), note)
    except (InvalidSignature, BrokenLedger, KeyError, ValueError, binascii.Error) as error:
        return f"the {entry.kind} does not hold: {error or type(error).__name__}"
    return None if covers else "the time stamp is for another text."
