"""What kind of voice a speaker is: by the party, the role, the head noun, the body spoken for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from polybius.codebook.cues import cue_index
from polybius.reading.grammar.syntax import Token
from polybius.reading.layers import EntityMark
from polybius.reading.voices.clauses import addressing
from polybius.reading.voices.contents import Material
from polybius.records import Code

kind_of_party: dict[str, Code] = {
    "state": "government",
    "armed_group": "armed_group",
    "media": "media",
    "community": "resident",
}
"""Kinds of the register whose members speak as one kind of voice."""
_of_force: dict[str, Code] = {"force": "military"}
_generic = frozenset({"official", "unknown", "person"})
"""Kinds that say little: the body's kind is told where one is known."""
_of_state = frozenset({"government", "official", "military", "police", "intelligence", "diplomat"})
"""Kinds of those who speak for a state; an analyst or pilgrim of its nationality doesn't."""
_of_bodies = frozenset({"igo", "ngo", "academic", "business", "religious", "politician", "monitor"})
"""Kinds of bodies that have presidents, secretaries and directors of their own."""
_offices = frozenset(
    {"president", "vice-president", "secretary", "secretary-general", "commissioner", "governor"}
)
_gatherings = frozenset({"group", "faction", "cell", "wing"})
"""Armed where nothing beside them says what else they are."""
_plural_states = frozenset(
    {
        *("philippines", "netherlands", "maldives", "seychelles", "emirates", "states"),
        *("comoros", "bahamas", "honduras", "cyprus", "laos", "authorities", "officials"),
        *("troops", "forces"),
    }
)
_no_employers = frozenset({"media", "document", "witness", "family", "resident", "person"})
_unclear = frozenset({"council", "commission", "committee", "centre", "center", "group", "cell"})
"""Words that bodies of every kind bear in their names."""
_plain = frozenset({"DET", "NUM", "PRON", "PUNCT"})


@dataclass(frozen=True, slots=True)
class Speaker:
    """The parts of a source phrase that the voice is made from."""

    head: Token
    """Its head noun; for a relative pronoun, that of the noun it refers to."""
    tokens: tuple[Token, ...]
    """The phrase without relative clauses."""
    entity: EntityMark | None
    body: EntityMark | None
    named: bool
    """The report has a name for the entity."""


def kind_of(material: Material, speaker: Speaker) -> Code:
    """Return the kind of voice: by the party, else by role and head noun, else by the body."""
    entity, body = speaker.entity, speaker.body
    own = _own_kind(material, speaker)
    if are_people(speaker):
        return "resident"
    if entity is not None and entity.kind in kind_of_party:
        told = entity.kind == "community" and own not in _generic
        return own if told else kind_of_party[entity.kind]
    if body is not None:
        own = _with_body(material, speaker, own, body)
    if own == "unknown" and entity is not None and entity.kind == "person":
        return "person"
    if own == "unknown" and speaker.head.lower in ("he", "she"):
        return "person"
    return own


def are_people(speaker: Speaker) -> bool:
    """Tell whether a state's name stands for its people: "Arvenians", not "the Philippines"."""
    return names_people(speaker.entity, speaker.head)


def names_people(entity: EntityMark | None, head: Token) -> bool:
    """Tell the same of a noun and what it was taken for."""
    if entity is None or entity.kind != "state" or head.tag not in ("NNPS", "NNS"):
        return False
    return head.lower.endswith("s") and head.lower not in _plural_states


def represented(material: Material, speaker: Speaker, kind: Code) -> Speaker:
    """Return the speaker without a body that they don't speak for.

    "An Arvenian analyst" speaks for no state, "Christian groups" for no community.
    """
    body = speaker.body
    if body is None or body.kind not in ("state", "community"):
        return speaker
    if kind in _of_state or (body.kind == "state" and kind == "diplomat"):
        return speaker
    return replace(speaker, body=None)


def _own_kind(material: Material, speaker: Speaker) -> Code:
    entity = speaker.entity
    head, tokens = speaker.head, speaker.tokens
    if entity is not None and head.pos == "PRON":
        tokens = material.parse.tokens_in(entity.span)
        head = tokens[-1] if tokens else head
    own = _of_words(material, head, tokens, entity)
    if own == "official":
        return _employer(material, head) or own
    if entity is not None and (entity.party_id or "").startswith("org.un"):
        return "igo"
    if own == "unknown" and entity is not None and entity.kind != "person":
        own = kind_of_name(entity.name) or own
    return own


def _employer(material: Material, head: Token) -> Code | None:
    """Return the kind that the noun before an office tells: "a company spokesman"."""
    index = cue_index("voice_kinds")
    before = material.parse.children(head.i, "compound", "poss", "nmod")
    codes = (index.noun(t.lower, t.lemma) for t in before if t.pos == "NOUN")
    told = (code for code in codes if code is not None)
    return next((c for c in told if c not in _generic and c not in _no_employers), None)


