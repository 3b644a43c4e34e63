"""An address for each route: the path with parameters that exist in the ledger."""

from __future__ import annotations

import re
from urllib.parse import quote

from polybius.web.permissions import Role
from polybius.web.routing import Route
from polybius.web.shelves import Wanted
from tests.web.servers import Server


def examples(server: Server) -> dict[str, str]:
    """Return a value that exists for each parameter of `polybius.web.routing.path_parameters`."""
    state = server.state
    claims = state.ledger.claims()
    incident = state.shelf(None, None).page(Wanted(), limit=1).items[0].incident
    account = server.ids[Role.ADMIN] if server.settings.team else str(state.owner_id)
    token, _ = state.tokens.make(account, "example", ["read"], 1)
    return {
        "incident_id": incident.id,
        "report_id": claims[0].report_id,
        "claim_id": claims[0].id,
        "decision_id": state.ledger.decisions()[0].id,
        "party_key": "xx.police",
        "source_key": f"party:{claims[0].voice.party_id}",
        "queue": "unread",
        "task_id": "1",
        "account_id": server.ids[None] if server.settings.team else str(state.owner_id),
        "token_id": token.id,
    }


def filled(route: Route, values: dict[str, str]) -> str:
    """Return the route's path with its parameters filled in."""
    return re.sub(r"\{(\w+)(?::\w+)?\}", lambda m: quote(values[m[1]], safe=""), route.path)
