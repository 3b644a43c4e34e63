"""Finds the place names of a report, with what the text itself says about where they are.

The parser's named entities propose; known names, the words around them and the rest of the
report dispose. Names of people and organisations that only contain a place ("Boston University")
are marked as not literal: they help to tell where a report plays, and place nothing themselves.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from polybius.reading.grammar.casing import is_all_capitals
from polybius.reading.grammar.syntax import Named, Parse
from polybius.reading.layers import ToponymMark
from polybius.reading.toponyms.fame import Fame, city, metropolis, nation, town, village
from polybius.reading.toponyms.found import Found, without_overlaps
from polybius.reading.toponyms.spans import mark_spans
from polybius.reading.toponyms.words import (
    announcing,
    common_words,
    compass_words,
    feature_kinds,
    local_bodies,
    local_people,
    locatives,
    never_alone,
    scene_words,
    site_words,
    street_words,
    striking,
    taking,
)

rule = "toponyms.rules.v1"

place_labels = ("GPE", "LOC")
other_labels = ("ORG", "FAC", "EVENT", "WORK_OF_ART", "PRODUCT", "NORP", "PERSON")
dateline_marks = ("-", "--", "---", "–", "—", ":", "(")
origins = {"": ("from", "of", "to"), "PERSON": ("from",)}
"""By the parser's label: words that stand before the place that somebody is of or goes to."""
put_in = ("in", "at", "near", "outside")
longest_unknown = 3
"""Tokens of the longest unknown name taken for a place: longer ones are bodies."""
longest_name = 7
"""Tokens of the longest name looked for among known names; hyphens are tokens too."""


def find_toponyms(parse: Parse, fame: Fame) -> tuple[ToponymMark, ...]:
    """Return the place names of a report in text order, none overlapping another.

    Adjectives of places ("Afghan officials") and places inside the names of organisations are
    found too, with ``literal`` false.
    """
    search = _Search(parse, fame)
    found = without_overlaps([*search.entities(), *search.elsewhere()])
    found = without_overlaps([*found, *search.listed(found)])
    literal = {parse.span(f.first, f.last): f.literal for f in found}
    return tuple(
        ToponymMark(m.span, m.name, m.feature, m.containers, literal[m.span])
        for m in mark_spans(parse.text, list(literal))
    )


