"""Every rule that a claim, an incident or a figure may name has its line in the manual."""

from __future__ import annotations

import json
import re
from pathlib import Path

from polybius.reading.voices import confidence

root = Path(__file__).parents[2]
package = root / "src" / "polybius"
rule = re.compile(r'"([a-z_]+(?:\.[a-z_]+)+\.v\d+)"')
rooms = ("reading", "resolving", "linking", "weighing")


def rules() -> set[str]:
    """Return the names of rules that the code holds and those that are measured."""
    found = set(json.loads(confidence.path.read_text(encoding="utf-8")))
    for room in rooms:
        for path in (package / room).rglob("*.py"):
            found.update(rule.findall(path.read_text(encoding="utf-8")))
    return found


def test_every_rule_is_explained() -> None:
    manual = "\n".join(path.read_text(encoding="utf-8") for path in (root / "docs").glob("*.md"))
    named = rules()
    assert {"places.joint.v1", "voices.quote.v1", "link.prob.v1", "grade.polybius.v1"} <= named
    assert sorted(name for name in named if f"`{name}`" not in manual) == []


def test_the_shares_of_the_page_are_those_that_claims_carry() -> None:
    page = (root / "docs" / "reading.md").read_text(encoding="utf-8")
    rows = dict(re.findall(r"^\| `(voices\.\w+\.v1)` \|.*\| (\.\d\d) \|$", page, re.MULTILINE))
    shares = json.loads(confidence.path.read_text(encoding="utf-8"))
    assert {name: float(share) for name, share in rows.items()} == {
        name: round(share, 2) for name, share in shares.items()
    }
