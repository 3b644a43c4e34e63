"""The API over real HTTP: shapes, pages, one error shape, and the examples of the manual."""

from __future__ import annotations

import json
import os
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from jsonschema import Draft202012Validator

from polybius.web.permissions import Role, scopes
from polybius.web.routing import Kind
from polybius.web.table import routes
from tests.web import needs
from tests.web.examples import examples, filled
from tests.web.servers import Server

manual = Path(__file__).parents[2] / "docs" / "api.md"
api_gets = [r for r in routes if r.kind is Kind.API and r.method == "GET"]


@pytest.fixture
def desk(own_ledger: Path) -> Iterator[Server]:
    with Server(own_ledger, team=True) as server:
        yield server


def token(server: Server, role: Role = Role.ADMIN) -> str:
    return server.state.tokens.make(server.ids[role], "test", list(scopes), 1)[1]


def client(server: Server, role: Role = Role.ADMIN) -> httpx.Client:
    made = server.stranger()
    made.headers["authorization"] = f"Bearer {token(server, role)}"
    return made


# --- the manual ------------------------------------------------------------------------------


def shown() -> list[tuple[str, Any]]:
    blocks = re.findall(
        r"```console\n(.*?)```\n\n```json\n(.*?)```", manual.read_text("utf-8"), re.S
    )
    return [
        (commands.replace("$ ", "", 1).replace("\n$ ", "\n"), json.loads(answer))
            for commands, answer in blocks]  # fmt: skip


def agrees(expected: Any, found: Any) -> bool:
    if expected == "…":
        return True
    if isinstance(expected, dict) and isinstance(found, dict):
        named = {k: v for k, v in expected.items() if k != "…"}
        whole = "…" in expected or set(named) == set(found)
        return whole and all(k in found and agrees(v, found[k]) for k, v in named.items())
    if isinstance(expected, list) and isinstance(found, list):
        if expected == ["…"]:
            return bool(found)
        return len(expected) == len(found) and all(map(agrees, expected, found))
    return bool(expected == found)


def test_each_example_of_the_manual_answers_as_shown(desk: Server) -> None:
    assert needs.program("curl")
    assert needs.program("jq")
    given = {**os.environ, "TOKEN": token(desk), "DESK": desk.address}
    assert len(shown()) >= 6
    for commands, expected in shown():
        ran = subprocess.run(
            ["bash", "-euc", commands], env=given, capture_output=True, text=True, check=True
        )
        found = json.loads(ran.stdout)
        assert agrees(expected, found), (commands, found)


def test_the_manual_names_every_address() -> None:
    words = manual.read_text("utf-8")
    for route in routes:
        if route.kind is Kind.API:
            assert f"{route.path}`" in words, route.path


# --- shapes ----------------------------------------------------------------------------------


def test_each_answer_is_as_the_description_says(desk: Server) -> None:
    values = examples(desk)
    with client(desk) as ask:
        described = ask.get("/api/openapi.json").json()
        for route in api_gets:
            if route.name in ("api_openapi", "api_original"):
                continue
            response = ask.get(filled(route, values))
            assert response.status_code == 200, response.text
            assert response.headers["content-type"] == "application/json"
            answer = described["paths"][route.path]["get"]["responses"]["200"]
            schema = answer["content"]["application/json"]["schema"]
            whole = {**schema, "components": described["components"]}
            Draft202012Validator(whole).validate(response.json())


def test_every_route_of_the_api_is_described(desk: Server) -> None:
    with client(desk) as ask:
        paths = ask.get("/api/openapi.json").json()["paths"]
    said = {(path, method) for path, methods in paths.items() for method in methods}
    served = {(r.path, r.method.lower()) for r in routes if r.kind is Kind.API}
    assert served - said == {("/api/openapi.json", "get")}


@pytest.mark.parametrize(
    "address", ["/api/incidents", "/api/claims", "/api/reports", "/api/decisions", "/api/log"]
)
def test_pages_hold_each_item_once_and_in_order(desk: Server, address: str) -> None:
    with client(desk) as ask:
        whole = ask.get(address, params={"limit": 200}).json()
        assert whole["next_cursor"] is None
        found, cursor = [], None
        for _ in range(len(whole["items"]) + 1):
            given = {"limit": 1} | ({"cursor": cursor} if cursor else {})
            page = ask.get(address, params=given).json()
            found += page["items"]
            cursor = page["next_cursor"]
            if cursor is None:
                break
    assert found == whole["items"]
    assert found


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/api/nothing", 404),
        ("/api/incidents/123456", 404),
        ("/api/incidents?limit=0", 400),
        ("/api/incidents?limit=201", 400),
        ("/api/incidents?limit=\u0661", 400),
        ("/api/incidents?cursor=x", 400),
        ("/api/incidents?since=yesterday", 400),
        ("/api/incidents?text=%22", 400),
        ("/api/claims?cursor=-1", 400),
        ("/api/claims?report=x&kin=count", 400),
        ("/api/incidents?as_of=1999-01-01", 404),
        ("/api/incidents?as_of=never", 400),
        ("/api/reports/x/original", 404),
    ],
)
def test_errors_have_one_shape(desk: Server, address: str, status: int) -> None:
    with client(desk) as ask:
        response = ask.get(address)
    problem = response.json()
    assert response.status_code == status, problem
    assert response.headers["content-type"] == "application/problem+json"
    assert problem["status"] == status
    assert {"type", "title", "detail"} <= set(problem)


