"""The JSON Schema of ``--json``, made from the records themselves.

``python -m polybius.export.schema`` prints it; the copy that ships with the package,
``polybius.schema.json``, is held equal to it by a test.
"""

from __future__ import annotations

import json
from importlib.resources import files
from typing import Any, get_type_hints

import msgspec

from polybius.codebook import load
from polybius.comparing.agreement import Agreement
from polybius.comparing.compare import Coding
from polybius.export.comparisons import compared_columns
from polybius.export.field_docs import field_docs
from polybius.export.formats.changes import Difference
from polybius.plain import bodies
from polybius.records import (
    Claim,
    DateCandidate,
    Dispute,
    Flag,
    Grade,
    Incident,
    Tally,
)
from polybius.weighing.estimation import Estimate
from polybius.weighing.sources import SourceRecord
from polybius.weighing.sources_bias import SourceBias

dialect = "https://json-schema.org/draft/2020-12/schema"
shipped_name = "polybius.schema.json"
coded_fields: dict[str, dict[str, str]] = {
    "Stance": {"code": "stances"},
    "Standing": {"code": "standings"},
    "Voice": {"kind": "voice_kinds"},
    "Occurrence": {"event_type": "event_types"},
    "Count": {"category": "harm_categories", "victim_class": "victim_classes"},
    "Relation": {"relation": "relation_kinds", "status": "relation_statuses"},
    "Role": {"role": "roles"},
    "Place": {"precision": "place_precision"},
    "When": {"precision": "date_precision"},
    "Grade": {"grade": "grades"},
}
"""Record → field → the codebook's table of its codes."""

text: dict[str, Any] = {"type": "string"}
text_or_null: dict[str, Any] = {"type": ["string", "null"]}
number: dict[str, Any] = {"type": "integer", "minimum": 0}


def make_schema() -> dict[str, Any]:
    """Return the schema of one line of output."""
    hints = get_type_hints(Claim)
    parts = [hint for name, hint in hints.items() if name != "body"]
    shapes = [*parts, *bodies.values(), DateCandidate, Flag, Incident, Tally, Dispute, Grade]
    shapes += [SourceRecord, SourceBias, Estimate, Difference, Agreement, Coding]
    made, definitions = msgspec.json.schema_components(shapes, ref_template="#/$defs/{name}")
    fields = dict(zip((n for n in hints if n != "body"), made, strict=False))
    for kind, shape in bodies.items():
        definition = definitions[shape.__name__]
        definition["properties"] = {"kind": {"const": kind.value}, **definition["properties"]}
    fields["body"] = {"oneOf": [_ref(shape.__name__) for shape in bodies.values()]}
    definitions["Claim"] = {
        "description": Claim.__doc__,
        "type": "object",
        "properties": {name: fields[name] for name in hints},
    }
    for name, definition in definitions.items():
        _document(name, definition)
    lines = _lines(definitions)
    return {
        "$schema": dialect,
        "$id": "urn:polybius:lines:v1",
        "title": "A line of Polybius' JSON output",
        "oneOf": [_ref(name) for name in lines],
        "$defs": dict(sorted({**definitions, **lines}.items())),
    }


def _document(record: str, definition: dict[str, Any]) -> None:
    """Say what each field means and which codes it may hold; output always has every field."""
    properties = definition.get("properties")
    if properties is None:
        return
    for name, words in field_docs().get(record, {}).items():
        properties[name] = {**properties[name], "description": words}
    for name, table in coded_fields.get(record, {}).items():
        codes = list(getattr(load(), table))
        properties[name] = {**properties[name], "enum": codes}
    for field in properties.values():
        field.pop("default", None)
    definition["required"] = list(properties)
    definition["additionalProperties"] = False


