"""Candidates for the role fillers of a text's incidents, with what speaks for and against each.

A candidate is somebody or something that the text mentions, in one role, under one string. Its
features are read from the pipeline's marks: the roles in which occurrences have it, what it is,
where it stands.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from benchmarks.muc4_reading import Read
from polybius.codebook import load
from polybius.reading.grammar.syntax import Token
from polybius.reading.layers import OccurrenceMark
from polybius.reading.occurrences.roles import phrase_range
from polybius.reading.occurrences.things import Kind, is_violent, kind_of
from polybius.records import Modality, Polarity

incident_types = {
    "bombing": "BOMBING",
    "suicide_bombing": "BOMBING",
    "car_bombing": "BOMBING",
    "landmine": "BOMBING",
    "grenade": "BOMBING",
    "arson": "ARSON",
    "abduction": "KIDNAPPING",
    "hostage_taking": "KIDNAPPING",
    "hijacking": "HIJACKING",
    "robbery": "ROBBERY",
    "looting": "ROBBERY",
    "forced_work_stoppage": "FORCED WORK STOPPAGE",
}
"""Event type of the codebook → MUC-4 incident type; the other violent types are ATTACK."""

attacks = frozenset(
    code
    for code in load().event_types
    if (is_violent(code) or code in ("sabotage", "property_destruction"))
    and code not in incident_types
    and code not in ("armed_clash", "fighting", "displacement")
)
"""Event types that are MUC-4's ATTACK."""

described = "Described"
"""The role of human targets without a name, which only the raw keys have."""

role_kinds = {
    Kind.HUMAN: ("PerpInd", "Victim", described),
    Kind.PARTY: ("PerpOrg", "PerpInd", "Target", described),
    Kind.FACILITY: ("Target",),
    Kind.WEAPON: ("Weapon",),
    Kind.OTHER: ("Target", "Weapon"),
    Kind.PLACE: ("Target",),
    Kind.EVENT: (),
}
"""What somebody or something is → the roles that it can have."""


def incident_type(occurrence: OccurrenceMark) -> str | None:
    """Return the MUC-4 type that an occurrence would be an incident of."""
    if occurrence.event_type in attacks:
        return "ATTACK"
    return incident_types.get(occurrence.event_type)


@dataclass
class Candidate:
    """Somebody or something in one role, under one string."""

    role: str
    cluster: str
    """What it is one of: candidates of one role and cluster are the same under other strings."""
    text: str
    heads: list[int] = field(default_factory=list)
    features: set[str] = field(default_factory=set)


def candidates_of(read: Read) -> list[Candidate]:
    """Return the candidates of a text in the order of their first mention."""
    found: dict[tuple[str, str, str], Candidate] = {}
    context = Context(read)
    for token in read.parse.tokens:
        if token.pos not in ("NOUN", "PROPN", "NUM"):
            continue
        kind = kind_of(read.parse, read.names, token.i)
        for role in role_kinds[kind]:
            for variant, cluster, text in context.strings(token, role):
                candidate = found.setdefault((role, cluster, text), Candidate(role, cluster, text))
                context.add(candidate, token, variant, kind)
    for candidate in found.values():
        candidate.features |= {
            f"mentions={min(len(candidate.heads), 4)}",
            f"text={candidate.text.lower()}",
        }
    return list(found.values())


