"""GeoJSON and JSON-LD: each by its own reader or schema, and back."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from geojson_pydantic import FeatureCollection
from pyld import jsonld as pyld
from pyshacl import validate
from rdflib import Graph, Namespace
from rdflib.namespace import PROV, RDF, SDO

from polybius.export.formats import geojson, jsonld
from polybius.export.formats.exporting import export
from polybius.export.formats.state import State
from polybius.ledger.store import Ledger
from polybius.weighing.deriving import current
from tests.export.ledgers import open_filled

pb = Namespace("urn:polybius:vocabulary:")


@pytest.fixture(scope="module")
def ledger(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ledger]:
    with open_filled(tmp_path_factory.mktemp("filled") / "l.sqlite") as opened:
        yield opened


def written(ledger: Ledger, form: str, name: str, folder: Path, *, public: bool = False) -> bytes:
    export(ledger, form, folder / f"{form}-{public}", public=public)
    return (folder / f"{form}-{public}" / name).read_bytes()


# --- GeoJSON ---------------------------------------------------------------------------------


@pytest.mark.parametrize("public", [False, True])
def test_geojson_is_valid(ledger: Ledger, tmp_path: Path, public: bool) -> None:
    text = written(ledger, "geojson", "incidents.geojson", tmp_path, public=public)
    found = FeatureCollection.model_validate_json(text)
    incidents = current(ledger).incidents
    assert [feature.id for feature in found.features] == [i.id for i in incidents]
    located = {f.id: f.geometry.coordinates for f in found.features if f.geometry}
    place = next(i.place for i in incidents if i.place)
    whole = (place.longitude, place.latitude)
    assert set(map(tuple, located.values())) == {(67.0, 30.1) if public else whole}
    assert any(feature.geometry is None for feature in found.features)


def test_geojson_names_its_version(ledger: Ledger, tmp_path: Path) -> None:
    head = ledger.head()
    said = json.loads(written(ledger, "geojson", "incidents.geojson", tmp_path))["polybius"]
    assert said == {
        "head": str(head),
        "moment": head.moment,
        "rule": "tally.polybius.v1",
        "known_by": None,
    }


def test_geojson_reads_back_what_it_carries(ledger: Ledger, tmp_path: Path) -> None:
    found = geojson.read(written(ledger, "geojson", "incidents.geojson", tmp_path))
    carried = [replace(case, sources=(), voices=()) for case in State(ledger).cases()]
    assert found == carried
    assert any(case.disputes for case in found)


# --- JSON-LD ---------------------------------------------------------------------------------


def graph(text: bytes) -> Graph:
    return Graph().parse(data=text, format="json-ld")


@pytest.mark.parametrize("public", [False, True])
def test_jsonld_meets_its_shapes(ledger: Ledger, tmp_path: Path, public: bool) -> None:
    made = graph(written(ledger, "jsonld", "ledger.jsonld", tmp_path, public=public))
    shapes = Graph().parse(data=jsonld.shapes(), format="turtle")
    conforms, _, report = validate(made, shacl_graph=shapes)
    assert conforms, report
    assert len(set(made.subjects(RDF.type, SDO.Claim))) == len(ledger.claims())
    assert len(set(made.subjects(RDF.type, SDO.ClaimReview))) == len(current(ledger).grades)
    for claim in made.subjects(RDF.type, SDO.Claim):
        assert made.value(claim, PROV.wasAttributedTo) is not None


def test_the_shapes_find_a_claim_without_its_report(ledger: Ledger, tmp_path: Path) -> None:
    made = graph(written(ledger, "jsonld", "ledger.jsonld", tmp_path))
    claim = next(iter(made.subjects(RDF.type, SDO.Claim)))
    made.remove((claim, PROV.wasDerivedFrom, None))
    conforms, _, _ = validate(
        made, shacl_graph=Graph().parse(data=jsonld.shapes(), format="turtle")
    )
    assert not conforms


def test_jsonld_expands_without_losing_a_term(ledger: Ledger, tmp_path: Path) -> None:
    document = json.loads(written(ledger, "jsonld", "ledger.jsonld", tmp_path))
    expanded = pyld.expand(document)
    assert len(expanded) == len(document["@graph"])
    for node, given in zip(expanded, document["@graph"], strict=True):
        assert len(node) == len(given), "a term without a meaning is dropped by expansion"
        assert all(key.startswith(("@", "http", "urn:")) for key in node)


def test_claims_read_back_from_jsonld(ledger: Ledger, tmp_path: Path) -> None:
    found = jsonld.read_claims(written(ledger, "jsonld", "ledger.jsonld", tmp_path))
    assert tuple(found) == ledger.claims()


def test_an_unbounded_figure_has_no_high_in_jsonld(ledger: Ledger, tmp_path: Path) -> None:
    made = graph(written(ledger, "jsonld", "ledger.jsonld", tmp_path))
    lows = {str(s): int(str(o)) for s, o in made.subject_objects(pb.low)}
    highs = {str(s) for s in made.subjects(pb.high)}
    unbounded = [t for t in current(ledger).tallies if t.high is None]
    assert unbounded
    for tally in unbounded:
        key = f"{tally.incident_id}:{tally.rule}:{tally.category}:{tally.victim_class}"
        assert lows[f"urn:polybius:tally:{key}"] == tally.low
        assert f"urn:polybius:tally:{key}" not in highs
