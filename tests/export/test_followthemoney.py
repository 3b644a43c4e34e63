"""FollowTheMoney: valid by its own model, and no machine reading among curated entities."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from followthemoney import model
from followthemoney.statement import Statement

from polybius.export.formats import ftm
from polybius.export.formats.exporting import export
from polybius.ledger.store import Ledger
from tests.export.ledgers import canary, open_filled


@pytest.fixture(scope="module")
def ledger(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ledger]:
    with open_filled(tmp_path_factory.mktemp("filled") / "l.sqlite") as opened:
        yield opened


def written(ledger: Ledger, form: str, name: str, folder: Path, *, public: bool = False) -> bytes:
    export(ledger, form, folder / f"{form}-{public}", public=public)
    return (folder / f"{form}-{public}" / name).read_bytes()


def entities(text: bytes) -> list[dict[str, Any]]:
    return [json.loads(line) for line in text.splitlines()]


@pytest.mark.parametrize("public", [False, True])
def test_entities_are_valid_followthemoney(ledger: Ledger, tmp_path: Path, public: bool) -> None:
    found = entities(written(ledger, "ftm", "entities.ftm.json", tmp_path, public=public))
    assert {e["schema"] for e in found} == {"Event", "Article", "Organization", "PublicBody"}
    ids = {entity["id"] for entity in found}
    for entity in found:
        proxy = model.get_proxy(entity, cleaned=False)
        schema = model.get(entity["schema"])
        assert schema is not None
        for name, values in entity["properties"].items():
            prop = schema.get(name)
            assert prop is not None, name
            assert prop.type.name == ftm.prop_types[name]
            assert all(prop.type.validate(value) for value in values), (name, values)
            if prop.type.name == "entity":
                assert set(values) <= ids, name
        assert proxy.to_dict()["properties"].keys() == entity["properties"].keys()


def test_no_person_becomes_an_entity(ledger: Ledger, tmp_path: Path) -> None:
    found = entities(written(ledger, "ftm", "entities.ftm.json", tmp_path))
    named = [e for e in found if canary in json.dumps(e["properties"].get("name", []))]
    assert named == []
    assert "Person" not in {entity["schema"] for entity in found}


def test_statements_are_followthemoneys_own(ledger: Ledger, tmp_path: Path) -> None:
    folder = tmp_path / "ftm-False"
    found = entities(written(ledger, "ftm", "entities.ftm.json", tmp_path))
    lines = entities((folder / "statements.ftm.json").read_bytes())
    read = [Statement.from_dict(line) for line in lines]  # type: ignore[arg-type]
    assert [statement.generate_key() for statement in read] == [line["id"] for line in lines]
    # FollowTheMoney gives the type of a property only in its rows, not in its JSON.
    types = [line.pop("prop_type") for line in lines]
    assert [statement.to_dict() for statement in read] == lines
    assert types == [statement.prop_type for statement in read]
    said: dict[str, dict[str, list[str]]] = {}
    for statement in read:
        held = said.setdefault(statement.entity_id, {})
        if statement.prop != Statement.BASE:
            held.setdefault(statement.prop, []).append(statement.value)
    assert said == {entity["id"]: entity["properties"] for entity in found}
