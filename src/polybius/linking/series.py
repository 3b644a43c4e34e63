"""Words that sum up: several attacks or places in one sentence, or an undertaking that lasts."""

from __future__ import annotations

import re

from polybius.records import Claim, Count, Occurrence

_number = (
    r"(?:\d{1,3}|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|several|many|various|"
    r"multiple|numerous|dozens of|scores of)"
)
_several = re.compile(
    r"\b(?:series|wave|string|spate|rash|succession) of (?:\w+ ){0,3}"
    r"(?:attacks|bombings|raids|strikes|airstrikes|shootings|assaults|clashes|blasts|explosions|"
    r"killings|ambushes)\b"
    rf"|\b(?:across|in|on|at) (?:at least |more than )?{_number} (?:\w+ )?"
    r"(?:towns|villages|cities|districts|provinces|places|locations|areas|neighbou?rhoods|"
    r"settlements|sites|positions|checkpoints|counties|camps)\b",
    re.IGNORECASE,
)
lasting = re.compile(r"\b(?:offensives?|campaigns?|(?<!joint )operations?)\b", re.IGNORECASE)


def names_several(claim: Claim) -> bool:
    """Tell whether a claim of a happening or a loss speaks of several attacks or places."""
    is_of_happening = isinstance(claim.body, Count | Occurrence)
    return is_of_happening and _several.search(claim.passage.text) is not None