class _Search:
    """One pass over a report's entities and capitalised words."""

    def __init__(self, parse: Parse, fame: Fame) -> None:
        self.parse, self.tokens, self.fame = parse, parse.tokens, fame
        self.in_capitals = is_all_capitals(parse.text)
        self.surnames = {
            self.tokens[n.last - 1].text
            for n in parse.named
            if n.label == "PERSON" and n.last - n.first > 1
        }
        self.labels, self.words = self._evidence()

    def entities(self) -> Iterator[Found]:
        """Yield what the named entities give."""
        for named in self.parse.named:
            if named.label in place_labels:
                yield from self._place(named)
            elif named.label == "NORP" and self._fame(named.first, named.last) >= nation:
                yield Found(named.first, named.last, literal=False)
            elif named.label in other_labels:
                yield from self._other(named)

    def elsewhere(self) -> Iterator[Found]:
        """Yield known names where no entity is, or longer than one, that their words support."""
        i = 0
        while i < len(self.tokens):
            last = i
            if self._opens_name(i):
                last = self._longest_known(i, min(i + longest_name, len(self.tokens)))
                if last > i and self._stands_out(i, last):
                    yield Found(i, last, literal=True)
            i = max(i + 1, last)

    def _stands_out(self, first: int, last: int) -> bool:
        named = self.parse.named_at(first)
        if named is None:
            return self._is_supported(first, last)
        longer = last - first > 1 and (named.last < last or named.first == first)
        return longer and (self._inside(first) or self._before_feature(last))

    def _before_feature(self, last: int) -> bool:
        return last < len(self.tokens) and self.tokens[last].text in feature_kinds

    def listed(self, found: Sequence[Found]) -> Iterator[Found]:
        """Yield known names that stand in a list with places: "Kandahar, Zabul and …"."""
        ends = {f.last for f in found if f.literal}
        starts = {f.first for f in found if f.literal}
        for named in self.parse.named:
            first, last = self._trimmed(named.first, named.last)
            if named.label not in ("PERSON", "ORG", "NORP", "PRODUCT") or first == last:
                continue
            after = (self._joins(first - 1) and first - 1 in ends) or (
                self._joins(last) and last + 1 in starts
            )
            text = self._text(first, last)
            if after and self._fame(first, last) >= town and text not in self.surnames:
                yield Found(first, last, literal=True)

    def _joins(self, i: int) -> bool:
        return 0 <= i < len(self.tokens) and self.tokens[i].lower in (",", "and", "or")

    def _evidence(self) -> tuple[Counter[str], Counter[str]]:
        """Sum up, name by name, what labels and what surrounding words say of being a place."""
        labels: Counter[str] = Counter()
        words: Counter[str] = Counter()
        for named in self.parse.named:
            first, last = self._trimmed(named.first, named.last)
            if first == last:
                continue
            text = self._text(first, last)
            if named.label in place_labels:
                labels[text] += 1
            elif named.label == "PERSON" and last - first > 1:
                labels[self.tokens[last - 1].text] -= 2
            elif named.label == "PERSON" and self.tokens[last - 1].dep == "nsubj":
                labels[text] -= 1
            if self._before_wider(last) or (self._inside(first) and text not in self.surnames):
                words[text] += 1
        return labels, words

    def _place(self, named: Named) -> Iterator[Found]:
        for piece in self._pieces(named.first, named.last):
            first, last = self._without_kind(*piece)
            if self._is_street(last):
                continue
            end = self._with_feature(first, last)
            bare, known = first, self._bare_fame(first, end)
            if not known and end - first > 1 and self._is_named_part(first):
                bare = first + 1
                known = self._bare_fame(bare, end)
            text = self._text(bare, last)
            common = text.lower() in common_words
            vague = common or text in self.surnames or named.label == "LOC"
            famous = known >= (nation if common else city)
            announced = self._is_announced(first, end)
            told = self.words[text] and not common and (known or self._stands_as_place(first, end))
            if famous or announced or (known and not vague) or told:
                yield Found(first, end, literal=True)

    def _stands_as_place(self, first: int, last: int) -> bool:
        """Tell whether an unknown name stands where a place may: "in …", "the … area"."""
        after = self.tokens[last].lower if last < len(self.tokens) else ""
        return self._goes_there(first) or self._before_wider(last) or after in feature_kinds

    def _other(self, named: Named) -> Iterator[Found]:
        """Yield the places in an entity of another kind: all of it, or a part."""
        first, last = self._without_kind(*self._trimmed(named.first, named.last))
        if first == last:
            return
        known = self._fame(first, last)
        if not known and self._goes_there(first) and not self._goes_on(last):
            known = self._bare_fame(first, last)  # "Ohio State" without "in" or "of" plays ball.
        if known and self._is_supported(first, last, named.label):
            yield Found(first, last, literal=True)
            return
        if not known and (self._is_announced(first, last) or self._is_put_in_wider(first, last)):
            yield Found(first, last, literal=True)
            return
        inner = list(self._embedded(first, last, named.label))
        yield from inner
        if not inner and self._is_site(first, last, named.label):
            yield Found(first, last, literal=True)

    def _is_site(self, first: int, last: int, label: str) -> bool:
        """Tell whether a building or grounds is spoken of as a place: "at Qorzan Hospital"."""
        named = last - first > 1 and self.tokens[last - 1].lower in site_words
        return named and (self._inside(first) or label == "FAC")

    def _embedded(self, first: int, last: int, label: str) -> Iterator[Found]:
        i = first
        while i < last:
            end = self._longest_known(i, min(last, i + longest_name)) if self._opens_name(i) else i
            whole = (i, end) == (first, last)
            if end > i and not whole and not self._is_street(end) and self._tells(i, end, label):
                yield Found(i, end, literal=False)
            i = max(i + 1, end)

    def _tells(self, first: int, last: int, label: str) -> bool:
        """Tell whether a known name inside a longer one is likely to mean the place."""
        text = self._text(first, last)
        if self.tokens[last - 1].lower in ("county", "parish") and last - first > 1:
            return True
        if label == "PERSON" or text in self.surnames or text.lower() in common_words:
            return False
        if text.isupper() and len(text) == 2 and self._fame(first, last) < nation:
            return False  # "NV" is a kind of company, "NC" a ball club.
        after = self.tokens[last].lower if last < len(self.tokens) else ""
        local = after in local_bodies and self._fame(first, last) >= local_bodies[after]
        return local or self._fame(first, last) >= city or self._is_place(text)

    def _is_supported(self, first: int, last: int, label: str = "") -> bool:
        """Tell whether a known name that the parser did not take for a place is one here."""
        text, fame = self._text(first, last), self._bare_fame(first, last)
        if self._is_street(last) or text in self.surnames or text.lower() in never_alone:
            return False
        county = last - first > 1 and self.tokens[last - 1].lower in ("county", "parish")
        if fame >= nation or county or self._before_wider(last) or self._is_place(text):
            return True
        struck = self._is_struck(first, taking if label == "PERSON" else striking)
        if (fame >= city and struck) or (
            fame >= village
            and (self._inside(first) or self._is_local(first, last) or self._before_feature(last))
        ):
            return True
        if fame >= town and label in ("", "PERSON") and self._before(first) in origins[label]:
            return True
        if label == "ORG":
            return fame >= (city if last - first == 1 else metropolis) and not _is_acronym(text)
        return bool(label) and last - first > 1 and fame >= town

    def _is_struck(self, first: int, verbs: frozenset[str]) -> bool:
        """Tell whether a name follows a verb of war: "shelled Qorzan"."""
        before = self.tokens[first - 1] if first else None
        return before is not None and before.pos == "VERB" and before.lemma in verbs

    def _is_announced(self, first: int, last: int) -> bool:
        """Tell whether the text itself says that an unknown name is a place: "the village of …"."""
        if last - first > longest_unknown or self._goes_on(last):
            return False
        if not all(token.text[0].isalpha() for token in self.tokens[first:last]):
            return False
        if first > 1 and self.tokens[first - 1].lower == "of":
            return self.tokens[first - 2].lower in announcing
        after = self.tokens[last].text if last < len(self.tokens) else ""
        return after in announcing and self._goes_there(first)

    def _goes_there(self, first: int) -> bool:
        return self._inside(first) or self._before(first) in origins[""]

    def _goes_on(self, last: int) -> bool:
        return last < len(self.tokens) and self.tokens[last].text[:1].isupper()

    def _is_put_in_wider(self, first: int, last: int) -> bool:
        """Tell whether an unknown name stands where only a place can: "in …, Ohio"."""
        before = self.tokens[first - 1].lower if first else ""
        if before not in put_in or last - first > longest_unknown:
            return False
        return self._before_wider(last) and self._goes_on(last + 1)

    def _is_place(self, text: str) -> bool:
        """Tell whether the report uses the name for a place more than for anything else."""
        return self.labels[text] + 2 * self.words[text] > 1

    def _inside(self, first: int) -> bool:
        return self._before(first) in locatives

    def _before(self, first: int) -> str:
        before = self.tokens[first - 1].lower if first else ""
        return self.tokens[first - 2].lower if before == "the" and first > 1 else before

    def _is_local(self, first: int, last: int) -> bool:
        """Tell whether a dateline, "… police" or "(D-…)" marks the name as a place."""
        after = self.tokens[last].text if last < len(self.tokens) else ""
        if after.lower() in local_people:
            return True
        if after in dateline_marks and self._text(first, last).isupper():
            return len(self._text(first, last)) > 3 and not self.in_capitals
        if self._heads_entry(first, last) or self._names_scene(first, after):
            return True
        dash = first > 1 and self.tokens[first - 1].text == "-"
        return dash and self.tokens[first - 2].text in ("D", "R", "DFL")

    def _heads_entry(self, first: int, last: int) -> bool:
        """Tell whether a paragraph opens with the name and a day: "Qorzan, 3 March."."""
        sentence = self.parse.sentence_of(first)
        opens = sentence.first == first and (
            sentence.index == 0
            or self.parse.sentences[sentence.index - 1].paragraph != sentence.paragraph
        )
        follows = self.tokens[last : last + 3]
        return (
            opens
            and len(follows) > 1
            and follows[0].text == ","
            and (any(t.text.isdigit() for t in follows[1:]))
        )

    def _names_scene(self, first: int, after: str) -> bool:
        """Tell whether the name tells things of a kind apart: "the Qorzan post"."""
        before = self.tokens[first - 1].lower if first else ""
        return before in ("the", "a", "an") and after.lower() in scene_words

    def _before_wider(self, last: int) -> bool:
        """Tell whether a comma and a wider place follow: "…, Ohio"."""
        if last + 1 >= len(self.tokens) or self.tokens[last].text != ",":
            return False
        end = self._longest_known(last + 1, min(last + 1 + longest_name, len(self.tokens)))
        return end > last + 1 and self._fame(last + 1, end) >= city

    def _pieces(self, first: int, last: int) -> Iterator[tuple[int, int]]:
        """Split an entity at commas and the like, and trim the pieces."""
        whole = self._trimmed(first, last)
        if whole[0] < whole[1] and self._fame(*whole):
            yield whole
            return
        start = first
        for i in range(first, last + 1):
            if i == last or self.tokens[i].text in (",", ";", "(", ")", "--", "—", "-", "/"):
                piece = self._trimmed(start, i)
                if piece[0] < piece[1]:
                    yield from self._known_parts(*piece)
                start = i + 1

    def _known_parts(self, first: int, last: int) -> Iterator[tuple[int, int]]:
        """Take an unknown run apart if it is known names, or one beside a compass or kind word."""
        if last - first > 1 and not self._fame(first, last):
            # "Helmand province": the parser takes in the word that the gazetteer leaves out.
            if self.tokens[last - 1].text.islower() and self._bare_fame(first, last):
                yield first, last - 1
                return
            if self.tokens[first].lower in compass_words and self._fame(first + 1, last):
                yield first if self._is_named_part(first) else first + 1, last
                return
            for middle in range(first + 1, last):
                if min(self._fame(first, middle), self._fame(middle, last)) >= city:
                    yield first, middle
                    yield middle, last
                    return
        yield first, last

    def _is_named_part(self, i: int) -> bool:
        """Tell whether a compass word is written as part of a name: "South Florida"."""
        token = self.tokens[i]
        opens = self.parse.sentence_of(i).first == i
        return token.lower in compass_words and token.text.istitle() and not opens

    def _trimmed(self, first: int, last: int) -> tuple[int, int]:
        while first < last and not self.tokens[first].text[:1].isupper():
            first += 1
        while first < last and self.tokens[first].lower in ("the", "mr.", "mrs."):
            first += 1
        while last > first and not any(c.isalnum() for c in self.tokens[last - 1].text):
            last -= 1
        while last > first and self.tokens[last - 1].text in ("'s", "’s", "'", "’"):
            last -= 1
        return first, self._with_dot(first, last)

    def _without_kind(self, first: int, last: int) -> tuple[int, int]:
        """Leave out the small word for a kind of place that the parser took into the name."""
        end = self.tokens[last - 1].text if last - first > 1 else ""
        return (first, last - 1) if end.islower() and end in feature_kinds else (first, last)

    def _with_dot(self, first: int, last: int) -> int:
        """Take in the dot that ends an abbreviation: "W.Va" + "."."""
        if first < last < len(self.tokens) and "." in self.tokens[last - 1].text[:-1]:
            dot = self.tokens[last]
            if dot.text == "." and dot.start == self.tokens[last - 1].end:
                return last + 1
        return last

    def _with_feature(self, first: int, last: int) -> int:
        """Take in a capitalised feature word that the entity left out: "Boone" + "County"."""
        if last < len(self.tokens) and self.tokens[last].text[:1].isupper():
            word = self.tokens[last].lower
            if word in feature_kinds and self._fame(first, last + 1):
                return last + 1
        joined = last + 1 < len(self.tokens) and self.tokens[last].lower in ("and", "&")
        return last + 2 if joined and self._fame(first, last + 2) >= nation else last

    def _longest_known(self, first: int, bound: int) -> int:
        for last in range(bound, first, -1):
            end = self.tokens[last - 1].text
            if (end[:1].isupper() or end[:1].isdigit()) and self._fame(first, last):
                return last
        return first

    def _opens_name(self, i: int) -> bool:
        token = self.tokens[i]
        return token.text[:1].isupper() and token.pos in ("PROPN", "ADJ", "NOUN")

    def _is_street(self, last: int) -> bool:
        if last >= len(self.tokens):
            return False
        return self.tokens[last].lower in street_words and self.tokens[last].text[:1].isupper()

    def _fame(self, first: int, last: int) -> float:
        return self.fame(self._text(first, last))

    def _bare_fame(self, first: int, last: int) -> float:
        """Return the fame of a name, else of what stands before its word for a division."""
        kind = feature_kinds.get(self.tokens[last - 1].lower) if last - first > 1 else None
        bare = kind in ("adm1", "adm2")
        return self._fame(first, last) or (self._fame(first, last - 1) if bare else 0.0)

    def _text(self, first: int, last: int) -> str:
        span = self.parse.span(first, last)
        return " ".join(self.parse.text[span.start : span.end].split())


def _is_acronym(text: str) -> bool:
    return len(text) < 5 and text.isupper()
