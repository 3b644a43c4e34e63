"""Attacks in every field of others' words go through every page without running anything.

Pages of attacks are opened in Chromium with the Content-Security-Policy switched off: escaping must
hold by itself. With the policy on, no page of ours may need anything that it forbids.
"""

from __future__ import annotations

import csv
import io
import json
import re
from urllib.parse import quote

import httpx
import pytest
from playwright.sync_api import Page

from polybius.web.models.party import key_of
from polybius.web.pages.queues import named_queues
from polybius.web.permissions import Role
from polybius.web.routing import Kind, Route
from polybius.web.table import routes
from polybius.weighing.sources import source_keys
from tests.web.attacks import attacks
from tests.web.conftest import Visit
from tests.web.examples import examples, filled
from tests.web.servers import Server, names

leaving = ("sign_out",)
most = 5
"""Things of a kind that are opened: each has other attacks in its fields."""
pages = [r for r in routes if r.kind is Kind.PAGE and r.method == "GET"]
typed = tuple(" ".join(attacks[n:30:3]) for n in range(3))
"""Attacks that could be markup or an address, some in one value, for what people type."""


class Watched:
    """A page that notes what ran, and what was refused."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.hits: list[str] = []
        self.refused: list[str] = []
        page.expose_function("hit", lambda how: self.hits.append(how))  # noqa: PLW0108
        page.on("dialog", lambda dialog: (self.hits.append(dialog.message), dialog.dismiss()))
        page.on("console", self._listen)

    def _listen(self, message: object) -> None:
        text = getattr(message, "text", "")
        if "Content Security Policy" in text:
            self.refused.append(text)

    def visit(self, address: str) -> None:
        """Open an address and see that nothing of an attack became part of the page."""
        self.page.goto(address, wait_until="load")
        self.page.evaluate("document.querySelectorAll('details').forEach(d => { d.open = true })")
        planted = self.page.evaluate(
            "document.querySelectorAll('[data-attack], iframe, base, object, embed, '"
            ' + \'meta[http-equiv], [href^="java" i], [href^="data:text" i]\').length'
        )
        assert planted == 0, f"{address}: an attack became an element"
        assert self.hits == [], f"{address}: an attack ran"
        assert self.refused == [], f"{address}: the policy had to step in"
        assert self.page.url.split("?")[0].startswith(self.page.url[:17]), address


@pytest.fixture
def watched(visit: Visit, attacked: Server) -> Watched:
    return Watched(visit(attacked, Role.ADMIN, bypass_csp=True).new_page())


def addresses_of(route: Route, server: Server) -> list[str]:
    """Return the route's address for each thing that it could show."""
    values = examples(server)
    state = server.state
    claims = state.ledger.claims()
    shelf = state.shelf(None, None)
    reports = {report.id: report for report in state.ledger.reports()}
    many = {
        "report_id": sorted({claim.report_id for claim in claims}),
        "incident_id": sorted(set(shelf.of_claims([c.id for c in claims]).values())),
        "party_key": sorted({key_of(r.party) for c in claims for r in c.roles}),
        "source_key": sorted({key for c in claims for key in source_keys(c, reports)}),
        "queue": list(named_queues),
    }
    for name, found in many.items():
        if f"{{{name}}}" in route.path:
            shown = found if name == "queue" else found[:most]
            return [filled(route, {**values, name: value}) for value in shown]
    return [filled(route, values)]


@pytest.mark.parametrize("route", pages, ids=lambda route: route.name)
def test_a_page_of_attacks_is_a_page_of_text(
    watched: Watched, attacked: Server, route: Route
) -> None:
    for address in addresses_of(route, attacked):
        watched.visit(address)


def test_no_page_needs_what_the_policy_forbids(visit: Visit, attacked: Server) -> None:
    watched = Watched(visit(attacked, Role.ADMIN).new_page())
    for route in pages:
        watched.visit(filled(route, examples(attacked)))


