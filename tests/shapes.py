"""Hypothesis strategies for any record, made from its type hints."""

from __future__ import annotations

import dataclasses
from enum import Enum
from functools import cache
from types import NoneType, UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

from hypothesis import strategies as st

scalars: dict[object, st.SearchStrategy[Any]] = {
    str: st.text(max_size=8),
    bool: st.booleans(),
    int: st.integers(0, 10**9),
    float: st.floats(allow_nan=False, allow_infinity=False),
    NoneType: st.none(),
}


@cache
def any_of(shape: Any) -> st.SearchStrategy[Any]:
    """Return a strategy for values of the type ``shape``."""
    if shape in scalars:
        return scalars[shape]
    if get_origin(shape) in (Union, UnionType):
        return st.one_of(*map(any_of, get_args(shape)))
    if get_origin(shape) is tuple:
        inner = get_args(shape)
        if inner[-1] is Ellipsis:
            return st.lists(any_of(inner[0]), max_size=2).map(tuple)
        return st.tuples(*map(any_of, inner))
    if isinstance(shape, type) and issubclass(shape, Enum):
        return st.sampled_from(shape)
    if dataclasses.is_dataclass(shape):
        # Deferred: a voice may come through a voice.
        return st.deferred(lambda: _record(shape))
    raise TypeError(f"no strategy for {shape}")


@cache
def _record(shape: Any) -> st.SearchStrategy[Any]:
    hints = get_type_hints(shape)
    return st.builds(shape, **{name: any_of(hint) for name, hint in hints.items()})
