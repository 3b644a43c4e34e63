"""The marks of one source by letter and number, and the checks that every layer shares."""

from __future__ import annotations

from collections.abc import Iterable

from corpus.markup import Mark, Source

Span = list[int]

opener = {
    **dict.fromkeys("STV", "C"), **dict.fromkeys("PGMWKILD", "E"), "U": "N",
    **dict.fromkeys("ABO", "R"), "Q": "F", "H": "J",
}  # fmt: skip
"""Letter of a role → letter of the mark without which it has nothing to belong to."""


class Pieces:
    """The marks of a source, to be asked by letter and number."""

    def __init__(self, source: Source) -> None:
        """Sort the marks of ``source``.

        Raises:
            MarkupError: a role, or a line of attributes, has nothing to belong to.
        """
        self.source = source
        self._marks: dict[str, dict[int, list[Mark]]] = {}
        for mark in sorted(source.marks, key=lambda m: (m.start, m.end)):
            self._marks.setdefault(mark.letter, {}).setdefault(mark.number, []).append(mark)
        self._refuse_strays()

    def numbers(self, letter: str) -> dict[int, list[Mark]]:
        """Return the pieces of ``letter`` by number, numbers in the order of their first piece."""
        return self._marks.get(letter, {})

    def of(self, letter: str, number: int) -> list[Mark]:
        """Return the pieces of ``letter`` with ``number``, in text order."""
        return self.numbers(letter).get(number, [])

    def spans(self, letter: str, number: int) -> list[Span]:
        """Return where those pieces stand."""
        return [[m.start, m.end] for m in self.of(letter, number)]

    def one(self, letter: str, number: int) -> Span | None:
        """Return where the only piece stands, if there is one.

        Raises:
            MarkupError: there are several.
        """
        spans = self.spans(letter, number)
        if len(spans) > 1:
            line = self.of(letter, number)[1].line
            raise self.source.error(line, f"{letter}{number} may stand once only.")
        return spans[0] if spans else None

    def need(self, letter: str, number: int, line: int) -> Span:
        """Return where the only piece stands.

        Raises:
            MarkupError: there is none, or there are several.
        """
        span = self.one(letter, number)
        if span is None:
            raise self.source.error(line, f"{letter}{number} is missing.")
        return span

    def heads(self, letter: str) -> list[tuple[int, list[str], Mark]]:
        """Return number, codes and coded piece of every item that ``letter`` opens.

        Raises:
            MarkupError: an item has no codes, or has them twice.
        """
        found = []
        for number, marks in self.numbers(letter).items():
            coded = [m for m in marks if m.codes]
            if len(coded) != 1:
                fault = "has no codes" if not coded else "has codes twice"
                raise self.source.error(marks[0].line, f"{letter}{number} {fault}.")
            found.append((number, coded[0].codes.split(":"), coded[0]))
        return found

    def known(self, code: str, codes: Iterable[str], what: str, line: int) -> str:
        """Return ``code``.

        Raises:
            MarkupError: it is none of ``codes``.
        """
        if code not in codes:
            raise self.source.error(line, f"{code!r} is not a known {what}.")
        return code

    def _refuse_strays(self) -> None:
        for letter, head in opener.items():
            for number, marks in self.numbers(letter).items():
                if number not in self.numbers(head):
                    what = f"{letter}{number} belongs to no {head}{number}."
                    raise self.source.error(marks[0].line, what)
        for number in self.source.attributes:
            if number not in self.numbers("C"):
                raise self.source.error(1, f"@{number} belongs to no cue C{number}.")
