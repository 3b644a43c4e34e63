"""How the desk is set up, checked when it is made."""

from __future__ import annotations

from dataclasses import dataclass, field
from ipaddress import ip_address
from pathlib import Path

from polybius.errors import SettingsError
from polybius.ledger.opening import Target, is_url


@dataclass(frozen=True, slots=True, kw_only=True)
class SingleSignOn:
    """An OpenID Connect provider."""

    issuer: str
    """Its address, under which ``/.well-known/openid-configuration`` stands."""
    client_id: str
    client_secret: str = field(repr=False)
    label: str = "single sign-on"
    """What the button says after "Sign in with"."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What `polybius.web.app.create_app` needs to know."""

    ledger: Target
    host: str = "127.0.0.1"
    port: int = 8377
    team: bool = False
    """Whether people sign in; otherwise one person uses it, who has the token."""
    accounts: Target | None = None
    """Where accounts are kept; None: beside the ledger."""
    person: str = "local"
    """How decisions name the one person, if not ``team``."""
    public_address: str | None = None
    """``https://desk.example.org``: how browsers reach it through a proxy."""
    single_sign_on: SingleSignOn | None = None
    idle_minutes: int = 12 * 60
    """After so long without a request a session ends."""
    longest_hours: int = 7 * 24
    """After so long a session ends in any case."""

    def __post_init__(self) -> None:
        """Check that the parts fit together.

        Raises:
            SettingsError: the desk of one person would listen to the network, or the public
                address is none or is missing.
        """
        if not self.team and not is_loopback(self.host):
            raise SettingsError(
                f"without accounts the desk only listens on this machine, not on {self.host}.",
                hint="Use --host 127.0.0.1, or --team with accounts.",
            )
        address = self.public_address
        if address is None and not is_loopback(self.host):
            raise SettingsError(
                f"on {self.host} the desk must know how browsers call it.",
                hint="Put a proxy with TLS before it and name it: --public-address https://HOST.",
            )
        if address is not None and not address.startswith(("https://", "http://")):
            raise SettingsError(f"{address!r} is not a web address.", hint="Use https://HOST.")

    @property
    def address(self) -> str:
        """How browsers reach the desk, without a slash at the end."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return (self.public_address or f"http://{host}:{self.port}").rstrip("/")

    @property
    def is_secure(self) -> bool:
        """Whether browsers reach it over TLS, so that cookies may ask for that."""
        return self.address.startswith("https://")

    @property
    def hosts(self) -> frozenset[str]:
        """Values of the Host header that are answered: all others may be DNS rebinding."""
        own = self.address.split("://", 1)[1]
        if self.public_address:
            return frozenset({own})
        return frozenset({own, f"localhost:{self.port}", f"127.0.0.1:{self.port}"})

    @property
    def accounts_target(self) -> Target:
        """Where accounts are kept."""
        if self.accounts is not None:
            return self.accounts
        if is_url(self.ledger):
            return self.ledger
        path = Path(self.ledger)
        return path.with_name(f"{path.name}.accounts")


def is_loopback(host: str) -> bool:
    """Tell whether ``host`` is this machine alone."""
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
