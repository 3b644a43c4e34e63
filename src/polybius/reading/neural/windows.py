"""Cuts a parsed text into windows of whole sentences, as long as the encoder takes at once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from tokenizers import Tokenizer

from polybius.reading.grammar.syntax import Parse

longest = 254
"""Word pieces in a window, without the two that mark its ends."""


@dataclass(frozen=True, slots=True)
class Window:
    """Tokens ``first`` up to (not including) ``last`` as word pieces."""

    first: int
    last: int
    pieces: tuple[int, ...]
    """Vocabulary numbers, with the marks of beginning and end."""
    starts: tuple[int, ...]
    """Position in ``pieces`` of each token's first piece."""


def cut(parse: Parse, tokenizer: Tokenizer, ends: tuple[int, int]) -> tuple[Window, ...]:
    """Return the windows of a text; each of its tokens is in one of them.

    Sentences stay whole where they fit; one longer than a window is cut between tokens.

    Args:
        parse: the text.
        tokenizer: the encoder's own.
        ends: vocabulary numbers of the marks of beginning and end.
    """
    words = [token.text.strip() or "." for token in parse.tokens]
    encoded = tokenizer.encode(words, is_pretokenized=True, add_special_tokens=False)
    pieces: list[list[int]] = [[] for _ in words]
    for piece, word in zip(encoded.ids, encoded.word_ids, strict=True):
        if word is not None:
            pieces[word].append(piece)
    return tuple(_window(first, last, pieces, ends) for first, last in _stretches(parse, pieces))


def _stretches(parse: Parse, pieces: list[list[int]]) -> Iterator[tuple[int, int]]:
    first, size = 0, 0
    for sentence in parse.sentences:
        begin = max(first, sentence.first)
        length = sum(max(1, len(p)) for p in pieces[begin : sentence.last])
        if size and size + length > longest:
            yield first, begin
            first, size = begin, 0
        if length > longest:
            for i in range(begin, sentence.last):
                step = max(1, len(pieces[i]))
                if size and size + step > longest:
                    yield first, i
                    first, size = i, 0
                size += step
        else:
            size += length
    if first < len(pieces):
        yield first, len(pieces)


def _window(first: int, last: int, pieces: list[list[int]], ends: tuple[int, int]) -> Window:
    numbers, starts = [ends[0]], []
    for own in pieces[first:last]:
        starts.append(len(numbers))
        numbers.extend(own[:longest] or [ends[1]])
    return Window(first, last, (*numbers, ends[1]), tuple(starts))
