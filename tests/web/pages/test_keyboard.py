"""How many keys a review takes: the promise of 200 claims an hour by keyboard alone."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from polybius.ledger.store import Ledger
from polybius.records import Count, Reading
from polybius.web.permissions import Role
from tests.web.conftest import Visit
from tests.web.pages.stories import long_report, reader, tell
from tests.web.servers import Server

claims = 40


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    path = tmp_path / "keys.sqlite"
    with Ledger(path) as ledger:
        told, found = long_report(claims)
        ledger.append(told, told.text.encode(), Reading(told.id, reader, found))
    with Server(path, team=True) as made:
        yield made


class Keys:
    """A keyboard that counts."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.number = 0

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)
            self.number += 1


def begin(page: Page) -> None:
    page.goto(f"/reports/{long_report(claims)[0].id}")
    expect(page.locator(".card.current")).to_be_visible()


def test_keystrokes_of_a_session(server: Server, visit: Visit) -> None:
    """Of ten claims eight are accepted, one is rejected with a reason, one is corrected."""
    page = visit(server, Role.CODER).new_page()
    begin(page)
    keys = Keys(page)
    spent: dict[str, list[int]] = {"accept": [], "reject": [], "correct": []}
    for n in range(claims):
        before = keys.number
        kind = {8: "reject", 9: "correct"}.get(n % 10, "accept")
        if kind == "accept":
            keys.press("a")
        elif kind == "reject":
            keys.press("r", "1")
        else:
            # The class, by its first letter, from the second field of the form.
            keys.press("c", "Tab", "c", "Control+Enter")
        status = {"accept": "accepted", "reject": "rejected", "correct": "corrected"}[kind]
        expect(page.locator("#said")).to_have_text(f"Claim {n + 1} {status}.")
        spent[kind].append(keys.number - before)
    expect(page.locator("#left")).to_have_text("0")
    means = {kind: sum(used) / len(used) for kind, used in spent.items()}
    assert means["accept"] <= 2
    assert means["reject"] <= 3
    assert means["correct"] <= 6
    standing = server.state.ledger.claims()
    assert len(standing) == claims * 9 // 10
    corrected = [c for c in standing if isinstance(c.body, Count)
                 and c.body.victim_class != "security_forces"]  # fmt: skip
    assert len(corrected) == claims // 10
    figures = {**means, "all": keys.number / claims, "claims": claims}
    if out := os.environ.get("POLYBIUS_KEYSTROKES"):
        Path(out).write_text(json.dumps(figures), encoding="utf-8")


def test_every_shortcut_is_listed(server: Server, visit: Visit) -> None:
    page = visit(server, Role.CODER).new_page()
    begin(page)
    page.keyboard.press("?")
    listed = page.get_by_role("dialog").locator("kbd").all_text_contents()
    script = page.evaluate(
        "fetch(document.querySelector('script[src*=review]').src).then((a) => a.text())"
    )
    for key in ("a", "r", "c", "n", "u", "j", "k", "w"):
        assert f"  {key}:" in script
        assert any(key in words.split() for words in listed), key
    assert {"+", "]", "?", "Esc", "Ctrl+Enter"} <= set(listed)
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)


def test_keys_typed_into_a_field_rule_on_nothing(server: Server, visit: Visit) -> None:
    page = visit(server, Role.CODER).new_page()
    begin(page)
    page.keyboard.press("r")
    page.keyboard.type("a car, not arms")
    page.keyboard.press("Escape")
    expect(page.locator("#left")).to_have_text(str(claims))
    assert server.state.ledger.decisions() == ()


def test_what_the_ledger_refuses_comes_back(server: Server, visit: Visit) -> None:
    page = visit(server, Role.CODER).new_page()
    begin(page)
    page.keyboard.press("c")
    page.locator('.card.current input[name="body.low"]').fill("many")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#said")).to_contain_text("is no number")
    expect(page.locator(".card.current .says")).to_contain_text("killed: security forces 3")
    expect(page.locator("#left")).to_have_text(str(claims))


def test_the_next_report_is_one_key_away(server: Server, visit: Visit) -> None:
    tell(server.state.ledger)
    page = visit(server, Role.CODER).new_page()
    begin(page)
    page.keyboard.press("]")
    page.wait_for_url(lambda url: long_report(claims)[0].id not in url)
    expect(page.locator(".card.current")).to_have_count(1)
