"""The shape of each codebook file: one dataclass a file, checked when the file is loaded.

Every entry has a code (its key in the YAML file), a label, a definition and the source that the
definition or the convention comes from.

``verbs``, ``nouns`` and ``adjectives`` hold lower-case lemmas. ``phrases`` hold lower-case words
set apart by one blank; a phrase's word matches a token whose lower-case form *or* whose lemma it
is, so that "open fire" finds "opened fire" and "lose their lives" finds "lost their lives"
(`polybius.codebook.cues`). Within one table a cue stands under one code.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """What every entry of every file has."""

    code: str
    label: str
    definition: str
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EventType(Entry):
    """A type of happening, with its place in four coding schemes and the words that name it."""

    parent: str | None = None
    plover: str | None
    """PLOVER event type (``ASSAULT``), None where PLOVER has no counterpart."""
    plover_mode: str | None = None
    acled: str | None
    """ACLED event type."""
    acled_sub: str | None
    cameo_root: str | None
    """Two digits, ``18``."""
    ucdp: tuple[int, ...] = ()
    """UCDP types of violence that it can be: 1 state-based, 2 non-state, 3 one-sided."""
    verbs: tuple[str, ...] = ()
    """Lemmas that name it by themselves."""
    nouns: tuple[str, ...] = ()
    phrases: tuple[str, ...] = ()
    means: tuple[str, ...] = ()
    """Lemmas of weapons and means. They do not name a happening by themselves ("mortars were
    found"), but make an attack with them one of this type ("attacked with mortars")."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StanceEntry(Entry):
    """How a voice stands to what it says, with the cues that show it."""

    verbs: tuple[str, ...] = ()
    nouns: tuple[str, ...] = ()
    phrases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class StandingEntry(Entry):
    """What a text says of a claim's verification."""

    phrases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class VoiceKind(Entry):
    """A kind of voice, with the head nouns that name it."""

    nouns: tuple[str, ...] = ()
    phrases: tuple[str, ...] = ()
    credible: bool = True
    """Counts as an independent source under Airwars' grading (belligerents do not)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HarmCategory(Entry):
    """What was suffered: killed, wounded, … with the words that name it."""

    verbs: tuple[str, ...] = ()
    nouns: tuple[str, ...] = ()
    adjectives: tuple[str, ...] = ()
    phrases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class VictimClass(Entry):
    """Who suffered it; ``parent`` makes children part of civilians."""

    parent: str | None = None
    nouns: tuple[str, ...] = ()
    """Singular lemmas of head nouns: "soldier"."""
    phrases: tuple[str, ...] = ()
    """Where the head alone does not tell: "security personnel", "aid worker"."""


@dataclass(frozen=True, slots=True, kw_only=True)
class VagueNumber(Entry):
    """An interval that a vague word stands for."""

    words: tuple[str, ...]
    low: int
    high: int | None
    best: int | None
    acled: int | None = None
    """The point that ACLED's public convention gives it."""
    survey_median: float | None = None
    """Median of the perceptions survey, where it asked."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EstimativeWord(Entry):
    """Words of likelihood and their band of probability (0 to 1)."""

    words: tuple[str, ...]
    low: float
    high: float
    icd203: str | None = None
    survey_median: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RelationKind(Entry):
    """How two parties stand to one another."""

    symmetric: bool
    verbs: tuple[str, ...] = ()
    nouns: tuple[str, ...] = ()
    phrases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PrecisionCode(Entry):
    """UCDP's date_prec or where_prec."""

    ucdp: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PartyEntry:
    """A party in the register."""

    code: str
    """Stable key: ``pk.bla``, ``state.pk``, ``force.pk.army``."""
    name: str
    kind: str
    """``state``, ``force``, ``armed_group``, ``organisation``, ``community``, ``media``."""
    abbreviations: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    """Other spellings and short names in use now."""
    former_names: tuple[str, ...] = ()
    adjectives: tuple[str, ...] = ()
    """Demonyms and adjectives that stand for the party: "Pakistani"."""
    metonyms: tuple[str, ...] = ()
    """Seats that reports let speak for it: "Islamabad", "the Kremlin". Also names of places."""
    countries: tuple[str, ...] = ()
    """ISO 3166-1 alpha-2 codes of where it is active."""
    parents: tuple[str, ...] = ()
    """Codes of parties that it belongs to or answers to."""
    allies: tuple[str, ...] = ()
    adversaries: tuple[str, ...] = ()
    """Codes of parties that it fights or fought; listing it on one of the two is enough."""
    ucdp: int | None = None
    """UCDP ActorId, where one matches."""
    since: str | None = None
    until: str | None = None
    source: str = ""
    note: str = ""
