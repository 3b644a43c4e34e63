"""Pages of those who speak and those spoken of: parties, sources, forecasts."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.responses import Response

from polybius.export.columns import Column
from polybius.export.sources import bias_words, share_words
from polybius.web.context import Desk
from polybius.web.models.bounded import count_parties
from polybius.web.models.forecasts import Forecast, forecasts_view
from polybius.web.models.party import RelationRow, party_view
from polybius.web.models.sources import SourceRow, source_view, sources_view
from polybius.web.permissions import Permission
from polybius.web.routing import Route


@dataclass(frozen=True, slots=True)
class Counted:
    """A party with the number of its claims."""

    key: str
    name: str
    claims: int


@dataclass(frozen=True, slots=True)
class Parties:
    """The parties with the most claims."""

    words: str
    rows: tuple[Counted, ...]


counted_columns: tuple[Column[Counted], ...] = (
    Column("party", "Key in the register, or name:NAME", lambda p: p.key),
    Column("name", "Name", lambda p: p.name),
    Column("claims", "Claims that it has a part in", lambda p: p.claims),
)
relation_columns: tuple[Column[RelationRow], ...] = (
    Column("day", "First day that it may be of", lambda r: r.day),
    Column("other", "Key of the other party", lambda r: r.other),
    Column("other_name", "Its name", lambda r: r.other_name),
    Column("relation", "Codebook: relation kinds", lambda r: r.relation),
    Column("status", "Codebook: relation statuses", lambda r: r.status),
    Column("voice", "Who says so", lambda r: r.voice),
    Column("claim_id", "Id of the claim", lambda r: r.claim_id),
    Column("passage", "The words that make the claim", lambda r: r.passage),
)
source_columns: tuple[Column[SourceRow], ...] = (
    Column("source", "party:KEY, name:NAME or outlet:NAME", lambda s: s.record.key),
    Column("name", "Name", lambda s: s.record.name),
    Column("side", "Register key of its side", lambda s: s.record.side),
    Column("claims", "Claims that it puts forward", lambda s: s.record.claims),
    Column("incidents", "Incidents that they are of", lambda s: s.record.incidents),
    Column(
        "acknowledged", "Borne out by another side", lambda s: share_words(s.record.acknowledged)
    ),
    Column("contradicted", "Disputed", lambda s: share_words(s.record.contradicted)),
    Column("bias", "Reported for each loss", lambda s: "; ".join(map(bias_words, s.biases))),
)
forecast_columns: tuple[Column[Forecast], ...] = (
    Column("claim_id", "Id of the claim", lambda f: f.claim_id),
    Column("said", "Day of the report", lambda f: f.said),
    Column("voice", "Who says so", lambda f: f.voice),
    Column("proposition", "What is foretold", lambda f: f.proposition),
    Column("words", "The words of likelihood", lambda f: f.words),
    Column("low", "Lower end of their band, 0 to 1", lambda f: f.low),
    Column("high", "Upper end", lambda f: f.high),
    Column("horizon", "By when, in the text's words", lambda f: f.horizon),
    Column("horizon_end", "Last day of the horizon", lambda f: f.horizon_end),
)


def parties(desk: Desk) -> Response:
    """Show the parties with the most claims."""
    words = desk.query.get("q", "").strip()
    found = desk.kept(
        ("parties", words), lambda: count_parties(desk.ledger, words, desk.blind_to, desk.size)
    )
    rows = tuple(Counted(*each) for each in found)
    return desk.view("parties.html", Parties(words, rows), counted_columns, rows, "parties")


def party(desk: Desk) -> Response:
    """Show one party."""
    model = party_view(desk, desk.path["party_key"])
    return desk.view("party.html", model, relation_columns, model.relations, "relations")


def sources(desk: Desk) -> Response:
    """Show what became of each source's claims."""
    model = sources_view(desk)
    if desk.query.get("format") in (None, "html"):
        return desk.page(
            "sources.html", model=model, forms=("csv", "json"), share=share_words, bias=bias_words
        )
    return desk.view("sources.html", model, source_columns, model.rows, "sources")


def source(desk: Desk) -> Response:
    """Show one source."""
    model = source_view(desk, desk.path["source_key"])
    if desk.query.get("format") in (None, "html"):
        return desk.page(
            "source.html", model=model, forms=("csv", "json"), share=share_words, bias=bias_words
        )
    return desk.view("source.html", model, source_columns, (model.row,), "source")


def forecasts(desk: Desk) -> Response:
    """Show what is foretold."""
    model = forecasts_view(desk)
    return desk.view("forecasts.html", model, forecast_columns, model.rows, "forecasts")


routes: tuple[Route, ...] = (
    Route(path="/parties", view=parties, may=Permission.READ, name="parties"),
    Route(path="/parties/{party_key}", view=party, may=Permission.READ, name="party"),
    Route(path="/sources", view=sources, may=Permission.READ, name="sources"),
    Route(path="/sources/{source_key}", view=source, may=Permission.READ, name="source"),
    Route(path="/forecasts", view=forecasts, may=Permission.READ, name="forecasts"),
)