def _with_body(material: Material, speaker: Speaker, own: Code, body: EntityMark) -> Code:
    """Return the kind that a body gives to its member: "the union's chairman" is of the union."""
    words = kind_of_name(body.name)
    # A front's commanders are no army's.
    if own in _generic or (own == "military" and body.kind == "armed_group"):
        if (body.party_id or "").startswith("org.un"):
            return "igo"
        if own == "official" and (body.party_id or "").startswith("state."):
            return "government"
        if body.kind in ("state", "community"):
            beside = body.kind == "state" and _is_beside(material, speaker, body)
            return "government" if own == "official" or beside else own
        return kind_of_party.get(body.kind) or words or _of_force.get(body.kind, own)
    presides = own == "government" and bool(_offices & {w.lower() for w in _role(speaker)})
    if not presides or body.kind in ("state", "force") or words in _of_state:
        return own
    return kind_of_party.get(body.kind) or words or "official"


def _role(speaker: Speaker) -> list[str]:
    entity = speaker.entity
    role = entity.role.split() if entity is not None and entity.role else []
    return [*role, speaker.head.lower]


def _is_beside(material: Material, speaker: Speaker, body: EntityMark) -> bool:
    """Tell whether the state's name itself stands at the head: "Arvenia's Ilan Maro"."""
    names = material.names
    for token in material.parse.children(speaker.head.i, "poss", "compound", "nmod"):
        at = names.by_token.get(token.i)
        if at is None or names.mentions[at].form == "adjective":
            continue
        if names.entities[names.mentions[at].entity] is body:
            return True
    return False


def kind_of_name(name: str) -> Code | None:
    """Return the kind that the words of a body's name tell: "Qorzan Institute" is academic."""
    index = cue_index("voice_kinds")
    words = [w.strip("’'\"“”.,()").lower() for w in name.replace("’s", "").split()]
    forms = [(w, w[:-1]) if w.endswith("s") else (w,) for w in words if w]
    phrases = index.phrases_in(forms)
    if phrases:
        code: Code | None = phrases[-1].code
    else:
        head = forms[: next((n for n, f in enumerate(forms) if f[0] in ("of", "for", "on")), None)]
        nouns = (index.noun(*f) for f in reversed(head or forms) if _unclear.isdisjoint(f))
        code = next((c for c in nouns if c is not None), None)
    return None if code in (*_generic, "document", "witness", "family", "resident") else code


def _of_words(
    material: Material, head: Token, tokens: Sequence[Token], entity: EntityMark | None
) -> Code:
    index = cue_index("voice_kinds")
    forms = [(t.lower, t.lemma) for t in tokens]
    phrases = [index.phrase_at(forms, i) for i in range(len(forms))]
    found = [m for m in phrases if m is not None]
    if found:
        return max(found, key=lambda m: (m.last - m.first, -m.first)).code
    code = index.noun(head.lower, head.lemma)
    if code == "document" and head.pos == "PROPN" and _is_described(material, head):
        code = None  # "The Lake Order" is no order.
    if code == "armed_group" and head.lemma in _gatherings and _is_described(material, head):
        code = None
    if code is None or code in ("unknown", "person"):
        code = _of_role(entity) or code
    if code is None:
        code = _beside(material, head, tokens)
    if code is None and entity is not None and entity.kind == "force":
        return "military"
    return code or "unknown"


def _is_told(material: Material, noun: Token) -> bool:
    """Tell whether the parser put an addressee to a name: "told police Ilan Maro had fled"."""
    before = material.parse.tokens[noun.i - 1] if noun.i else noun
    return noun.pos == "NOUN" and before.pos == "VERB" and before.lemma in addressing


def _is_described(material: Material, head: Token) -> bool:
    children = material.parse.children(head.i, "amod", "compound", "nmod")
    return any(t.pos not in _plain and t.lower not in ("other", "same") for t in children)


def _of_role(entity: EntityMark | None) -> Code | None:
    index = cue_index("voice_kinds")
    role = entity.role.lower().split() if entity is not None and entity.role else []
    match = next(iter(index.phrases_in([(word,) for word in role])), None)
    if match is not None:
        return match.code
    return next((c for word in reversed(role) if (c := index.noun(word))), None)


def _beside(material: Material, head: Token, tokens: Sequence[Token]) -> Code | None:
    """Return the kind of an apposition's head, else of the nearest word before the name."""
    index = cue_index("voice_kinds")
    after = [t for t in tokens if t.dep == "appos" and t.head == head.i]
    before = [
        t
        for t in reversed(tokens)
        if t.dep == "compound" and t.head == head.i and not _is_told(material, t)
    ]
    codes = (index.noun(t.lower, t.lemma) for t in (*after, *before))
    return next((c for c in codes if c is not None), None)
