"""Ledgers, started desks and a browser, made once for all tests of the desk."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from playwright.sync_api import Browser, BrowserContext, sync_playwright

from polybius.web.accounts import passwords
from polybius.web.permissions import Role
from tests.web import needs
from tests.web.attacks import attacks
from tests.web.ledgers import hostile, make_ledger
from tests.web.servers import Server

Visit = Callable[..., BrowserContext]


@pytest.fixture(scope="session", autouse=True)
def quick_hashes() -> None:
    """Hash passwords cheaply: one test of its own holds what the desk really uses."""
    passwords.hasher = PasswordHasher(time_cost=1, memory_cost=64, parallelism=1)


@pytest.fixture(scope="session")
def plain_ledger(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A ledger of a few invented reports. Tests that change it must copy it first."""
    return make_ledger(tmp_path_factory.mktemp("plain") / "plain.sqlite")


@pytest.fixture
def own_ledger(plain_ledger: Path, tmp_path: Path) -> Path:
    """A copy of the plain ledger that one test may change."""
    return Path(shutil.copy(plain_ledger, tmp_path / "own.sqlite"))


@pytest.fixture(scope="session")
def team(plain_ledger: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A team's desk, with an account of every role."""
    folder = tmp_path_factory.mktemp("team")
    ledger = Path(shutil.copy(plain_ledger, folder / "team.sqlite"))
    with Server(ledger, team=True) as server:
        yield server


@pytest.fixture(scope="session")
def attacked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A team's desk on a ledger in which every word of others is an attack."""
    folder = tmp_path_factory.mktemp("attacked")
    ledger = make_ledger(folder / "attacked.sqlite", hostile(attacks), reports=4)
    with Server(ledger, team=True) as server:
        yield server


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium, as Debian packages it."""
    chromium = needs.chromium()
    with sync_playwright() as playwright:
        made = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        yield made
        made.close()


@pytest.fixture
def visit(browser: Browser) -> Iterator[Visit]:
    """Return a function that opens a browser signed in at a server, which never leaves it."""
    opened: list[BrowserContext] = []
    strayed: list[str] = []

    def enter(server: Server, role: Role | None = Role.ADMIN, **how: object) -> BrowserContext:
        context = browser.new_context(base_url=server.address, **how)  # type: ignore[arg-type]
        name, value = server.cookie(role)
        context.add_cookies([{"name": name, "value": value, "url": server.address}])

        def stay(route, request):  # type: ignore[no-untyped-def]
            if request.url.startswith((f"{server.address}/", "data:", "blob:")):
                route.continue_()
            else:
                strayed.append(request.url)
                route.abort()

        context.route("**/*", stay)
        opened.append(context)
        return context

    yield enter
    for context in opened:
        context.close()
    assert strayed == [], "a page asked another machine"
