"""JSON lines, their schema and CSV: what machines read must hold what the records hold."""

from __future__ import annotations

import csv
import io
import json
import re
from dataclasses import fields
from pathlib import Path

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

import polybius
from polybius import records
from polybius.errors import DamagedSource, Where
from polybius.export import columns, lines
from polybius.export.field_docs import field_docs
from polybius.export.schema import coded_fields, make_schema, render, shipped_schema
from polybius.export.spreadsheets import to_csv
from polybius.pipeline import Failed, Read, Summary
from polybius.plain import claim_loads, dumps
from polybius.weighing.deriving import derive_report
from tests import samples

validator = jsonschema.Draft202012Validator(make_schema())


def test_the_shipped_schema_is_the_records_schema() -> None:
    assert shipped_schema() == render(), "run: python -m polybius.export.schema"
    jsonschema.Draft202012Validator.check_schema(make_schema())


def test_every_line_of_a_run_is_valid() -> None:
    report = samples.report()
    reading = samples.reading(report)
    derived = derive_report(report, reading.claims)
    failed = Failed(
        "x.pdf", DamagedSource("breaks off.", where=Where("x.pdf", line=3), hint="Try.")
    )
    summary = Summary()
    made = [
        lines.report_line(Read("m.txt", report, reading), reading.claims, (), derived),
        lines.failure_line(failed),
        lines.summary_line(summary),
        *map(lines.claim_line, reading.claims),
        *(lines.incident_line(i, derived.tallies, derived.grades[0]) for i in derived.incidents),
    ]
    for line in made:
        validator.validate(json.loads(line))
    assert derived.incidents, "the sample must give an incident, or its line goes unchecked"


def test_every_kind_of_line_that_is_printed_is_in_the_schema() -> None:
    sources = [path.read_text("utf-8") for path in Path(polybius.__file__).parent.rglob("*.py")]
    printed = {kind for text in sources for kind in re.findall(r'\bline\(\s*"(\w+)"', text)}
    printed |= {"import", "comparison"}
    assert {f"{kind}_line" for kind in printed} == {
        reference["$ref"].rpartition("/")[2] for reference in make_schema()["oneOf"]
    }


@pytest.mark.parametrize("spoil", ["unknown_field", "stance", "kind"])
def test_the_schema_refuses_what_is_wrong(spoil: str) -> None:
    claim = json.loads(lines.claim_line(samples.count_claim(samples.report())))
    if spoil == "unknown_field":
        claim["claim"]["surprise"] = 1
    elif spoil == "stance":
        claim["claim"]["stance"]["code"] = "shouts"
    else:
        claim["claim"]["body"]["kind"] = "relation"
    with pytest.raises(jsonschema.ValidationError):
        validator.validate(claim)


def test_coded_fields_name_fields_of_records() -> None:
    for record, named in coded_fields.items():
        assert set(named) <= {f.name for f in fields(getattr(records, record))}


def test_field_docs_find_the_sentences_below_fields() -> None:
    assert field_docs()["When"]["duration"].startswith("ISO 8601 duration")


def test_claims_survive_their_plain_form() -> None:
    for claim in samples.reading(samples.report()).claims:
        assert claim_loads(dumps(claim)) == claim


def test_csv_has_every_column_and_empty_for_missing() -> None:
    claims = samples.reading(samples.report()).claims
    rows = list(csv.DictReader(io.StringIO(to_csv(columns.claim_columns, claims))))
    by_kind = {row["kind"]: row for row in rows}
    assert list(rows[0]) == [c.name for c in columns.claim_columns]
    assert (by_kind["count"]["low"], by_kind["count"]["victim_class"]) == ("17", "security_forces")
    assert (by_kind["occurrence"]["low"], by_kind["occurrence"]["country"]) == ("", "")


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=30))
def test_no_cell_can_be_taken_for_a_formula(text: str) -> None:
    column: columns.Column[str] = columns.Column("text", "", lambda t: t)
    sheet = io.StringIO(to_csv([column], [text]), newline="")
    _, (cell,) = csv.reader(sheet, strict=True)
    assert cell.removeprefix("'") == text.removeprefix("'")
    assert not cell.startswith(("=", "+", "-", "@", "\t", "\r"))
