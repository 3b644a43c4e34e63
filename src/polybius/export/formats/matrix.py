"""The recorder's matrix, incident × outlet, as a table (`polybius.weighing.matrix`)."""

from __future__ import annotations

from dataclasses import replace

from polybius.export.columns import Column
from polybius.export.formats.fields import Field, Kind, Table
from polybius.export.formats.state import State
from polybius.export.sources import matrix_columns
from polybius.records import Incident
from polybius.weighing.matrix import History, Matrix, inclusion

Row = tuple[Incident, History]

kinds: dict[str, Kind] = {"first_day": "date", "last_day": "date"}
counted = "lists"
"""The first of the columns that hold whole numbers."""


def matrix_of(state: State) -> Matrix:
    """Return the matrix of a state, in which copies count for the outlet that they copy."""
    # Texts are not needed here, and are the most of a report.
    reports = {report.id: replace(report, text="") for report in state.whole_reports()}
    incidents = [case.incident for case in state.cases()]
    return inclusion(incidents, reports, state.root)


def table_of(matrix: Matrix, *, public: bool) -> Table[Row]:
    """Return the table of a matrix; in a public one outlets have numbers, not names."""
    if public:
        numbered = tuple(f"outlet {n + 1}" for n in range(len(matrix.sources)))
        matrix = replace(matrix, sources=numbered)
    columns = matrix_columns(matrix)
    fixed = len(columns) - len(matrix.sources)
    fields = [_field(column, n >= fixed) for n, column in enumerate(columns)]
    return Table(
        "matrix",
        "Which outlet has which incident: 1 where it has it, else 0",
        ("incident_id",),
        tuple(fields),
    )


def _field(column: Column[Row], is_outlet: bool) -> Field[Row]:
    if is_outlet:
        name = column.name if column.name.startswith("outlet ") else f"outlet {column.name}"
        return Field(name, "integer", column.meaning, column.value, required=True)
    kind = "integer" if column.name == counted else kinds.get(column.name, "string")
    required = column.name in ("incident_id", "event_type", counted)
    return Field(column.name, kind, column.meaning, column.value, required)
