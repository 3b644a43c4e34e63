"""What the reading's modules hand to one another: marks on a parsed text.

A mark says where something stands and what it was taken for. Marks refer to each other by
position in their own tuple (``entity``, ``occurrence``, ``parent``) and to the text by `Span`
(characters) or token positions. `polybius.reading.assembly` turns them into claims.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from polybius.reading.grammar.syntax import Parse, Span
from polybius.records import Code, Modality, Place, Polarity, Rejected, Voice


@dataclass(frozen=True, slots=True)
class NameMark:
    """A mention of a party or person: a name, a short name, a pronoun or a definite description."""

    first: int
    last: int
    """Token range, half-open."""
    head: int
    """The head token."""
    form: str
    """``name``, ``abbreviation``, ``adjective``, ``pronoun``, ``description``."""
    entity: int
    """Position in `Names.entities`."""


@dataclass(frozen=True, slots=True)
class EntityMark:
    """Somebody or something the report speaks of, over all its mentions."""

    name: str
    """Fullest name that the report uses."""
    kind: Code
    """A kind of the register: ``person``, ``state``, ``force``, ``armed_group`` …, ``unknown``."""
    span: Span
    """Where the fullest name stands."""
    role: str | None = None
    """For a person: office or function, "chief minister"."""
    body: int | None = None
    """For a person: position of the entity that they speak for."""
    party_id: str | None = None
    """Register key where name, abbreviation and context leave no doubt."""
    side: str | None = None
    """Register key of the party on whose side it acts or speaks: itself, or its body."""
    candidates: tuple[Rejected, ...] = ()
    expansion: tuple[str, str] | None = None
    """``(full name, abbreviation)`` where the report itself expands one."""


@dataclass(frozen=True)
class Names:
    """All mentions and entities of a report."""

    mentions: tuple[NameMark, ...]
    entities: tuple[EntityMark, ...]
    by_token: dict[int, int] = field(repr=False)
    """Token position → position of the innermost mention that covers it."""

    def entity_at(self, i: int) -> int | None:
        """Return the entity that token ``i`` mentions."""
        mention = self.by_token.get(i)
        return None if mention is None else self.mentions[mention].entity


@dataclass(frozen=True, slots=True)
class StandingMark:
    """Words about a claim's verification."""

    code: Code
    span: Span


@dataclass(frozen=True, slots=True)
class Joint:
    """A further voice of an attribution, and how it stands to the content."""

    voice: Voice
    stance: Code


@dataclass(frozen=True, slots=True)
class AttributionMark:
    """Who says what: the three parts of reported speech, each one or more spans."""

    source: tuple[Span, ...]
    """Empty where the attribution is impersonal ("it was reported")."""
    cue: tuple[Span, ...]
    content: tuple[Span, ...]
    voice: Voice
    stance: Code
    parent: int | None = None
    """The attribution whose content holds this one: "A said that B claimed"."""
    standings: tuple[StandingMark, ...] = ()
    rule: str = "voices.rules.v1"
    confidence: float = 0.8
    joint: tuple[Joint, ...] = ()
    """Those who say it with the first: "the mayor and *two witnesses* said"."""


@dataclass(frozen=True, slots=True)
class AuthorMark:
    """A stretch of the text that somebody else than the outlet wrote or spoke."""

    span: Span
    source: Span
    """The words that name the author."""
    voice: Voice
    rule: str


@dataclass(frozen=True, slots=True)
class RoleFill:
    """Somebody's or something's part in an occurrence or relation."""

    role: Code
    span: Span
    head: int
    entity: int | None = None


@dataclass(frozen=True, slots=True)
class OccurrenceMark:
    """A happening that the text speaks of."""

    event_type: Code
    trigger: Span
    token: int
    """Head token of the trigger."""
    polarity: Polarity = Polarity.HAPPENED
    modality: Modality = Modality.ACTUAL
    fills: tuple[RoleFill, ...] = ()
    happening: int = -1
    """Occurrences of one report with the same number are the same happening."""
    rule: str = "occurrences.rules.v1"
    confidence: float = 0.7


@dataclass(frozen=True, slots=True)
class CountMark:
    """A number of people bound to what they suffered and who they are."""

    words: Span
    """The number with its bounds: "more than 40"."""
    low: int
    high: int | None
    best: int | None
    category: Code
    victim_class: Code
    subject: Span | None = None
    token: int = -1
    """Head token of the counted noun phrase (or of the number, where none stands)."""
    scope: Code = "incremental"
    part_of: int | None = None
    """Position of the count that includes this one."""
    denied: bool = False
    occurrence: int | None = None
    """Position of the occurrence that it counts the victims of."""
    rule: str = "counts.rules.v1"
    confidence: float = 0.8


@dataclass(frozen=True, slots=True)
class TimeMark:
    """A time expression, resolved against the publication date."""

    span: Span
    timex: str
    """TimeML type: ``DATE``, ``TIME``, ``DURATION``, ``SET``."""
    value: str
    """TimeML value (ISO 8601 with TimeML's extensions): ``2026-02-03``, ``PT40H``, ``XXXX-WXX-2``;
    empty where none can be given."""
    start: str | None = None
    end: str | None = None
    precision: Code = "unresolved"
    rejected: tuple[Rejected, ...] = ()
    rule: str = "times.rules.v1"
    confidence: float = 0.8


@dataclass(frozen=True, slots=True)
class ToponymMark:
    """A place name as the text has it, before it is resolved."""

    span: Span
    name: str
    feature: str | None = None
    """Feature word beside it, in the singular: "province", "district", "river"."""
    containers: tuple[str, ...] = ()
    """Names of the wider places the text puts it in, narrow to wide: Kunduz, Afghanistan."""
    literal: bool = True
    """False where the name stands for a government, team or people rather than the place."""


@dataclass(frozen=True, slots=True)
class RelationMark:
    """How two parties are said to stand to one another."""

    relation: Code
    status: Code
    a: RoleFill
    b: RoleFill
    cue: Span
    sponsors: tuple[RoleFill, ...] = ()
    rule: str = "relations.rules.v1"
    confidence: float = 0.6


@dataclass(frozen=True, slots=True)
class OutlookMark:
    """A forecast."""

    proposition: Span
    words: Span
    low: float
    high: float
    horizon: int | None = None
    """Position of its time expression."""
    told: bool = False
    """Whether the words bring in what somebody says: "does not rule out that …"."""
    rule: str = "outlooks.rules.v1"
    confidence: float = 0.6


@dataclass(frozen=True, slots=True)
class AppealMark:
    """A call to act."""

    action: Span
    addressee: RoleFill | None = None
    rule: str = "appeals.rules.v1"
    confidence: float = 0.6


@dataclass(frozen=True)
class Marks:
    """Everything that the modules found in one report."""

    parse: Parse
    names: Names
    published: str | None = None
    """Year, month, day or moment of publication, ISO 8601, as much of it as is known."""
    authors: tuple[AuthorMark, ...] = ()
    attributions: tuple[AttributionMark, ...] = ()
    occurrences: tuple[OccurrenceMark, ...] = ()
    counts: tuple[CountMark, ...] = ()
    times: tuple[TimeMark, ...] = ()
    toponyms: tuple[ToponymMark, ...] = ()
    places: tuple[Place, ...] = ()
    """What each of ``toponyms`` was resolved to; empty where none was tried."""
    place_rule: str = ""
    """Name and version of the rule that resolved them."""
    relations: tuple[RelationMark, ...] = ()
    outlooks: tuple[OutlookMark, ...] = ()
    appeals: tuple[AppealMark, ...] = ()
