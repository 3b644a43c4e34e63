"""How certain the text is of a happening, and whether it says that it happened, by trained heads.

The span heads ``certainty`` and ``polarity`` give the classes of MEANTIME (Minard et al. 2016)
over the words of an event mention. Of each the probabilities are made to sum to 1.
"""

from __future__ import annotations

from collections.abc import Sequence

from polybius.reading.grammar.syntax import Span
from polybius.reading.neural.encoded import Encoded
from polybius.reading.neural.heads import Floats
from polybius.reading.neural.spans import see_spans

certainties = ("CERTAIN", "PROBABLE", "POSSIBLE", "UNDERSPECIFIED")
polarities = ("POS", "NEG", "UNDERSPECIFIED")


def see_certainty(encoded: Encoded, mentions: Sequence[Span]) -> tuple[dict[str, float], ...]:
    """Return how likely each class of certainty is of each event mention."""
    return _shares(see_spans(encoded, "certainty", mentions), certainties)


def see_polarity(encoded: Encoded, mentions: Sequence[Span]) -> tuple[dict[str, float], ...]:
    """Return how likely each class of polarity is of each event mention."""
    return _shares(see_spans(encoded, "polarity", mentions), polarities)


def _shares(chances: Floats, names: Sequence[str]) -> tuple[dict[str, float], ...]:
    rows = (chances + 1e-6) / (chances + 1e-6).sum(axis=1, keepdims=True)
    return tuple(dict(zip(names, map(float, row), strict=True)) for row in rows)
