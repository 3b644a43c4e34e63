"""Whom a row names: its UCDP ActorId or its name, in the register of parties.

Rule ``parties.rows.v1``: the ActorId; the name; the name without what stands in brackets, which
tells governments of different years apart ("Military Forces of Mali (2012-2020)"); "Government of
X" is the state X, "Military Forces of X" the first of its armed forces in the register, "Police
Forces of X" its police. Of several parties of one name the one active in the row's country; where
that leaves more than one, none, and they are kept as candidates.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cached_property

from polybius.codebook.entries import PartyEntry
from polybius.codebook.register import Register
from polybius.records import Party, Passage, Rejected

rule = "parties.rows.v1"
_brackets = re.compile(r"\s*\([^()]*\)")
_organ = re.compile(r"^(?P<organ>Government|Military Forces|Police Forces) of (?P<state>.+)$")
_organ_words = {
    "Military Forces": ("armed forces", "army", "military", "defence forces", "defense forces"),
    "Police Forces": ("police",),
}
_kinds = (("civilian", "community"), ("protester", "community"), ("rioter", "community"))


class PartyNames:
    """The register, as names in tables ask for it."""

    def __init__(self, register: Register) -> None:
        self.register = register

    @cached_property
    def _by_ucdp(self) -> dict[int, str]:
        entries = self.register.entries.values()
        return {e.ucdp: e.code for e in reversed(list(entries)) if e.ucdp is not None}

    def party(self, passage: Passage, country: str | None, ucdp_id: str | None = None) -> Party:
        """Return the party that a cell names."""
        if ucdp_id is not None and ucdp_id.isdigit() and int(ucdp_id) in self._by_ucdp:
            return self._made(passage, self.register.entries[self._by_ucdp[int(ucdp_id)]])
        found = self._named(passage.text, country)
        if len(found) == 1:
            return self._made(passage, found[0])
        others = tuple(Rejected(e.code, e.name, 0.0, "bears the same name") for e in found)
        kind = next((k for word, k in _kinds if passage.text.lower().startswith(word)), "unknown")
        return Party(passage.text, passage, kind, rejected=others)

    def _named(self, name: str, country: str | None) -> Sequence[PartyEntry]:
        bare = _brackets.sub("", name).strip()
        for form in dict.fromkeys((name, bare)):
            found = self.register.by_name(form)
            if found:
                here = [e for e in found if country in e.countries]
                return here or found
        organ = _organ.match(bare)
        return () if organ is None else self._organ_of(organ["organ"], organ["state"])

    def _organ_of(self, organ: str, name: str) -> Sequence[PartyEntry]:
        states = [e for e in self.register.by_name(name) if e.kind == "state"]
        if not states or organ == "Government":
            return states[:1]
        for entry in self.register.entries.values():
            if entry.kind == "force" and entry.parents == (states[0].code,):
                names = " ".join((entry.name, *entry.aliases)).lower()
                if any(word in names for word in _organ_words[organ]):
                    return (entry,)
        return states[:1]

    def _made(self, passage: Passage, entry: PartyEntry) -> Party:
        return Party(passage.text, passage, entry.kind, entry.code)
