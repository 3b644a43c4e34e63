"""The register of parties: who is known under which names, and who stands on whose side."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import TypeVar

from rapidfuzz import fuzz, process
from rapidfuzz.distance import OSA

from polybius.codebook.entries import PartyEntry
from polybius.codebook.naming import abbreviation_key, name_key
from polybius.errors import CodebookError

T = TypeVar("T")


class NameKind(StrEnum):
    """What a surface form is to its party; the order is `Register.by_name`'s."""

    NAME = "name"
    ABBREVIATION = "abbreviation"
    ALIAS = "alias"
    FORMER = "former_name"
    ADJECTIVE = "adjective"
    METONYM = "metonym"


_forms: tuple[tuple[NameKind, Callable[[PartyEntry], tuple[str, ...]]], ...] = (
    (NameKind.NAME, lambda e: (e.name,)),
    (NameKind.ABBREVIATION, lambda e: e.abbreviations),
    (NameKind.ALIAS, lambda e: e.aliases),
    (NameKind.FORMER, lambda e: e.former_names),
    (NameKind.ADJECTIVE, lambda e: e.adjectives),
    (NameKind.METONYM, lambda e: e.metonyms),
)
_FULL = (NameKind.NAME, NameKind.ALIAS, NameKind.FORMER)


class Register:
    """All known parties. Immutable: the indexes are derived from ``entries`` when built."""

    __slots__ = ("_abbreviations", "_names", "_near", "entries")

    def __init__(self, entries: Mapping[str, PartyEntry]) -> None:
        self.entries: Mapping[str, PartyEntry] = MappingProxyType(dict(entries))
        self._abbreviations: dict[str, list[str]] = {}
        self._names: dict[str, list[tuple[str, str]]] = {}
        self._near: dict[str, list[str]] = {}
        for kind, code, form in self._by_kind():
            if kind is NameKind.ABBREVIATION:
                _add(self._abbreviations, abbreviation_key(form), code)
                continue
            key = name_key(form)
            _add(self._names, key, (form, code))
            if kind in _FULL:
                _add(self._near, key, code)

    def names(self) -> Iterator[tuple[str, str, NameKind]]:
        """Yield every surface form with its party's code and what kind of name it is."""
        for code, entry in self.entries.items():
            for kind, forms in _forms:
                for form in forms(entry):
                    yield form, code, kind

    def by_name(self, name: str) -> tuple[PartyEntry, ...]:
        """Return the parties known under ``name``, best first.

        Abbreviations must match in case. Names of several words match in any case (see
        `polybius.codebook.naming.name_key`); those of one word need a capital, unless the
        register lists them in lower case, so that "dawn" is no newspaper. Order: forms written
        just so, abbreviations, then main names before aliases, former names and adjectives.
        """
        key = name_key(name)
        small = " " not in key and _starts_small(name)
        found = [f for f in self._names.get(key, []) if not small or _starts_small(f[0])]
        exact = [code for form, code in found if form.casefold() == name.strip().casefold()]
        short = self._abbreviations.get(abbreviation_key(name), [])
        codes = dict.fromkeys([*exact, *short, *(code for _, code in found)])
        return tuple(self.entries[code] for code in codes)

    def by_abbreviation(self, abbreviation: str) -> tuple[PartyEntry, ...]:
        """Return the parties that ``abbreviation`` stands for; case counts, dots do not."""
        codes = self._abbreviations.get(abbreviation_key(abbreviation), [])
        return tuple(self.entries[code] for code in codes)

    def expansions(self, abbreviation: str) -> tuple[str, ...]:
        """Return all full names known for ``abbreviation``, main names first."""
        entries = self.by_abbreviation(abbreviation)
        mains = [e.name for e in entries]
        others = [form for e in entries for form in (*e.aliases, *e.former_names)]
        return tuple(dict.fromkeys([*mains, *others]))

    def near_misses(self, name: str, limit: int = 3) -> tuple[PartyEntry, ...]:
        """Return up to ``limit`` parties with a name that ``name`` looks like a misspelling of.

        None if the name is itself known. Up to one edit is allowed in names of five to eight
        characters, two up to fifteen, then three; closest first, ties in the register's order.
        """
        key = name_key(name)
        allowed = _edits_allowed(len(key))
        if not allowed or self.by_name(name):
            return ()
        hits = process.extract(
            key, list(self._near), scorer=OSA.distance, score_cutoff=allowed, limit=None
        )
        ranked = sorted(hits, key=lambda hit: (hit[1], -fuzz.ratio(key, hit[0]), hit[2]))
        codes = dict.fromkeys(code for form, _, _ in ranked for code in self._near[form])
        return tuple(self.entries[code] for code in list(codes)[:limit])

    def side(self, code: str) -> str:
        """Return the party at the top of the chain of (first) parents: a force's state.

        Raises:
            CodebookError: the register has no such party.
        """
        entry = self._entry(code)
        while entry.parents:
            entry = self.entries[entry.parents[0]]
        return entry.code

    def adverse(self, a: str, b: str) -> bool | None:
        """Say whether two parties are on opposing sides; None where the register cannot tell.

        Both are compared with all they belong to. The closest link decides (a group's own feud
        outweighs a common parent); at equal distance enmity does.

        Raises:
            CodebookError: the register has no such party.
        """
        best: tuple[int, bool] | None = None
        for x, x_steps in self._lineage(a).items():
            for y, y_steps in self._lineage(b).items():
                hostile = self._linked(x, y)
                if hostile is not None:
                    found = (x_steps + y_steps, not hostile)
                    best = min(best, found) if best else found
        return None if best is None else not best[1]

    def _linked(self, x: str, y: str) -> bool | None:
        """True for declared enmity, False for alliance or identity, None for neither."""
        a, b = self.entries[x], self.entries[y]
        if y in a.adversaries or x in b.adversaries:
            return True
        return False if x == y or y in a.allies or x in b.allies else None

    def _lineage(self, code: str) -> dict[str, int]:
        """Map the party and all it belongs to, to the number of steps up."""
        steps = {self._entry(code).code: 0}
        queue = [code]
        for current in queue:
            for parent in self.entries[current].parents:
                if parent not in steps:
                    steps[parent] = steps[current] + 1
                    queue.append(parent)
        return steps

    def _entry(self, code: str) -> PartyEntry:
        if code not in self.entries:
            raise CodebookError(
                f"the register has no party {code!r}.", hint="Add it with a file of parties."
            )
        return self.entries[code]

    def _by_kind(self) -> Iterator[tuple[NameKind, str, str]]:
        for kind, forms in _forms:
            for code, entry in self.entries.items():
                for form in forms(entry):
                    yield kind, code, form


def _edits_allowed(length: int) -> int:
    return sum(length > shorter for shorter in (4, 8, 15))


def _starts_small(name: str) -> bool:
    first = name.strip().removeprefix("the ").lstrip()[:1]
    return first.islower()


def _add(index: dict[str, list[T]], key: str, item: T) -> None:
    items = index.setdefault(key, [])
    if item not in items:
        items.append(item)
