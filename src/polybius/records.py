"""The vocabulary of Polybius as frozen dataclasses: what a claim is, and what is derived from it.

Every text position is a pair of character offsets into ``Report.text``, half-open, and
``report.text[p.start:p.end] == p.text`` for each `Passage` ``p`` of the report. Codes (stance,
event type, voice kind, …) are the keys of the codebook's YAML files. Dates are ISO 8601 strings
(``YYYY-MM-DD``), moments are UTC (``YYYY-MM-DDTHH:MM:SSZ``), coordinates WGS 84 degrees.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TypeAlias

Code: TypeAlias = str
"""A key of one of the codebook's files."""


# --- what was published ---------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class DateCandidate:
    """A publication date that the source offers, kept whether or not it was chosen."""

    value: str
    """ISO date, or as much of one as was given (``2026-02`` is a month)."""
    origin: str
    """Where it stood: ``argument``, ``meta:article:published_time``, ``http:last-modified`` …"""
    refused: str | None = None
    """Why it was not used, for instance ``later than retrieval``."""


@dataclass(frozen=True, slots=True)
class Origin:
    """Where the bytes came from."""

    address: str
    """URL, or the path as the user gave it; the canonical address where the text states one."""
    retrieved: str
    """Moment of retrieval, UTC."""
    container: str | None = None
    """SHA-256 of the file that held this report among others (a table, a feed, an archive)."""
    locator: str | None = None
    """Place in the container: ``line 17``, ``record <urn:uuid:…>``, ``entry 3``."""


@dataclass(frozen=True, slots=True)
class TextMap:
    """The way from clean text back to the decoded original.

    ``pieces`` are ``(clean_start, original_start, length)`` runs in which both texts advance
    together, in order; clean characters outside every run were inserted.
    """

    original: str
    """What ``original_start`` counts in: ``decoded`` (the decoded bytes) or ``extracted`` (what
    the format's reader produced from markup, where no map to bytes exists)."""
    pieces: tuple[tuple[int, int, int], ...]
    """``(clean_start, original_start, length)`` of each run, in order."""

    def back(self, offset: int) -> int | None:
        """Return the original's offset for a clean ``offset``; None for an inserted character."""
        for clean, original, length in self.pieces:
            if clean <= offset < clean + length:
                return original + offset - clean
        return None


@dataclass(frozen=True, slots=True)
class Report:
    """One published text. ``id`` is the SHA-256 of the original bytes."""

    id: str
    text: str
    media_type: str
    language: str
    """ISO 639-1 code, ``und`` where the text is too short to tell."""
    origin: Origin
    text_map: TextMap
    title: str | None = None
    author: str | None = None
    publisher: str | None = None
    published: str | None = None
    """ISO date, or None where none is known."""
    published_precision: Code | None = None
    """``minute``, ``day``, ``month`` or ``year``."""
    date_candidates: tuple[DateCandidate, ...] = ()


# --- evidence -------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Passage:
    """Words of a report at their offsets."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Rejected:
    """A candidate that lost, and why: what ``explain`` prints beside the winner."""

    value: str
    label: str
    score: float
    why: str


# --- who, where, when -----------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Party:
    """A state, force, armed group, organisation, community or person, as one text names it."""

    name: str
    """The fullest name that the report uses for it."""
    passage: Passage
    kind: Code = "unknown"
    party_id: str | None = None
    """Key in the register of parties; None where the register has no entry."""
    rejected: tuple[Rejected, ...] = ()


@dataclass(frozen=True, slots=True)
class Voice:
    """Who stands behind a claim."""

    kind: Code
    name: str
    """Proper name, description ("another official") or, in its own voice, the outlet."""
    anonymity: Code
    """``named``, ``unnamed`` (described, not named), ``impersonal`` ("it was reported") or
    ``outlet`` (the text in its own voice)."""
    passage: Passage | None = None
    """None only for the outlet's own voice, which has no words of its own."""
    role: str | None = None
    """Office or function, in the text's words: "Chief Minister"."""
    body: str | None = None
    """Organisation that the voice speaks for, in the fullest form the report uses."""
    party_id: str | None = None
    """The register's party on whose side the voice speaks."""
    through: Voice | None = None
    """Who reported it: in "A said that B claimed", B speaks through A. None: the outlet."""


@dataclass(frozen=True, slots=True)
class Place:
    """A place, resolved where the gazetteer allows."""

    name: str
    passage: Passage
    precision: Code = "unresolved"
    """UCDP's where_prec as a code: ``exact``, ``near``, ``adm2``, ``adm1``, ``area``,
    ``country``, ``international``; or ``unresolved``."""
    gazetteer_id: str | None = None
    """``geonames:1184055``; None where unresolved."""
    gazetteer_name: str | None = None
    latitude: float | None = None
    longitude: float | None = None
    country: str | None = None
    """ISO 3166-1 alpha-2."""
    admin1: str | None = None
    """Name of the first-order division."""
    rejected: tuple[Rejected, ...] = ()


