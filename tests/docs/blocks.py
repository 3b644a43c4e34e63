"""The fenced blocks of README and manual."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

root = Path(__file__).parent.parent.parent
pages = tuple(
    str(path.relative_to(root))
    for path in (root / "README.md", root / "CONTRIBUTING.md", *sorted(root.glob("docs/**/*.md")))
)


@dataclass(frozen=True, slots=True)
class Block:
    """What stands between two fences."""

    page: str
    line: int
    language: str
    text: str

    @property
    def where(self) -> str:
        return f"{self.page}:{self.line}"


def blocks(page: str, language: str | None = None) -> list[Block]:
    """Return the blocks of a page, or those of one language, in order."""
    text = (root / page).read_text("utf-8")
    found = re.finditer(r"^ *(```+|~~~+)([^\n]*)\n(.*?)^ *\1 *$", text, re.MULTILINE | re.DOTALL)
    made = [Block(page, text[: m.start()].count("\n") + 1, m[2].strip(), m[3]) for m in found]
    return [block for block in made if language in (None, block.language)]
