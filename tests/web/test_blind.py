"""A second coder is told nowhere what others ruled on the report, until the coding is handed in."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from itertools import product
from pathlib import Path
from time import sleep

import httpx
import msgspec
import pytest

from polybius.ids import content_id
from polybius.ledger.store import Ledger
from polybius.plain import to_plain
from polybius.records import Change, Claim, Count, Decision, FieldSource, Ruling, Statement
from polybius.web.downloads import to_json
from polybius.web.models.adding import add_claim
from polybius.web.models.adding import rule as added_by_person
from polybius.web.permissions import Role
from polybius.web.routing import Kind, Route
from polybius.web.table import routes
from polybius.web.work.store import Task
from tests.web.examples import examples, filled
from tests.web.servers import Server, names

first, second = names[Role.CODER], names[Role.ADMIN]
canary = "Quillhaven"
number = 7654321
told = re.compile(f"{canary}|7,?654,?321", re.IGNORECASE)
tells_all = {
    "overview", "incident", "report", "search", "parties", "sources", "queue",
    "api_incidents", "api_incident", "api_claims", "api_claim", "api_report", "api_decisions",
}  # fmt: skip
"""Routes that tell everybody else."""
open_to_all = ("sign_out", "single_sign_on", "single_sign_on_back", "enter")


@dataclass(frozen=True)
class Case:
    """A desk on which a first coder ruled, and a second coder has the same report to code."""

    server: Server
    report_id: str
    corrected: Claim
    rejected: Claim
    decision: Decision
    incident_id: str
    task: Task


@pytest.fixture
def case(own_ledger: Path) -> Iterator[Case]:
    with Server(own_ledger, team=True) as server:
        yield _ruled(server)


def _ruled(server: Server) -> Case:
    ledger = server.state.ledger
    before = ledger.derived().incidents[0]
    read = [c for c in ledger.claims() if c.id in before.claim_ids and isinstance(c.body, Count)]
    corrected, rejected = (c for c in read if c.report_id == read[-1].report_id)
    _add(ledger, corrected)
    made = _decide(ledger, Ruling.CORRECT, corrected.id, changes=_changes(corrected))
    _decide(ledger, Ruling.REJECT, rejected.id)
    _decide(ledger, Ruling.REGRADE, before.id, groups=(before.claim_ids,), grade="confirmed")
    taken_back = _decide(ledger, Ruling.ACCEPT, corrected.id)
    _decide(ledger, Ruling.UNDO, taken_back.id)
    report_id = corrected.report_id
    task = server.state.work.give("second", report_id, second, names[Role.ADJUDICATOR])
    while not server.state.shelf(None, None).is_current:
        sleep(0.01)
    incident = server.state.shelf(None, None).of_claims([corrected.id])[corrected.id]
    return Case(server, report_id, corrected, rejected, made, incident, task)


def _decide(ledger: Ledger, ruling: Ruling, subject: str, **parts: object) -> Decision:
    reason = f"{canary} {ruling}"
    return ledger.decide(Decision("", ruling, (subject,), first, "", reason, **parts))  # type: ignore[arg-type]


def _changes(claim: Claim) -> tuple[Change, ...]:
    roles = to_plain(claim)["roles"]
    roles[0]["party"] |= {"name": f"{canary} Rifles", "party_id": None}
    numbers = [Change(f"body.{name}", str(number)) for name in ("low", "best", "high")]
    return (
        *numbers,
        Change("place.name", f'"{canary}"'),
        Change("place.gazetteer_id", "null"),
        Change("voice.name", f'"an envoy of {canary}"'),
        Change("roles", msgspec.json.encode(roles).decode()),
    )


def _add(ledger: Ledger, claim: Claim) -> None:
    """Add a claim as a person does who finds that the reader missed it."""
    body = Statement(claim.passage)
    voice = replace(claim.voice, name=f"a clerk of {canary}")
    sources = (FieldSource("body", added_by_person, claim.passage),)
    made = replace(claim, id="", body=body, voice=voice, sources=sources)
    report = ledger.report(claim.report_id)
    own = [c for c in ledger.claims() if c.report_id == report.id]
    assert add_claim(ledger, report, replace(made, id=content_id("claim", made)), own)


def gets() -> list[Route]:
    """Return every route that is read, but those by which one comes and goes."""
    return [r for r in routes if r.method == "GET" and r.name not in open_to_all]


def asked(client: httpx.Client, case: Case, route: Route) -> Iterator[tuple[str, httpx.Response]]:
    """Yield the answers of a route in each form and for each time that it can be asked about."""
    values = examples(case.server) | {
        "incident_id": case.incident_id,
        "report_id": case.report_id,
        "claim_id": case.corrected.id,
        "decision_id": case.decision.id,
        "queue": "disputed",
    }
    keys = {"queue": ("to_rule", "low_confidence", "disputed", "merges", "parties", "places")}
    own = [name for name in keys if f"{{{name}}}" in route.path]
    paths = [filled(route, values | {own[0]: key}) for key in keys[own[0]]] if own else []
    head = str(case.server.state.ledger.head())
    forms = ("",) if route.kind is Kind.API else ("", "csv", "json")
    for path, form, time in product(paths or [filled(route, values)], forms, ("", head)):
        given = {"format": form, "as_of": time}
        if route.name in ("search", "pair"):
            given |= {"q": "officers", "one": case.incident_id, "other": case.incident_id}
        query = {name: value for name, value in given.items() if value}
        answer = client.get(path, params=query)
        while answer.status_code == 202:
            sleep(0.05)
            answer = client.get(path, params=query)
        yield str(answer.request.url), answer


def telling(case: Case, role: Role, among: Collection[str] = ()) -> set[str]:
    """Return the names of the routes that tell a person of the first coder's rulings."""
    with case.server.client(role) as client:
        return {
            route.name
            for route in gets()
            if not among or route.name in among
            for _, answer in asked(client, case, route)
            if told.search(answer.text)
        }