@dataclass(frozen=True, slots=True)
class When:
    """A span of days, from the words that give it."""

    words: str
    passage: Passage
    start: str | None = None
    end: str | None = None
    """First and last possible day; None where the words give none ("recently")."""
    precision: Code = "unresolved"
    """UCDP's date_prec as a code: ``day``, ``days`` (2-6), ``week``, ``month``, ``year``;
    or ``unresolved``."""
    duration: str | None = None
    """ISO 8601 duration where the words give one: "more than 40 hours" is ``PT40H``."""
    rejected: tuple[Rejected, ...] = ()


@dataclass(frozen=True, slots=True)
class Role:
    """A party's part in a happening."""

    role: Code
    """``perpetrator``, ``target``, ``victim``, ``instrument``, ``participant``, …"""
    party: Party


# --- what is claimed ------------------------------------------------------------------------


class Polarity(StrEnum):
    """Whether the words say that it happened."""

    HAPPENED = "happened"
    DID_NOT_HAPPEN = "did_not_happen"


class Modality(StrEnum):
    """How the words present the happening."""

    ACTUAL = "actual"
    PLANNED = "planned"
    ATTEMPTED = "attempted"
    THREATENED = "threatened"
    POSSIBLE = "possible"
    HYPOTHETICAL = "hypothetical"
    FUTURE = "future"


@dataclass(frozen=True, slots=True)
class Occurrence:
    """Something happened, or is said not to have."""

    event_type: Code
    trigger: Passage
    polarity: Polarity = Polarity.HAPPENED
    modality: Modality = Modality.ACTUAL


@dataclass(frozen=True, slots=True)
class Count:
    """How many people, of which class, suffered what."""

    category: Code
    """``killed``, ``wounded``, ``casualties``, ``missing``, ``abducted``, ``detained``, …"""
    victim_class: Code
    low: int
    high: int | None
    """None: no upper bound is stated ("at least 20")."""
    words: Passage
    """The number's own words, with its bounds: "more than 40"."""
    best: int | None = None
    """The figure the words name ("at least 20": 20; "between 10 and 12": None)."""
    scope: Code = "incremental"
    """``incremental`` (of this happening) or ``cumulative`` (a total over several)."""
    part_of: str | None = None
    """Report-local key of the count that includes this one: three children of 31."""
    subject: Passage | None = None
    """Who was counted, in the text's words: "security personnel"."""
    key: str = ""
    """This count's own report-local key: offset and category, ``c152.killed``."""


@dataclass(frozen=True, slots=True)
class Relation:
    """How two parties stand to one another."""

    relation: Code
    status: Code
    """``active``, ``planned``, ``failed``, ``ended`` or ``denied``."""
    a: Party
    b: Party
    sponsors: tuple[Party, ...] = ()
    """Who is said to have brought it about."""
    cue: Passage | None = None


@dataclass(frozen=True, slots=True)
class Outlook:
    """A forecast."""

    proposition: Passage
    words: Passage
    """The estimative words: "highly unlikely", "will"."""
    low: float
    high: float
    """Band of probability that the codebook gives for the words, 0 to 1."""
    horizon: When | None = None


@dataclass(frozen=True, slots=True)
class Appeal:
    """A call to act."""

    action: Passage
    addressee: Party | None = None


@dataclass(frozen=True, slots=True)
class Statement:
    """What a voice said that is none of the other kinds: kept, so that nothing said is lost."""

    proposition: Passage


Body: TypeAlias = Occurrence | Count | Relation | Outlook | Appeal | Statement


class ClaimKind(StrEnum):
    """Which of the bodies a claim has."""

    OCCURRENCE = "occurrence"
    COUNT = "count"
    RELATION = "relation"
    OUTLOOK = "outlook"
    APPEAL = "appeal"
    STATEMENT = "statement"


body_kinds: dict[type[Body], ClaimKind] = {
    Occurrence: ClaimKind.OCCURRENCE,
    Count: ClaimKind.COUNT,
    Relation: ClaimKind.RELATION,
    Outlook: ClaimKind.OUTLOOK,
    Appeal: ClaimKind.APPEAL,
    Statement: ClaimKind.STATEMENT,
}


@dataclass(frozen=True, slots=True)
class Stance:
    """How the voice stands to what it says."""

    code: Code
    cue: Passage | None = None
    """The words that show it; None where the outlet simply asserts."""


@dataclass(frozen=True, slots=True)
class Standing:
    """What the text says of the claim's verification."""

    code: Code
    cue: Passage


@dataclass(frozen=True, slots=True)
class FieldSource:
    """Which rule or model, with its version, gave a field of a claim its value."""

    field: str
    rule: str
    passage: Passage | None = None


