"""What outlives a request: the ledger, settings, and what was derived."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from datetime import UTC, datetime
from time import time

from polybius.codebook import load
from polybius.codebook.register import load_register
from polybius.errors import LedgerError
from polybius.ledger.store import Ledger
from polybius.web.accounts.database import Database
from polybius.web.accounts.entrance import Entrance, owner_key
from polybius.web.accounts.limits import Limits
from polybius.web.accounts.sessions import Sessions
from polybius.web.accounts.single_sign_on import OpenId
from polybius.web.accounts.store import Accounts
from polybius.web.accounts.tokens import Tokens
from polybius.web.basemap import countries
from polybius.web.beside import Beside
from polybius.web.claim_pages import ClaimLists
from polybius.web.deriving_again import Deriver
from polybius.web.identity import Identity
from polybius.web.kept import Kept
from polybius.web.rendering import environment
from polybius.web.routing import Route
from polybius.web.settings import Settings
from polybius.web.shelf_now import StoredShelf
from polybius.web.shelf_past import PastShelf
from polybius.web.shelves import Shelf, Wanted
from polybius.web.work.store import Work
from polybius.weighing import deriving

patience = 2.0
"""Seconds that a request waits for figures to be derived anew, before it shows the last ones."""
most_past_states = 4
notice_again = 3600

menu: tuple[tuple[str, str], ...] = (
    ("overview", "Overview"),
    ("queues", "Queues"),
    ("search", "Search"),
    ("parties", "Parties"),
    ("sources", "Sources"),
    ("forecasts", "Forecasts"),
    ("agreement", "Agreement"),
)
"""The main navigation: route and words; routes that don't exist are left out."""


class State:
    """One running desk."""

    def __init__(
        self,
        settings: Settings,
        routes: Iterable[Route],
        clock: Callable[[], int] = lambda: int(time()),
    ) -> None:
        """Open the ledger and the desk's own store.

        Args:
            settings: of the desk.
            routes: all of them.
            clock: UTC seconds.

        Raises:
            LedgerError: one of them can't be opened.
        """
        self.settings = settings
        self.paths: Mapping[str, str] = {route.name: route.path for route in routes}
        self.menu = tuple((name, words) for name, words in menu if name in self.paths)
        self.ledger = Ledger(settings.ledger)
        self.claims = ClaimLists(self.ledger)
        self.kept = Kept()
        self._deriver = Deriver(self.ledger)
        self._past: Beside[PastShelf] = Beside(kept=most_past_states)
        self._noted: dict[tuple[str, str, str], float] = {}
        self._clock = clock
        self._open_accounts(clock)

    def _open_accounts(self, clock: Callable[[], int]) -> None:
        settings = self.settings
        ledger_id = self.ledger.head(1).root
        self.database = Database(settings.accounts_target)
        self.accounts = Accounts(self.database, ledger_id, clock)
        self.tokens = Tokens(self.database, ledger_id, clock)
        self.limits = Limits(self.database, clock)
        self.work = Work(self.database, ledger_id, lambda: _moment(clock()))
        self.sessions = Sessions(
            self.database,
            clock,
            idle=settings.idle_minutes * 60,
            longest=settings.longest_hours * 3600,
        )
        self.open_id: OpenId | None = None
        if settings.single_sign_on is not None:
            callback = settings.address + self.paths["single_sign_on_back"]
            self.open_id = OpenId(settings.single_sign_on, callback, self.database, clock)
        self.owner_id: str | None = None
        self.entrance: Entrance | None = None
        if not settings.team:
            owner = self.accounts.of_single_sign_on(*owner_key, settings.person)
            self.owner_id = owner.id
            self.entrance = Entrance()
        # Cookies don't tell ports apart; two desks on one machine must not sign each other out.
        self.cookie = "__Host-polybius" if settings.is_secure else f"polybius_{settings.port}"

    def shelf(
        self, as_of: str | None, known_by: str | None, blind_to: frozenset[str] = frozenset()
    ) -> Shelf:
        """Return the incidents of a state, but those that reports of ``blind_to`` are part of.

        Raises:
            SettingsError: a time is none.
            UnknownId: the ledger is younger than ``as_of``.
            StillMaking: the past state is being derived.
        """
        if as_of is None and known_by is None:
            is_current = self._deriver.is_current(patience)
            return StoredShelf(
                self.ledger, is_current=is_current, blind_to=blind_to, kept=self.kept
            )
        size = self.ledger.entries_as_of(as_of)
        past = self._past.get((size, known_by), lambda: self._derive_past(size, known_by))
        return past.without(blind_to) if blind_to else past

    def now(self) -> int:
        """Return the time as UTC seconds."""
        return self._clock()

    def note_access(self, identity: Identity, route: Route, parameters: Mapping[str, str]) -> None:
        """Note in the ledger's log that somebody was given what is restricted.

        The log can't be changed: it names the account's id, never the person. The same read by
        the same account within `notice_again` seconds is noted once. A desk of one person notes
        nothing: who has the file may read it without us.
        """
        if not self.settings.team:
            return
        subject = next(iter(parameters.values()), route.name)[:64]
        key = (str(identity.account_id), route.name, subject)
        now = self._clock()
        if now - self._noted.get(key, -notice_again) < notice_again:
            return
        self._noted = {k: at for k, at in self._noted.items() if now - at < notice_again}
        self._noted[key] = now
        content = {"account": identity.account_id, "view": route.name}
        self.ledger.note("access", subject, content)

    def _derive_past(self, size: int, known_by: str | None) -> PastShelf:
        derived = deriving.past(self.ledger, as_of=str(size), known=known_by, rule="all")
        return PastShelf(self.ledger, derived, size)

    def prepare(self) -> None:
        """Make what the first visitor would wait for."""
        self._deriver.is_current(0)
        load()
        load_register()
        pages = environment()
        for name in pages.list_templates():
            pages.get_template(name)
        countries(coarse=True)
        countries(coarse=False)
        # Where the ledger can't be read, each visitor is told.
        with suppress(LedgerError):
            shelf = self.shelf(None, None)
            shelf.page(Wanted())
            shelf.spread(Wanted())

    def close(self) -> None:
        """Release what is open."""
        self.ledger.close()
        self.database.close()


def _moment(seconds: int) -> str:
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
