"""Merkle trees in the manner of RFC 6962: roots, inclusion and consistency proofs.

A tree's hashes are asked for by range, ``hashes(start, end)``: the root over leaves ``start`` to
``end`` (half-open). Who keeps a log can answer for whole subtrees from what is stored; who has
the leaves in a list uses `over`.

Source: RFC 6962 section 2.1 (hashes, paths, proofs), RFC 9162 sections 2.1.3.2 and 2.1.4.2
(verification).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from hashlib import sha256

Hashes = Callable[[int, int], bytes]
"""Root over the leaves of a range; ranges asked for are never empty."""

empty_root = sha256(b"").digest()


def leaf_hash(data: bytes) -> bytes:
    """Return the hash of a leaf; the prefix keeps leaves and nodes apart (second preimages)."""
    return sha256(b"\x00" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Return the hash of an inner node."""
    return sha256(b"\x01" + left + right).digest()


def split(size: int) -> int:
    """Return the largest power of two below ``size``, which is at least 2."""
    return 1 << ((size - 1).bit_length() - 1)


def over(leaves: Sequence[bytes]) -> Hashes:
    """Return the `Hashes` of a list of leaf hashes."""

    def hashes(start: int, end: int) -> bytes:
        return root_of(leaves[start:end])

    return hashes


def root_of(leaves: Sequence[bytes]) -> bytes:
    """Return the root over leaf hashes, level by level: equal to RFC 6962's recursion."""
    if not leaves:
        return empty_root
    level = list(leaves)
    while len(level) > 1:
        odd = [level[-1]] if len(level) % 2 else []
        pairs = zip(level[::2], level[1::2], strict=False)
        level = [node_hash(left, right) for left, right in pairs] + odd
    return level[0]


def inclusion(index: int, size: int, hashes: Hashes) -> list[bytes]:
    """Return the audit path of leaf ``index`` in the tree of ``size`` leaves, from the leaf up."""
    path: list[bytes] = []
    start, end = 0, size
    while end - start > 1:
        middle = start + split(end - start)
        if index < middle:
            path.append(hashes(middle, end))
            end = middle
        else:
            path.append(hashes(start, middle))
            start = middle
    return path[::-1]


def consistency(first: int, second: int, hashes: Hashes) -> list[bytes]:
    """Return the proof that the tree of ``second`` leaves extends that of ``first``, 0 < first."""
    proof: list[bytes] = []
    start, end, whole = 0, second, True
    while first != end:
        middle = start + split(end - start)
        if first <= middle:
            proof.append(hashes(middle, end))
            end = middle
        else:
            proof.append(hashes(start, middle))
            start, whole = middle, False
    if not whole:
        proof.append(hashes(start, end))
    return proof[::-1]


def root_from_inclusion(leaf: bytes, index: int, size: int, path: Sequence[bytes]) -> bytes | None:
    """Return the root that an audit path leads to; None if its length can't be right."""
    if not 0 <= index < size:
        return None
    node, last, made = index, size - 1, leaf
    for sibling in path:
        if last == 0:
            return None
        if node % 2 or node == last:
            made = node_hash(sibling, made)
            while node % 2 == 0 and node:
                node, last = node >> 1, last >> 1
        else:
            made = node_hash(made, sibling)
        node, last = node >> 1, last >> 1
    return made if last == 0 else None


def is_consistent(
    first: int, second: int, first_root: bytes, second_root: bytes, proof: Sequence[bytes]
) -> bool:
    """Tell whether ``proof`` shows that the second tree extends the first."""
    if not 0 < first <= second:
        return False
    if first == second:
        return not proof and first_root == second_root
    steps = [first_root, *proof] if first & (first - 1) == 0 else list(proof)
    if not steps:
        return False
    node, last = first - 1, second - 1
    while node % 2:
        node, last = node >> 1, last >> 1
    old = new = steps[0]
    for step in steps[1:]:
        if last == 0:
            return False
        if node % 2 or node == last:
            old, new = node_hash(step, old), node_hash(step, new)
            while node % 2 == 0 and node:
                node, last = node >> 1, last >> 1
        else:
            new = node_hash(new, step)
        node, last = node >> 1, last >> 1
    return last == 0 and old == first_root and new == second_root


def sides(index: int, size: int) -> Iterator[str]:
    """Yield ``L`` or ``R`` for each step of an audit path: where the sibling stands."""
    start, end, steps = 0, size, []
    while end - start > 1:
        middle = start + split(end - start)
        if index < middle:
            steps.append("R")
            end = middle
        else:
            steps.append("L")
            start = middle
    yield from reversed(steps)
