"""Signing in and out: what opens the desk, what does not, and how often it may be tried."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import httpx
import pyotp
import pytest
from argon2 import PasswordHasher

from polybius.errors import SettingsError
from polybius.web.accounts import limits, passwords
from polybius.web.models.qr_codes import qr_code
from polybius.web.permissions import Role
from polybius.web.settings import Settings
from tests.web.servers import Server, csrf_in, names, password


class Clock:
    """A clock that tests turn."""

    def __init__(self) -> None:
        self.now = 1_790_000_000

    def __call__(self) -> int:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def desk(own_ledger: Path, clock: Clock) -> Iterator[Server]:
    with Server(own_ledger, clock=clock, team=True) as server:
        yield server


def sign_in(client: httpx.Client, name: str, given: str = password, **more: str) -> httpx.Response:
    return client.post("/sign-in", data={"name": name, "password": given, **more})


# --- passwords and sessions --------------------------------------------------------------------


def test_the_right_password_opens_the_page_that_was_asked_for(desk: Server) -> None:
    with desk.stranger() as client:
        sent = client.get("/incidents?place=Kesh&x=1")
        assert sent.status_code in (303, 404)
        sent = client.get("/account")
        assert sent.headers["location"] == "/sign-in?back=%2Faccount"
        done = sign_in(client, names[Role.CODER], back="/account")
        assert (done.status_code, done.headers["location"]) == (303, "/account")
        assert names[Role.CODER] in client.get("/account").text


def test_the_cookie_is_for_the_desk_alone_and_not_for_scripts(desk: Server) -> None:
    with desk.stranger() as client:
        cookie = sign_in(client, names[Role.CODER]).headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=lax" in cookie
    assert "path=/" in cookie


@pytest.mark.parametrize(
    "back", ["//elsewhere.example", "https://elsewhere.example", "/\\evil", ""]
)
def test_nobody_is_sent_elsewhere_after_signing_in(desk: Server, back: str) -> None:
    with desk.stranger() as client:
        assert sign_in(client, names[Role.CODER], back=back).headers["location"] == "/"


def test_wrong_name_and_wrong_password_are_told_alike(desk: Server) -> None:
    with desk.stranger() as client:
        wrong = sign_in(client, names[Role.CODER], "not the password")
        nobody = sign_in(client, "nobody at all", "not the password")
    assert wrong.status_code == nobody.status_code == 400
    assert wrong.text == nobody.text
    assert "set-cookie" not in wrong.headers


def test_a_session_that_was_there_before_is_replaced(desk: Server) -> None:
    with desk.client(Role.VIEWER) as client:
        before = client.cookies[desk.state.cookie]
        sign_in(client, names[Role.CODER])
        assert client.cookies[desk.state.cookie] != before
    assert desk.state.sessions.find(before) is None


def test_signing_out_ends_the_session_and_not_only_the_cookie(desk: Server) -> None:
    with desk.client(Role.VIEWER) as client:
        cookie = client.cookies[desk.state.cookie]
        assert client.post("/sign-out").status_code == 303
    assert desk.state.sessions.find(cookie) is None


def test_a_session_ends_when_it_is_idle_and_when_it_is_old(desk: Server, clock: Clock) -> None:
    settings = desk.settings
    _, idle = desk.cookie(Role.VIEWER)
    clock.now += settings.idle_minutes * 60 + 1
    assert desk.state.sessions.find(idle) is None
    _, used = desk.cookie(Role.VIEWER)
    for _ in range(settings.longest_hours):
        clock.now += 3600
        assert desk.state.sessions.find(used) is not None
    clock.now += 1
    assert desk.state.sessions.find(used) is None


def test_a_change_of_password_ends_every_session(desk: Server) -> None:
    with desk.client(Role.VIEWER) as one, desk.client(Role.VIEWER) as other:
        new = "another long password"
        refused = one.post("/account/password", data={"password": "wrong", "new_password": new})
        assert refused.status_code == 400
        one.post("/account/password", data={"password": password, "new_password": new})
        assert other.get("/account").status_code == 303
        assert sign_in(other, names[Role.VIEWER]).status_code == 400
        assert sign_in(other, names[Role.VIEWER], new).status_code == 303


@pytest.mark.parametrize("unfit", ["short", "x" * 257, "viewer-person1"])
def test_unfit_passwords_are_refused(unfit: str) -> None:
    with pytest.raises(SettingsError):
        passwords.hashed(unfit, "viewer-person")


def test_passwords_are_kept_by_argon2id_as_rfc_9106_asks() -> None:
    used = PasswordHasher()
    assert used.type.name == "ID"
    assert used.memory_cost >= 64 * 1024
    assert used.time_cost >= 3


def test_the_store_holds_no_secret_in_the_clear(desk: Server) -> None:
    _, cookie = desk.cookie(Role.VIEWER)
    _, token = desk.state.tokens.make(desk.ids[Role.VIEWER], "t", ["read"], 1)
    target = Path(desk.settings.accounts_target)
    kept = b"".join(path.read_bytes() for path in target.parent.glob(f"{target.name}*"))
    assert b"viewer-person" in kept
    for secret in (cookie, token, password):
        assert secret.encode() not in kept
    assert target.stat().st_mode & 0o077 == 0


# --- rate limits -----------------------------------------------------------------------------


def test_after_some_failures_a_name_is_not_heard_for_a_while(desk: Server, clock: Clock) -> None:
    with desk.stranger() as client:
        for _ in range(limits.for_a_name):
            assert sign_in(client, names[Role.CODER], "wrong").status_code == 400
        refused = sign_in(client, names[Role.CODER])
        assert refused.status_code == 429
        assert 0 < int(refused.headers["retry-after"]) <= limits.window
        assert sign_in(client, names[Role.VIEWER]).status_code == 303
        client.cookies.clear()
        clock.now += limits.window + 1
        assert sign_in(client, names[Role.CODER]).status_code == 303


def test_an_address_that_tries_many_names_is_not_heard_for_a_while(desk: Server) -> None:
    with desk.stranger() as client:
        for number in range(limits.for_an_address):
            sign_in(client, f"name {number}", "wrong")
        assert sign_in(client, names[Role.CODER]).status_code == 429


# --- codes -----------------------------------------------------------------------------------


def with_codes(desk: Server, clock: Clock) -> pyotp.TOTP:
    with desk.client(Role.CODER) as client:
        begun = client.post("/account/codes/new", data={"password": password})
        secret = begun.text.split('name="secret" value="')[1].split('"')[0]
        totp = pyotp.TOTP(secret)
        address = totp.provisioning_uri(name=names[Role.CODER], issuer_name="Polybius")
        assert f'<path d="{qr_code(address).path}"' in begun.text
        given = {"password": password, "secret": secret, "code": totp.at(clock.now)}
        assert client.post("/account/codes", data={**given, "code": "000000x"}).status_code == 400
        assert client.post("/account/codes", data=given).status_code == 303
    clock.now += 60
    return totp


def test_with_codes_a_password_alone_is_not_enough(desk: Server, clock: Clock) -> None:
    totp = with_codes(desk, clock)
    name = names[Role.CODER]
    with desk.stranger() as client:
        assert sign_in(client, name).status_code == 400
        assert sign_in(client, name, code=totp.at(clock.now - 3600)).status_code == 400
        assert sign_in(client, name, code=totp.at(clock.now)).status_code == 303


def test_a_code_is_good_once(desk: Server, clock: Clock) -> None:
    code = with_codes(desk, clock).at(clock.now)
    with desk.stranger() as client:
        assert sign_in(client, names[Role.CODER], code=code).status_code == 303
        client.cookies.clear()
        assert sign_in(client, names[Role.CODER], code=code).status_code == 400


def test_an_administrator_who_sets_a_password_drops_the_codes(desk: Server, clock: Clock) -> None:
    with_codes(desk, clock)
    coder = desk.ids[Role.CODER]
    with desk.client(Role.ADMIN) as admin, desk.stranger() as client:
        admin.post(f"/accounts/{coder}/password", data={"password": "a password set anew"})
        assert sign_in(client, names[Role.CODER], "a password set anew").status_code == 303


# --- administration ---------------------------------------------------------------------------


def test_a_change_of_role_counts_at_once_and_is_noted_without_a_name(desk: Server) -> None:
    viewer = desk.ids[Role.VIEWER]
    with desk.client(Role.VIEWER) as client, desk.client(Role.ADMIN) as admin:
        assert client.get("/api/accounts").status_code == 403
        admin.post(f"/accounts/{viewer}/role", data={"role": "admin"})
        assert client.get("/api/accounts").status_code == 200
        admin.post(f"/accounts/{viewer}/role", data={"role": ""})
        assert client.get("/").status_code == 403
        last = admin.get("/api/log?limit=1").json()["items"][0]
    assert last["kind"] == "configuration"
    assert last["content"]["role"] is None
    assert last["subject"] == f"account:{viewer}"


def test_who_is_shut_out_is_out_at_once(desk: Server) -> None:
    viewer = desk.ids[Role.VIEWER]
    _, token = desk.state.tokens.make(viewer, "t", ["read"], 1)
    with desk.client(Role.VIEWER) as client, desk.client(Role.ADMIN) as admin:
        admin.post(f"/accounts/{viewer}/disabled", data={"disabled": "yes"})
        assert client.get("/").status_code == 303
        assert sign_in(client, names[Role.VIEWER]).status_code == 400
        shown = {"authorization": f"Bearer {token}"}
        assert httpx.get(f"{desk.address}/api/me", headers=shown).status_code == 401
        admin.post(f"/accounts/{viewer}/disabled", data={"disabled": "no"})
        assert sign_in(client, names[Role.VIEWER]).status_code == 303


def test_the_last_administrator_stays(desk: Server) -> None:
    admin_id = desk.ids[Role.ADMIN]
    with desk.client(Role.ADMIN) as admin:
        assert admin.post(f"/accounts/{admin_id}/role", data={"role": "viewer"}).status_code == 400
        assert (
            admin.post(f"/accounts/{admin_id}/disabled", data={"disabled": "yes"}).status_code
            == 400
        )


def test_a_role_is_one_of_a_ledger(desk: Server, plain_ledger: Path, tmp_path: Path) -> None:
    from tests.web.ledgers import make_ledger  # noqa: PLC0415

    other = make_ledger(tmp_path / "other.sqlite", reports=1)
    accounts = desk.settings.accounts_target
    with Server(other, team=True, accounts=accounts, make_accounts=False) as second:
        second.ids = desk.ids
        with second.client(Role.ADMIN) as client:
            assert client.get("/").status_code == 403
            assert client.get("/account").status_code == 200


def test_another_s_token_can_t_be_revoked(desk: Server) -> None:
    token, _ = desk.state.tokens.make(desk.ids[Role.ADMIN], "t", ["read"], 1)
    with desk.client(Role.CODER) as client:
        assert client.post(f"/account/tokens/{token.id}/revoke").status_code == 404
    assert desk.state.tokens.one(token.id) == token


def test_a_token_expires(desk: Server, clock: Clock) -> None:
    _, secret = desk.state.tokens.make(desk.ids[Role.ADMIN], "t", ["read"], 1)
    with desk.stranger() as client:
        client.headers["authorization"] = f"Bearer {secret}"
        assert client.get("/api/me").status_code == 200
        clock.now += 86_400
        assert client.get("/api/me").status_code == 401


# --- one person's desk ------------------------------------------------------------------------


@pytest.fixture
def own_desk(own_ledger: Path) -> Iterator[Server]:
    with Server(own_ledger) as server:
        yield server


def test_the_printed_address_opens_the_desk_once(own_desk: Server) -> None:
    assert own_desk.state.entrance is not None
    door = f"/enter?token={own_desk.state.entrance.token}"
    with own_desk.stranger() as client, own_desk.stranger() as second:
        assert client.get("/").status_code == 401
        assert client.get("/enter?token=guess").status_code == 403
        assert client.get(door).headers["location"] == "/"
        assert client.get("/").status_code == 200
        assert second.get(door).status_code == 403
        assert client.get(door).status_code == 303


def test_one_person_needs_a_token_for_each_write(own_desk: Server) -> None:
    with own_desk.client() as client:
        csrf = csrf_in(client.get("/account").text)
        del client.headers["x-csrf-token"]
        given = {"label": "t", "scope": "read", "days": "1"}
        assert client.post("/account/tokens", data=given).status_code == 403
        made = client.post("/account/tokens", data={**given, "csrf": csrf})
        assert "polybius_" in made.text


def test_the_session_of_a_desk_without_accounts_is_none_in_a_team_s(own_ledger: Path) -> None:
    with Server(own_ledger) as own:
        _, cookie = own.cookie()
    with Server(own_ledger, team=True) as team, team.stranger() as client:
        client.cookies.set(team.state.cookie, cookie)
        assert client.get("/").status_code == 403


@pytest.mark.parametrize("host", ["0.0.0.0", "192.0.2.1", "desk.example"])
def test_the_network_is_for_teams_behind_a_known_address(host: str) -> None:
    with pytest.raises(SettingsError, match="only listens on this machine"):
        Settings(ledger="x.sqlite", host=host)
    with pytest.raises(SettingsError, match="how browsers call it"):
        Settings(ledger="x.sqlite", host=host, team=True)
    made = Settings(ledger="x", host=host, team=True, public_address="https://desk.example/")
    assert made.hosts == {"desk.example"}


@pytest.mark.parametrize("host", ["elsewhere.example", "127.0.0.1", "localhost:1", ""])
def test_other_names_for_this_machine_are_not_answered(own_desk: Server, host: str) -> None:
    assert own_desk.state.entrance is not None
    door = f"/enter?token={own_desk.state.entrance.token}"
    with own_desk.stranger() as client:
        for address in ("/", door, "/static/desk.css", "/api"):
            assert client.get(address, headers={"host": host}).status_code == 421
        assert client.get(door).status_code == 303


def test_behind_tls_cookies_are_for_tls_alone(own_ledger: Path) -> None:
    address = "https://desk.example"
    with Server(own_ledger, team=True, public_address=address) as server:
        with server.stranger() as client:
            client.headers["host"] = "desk.example"
            done = sign_in(client, names[Role.CODER])
        assert done.headers["set-cookie"].startswith("__Host-polybius=")
        assert "secure" in done.headers["set-cookie"].lower()
        assert "max-age" in done.headers["strict-transport-security"]