@pytest.mark.parametrize("route", pages, ids=lambda route: route.name)
def test_an_attack_in_an_address_stays_text(
    watched: Watched, attacked: Server, route: Route
) -> None:
    path = filled(route, examples(attacked))
    names_of_parameters = ("q", "text", "place", "party", "sort", "rule", "back", "error", "x")
    for attack in typed:
        watched.visit(f"{path}?{'&'.join(f'{n}={quote(attack)}' for n in names_of_parameters)}")


@pytest.mark.parametrize(
    "name", ["as_of", "known_by", "cursor", "format", "since", "until", "country", "grade"]
)
def test_an_attack_in_a_parameter_is_told_as_text(watched: Watched, name: str) -> None:
    for attack in typed:
        watched.visit(f"/?{name}={quote(attack)}")


def test_an_attack_for_a_path_is_told_as_text(watched: Watched) -> None:
    for attack in (*typed, *attacks[:6]):
        for path in ("/", "/incidents/", "/reports/", "/api/incidents/"):
            watched.visit(path + quote(attack, safe=""))


def test_names_of_accounts_and_tokens_are_text(watched: Watched, attacked: Server) -> None:
    """An administrator, and a provider of single sign-on, may call people what they like."""
    accounts = attacked.state.accounts
    for attack in attacks[:30]:
        made = accounts.of_single_sign_on("https://idp.example", attack, attack)
        attacked.state.tokens.make(attacked.ids[Role.ADMIN], attack, ["read"], 1)
        assert not re.search(r"[<>\"']", made.name)
    watched.visit("/accounts")
    watched.visit("/account")


@pytest.mark.parametrize("form", ["json", "csv"])
@pytest.mark.parametrize("route", pages, ids=lambda route: route.name)
def test_a_download_is_a_file_that_does_no_harm(attacked: Server, route: Route, form: str) -> None:
    with attacked.client(Role.ADMIN) as client:
        for address in addresses_of(route, attacked):
            check_download(client.get(address, params={"format": form}), form)


def check_download(response: httpx.Response, form: str) -> None:
    assert response.status_code < 500
    kind = response.headers.get("content-type", "")
    assert response.headers["x-content-type-options"] == "nosniff"
    if not kind.startswith(("application/json", "text/csv")):
        return
    assert response.headers["content-disposition"].startswith("attachment")
    assert "\n" not in response.headers["content-disposition"]
    assert "x-injected" not in response.headers
    if form == "json":
        json.loads(response.text)
        return
    for row in csv.reader(io.StringIO(response.text)):
        for cell in row:
            assert not re.match(r"[=+@\t\r]|-(?!\d)", cell), cell


def test_the_api_gives_attacks_as_json_alone(attacked: Server) -> None:
    values = examples(attacked)
    api = [r for r in routes if r.kind is Kind.API and r.method == "GET"]
    with attacked.client(Role.ADMIN) as client:
        for route in api:
            response = client.get(filled(route, values))
            kind = response.headers["content-type"]
            assert kind in ("application/json", "application/octet-stream"), route.name
        for attack in attacks:
            response = client.get("/api/claims", params={"text": attack})
            assert response.status_code in (200, 400), attack
            response = client.get(f"/api/incidents/{quote(attack, safe='')}")
            assert response.headers["content-type"] == "application/problem+json"


def test_errors_carry_the_policy_too(attacked: Server) -> None:
    with attacked.stranger() as client:
        for address in ("/nothing", "/api/nothing", "/static/nothing", "/sign-in?format=x"):
            response = client.get(address)
            assert "script-src 'self'" in response.headers["content-security-policy"]
            assert response.headers["x-content-type-options"] == "nosniff"
            assert response.headers["x-frame-options"] == "DENY"


def test_the_sign_in_page_works_in_a_browser(visit: Visit, attacked: Server) -> None:
    context = visit(attacked, None)
    context.clear_cookies()
    page = context.new_page()
    page.goto("/account")
    page.get_by_label("Name").fill(names[Role.VIEWER])
    page.get_by_label("Password").fill("correct horse battery")
    page.get_by_role("button", name="Sign in", exact=True).click()
    assert page.get_by_role("heading", level=1).inner_text() == names[Role.VIEWER]
    page.get_by_role("button", name="Sign out", exact=True).click()
    assert page.url.endswith("/sign-in")
