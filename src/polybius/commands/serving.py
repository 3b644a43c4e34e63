"""Commands of the review desk: serve it, and see to its first accounts."""

from __future__ import annotations

import getpass
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from polybius.commands.ledger import Target, guarded, ledger_option

# Rooms are imported inside the commands: --help must not wait for them.
# ruff: noqa: PLC0415

if TYPE_CHECKING:
    from polybius.web.settings import Settings
    from polybius.web.state import State

role_names = ("viewer", "coder", "adjudicator", "admin")

accounts_option = click.option(
    "--accounts",
    "accounts_target",
    type=Target(),
    envvar="POLYBIUS_ACCOUNTS",
    help="Where accounts are kept; by default beside the ledger.",
)


@click.command()
@ledger_option
@accounts_option
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", default=8377, show_default=True, help="Port to listen on.")
@click.option("--team", is_flag=True, help="Let people sign in; see: polybius accounts.")
@click.option(
    "--public-address",
    metavar="URL",
    envvar="POLYBIUS_PUBLIC_ADDRESS",
    help="How browsers reach the desk through a proxy: https://HOST.",
)
@click.option(
    "--sign-on", metavar="URL", envvar="POLYBIUS_SIGN_ON", help="OpenID Connect provider."
)
@click.option(
    "--sign-on-client",
    metavar="ID",
    envvar="POLYBIUS_SIGN_ON_CLIENT",
    help="The desk's id there; its secret is read from POLYBIUS_SIGN_ON_SECRET.",
)
@click.option("--sign-on-secret", envvar="POLYBIUS_SIGN_ON_SECRET", hidden=True)
def serve(ledger: Path | str, accounts_target: Path | str | None, **given: Any) -> None:
    """Open the review desk: read, check and compare in a browser.

    Without further options it is for you alone, on this machine: open the address that it prints.
    With --team people sign in, and each sees and does what their role in this ledger allows. Put
    a proxy with TLS before it, and say under which address with --public-address.
    """
    from polybius.web.serving import run

    guarded(lambda: run(_settings(ledger, accounts_target, **given)))


def _settings(
    ledger: Path | str,
    accounts_target: Path | str | None,
    *,
    host: str,
    port: int,
    team: bool,
    public_address: str | None,
    sign_on: str | None,
    sign_on_client: str | None,
    sign_on_secret: str | None,
) -> Settings:
    from polybius.errors import SettingsError
    from polybius.web.settings import Settings, SingleSignOn

    provider = None
    if sign_on is not None:
        if not (sign_on_client and sign_on_secret):
            raise SettingsError(
                "single sign-on needs the desk's id and secret at the provider.",
                hint="Give --sign-on-client, and the secret in POLYBIUS_SIGN_ON_SECRET.",
            )
        provider = SingleSignOn(
            issuer=sign_on, client_id=sign_on_client, client_secret=sign_on_secret
        )
    return Settings(
        ledger=ledger,
        accounts=accounts_target,
        host=host,
        port=port,
        team=team,
        person=getpass.getuser(),
        public_address=public_address,
        single_sign_on=provider,
    )


@click.group()
def accounts() -> None:
    """See to who may use the desk of a team.

    An admin does all this on the desk too; the first admin is made here.
    """


@accounts.command("add")
@click.argument("name")
@click.option("--role", type=click.Choice(role_names), help="In this ledger; none by default.")
@ledger_option
@accounts_option
@click.password_option(envvar="POLYBIUS_PASSWORD", help="Asked for if not given.")
def add_account(
    name: str,
    role: str | None,
    ledger: Path | str,
    accounts_target: Path | str | None,
    password: str,
) -> None:
    """Add an account with a password."""
    from polybius.web.permissions import Role

    def add(state: State) -> None:
        added = state.accounts.add(name, password, role=Role(role) if role else None)
        click.echo(f"{added.name}: {added.role or 'no role'}")

    _with_accounts(ledger, accounts_target, add)


@accounts.command("role")
@click.argument("name")
@click.argument("role", type=click.Choice((*role_names, "none")))
@ledger_option
@accounts_option
def set_role(name: str, role: str, ledger: Path | str, accounts_target: Path | str | None) -> None:
    """Set what an account is in this ledger."""
    from polybius.web.permissions import Role

    def grant(state: State) -> None:
        account = state.accounts.named(name)
        changed = state.accounts.grant(account.id, None if role == "none" else Role(role))
        click.echo(f"{changed.name}: {changed.role or 'no role'}")

    _with_accounts(ledger, accounts_target, grant)


@accounts.command("list")
@ledger_option
@accounts_option
def list_accounts(ledger: Path | str, accounts_target: Path | str | None) -> None:
    """List the accounts with their roles in this ledger."""
    from polybius.export.consoles import visible

    def show(state: State) -> None:
        for account in state.accounts.all():
            shut = ", shut out" if account.disabled else ""
            click.echo(visible(f"{account.name}: {account.role or 'no role'}{shut}"))

    _with_accounts(ledger, accounts_target, show)


def _with_accounts(
    ledger: Path | str, accounts_target: Path | str | None, action: Callable[[State], None]
) -> None:
    from polybius.web.settings import Settings
    from polybius.web.state import State
    from polybius.web.table import routes

    def run() -> None:
        settings = Settings(ledger=ledger, accounts=accounts_target, team=True)
        state = State(settings, routes)
        try:
            action(state)
        finally:
            state.close()

    guarded(run)


def register(app: click.Group) -> None:
    """Add the commands to the command line."""
    app.add_command(serve)
    app.add_command(accounts)