def test_a_wrong_method_and_a_wrong_body_are_problems_too(desk: Server) -> None:
    merge = {"ruling": "merge", "claims": ["x"], "reason": "y"}
    with client(desk) as ask:
        answers = [
            ask.delete("/api/incidents"),
            ask.post("/api/decisions/claims", content=b"{"),
            ask.post("/api/decisions/claims", json=merge),
            ask.post("/api/decisions/claims", content=b"x" * ((1 << 20) + 1)),
        ]
    assert [a.status_code for a in answers] == [405, 400, 400, 413]
    assert {a.headers["content-type"] for a in answers} == {"application/problem+json"}


# --- what it does ----------------------------------------------------------------------------


def test_a_ruling_changes_the_claim_and_its_undoing_changes_it_back(desk: Server) -> None:
    with client(desk, Role.CODER) as ask:
        claim = ask.get("/api/claims?kind=count&limit=1").json()["items"][0]
        change = {"field": "body.low", "value": "3"}
        made = ask.post(
            "/api/decisions/claims",
            json={
                "ruling": "correct",
                "claims": [claim["id"]],
                "reason": "so",
                "changes": [change],
            },
        )
        assert made.status_code == 201, made.text
        assert made.json()["person"] == "coder-person"
        assert ask.get(f"/api/claims/{claim['id']}").json()["body"]["low"] == 3
        listed = ask.get("/api/claims?kind=count&limit=1").json()["items"][0]
        assert listed["body"]["low"] == 3
        undone = ask.post(f"/api/decisions/{made.json()['id']}/undo", json={"reason": "no"})
        assert undone.status_code == 201
        assert ask.get(f"/api/claims/{claim['id']}").json() == claim


def test_only_an_adjudicator_undoes_what_another_ruled(desk: Server) -> None:
    decision = desk.state.ledger.decisions()[0]
    path = f"/api/decisions/{decision.id}/undo"
    with client(desk, Role.CODER) as coder, client(desk, Role.ADJUDICATOR) as adjudicator:
        assert coder.post(path, json={"reason": "no"}).status_code == 403
        assert adjudicator.post(path, json={"reason": "no"}).status_code == 201


def test_incidents_follow_rulings(desk: Server) -> None:
    with client(desk) as ask:
        before = ask.get("/api/incidents").json()["items"]
        items = [each["incident"] for each in before]
        groups = [each["claim_ids"] for each in items]
        given = {
            "ruling": "merge",
            "groups": groups[:2],
            "subjects": [each["id"] for each in items[:2]],
            "reason": "one attack",
        }
        assert ask.post("/api/decisions/incidents", json=given).status_code == 201
        after = ask.get("/api/incidents").json()
    assert after["is_current"]
    assert after["total"] == len(before) - 1


def test_search_takes_what_people_type(desk: Server) -> None:
    with client(desk) as ask:
        for words in (
            'officers "were killed"',
            "officers NEAR(",
            'officers"',
            "killed*",
            "officers OR",
        ):
            assert ask.get("/api/claims", params={"text": words}).status_code == 200, words
        some = ask.get("/api/claims", params={"text": '"officers were killed"'}).json()["items"]
        none = ask.get("/api/claims", params={"text": '"killed were officers"'}).json()["items"]
    assert some
    assert not none


def test_reading_a_text_is_noted_in_the_log_once_and_by_id(desk: Server) -> None:
    report = desk.state.ledger.claims()[0].report_id
    with client(desk, Role.VIEWER) as ask:
        for _ in range(2):
            assert ask.get(f"/api/reports/{report}").status_code == 200
        assert ask.get(f"/api/reports/{report}/original").status_code == 200
        log = ask.get("/api/log").json()["items"]
    noted = [entry for entry in log if entry["kind"] == "access"]
    assert [entry["content"]["view"] for entry in noted] == ["api_original", "api_report"]
    assert {entry["subject"] for entry in noted} == {report}
    assert {entry["content"]["account"] for entry in noted} == {desk.ids[Role.VIEWER]}
    assert "viewer-person" not in json.dumps(noted)


def test_the_original_comes_as_a_file_and_never_as_a_page(desk: Server) -> None:
    report = desk.state.ledger.claims()[0].report_id
    with client(desk) as ask:
        response = ask.get(f"/api/reports/{report}/original")
    assert response.content == desk.state.ledger.original(report)
    assert response.headers["content-type"] == "application/octet-stream"
    assert response.headers["content-disposition"].startswith("attachment")
    assert response.headers["x-content-type-options"] == "nosniff"