class Context:
    """What the marks of a text say about its tokens."""

    def __init__(self, read: Read) -> None:
        self.read = read
        self.fills: dict[int, list[tuple[str, OccurrenceMark]]] = defaultdict(list)
        self.by_sentence: dict[int, list[OccurrenceMark]] = defaultdict(list)
        for mark in read.occurrences:
            self.by_sentence[read.parse.tokens[mark.token].sentence].append(mark)
            for fill in mark.fills:
                self.fills[fill.head].append((fill.role, mark))
        self.inside: dict[int, list[tuple[str, OccurrenceMark]]] = defaultdict(list)
        for mark in read.occurrences:
            for fill in mark.fills:
                for token in read.parse.tokens_in(fill.span):
                    self.inside[token.i].append((fill.role, mark))
        self.said: dict[int, set[str]] = defaultdict(set)
        for token in read.parse.tokens:
            if token.pos in ("VERB", "NOUN", "ADJ"):
                self.said[token.sentence].add(token.lemma)
        self.by_entity: dict[int, list[tuple[str, OccurrenceMark]]] = defaultdict(list)
        for mark in read.occurrences:
            for fill in mark.fills:
                if fill.entity is not None:
                    self.by_entity[fill.entity].append((fill.role, mark))

    def add(self, candidate: Candidate, token: Token, variant: str, kind: Kind) -> None:
        """Add a mention, with the token that heads it, to a candidate."""
        candidate.heads.append(token.i)
        candidate.features |= {f"variant={variant}", f"kind={kind.value}"}
        candidate.features |= set(self.features(token))
        if candidate.role.startswith("Perp"):
            candidate.features |= {f"said={w}" for w in self.said[token.sentence]}

    def cluster_of(self, token: Token, text: str) -> str:
        """Return what a mention with this head is one of."""
        entity = self.read.names.entity_at(token.i)
        if entity is not None:
            return f"#{entity}"
        return text if token.pos == "PROPN" else f"@{token.lemma}"

    def strings(self, token: Token, role: str) -> Iterator[tuple[str, str, str]]:
        """Yield variant, cluster and string of what the token heads, as ``role`` would take it."""
        read = self.read
        entity = read.names.entity_at(token.i)
        if entity is not None and self._is_name(token):
            name = read.names.entities[entity].name
            if role != described:
                yield "name", f"#{entity}", clean(name)
                yield "surface", f"#{entity}", self._surface(token)
            return
        named = read.parse.named_at(token.i)
        if named is not None and token.pos == "PROPN":
            if named.last - 1 == token.i:
                text = clean(read.parse.words(read.parse.span(named.first, named.last)))
                yield "named", text, text
            return
        if role == "Victim":
            return
        cluster = f"#{entity}" if entity is not None else f"@{token.lemma}"
        first, last = phrase_range(read.parse, token.i)
        first = self._without_determiner(first, token.i)
        seen = set()
        for variant, begin, end in (
            ("long", first, last),
            ("phrase", first, token.i + 1),
            ("bare", self._without_number(first, token.i), token.i + 1),
            ("head", token.i, token.i + 1),
        ):
            text = clean(read.parse.words(read.parse.span(begin, end)))
            if text not in seen:
                seen.add(text)
                yield variant, cluster, text

    def _is_name(self, token: Token) -> bool:
        mention = self.read.names.by_token.get(token.i)
        form = self.read.names.mentions[mention].form if mention is not None else ""
        return form in ("name", "abbreviation")

    def _surface(self, token: Token) -> str:
        mention = self.read.names.mentions[self.read.names.by_token[token.i]]
        return clean(self.read.parse.words(self.read.parse.span(mention.first, mention.last)))

    def _without_determiner(self, first: int, head: int) -> int:
        tokens = self.read.parse.tokens
        while first < head and tokens[first].dep in ("det", "predet", "poss", "case", "punct"):
            first += 1
        return first

    def _without_number(self, first: int, head: int) -> int:
        tokens = self.read.parse.tokens
        while first < head and _counts(tokens[first]):
            first += 1
        return first

    def features(self, token: Token) -> Iterator[str]:
        """Yield what speaks for or against the token's phrase, whatever the role."""
        parse = self.read.parse
        head = parse.tokens[token.head]
        yield f"head={token.lemma}"
        yield f"dep={token.dep}:{head.lemma}"
        if token.dep == "pobj":
            yield f"over={head.lemma}:{parse.tokens[head.head].lemma}"
        for child in parse.children(token.i):
            if child.dep in ("amod", "compound", "nmod"):
                yield f"modifier={child.lemma}"
            elif child.dep in ("det", "nummod", "poss"):
                yield f"determiner={child.dep}:{child.lower if child.dep == 'det' else ''}"
        entity = self.read.names.entity_at(token.i)
        if entity is not None:
            yield f"entity={self.read.names.entities[entity].kind}"
            yield f"role={(self.read.names.entities[entity].role or '').lower()[-14:]}"
        named = parse.named_at(token.i)
        yield f"label={named.label if named else ''}"
        at = token.sentence
        yield f"sentence={at if at < 6 else 6 + at // 8}"
        yield from self._roles(token, entity)
        yield from self._near(token)

    def _roles(self, token: Token, entity: int | None) -> Iterator[str]:
        own = self.fills.get(token.i, [])
        for role, mark in own:
            yield from _part("fill", role, mark)
            yield f"trigger={role}:{self.read.parse.tokens[mark.token].lemma}"
        for role, mark in self.by_entity.get(entity, []) if entity is not None else ():
            yield from _part("entity-fill", role, mark)
        for role, mark in self.inside.get(token.i, []):
            yield from _part("inside", role, mark)
        if not own:
            yield "fill=none"

    def _near(self, token: Token) -> Iterator[str]:
        marks = self.by_sentence.get(token.sentence, [])
        for mark in marks:
            kind = incident_type(mark)
            if kind is not None:
                yield f"with={kind}:{reality(mark)}"
        if not any(incident_type(m) for m in marks):
            yield "with=none"


def _counts(token: Token) -> bool:
    """Tell whether a word before a noun only says how many."""
    vague = token.lemma in ("several", "many", "some", "other")
    return vague or token.pos in ("NUM", "DET", "ADV", "SCONJ") or token.dep == "nummod"


def _part(name: str, role: str, mark: OccurrenceMark) -> Iterator[str]:
    kind = incident_type(mark)
    yield f"{name}={role}:{kind or mark.event_type}:{reality(mark)}"
    yield f"{name}={role}:{'incident' if kind else 'other'}"


def reality(mark: OccurrenceMark) -> str:
    """Return how an occurrence is presented: actual, not, or its modality."""
    if mark.polarity is Polarity.DID_NOT_HAPPEN:
        return "not"
    return "actual" if mark.modality is Modality.ACTUAL else str(mark.modality.value)


def with_document(candidate: Candidate, likely: Mapping[str, float]) -> frozenset[str]:
    """Return a candidate's features with what its document's models say.

    Args:
        candidate: the candidate.
        likely: probability of each of `benchmarks.muc4_weights.labels`.
    """
    relevant = int(likely["relevant"] * 5)
    pairs = {
        f"{relevant}&{f}"
        for f in candidate.features
        if f.startswith(("fill=", "with=", "variant="))
    }
    extra = {"bias", f"relevant={relevant}"} | {
        f"likely={label}:{int(p * 4)}" for label, p in likely.items()
    }
    return frozenset(candidate.features | pairs | extra)


def clean(text: str) -> str:
    """Return a string on one line, without punctuation around it."""
    return " ".join(text.split()).strip(" \"'.,;:-[]()")
