"""The words of the codebook's harm categories, sorted by how they take their victims."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from polybius import codebook
from polybius.reading.grammar.nouns import word_set
from polybius.reading.grammar.syntax import Parse

subject_verbs = word_set(
    """
    die perish drown succumb asphyxiate expire suffocate disappear vanish flee surrender
    capitulate defect desert survive
    """
)
"""Verbs whose victim is the subject of the active voice."""

open_verbs: Mapping[str, str] = {
    "shoot": "casualties",
    "hit": "casualties",
    "strike": "casualties",
    "graze": "wounded",
}
"""Verbs that hurt or kill without telling which; the text around them may."""
more_phrases: Mapping[str, tuple[str, ...]] = {"killed": ("pass away",)}
open_nouns: Mapping[str, str] = {"shooting": "casualties", "stabbing": "casualties"}
"""Nouns of such harm, with "of" and a person."""
needs_weapon = frozenset({"hit", "strike", "graze"})
"""Open verbs that harm people only with a projectile: "was hit in the leg", "struck by gunfire"."""

ambiguous_words = word_set(
    """
    gun hang hold release free exchange save affect desert burn loss remain late fatal martyr
    deadly lethal body victim suspect inmate prisoner hostage detainee refugee idp evacuee
    captive survivor custody shrapnel trauma scar stab blind flee snatch
    intern beat recover
    """
)
"""Codebook words that name harm only in some uses; they count by the frames below alone."""

counting_nouns = word_set(
    """
    death fatality casualty injury arrest killing murder homicide dead wounded injured
    abduction kidnapping disappearance missing execution assassination drowning hostage
    captive detainee body corpse
    """
)
"""Nouns whose number is a number of people: "12 deaths", "no casualties"."""

body_nouns = frozenset({"body", "corpse", "remain", "cadaver"})

_members = word_set("""
    fighter soldier troop militant guard rebel policeman serviceman serviceperson marine trooper
    commando insurgent guerrilla gunman militiaman sailor airman pilot
""")
"""Those whom a force that "lost" them has among its dead."""

light_objects: Mapping[tuple[str, str], tuple[str, str]] = {
    ("lose", "life"): ("killed", "subject"),
    ("claim", "life"): ("killed", "of"),
    ("take", "life"): ("killed", "of"),
    ("cost", "life"): ("killed", "of"),
    ("end", "life"): ("killed", "of"),
    ("suffer", "injury"): ("wounded", "subject"),
    ("suffer", "wound"): ("wounded", "subject"),
    ("suffer", "burn"): ("wounded", "subject"),
    ("sustain", "injury"): ("wounded", "subject"),
    ("sustain", "wound"): ("wounded", "subject"),
    ("receive", "injury"): ("wounded", "subject"),
    ("receive", "wound"): ("wounded", "subject"),
    ("have", "injury"): ("wounded", "subject"),
    ("have", "wound"): ("wounded", "subject"),
    ("take", "hostage"): ("abducted", "object"),
    ("hold", "hostage"): ("abducted", "object"),
    ("take", "prisoner"): ("detained", "object"),
    ("take", "captive"): ("abducted", "object"),
    ("hold", "captive"): ("abducted", "object"),
    ("lay", "arm"): ("surrendered", "subject"),
    **{("lose", member): ("killed", "itself") for member in _members},
}
"""Verb and object that name harm together → category, and where the victim stands."""

conditions = word_set("critical stable serious fair good grave guarded satisfactory")
"""Adjectives of a patient's condition."""


@dataclass(frozen=True, slots=True)
class HarmCues:
    """Lemmas of each part of speech → category, and phrases."""

    verbs: Mapping[str, str]
    nouns: Mapping[str, str]
    adjectives: Mapping[str, str]
    phrases: Mapping[str, tuple[tuple[tuple[str, ...], str], ...]]
    """By first word, longest first."""

    def phrase_at(self, parse: Parse, i: int) -> tuple[int, str] | None:
        """Return the end and category of the longest phrase that begins at token ``i``."""
        first = parse.tokens[i]
        best: tuple[int, str] | None = None
        for form in dict.fromkeys((first.lower, first.lemma)):
            for words, category in self.phrases.get(form, ()):
                tokens = parse.tokens[i : i + len(words)]
                matches = len(tokens) == len(words) and all(
                    word in (t.lower, t.lemma) for word, t in zip(words, tokens, strict=True)
                )
                if matches and (best is None or i + len(words) > best[0]):
                    best = (i + len(words), category)
        return best


@cache
def harm_cues() -> HarmCues:
    """Return the cues of the shipped codebook's harm categories."""
    verbs: dict[str, str] = {}
    nouns: dict[str, str] = {}
    adjectives: dict[str, str] = {}
    phrases: dict[tuple[str, ...], str] = {}
    for code, entry in codebook.load().harm_categories.items():
        for table, words in (
            (verbs, entry.verbs),
            (nouns, entry.nouns),
            (adjectives, entry.adjectives),
        ):
            for word in words:
                if word not in ambiguous_words or word in counting_nouns:
                    table.setdefault(word, code)
        for phrase in (*entry.phrases, *more_phrases.get(code, ())):
            if len(phrase.split()) > 1:
                phrases.setdefault(tuple(phrase.split()), code)
    ordered = sorted(phrases.items(), key=lambda item: (-len(item[0]), item[0]))
    by_first: dict[str, tuple[tuple[tuple[str, ...], str], ...]] = {}
    for words, code in ordered:
        by_first[words[0]] = (*by_first.get(words[0], ()), (words, code))
    return HarmCues({**open_verbs, **verbs}, nouns, adjectives, by_first)