def test_no_route_tells_a_second_coder_of_the_first(case: Case) -> None:
    assert telling(case, Role.ADMIN) == set()
    sighted = telling(case, Role.ADJUDICATOR)
    assert sighted >= tells_all


def test_the_log_is_not_shown_to_a_second_coder(case: Case) -> None:
    with case.server.client(Role.ADMIN) as client:
        kept_back = client.get("/api/log")
        assert (kept_back.status_code, "items" in kept_back.json()) == (409, False)
        case.server.state.work.end(case.task.id)
        kinds = {entry["kind"] for entry in client.get("/api/log").json()["items"]}
    assert "decision" in kinds


def test_who_handed_the_coding_in_sees_what_all_see(case: Case) -> None:
    case.server.state.work.end(case.task.id)
    assert telling(case, Role.ADMIN, tells_all) == tells_all


def test_the_report_is_given_as_it_was_read_with_rejected_claims_too(case: Case) -> None:
    ledger = case.server.state.ledger
    with case.server.client(Role.ADMIN) as client:
        whole = client.get(f"/api/reports/{case.report_id}").json()["claims"]
        one = client.get(f"/api/claims/{case.corrected.id}").json()
        sheet = client.get(f"/reports/{case.report_id}?format=json").json()
        listed = client.get("/api/claims", params={"limit": 200}).json()["items"]
    assert one == msgspec.json.decode(to_json(ledger.claim(case.corrected.id)))
    assert {case.corrected.id, case.rejected.id} <= {claim["id"] for claim in whole}
    assert {card["row"]["status"] for card in sheet["claims"]} == {"unreviewed"}
    assert listed
    assert case.report_id not in {claim["report_id"] for claim in listed}


def test_a_second_coder_rules_on_nothing_of_it_in_the_ledger(case: Case) -> None:
    before = len(case.server.state.ledger.decisions())
    accept = {"ruling": "accept", "claims": [case.corrected.id], "reason": "so"}
    grade = {"ruling": "regrade", "groups": [[case.corrected.id]], "reason": "so", "grade": "weak"}
    undone = f"/decisions/{case.decision.id}/undo"
    with case.server.client(Role.ADMIN) as client:
        answers = [
            client.post("/api/decisions/claims", json=accept),
            client.post("/api/decisions/incidents", json=grade),
            client.post(f"/api{undone}", json={"reason": "so"}),
            client.post(undone, data={"reason": "so"}),
            client.post(f"/claims/{case.corrected.id}/settle", data={"take": "first"}),
        ]
        assert [answer.status_code for answer in answers] == [409] * len(answers)
        named = {"what": "party", "name": f"{canary} Rifles", "key": "state.ke"}
        assert client.post("/queue-names", data=named).status_code == 303
    assert len(case.server.state.ledger.decisions()) == before
