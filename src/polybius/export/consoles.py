"""The console that tables are printed on."""

from __future__ import annotations

from collections.abc import Iterable

from rich.console import Console, ConsoleOptions, RenderableType
from rich.segment import Segment

width_of_files = 200
"""Characters a line may take where the output is no terminal."""

_ends_and_tabs = "\t\n"
_shown_as = {
    **{code: 0x2400 + code for code in range(0x20) if chr(code) not in _ends_and_tabs},
    0x7F: 0x2421,
    # C1 controls, line and paragraph separators, bidi marks and overrides, lone surrogates.
    **dict.fromkeys((*range(0x80, 0xA0), 0x061C, 0x200E, 0x200F, *range(0x2028, 0x202F)), 0xFFFD),
    **dict.fromkeys((*range(0x2066, 0x206A), *range(0xD800, 0xE000)), 0xFFFD),
}


def visible(text: str) -> str:
    """Return ``text`` with each character that steers a terminal put as a sign that shows it.

    Escape and the other C0 controls become their Unicode control pictures (U+2400…), the rest
    U+FFFD; one sign for each, so that widths hold.
    """
    return text.translate(_shown_as)


class _Screen(Console):
    """A console on which only our own styles can steer the terminal.

    Invariant: text of reports, names of files and messages of libraries pass through here on
    their way to a terminal, and no control character of theirs gets through.
    """

    def render(
        self, renderable: RenderableType, options: ConsoleOptions | None = None
    ) -> Iterable[Segment]:
        for segment in super().render(renderable, options):
            if segment.control is None:
                yield Segment(visible(segment.text), segment.style)
            else:
                yield segment


def console(*, stderr: bool = False) -> Console:
    """Return a console; output to a file or pipe is plain and has one width on every machine."""
    made = _Screen(stderr=stderr, highlight=False, emoji=False, markup=False)
    if not made.is_terminal:
        made.width = width_of_files
    return made
