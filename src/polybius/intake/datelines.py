"""What the top of a text says of its publication: datelines and a date on a line of its own.

A dateline opens a dispatch with place and date: ``PORT ALBA, Westland (Jan. 27, 2011) -``,
``PORT ALBA (WESTLAND), 3 JAN 90 (AGENCY) --``, ``PORT ALBA, Jan. 27 (Agency) -``. The number of a
press release often gives year and month: ``2011-01-S-048``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from polybius.intake.calendar_words import DAY_FIRST, MONTH_FIRST, YEAR, PartialDate, parse_date
from polybius.records import DateCandidate

_LINES = 12
_TOP = 1500
_PLACE = r"(?P<place>[^\W\d_][^\d()\[\]:;!?\n]{1,70}?)(?:\s*\([^\d()\n]{2,40}\))?"
_DAY = "|".join(re.sub(r"\?P<\w+>", "?:", pattern) for pattern in (DAY_FIRST, MONTH_FIRST))
_YEAR = re.sub(r"\?P<\w+>", "?:", YEAR)
_WITH_YEAR = re.compile(
    rf"\s*{_PLACE}\s*[,(–—-]\s*\(?(?P<words>(?:{_DAY})\s*[,.]?\s*{_YEAR})"
    r"\s*(?:\)|\(|\[|[,:–—]|-{1,2}(?:\s|$)|$)",
    re.IGNORECASE,
)
_WITHOUT_YEAR = re.compile(
    rf"\s*{_PLACE}\s*[,(]\s*(?P<words>{_DAY})\s*(?:\)|\(|\[|[:–—]|-{{1,2}}\s)", re.IGNORECASE
)
_RELEASE_NUMBER = re.compile(
    r"((?:19|20)\d\d-(?:0[1-9]|1[0-2]))-[A-Z]{1,4}[-–—]?\d{1,5}(?:\s+for immediate release)?",
    re.IGNORECASE,
)
# "Apr. 22: Operations in the east", "Evening operational update June 13, 2011".
_ROUND_UP = re.compile(rf"\s*(?P<words>{_DAY}):\s", re.IGNORECASE)
_UPDATE = re.compile(
    r".*\b(?:update|bulletin|briefing|summary|report|sitrep|round-?up)\b[\s,:–—-]*"
    rf"(?:(?:for|of|as of|on)\s+)?(?P<words>(?:{_DAY})\s*[,.]?\s*{_YEAR})\s*$",
    re.IGNORECASE,
)
_LABEL = re.compile(
    r"(?:first\s+)?(?:published|posted|issued|released?|date|dated|publication date|release date)"
    r"(?:\s+on)?\s*[:\-–—]?\s+",
    re.IGNORECASE,
)
_AGENCY = re.compile(
    rf"\s*{_PLACE}\s*(?:,\s*(?P<day>{_DAY})\s*(?:[,.]?\s*(?:{_YEAR}))?)?\s*"
    r"\((?P<agency>[^\W\d_][^()\d\n]{1,58})\)\s*(?:--|[—–-])\s",
    re.IGNORECASE,
)
_PRESS = re.compile(
    r"\b(?:agency|press|news|radio|tv|television|times|post|wire|broadcasting|reuters?|ap|afp|upi"
    r"|efe|dpa|tass|xinhua|ansa|anadolu|bbc|irna|ani|pti|kyodo|notimex|interfax|sana|wafa|mena)\b",
    re.IGNORECASE,
)
_SERVICE = re.compile(r"(?:domestic|home|external|international) service", re.IGNORECASE)
_UPDATED = re.compile(r"\s*(?:[|•;·]|\(?(?:last\s+)?updated\b).*$", re.IGNORECASE)


def datelines(text: str, this_year: int) -> Iterator[DateCandidate]:
    """Yield the dates at the top of ``text`` that say when it was written.

    ``this_year`` settles two-figure years.
    """
    lines = [line for line in text[:_TOP].split("\n") if line.strip()][:_LINES]
    for line in lines:
        yield from _heading(line, this_year)
        yield from _own_line(line, this_year)
        yield from _opening(line, this_year)


def agency(text: str) -> str | None:
    """Return the agency or station that a dateline at the top of ``text`` names, if any.

    ``PORT ALBA, 3 Jan 90 (Radio Westland) --``, ``PORT ALBA (Reuters) -``. Without a date before it
    what stands in brackets may be the country; then it must be called like a news organisation.
    """
    for line in [line for line in text[:_TOP].split("\n") if line.strip()][:_LINES]:
        match = _AGENCY.match(line)
        if match is None or not _is_place(match["place"]) or " - " in match["place"]:
            continue
        if _SERVICE.fullmatch(match["agency"]):
            continue
        if match["day"] or _PRESS.search(match["agency"]):
            return " ".join(match["agency"].split())
    return None


def _heading(line: str, this_year: int) -> Iterator[DateCandidate]:
    """Yield the date in a heading that names a release or a regular report by it."""
    if match := _RELEASE_NUMBER.fullmatch(line.strip()):
        yield DateCandidate(match[1], "text:release-number")
    if match := _ROUND_UP.match(line):
        found = _without_year(match["words"])
    else:
        match = _UPDATE.match(line)
        found = parse_date(match["words"], this_year) if match else None
    if found:
        yield DateCandidate(found.value, "text:heading")


def _without_year(words: str) -> PartialDate | None:
    leap = parse_date(f"{words}, 2000", 2000)
    return replace(leap, year=None) if leap else None


def _own_line(line: str, this_year: int) -> Iterator[DateCandidate]:
    words = _UPDATED.sub("", line.strip())
    label = _LABEL.match(words)
    found = parse_date(words[label.end() :] if label else words, this_year)
    if found and found.month is not None and "-" in found.value and _has_words(words):
        yield DateCandidate(found.value, "text:dateline")


def _has_words(words: str) -> bool:
    """Tell a date from a mere number on a line: eight digits may be anything."""
    return not words.strip().isdigit()


def _opening(line: str, this_year: int) -> Iterator[DateCandidate]:
    match = _WITH_YEAR.match(line)
    found = parse_date(match["words"], this_year) if match else None
    if match is None:
        match = _WITHOUT_YEAR.match(line)
        found = _without_year(match["words"]) if match else None
    if match and found and _is_place(match["place"]):
        yield DateCandidate(found.value, "text:dateline")


def _is_place(words: str) -> bool:
    """Tell a place from the opening of a sentence: one word in capitals, or all begin so."""
    tokens = [token for token in re.split(r"[\s,]+", words) if token]
    if len(tokens) > 8:
        return False
    return tokens[0].isupper() or all(token[0].isupper() for token in tokens)
