"""Records survive their plain form and JSON, whatever they hold."""

from __future__ import annotations

import dataclasses
import json
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from polybius import records
from polybius.plain import bodies, claim_from_plain, claim_loads, dumps, from_plain, loads, to_plain
from polybius.records import Claim, Reading
from tests import samples
from tests.shapes import any_of

shapes = [
    shape
    for shape in vars(records).values()
    if isinstance(shape, type) and dataclasses.is_dataclass(shape)
]
# A claim's bodies need their kind, which only claims carry; a reading holds claims.
by_themselves = [shape for shape in shapes if shape not in (Claim, Reading)]


@pytest.mark.parametrize("shape", by_themselves, ids=lambda shape: shape.__name__)
@given(data=st.data())
@settings(max_examples=25)
def test_every_record_survives_json(shape: Any, data: st.DataObject) -> None:
    record = data.draw(any_of(shape))
    assert loads(dumps(record), shape) == record


@given(any_of(Claim))
@settings(max_examples=60)
def test_every_claim_survives_json_with_the_kind_of_its_body(claim: Claim) -> None:
    assert claim_loads(dumps(claim)) == claim
    assert to_plain(claim)["body"]["kind"] == claim.kind.value


@pytest.mark.parametrize("kind", bodies, ids=str)
@given(data=st.data())
@settings(max_examples=10)
def test_each_kind_of_body_comes_back_as_itself(kind: Any, data: st.DataObject) -> None:
    claim = dataclasses.replace(
        samples.count_claim(samples.report()), body=data.draw(any_of(bodies[kind]))
    )
    assert type(claim_loads(dumps(claim)).body) is bodies[kind]


def test_all_six_bodies_are_known() -> None:
    assert set(bodies) == set(records.ClaimKind)
    assert set(bodies.values()) == set(records.body_kinds)


@given(any_of(Claim))
@settings(max_examples=25)
def test_the_line_is_one_line_with_sorted_keys(claim: Claim) -> None:
    line = dumps(claim)
    assert "\n" not in line
    assert list(json.loads(line)) == sorted(json.loads(line))


def test_what_lacks_a_field_or_has_a_wrong_type_is_refused() -> None:
    claim = to_plain(samples.count_claim(samples.report()))
    with pytest.raises(KeyError):
        claim_from_plain({name: value for name, value in claim.items() if name != "voice"})
    with pytest.raises(msgspec.ValidationError):
        claim_from_plain({**claim, "confidence": "high"})
    with pytest.raises(ValueError, match="rumour"):
        claim_from_plain({**claim, "body": {**claim["body"], "kind": "rumour"}})
    with pytest.raises(msgspec.ValidationError):
        from_plain({"start": 0, "end": 1}, records.Passage)
