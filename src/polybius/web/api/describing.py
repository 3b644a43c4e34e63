"""The API's description (OpenAPI 3.1), made from the table of routes and the records."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from typing import Any

import msgspec
from starlette.responses import Response

from polybius import __version__
from polybius.export.schema import make_schema
from polybius.records import Decision
from polybius.web.api import reading, ruling, shapes
from polybius.web.context import Desk
from polybius.web.permissions import Permission
from polybius.web.routing import Kind, Route

of_records = "#/components/schemas/"
problem = {"$ref": f"{of_records}Problem"}
with_claims = {"ClaimList": "items", "ReportText": "claims"}
"""Shapes that hold claims, whose bodies msgspec can't describe: shape and field."""


@cache
def description() -> dict[str, Any]:
    """Return the description of the API."""
    routes = (*reading.routes, *ruling.routes)
    paths: dict[str, dict[str, Any]] = {}
    for route in routes:
        paths.setdefault(route.path, {})[route.method.lower()] = _operation(route)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Polybius",
            "version": __version__,
            "description": "The ledger of claims, as the review desk shows it.",
        },
        "security": [{"token": []}],
        "paths": paths,
        "components": {
            "schemas": _schemas(),
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
        },
    }


def openapi(_: Desk) -> Response:
    """Return the description of the API."""
    return Response(msgspec.json.encode(description()), media_type="application/json")


def _operation(route: Route) -> dict[str, Any]:
    asked = [
        {"name": name, "in": "path", "required": True, "schema": {"type": "string"}}
        for name in re.findall(r"\{(\w+)\}", route.path)
    ]
    asked += [
        {"name": name, "in": "query", "description": says, "schema": {"type": "string"}}
        for name, says in route.query
    ]
    status = "200" if route.method == "GET" else "201"
    made: dict[str, Any] = {
        "operationId": route.name,
        "summary": route.says,
        "description": f"Needs the permission `{route.may.value}`.",
        "parameters": asked,
        "responses": {
            status: {"description": "The answer.", "content": _content(route)},
            "default": {
                "description": "What is wrong.",
                "content": {"application/problem+json": {"schema": problem}},
            },
        },
    }
    if route.takes is not None:
        body = {"schema": {"$ref": of_records + route.takes.__name__}}
        made["requestBody"] = {"required": True, "content": {"application/json": body}}
    return made


def _content(route: Route) -> dict[str, Any]:
    if route.name == "api_original":
        return {"application/octet-stream": {}}
    name = "Claim" if route.returns is None else route.returns.__name__
    return {"application/json": {"schema": {"$ref": of_records + name}}}


def _schemas() -> dict[str, Any]:
    """Return each shape once; records are those of ``polybius schema``."""
    records = _moved(make_schema()["$defs"])
    _, made = msgspec.json.schema_components(
        [s for s in _own_shapes() if s.__name__ not in with_claims],
        ref_template=of_records + "{name}",
    )
    found = {name: schema for name, schema in records.items() if not name.endswith("_line")}
    found |= {name: schema for name, schema in made.items() if name not in found}
    found |= {name: _with_claims(name, field) for name, field in with_claims.items()}
    return dict(sorted(found.items()))


def _own_shapes() -> Iterable[type]:
    routes = (*reading.routes, *ruling.routes)
    named = {shape for route in routes for shape in (route.returns, route.takes) if shape}
    return sorted({*named, Decision, shapes.Problem}, key=lambda shape: shape.__name__)


def _with_claims(name: str, field: str) -> dict[str, Any]:
    claims = {"type": "array", "items": {"$ref": f"{of_records}Claim"}}
    nullable = {"type": ["string", "null"]}
    if name == "ClaimList":
        properties: dict[str, Any] = {field: claims, "next_cursor": nullable}
    else:
        flags = {"type": "array", "items": {"$ref": f"{of_records}Flag"}}
        line = {"$ref": f"{of_records}ReportLine"}
        properties = {"report": line, "text": {"type": "string"}, field: claims, "flags": flags}
    shape = getattr(shapes, name)
    return {
        "title": name,
        "description": shape.__doc__,
        "type": "object",
        "properties": properties,
        "required": list(properties),
    }


def _moved(schema: Any) -> Any:
    """Return a schema with its references into the API's description."""
    if isinstance(schema, dict):
        return {
            key: value.replace("#/$defs/", of_records) if key == "$ref" else _moved(value)
            for key, value in schema.items()
        }
    return [_moved(value) for value in schema] if isinstance(schema, list) else schema


routes: tuple[Route, ...] = (
    Route(
        path="/api/openapi.json",
        view=openapi,
        may=Permission.READ,
        name="api_openapi",
        kind=Kind.API,
        says="The description of the API.",
    ),
)
