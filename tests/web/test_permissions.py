"""Every route as every role: what is not granted is refused."""

from __future__ import annotations

from itertools import pairwise

import httpx
import pytest
from starlette.routing import Mount
from starlette.routing import Route as StarletteRoute

from polybius.web.app import create_app
from polybius.web.permissions import Permission, Role, of_strangers, permissions_of, scopes
from polybius.web.routing import Kind, Route, path_parameters
from polybius.web.settings import Settings
from polybius.web.table import routes
from tests.web.examples import examples, filled
from tests.web.servers import Server

Who = Role | None | str
everybody: tuple[Who, ...] = ("stranger", None, *Role)


def granted(who: Who) -> frozenset[Permission]:
    return of_strangers if isinstance(who, str) and who == "stranger" else permissions_of[who]  # type: ignore[index]


def client_of(team: Server, who: Who) -> httpx.Client:
    if who == "stranger":
        return team.stranger()
    return team.client(who if who is None else Role(who))


def is_shut_out(response: httpx.Response) -> bool:
    to_sign_in = response.headers.get("location", "").startswith("/sign-in?back=")
    return response.status_code in (401, 403) or (response.status_code == 303 and to_sign_in)


def ask(client: httpx.Client, route: Route, values: dict[str, str]) -> httpx.Response:
    return client.request(route.method, filled(route, values))


@pytest.mark.parametrize("who", everybody, ids=str)
def test_each_role_may_do_what_it_is_granted_and_nothing_else(team: Server, who: Who) -> None:
    values = examples(team)
    wrong = []
    for route in routes:
        with client_of(team, who) as client:
            response = ask(client, route, values)
        if is_shut_out(response) == (route.may in granted(who)):
            wrong.append((route.name, response.status_code))
        assert response.status_code < 500, (route.name, response.text)
    assert wrong == []


@pytest.mark.parametrize("scope", scopes)
def test_a_token_may_do_what_its_scope_says_and_nothing_else(
    team: Server, scope: Permission
) -> None:
    values = examples(team)
    _, secret = team.state.tokens.make(team.ids[Role.ADMIN], "test", [scope], 1)
    wrong = []
    for route in routes:
        with team.stranger() as client:
            client.headers["authorization"] = f"Bearer {secret}"
            response = ask(client, route, values)
        allowed = route.may is Permission.OPEN or (route.kind is Kind.API and route.may is scope)
        if is_shut_out(response) == allowed:
            wrong.append((route.name, response.status_code))
    assert wrong == []


def test_a_token_never_does_more_than_its_owner_may(team: Server) -> None:
    values = examples(team)
    _, secret = team.state.tokens.make(team.ids[Role.VIEWER], "test", list(scopes), 1)
    for route in routes:
        if route.may not in (Permission.OPEN, Permission.READ):
            with team.stranger() as client:
                client.headers["authorization"] = f"Bearer {secret}"
                assert is_shut_out(ask(client, route, values)), route.name


def test_no_write_is_heard_without_the_token_of_its_session(team: Server) -> None:
    values = examples(team)
    for route in routes:
        if route.method != "GET" and route.may is not Permission.OPEN:
            with team.client(Role.ADMIN) as client:
                del client.headers["x-csrf-token"]
                assert ask(client, route, values).status_code == 403, route.name


@pytest.mark.parametrize(
    "headers",
    [{"origin": "https://elsewhere.example"}, {"origin": "null"}, {"sec-fetch-site": "cross-site"}],
)
def test_no_write_is_heard_from_a_page_of_another_site(
    team: Server, headers: dict[str, str]
) -> None:
    values = examples(team)
    for route in routes:
        if route.method != "GET":
            with team.client(Role.ADMIN) as client:
                client.headers.update(headers)
                assert ask(client, route, values).status_code == 403, route.name


def test_every_route_of_the_application_is_in_the_table(team: Server) -> None:
    app = create_app(Settings(ledger=team.settings.ledger, team=True))
    mounts = [route.path for route in app.starlette.routes if isinstance(route, Mount)]
    served = {(r.path, r.name) for r in app.starlette.routes if isinstance(r, StarletteRoute)}
    assert served == {(route.path, route.name) for route in routes}
    assert mounts == ["/static"]
    app.state.close()


def test_names_are_unique_and_parameters_known() -> None:
    assert len({route.name for route in routes}) == len(routes)
    assert len({(route.path, route.method) for route in routes}) == len(routes)
    for route in routes:
        assert {part.split("}")[0] for part in route.path.split("{")[1:]} <= set(path_parameters)
        assert (route.kind is Kind.API) == route.path.startswith("/api"), route.path


def test_roles_only_grow() -> None:
    in_order = [of_strangers, permissions_of[None], *(permissions_of[role] for role in Role)]
    assert all(a < b for a, b in pairwise(in_order))
    assert permissions_of[Role.ADMIN] == frozenset(Permission)
