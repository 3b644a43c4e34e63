"""Who may use the desk: for administrators."""

from __future__ import annotations

from starlette.responses import Response

from polybius.errors import SettingsError
from polybius.web.accounts.store import Account
from polybius.web.context import Desk
from polybius.web.permissions import Permission, Role
from polybius.web.refusing import Refused
from polybius.web.routing import Route
from polybius.web.state import State


def accounts(desk: Desk) -> Response:
    """List the accounts with their roles in this ledger."""
    found = _team(desk).accounts.all()
    return desk.page("account/accounts.html", accounts=found, roles=list(Role))


def add_account(desk: Desk) -> Response:
    """Add a local account."""
    state = _team(desk)
    role = _role(desk)
    added = state.accounts.add(desk.form.need("name"), desk.form.need("password"), role=role)
    _note(desk, added)
    return desk.go(desk.url("accounts"))


def set_role(desk: Desk) -> Response:
    """Give an account a role in this ledger, or take it away."""
    changed = _team(desk).accounts.grant(desk.path["account_id"], _role(desk))
    _note(desk, changed)
    return desk.go(desk.url("accounts"))


def disable(desk: Desk) -> Response:
    """Shut an account out, or let it in again."""
    disabled = desk.form.get("disabled") == "yes"
    changed = _team(desk).accounts.disable(desk.path["account_id"], disabled=disabled)
    _note(desk, changed)
    return desk.go(desk.url("accounts"))


def reset_password(desk: Desk) -> Response:
    """Set another's password; its codes are no longer asked for."""
    state, account_id = _team(desk), desk.path["account_id"]
    if state.accounts.one(account_id).is_external:
        raise SettingsError("this account comes from single sign-on and has no password here.")
    state.accounts.set_password(account_id, desk.form.need("password"))
    state.accounts.set_codes(account_id, None)
    return desk.go(desk.url("accounts"))


def _role(desk: Desk) -> Role | None:
    given = desk.form.get("role")
    if given and given not in list(Role):
        raise SettingsError(f"{given!r} is no role.", hint=f"Use one of: {', '.join(Role)}.")
    return Role(given) if given else None


def _team(desk: Desk) -> State:
    if not desk.state.settings.team:
        raise Refused(404, "this desk has no accounts.", hint="Start it with --team.")
    return desk.state


def _note(desk: Desk, changed: Account) -> None:
    """Note in the ledger's log who may do what: by ids, as the log can't be changed."""
    content = {
        "by": desk.identity.account_id,
        "disabled": changed.disabled,
        "role": changed.role.value if changed.role else None,
    }
    desk.ledger.note("configuration", f"account:{changed.id}", content)


routes: tuple[Route, ...] = (
    Route(path="/accounts", view=accounts, may=Permission.ADMINISTER, name="accounts"),
    Route(
        path="/accounts",
        view=add_account,
        may=Permission.ADMINISTER,
        name="add_account",
        method="POST",
    ),
    Route(
        path="/accounts/{account_id}/role",
        view=set_role,
        may=Permission.ADMINISTER,
        name="set_role",
        method="POST",
    ),
    Route(
        path="/accounts/{account_id}/disabled",
        view=disable,
        may=Permission.ADMINISTER,
        name="disable_account",
        method="POST",
    ),
    Route(
        path="/accounts/{account_id}/password",
        view=reset_password,
        may=Permission.ADMINISTER,
        name="reset_password",
        method="POST",
    ),
)
