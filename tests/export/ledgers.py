"""An invented ledger for the exports: a clash, a bombing that voices differ on, a protest."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from polybius.ledger.store import Ledger
from polybius.records import (
    Claim,
    Count,
    Occurrence,
    Party,
    Passage,
    Place,
    Report,
    Role,
    Stance,
    Voice,
    When,
)
from polybius.weighing.deriving import rebuild
from tests import samples

canary = "Quenby Starling"
formula = '=HYPERLINK("https://gazette.example/";"=x")'
moment = datetime(2026, 2, 5, 8, tzinfo=UTC)


texts = (
    f"The colonel said that 17 officers died in the clash at the market, {canary} beside them.",
    f"Residents speak of dozens of dead neighbours after Tuesday's fighting; {canary} was one.",
    "Weeks later the courier of the province counted again what hospitals had written down.",
)


def whole(report: Report) -> Passage:
    return Passage(0, len(report.text), report.text)


def place_in(report: Report, *, latitude: float | None = 30.1234) -> Place:
    return Place(
        "Marrowdale market",
        whole(report),
        "exact",
        "geonames:1",
        "Marrowdale",
        latitude,
        None if latitude is None else 67.0456,
        "PK",
        "Balochistan",
    )


def party(name: str, kind: str, code: str | None, report: Report) -> Party:
    return Party(name, whole(report), kind, code)


def report(number: int, publisher: str, title: str, day: str) -> Report:
    text = texts[number]
    made = samples.report(text, f"https://gazette.example/{canary.replace(' ', '-')}/{number}")
    return replace(made, title=title, publisher=publisher, published=day, author=canary)


def count(
    of: Report,
    key: str,
    victim_class: str,
    ends: tuple[int, int | None],
    voice: Voice,
    *,
    category: str = "killed",
) -> Claim:
    words, (low, high) = whole(of), ends
    best = low if high == low else None
    made = Count(category, victim_class, low, high, words, best, key=f"{key}.{victim_class}")
    return claim(of, key, made, voice)


def occurrence(of: Report, key: str, event_type: str, voice: Voice, *, located: bool) -> Claim:
    return claim(of, key, Occurrence(event_type, whole(of)), voice, located=located)


def claim(
    of: Report, key: str, body: Count | Occurrence, voice: Voice, *, located: bool = True
) -> Claim:
    roles = (
        Role("perpetrator", party("the group", "armed_group", "pk.bla", of)),
        Role("target", party("the army", "force", "force.pk.army", of)),
        Role("victim", party(canary, "person", None, of)),
    )
    day = "2026-02-03" if key != "h3" else "2026-01-20"
    return samples.with_id(
        Claim(
            id="",
            report_id=of.id,
            passage=whole(of),
            body=body,
            voice=voice,
            stance=Stance("asserts"),
            roles=roles if key != "h3" else roles[2:],
            place=place_in(of) if located else None,
            when=When("on Tuesday", whole(of), day, day, "day"),
            happening=key,
        )
    )


def fill(ledger: Ledger, numbers: tuple[int, ...] = (0, 1)) -> None:
    """Append the reports of these numbers and derive."""
    for number in numbers:
        titles = (formula, f"A second account; {canary}", "A later account")
        days = ("2026-02-04", "2026-02-05", "2026-02")
        of = report(
            number,
            ("=Gazette", f"Harbour {canary}", "Courier")[number],
            titles[number],
            days[number],
        )
        army = Voice(
            "military", f"Colonel {canary}", "named", whole(of), "Colonel", None, "state.pk"
        )
        group = Voice("armed_group", "a spokesman", "unnamed", whole(of), party_id="pk.bla")
        outlet = Voice("outlet", of.publisher or "", "outlet")
        made = [
            occurrence(of, "h1", "armed_clash", outlet, located=True),
            count(of, "h1", "security_forces", (17, 17), army),
            count(of, "h1", "civilians", (31 + number, 31 + number), outlet),
            count(of, "h1", "civilians", (5, None), outlet, category="wounded"),
            count(of, "h1", "security_forces", (200, None), group),
            occurrence(of, "h3", "protest", outlet, located=False),
        ]
        ledger.append(of, of.text.encode(), samples.reading(of, *made))
    rebuild(ledger)


@cache
def template() -> bytes:
    """Return the file of a filled ledger: made once, as opening and linking take a second."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "template.sqlite"
        with Ledger(path, clock=lambda: moment) as ledger:
            fill(ledger)
            ledger.sweep()
        return path.read_bytes()


def open_filled(path: Path) -> Ledger:
    path.write_bytes(template())
    return Ledger(path, clock=lambda: moment)
