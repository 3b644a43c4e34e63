"""A claim that the reader missed, made by a person from a stretch of the text."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from polybius.codebook import load
from polybius.errors import SettingsError
from polybius.ids import content_id
from polybius.ledger.store import Ledger
from polybius.records import (
    Body,
    Claim,
    Count,
    FieldSource,
    Occurrence,
    Passage,
    Reading,
    Report,
    Stance,
    Statement,
    Voice,
)
from polybius.web.models.editing import passage_in

rule = "desk.person.v1"
_number = re.compile(r"\d[\d,]*|\w+")


@dataclass(frozen=True, slots=True)
class Missed:
    """What a person says of a claim that was missed."""

    passage: str
    """``start-end`` in the text."""
    kind: str
    """``count``, ``occurrence`` or ``statement``."""
    stance: str = "asserts"
    voice: str = ""
    """Name of the voice; empty: the outlet's own."""
    voice_kind: str = "outlet"
    category: str = "killed"
    victim_class: str = "person"
    low: str = ""
    high: str = ""
    event_type: str = "attack"


def missed_claim(report: Report, said: Missed, like: Claim | None = None) -> Claim:
    """Return the claim.

    Args:
        report: that it is of.
        said: what the person says of it.
        like: a claim of the same happening, from which place, time and happening are taken.

    Raises:
        SettingsError: a code is not in the codebook, a number is none, or the passage is not in
            the text.
    """
    book = load()
    for code, entries, name in (
        (said.stance, book.stances, "stance"),
        (said.voice_kind, book.voice_kinds, "kind of voice"),
    ):
        if code not in entries:
            raise SettingsError(f"{code!r} is no {name} of the codebook.")
    passage = passage_in(report.text, said.passage)
    body = _body(said, passage)
    start = passage.start
    draft = Claim(
        id="",
        report_id=report.id,
        passage=passage,
        body=body,
        voice=_voice(said, passage, report),
        stance=Stance(said.stance),
        place=like.place if like else None,
        when=like.when if like else None,
        happening=like.happening if like and like.happening else f"h{start}",
        sources=(FieldSource("body", rule, passage), FieldSource("voice", rule)),
    )
    return replace(draft, id=content_id("claim", draft))


def add_claim(ledger: Ledger, report: Report, claim: Claim, claims: Sequence[Claim]) -> bool:
    """Append a reading that has the report's ``claims`` and ``claim``; tell whether it is new.

    The ledger takes claims only as part of a reading, and of a report's readings the latest
    counts; so the person's reading repeats what the machine's made.
    """
    reader = f"{rule}:{claim.id[:16]}"
    reading = Reading(report.id, reader, (*claims, claim), ledger.flags(report.id))
    return ledger.append(report, ledger.original(report.id), reading)


def _body(said: Missed, passage: Passage) -> Body:
    book = load()
    if said.kind == "statement":
        return Statement(passage)
    if said.kind == "occurrence":
        if said.event_type not in book.event_types:
            raise SettingsError(f"{said.event_type!r} is no event type of the codebook.")
        return Occurrence(said.event_type, passage)
    if said.kind != "count":
        raise SettingsError(f"a claim of the kind {said.kind!r} can't be added here.")
    if said.category not in book.harm_categories or said.victim_class not in book.victim_classes:
        raise SettingsError("harm or class is not in the codebook.")
    low, high = _whole(said.low, "least"), _whole(said.high, "most") if said.high else None
    if high is not None and high < low:
        raise SettingsError(f"the most, {high}, is below the least, {low}.")
    words = _words_of(low, passage)
    return Count(
        said.category,
        said.victim_class,
        low,
        high,
        words,
        best=low if high in (None, low) else None,
        key=f"c{words.start}",
    )


def _whole(given: str, name: str) -> int:
    digits = given.replace(",", "").strip()
    if not digits.isascii() or not digits.isdigit():
        raise SettingsError(f"{name}: {given!r} is no number.", hint="Use digits.")
    return int(digits)


def _words_of(number: int, passage: Passage) -> Passage:
    """Return the number's digits in the passage; all of it where they are words."""
    for found in _number.finditer(passage.text):
        if found[0].replace(",", "") == str(number):
            at = passage.start + found.start()
            return Passage(at, at + len(found[0]), found[0])
    return passage


def _voice(said: Missed, passage: Passage, report: Report) -> Voice:
    if not said.voice:
        return Voice("outlet", report.publisher or "the report", "outlet")
    at = report.text.find(said.voice, max(0, passage.start - 300))
    if at < 0:
        raise SettingsError(
            f"the voice {said.voice!r} is not in the text near the passage.",
            hint="Give it in the report's words.",
        )
    end = at + len(said.voice)
    anonymity = "named" if said.voice[:1].isupper() else "unnamed"
    return Voice(said.voice_kind, said.voice, anonymity, Passage(at, end, said.voice))


def missed_in(form: Mapping[str, str]) -> Missed:
    """Return what a form says of a missed claim; fields that are missing are as by default."""
    known = {name: form[name] for name in Missed.__slots__ if form.get(name)}
    try:
        return Missed(**known)
    except TypeError as error:
        raise SettingsError("the form lacks the passage or the kind of claim.") from error
