"""The API's questions: incidents, claims, reports, decisions, the log."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select
from starlette.responses import Response

from polybius import __version__
from polybius.errors import SettingsError
from polybius.ledger import queries, schema
from polybius.ledger.entries import entry_from
from polybius.ledger.filters import Filter
from polybius.ledger.sealing import record_key, unseal
from polybius.ledger.unsealing import size_or_all
from polybius.plain import loads
from polybius.records import Decision, Report
from polybius.web.api import shapes
from polybius.web.api.answers import answer, as_of, known_by, limit, paging, seq_cursor
from polybius.web.context import Desk
from polybius.web.permissions import Permission
from polybius.web.refusing import Refused
from polybius.web.routing import Kind, Route
from polybius.web.shelves import Wanted, Weighed
from polybius.web.work.access import claim_of, claims_of, decisions_seen

incident_conditions = (
    ("since", "First day, YYYY-MM-DD: what may have happened on or after it."),
    ("until", "Last day, YYYY-MM-DD."),
    ("country", "ISO 3166-1 alpha-2."),
    ("event_type", "An event type of the codebook."),
    ("grade", "A grade of the codebook."),
    ("place", "Part of a place's name, a country code, or a gazetteer id."),
    ("party", "Part of a party's name, or its key in the register."),
    ("text", "Words that a passage must hold; a phrase in double quotes."),
)
claim_conditions = (
    ("since", "First day, YYYY-MM-DD."),
    ("until", "Last day, YYYY-MM-DD."),
    ("place", "Part of a place's name, a country code, or a gazetteer id."),
    ("party", "Part of a party's name, or its key in the register."),
    ("voice", "Part of a voice's name, or the register key of its side."),
    ("stance", "A stance of the codebook."),
    ("kind", "occurrence, count, relation, outlook, appeal or statement."),
    ("report", "Id of the report."),
    ("text", "Words that the passage must hold; a phrase in double quotes."),
)


def start(desk: Desk) -> Response:
    """Say what the API is, and the state of the ledger."""
    head = desk.ledger.head(desk.size)
    return answer(
        shapes.Start(
            "Polybius", __version__, str(head), head.moment, desk.state.paths["api_openapi"]
        )
    )


def me(desk: Desk) -> Response:
    """Say who asks."""
    who = desk.identity
    allowed = tuple(p.value for p in Permission if who.may(p))
    role = who.role.value if who.role else None
    return answer(shapes.Me(str(who.account_id), who.name, role, allowed))


def incidents(desk: Desk) -> Response:
    """List incidents."""
    wanted = Wanted(**_given(desk, incident_conditions))
    page = desk.shelf.page(wanted, desk.query.get("cursor"), limit(desk))
    current = desk.shelf.is_current
    return answer(
        shapes.IncidentList(_weighed(desk, page.items), page.total, page.next_cursor, current)
    )


def incident(desk: Desk) -> Response:
    """Return one incident."""
    (found,) = _weighed(desk, [desk.shelf.one(desk.path["incident_id"])])
    return answer(found)


def claims(desk: Desk) -> Response:
    """List the claims that stand, as ruled."""
    wanted = Filter(**_given(desk, claim_conditions))
    page = desk.claims(wanted, desk.query.get("cursor"), limit(desk))
    return answer(shapes.ClaimList(tuple(j.claim for j in page.items), page.next_cursor))


def claim(desk: Desk) -> Response:
    """Return one claim, corrected where it was, also one that was rejected."""
    return answer(claim_of(desk, desk.path["claim_id"]))


def reports(desk: Desk) -> Response:
    """List reports."""
    most, before = limit(desk), seq_cursor(desk)
    table, seal = schema.report.c, schema.seal.c
    query = select(table.id, table.seq, table.record, seal.key)
    query = query.join_from(schema.report, schema.seal, seal.id == table.id)
    query = query.where(table.seq < size_or_all(desk.size if before is None else before))
    with desk.ledger.reading() as connection:
        rows = connection.execute(query.order_by(table.seq.desc()).limit(most + 1)).all()
    found = tuple(_line(loads(_open(row, "report"), Report)) for row in rows[:most])
    return answer(shapes.ReportList(found, _next(rows, most)))


def report(desk: Desk) -> Response:
    """Return one report with its text, claims and flags."""
    found = desk.ledger.report(desk.path["report_id"])
    read = tuple(j.claim for j in claims_of(desk, found) if j.status != "rejected")
    flags = desk.ledger.flags(found.id, desk.size)
    return answer(shapes.ReportText(_line(found), found.text, read, flags))


def original(desk: Desk) -> Response:
    """Return the original bytes of a report, as a file: never as a page."""
    data = desk.ledger.original(desk.path["report_id"])
    name = desk.path["report_id"][:16]
    head = {"Content-Disposition": f'attachment; filename="{name}.bin"'}
    return Response(data, media_type="application/octet-stream", headers=head)


def decisions(desk: Desk) -> Response:
    """List decisions."""
    most, before = limit(desk), seq_cursor(desk)
    size = desk.size if before is None else before
    query = queries.sealed_decisions(size_or_all(size)).order_by(None)
    with desk.ledger.reading() as connection:
        ordered = query.order_by(schema.decision.c.seq.desc()).limit(most + 1)
        rows = connection.execute(ordered).all()
    found = decisions_seen(desk, (loads(_open(row, "decision"), Decision) for row in rows[:most]))
    return answer(shapes.DecisionList(tuple(found), _next(rows, most)))


def log(desk: Desk) -> Response:
    """List entries of the ledger's log; not for a second coder, whom it would tell of rulings."""
    if desk.blind_to:
        raise Refused(
            409,
            "the log tells what was ruled, and you are the second coder of a report.",
            hint="Hand the coding in first.",
        )
    most, before = limit(desk), seq_cursor(desk)
    entry = schema.entry.c
    query = select(entry.seq, entry.record)
    query = query.where(entry.seq < size_or_all(desk.size if before is None else before))
    with desk.ledger.reading() as connection:
        rows = connection.execute(query.order_by(entry.seq.desc()).limit(most + 1)).all()
    found = tuple(_entry(row.record) for row in rows[:most])
    return answer(shapes.LogList(found, _next(rows, most)))


