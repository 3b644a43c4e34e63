"""The tables of incidents, tallies, disputes, reports and lineage.

The table of incidents carries the whole record as JSON beside its columns: nothing of it is lost,
and `incident_of` reads it back. In a public export that record is the public part.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import msgspec

from polybius.codebook.crosswalk import to_scheme
from polybius.export.formats import precision
from polybius.export.formats.claim_tables import (
    Jsoned,
    parties_in,
    place_fields,
    place_part,
    whole_record,
)
from polybius.export.formats.fields import Field, Link, Table
from polybius.export.formats.state import Case
from polybius.export.formats.tolls import Toll, tolls
from polybius.plain import loads, to_plain
from polybius.records import Dispute, Incident, Kinship, Report, Tally


def incident_of(row: Mapping[str, Any]) -> Incident:
    """Return the incident of a row of table ``incidents`` of an export that is not public."""
    return loads(row["record"], Incident)


def incidents_table(record: Jsoned = whole_record) -> Table[Case]:
    """Return the table of incidents; ``record`` makes the JSON of its last column."""

    def of(field: Field[Any]) -> Field[Case]:
        return replace(field, value=lambda case: field.value(case.incident))

    return Table(
        "incidents",
        "What happened: one row a happening that claims speak of",
        ("incident_id",),
        (
            Field("incident_id", "string", "Id", lambda c: c.incident.id, required=True),
            Field(
                "event_type",
                "string",
                "Codebook: event types",
                lambda c: c.incident.event_type,
                required=True,
            ),
            Field("plover", "list", "PLOVER's type", lambda c: _coded("plover", c)),
            Field("cameo", "list", "CAMEO's root code", lambda c: _coded("cameo", c)),
            Field("title", "string", "In a few words", lambda c: c.incident.title),
            Field("first_day", "date", "First possible day", lambda c: c.incident.start),
            Field("last_day", "date", "Last possible day", lambda c: c.incident.end),
            Field(
                "date_prec",
                "integer",
                "UCDP's date_prec, 1 the day to 5 more than a month",
                lambda c: precision.date_prec(c.incident.start, c.incident.end),
            ),
            of(Field("place", "string", "In the text's words", lambda i: place_part(i, "name"))),
            *map(of, place_fields()),
            of(Field("perpetrators", "list", "Who did it", lambda i: parties_in(i, "perpetrator"))),
            of(Field("targets", "list", "What was aimed at", lambda i: parties_in(i, "target"))),
            of(Field("victims", "list", "Who suffered it", lambda i: parties_in(i, "victim"))),
            Field("grade", "string", "Codebook: grades", lambda c: c.grade and c.grade.grade),
            *_toll_fields(),
            Field(
                "contested",
                "boolean",
                "Whether voices exclude one another on a figure",
                lambda c: any(tally.contested for tally in c.tallies),
                required=True,
            ),
            Field(
                "disputes",
                "integer",
                "Number of disputes",
                lambda c: len(c.disputes),
                required=True,
            ),
            Field(
                "outlets",
                "integer",
                "Outlets that report it; reports that name none count one each",
                lambda c: c.outlets,
                required=True,
            ),
            Field(
                "part_of",
                "string",
                "Incident that it is a part of: add up one or the other",
                lambda c: c.part_of,
            ),
            Field("claim_ids", "list", "Claims it is made of", lambda c: c.incident.claim_ids),
            Field("report_ids", "list", "Reports they are from", lambda c: c.incident.report_ids),
            Field("link_rule", "string", "Rule that joined them", lambda c: c.incident.rule),
            Field(
                "record",
                "object",
                "The whole incident as JSON",
                lambda c: record(c.incident),
                required=True,
            ),
        ),
    )


def _coded(scheme: str, case: Case) -> tuple[str, ...]:
    return to_scheme(scheme, case.incident.event_type)


def _toll_fields() -> list[Field[Case]]:
    parts: tuple[tuple[str, str, Callable[[Case], Toll]], ...] = (
        ("killed", "killed, of all classes", lambda c: tolls(c.tallies).total),
        ("killed_civilians", "civilians killed", lambda c: tolls(c.tallies).civilians),
        ("wounded", "wounded, of all classes", lambda c: tolls(c.tallies, "wounded").total),
    )
    return [
        field
        for name, meaning, toll in parts
        for field in (
            _end(f"{name}_low", f"Lowest number {meaning}", toll, "low"),
            _end(f"{name}_best", f"Best number {meaning}; missing: left open", toll, "best"),
            _end(f"{name}_high", f"Highest number {meaning}; missing: none", toll, "high"),
        )
    ]


def _end(name: str, meaning: str, toll: Callable[[Case], Toll], end: str) -> Field[Case]:
    return Field(name, "integer", meaning, lambda case: getattr(toll(case), end))


tallies_table: Table[Tally] = Table(
    "tallies",
    "How many: one row for each incident, harm, class of people and rule",
    ("incident_id", "rule", "category", "victim_class"),
    (
        Field("incident_id", "string", "Incident", lambda t: t.incident_id, required=True),
        Field("rule", "string", "Rule, with version", lambda t: t.rule, required=True),
        Field("category", "string", "Codebook: harm", lambda t: t.category, required=True),
        Field("victim_class", "string", "Codebook: who", lambda t: t.victim_class, required=True),
        Field("low", "integer", "Lowest figure", lambda t: t.low, required=True),
        Field("best", "integer", "Best figure; missing: the rule leaves it open", lambda t: t.best),
        Field("high", "integer", "Highest figure; missing: no upper bound", lambda t: t.high),
        Field("contested", "boolean", "Voices differ", lambda t: t.contested, required=True),
        Field("low_claims", "list", "Claims at the low end", lambda t: t.low_claims),
        Field("best_claims", "list", "Claims that allow the best", lambda t: t.best_claims),
        Field("high_claims", "list", "Claims at the high end", lambda t: t.high_claims),
    ),
    (Link("incident_id", "incidents", "incident_id"),),
)

disputes_table: Table[Dispute] = Table(
    "disputes",
    "Who contradicts whom: one row a question of an incident",
    ("dispute_id",),
    (
        Field("dispute_id", "string", "Id", lambda d: d.id, required=True),
        Field("incident_id", "string", "Incident", lambda d: d.incident_id, required=True),
        Field("question", "string", "category:class, or what", lambda d: d.question, required=True),
        Field(
            "positions",
            "object",
            "Each side with its voice, value and claims, as JSON",
            lambda d: msgspec.json.encode(to_plain(d.positions), order="sorted").decode(),
            required=True,
        ),
        Field("rule", "string", "Rule, with version", lambda d: d.rule, required=True),
    ),
    (Link("incident_id", "incidents", "incident_id"),),
)

reports_table: Table[Report] = Table(
    "reports",
    "What was published: one row a report, without its text",
    ("report_id",),
    (
        Field("report_id", "string", "SHA-256 of its bytes", lambda r: r.id, required=True),
        Field("title", "string", "Title", lambda r: r.title),
        Field("author", "string", "Author", lambda r: r.author),
        Field("publisher", "string", "Publisher", lambda r: r.publisher),
        Field(
            "published",
            "string",
            "ISO date, or as much of one as is known: 2026-02 is a month",
            lambda r: r.published,
        ),
        Field("language", "string", "ISO 639-1", lambda r: r.language, required=True),
        Field("media_type", "string", "Media type", lambda r: r.media_type, required=True),
        Field("address", "string", "Where it was found", lambda r: r.origin.address),
        Field("retrieved", "string", "Moment, UTC", lambda r: r.origin.retrieved),
    ),
)

lineage_table: Table[Kinship] = Table(
    "lineage",
    "Which reports have the text of which others: one row a pair",
    ("later", "earlier"),
    (
        Field("later", "string", "Report that has the text", lambda k: k.later, required=True),
        Field("earlier", "string", "Report that had it first", lambda k: k.earlier, required=True),
        Field(
            "contained",
            "number",
            "Share of the later's words that stand in the earlier",
            lambda k: k.contained,
            required=True,
        ),
        Field(
            "kept",
            "number",
            "Share of the earlier's words that stand in the later",
            lambda k: k.kept,
            required=True,
        ),
        Field(
            "reason",
            "string",
            "What was done to it",
            lambda k: k.reason,
            True,
            ("reprinted", "trimmed", "expanded", "edited"),
        ),
        Field(
            "is_parent", "boolean", "Taken to come from it", lambda k: k.is_parent, required=True
        ),
        Field("rule", "string", "Rule, with version", lambda k: k.rule, required=True),
    ),
    (Link("later", "reports", "report_id"), Link("earlier", "reports", "report_id")),
)
