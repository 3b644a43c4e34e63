"""Merkle trees against RFC 6962: known vectors, and the recursion of its text on random sizes."""

from __future__ import annotations

from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from polybius.ledger import merkle

# The eight inputs and the roots and proofs that the reference implementation of Certificate
# Transparency is tested with (its merkle tree test data).
inputs = [
    bytes.fromhex(h)
    for h in (
        "",
        "00",
        "10",
        "2021",
        "3031",
        "40414243",
        "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    )
]
roots = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
leaves = [merkle.leaf_hash(data) for data in inputs]


def by_the_text(data: list[bytes]) -> bytes:
    """MTH as section 2.1 writes it, over data; written apart from the code under test."""
    if not data:
        return sha256(b"").digest()
    if len(data) == 1:
        return sha256(b"\x00" + data[0]).digest()
    k = 1
    while k * 2 < len(data):
        k *= 2
    return sha256(b"\x01" + by_the_text(data[:k]) + by_the_text(data[k:])).digest()


def path_by_the_text(m: int, data: list[bytes]) -> list[bytes]:
    """PATH as section 2.1.1 writes it."""
    if len(data) == 1:
        return []
    k = 1
    while k * 2 < len(data):
        k *= 2
    if m < k:
        return [*path_by_the_text(m, data[:k]), by_the_text(data[k:])]
    return [*path_by_the_text(m - k, data[k:]), by_the_text(data[:k])]


def proof_by_the_text(m: int, data: list[bytes], *, whole: bool = True) -> list[bytes]:
    """SUBPROOF as section 2.1.2 writes it."""
    if m == len(data):
        return [] if whole else [by_the_text(data)]
    k = 1
    while k * 2 < len(data):
        k *= 2
    if m <= k:
        return [*proof_by_the_text(m, data[:k], whole=whole), by_the_text(data[k:])]
    return [*proof_by_the_text(m - k, data[k:], whole=False), by_the_text(data[:k])]


@pytest.mark.parametrize("size", range(1, 9))
def test_roots_are_those_of_the_reference(size: int) -> None:
    assert merkle.root_of(leaves[:size]).hex() == roots[size - 1]
    assert merkle.empty_root.hex() == sha256(b"").hexdigest()


@pytest.mark.parametrize(
    ("index", "size", "path"),
    [
        (0, 1, []),
        (
            0,
            8,
            [
                "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
                "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
                "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
            ],
        ),
        (
            5,
            8,
            [
                "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
                "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
                "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
            ],
        ),
        (2, 3, ["fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"]),
    ],
)
def test_paths_are_those_of_the_reference(index: int, size: int, path: list[str]) -> None:
    assert [h.hex() for h in merkle.inclusion(index, size, merkle.over(leaves))] == path


@pytest.mark.parametrize(
    ("first", "second", "proof"),
    [
        (1, 1, []),
        (
            1,
            8,
            [
                "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
                "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
                "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
            ],
        ),
        (
            6,
            8,
            [
                "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
                "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
                "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
            ],
        ),
    ],
)
def test_consistency_proofs_are_those_of_the_reference(
    first: int, second: int, proof: list[str]
) -> None:
    found = merkle.consistency(first, second, merkle.over(leaves))
    assert [h.hex() for h in found] == proof


@given(st.integers(1, 70).flatmap(lambda n: st.tuples(st.just(n), st.integers(0, n - 1))))
def test_inclusion_follows_the_text_of_the_rfc(case: tuple[int, int]) -> None:
    size, index = case
    data = [bytes([n]) for n in range(size)]
    hashed = [merkle.leaf_hash(d) for d in data]
    path = merkle.inclusion(index, size, merkle.over(hashed))
    root = merkle.root_of(hashed)
    assert root == by_the_text(data)
    assert path == path_by_the_text(index, data)
    assert merkle.root_from_inclusion(hashed[index], index, size, path) == root
    assert len(list(merkle.sides(index, size))) == len(path)
    for wrong in range(size):
        if wrong != index:
            assert merkle.root_from_inclusion(hashed[wrong], index, size, path) != root
    for cut in range(len(path)):
        assert merkle.root_from_inclusion(hashed[index], index, size, path[:cut]) != root
    assert merkle.root_from_inclusion(hashed[index], index, size, [*path, root]) != root


@given(st.integers(1, 70).flatmap(lambda n: st.tuples(st.just(n), st.integers(1, n))))
def test_consistency_follows_the_text_of_the_rfc(case: tuple[int, int]) -> None:
    second, first = case
    data = [bytes([n]) for n in range(second)]
    hashed = [merkle.leaf_hash(d) for d in data]
    proof = merkle.consistency(first, second, merkle.over(hashed))
    assert proof == proof_by_the_text(first, data)
    old, new = merkle.root_of(hashed[:first]), merkle.root_of(hashed)
    assert merkle.is_consistent(first, second, old, new, proof)
    other = merkle.root_of([*hashed[: first - 1], merkle.leaf_hash(b"other")])
    assert not merkle.is_consistent(first, second, other, new, proof)
    assert not merkle.is_consistent(first, second, old, other, proof) or first == second == 0
    assert not merkle.is_consistent(first, second, old, new, [*proof, new])
    for cut in range(len(proof)):
        assert not merkle.is_consistent(first, second, old, new, proof[:cut])
