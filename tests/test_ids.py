"""Ids: different content never shares its bytes, equal content always does."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from polybius.ids import canonical_bytes, content_id, sha256_hex

scalars = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False)
    | st.text(max_size=5)
    | st.binary(max_size=5)
)
nested = st.recursive(
    scalars,
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3)
    ),
    max_leaves=8,
)


@dataclass(frozen=True)
class _Pair:
    left: object
    right: object


class _Side(StrEnum):
    LEFT = "left"


readers: dict[bytes, Callable[[bytes], Any]] = {
    b"n": lambda _: None,
    b"b": lambda body: body == b"1",
    b"i": int,
    b"f": float,
    b"s": bytes.decode,
    b"y": bytes,
}


def read_back(data: bytes, at: int = 0) -> tuple[Any, int]:
    """Undo `canonical_bytes`: what can be read back without loss can't be shared."""
    colon = data.index(b":", at)
    tag, size = data[at : at + 1], int(data[at + 1 : colon])
    start, end = colon + 1, colon + 1 + size
    body = data[start:end]
    if tag in readers:
        return readers[tag](body), end
    items = []
    while start < end:
        item, start = read_back(data, start)
        items.append(item)
    if tag == b"m":
        return dict(zip(items[::2], items[1::2], strict=True)), end
    return items, end


@given(nested)
def test_canonical_bytes_can_be_read_back(value: Any) -> None:
    data = canonical_bytes(value)
    back, end = read_back(data)
    assert end == len(data)
    assert repr(back) == repr(_sorted_keys(value))


def _sorted_keys(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _sorted_keys(value[key]) for key in sorted(value)}
    return [_sorted_keys(item) for item in value] if isinstance(value, list) else value


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (["ab", "c"], ["a", "bc"]),
        ([["a"], "b"], ["a", ["b"]]),
        (["a", None], ["a"]),
        (1, True),
        (1, "1"),
        (1, 1.0),
        ("a", b"a"),
        ({"a": 1}, ["a", 1]),
        ({"a": None}, {}),
        ("", None),
        ("s1:a", ["a"]),
        (0.0, -0.0),
    ],
)
def test_values_that_look_alike_differ(one: object, other: object) -> None:
    assert canonical_bytes(one) != canonical_bytes(other)


def test_length_stands_before_each_field() -> None:
    assert canonical_bytes(["aé", 7]) == b"l10:s3:a\xc3\xa9i1:7"


@given(st.dictionaries(st.text(max_size=4), st.integers(), max_size=5))
def test_the_order_of_keys_is_nothing(value: dict[str, int]) -> None:
    assert canonical_bytes(dict(reversed(value.items()))) == canonical_bytes(value)


def test_equal_content_has_equal_bytes_whatever_holds_it() -> None:
    assert canonical_bytes(_Pair(1, _Side.LEFT)) == canonical_bytes({"right": "left", "left": 1})
    assert canonical_bytes((1, 2)) == canonical_bytes([1, 2])


@pytest.mark.parametrize(
    "value",
    [
        {1, 2},
        object(),
        1j,
        bytearray(b"a"),
        memoryview(b"a"),
        [1, {2}],
        {"a": {1}},
        _Pair,
        {1: "a"},
    ],
    ids=lambda value: type(value).__name__,
)
def test_what_has_no_canonical_form_is_refused(value: object) -> None:
    with pytest.raises(TypeError, match="no canonical form"):
        canonical_bytes(value)


def test_a_key_and_its_text_cannot_be_taken_for_each_other() -> None:
    # Keys were once turned into text: {1: "a"} and {"1": "a"} had one id.
    with pytest.raises(TypeError, match="key of type int"):
        content_id("claim", {1: "a"})


def test_content_id_depends_on_kind_and_content_alone() -> None:
    assert content_id("claim", [1]) == content_id("claim", [1])
    assert content_id("claim", [1]) != content_id("incident", [1])
    assert content_id("claim", [1]) != content_id("claim", [2])
    expected = hashlib.sha256(b"l15:s5:claiml4:i1:1").hexdigest()
    assert content_id("claim", [1]) == expected == sha256_hex(b"l15:s5:claiml4:i1:1")


def test_a_number_of_numpy_is_the_number_it_is() -> None:
    # Its repr names its type, and did so in the id.
    assert canonical_bytes(np.float64(0.1)) == canonical_bytes(0.1)
    with pytest.raises(TypeError, match="no canonical form for int64"):
        canonical_bytes(np.int64(1))
