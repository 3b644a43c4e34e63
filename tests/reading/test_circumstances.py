from __future__ import annotations

from polybius.reading.circumstances import find_circumstances
from polybius.reading.grammar.parser import default_parser
from polybius.reading.grammar.syntax import Span
from polybius.reading.layers import Marks, Names, ToponymMark
from polybius.reading.occurrences.find import find_occurrences

nobody = Names((), (), {})


def test_the_narrowest_of_nested_places_is_carried_on() -> None:
    # Regression: the last place of the sentence before was taken, the province for the district.
    text = (
        "Troops searched a house in Brakka district, Tarn province. They detained several rebels."
    )
    parse = default_parser().parse(text)
    at = {name: text.index(name) for name in ("Brakka", "Tarn")}
    spans = {name: Span(start, start + len(name)) for name, start in at.items()}
    places = (
        ToponymMark(spans["Brakka"], "Brakka", "district", ("Tarn",)),
        ToponymMark(spans["Tarn"], "Tarn", "province"),
    )
    occurrences = find_occurrences(parse, nobody)
    found = find_circumstances(Marks(parse, nobody, occurrences=occurrences, toponyms=places))
    second = [
        around
        for occurrence, around in zip(occurrences, found, strict=True)
        if parse.words(occurrence.trigger) == "detained"
    ]
    assert [around.place for around in second] == [(0, "discourse")]
