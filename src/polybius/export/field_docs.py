"""The sentence written under each field of a record, for schemas and the data dictionary."""

from __future__ import annotations

import ast
import inspect
from functools import cache
from types import ModuleType

from polybius import records


@cache
def field_docs(module: ModuleType = records) -> dict[str, dict[str, str]]:
    """Return class name → field name → docstring below the field, for the module's classes."""
    tree = ast.parse(inspect.getsource(module))
    return {node.name: _of_class(node) for node in tree.body if isinstance(node, ast.ClassDef)}


def _of_class(node: ast.ClassDef) -> dict[str, str]:
    docs: dict[str, str] = {}
    for field, below in zip(node.body, node.body[1:], strict=False):
        if isinstance(field, ast.AnnAssign) and isinstance(field.target, ast.Name):
            words = _string(below)
            if words is not None:
                docs[field.target.id] = " ".join(words.split())
    return docs


def _string(node: ast.stmt) -> str | None:
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
        return node.value.value if isinstance(node.value.value, str) else None
    return None
