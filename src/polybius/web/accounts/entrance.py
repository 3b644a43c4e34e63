"""How the one person of a desk without accounts comes in: by a token that is good once."""

from __future__ import annotations

import hmac
import secrets
from threading import Lock

owner_key = ("polybius:local", "owner")
"""Issuer and subject of the account of whoever runs the desk; no provider can be called so."""


class Entrance:
    """A token that opens the desk once."""

    def __init__(self) -> None:
        self.token = secrets.token_urlsafe(32)
        self._used = False
        self._lock = Lock()

    def open(self, given: str) -> bool:
        """Tell whether ``given`` is the token and has not been used; then it is."""
        with self._lock:
            if self._used or not hmac.compare_digest(given.encode(), self.token.encode()):
                return False
            self._used = True
            return True
