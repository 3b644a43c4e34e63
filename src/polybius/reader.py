"""The reader: asks every question of a report's text, in order, and resolves the answers."""

from __future__ import annotations

from polybius.codebook import Register, load_register
from polybius.reading.appeals import find_appeals
from polybius.reading.assembly import assemble
from polybius.reading.counts import find_counts
from polybius.reading.layers import Marks
from polybius.reading.names import find_names
from polybius.reading.occurrences import find_occurrences
from polybius.reading.outlooks import find_outlooks
from polybius.reading.parser import Parser, default_parser
from polybius.reading.relations import find_relations
from polybius.reading.times import find_times
from polybius.reading.toponyms import find_toponyms
from polybius.reading.voices import find_attributions
from polybius.records import Reading, Report
from polybius.resolving.resolving import resolve


class Reader:
    """The rule reader on a pretrained parser."""

    name = "reader.rules.v1"

    def __init__(self, register: Register | None = None, parser: Parser | None = None) -> None:
        """Make a reader; by default with the shipped register and the shared parser.

        Raises:
            ModelError: the language model is missing or not the pinned one.
        """
        self.register = register or load_register()
        self.parser = parser or default_parser()

    def read(self, report: Report) -> Reading:
        """Return the claims and flags of ``report``, the same for the same text and date."""
        marks = self.mark(report.text, report.published)
        return resolve(assemble(marks, report), marks, report, self.register, self.name)

    def mark(self, text: str, published: str | None = None) -> Marks:
        """Return everything that the text's modules find, before it is made into claims."""
        parse = self.parser.parse(text)
        names = find_names(parse, self.register)
        attributions = find_attributions(parse, names)
        times = find_times(parse, published)
        toponyms = find_toponyms(parse)
        occurrences = find_occurrences(parse, names)
        counts = find_counts(parse, names, occurrences)
        return Marks(
            parse,
            names,
            attributions,
            occurrences,
            counts,
            times,
            toponyms,
            find_relations(parse, names),
            find_outlooks(parse, attributions, times),
            find_appeals(parse, names, attributions),
        )
