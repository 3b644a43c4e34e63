"""What a route is: a path, what it needs, and the view that answers it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, TypeAlias

from starlette.responses import Response

from polybius.web.permissions import Permission

if TYPE_CHECKING:
    from polybius.web.context import Desk

View: TypeAlias = "Callable[[Desk], Response]"


class Kind(StrEnum):
    """How a route speaks, which decides how it refuses."""

    PAGE = "page"
    """HTML; strangers are sent to the sign-in page."""
    API = "api"
    """JSON; refusals are problem details (RFC 9457), and tokens are taken."""


path_parameters = (
    "incident_id",
    "report_id",
    "claim_id",
    "decision_id",
    "party_key",
    "source_key",
    "queue",
    "task_id",
    "account_id",
    "token_id",
)
"""Names that a path may use in braces: the tests know an example of each."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """One way to ask the desk."""

    path: str
    """With parameters in braces, named as in `path_parameters`: ``/incidents/{incident_id}``."""
    view: View
    may: Permission
    """What it needs; there is no default."""
    name: str
    """Of the route, for `Desk.url`; unique."""
    method: str = "GET"
    kind: Kind = Kind.PAGE
    restricted: bool = False
    """Whether each answer is noted in the ledger's log: it gives out what is not shown freely."""
    says: str = ""
    """What it does, in one sentence: the API's documentation."""
    returns: type | None = None
    """Shape of the answer, for the API's documentation."""
    takes: type | None = None
    """Shape of the request's body, for the API's documentation."""
    query: tuple[tuple[str, str], ...] = ()
    """Query parameters with their meaning, for the API's documentation."""
