"""A text as near-copies are compared on: the words that carry it, one character for each.

Words that every text has ("the", "said") are left out, and so are quotations: two papers may quote
one speaker at length and yet have written their stories independently. What is left is written as
a string of one character a word, so that fast string comparison compares words.
"""

from __future__ import annotations

import re
import zlib
from dataclasses import dataclass
from functools import cached_property

passing_words = frozenset(
    """
    a about above after again all almost along already also although always am among an and another
    any anyone anything are around as at away back be became because become been before behind being
    below between both but by can cannot could did do does doing done down due during each either
    else enough etc even ever every few first for from further get give go had has have having he
    hence her here hers herself him himself his how however i if in indeed into is it its itself
    just keep last latter least less made make many may me might mine more moreover most much must
    my myself near neither never next no nobody none nor not nothing now of off often on once one
    only onto or other others our ours out over own part per perhaps put quite rather re really s
    same say see seem seemed several she should since so some somehow someone still such take than
    that the their them themselves then there therefore these they this those though through
    throughout thus to together too toward towards two under until up upon us very via was we well
    were what whatever when whenever where whereas wherever whether which while who whole whom whose
    why will with within without would yet you your yours
    according mr mrs reported said says told
    """.split()  # noqa: SIM905
)
"""Words too common in reports to tell one text from another."""

_word = re.compile(r"[぀-ヿ㐀-鿿가-힣]|[^\W_]+")
_quotation = re.compile(r"“[^“”]{1,900}”|(?<![^\s(\[])\"(?=\S)[^\"]{1,900}(?<=\S)\"(?!\w)")
"""Straight marks too only where they stand as an opening and a closing one: what lies between two
quotations, or after a mark that was lost, is the reporter's own."""
_sentence_end = re.compile(r"(?<=[.!?])[\"”’)]*\s+|\n+")
least_quoted = 5
"""Words: a shorter quotation is a phrase in the reporter's own sentence, and stays."""

_private_start, _surrogates, _surrogate_span = 0x100, 0xD800, 0x800
_alphabet = 0x110000 - _private_start - _surrogate_span
shortest_piece, longest_piece = 8, 24
"""Carrying words in one compared piece: about a sentence."""


@dataclass(frozen=True)
class Worded:
    """A text's carrying words, in order."""

    lines: str
    """One character a word, one line a sentence."""

    def __len__(self) -> int:
        """Return the number of words."""
        return len(self.lines) - self.lines.count("\n")

    @property
    def sentences(self) -> tuple[str, ...]:
        """The sentences, of one word at least each."""
        return tuple(self.lines.split("\n")) if self.lines else ()

    @cached_property
    def whole(self) -> str:
        """All sentences in one."""
        return self.lines.replace("\n", "")

    @cached_property
    def pieces(self) -> tuple[str, ...]:
        """What is compared one by one: sentences, short ones with the next, long ones cut."""
        made: list[str] = []
        held = ""
        for sentence in self.sentences:
            held += sentence
            if len(held) >= shortest_piece:
                made += [held[n : n + longest_piece] for n in range(0, len(held), longest_piece)]
                held = ""
        return tuple([*made, held] if held else made)

    @cached_property
    def pairs(self) -> frozenset[str]:
        """Every two neighbouring words: what the sketch is made of."""
        return neighbours(self.whole)


def neighbours(words: str) -> frozenset[str]:
    """Return every two neighbouring words of a string of words."""
    return frozenset(words[n : n + 2] for n in range(len(words) - 1))


def worded(text: str) -> Worded:
    """Return the carrying words of ``text`` outside quotations.

    A text that says nearly everything in quotations (a communiqué) keeps them: else nothing of it
    could be compared.
    """
    own, whole = _worded(_quotation.sub(_unless_long, text)), _worded(text)
    return own if 2 * len(own.whole) >= len(whole.whole) else whole


def _worded(text: str) -> Worded:
    return Worded("\n".join(filter(None, map(carrying, _sentence_end.split(text)))))


def words_of(text: str) -> tuple[str, ...]:
    """Return every word of ``text``, in lower case."""
    return tuple(_word.findall(text.casefold()))


def carrying(text: str) -> str:
    """Return the carrying words of ``text``, one character a word."""
    return "".join(_character(w) for w in words_of(text) if w not in passing_words)


def quotations(text: str) -> tuple[str, ...]:
    """Return the long quotations in ``text``, their words in lower case joined by blanks."""
    found = (words_of(match[0]) for match in _quotation.finditer(text))
    return tuple(" ".join(words) for words in found if len(words) >= least_quoted)


def _unless_long(match: re.Match[str]) -> str:
    return " " if len(words_of(match[0])) >= least_quoted else match[0]


def _character(word: str) -> str:
    """Return the character that stands for ``word``; two words share one in a million cases."""
    code = zlib.crc32(word.encode()) % _alphabet + _private_start
    return chr(code + _surrogate_span if code >= _surrogates else code)
