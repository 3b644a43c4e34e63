"""Tells numbers that measure, date, price or label something from numbers that count people."""

from __future__ import annotations

import re

from polybius.reading.grammar.nouns import word_set
from polybius.reading.grammar.syntax import Parse

unit_words = word_set(
    """
    year month week day hour minute second decade century fortnight weekend night percent per
    cent pct % ° degree mile kilometer kilometre km mi meter metre m foot ft inch in yard yd
    block acre hectare ha cm mm millimeter millimetre caliber calibre gauge mph kph knot kg
    kilogram kilo gram g pound lb ton tonne ounce oz liter litre gallon barrel dollar euro
    rupee peso ruble rouble dinar shilling franc yen usd eur a.m. p.m. am pm gmt utc est edt
    cst cdt pst pdt o'clock hrs time times round shot bullet point vote page
    """
)
"""Lemmas or lower-case forms that make the number before them a measure."""

label_words = word_set(
    """
    highway route interstate i us road rd street avenue exit flight section article chapter
    page room apartment apt unit no no. number nos. precinct channel camp sector zone gate
    terminal phase level tier grade class resolution act paragraph clause volume issue case
    file model ward block lot building suite floor mile kilometer kilometre km marker age aged
    ages version figure table appendix annex battalion brigade division regiment group task
    """
)
"""Words that make the number after them a label or an age."""

months = word_set(
    """
    january february march april may june july august september october november december jan
    feb mar apr jun jul aug sep sept oct nov dec
    """
)
currencies = word_set("$ us$ € £ ¥ ₹ rs rs. usd eur # a$ c$ gbp")

_YEAR = re.compile(r"(1[89]|20)\d\d")
_STREET = re.compile(
    r"(street|st|avenue|ave|road|rd|drive|dr|lane|ln|boulevard|blvd|way|court|ct|place|pl|"
    r"highway|hwy|parkway|pkwy|circle|terrace|trail)\.?"
)
address_reach = 4
"""A street's word stands at most this many tokens after the house number."""


def is_measure(parse: Parse, first: int, last: int) -> bool:
    """Tell whether the number in tokens ``first`` up to ``last`` is anything but a count."""
    return (
        _has_unit(parse, first, last)
        or _is_label(parse, first, last)
        or _is_date_part(parse, first, last)
        or _is_address(parse, last)
        or _is_age(parse, first, last)
    )


def _lower(parse: Parse, i: int) -> str:
    return parse.tokens[i].lower if 0 <= i < len(parse.tokens) else ""


def _has_unit(parse: Parse, first: int, last: int) -> bool:
    if _lower(parse, first - 1) in currencies:
        return True
    j = last + (_lower(parse, last) in ("-", "–"))
    while _lower(parse, j) in ("more", "straight", "consecutive", "full", "square", "or", "so"):
        j += 1
    if j >= len(parse.tokens):
        return False
    token = parse.tokens[j]
    return token.lower in unit_words or token.lemma in unit_words


def _is_label(parse: Parse, first: int, last: int) -> bool:
    if last - first > 1 or not parse.tokens[first].text[0].isdigit():
        return False
    before = _lower(parse, first - 1)
    if _lower(parse, last) == "-" and _is_code(parse, last + 1):
        return True
    if before in ("#", "(", "-") and _lower(parse, last) in ("/", "-"):
        return True
    if before == "/":
        return True
    if before == "(" and _lower(parse, last) == ")" and _lower(parse, last + 1)[:1].isdigit():
        return True
    return before in label_words or before == "#"


def _is_code(parse: Parse, i: int) -> bool:
    """Tell whether a piece in capitals makes the number before its hyphen one to call."""
    text = parse.tokens[i].text if i < len(parse.tokens) else ""
    return len(text) > 1 and text.isupper()


def _is_date_part(parse: Parse, first: int, last: int) -> bool:
    near = (_lower(parse, first - 1).rstrip("."), _lower(parse, last).rstrip("."))
    if any(word in months and word != "may" for word in near) or "may" in _capitalised(parse, last):
        return True
    if not _YEAR.fullmatch(parse.tokens[first].text) or last - first > 1:
        return False
    following = parse.tokens[last] if last < len(parse.tokens) else None
    if following is None or following.pos not in ("NOUN", "ADJ"):
        return True
    noun = parse.tokens[following.head] if following.dep in ("compound", "amod") else following
    return noun.tag == "NN"  # "The 2014 gunshot victim total" counts nobody.


def _capitalised(parse: Parse, last: int) -> str:
    return "may" if last < len(parse.tokens) and parse.tokens[last].text == "May" else ""


def _is_address(parse: Parse, last: int) -> bool:
    for j in range(last, min(last + address_reach, len(parse.tokens))):
        token = parse.tokens[j]
        if j > last and _STREET.fullmatch(token.lower) and token.text[0].isupper():
            return True
        if not (token.text[0].isupper() or token.text[0].isdigit()):
            return False
    return False


def _is_age(parse: Parse, first: int, last: int) -> bool:
    """Between commas after a name, "Ann Example, 34, …", or "in her 30s"."""
    if last - first > 1 or first == 0:
        return False
    before = parse.tokens[first - 1]
    if before.text not in (",", "(") or first < 2:
        return False
    named = parse.tokens[first - 2]
    closes = _lower(parse, last) in (",", ".", ")", ";", "")
    return closes and named.pos == "PROPN" and parse.tokens[first].text.isdigit()
