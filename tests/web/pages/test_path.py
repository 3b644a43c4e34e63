"""From an empty ledger to an adjudicated incident, in a real browser."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from polybius.ledger.store import Ledger
from polybius.records import Count, Decision, Reading, Ruling
from polybius.web.permissions import Role
from polybius.web.shelves import Wanted
from tests.web.conftest import Visit
from tests.web.pages.stories import another_place, reader, rtl_name, tell
from tests.web.servers import Server, names

coder, adjudicator = names[Role.CODER], names[Role.ADJUDICATOR]


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    path = tmp_path / "story.sqlite"
    Ledger(path).close()
    with Server(path, team=True) as made:
        yield made


def figures(server: Server) -> dict[str, int]:
    """Return each standing figure by the first words of its passage."""
    claims = server.state.ledger.claims()
    return {c.passage.text: c.body.low for c in claims if isinstance(c.body, Count)}


def incidents(server: Server) -> list[str]:
    """Return the ids of all incidents, once every claim has been weighed."""
    while not (shelf := server.state.shelf(None, None)).is_current:
        pass
    return [weighed.incident.id for weighed in shelf.page(Wanted()).items]


def claim_id(server: Server, words: str) -> str:
    return next(
        c.id
        for c in server.state.ledger.claims()
        if words in c.passage.text and isinstance(c.body, Count)
    )


def open_report(page: Page, title: str, *, script: bool = True) -> None:
    page.goto("/queues/to_rule")
    page.get_by_role("link", name=title).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(title)
    if script:
        expect(page.locator(".card.current")).to_be_visible()


def test_from_an_empty_ledger_to_an_adjudicated_incident(server: Server, visit: Visit) -> None:
    first = visit(server, Role.CODER).new_page()
    first.goto("/")
    expect(first.get_by_text("0 incidents")).to_be_visible()
    tell(server.state.ledger)
    assert len(incidents(server)) == 1
    first.goto("/")
    first.get_by_role("link", name="Attack in Dunmoor").first.click()
    expect(first.get_by_text("contested").first).to_be_visible()

    # The first coder rules on the gazette's claims by keyboard, and corrects one.
    open_report(first, "Post raided in Dunmoor")
    first.keyboard.press("a")
    expect(first.locator("#said")).to_contain_text("accepted")
    correct_low(first, "10")
    expect(first.locator("#said")).to_contain_text("Claim 2 corrected")
    first.keyboard.press("r")
    first.keyboard.press("3")
    expect(first.locator("#said")).to_contain_text("Claim 3 rejected")
    assert any("said that 9 officers" in p and n == 10 for p, n in figures(server).items())

    # An adjudicator gives the report to a second coder, who sees nothing of it.
    judge = visit(server, Role.ADJUDICATOR).new_page()
    report_url = first.url.partition("#")[0]
    judge.goto(report_url)
    judge.get_by_label("A second coder").select_option(names[Role.ADMIN])
    judge.get_by_role("button", name="Give it to them").click()
    second = visit(server, Role.ADMIN).new_page()
    second.goto("/queues/mine")
    second.get_by_role("link", name=re.compile("Second coding")).first.click()
    expect(second.get_by_text("second coder of this report")).to_be_visible()
    expect(second.locator(".card.current")).to_be_visible()
    expect(second.locator("body")).not_to_contain_text(f"by {coder}")
    assert second.locator(".status-unreviewed").count() == 4
    second.keyboard.press("a")
    expect(second.locator("#said")).to_contain_text("accepted")
    second.keyboard.press("a")
    expect(second.locator("#said")).to_contain_text("Claim 2 accepted")
    second.keyboard.press("a")
    expect(second.locator("#said")).to_contain_text("Claim 3 accepted")
    second.get_by_role("button", name="I am done").click()
    expect(second.get_by_role("heading", name="Given to me")).to_be_visible()

    # What they differ in is compared and decided.
    judge.goto("/agreement")
    expect(judge.get_by_role("row", name=re.compile("^verdict")).first).to_contain_text("3")
    differing = judge.locator("section.card")
    assert differing.count() == 2
    judge.locator(f'section[aria-label="Claim {claim_id(server, "9 officers")[:10]}"]').get_by_role(
        "button", name="The second is right"
    ).click()
    expect(judge.locator("section.card")).to_have_count(1)
    judge.get_by_role("button", name="The first is right").click()
    expect(judge.get_by_text("No difference waits.")).to_be_visible()
    assert any("9 officers" in p and n == 9 for p, n in figures(server).items())

    # The incident is graded by a person, with a reason, and says so.
    judge.goto("/")
    judge.get_by_role("link", name="Attack in Dunmoor").first.click()
    judge.get_by_text("Rule on this incident").click()
    judge.locator('select[name="ruling"]').select_option("regrade")
    judge.locator('select[name="grade"]').select_option("contested")
    judge.get_by_label("Reason").fill("two sides, two counts")
    judge.get_by_role("button", name="Rule").click()
    facts = judge.locator("dl.facts")
    expect(facts).to_contain_text(f"{adjudicator} ruled so: two sides, two counts")
    expect(judge.locator(".grade-contested")).to_have_text("Contested")


def test_a_second_coder_sees_no_rulings_anywhere(server: Server) -> None:
    tell(server.state.ledger)
    ledger = server.state.ledger
    claim = next(c for c in ledger.claims() if "9 officers" in c.passage.text)
    ledger.decide(Decision("", Ruling.ACCEPT, (claim.id,), coder, "", "read with great care"))
    (incident,) = incidents(server)
    addresses = (f"/reports/{claim.report_id}", f"/incidents/{incident}", "/search?q=officers",
                 "/parties/state.xm")  # fmt: skip
    with server.client(Role.ADMIN) as second, server.client(Role.ADJUDICATOR) as judge:
        assert "status-accepted" in second.get(addresses[0]).text
        given = judge.post(f"/reports/{claim.report_id}/second", data={"person": names[Role.ADMIN]})
        assert given.status_code == 303
        for address in addresses:
            shown = second.get(address).text
            assert "read with great care" not in shown, address
            assert "status-accepted" not in shown, address
        refused = second.post(f"/claims/{claim.id}/rule", data={"ruling": "accept"})
        assert refused.status_code == 409
        assert "read with great care" in judge.get(addresses[0]).text


def test_who_ruled_already_is_no_second_coder(server: Server) -> None:
    tell(server.state.ledger)
    claim = server.state.ledger.claims()[0]
    server.state.ledger.decide(Decision("", Ruling.ACCEPT, (claim.id,), coder, "", "yes"))
    with server.client(Role.ADJUDICATOR) as judge:
        given = judge.post(f"/reports/{claim.report_id}/second", data={"person": coder})
        assert given.status_code == 400
        assert "can&#39;t be blind" in given.text


def test_work_is_given_by_adjudicators_and_taken_by_coders(server: Server) -> None:
    tell(server.state.ledger)
    report_id = server.state.ledger.claims()[0].report_id
    item = {"address": f"/reports/{report_id}", "queue": "to_rule"}
    with server.client(Role.CODER) as own, server.client(Role.ADJUDICATOR) as judge:
        other = own.post("/queue-tasks", data={**item, "person": adjudicator})
        assert other.status_code == 403
        assert own.post("/queue-tasks", data={**item, "person": coder}).status_code == 303
        assert f"/reports/{report_id}" in own.get("/queues/mine").text
        elsewhere = {**item, "address": "//evil.example/", "person": coder}
        assert judge.post("/queue-tasks", data=elsewhere).status_code == 400
        assert coder in judge.get("/queues/to_rule").text


def test_a_name_is_given_its_party_in_all_claims(server: Server) -> None:
    tell(server.state.ledger)
    with server.client(Role.CODER) as client:
        said = {"what": "party", "name": "officers", "key": "state.ke"}
        done = client.post("/queue-names", data=said)
        assert done.status_code == 303
        assert done.headers["location"].endswith("resolved=4")
        unknown = client.post("/queue-names", data={**said, "key": "no.such"})
        assert unknown.status_code == 400
    roles = [r for c in server.state.ledger.claims() for r in c.roles if r.party.name == "officers"]
    assert {r.party.party_id for r in roles} == {"state.ke"}


def test_two_incidents_are_merged_and_taken_apart(server: Server) -> None:
    ledger = server.state.ledger
    tell(ledger)
    told, claim = another_place()
    ledger.append(told, told.text.encode(), Reading(told.id, reader, (claim,)))
    ids = incidents(server)
    assert len(ids) >= 2
    with server.client(Role.ADJUDICATOR) as judge:
        assert judge.get(f"/pair?one={ids[0]}&other={ids[1]}").status_code == 200
        done = judge.post(
            f"/incidents/{ids[0]}/rule",
            data={"ruling": "merge", "other": ids[1], "reason": "one raid"},
        )
        assert done.status_code == 303
        assert len(incidents(server)) == len(ids) - 1
        (merge,) = [d for d in ledger.rulings() if d.ruling is Ruling.MERGE]
        judge.post(f"/decisions/{merge.id}/undo", data={"back": "/"})
        assert len(incidents(server)) == len(ids)


def correct_low(page: Page, value: str) -> None:
    page.keyboard.press("c")
    field = page.locator('.card.current input[name="body.low"]')
    field.fill(value)
    page.locator('.card.current input[name="body.best"]').fill(value)
    page.locator('.card.current input[name="body.high"]').fill(value)
    page.keyboard.press("Control+Enter")


def test_one_click_leads_from_a_claim_to_its_words(server: Server, visit: Visit) -> None:
    tell(server.state.ledger)
    assert incidents(server)
    page = visit(server, Role.VIEWER).new_page()
    page.goto("/")
    page.get_by_role("link", name="Attack in Dunmoor").first.click()
    page.get_by_role("link", name="“The ministry said that 9 officers").first.click()
    here = page.locator("#text .here")
    expect(here.first).to_be_visible()
    assert "9" in "".join(here.all_text_contents())
    expect(page.locator(".card.current")).to_contain_text("killed: security forces 9")
    page.keyboard.press("a")
    assert page.locator(".status-accepted").count() == 0, "a viewer rules on nothing"


def test_a_missed_claim_is_added_from_selected_words(server: Server, visit: Visit) -> None:
    tell(server.state.ledger)
    page = visit(server, Role.CODER).new_page()
    open_report(page, "Notice of the front")
    before = len(server.state.ledger.claims())
    page.evaluate(
        """() => {
            const spans = [...document.querySelectorAll('#text [data-start]')];
            const span = spans.find((s) => s.textContent.includes('24'));
            getSelection().selectAllChildren(span);
        }"""
    )
    page.keyboard.press("+")
    expect(page.get_by_role("dialog")).to_be_visible()
    expect(page.locator("#add-words")).to_contain_text("24")
    page.get_by_role("button", name="Add", exact=True).click()
    expect(page.locator(".card .ruled")).to_contain_text("missed by the reader")
    assert len(server.state.ledger.claims()) == before + 1


def test_a_ruling_is_undone(server: Server, visit: Visit) -> None:
    tell(server.state.ledger)
    page = visit(server, Role.CODER).new_page()
    open_report(page, "Toll in Dunmoor rises")
    page.keyboard.press("a")
    expect(page.locator("#left")).to_have_text("2")
    expect(page.locator("#said")).to_contain_text("accepted")
    page.keyboard.press("u")
    expect(page.locator("#said")).to_have_text("Undone.")
    expect(page.locator("#left")).to_have_text("3")


def test_without_script_the_forms_do_the_same(server: Server, visit: Visit) -> None:
    tell(server.state.ledger)
    page = visit(server, Role.CODER, java_script_enabled=False).new_page()
    open_report(page, "Toll in Dunmoor rises", script=False)
    page.get_by_role("button", name="Accept").first.click()
    expect(page.locator(".status-accepted")).to_have_count(1)


def test_the_past_is_shown_as_it_was(server: Server, visit: Visit) -> None:
    tell(server.state.ledger)
    assert incidents(server)
    page = visit(server, Role.VIEWER).new_page()
    page.goto("/?known_by=2026-03-04")
    expect(page.get_by_text("Only what was published by")).to_be_visible()
    page.get_by_role("link", name="Attack in Dunmoor").first.click()
    assert "known_by=2026-03-04" in page.url
    expect(page.locator("body")).not_to_contain_text("24+")
    assert page.locator("#reports + .wide tbody tr").count() == 1


def test_names_from_right_to_left_keep_to_themselves(server: Server, visit: Visit) -> None:
    tell(server.state.ledger)
    assert incidents(server)
    page = visit(server, Role.VIEWER).new_page()
    page.goto("/")
    page.get_by_role("link", name="Attack in Dunmoor").first.click()
    cell = page.locator("bdi", has_text=rtl_name).first
    expect(cell).to_be_visible()
    assert cell.evaluate("node => getComputedStyle(node).unicodeBidi") == "isolate"


def test_downloads_are_what_is_shown_and_open_without_harm(server: Server) -> None:
    tell(server.state.ledger)
    assert incidents(server)
    with server.client(Role.VIEWER) as client:
        sheet = client.get("/?format=csv")
        assert sheet.headers["content-type"].startswith("text/csv")
        assert sheet.text.splitlines()[0].startswith("incident_id,event_type,title")
        made = client.get("/?format=json").json()
        assert made["total"] == len(made["rows"]) == len(sheet.text.splitlines()) - 1
        address = f"/incidents/{made['rows'][0]['id']}"
        incident = client.get(f"{address}?format=json").json()
        assert {v["words"] for t in incident["tallies"] for v in t["voices"]} >= {"24+"}
        claims = client.get(f"{address}?format=csv").text.splitlines()
        assert claims[0].startswith("claim_id,")
        for path in ("/search?q=officers&", "/parties?", "/parties/xm.front?", "/sources?",
                     "/forecasts?"):  # fmt: skip
            for form in ("csv", "json"):
                answer = client.get(f"{path}format={form}")
                assert answer.status_code == 200, path
                assert "attachment" in answer.headers["content-disposition"]
