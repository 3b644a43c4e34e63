"""Register checks: what an analyst should look at before believing a name.

Nothing is corrected. A check raises a flag where the report expands an abbreviation otherwise
than the register, and where a name looks like a misspelling of a known party or place.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from rapidfuzz import fuzz

from polybius.codebook.entries import PartyEntry
from polybius.codebook.naming import name_key
from polybius.codebook.parties import Register
from polybius.reading.grammar.syntax import Parse, Span
from polybius.reading.layers import EntityMark, NameMark, Names, ToponymMark
from polybius.records import Flag, Passage, Rejected
from polybius.resolving.gazetteer import Gazetteer

rule = "checks.register.v1"
NearPlaces = Callable[[str], Sequence[Rejected]]
"""Known places that a name looks like a misspelling of, the closest first; none if it is known."""

same_spelling = 88.0
"""Similarity (0 to 100) above which a long name is another transliteration, not another name."""
least_letters = 6
least_place_similarity = 0.85
_GENERIC = frozenset(
    """army front movement brigade brigades force forces group party union council command
    of the and for in islamic state national liberation organisation organization people's
    peoples""".split()  # noqa: SIM905
)
"""Words that two groups' names share by chance."""


def find_flags(
    parse: Parse,
    names: Names,
    register: Register,
    toponyms: Sequence[ToponymMark] = (),
    place_look_up: NearPlaces | None = None,
) -> tuple[Flag, ...]:
    """Return the flags of a report, in text order, one for each name and reason."""
    found = [*_expansion_mismatches(parse, names, register), *_near_parties(parse, names, register)]
    if place_look_up is not None:
        found += _near_places(parse, names, toponyms, place_look_up)
    unique = {(f.code, name_key(f.passage.text)): f for f in reversed(found)}
    return tuple(sorted(unique.values(), key=lambda f: (f.passage.start, f.code)))


def near_places(gazetteer: Gazetteer, countries: Iterable[str]) -> NearPlaces:
    """Return a look-up of misspelt places in the ``countries`` that a report is about.

    Elsewhere in the world some place is spelt nearly like any word.
    """
    home = frozenset(countries)

    def look_up(name: str) -> tuple[Rejected, ...]:
        if not home or gazetteer.candidates(name):
            return ()
        scored = [
            (round(fuzz.ratio(name_key(name), name_key(entry.name)) / 100, 3), entry)
            for entry in gazetteer.near_misses(name, countries=home)
        ]
        return tuple(
            Rejected(entry.id, entry.name, score, "spelt nearly like it")
            for score, entry in scored
            if score >= least_place_similarity
        )

    return look_up


def _passage(parse: Parse, span: Span) -> Passage:
    return Passage(span.start, span.end, parse.words(span))


# --- abbreviations ------------------------------------------------------------------------------


def _expansion_mismatches(parse: Parse, names: Names, register: Register) -> Iterator[Flag]:
    for entity in names.entities:
        if entity.expansion is None:
            continue
        full, short = entity.expansion
        odd = [e for e in register.by_abbreviation(short) if _is_like(full, e)]
        if odd and not register.by_name(full) and not _is_spelling(full, short, register):
            known = " or ".join(f"{e.name!r}" for e in odd)
            yield Flag(
                "expansion_mismatch",
                _passage(parse, entity.span),
                f"The report writes {full!r} for {short!r}; the register knows {short!r} as "
                f"{known}.",
                tuple(_candidate(e, fuzz.ratio(name_key(full), name_key(e.name))) for e in odd),
            )


def _candidate(entry: PartyEntry, similarity: float) -> Rejected:
    return Rejected(entry.code, entry.name, round(similarity / 100, 3), "known under a like name")


