"""A generated ledger of any number of incidents, for how fast the desk answers.

Rows are written straight into the tables: two claims and a report for each incident, sealed as the
ledger seals them, with an entry of the log for each report, indexes and derived tables, but with
nothing of what linking keeps. Such a file is good to ask, not to verify or to link.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Table, insert

from polybius.ids import sha256_hex
from polybius.ledger import queries, rows, schema
from polybius.ledger.derived import sum_of_ids
from polybius.ledger.log import LogWriter
from polybius.ledger.sealing import new_key, record_key, seal
from polybius.ledger.store import Ledger
from polybius.ledger.unsealing import no_end
from polybius.ledger.workings import summed
from polybius.plain import dumps
from polybius.records import (
    Body,
    Claim,
    Count,
    Grade,
    Incident,
    Occurrence,
    Origin,
    Party,
    Passage,
    Place,
    Report,
    Role,
    Stance,
    Tally,
    TextMap,
    Voice,
    When,
)
from polybius.weighing import deriving, tallies

batch = 1000
seed = 20261123
towns, forces = 2000, 40
countries = ("KE", "SO", "ET", "SD", "SS", "UG", "TD", "CF", "CD", "ML")
kinds = ("attack", "bombing", "shelling", "armed_clash", "killing")
grades = ("confirmed", "fair", "weak", "contested")
deeds = ("convoy", "market", "checkpoint", "barracks", "bridge", "school", "depot", "village")


def make(path: Path, incidents: int) -> None:
    """Make a ledger of ``incidents`` incidents at ``path``."""
    with Ledger(path) as ledger:
        with ledger.writing() as writer:
            _fill(writer, incidents)
        with ledger.reading() as connection:
            ids = sum_of_ids(connection.scalars(queries.report_ids(no_end)))
            ids += sum_of_ids(connection.scalars(queries.current_claim_ids(no_end)))
        facts = {
            "claims_digest": ledger.claims_digest(),
            "ids": str(ids),
            "rules": " ".join(deriving.rules),
            "entries": str(ledger.head().size),
            "decisions": "",
        }
        with ledger.writing() as writer:
            stored = [{"name": name, "value": value} for name, value in summed(facts).items()]
            writer.connection.execute(insert(schema.derivation), stored)


def _fill(writer: LogWriter, incidents: int) -> None:
    chance = random.Random(seed)
    connection = writer.connection
    for start in range(0, incidents, batch):
        found: dict[str, list[dict[str, Any]]] = {}
        for number in range(start, min(start + batch, incidents)):
            seq = writer.append("import", "generated", {"incident": number}).seq
            for name, row in _rows(number, seq, chance):
                found.setdefault(name, []).append(row)
        for table in (*schema.logged, *schema.index, *schema.derived, schema.seal):
            _insert(connection, table, found)
        words = found.pop("passage_text")
        connection.exec_driver_sql(
            "INSERT INTO passage_text (claim_id, text) VALUES (?, ?)",
            [(row["id"], row["text"]) for row in words],
        )


def _insert(connection: Connection, table: Table, found: dict[str, list[dict[str, Any]]]) -> None:
    new = found.get(str(table.name))
    if new:
        connection.execute(insert(table), new)


def _rows(number: int, seq: int, chance: random.Random) -> Iterator[tuple[str, dict[str, Any]]]:
    report, claims, incident = _happening(number, chance)
    key = new_key()
    yield "seal", {"id": report.id, "key": key}
    sealed = seal(record_key(key, "blob", report.id), report.text.encode())
    yield "blob", {"sha256": report.id, "seq": seq, "size": len(report.text), "data": sealed}
    record = seal(record_key(key, "report", report.id), dumps(report).encode())
    yield "report", {"id": report.id, "seq": seq, "record": record}
    yield "report_index", rows.report_index_row(report)
    reading = rows.reading_id(report.id, "reader.generated.v1")
    flags = seal(record_key(key, "reading", reading), b"[]")
    yield (
        "reading",
        {
            "id": reading,
            "seq": seq,
            "report_id": report.id,
            "reader": "reader.generated.v1",
            "unread": None,
            "flags": flags,
        },
    )
    for position, claim in enumerate(claims):
        record = seal(record_key(key, "claim", claim.id), dumps(claim).encode())
        yield "claim", {"id": claim.id, "seq": seq, "report_id": report.id, "record": record}
        link = {"reading_id": reading, "position": position, "claim_id": claim.id, "seq": seq}
        yield "reading_claim", link
        yield "claim_index", rows.claim_index_row(claim, seq)
        for party in rows.party_rows(claim, seq):
            yield "party_index", party
        yield "passage_text", {"id": claim.id, "text": claim.passage.text}
        yield "incident_claim", {"incident_id": incident.id, "claim_id": claim.id}
    grade = chance.choice(grades)
    yield "incident", rows.incident_row(incident, grade)
    yield from _weighed(incident, claims, grade)


def _weighed(
    incident: Incident, claims: tuple[Claim, Claim], grade: str
) -> Iterator[tuple[str, dict[str, Any]]]:
    count = claims[1].body
    assert isinstance(count, Count)
    ids = (claims[1].id,)
    for rule in tallies.rules:
        tally = Tally(
            incident.id, count.category, count.victim_class, count.low, count.low, count.high,
            False, ids, ids, ids, rule,
        )  # fmt: skip
        yield "tally", rows.tally_row(tally)
    made = Grade(incident.id, grade, ("one voice",), ids, "grade.airwars.v1")
    yield "grade", rows.grade_row(made)


def _happening(number: int, chance: random.Random) -> tuple[Report, tuple[Claim, Claim], Incident]:
    town, dead = f"Town {chance.randrange(towns)}", chance.randrange(1, 60)
    force, deed = f"Force {chance.randrange(forces)}", chance.choice(deeds)
    day = f"{2016 + number % 10}-{chance.randrange(1, 13):02}-{chance.randrange(1, 29):02}"
    text = (
        f"Officials said that {dead} people were killed when {force} attacked a {deed} in {town} "
        f"on {day}. Report {number}."
    )
    report_id = sha256_hex(text.encode())
    whole = Passage(0, len(text), text)
    report = Report(
        id=report_id,
        text=text,
        media_type="text/plain",
        language="en",
        origin=Origin(f"https://gazette.example/{number}", "2026-11-01T00:00:00Z"),
        text_map=TextMap("decoded", ((0, 0, len(text)),)),
        title=f"{deed} attacked in {town}",
        publisher=f"Gazette {number % 50}",
        published=day,
        published_precision="day",
    )
    land = countries[number % len(countries)]
    latitude, longitude = chance.uniform(-10, 20), chance.uniform(0, 45)
    place = Place(
        town, whole, "exact", f"geonames:{number % towns}", town, latitude, longitude, land
    )
    event_type = chance.choice(kinds)
    roles = (Role("perpetrator", Party(force, whole, "armed_group", f"xx.{force}")),)
    bodies: tuple[Body, ...] = (
        Occurrence(event_type, whole),
        Count("killed", "civilians", dead, dead, whole, dead, key="c1"),
    )
    claims = tuple(
        Claim(
            id=sha256_hex(f"{number}.{n}".encode()),
            report_id=report_id,
            passage=whole,
            body=body,
            voice=Voice("government", f"officials of {land}", "unnamed", whole, None, None, land),
            stance=Stance("asserts"),
            roles=roles,
            place=place,
            when=When(day, whole, day, day, "day"),
            happening="h1",
        )
        for n, body in enumerate(bodies)
    )
    incident = Incident(
        id=sha256_hex(f"incident {number}".encode()),
        event_type=event_type,
        claim_ids=tuple(sorted(claim.id for claim in claims)),
        report_ids=(report_id,),
        place=place,
        start=day,
        end=day,
        roles=roles,
        title=f"{event_type} in {town}, {day}",
        rule="link.generated.v1",
    )
    return report, (claims[0], claims[1]), incident
