"""What outlives a request: the ledger, settings, and what was derived."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from polybius.ledger.store import Ledger
from polybius.web.routing import Route
from polybius.web.settings import Settings
from polybius.web.shelves import PastShelf, Shelf
from polybius.weighing import deriving

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

    def shelf(self, as_of: str | None, known_by: str | None) -> Shelf:
        """Return the incidents of a state."""
        return PastShelf(deriving.past(self.ledger, as_of=as_of, known=known_by, rule="all"))

    def close(self) -> None:
        """Release what is open."""
        self.ledger.close()
