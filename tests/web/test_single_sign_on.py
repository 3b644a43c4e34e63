"""Single sign-on against a real OpenID Connect provider, started for the tests."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, urljoin, urlsplit

import httpx
import pytest
from joserfc import jwt
from joserfc.jwk import RSAKey

from polybius.web.accounts import single_sign_on
from polybius.web.permissions import Role
from polybius.web.settings import SingleSignOn
from tests.web import needs
from tests.web.servers import Server, free_port


@pytest.fixture(scope="module")
def desk(plain_ledger: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    node, package = needs.oidc_provider()
    ledger = Path(shutil.copy(plain_ledger, tmp_path_factory.mktemp("oidc") / "own.sqlite"))
    port = free_port()
    settings = SingleSignOn(
        issuer=f"http://127.0.0.1:{port}", client_id="desk", client_secret="a secret of the desk"
    )
    with Server(ledger, team=True, single_sign_on=settings) as server:
        callback = f"{server.address}/sign-in/back"
        command = [node, str(Path(__file__).with_name("provider.mjs")), str(package), str(port)]
        with subprocess.Popen([*command, callback], stdout=subprocess.PIPE, text=True) as provider:
            try:
                assert provider.stdout is not None
                assert any("listening" in line for line in provider.stdout)
                yield server
            finally:
                provider.kill()


def follow(client: httpx.Client, response: httpx.Response, desk: Server) -> httpx.Response:
    """Follow redirects until a page, or an address of the desk that takes the answer."""
    while response.is_redirect:
        target = urljoin(str(response.url), response.headers["location"])
        if target.startswith(f"{desk.address}/sign-in/back"):
            return response
        response = client.get(target)
    return response


def at_the_provider(client: httpx.Client, desk: Server, name: str, back: str = "") -> str:
    """Sign in at the provider; return the address that it sends the browser back to."""
    begun = client.get("/sign-in/provider", params={"back": back} if back else {})
    assert begun.status_code == 303
    response = follow(client, begun, desk)
    for given in ({"prompt": "login", "login": name, "password": "any"}, {"prompt": "consent"}):
        if response.is_redirect:
            break
        action = re.search(r'action="([^"]+)"', response.text)
        assert action is not None, response.text
        sent = client.post(urljoin(str(response.url), action[1]), data=given)
        response = follow(client, sent, desk)
    assert response.is_redirect, response.text
    return str(urljoin(str(response.url), response.headers["location"]))


def test_who_comes_from_the_provider_is_let_in_but_may_nothing_yet(desk: Server) -> None:
    with desk.stranger() as client:
        assert "/sign-in/provider" in client.get("/sign-in").text
        done = client.get(at_the_provider(client, desk, "ada", "/account"))
        assert (done.status_code, done.headers["location"]) == (303, "/account")
        assert "ada of the provider" in client.get("/account").text
        assert client.get("/").status_code == 403


def test_the_same_person_has_the_same_account_and_another_person_another(desk: Server) -> None:
    ids = []
    for name in ("bo", "bo", "cy"):
        with desk.stranger() as client:
            client.get(at_the_provider(client, desk, name))
            found = desk.state.sessions.find(client.cookies[desk.state.cookie])
            assert found is not None
            ids.append(found.account_id)
    assert ids[0] == ids[1] != ids[2]
    desk.state.accounts.grant(ids[0], Role.VIEWER)
    with desk.stranger() as client:
        client.get(at_the_provider(client, desk, "bo"))
        assert client.get("/api/me").json()["role"] == "viewer"


def test_a_name_at_the_provider_never_opens_a_local_account(desk: Server) -> None:
    made = desk.state.accounts.of_single_sign_on("https://idp.example", "1", "admin-person")
    assert made.id != desk.ids[Role.ADMIN]
    assert made.role is None
    assert made.name != "admin-person"


def test_an_answer_counts_once_and_in_the_browser_that_asked(desk: Server) -> None:
    with desk.stranger() as client, desk.stranger() as thief:
        answer = at_the_provider(client, desk, "dee")
        assert thief.get(answer).status_code == 400
        assert client.get(answer).status_code == 303
        client.cookies.delete(desk.state.cookie)
        assert client.get(answer).status_code == 400


def test_an_answer_with_another_state_is_refused(desk: Server) -> None:
    with desk.stranger() as client:
        answer = at_the_provider(client, desk, "eve")
        state = parse_qs(urlsplit(answer).query)["state"][0]
        assert client.get(answer.replace(state, "x" * len(state))).status_code == 400
        assert desk.state.cookie not in client.cookies


def test_a_refusal_of_the_provider_is_told(desk: Server) -> None:
    with desk.stranger() as client:
        begun = client.get("/sign-in/provider")
        state = parse_qs(urlsplit(begun.headers["location"]).query)["state"][0]
        refused = client.get("/sign-in/back", params={"error": "access_denied", "state": state})
    assert refused.status_code == 400
    assert "access_denied" in refused.text


@pytest.mark.parametrize(
    "change",
    [
        {"nonce": "another"},
        {"aud": "another desk"},
        {"iss": "https://elsewhere.example"},
        {"exp": 1},
        {"sub": None},
        "another key",
    ],
    ids=str,
)
def test_a_token_that_is_not_for_this_sign_on_is_refused(
    desk: Server, change: dict[str, object] | str, monkeypatch: pytest.MonkeyPatch
) -> None:
    right = RSAKey.generate_key(2048, {"kid": "k"})
    real = single_sign_on.OpenId._claims

    def forged(self, about, token, nonce):  # type: ignore[no-untyped-def]
        now = self._clock()
        claims = {
            "iss": about["issuer"],
            "aud": "desk",
            "sub": "mallory",
            "iat": now,
            "exp": now + 60,
            "nonce": nonce,
        }
        claims |= change if isinstance(change, dict) else {}
        key = right if isinstance(change, dict) else RSAKey.generate_key(2048, {"kid": "k"})
        signed = jwt.encode({"alg": "RS256", "kid": "k"}, claims, key)
        keys = {"keys": [right.as_dict(private=False)]}
        monkeypatch.setattr(type(self), "_get", lambda *_: keys)
        return real(self, about, {"id_token": signed}, nonce)

    assert desk.state.open_id is not None
    about = desk.state.open_id._discovered()
    with desk.stranger() as client:
        answer = at_the_provider(client, desk, "mallory")
        monkeypatch.setattr(single_sign_on.OpenId, "_claims", forged)
        monkeypatch.setattr(single_sign_on.OpenId, "_discovered", lambda _: about)
        refused = client.get(answer)
    assert refused.status_code == 400
    assert desk.state.cookie not in client.cookies


def test_a_provider_that_is_away_is_told_and_passwords_still_work(
    desk: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_id = desk.state.open_id
    assert open_id is not None
    gone = SingleSignOn(
        issuer=f"http://127.0.0.1:{free_port()}", client_id="desk", client_secret="x"
    )
    monkeypatch.setattr(open_id, "_settings", gone)
    with desk.stranger() as client:
        assert client.get("/sign-in/provider").status_code == 503
        assert client.get("/sign-in").status_code == 200