def _is_like(full: str, entry: PartyEntry) -> bool:
    """Tell whether ``full`` could be meant for the party rather than for a namesake's initials.

    They must share a telling word (or its beginning), or two words of any kind.
    """
    ours = set(name_key(full).split())
    for form in (entry.name, *entry.aliases, *entry.former_names):
        theirs = set(name_key(form).split())
        shared = ours & theirs
        telling = {w for w in shared if w not in _GENERIC}
        stems = {w[:5] for w in ours - _GENERIC if len(w) > 5}
        stems &= {w[:5] for w in theirs - _GENERIC if len(w) > 5}
        if telling or stems or len(shared - {"of", "the", "and", "for", "in"}) > 1:
            return True
    return False


def _is_spelling(full: str, short: str, register: Register) -> bool:
    """Tell whether ``full`` is one of the known names in another transliteration."""
    key = name_key(full)
    return any(
        fuzz.ratio(key, name_key(form)) >= same_spelling for form in register.expansions(short)
    )


# --- near misses --------------------------------------------------------------------------------


def _near_parties(parse: Parse, names: Names, register: Register) -> Iterator[Flag]:
    for mention in names.mentions:
        entity = names.entities[mention.entity]
        span = parse.span(mention.first, mention.last)
        name = " ".join(parse.words(span).split())
        if not _is_checkable(parse, mention, entity, name):
            continue
        near = [e for e in register.near_misses(name) if not _differs_in_form(name, e)]
        if near:
            yield Flag(
                "near_miss_party",
                _passage(parse, span),
                f"{name!r} is not in the register, but {near[0].name!r} is.",
                tuple(_candidate(e, fuzz.ratio(name_key(name), name_key(e.name))) for e in near),
            )


def _is_checkable(parse: Parse, mention: NameMark, entity: EntityMark, name: str) -> bool:
    """Leave out persons, descriptions, short forms and what the register knows already."""
    bare = name_key(name)
    proper = mention.form == "name" and entity.kind not in {"person", "community"}
    unknown = entity.party_id is None and not entity.candidates
    words = parse.tokens[mention.first : mention.last]
    capitals = all(t.text[0].isupper() for t in words if len(t.text) > 3 and t.text.isalpha())
    return proper and unknown and capitals and len(bare) >= least_letters


def _differs_in_form(name: str, entry: PartyEntry) -> bool:
    """Tell a plural, an ending of a demonym or another number from a misspelling."""
    ours = name_key(name)
    for form in (entry.name, *entry.aliases, *entry.former_names):
        theirs = name_key(form)
        if fuzz.ratio(ours, theirs) < 70:
            continue
        if _stem(ours) == _stem(theirs) or ours[:1] != theirs[:1]:
            return True
        if [c for c in ours if c.isdigit()] != [c for c in theirs if c.isdigit()]:
            return True
        if _one_word_apart(ours.split(), theirs.split()):
            return True
    return False


def _stem(name: str) -> str:
    return " ".join(w.removesuffix("s").removesuffix("i") for w in name.split())


def _one_word_apart(ours: list[str], theirs: list[str]) -> bool:
    """Tell whether a short word was put for another: "North" for "South" is another body."""
    if len(ours) != len(theirs):
        return True
    unlike = [(a, b) for a, b in zip(ours, theirs, strict=True) if a != b]
    return any(fuzz.ratio(a, b) < 75 for a, b in unlike)


def _near_places(
    parse: Parse, names: Names, toponyms: Sequence[ToponymMark], look_up: NearPlaces
) -> Iterator[Flag]:
    for mark in toponyms:
        token = parse.token_at(mark.span.start)
        if not mark.literal or token is None or len(name_key(mark.name)) < least_letters:
            continue
        entity = names.entity_at(token.i)
        if entity is not None and names.entities[entity].party_id is not None:
            continue
        near = tuple(look_up(mark.name))
        if near:
            yield Flag(
                "near_miss_place",
                _passage(parse, mark.span),
                f"{mark.name!r} is in no gazetteer here, but {near[0].label!r} is.",
                near,
            )
