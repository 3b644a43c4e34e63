"""What a view is given: the request with the ledger, who asks, and the state they ask about."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import quote, urlencode

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from polybius.export.columns import Column
from polybius.ledger.filters import Filter
from polybius.ledger.store import Ledger
from polybius.web import downloads
from polybius.web.accounts.sessions import Session
from polybius.web.claim_pages import ClaimPage
from polybius.web.deriving_again import last_change
from polybius.web.forms import Form, json_in
from polybius.web.identity import Identity
from polybius.web.permissions import Permission
from polybius.web.rendering import environment
from polybius.web.shelves import Shelf

if TYPE_CHECKING:
    from polybius.web.state import State

T = TypeVar("T")
R = TypeVar("R")


@dataclass(frozen=True)
class Desk:
    """One request, as views see it. Views are plain functions; they run in a thread."""

    request: Request
    state: State
    identity: Identity
    session: Session | None
    """The browser's, if it is signed in."""
    body: bytes = b""
    form: Form = Form()  # noqa: RUF009 - it can't be changed

    @property
    def csrf(self) -> str:
        """What a form must send back as ``csrf``, a script as the header ``X-CSRF-Token``."""
        return self.session.csrf if self.session else ""

    @property
    def ledger(self) -> Ledger:
        """The ledger. Reads open a transaction each; writes go through its methods."""
        return self.state.ledger

    @property
    def path(self) -> Mapping[str, str]:
        """Parameters of the path."""
        return self.request.path_params

    @property
    def query(self) -> Mapping[str, str]:
        """Parameters after the question mark; the last of a name."""
        return self.request.query_params

    @property
    def as_of(self) -> str | None:
        """The day, moment or head whose state is asked for; None: now."""
        return self.query.get("as_of") or None

    @property
    def known_by(self) -> str | None:
        """Only what was published by this day counts; None: all."""
        return self.query.get("known_by") or None

    @cached_property
    def size(self) -> int | None:
        """Entries that the log had then, as the ledger's queries take it; None: now.

        Raises:
            SettingsError: ``as_of`` is no day, moment or head.
            UnknownId: the ledger is younger.
        """
        return None if self.as_of is None else self.ledger.entries_as_of(self.as_of)

    @cached_property
    def moment(self) -> str | None:
        """The moment of the last entry of the log that is asked about; None: now."""
        return None if self.size is None else self.ledger.head(self.size).moment

    @cached_property
    def shelf(self) -> Shelf:
        """Incidents with what belongs to them, of the state that is asked for."""
        return self.state.shelf(self.as_of, self.known_by, self.blind_to)

    @property
    def shelf_now(self) -> Shelf:
        """Incidents of now, whatever is asked for."""
        return self.state.shelf(None, None, self.blind_to)

    @cached_property
    def blind_to(self) -> frozenset[str]:
        """Ids of the reports that the person codes a second time and has not handed in.

        Nothing may tell them what others ruled on these: see `polybius.web.work.access`.
        """
        tasks = self.state.work.tasks(person=self.identity.name, kind="second", is_open=True)
        return frozenset(task.item for task in tasks)

    def claims(self, wanted: Filter, cursor: str | None = None, limit: int = 50) -> ClaimPage:
        """Return claims of the state that is asked for, newest first; also a search of passages.

        Raises:
            SettingsError: a condition or the cursor can't be understood.
        """
        return self.state.claims.page(wanted, self.size, cursor, limit, self.blind_to)

    def kept(self, what: tuple[object, ...], make: Callable[[], T]) -> T:
        """Return what was made of the claims of this state; make it if nobody asked yet."""
        state = self.size
        if state is None:
            with self.ledger.reading() as connection:
                state = last_change(connection) + 1
        return self.state.kept.get((*what, state, self.blind_to), make)

    def may(self, permission: str) -> bool:
        """Tell whether the person has a permission: templates ask before they offer an action."""
        return self.identity.may(Permission(permission))

    def json(self, shape: type[T]) -> T:
        """Return the JSON body.

        Raises:
            SettingsError: it is not of this shape.
        """
        return json_in(self.body, shape)

    # --- answering -------------------------------------------------------------------------

    def url(self, route_name: str, **values: object) -> str:
        """Return the address of a route; ``as_of`` and ``known_by`` are kept.

        Values that the path doesn't name go after the question mark; None is left out.
        """
        path = self.state.paths[route_name]
        rest: dict[str, object] = {"as_of": self.as_of, "known_by": self.known_by}
        for name, value in values.items():
            if f"{{{name}}}" in path:
                path = path.replace(f"{{{name}}}", quote(str(value), safe=""))
            else:
                rest[name] = value
        return _with_query(path, rest)

    def here(self, **values: object) -> str:
        """Return this page's address with some query parameters set, or left out where None."""
        return _with_query(self.request.url.path, {**self.query, **values})

    def page(self, template: str, /, *, status: int = 200, **values: Any) -> Response:
        """Return a page. Templates see ``values`` and this object as ``desk``."""
        html = environment().get_template(template).render(desk=self, **values)
        return Response(html, status_code=status, media_type="text/html")

    def view(
        self,
        template: str,
        model: object,
        columns: Sequence[Column[R]] = (),
        rows: Sequence[R] = (),
        name: str = "polybius",
    ) -> Response:
        """Return a view: a page, or with ``?format=json`` or ``csv`` what the page shows.

        Args:
            template: sees the model as ``model``.
            model: plain values, records or dataclasses of them; the JSON is made of it.
            columns: of the CSV; none: the view offers no CSV.
            rows: of the CSV.
            name: of the file that is downloaded, without its ending.

        Raises:
            SettingsError: ``format`` is another.
        """
        form = self.query.get("format")
        if form is None or form == "html":
            return self.page(template, model=model, forms=downloads.offered(columns))
        return downloads.answer(form, model, columns, rows, name)

    def go(self, address: str) -> Response:
        """Send the browser to another page of the desk, after a write."""
        return RedirectResponse(address, status_code=303)


def _with_query(path: str, values: Mapping[str, object]) -> str:
    given = {name: str(value) for name, value in values.items() if value not in (None, "")}
    return f"{path}?{urlencode(given)}" if given else path
