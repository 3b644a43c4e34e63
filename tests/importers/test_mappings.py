from __future__ import annotations

from pathlib import Path

import pytest

from polybius.errors import SettingsError, Where
from polybius.importers.mappings import column_key, load_mapping, parse_mapping, shipped
from polybius.importers.mappings import shipped_mapping as mapping_of

least = """
dataset: Own
rule: import.own.v1
documentation: notes.md
voice: {name: Own}
when: {start: day}
event_type: attack
"""


@pytest.mark.parametrize("name", shipped)
def test_shipped_mappings_hold(name: str) -> None:
    mapping = mapping_of(name)
    assert mapping.rule == f"import.{name}.v1"
    assert mapping.counts
    assert mapping.day_columns


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ("colour: red", "unknown field"),
        ("counts: [{value: n, class: pirates}]", "'pirates' is not in the codebook"),
        ("counts: [{class: civilians}]", "names no column"),
        ("roles: [{column: a, role: villain}]", "'villain' is not in the codebook"),
        ("decimal: ';'", "';' is not in the codebook"),
        ("roles: [", "not YAML"),
    ],
)
def test_a_mapping_that_does_not_hold_is_refused(change: str, says: str) -> None:
    with pytest.raises(SettingsError, match=says) as refusal:
        parse_mapping(least + change, Where("own.yaml"))
    assert refusal.value.where is not None
    assert refusal.value.where.source == "own.yaml"


def test_a_changed_mapping_has_another_rule(tmp_path: Path) -> None:
    path = tmp_path / "own.yaml"
    path.write_text(least)
    first = load_mapping(path).rule
    path.write_text(least + "decimal: ','\n")
    assert load_mapping(path).rule != first
    assert first.startswith("import.own.v1+")


def test_names_of_columns_are_compared_without_case_blanks_and_underscores() -> None:
    assert column_key("Event Date") == column_key("event_date") == "eventdate"