@dataclass(frozen=True, slots=True)
class Claim:
    """The atom: one voice's word about one thing, with the passage it comes from."""

    id: str
    report_id: str
    passage: Passage
    """The sentence or sentences that make the claim."""
    body: Body
    voice: Voice
    stance: Stance
    standings: tuple[Standing, ...] = ()
    roles: tuple[Role, ...] = ()
    place: Place | None = None
    when: When | None = None
    happening: str | None = None
    """Report-local key (``h152``, an offset) shared by claims about one happening; linking joins
    across reports."""
    confidence: float = 1.0
    """0 to 1: how sure the reader is that the text makes this claim."""
    sources: tuple[FieldSource, ...] = field(default=())

    @property
    def kind(self) -> ClaimKind:
        """Which of the six bodies this claim has."""
        return body_kinds[type(self.body)]


@dataclass(frozen=True, slots=True)
class Flag:
    """Something an analyst should look at: the register disagrees with the text."""

    code: Code
    """``expansion_mismatch``, ``near_miss_party``, ``near_miss_place``."""
    passage: Passage
    message: str
    candidates: tuple[Rejected, ...] = ()


@dataclass(frozen=True, slots=True)
class Reading:
    """What one reader made of one report."""

    report_id: str
    reader: str
    """Name and version: ``reader.minilm.v5+rules.v7``."""
    claims: tuple[Claim, ...]
    flags: tuple[Flag, ...] = ()
    unread: str | None = None
    """Why the report was not read (``language:fr``); None where it was."""


# --- what an analyst ruled -------------------------------------------------------------------


class Ruling(StrEnum):
    """What a decision does."""

    ACCEPT = "accept"
    CORRECT = "correct"
    REJECT = "reject"
    MERGE = "merge"
    SPLIT = "split"
    REGRADE = "regrade"
    UNDO = "undo"


@dataclass(frozen=True, slots=True)
class Change:
    """A field of a claim that a correction sets."""

    field: str
    """Path in the claim's plain form: ``body.low``, ``place.gazetteer_id``."""
    value: str
    """The new value as JSON: ``31``, ``"civilians"``, ``null``."""


@dataclass(frozen=True, slots=True)
class Decision:
    """What a person ruled, when and why: appended, never overwritten."""

    id: str
    ruling: Ruling
    subjects: tuple[str, ...]
    """Ids that were ruled on: claims; incidents as they were named then; the decision undone."""
    person: str
    moment: str
    reason: str
    groups: tuple[tuple[str, ...], ...] = ()
    """Claim ids, as an incident's id may change: merge: one group an incident, all of which
    belong together; split: groups of which no two share an incident; regrade: one group."""
    changes: tuple[Change, ...] = ()
    """What a correction sets."""
    grade: Code | None = None
    """What a regrade sets."""


# --- derived: recomputed from claims at any time ---------------------------------------------


@dataclass(frozen=True, slots=True)
class Kinship:
    """A report has so much of an earlier report's text that it was not written independently."""

    later: str
    earlier: str
    contained: float
    """Share, 0 to 1, of the later report's carrying words that stand in the earlier in order."""
    kept: float
    """Share of the earlier report's carrying words that stand in the later."""
    reason: Code
    """``reprinted``, ``trimmed``, ``expanded`` or ``edited``."""
    is_parent: bool
    """Whether it is the report that the later one is taken to come from."""
    rule: str = ""


@dataclass(frozen=True, slots=True)
class Incident:
    """The happening that claims speak of."""

    id: str
    event_type: Code
    claim_ids: tuple[str, ...]
    report_ids: tuple[str, ...]
    place: Place | None = None
    start: str | None = None
    end: str | None = None
    roles: tuple[Role, ...] = ()
    title: str = ""
    rule: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """An incident is one of those that another, a series or an operation, is made of."""

    whole_id: str
    part_id: str
    reasons: tuple[str, ...]
    rule: str


@dataclass(frozen=True, slots=True)
class Tally:
    """Low, best and high for one category and victim class of an incident, by one rule."""

    incident_id: str
    category: Code
    victim_class: Code
    low: int
    best: int | None
    """None where the rule leaves it open: the voices contradict one another."""
    high: int | None
    """None: unbounded above."""
    contested: bool
    low_claims: tuple[str, ...]
    best_claims: tuple[str, ...]
    high_claims: tuple[str, ...]
    rule: str


@dataclass(frozen=True, slots=True)
class Position:
    """One side of a dispute."""

    voice: str
    side: str | None
    value: str
    claim_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Dispute:
    """Voices that contradict one another on one question of one incident."""

    id: str
    incident_id: str
    question: str
    """``killed:security_forces``, ``responsibility``, ``occurrence``, …"""
    positions: tuple[Position, ...]
    rule: str


@dataclass(frozen=True, slots=True)
class Grade:
    """How far the accounts of an incident bear each other out (the Airwars scale)."""

    incident_id: str
    grade: Code
    reasons: tuple[str, ...]
    claim_ids: tuple[str, ...]
    rule: str