def _lines(definitions: dict[str, Any]) -> dict[str, Any]:
    report = dict.fromkeys(_report_nullable, text_or_null)
    report |= {"id": text, "language": text, "media_type": text, "address": text}
    report["date_candidates"] = _list("DateCandidate")
    return {
        "report_line": _line(
            "report",
            source=text,
            status={"enum": ["read", "known", "unread"]},
            unread=text_or_null,
            report=_object(report, "Description of a report, without its text."),
            claims=_list("Claim"),
            flags=_list("Flag"),
            incidents=_list("Incident"),
            tallies=_list("Tally"),
            disputes=_list("Dispute"),
            grades=_list("Grade"),
        ),
        "failure_line": _line(
            "failure",
            source=text,
            error=text,
            what=text,
            where=text_or_null,
            hint=text_or_null,
        ),
        "summary_line": _line(
            "summary", read=number, known=number, unread=number, failed=number, claims=number
        ),
        "claim_line": _line("claim", claim=_ref("Claim")),
        "incident_line": _line(
            "incident",
            incident=_ref("Incident"),
            tallies=_list("Tally"),
            grade={"anyOf": [_ref("Grade"), {"type": "null"}]},
            part_of=text_or_null,
            parts={"type": "array", "items": text},
        ),
        "dispute_line": _line("dispute", dispute=_ref("Dispute")),
        "party_line": _line(
            "party",
            name=text,
            party_id=text_or_null,
            kind=text,
            claims=number,
            roles={"type": "object", "additionalProperties": number},
        ),
        "source_line": _line("source", source=_ref("SourceRecord"), biases=_list("SourceBias")),
        "matrix_line": _matrix_line(),
        "head_line": _line("head", head=text, moment=text, known_by=text_or_null),
        "difference_line": _difference_line(definitions),
        "versions_line": _line("versions", old_head=text, new_head=text),
        "import_line": _import_line(),
        "comparison_line": _comparison_line(),
    }


def _difference_line(definitions: dict[str, Any]) -> dict[str, Any]:
    return _line("difference", **definitions.pop("Difference")["properties"])


def _import_line() -> dict[str, Any]:
    row = {"type": ["integer", "null"], "minimum": 1}
    refused = _array(error=text, what=text, file=text, row=row, hint=text_or_null)
    counts = {"rows": number, "known": number, "claims": number}
    return _line("import", source=text, sha256=text_or_null, **counts, refused=refused)


def _comparison_line() -> dict[str, Any]:
    events = {column.name: {"description": column.meaning} for column in compared_columns}
    counts = ("a_events", "b_events", "matched", "only_a", "only_b")
    return _line(
        "comparison",
        rules={"type": "array", "items": text},
        a=text,
        b=text,
        a_head=text_or_null,
        b_head=text_or_null,
        **dict.fromkeys(counts, number),
        coding=_ref("Coding"),
        agreement=_list("Agreement"),
        events=_array(**events),
    )


def _matrix_line() -> dict[str, Any]:
    names = {"type": "array", "items": text}
    history = {"type": "array", "items": {"enum": [0, 1]}}
    return _line(
        "matrix",
        sources={"type": "object", "additionalProperties": number},
        incidents=_array(id=text, sources=names),
        overlaps=_array(sources=names, incidents=number),
        unplaced_reports=number,
        histories=_array(history=history, incidents=number),
        estimate=_ref("Estimate"),
    )


def _array(**properties: Any) -> dict[str, Any]:
    return {"type": "array", "items": _object(properties, "")}


_report_nullable = (
    "title",
    "author",
    "publisher",
    "published",
    "published_precision",
    "container",
    "locator",
)


def _ref(name: str) -> dict[str, str]:
    return {"$ref": f"#/$defs/{name}"}


def _list(name: str) -> dict[str, Any]:
    return {"type": "array", "items": _ref(name)}


def _object(properties: dict[str, Any], description: str) -> dict[str, Any]:
    said = {"description": description} if description else {}
    return {
        **said,
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def _line(kind: str, /, **properties: Any) -> dict[str, Any]:
    return _object({"type": {"const": kind}, **properties}, f"A line of type {kind}.")


def shipped_schema() -> str:
    """Return the text of the schema that ships with the package."""
    return (files("polybius.export") / shipped_name).read_text("utf-8")


def render() -> str:
    """Return the schema as the text of its file."""
    return json.dumps(make_schema(), indent=2, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    print(render(), end="")
