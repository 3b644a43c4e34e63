"""A row → its claims: what the dataset says that happened, to how many, and whom it has it from.

The dataset is the voice of its codes and figures: they are its coders' judgement, and nobody
else's. Where a row names a source, one more claim has that source as its voice, *through* the
dataset: it says that the source reported the event, and no figure is put in its mouth.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import TypeVar

from polybius.errors import IntakeError
from polybius.importers import days, numbers, parties, places
from polybius.importers.choosing import choose, holds
from polybius.importers.mappings import CountSpec, Mapping, RoleSpec, SourceSpec, WhenSpec
from polybius.importers.numbers import Number, parse_number
from polybius.importers.parties import PartyNames
from polybius.importers.texts import RowText
from polybius.reading.assembly import with_id
from polybius.records import (
    Body,
    Claim,
    Count,
    FieldSource,
    Modality,
    Occurrence,
    Passage,
    Place,
    Role,
    Stance,
    Voice,
    When,
)
from polybius.resolving.gazetteer import Gazetteer

T = TypeVar("T")
happening = "row"
"""A row is one happening."""


@dataclass(frozen=True, slots=True)
class Coder:
    """What rows are turned into claims with."""

    mapping: Mapping
    names: PartyNames
    gazetteer: Gazetteer

    def claims(self, report_id: str, row: RowText) -> tuple[Claim, ...]:
        """Return the claims of a row: the happening, its figures, its sources.

        Raises:
            IntakeError: a cell can't be read; names the column.
        """
        setting = self._setting(report_id, row)
        bodies = [*self._occurrence(row), *self._counts(row)]
        made = [replace(setting, body=body, passage=passage) for body, passage in bodies]
        heard = [c for spec in self.mapping.sources for c in self._heard(row, spec, made[0])]
        unique = {claim.id: claim for claim in map(with_id, (*made, *heard))}
        return tuple(unique.values())

    def _setting(self, report_id: str, row: RowText) -> Claim:
        """Return a claim with all that the claims of a row share."""
        mapping = self.mapping
        place = _in_column("place", lambda: places.place_of(row, mapping.place, self.gazetteer))
        when, last = _in_column("date", lambda: when_of(row, mapping.when))
        country = place.country if place else None
        roles = [r for spec in mapping.roles for r in self._roles(row, spec, country)]
        spec = mapping.voice
        # Placeholders: every claim of the row gets its own body and passage.
        passage = Passage(0, 0, "")
        return Claim(
            id="",
            report_id=report_id,
            passage=passage,
            body=Occurrence("other", passage),
            voice=Voice(spec.kind, spec.name, "named", None, party_id=spec.party),
            stance=Stance("asserts"),
            roles=tuple(dict.fromkeys(roles)),
            place=place,
            when=when,
            happening=happening,
            sources=self._sources(place, when, last),
        )

    def _sources(
        self, place: Place | None, when: When, last: Passage | None
    ) -> tuple[FieldSource, ...]:
        rule = self.mapping.rule
        given = [FieldSource(field, rule) for field in ("voice", "body", "roles")]
        given.append(FieldSource("when", days.rule, when.passage))
        if last is not None:
            given.append(FieldSource("when.end", days.rule, last))
        if place is not None:
            given.append(FieldSource("place", places.rule, place.passage))
        return (*given, FieldSource("party_id", parties.rule), FieldSource("count", numbers.rule))

    def _occurrence(self, row: RowText) -> Iterator[tuple[Body, Passage]]:
        mapping = self.mapping
        coded = mapping.event_type
        cell = None if isinstance(coded, str) else row.cell(coded.column)
        trigger = cell or row.cell(mapping.notes) or row.cell(mapping.day_columns)
        assert trigger is not None, "a row without a day was refused"
        event_type = choose(row, coded, "event type")
        modality = Modality(choose(row, mapping.modality, "modality"))
        notes = row.cell(mapping.notes)
        yield Occurrence(event_type, trigger, modality=modality), row.line(notes or trigger)

    def _counts(self, row: RowText) -> Iterator[tuple[Body, Passage]]:
        wholes: dict[str, str] = {}
        for number, spec in enumerate(self.mapping.counts):
            found = _figure(row, spec, self.mapping.decimal)
            if found is None:
                continue
            figure, words = found
            key = f"c{number}.{spec.category}"
            wholes.setdefault(spec.category, key)
            whole = wholes[spec.category]
            yield (
                Count(
                    category=spec.category,
                    victim_class=choose(row, spec.victim_class, "class of victims"),
                    low=figure.low,
                    high=figure.high,
                    words=words,
                    best=figure.best,
                    part_of=whole if spec.part and whole != key else None,
                    key=key,
                ),
                row.line(words),
            )

    def _roles(self, row: RowText, spec: RoleSpec, country: str | None) -> Iterator[Role]:
        cell = row.cell(spec.column)
        if cell is None or not holds(row, spec.when):
            return
        number = row.cell(spec.ucdp_id)
        role = choose(row, spec.role, "role")
        for part in row.parts(cell, spec.split):
            yield Role(role, self.names.party(part, country, number.text if number else None))

    def _heard(self, row: RowText, spec: SourceSpec, occurrence: Claim) -> Iterator[Claim]:
        cell = row.cell(spec.column)
        if cell is None or not holds(row, spec.when):
            return
        kind = choose(row, spec.kind, "kind of voice")
        stance = choose(row, spec.stance, "stance")
        cue = row.cell(spec.when.column) if spec.when else None
        country = occurrence.place.country if occurrence.place else None
        for part in row.parts(cell, spec.split):
            name = row.before(part, spec.field)
            party = self.names.party(name, country).party_id
            side = None if kind in ("media", "document", "unknown") else party
            named = party is not None or not name.text[:1].islower()
            anonymity = "named" if named else "unnamed"
            voice = Voice(kind, name.text, anonymity, name, None, None, side, occurrence.voice)
            yield replace(
                occurrence, voice=voice, stance=Stance(stance, cue), passage=row.line(part)
            )


def when_of(row: RowText, spec: WhenSpec) -> tuple[When, Passage | None]:
    """Return when a row's event was, and the cell of its last day where it is another cell.

    Raises:
        IntakeError: there is no day, it is none, or the last lies before the first.
    """
    first = row.cell(spec.start or spec.year)
    if first is None:
        raise IntakeError("the row has no day.", hint="An event without a day can't be compared.")
    if spec.start is None:
        parts = [row.cell(column) for column in (spec.year, spec.month, spec.day)]
        span = days.days_of(*(part.text if part else "" for part in parts))
        return _when(first, span), None
    span = days.parse_days(first.text, day_first=spec.day_first)
    last = row.cell(spec.end)
    if last is None or last.text == first.text:
        return _when(first, span), None
    end = days.parse_days(last.text, day_first=spec.day_first)
    if end.last < span.first:
        raise IntakeError(f"the last day, {last.text}, lies before the first, {first.text}.")
    return _when(first, days.Span(span.first, end.last)), last


def _when(words: Passage, span: days.Span) -> When:
    return When(
        words.text,
        words,
        span.first.isoformat(),
        span.last.isoformat(),
        days.precision_of(span),
    )


def _figure(row: RowText, spec: CountSpec, decimal: str) -> tuple[Number, Passage] | None:
    """Return the number that one or three cells give, and the cell to quote; None: not known.

    A lower end alone leaves the number open above.
    """
    cells = [row.cell(columns) for columns in (spec.value, spec.low, spec.high)]
    value, low, high = (_number(row, cell, decimal) for cell in cells)
    parsed = zip((value, low, high), cells, strict=True)
    quoted = next((cell for number, cell in parsed if number is not None), None)
    if quoted is None:
        return None
    inner = value or Number(low.low if low else 0, None, high.high if high else None)
    made = Number(low.low if low else inner.low, inner.best, high.high if high else inner.high)
    if made.best is None and made.low == made.high:
        made = Number(made.low, made.low, made.high)
    _check(made, spec)
    is_zero = made.low == 0 and not made.best and not made.high
    return None if is_zero and spec.zero == "unknown" else (made, quoted)


def _number(row: RowText, cell: Passage | None, decimal: str) -> Number | None:
    if cell is None:
        return None
    column = row.line(cell).text.split(":", 1)[0]
    return _in_column(column, lambda: parse_number(cell.text, decimal=decimal))


def _check(made: Number, spec: CountSpec) -> None:
    ends = [n for n in (made.low, made.best, made.high) if n is not None]
    if ends != sorted(ends):
        raise IntakeError(
            f"{spec.category}: low {made.low}, best {made.best}, high {made.high} are out of order."
        )


def _in_column(name: str, action: Callable[[], T]) -> T:
    """Run ``action``; its refusal names the column."""
    try:
        return action()
    except IntakeError as error:
        raise IntakeError(f"{name}: {error.what}", hint=error.hint) from error
