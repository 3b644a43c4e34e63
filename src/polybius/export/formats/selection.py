"""Which incidents an export is of, where it is not of all."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields

from polybius.codebook import load
from polybius.errors import SettingsError
from polybius.ids import sha256_hex
from polybius.ledger.filters import Filter
from polybius.records import Grade, Incident


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """Conditions that incidents must all meet; None asks for nothing.

    The first four are met by an incident of which one claim meets them all, as in the ledger's
    queries; the others by the incident itself.
    """

    since: str | None = None
    """First day, ISO."""
    until: str | None = None
    """Last day, ISO, inclusive."""
    place: str | None = None
    """Part of a place's name, a country code, or a gazetteer id."""
    party: str | None = None
    """Part of a party's name, or its key in the register."""
    event_type: str | None = None
    grade: str | None = None

    def __post_init__(self) -> None:
        """Check the conditions.

        Raises:
            SettingsError: a day is none, or a type or grade is not in the codebook.
        """
        _ = self.of_claims
        known = {"event_type": load().event_types, "grade": load().grades}
        for name, codes in known.items():
            code = getattr(self, name)
            if code is not None and code not in codes:
                what = name.replace("_", " ")
                hint = f"Use one of: {', '.join(codes)}."
                raise SettingsError(f"the {what} {code!r} is not in the codebook.", hint=hint)

    @property
    def of_claims(self) -> Filter:
        """The conditions that one claim of the incident must meet."""
        return Filter(since=self.since, until=self.until, place=self.place, party=self.party)

    @property
    def words(self) -> str:
        """The conditions as a person reads them; empty where there are none."""
        return ", ".join(f"{name.replace('_', ' ')} {value}" for name, value in self._given())

    @property
    def name(self) -> str:
        """Some characters that other conditions do not have; empty where there are none."""
        return f"part-{sha256_hex(self.words.encode())[:8]}" if self.words else ""

    def fits(self, incident: Incident, grade: Grade | None) -> bool:
        """Tell whether the incident itself meets the conditions on it."""
        return self.event_type in (None, incident.event_type) and (
            self.grade in (None, grade.grade if grade else None)
        )

    def _given(self) -> Iterator[tuple[str, str]]:
        for field in fields(self):
            value = getattr(self, field.name)
            if value is not None:
                yield field.name, value


everything = Selection()
