"""What a span head says of stretches of text, wherever the windows cut them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from polybius.reading.grammar.syntax import Span
from polybius.reading.neural.encoded import Encoded
from polybius.reading.neural.heads import Floats


def see_spans(encoded: Encoded, head: str, spans: Sequence[Span]) -> Floats:
    """Return the probability of each label of each span, shape (spans, labels).

    A span that reaches over windows has, for each label, the highest probability of its parts;
    one that holds no token has 0.
    """
    labels = len(encoded.heads.weights[f"spans.{head}.bias"])
    found = np.zeros((len(spans), labels), np.float32)
    ranges = [_range(encoded, span) for span in spans]
    for window, vectors in zip(encoded.windows, encoded.vectors, strict=True):
        inside = [
            (n, max(first, window.first) - window.first, min(last, window.last) - window.first)
            for n, (first, last) in enumerate(ranges)
            if max(first, window.first) < min(last, window.last)
        ]
        own = encoded.heads.span(head, vectors, [(a, b) for _, a, b in inside])
        for (n, _, _), row in zip(inside, own, strict=True):
            found[n] = np.maximum(found[n], row)
    return found


def _range(encoded: Encoded, span: Span) -> tuple[int, int]:
    own = encoded.parse.tokens_in(span)
    return (own[0].i, own[-1].i + 1) if own else (0, 0)
