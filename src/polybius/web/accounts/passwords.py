"""Passwords by Argon2id, and time-based codes as a second factor."""

from __future__ import annotations

from functools import cache
from threading import Semaphore

import pyotp
from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from polybius.errors import SettingsError

shortest, longest = 12, 256
"""Characters of a password (NIST SP 800-63B asks for length, not for kinds of characters)."""

step_seconds = 30
steps_around = 1
"""Codes of one step before and after the present one are taken: clocks differ (RFC 6238, 5.2)."""

hasher = PasswordHasher()
"""Argon2id with the second recommendation of RFC 9106 (64 MiB, three passes, four lanes)."""

# Each hash takes 64 MiB and four threads for a moment: a rush of sign-ins must queue.
_at_once = Semaphore(2)


def hashed(password: str, name: str) -> str:
    """Return the hash of a new password.

    Raises:
        SettingsError: it is too short, too long, or the account's name.
    """
    if not shortest <= len(password) <= longest:
        raise SettingsError(f"a password has {shortest} to {longest} characters.")
    if name.casefold() in password.casefold() and len(password) < len(name) + shortest:
        raise SettingsError("the password is little more than the account's name.")
    with _at_once:
        return hasher.hash(password)


def is_right(password: str, kept: str | None) -> bool:
    """Tell whether ``password`` is the one whose hash is ``kept``.

    Takes as long where there is none, so that nobody learns which accounts exist.
    """
    with _at_once:
        try:
            return hasher.verify(kept or _none(), password[: longest + 1]) and kept is not None
        except (VerificationError, InvalidHashError):
            return False


@cache
def _none() -> str:
    return hasher.hash("no account has this password")


def new_secret() -> str:
    """Return a new secret for codes, in base 32."""
    return pyotp.random_base32()


def enrolment(secret: str, name: str) -> str:
    """Return the ``otpauth:`` address that authenticator programs take."""
    return pyotp.TOTP(secret).provisioning_uri(name=name, issuer_name="Polybius")


def step_of_code(secret: str, code: str, now: int, last: int) -> int | None:
    """Return the time step that ``code`` is of; None if it is wrong or was used before.

    Args:
        secret: the account's.
        code: what the person typed.
        now: UTC seconds.
        last: the last step whose code was used.
    """
    totp = pyotp.TOTP(secret, interval=step_seconds)
    present = now // step_seconds
    for step in range(present - steps_around, present + steps_around + 1):
        if step > last and pyotp.utils.strings_equal(totp.at(step * step_seconds), code):
            return step
    return None
