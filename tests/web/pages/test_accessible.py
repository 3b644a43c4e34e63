"""The desk's pages against WCAG 2.2 A and AA, by axe-core, at a desk's and a phone's width."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from time import sleep

import pytest
from playwright.sync_api import Page

from polybius.ledger.store import Ledger
from polybius.records import Decision, Ruling
from polybius.web.shelves import Wanted
from tests.web.conftest import Visit
from tests.web.pages.stories import stories, tell
from tests.web.servers import Server

axe = Path(__file__).parents[1] / "vendor" / "axe.min.js"
rules = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
sizes = {"desk": (1280, 900), "phone": (390, 844)}
pictures = os.environ.get("POLYBIUS_PICTURES")
"""Folder into which the pictures of docs/desk.md are made; by default none are."""

pages = {
    "overview": "/",
    "incident": "/incidents/{incident}",
    "report": "/reports/{report}",
    "search": "/search?q=officers",
    "parties": "/parties",
    "party": "/parties/xm.front",
    "sources": "/sources",
    "source": "/sources/party:xm.front",
    "forecasts": "/forecasts",
    "agreement": "/agreement",
    "mine": "/queues",
    **{name: f"/queues/{name}" for name in (
        "to_rule", "unread", "low_confidence", "disputed", "merges", "parties", "places")},
}  # fmt: skip


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    path = tmp_path_factory.mktemp("accessible") / "story.sqlite"
    with Ledger(path) as ledger:
        tell(ledger)
        first = next(c for c in ledger.claims() if "9 officers" in c.passage.text)
        ledger.decide(Decision("", Ruling.ACCEPT, (first.id,), "Ada", "", "as the text says"))
    with Server(path, team=True) as made:
        yield made


def address(server: Server, name: str) -> str:
    for _ in range(200):  # what is derived comes up beside the requests
        found = server.state.shelf(None, None).page(Wanted()).items
        if found:
            break
        sleep(0.1)
    incident = found[0].incident.id
    return pages[name].format(incident=incident, report=stories()[0][0].id)


def violations(page: Page) -> list[str]:
    found = page.evaluate(
        "tags => axe.run(document, {runOnly: {type: 'tag', values: tags}})", rules
    )
    return [
        f"{v['id']}: {v['help']}: {node['target']} {node['failureSummary']}"
        for v in found["violations"]
        for node in v["nodes"]
    ]


@pytest.mark.parametrize("name", pages)
def test_pages_meet_wcag(server: Server, visit: Visit, name: str) -> None:
    page = visit(server).new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on("console", lambda m: errors.append(m.text) if m.type == "error" else None)
    answer = page.goto(address(server, name))
    assert answer is not None
    assert answer.status == 200
    page.evaluate("document.querySelectorAll('details').forEach(d => { d.open = true })")
    page.evaluate(axe.read_text("utf-8"))
    for size, (width, height) in sizes.items():
        page.set_viewport_size({"width": width, "height": height})
        assert violations(page) == [], size
        wide = page.evaluate("document.documentElement.scrollWidth")
        assert wide <= width + 1, f"the page is {wide} wide"
    assert errors == []


def test_dialogs_meet_wcag(server: Server, visit: Visit) -> None:
    page = visit(server).new_page()
    page.goto(address(server, "report"))
    page.evaluate(axe.read_text("utf-8"))
    for key in ("?", "+"):
        page.keyboard.press(key)
        assert violations(page) == []
        page.keyboard.press("Escape")


def test_the_first_tab_skips_to_the_content(server: Server, visit: Visit) -> None:
    page = visit(server).new_page()
    page.goto("/")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "content"


def test_sides_are_told_apart_without_colour(server: Server, visit: Visit) -> None:
    page = visit(server).new_page()
    page.goto(address(server, "incident"))
    shapes = {
        mark.evaluate("node => node.firstElementChild.outerHTML")
        for mark in page.locator(".key .mark").all()
    }
    assert len(shapes) == page.locator(".key .mark").count() >= 3


@pytest.mark.skipif(pictures is None, reason="makes the pictures of the manual")
@pytest.mark.parametrize("name", ["overview", "incident", "report", "party", "forecasts"])
def test_pictures(server: Server, visit: Visit, name: str) -> None:
    height = 1180 if name == "incident" else 760
    page = visit(server, viewport={"width": 1100, "height": height}).new_page()
    page.goto(address(server, name))
    made = page.screenshot(type="png", scale="css")
    (Path(str(pictures)) / f"desk-{name}.png").write_bytes(made)
