"""An incident's page leads to what it is a part of, and to its parts, now and in the past."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from polybius.ledger.store import Ledger
from polybius.records import Reading
from polybius.web.permissions import Role
from polybius.weighing import deriving
from tests.linking.test_parts import offensive_and
from tests.web.servers import Server, names


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Server]:
    path = tmp_path / "parts.sqlite"
    claims, reports = offensive_and(12, 5)
    with Ledger(path) as ledger:
        for report in reports.values():
            own = tuple(claim for claim in claims if claim.report_id == report.id)
            ledger.append(report, report.text.encode(), Reading(report.id, "reader.test.v1", own))
        deriving.rebuild(ledger)
    with Server(path, team=True) as server:
        yield server


@pytest.mark.parametrize("is_past", [False, True])
def test_pages_of_parts_and_wholes_lead_to_each_other(desk: Server, is_past: bool) -> None:
    links = desk.state.ledger.derived().parts
    (whole,) = {link.whole_id for link in links}
    head = {"as_of": str(desk.state.ledger.head())} if is_past else {}
    with desk.client(Role.VIEWER) as client:
        shown = client.get(f"/incidents/{whole}", params=head).text
        made = client.get(f"/incidents/{whole}", params=head | {"format": "json"}).json()
        assert made["part_of"] is None
        assert {part["id"] for part in made["parts"]} == {link.part_id for link in links}
        assert [p["start"] for p in made["parts"]] == sorted(p["start"] for p in made["parts"])
        for part in made["parts"]:
            assert f'href="/incidents/{part["id"]}' in shown
            address = f"/incidents/{part['id']}"
            assert f'href="/incidents/{whole}' in client.get(address, params=head).text
            below = client.get(address, params=head | {"format": "json"}).json()
            assert (below["part_of"]["id"], below["parts"]) == (whole, [])


@pytest.mark.parametrize("is_past", [False, True])
def test_the_api_names_whole_and_parts(desk: Server, is_past: bool) -> None:
    links = desk.state.ledger.derived().parts
    head = {"as_of": str(desk.state.ledger.head())} if is_past else {}
    with desk.client(Role.VIEWER) as client:
        listed = client.get("/api/incidents", params=head).json()["items"]
        found = {each["incident"]["id"]: each for each in listed}
        for each in links:
            assert found[each.part_id]["part_of"] == each.whole_id
            assert each.part_id in found[each.whole_id]["parts"]
            one = client.get(f"/api/incidents/{each.part_id}", params=head).json()
            assert (one["part_of"], one["parts"]) == (each.whole_id, [])


@pytest.mark.parametrize("is_past", [False, True])
def test_a_second_coder_of_a_part_is_not_shown_the_whole_that_counts_it(
    desk: Server, is_past: bool
) -> None:
    derived = desk.state.ledger.derived()
    of = {incident.id: incident for incident in derived.incidents}
    part, other = derived.parts
    coded = of[part.part_id].report_ids[0]
    desk.state.work.give("second", coded, names[Role.CODER], names[Role.ADMIN])
    head = {"as_of": str(desk.state.ledger.head())} if is_past else {}
    with desk.client(Role.CODER) as client:
        for hidden in (part.part_id, part.whole_id):
            assert client.get(f"/incidents/{hidden}", params=head).status_code == 404
        seen = client.get(f"/incidents/{other.part_id}", params=head | {"format": "json"}).json()
        assert seen["part_of"] is None
        listed = client.get("/api/incidents", params=head).json()
        assert [each["incident"]["id"] for each in listed["items"]] == [other.part_id]
        assert listed["total"] == 1
