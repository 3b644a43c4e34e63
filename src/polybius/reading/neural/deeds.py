"""What police are said to do in a sentence, as the trained heads see it.

The span head ``police`` gives each class of IndiaPoliceEvents (Halterman et al. 2021) its
probability; it learned them from reports that were written for the purpose.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from polybius.reading.grammar.syntax import Span
from polybius.reading.neural.encoded import Encoded
from polybius.reading.neural.spans import see_spans

head = "police"
classes = ("KILL", "ARREST", "FAIL", "FORCE", "ANY_ACTION")


def see_deeds(encoded: Encoded, spans: Sequence[Span]) -> tuple[dict[str, float], ...]:
    """Return how likely each class is of each stretch of text, mostly a sentence.

    To kill is to use force, and all but failing to act is an action: none is less likely than
    what it includes.
    """
    return tuple(_included(row) for row in see_spans(encoded, head, spans))


def _included(row: np.ndarray) -> dict[str, float]:
    found = dict(zip(classes, map(float, row), strict=True))
    found["FORCE"] = max(found["FORCE"], found["KILL"])
    found["ANY_ACTION"] = max(found["ANY_ACTION"], found["FORCE"], found["ARREST"])
    return found
