"""The reader: asks every question of a report's text, in order, and resolves the answers."""

from __future__ import annotations

from dataclasses import replace

from polybius.codebook import Register, load_register
from polybius.reading.assembly import assemble
from polybius.reading.counts.find import find_counts
from polybius.reading.grammar.parser import Parser, default_parser
from polybius.reading.grammar.syntax import Parse
from polybius.reading.layers import Marks, Names, ToponymMark
from polybius.reading.names.find import find_names
from polybius.reading.neural.encoder import Encoder, default_encoder
from polybius.reading.neural.heads import one_thread
from polybius.reading.occurrences.find import find_occurrences
from polybius.reading.relations.find import find_relations
from polybius.reading.times.find import find_times
from polybius.reading.toponyms.find import find_toponyms
from polybius.reading.voices.appeals import find_appeals
from polybius.reading.voices.authorship import find_authors
from polybius.reading.voices.contents import survey
from polybius.reading.voices.find import find_attributions, of_side
from polybius.reading.voices.outlooks import find_outlooks
from polybius.records import Flag, Place, Reading, Report
from polybius.resolving.checks import find_flags, near_places
from polybius.resolving.gazetteer import Gazetteer, default_gazetteer
from polybius.resolving.parties import context_of
from polybius.resolving.places import PlaceContext, resolve_places
from polybius.resolving.places import rule as place_rule
from polybius.resolving.resolving import resolve_names

rules = "rules.v7"
"""Goes up whenever the same report may give other claims: the ledger then reads it again."""
group_kinds = frozenset({"armed_group", "force", "organisation", "media"})


class Reader:
    """Rules on a pretrained parser, and the trained heads on their encoder."""

    def __init__(
        self,
        register: Register | None = None,
        parser: Parser | None = None,
        gazetteer: Gazetteer | None = None,
        additions: str | None = None,
        encoder: Encoder | None = None,
    ) -> None:
        """Make a reader; by default with the shipped register, parser, gazetteer and encoder.

        ``additions`` names what the user added to register and gazetteer. With the model's
        name and the rules' version it makes the reader's, which the ledger tells readings apart by.

        Raises:
            ModelError: the parser or the encoder is missing or not the one that was pinned.
            PolybiusError: the gazetteer is missing or damaged.
        """
        self.register = register or load_register()
        self.parser = parser or default_parser()
        self.gazetteer = gazetteer or default_gazetteer()
        self.encoder = encoder or default_encoder()
        self.name = "+".join(filter(None, (self.encoder.name, rules, additions)))

    def read(self, report: Report) -> Reading:
        """Return the claims and flags of ``report``, the same for the same text and date."""
        marks = self.mark(report.text, report.published, report.publisher)
        return Reading(report.id, self.name, assemble(marks, report), self._flags(marks))

    def mark(self, text: str, published: str | None = None, publisher: str | None = None) -> Marks:
        """Return what every question finds in ``text``, before it is made into claims.

        Args:
            text: clean text.
            published: ISO date of publication, which "on Tuesday" is resolved against.
            publisher: name or domain; where it is at home helps to tell places apart.
        """
        return self.mark_parsed(self.parser.parse(text), published, publisher)

    def mark_parsed(
        self, parse: Parse, published: str | None = None, publisher: str | None = None
    ) -> Marks:
        """Do what `mark` does for a text that is parsed already."""
        with one_thread():
            return self._marked(parse, published, publisher)

    def _marked(self, parse: Parse, published: str | None, publisher: str | None) -> Marks:
        encoded = self.encoder.encode(parse)
        # Places come first: a party's name is resolved by the countries the report is about, and
        # a voice speaks for the side of the party so resolved.
        toponyms = find_toponyms(parse, self.gazetteer.fame)
        places = resolve_places(toponyms, PlaceContext(parse.text, self.gazetteer, publisher))
        found = find_names(parse, self.register, toponyms)
        names = resolve_names(found, context_of(found, self.register, places))
        toponyms, places = _outside_groups(parse, names, toponyms, places)
        authors = tuple(
            replace(author, voice=of_side(author.voice, self.register))
            for author in find_authors(survey(parse, names))
        )
        attributions = find_attributions(parse, names, self.register, encoded, authors)
        times = find_times(parse, published)
        occurrences = find_occurrences(parse, names)
        return Marks(
            parse=parse,
            names=names,
            published=published,
            authors=authors,
            attributions=attributions,
            occurrences=occurrences,
            counts=find_counts(parse, names, occurrences),
            times=times,
            toponyms=toponyms,
            places=places,
            place_rule=place_rule,
            relations=find_relations(parse, names, toponyms, encoded),
            outlooks=find_outlooks(parse, attributions, times),
            appeals=find_appeals(parse, names, attributions),
        )

    def _flags(self, marks: Marks) -> tuple[Flag, ...]:
        countries = sorted({place.country for place in marks.places if place.country})
        look_up = near_places(self.gazetteer, countries)
        return find_flags(marks.parse, marks.names, self.register, marks.toponyms, look_up)


def _outside_groups(
    parse: Parse, names: Names, toponyms: tuple[ToponymMark, ...], places: tuple[Place, ...]
) -> tuple[tuple[ToponymMark, ...], tuple[Place, ...]]:
    """Leave out toponyms that are the whole name of a group: "BLA" is also a town in Mali."""
    kept = [
        (toponym, place)
        for toponym, place in zip(toponyms, places, strict=True)
        if not _names_a_group(parse, names, toponym)
    ]
    return tuple(toponym for toponym, _ in kept), tuple(place for _, place in kept)


def _names_a_group(parse: Parse, names: Names, toponym: ToponymMark) -> bool:
    token = parse.token_at(toponym.span.start)
    at = None if token is None else names.by_token.get(token.i)
    if at is None:
        return False
    mention = names.mentions[at]
    whole = parse.span(mention.first, mention.last) == toponym.span
    return whole and names.entities[mention.entity].kind in group_kinds
