"""What a mention of one person tells of them: name, age, sex."""

from __future__ import annotations

import re
from dataclasses import dataclass

from polybius.reading.counts.people import Group
from polybius.reading.grammar.nouns import word_set
from polybius.reading.grammar.syntax import Parse

male_words = word_set(
    """
    he him his himself man men boy male father brother son husband boyfriend grandfather uncle
    nephew gunman policeman grandson stepfather stepson gentleman guy dad mr mr.
    """
)
female_words = word_set(
    """
    she her hers herself woman women girl female mother sister daughter wife girlfriend widow
    grandmother aunt niece policewoman granddaughter stepmother lady mom mrs mrs. ms ms.
    """
)
young_words = word_set("boy girl child toddler infant baby kid")
adult_words = word_set("man woman adult")
surely_young, surely_adult = 15, 20
"""Between these ages reports say "boy" or "man" as they like."""

ordinals = word_set("second third fourth fifth sixth")

_AGE = re.compile(r"\d{1,3}")


@dataclass(frozen=True, slots=True)
class Features:
    """What is known of one person; None where the text does not tell."""

    name: tuple[str, ...] = ()
    """Words of the name, lower case, without titles."""
    age: int | None = None
    sex: str | None = None
    """``m`` or ``f``."""
    young: bool | None = None
    noun: str = ""
    """Head noun of a description: "officer"."""
    ordinal: str = ""
    """"second" or "third", where the report numbers its victims."""

    def conflicts(self, other: Features) -> bool:
        """Tell whether the two cannot be one person."""
        if self.age is not None and other.age is not None and self.age != other.age:
            return True
        if self.sex and other.sex and self.sex != other.sex:
            return True
        if self.ordinal and other.ordinal and self.ordinal != other.ordinal:
            return True
        if self.young is not None and other.young is not None and self.young != other.young:
            return True
        return bool(self.name and other.name) and not same_name(self.name, other.name)

    def merged(self, other: Features) -> Features:
        """Return what the two together tell."""
        return Features(
            max(self.name, other.name, key=len),
            self.age if self.age is not None else other.age,
            self.sex or other.sex,
            self.young if self.young is not None else other.young,
            self.noun or other.noun,
            self.ordinal or other.ordinal,
        )


def same_name(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """Tell whether two names can be one person's: equal, or one the last name of the other."""
    short, long = sorted((one, other), key=len)
    if len(short) == 1:
        return short[0] in long
    return (short[-1] == long[-1] and short[0][:1] == long[0][:1]) or set(short) <= set(long)


def features(parse: Parse, group: Group) -> Features:
    """Read the features of a mention of one person."""
    phrase = parse.tokens[group.first : group.head + 1]
    words = {w for t in phrase if t.dep != "poss" for w in (t.lower, t.lemma)}
    name = _name(parse, group) if group.form == "name" else ()
    age = _age(parse, group, len(name))
    noun = "" if name or group.form == "pronoun" else phrase[-1].lemma
    ordinal = next((t.lower for t in phrase if t.lower in ordinals), "")
    return Features(name, age, _sex(words), _young(words, age), noun, ordinal)


def _name(parse: Parse, group: Group) -> tuple[str, ...]:
    named = parse.named_at(group.head)
    first, last = (named.first, named.last) if named else (group.first, group.last)
    tokens = parse.tokens[first:last]
    words = [t.lower.strip(".,’'\"“”") for t in tokens if t.pos == "PROPN" and t.text[0].isupper()]
    return tuple(w for w in words if w and w not in ("jr", "sr", "ii", "iii", "s"))


def _age(parse: Parse, group: Group, name_length: int) -> int | None:
    tokens = parse.tokens
    for i in range(group.first, min(group.last + 1, len(tokens))):
        if tokens[i].lower in ("old", "olds") and i >= 4 and tokens[i - 2].lower == "year":
            found = tokens[i - 4].text
            return int(found) if _AGE.fullmatch(found) else None
    named = parse.named_at(group.head)
    after = named.last if named is not None and name_length else group.last
    texts = [t.lower for t in tokens[after : after + 5]]
    if len(texts) >= 2 and texts[0] in (",", "(") and _AGE.fullmatch(texts[1]):
        closes = len(texts) < 3 or texts[2] in (",", ")", ".", ";", "and")
        return int(texts[1]) if closes else None
    if "aged" in texts[:2] or "age" in texts[:2]:
        numbers = [w for w in texts[1:4] if _AGE.fullmatch(w)]
        return int(numbers[0]) if numbers else None
    return None


def _sex(words: set[str]) -> str | None:
    male, female = bool(words & male_words), bool(words & female_words)
    return None if male == female else ("m" if male else "f")


def _young(words: set[str], age: int | None) -> bool | None:
    if age is not None:
        return None if surely_young < age < surely_adult else age <= surely_young
    if words & young_words:
        return True
    return False if words & adult_words else None
