"""The desk of a team on PostgreSQL: ledger and accounts in one database."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest

from polybius.web.permissions import Role
from polybius.web.routing import Kind
from polybius.web.table import routes
from tests.ledger.servers import running_server, waived
from tests.web.examples import examples, filled
from tests.web.ledgers import make_ledger
from tests.web.servers import Server, names, password

pytestmark = pytest.mark.skipif(waived in os.environ, reason="PostgreSQL is waived")


@pytest.fixture(scope="module")
def desk() -> Iterator[Server]:
    with running_server() as postgresql:
        url = postgresql.new_database()
        make_ledger(url)
        with Server(url, team=True) as server:
            yield server


def test_people_sign_in_and_read_everything_there(desk: Server) -> None:
    values = examples(desk)
    with desk.stranger() as client:
        given = {"name": names[Role.ADMIN], "password": password}
        assert client.post("/sign-in", data=given).status_code == 303
        for route in routes:
            if route.method == "GET" and route.kind is Kind.API:
                assert client.get(filled(route, values)).status_code == 200, route.name
        assert client.get("/").status_code == 200
        assert client.get(f"/incidents/{values['incident_id']}").status_code == 200
        assert client.get(f"/reports/{values['report_id']}").status_code == 200


def test_lists_come_in_the_same_order_and_search_finds_the_same(desk: Server) -> None:
    with desk.client(Role.VIEWER) as client:
        days = [each["incident"]["start"] for each in client.get("/api/incidents").json()["items"]]
        assert days == sorted(days, reverse=True)
        found = client.get("/api/claims", params={"text": '"officers were killed"'}).json()
        none = client.get("/api/claims", params={"text": "OR ) & :*"}).json()
    assert found["items"]
    assert not none.get("items")


def test_a_ruling_and_its_access_are_logged_there(desk: Server) -> None:
    with desk.client(Role.CODER) as client:
        claim = client.get("/api/claims?kind=count&limit=1").json()["items"][0]
        given = {"ruling": "reject", "claims": [claim["id"]], "reason": "a slip"}
        assert client.post("/api/decisions/claims", json=given).status_code == 201
        client.get(f"/api/reports/{claim['report_id']}")
        kinds = [entry["kind"] for entry in client.get("/api/log").json()["items"]]
    assert "access" in kinds
    assert "decision" in kinds


def test_a_search_is_walked_page_by_page_there(desk: Server) -> None:
    with desk.client(Role.VIEWER) as client:
        given: dict[str, str] = {"text": "officers", "limit": "200"}
        whole = client.get("/api/claims", params=given).json()["items"]
        found, cursor = [], ""
        while cursor is not None:
            more = {"cursor": cursor} if cursor else {}
            page = client.get("/api/claims", params=given | {"limit": "3"} | more).json()
            found += page["items"]
            cursor = page["next_cursor"]
        assert client.get("/api/claims", params=given | {"cursor": "5"}).status_code == 400
    assert len(found) > 3
    assert found == whole
