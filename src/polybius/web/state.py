"""What outlives a request: the ledger, settings, and what was derived."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache

from polybius.ledger.store import Ledger
from polybius.web.deriving_again import Deriver
from polybius.web.routing import Route
from polybius.web.settings import Settings
from polybius.web.shelf_now import StoredShelf
from polybius.web.shelf_past import PastShelf
from polybius.web.shelves import Shelf
from polybius.weighing import deriving

patience = 2.0
"""Seconds that a request waits for figures to be derived anew, before it shows the last ones."""
most_past_states = 4

menu: tuple[tuple[str, str], ...] = (
    ("overview", "Overview"),
    ("incidents", "Incidents"),
    ("queues", "Queues"),
    ("search", "Search"),
    ("parties", "Parties"),
    ("sources", "Sources"),
    ("forecasts", "Forecasts"),
)
"""The main navigation: route and words; routes that don't exist are left out."""


class State:
    """One running desk."""

    def __init__(self, settings: Settings, routes: Iterable[Route]) -> None:
        """Open the ledger.

        Raises:
            LedgerError: it can't be opened.
        """
        self.settings = settings
        self.paths: Mapping[str, str] = {route.name: route.path for route in routes}
        self.menu = tuple((name, words) for name, words in menu if name in self.paths)
        self.ledger = Ledger(settings.ledger)
        self._deriver = Deriver(self.ledger)
        self._past_shelf = lru_cache(maxsize=most_past_states)(self._derive_past)

    def shelf(self, as_of: str | None, known_by: str | None) -> Shelf:
        """Return the incidents of a state.

        Raises:
            SettingsError: a time is none.
            UnknownId: the ledger is younger than ``as_of``.
        """
        if as_of is None and known_by is None:
            is_current = self._deriver.is_current(patience)
            return StoredShelf(self.ledger, is_current=is_current)
        size = self.ledger.entries_as_of(as_of)
        return self._past_shelf(size, known_by)

    def _derive_past(self, size: int, known_by: str | None) -> Shelf:
        derived = deriving.past(self.ledger, as_of=str(size), known=known_by, rule="all")
        return PastShelf(self.ledger, derived, size)

    def close(self) -> None:
        """Release what is open."""
        self.ledger.close()