def accounts(desk: Desk) -> Response:
    """List the accounts with their roles in this ledger."""
    found = tuple(
        shapes.AccountLine(
            a.id, a.name, a.role.value if a.role else None, a.disabled, a.has_codes, a.is_external
        )
        for a in desk.state.accounts.all()
    )
    return answer(shapes.AccountList(found))


# --- inside ---------------------------------------------------------------------------------


def _given(desk: Desk, known: tuple[tuple[str, str], ...]) -> dict[str, str]:
    """Return the conditions that were given.

    Raises:
        SettingsError: a parameter is none that this address takes: a misspelt one would find all.
    """
    names = [name for name, _ in known]
    taken = {*names, "cursor", "limit", "as_of", "known_by"}
    for name in desk.query:
        if name not in taken:
            raise SettingsError(
                f"there is no parameter {name!r} here.", hint=f"Use: {', '.join(sorted(taken))}."
            )
    return {name: desk.query[name] for name in names if desk.query.get(name)}


def _weighed(desk: Desk, found: Sequence[Weighed]) -> tuple[shapes.WeighedIncident, ...]:
    kin = desk.shelf.kin([each.incident.id for each in found])
    return tuple(
        shapes.WeighedIncident(
            each.incident,
            each.tallies,
            each.disputes,
            each.grade,
            whole.id if (whole := kin[each.incident.id].whole) else None,
            tuple(part.id for part in kin[each.incident.id].parts),
        )
        for each in found
    )


def _line(found: Report) -> shapes.ReportLine:
    return shapes.ReportLine(
        found.id,
        found.title,
        found.author,
        found.publisher,
        found.published,
        found.language,
        found.media_type,
        found.origin.address,
    )


def _entry(record: str) -> shapes.LogEntry:
    found = entry_from(record)
    return shapes.LogEntry(
        found.seq,
        found.kind,
        found.subject,
        found.moment,
        found.previous,
        found.count,
        found.rows,
        dict(found.content),
    )


def _open(row: Any, table: str) -> bytes:
    sealed = row.record if hasattr(row, "record") else row.sealed
    return unseal(record_key(bytes(row.key), table, row.id), bytes(sealed))


def _next(rows: Any, most: int) -> str | None:
    return str(rows[most - 1].seq) if len(rows) > most else None


def _get(
    path: str,
    name: str,
    view: Any,
    returns: type | None,
    query: tuple[tuple[str, str], ...] = (),
    *,
    may: Permission = Permission.READ,
    restricted: bool = False,
) -> Route:
    return Route(
        path=path,
        view=view,
        may=may,
        name=name,
        kind=Kind.API,
        returns=returns,
        query=query,
        says=(view.__doc__ or "").strip(),
        restricted=restricted,
    )


_listed = (*paging, as_of)

routes: tuple[Route, ...] = (
    _get("/api", "api_start", start, shapes.Start, (as_of,)),
    _get("/api/me", "api_me", me, shapes.Me),
    _get(
        "/api/incidents",
        "api_incidents",
        incidents,
        shapes.IncidentList,
        (*incident_conditions, *_listed, known_by),
    ),
    _get(
        "/api/incidents/{incident_id}",
        "api_incident",
        incident,
        shapes.WeighedIncident,
        (as_of, known_by),
    ),
    _get("/api/claims", "api_claims", claims, shapes.ClaimList, (*claim_conditions, *_listed)),
    _get("/api/claims/{claim_id}", "api_claim", claim, None, (as_of,)),
    _get("/api/reports", "api_reports", reports, shapes.ReportList, _listed),
    _get(
        "/api/reports/{report_id}",
        "api_report",
        report,
        shapes.ReportText,
        (as_of,),
        restricted=True,
    ),
    _get("/api/reports/{report_id}/original", "api_original", original, None, restricted=True),
    _get("/api/decisions", "api_decisions", decisions, shapes.DecisionList, _listed),
    _get("/api/log", "api_log", log, shapes.LogList, _listed),
    _get(
        "/api/accounts",
        "api_accounts",
        accounts,
        shapes.AccountList,
        may=Permission.ADMINISTER,
    ),
)
