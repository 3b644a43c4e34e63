"""Content sealed under a key that can be destroyed, with a commitment that outlives the key.

A report (with everything read from it) and a decision each have one random key. From it and the
name of the record a pair is derived, so that each record has an AES-256-GCM key and a salt of
its own. What is stored is ``nonce ‖ commitment ‖ ciphertext``, the commitment being
SHA-256(salt ‖ content). GCM alone does not bind content to bytes (two keys can open one
ciphertext to two texts); the commitment does, and whoever is shown content and salt can check it
with ``sha256sum`` alone. Once the key is gone, neither part tells anything about the content.

Source: NIST SP 800-38D (GCM); Grubbs et al. 2017 on why AEAD does not commit.
"""

from __future__ import annotations

import hmac
import os
from dataclasses import dataclass
from hashlib import sha256

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from polybius.errors import LedgerError

key_size = 32
nonce_size = 12
_start_of_text = nonce_size + 32


@dataclass(frozen=True, slots=True)
class RecordKey:
    """The key and the salt of one record."""

    cipher: bytes
    salt: bytes


def new_key() -> bytes:
    """Return a random key for one report or decision."""
    return os.urandom(key_size)


def record_key(key: bytes, table: str, record_id: str) -> RecordKey:
    """Return what seals the record ``record_id`` of ``table`` under the owner's ``key``."""
    pair = hmac.digest(key, f"{table}:{record_id}".encode(), "sha512")
    return RecordKey(pair[:key_size], pair[key_size:])


def commit(salt: bytes, content: bytes) -> bytes:
    """Return the commitment to ``content``: 32 bytes."""
    return sha256(salt + content).digest()


def commitment_in(sealed: bytes) -> bytes:
    """Return the commitment that ``sealed`` carries."""
    return sealed[nonce_size:_start_of_text]


def seal(key: RecordKey, content: bytes) -> bytes:
    """Return ``content`` sealed: 60 bytes longer."""
    nonce = os.urandom(nonce_size)
    commitment = commit(key.salt, content)
    return nonce + commitment + AESGCM(key.cipher).encrypt(nonce, content, commitment)


def unseal(key: RecordKey, sealed: bytes) -> bytes:
    """Return the content of ``sealed``.

    Raises:
        LedgerError: it was sealed under another key, or its bytes were changed.
    """
    nonce, commitment = sealed[:nonce_size], commitment_in(sealed)
    try:
        content = AESGCM(key.cipher).decrypt(nonce, sealed[_start_of_text:], commitment)
    except (InvalidTag, ValueError) as error:
        raise LedgerError(
            "a sealed record does not open: it or its key was changed.",
            hint="Find out which: polybius verify",
        ) from error
    if commit(key.salt, content) != commitment:
        raise LedgerError("a sealed record is not what its commitment says.")
    return content
