"""The vocabulary as data: YAML files, loaded and checked once.

``load()`` returns the shipped `Codebook`; ``load_register(extra)`` the register of parties, with
the user's own files laid over it.
"""

from polybius.codebook.entries import (
    Entry,
    EstimativeWord,
    EventType,
    HarmCategory,
    PartyEntry,
    PrecisionCode,
    RelationKind,
    StanceEntry,
    StandingEntry,
    VagueNumber,
    VictimClass,
    VoiceKind,
)
from polybius.codebook.loading import Codebook, load
from polybius.codebook.register import Register, load_register

__all__ = [
    "Codebook",
    "Entry",
    "EstimativeWord",
    "EventType",
    "HarmCategory",
    "PartyEntry",
    "PrecisionCode",
    "Register",
    "RelationKind",
    "StanceEntry",
    "StandingEntry",
    "VagueNumber",
    "VictimClass",
    "VoiceKind",
    "load",
    "load_register",
]
