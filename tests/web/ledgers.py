"""Ledgers for the desk's tests: invented reports with claims of every kind, and no reader."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path
from typing import TypeVar

from polybius.ids import content_id, sha256_hex
from polybius.ledger.store import Ledger
from polybius.records import (
    Appeal,
    Body,
    Claim,
    Count,
    Decision,
    FieldSource,
    Flag,
    Occurrence,
    Origin,
    Outlook,
    Party,
    Passage,
    Place,
    Reading,
    Rejected,
    Relation,
    Report,
    Role,
    Ruling,
    Stance,
    Standing,
    Statement,
    TextMap,
    Voice,
    When,
)
from polybius.weighing import deriving

Where = TypeVar("Where", Path, str)
Word = Callable[[str], str]
"""Gives what stands in a field: the plain word itself, or something hostile with it."""

days = ("2026-03-03", "2026-03-03", "2026-03-06", "2026-03-12")


def plain(word: str) -> str:
    """Return the word itself."""
    return word


def hostile(attacks: tuple[str, ...]) -> Word:
    """Return a `Word` that gives each attack in turn."""
    turn = count()
    return lambda word: f"{word} {attacks[next(turn) % len(attacks)]}"


def make_ledger(path: Where, word: Word = plain, reports: int = 4) -> Where:
    """Make a ledger in which every field that holds others' words is filled by ``word``."""
    with Ledger(path) as ledger:
        for number in range(reports):
            add_report(ledger, number, word)
        found = ledger.claims()
        ledger.decide(
            Decision("", Ruling.ACCEPT, (found[0].id,), word("Ada"), "", word("as the text says"))
        )
        ledger.decide(Decision("", Ruling.REJECT, (found[1].id,), word("Bo"), "", word("no")))
        deriving.rebuild(ledger)
    return path


def add_report(ledger: Ledger, number: int, word: Word = plain) -> str:
    """Append one more report with its reading; return its id."""
    report = _report(number, word)
    claims = tuple(_claims(report, number, word))
    flag = Flag("near_miss_party", claims[0].passage, word("nearly a party"), _lost(word))
    reading = Reading(report.id, "reader.test.v1", claims, (flag,))
    ledger.append(report, report.text.encode(), reading)
    return report.id


def _report(number: int, word: Word) -> Report:
    body = (
        f"Report {number}. {word('The governor')} said that {17 + number % 2} officers were killed "
        f"in {word('Marrowdale')} on Tuesday. {word('The rebels')} denied it. "
        f"{word('A ceasefire is likely.')} {word('They must stop.')}"
    )
    day = days[number % len(days)]
    return Report(
        id=sha256_hex(body.encode()),
        text=body,
        media_type="text/plain",
        language="en",
        origin=Origin(word(f"https://gazette.example/{number}"), "2026-03-20T08:00:00Z"),
        text_map=TextMap("decoded", ((0, 0, len(body)),)),
        title=word(f"Marrowdale attack {number}"),
        author=word("A. Writer"),
        publisher=word(("Harbour Gazette", "Upland Post")[number % 2]),
        published=day,
        published_precision="day",
    )


def _claims(report: Report, number: int, word: Word) -> Iterator[Claim]:
    said = _passage(report, "officers were killed")
    party = Party(word("Marrowdale police"), said, "force", "xx.police", _lost(word))
    rebels = Party(word("the rebels"), said, "armed_group", None)
    place = Place(
        word("Marrowdale"), said, "adm1", "geonames:1", word("Marrowdale"), 10.5, 20.25, "KE",
        word("Upper Division"), _lost(word),
    )  # fmt: skip
    day = days[number % len(days)]
    when = When(word("on Tuesday"), said, day, day, "day", None, _lost(word))
    governor = Voice(
        "government", word("the governor"), "named", said, word("governor"), word("province"),
        "state.xx", Voice("outlet", word("Gazette"), "outlet"),
    )  # fmt: skip
    speaker = Voice("armed_group", word("a spokesman"), "unnamed", said, party_id="xx.rebels")
    killed = 17 + number % 2
    figures = Count(
        "killed", "security_forces", killed, killed, said, killed, subject=said, key="c1"
    )
    more = Count("killed", "security_forces", 40, None, said, 40, subject=said, key="c2")
    bodies: tuple[tuple[Body, Voice, str], ...] = (
        (Occurrence("attack", said), governor, "accuses"),
        (figures, governor, "asserts"),
        (more, speaker, "claims_responsibility"),
        (Relation("fights", "active", party, rebels, (rebels,), said), governor, "asserts"),
        (Outlook(said, said, 0.55, 0.8, when), speaker, "predicts"),
        (Appeal(said, party), governor, "appeals"),
        (Statement(said), speaker, "denies"),
    )
    for body, voice, stance in bodies:
        draft = Claim(
            id="",
            report_id=report.id,
            passage=_passage(report, report.text),
            body=body,
            voice=voice,
            stance=Stance(stance, said),
            standings=(Standing("not_verified", said),),
            roles=(Role("perpetrator", rebels), Role("victim", party)),
            place=place,
            when=when,
            happening="h1",
            confidence=0.8,
            sources=(FieldSource("voice", "voices.rules.v1", said),),
        )
        yield Claim(**{**_fields(draft), "id": content_id("claim", draft)})


def _fields(claim: Claim) -> dict[str, object]:
    return {name: getattr(claim, name) for name in claim.__dataclass_fields__}


def _passage(report: Report, words: str) -> Passage:
    start = report.text.index(words)
    return Passage(start, start + len(words), words)


def _lost(word: Word) -> tuple[Rejected, ...]:
    return (Rejected(word("xx.other"), word("another"), 0.4, word("it is further away")),)
