"""The dateline of a dispatch: "SAN JUAN, 3 Jan 90 (AGENCY) -- [Text]", "CITY (Agency) - "."""

from __future__ import annotations

import re

_place = (
    r"[A-Z][A-Z.'’]+(?:[ -][A-Z][A-Z.'’]+){0,4}"
    r"(?:, [A-Z][\w.]+(?: [A-Z][\w.]+){0,3})?(?: \([A-Z][\w ,]+\))?"
)
_date = (
    r"(?:\d{1,2} [A-Z][A-Za-z]{2,8}\.?(?: \d{2,4})?"
    r"|(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\.? \d{1,2}(?:, \d{4})?)"
)
_agency = r"\([^()\n]{2,60}\)"
_note = r"\[[^\[\]]{2,160}\]"
_full = re.compile(
    rf"\s*{_place}(?:,? {_date})(?: {_agency})?\s*(?:--|[—–-])\s+(?:{_note}\s+)*"
    rf"|\s*{_place}(?: {_agency})\s*(?:--|[—–-])\s+(?:{_note}\s+)*"
    rf"|\s*{_place}(?: {_agency})?,? \({_date}\)\s*\n"
)
_bare = re.compile(rf"\s*{_place}\s*(?:--|[—–])\s+")


def dateline_end(text: str) -> int:
    """Return the offset at which the dateline of ``text`` ends and its prose begins; 0 for none.

    A place alone ("CITY — ") counts only where the text goes on in lower case, since in a text
    all in capitals any clause would look like it.
    """
    match = _full.match(text)
    if match is None:
        match = _bare.match(text)
        if match is None or text[match.end() : match.end() + 40].isupper():
            return 0
    return match.end()
