"""Every view has an address that can be shared, an "as of" switch and downloads."""

from __future__ import annotations

import csv
import io
import json
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from time import sleep
from typing import Any
from urllib.parse import quote

import httpx
import pytest

from polybius.ledger.store import Ledger
from polybius.records import Decision, Ruling
from polybius.web.pages.queues import named_queues
from polybius.web.permissions import Role
from polybius.web.routing import Kind
from polybius.web.table import routes
from tests.web.examples import examples, filled
from tests.web.ledgers import add_report
from tests.web.servers import Server, names

far_off = 2_000_000_000
"""The desk's clock: tasks are given after the head, not in its second."""
no_views = ("account", "accounts", "sign_in", "enter", "single_sign_on", "single_sign_on_back")
"""Pages that show nothing of the ledger."""
by_name = {r.name: r for r in routes if r.method == "GET" and r.kind is Kind.PAGE}
personal = ("/queues", "/queues/mine")
stay_the_same = (
    "/queues/unread", "/queues/low_confidence", "/queues/merges", "/queues/places", "/pair",
)  # fmt: skip
"""Views in which a report like the others and a ruling change nothing."""


@dataclass(frozen=True)
class Case:
    """A desk to which something came after a head."""

    server: Server
    head: str
    before: dict[str, Any]
    """JSON of each view by its address, as it was at the head."""


@pytest.fixture(scope="module")
def case(plain_ledger: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Case]:
    ledger = Path(shutil.copy(plain_ledger, tmp_path_factory.mktemp("views") / "views.sqlite"))
    with Server(ledger, team=True, clock=lambda: far_off) as server:
        with server.client() as client:
            before = {path: shown(client, path) for path in addresses(server)}
        head = str(server.state.ledger.head())
        grow(server)
        yield Case(server, head, before)


def addresses(server: Server) -> list[str]:
    """Return the address of every view, and of every queue."""
    values = examples(server)
    found = []
    for name, route in by_name.items():
        if name == "queue":
            found += [filled(route, {"queue": queue}) for queue in named_queues]
        elif name not in no_views:
            found.append(filled(route, values))
    asked = {"/search": "?q=officers", "/pair": f"?one={values['incident_id']}&other="}
    asked["/pair"] += values["incident_id"]
    return [path + asked.get(path, "") for path in found]


def grow(server: Server) -> None:
    """Add a report, a ruling, and tasks."""
    ledger: Ledger = server.state.ledger
    report = add_report(ledger, 4)
    values = examples(server)
    own = server.state.shelf(None, None).one(values["incident_id"]).incident.claim_ids[0]
    for claim_id in (values["claim_id"], own):
        ledger.decide(Decision("", Ruling.ACCEPT, (claim_id,), "Cy", "", "so"))
    server.state.work.give("review", f"/reports/{report}", names[Role.ADMIN], "Cy")
    server.state.work.give("second", report, names[Role.CODER], "Cy")
    while not server.state.shelf(None, None).is_current:
        sleep(0.02)


def got(client: httpx.Client, address: str, **query: str) -> httpx.Response:
    """Return the answer of a view, asked again until it is made."""
    asked = httpx.URL(address).copy_merge_params(query)
    answer = client.get(asked)
    while answer.status_code == 202:
        sleep(0.05)
        answer = client.get(asked)
    assert answer.status_code == 200, (address, query)
    return answer


def shown(client: httpx.Client, address: str, **query: str) -> Any:
    """Return what a view shows, as JSON."""
    return got(client, address, format="json", **query).json()


def test_every_view_shows_what_it_showed(case: Case) -> None:
    with case.server.client() as client:
        for address, before in case.before.items():
            # Links lead to the same past.
            past = got(client, address, as_of=case.head, format="json").text
            past = past.replace(f"?as_of={quote(case.head)}", "")
            past = past.replace(f"&as_of={quote(case.head)}", "")
            assert json.loads(past) == before, address


def test_every_view_shows_what_came_since(case: Case) -> None:
    with case.server.client() as client:
        same = {each for each, before in case.before.items() if shown(client, each) == before}
    assert {each.partition("?")[0] for each in same} <= set(stay_the_same)


def test_every_view_has_the_switch_and_keeps_it(case: Case) -> None:
    with case.server.client() as client:
        for address in case.before:
            page = got(client, address, as_of=case.head).text
            assert f'name="as_of" value="{case.head}"' in page, address
            assert f"as of <b>{case.head}</b>" in page, address
            assert '<form method="post"' not in page.partition("<main")[2], address


def test_every_view_can_be_downloaded(case: Case) -> None:
    with case.server.client() as client:
        for address in case.before:
            page = got(client, address).text
            for form in ("csv", "json"):
                assert f"format={form}" in page, address
            rows = list(csv.reader(io.StringIO(got(client, address, format="csv").text)))
            assert len(rows[0]) > 1, address
            assert {len(row) for row in rows} == {len(rows[0])}, address


def test_an_address_shows_others_the_same(case: Case) -> None:
    roles = (Role.ADMIN, Role.ADJUDICATOR)
    with case.server.client(roles[0]) as one, case.server.client(roles[1]) as other:
        for address in case.before:
            if address not in personal:
                assert shown(one, address) == shown(other, address), address
