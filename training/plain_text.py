"""Puts a tokenised sentence together again as it would be printed."""

from __future__ import annotations

from collections.abc import Sequence

from polybius.reading.grammar.syntax import Span

_to_the_left = {*".,;:?!)]}%’”", "...", "n't", "n’t"}
_to_the_right = {*"([{$£€“‘"}
_endings = {"s", "re", "ve", "ll", "d", "m", "t"}
_quotes = {"``": '"', "''": '"'}


def joined(tokens: Sequence[str]) -> tuple[str, list[Span]]:
    """Return the text of ``tokens``, and where each of them stands in it."""
    text, spans = "", []
    glue, quoting = True, False
    for n, token in enumerate(tokens):
        word = _quotes.get(token, token)
        after = tokens[n + 1] if n + 1 < len(tokens) else ""
        left = right = False
        closes = text[-1:] in tuple(",.?!")
        if word == '"':
            right = token == "``" or (token == '"' and not quoting and not closes)
            left, quoting = not right, right
        elif word == "'":
            right = text.count("'") % 2 == 0 and not closes
            left = not right
        elif word == "-" and n:
            left = right = _is_hyphen(tokens[n - 1], after) and text[-1:].isalnum()
        elif word == ":" and text[-1:].isdigit() and after[:1].isdigit():
            left = right = True
        elif word in _to_the_left or (word[0] in "'’" and word[1:].lower() in _endings):
            left = True
        else:
            right = word in _to_the_right
        text += "" if glue or left else " "
        spans.append(Span(len(text), len(text) + len(word)))
        text += word
        glue = right
    return text, spans


def _is_hyphen(before: str, after: str) -> bool:
    """Tell whether a dash between two words joins them."""
    short = before.islower() and len(before) < 6
    return after[:1].isalnum() and (after[0].islower() or short)
