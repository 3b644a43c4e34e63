"""From an empty ledger to an adjudicated incident, in a real browser."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from polybius.ledger.store import Ledger
from polybius.records import Count
from polybius.web.permissions import Role
from tests.web.conftest import Visit
from tests.web.pages.stories import rtl_name, tell
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


def claim_id(server: Server, words: str) -> str:
    return next(
        c.id
        for c in server.state.ledger.claims()
        if words in c.passage.text and isinstance(c.body, Count)
    )


def open_report(page: Page, title: str) -> None:
    page.goto("/queues/to_rule")
    page.get_by_role("link", name=title).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(title)


def test_from_an_empty_ledger_to_an_adjudicated_incident(server: Server, visit: Visit) -> None:
    first = visit(server, Role.CODER).new_page()
    first.goto("/")
    expect(first.get_by_text("0 incidents")).to_be_visible()
    tell(server.state.ledger)
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


def correct_low(page: Page, value: str) -> None:
    page.keyboard.press("c")
    field = page.locator('.card.current input[name="body.low"]')
    field.fill(value)
    page.locator('.card.current input[name="body.best"]').fill(value)
    page.locator('.card.current input[name="body.high"]').fill(value)
    page.keyboard.press("Control+Enter")


def test_one_click_leads_from_a_claim_to_its_words(server: Server, visit: Visit) -> None:
    tell(server.state.ledger)
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
    open_report(page, "Toll in Dunmoor rises")
    page.get_by_role("button", name="Accept").first.click()
    expect(page.locator(".status-accepted")).to_have_count(1)


def test_the_past_is_shown_as_it_was(server: Server, visit: Visit) -> None:
    tell(server.state.ledger)
    page = visit(server, Role.VIEWER).new_page()
    page.goto("/?known_by=2026-03-04")
    expect(page.get_by_text("Only what was published by")).to_be_visible()
    page.get_by_role("link", name="Attack in Dunmoor").first.click()
    assert "known_by=2026-03-04" in page.url
    expect(page.locator("body")).not_to_contain_text("24+")
    assert page.locator("#reports + .wide tbody tr").count() == 1


def test_names_from_right_to_left_keep_to_themselves(server: Server, visit: Visit) -> None:
    tell(server.state.ledger)
    page = visit(server, Role.VIEWER).new_page()
    page.goto("/")
    page.get_by_role("link", name="Attack in Dunmoor").first.click()
    cell = page.locator("bdi", has_text=rtl_name).first
    expect(cell).to_be_visible()
    assert cell.evaluate("node => getComputedStyle(node).unicodeBidi") == "isolate"


def test_downloads_are_what_is_shown_and_open_without_harm(server: Server) -> None:
    tell(server.state.ledger)
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
