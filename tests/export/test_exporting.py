"""Every export: its bytes, what stands beside the data, what it may not tell."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from pathlib import Path

import frictionless
import pytest
import yaml

from polybius.commands.exporting import names
from polybius.errors import SettingsError, UnknownId
from polybius.export.formats.exporting import export, formats
from polybius.export.formats.packaging import (
    cff_name,
    citation_name,
    dictionary_name,
    package_name,
)
from polybius.ids import sha256_hex
from polybius.ledger.store import Ledger
from polybius.weighing.deriving import current
from tests.export.ledgers import canary, fill, open_filled

every = list(formats)


@pytest.fixture(scope="module")
def ledger(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ledger]:
    """Return a ledger that no test writes to: an export does not."""
    with open_filled(tmp_path_factory.mktemp("filled") / "l.sqlite") as opened:
        yield opened


@pytest.fixture
def own(tmp_path: Path) -> Iterator[Ledger]:
    with open_filled(tmp_path / "l.sqlite") as opened:
        yield opened


def files(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


def test_the_command_names_every_format() -> None:
    assert names == tuple(formats)


@pytest.mark.parametrize("public", [False, True])
def test_the_same_head_gives_the_same_bytes_also_later(
    own: Ledger, tmp_path: Path, public: bool
) -> None:
    def exported(name: str, as_of: str | None = None) -> dict[str, dict[str, bytes]]:
        for form in every:
            export(own, form, tmp_path / name / form, public=public, as_of=as_of)
        return {form: files(tmp_path / name / form) for form in every}

    head, first = str(own.head()), exported("1")
    assert exported("2") == first
    fill(own, (2,))
    later = exported("3")
    assert all(later[form] != first[form] for form in every)
    assert exported("4", as_of=head) == first


@pytest.mark.parametrize("form", every)
@pytest.mark.parametrize("public", [False, True])
def test_the_data_package_is_valid_and_names_every_file(
    ledger: Ledger, tmp_path: Path, form: str, public: bool
) -> None:
    package = export(ledger, form, tmp_path / "out", public=public)
    described = json.loads((tmp_path / "out" / package_name).read_bytes())
    found = frictionless.Package(str(tmp_path / "out" / package_name)).validate()
    assert found.valid, found.flatten(["title", "message"])
    assert described["polybius"]["head"] == str(ledger.head())
    held = set(files(tmp_path / "out"))
    beside = {package_name, dictionary_name, cff_name, citation_name}
    assert {resource["path"] for resource in described["resources"]} == held - beside
    for resource, part in zip(described["resources"], package.parts, strict=True):
        data = (tmp_path / "out" / resource["path"]).read_bytes()
        assert resource["hash"] == f"sha256:{sha256_hex(data)}"
        assert resource["bytes"] == len(data)
        assert resource["records"] == part.records


def test_a_changed_file_fails_the_data_package(ledger: Ledger, tmp_path: Path) -> None:
    export(ledger, "ucdp", tmp_path / "out")
    data = tmp_path / "out" / "ucdp.csv"
    data.write_bytes(data.read_bytes().replace(b",2026,", b",soon,"))
    found = frictionless.Package(str(tmp_path / "out" / package_name)).validate()
    assert not found.valid
    assert "type-error" in {row[0] for row in found.flatten(["type"])}


@pytest.mark.parametrize("form", every)
def test_the_dictionary_explains_every_column_and_what_is_not_carried(
    ledger: Ledger, tmp_path: Path, form: str
) -> None:
    package = export(ledger, form, tmp_path / "out")
    text = (tmp_path / "out" / dictionary_name).read_text("utf-8")
    for part in package.parts:
        assert f"## {part.path}" in text
        for field in part.table.fields if part.table else ():
            assert f"| `{field.name}` |" in text
            assert field.meaning
    assert formats[form].lacking
    assert all(sentence in text for sentence in formats[form].lacking)


def test_the_citation_names_version_head_day_and_authors(ledger: Ledger, tmp_path: Path) -> None:
    head = ledger.head()
    export(ledger, "ucdp", tmp_path / "out", authors=["Recorders of the Coast"])
    text = (tmp_path / "out" / citation_name).read_text("utf-8")
    cff = yaml.safe_load((tmp_path / "out" / cff_name).read_text("utf-8"))
    assert text.startswith("Recorders of the Coast (2026): ")
    assert str(head) in text
    assert "2026-02-05" in text
    assert cff["version"] == f"{head.size}-{head.root[:12]}"
    assert cff["date-released"] == "2026-02-05"
    assert cff["authors"] == [{"name": "Recorders of the Coast"}]
    assert cff["identifiers"][0]["value"] == f"polybius:head:{head}"
    assert cff["cff-version"] == "1.2.0"


@pytest.mark.parametrize("form", every)
def test_no_canary_comes_out_of_a_public_export(ledger: Ledger, tmp_path: Path, form: str) -> None:
    export(ledger, form, tmp_path / "whole")
    export(ledger, form, tmp_path / "public", public=True)
    surname = canary.split()[1].encode()
    public = files(tmp_path / "public")
    assert [name for name, data in public.items() if surname in data] == []
    # Parquet is compressed, so that searching its bytes proves nothing: see the round trips.
    if form != "parquet":
        assert any(surname in data for data in files(tmp_path / "whole").values())


@pytest.mark.parametrize("form", ["ucdp", "acled", "geojson", "csv", "jsonld"])
def test_public_positions_are_coarse(ledger: Ledger, tmp_path: Path, form: str) -> None:
    export(ledger, form, tmp_path / "whole")
    export(ledger, form, tmp_path / "public", public=True)
    assert any(b"30.1234" in data for data in files(tmp_path / "whole").values())
    public = b"".join(files(tmp_path / "public").values())
    assert b"30.12" not in public
    assert b"67.04" not in public
    assert b"30.1" in public


def test_a_public_matrix_names_no_outlet(ledger: Ledger, tmp_path: Path) -> None:
    export(ledger, "matrix", tmp_path / "out", public=True)
    with (tmp_path / "out" / "matrix.csv").open(newline="") as text:
        rows = list(csv.reader(text))
    assert rows[0][-2:] == ["outlet 1", "outlet 2"]
    assert {cell for row in rows[1:] for cell in row[-2:]} <= {"0", "1"}


def test_known_by_leaves_out_what_was_published_later(ledger: Ledger, tmp_path: Path) -> None:
    export(ledger, "csv", tmp_path / "out", known="2026-02-04")
    with (tmp_path / "out" / "reports.csv").open(newline="") as text:
        days = [row["published"] for row in csv.DictReader(text)]
    assert days == ["2026-02-04"]
    with (tmp_path / "out" / "claims.csv").open(newline="") as text:
        claims = list(csv.DictReader(text))
    assert len({row["report_id"] for row in claims}) == 1
    assert "known by 2026-02-04" in (tmp_path / "out" / citation_name).read_text("utf-8")


def test_tallies_are_those_of_the_rule_asked_for(ledger: Ledger, tmp_path: Path) -> None:
    export(ledger, "csv", tmp_path / "one", rule="airwars")
    export(ledger, "csv", tmp_path / "all", rule="all")

    def rules(folder: str) -> set[str]:
        with (tmp_path / folder / "tallies.csv").open(newline="") as text:
            return {row["rule"] for row in csv.DictReader(text)}

    assert rules("one") == {"tally.airwars.v1"}
    assert rules("all") == {t.rule for t in current(ledger, "all").tallies}


@pytest.mark.parametrize("form", ["ucdp", "acled"])
def test_a_format_with_one_figure_refuses_all_rules(
    ledger: Ledger, tmp_path: Path, form: str
) -> None:
    with pytest.raises(SettingsError, match="one rule"):
        export(ledger, form, tmp_path / "out", rule="all")


def test_an_export_is_never_mixed_with_another(ledger: Ledger, tmp_path: Path) -> None:
    export(ledger, "ucdp", tmp_path / "out")
    before = files(tmp_path / "out")
    with pytest.raises(SettingsError, match="there already"):
        export(ledger, "acled", tmp_path / "out")
    assert files(tmp_path / "out") == before


def test_an_export_that_fails_leaves_nothing(ledger: Ledger, tmp_path: Path) -> None:
    with pytest.raises(UnknownId):
        export(ledger, "csv", tmp_path / "out", as_of="1999-01-01")
    with pytest.raises(SettingsError, match="no format"):
        export(ledger, "xls", tmp_path / "out")
    assert [path.name for path in tmp_path.iterdir() if path.is_dir()] == []


def test_an_export_of_a_read_only_ledger_is_the_same(own: Ledger, tmp_path: Path) -> None:
    export(own, "csv", tmp_path / "1")
    own.close()
    path = tmp_path / "l.sqlite"
    path.chmod(0o444)
    with Ledger(path, create=False) as opened:
        export(opened, "csv", tmp_path / "2")
    assert files(tmp_path / "2") == files(tmp_path / "1")
