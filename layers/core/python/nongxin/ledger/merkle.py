"""A Merkle tree over texts, as in RFC 6962: leaves and nodes are hashed apart, odd ends move up.

The root stands for every line and their order; a proof of a few hashes shows one line to be in it.
"""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256


def leaf(text: str) -> bytes:
    return sha256(b"\x00" + text.encode()).digest()


def root(leaves: Sequence[bytes]) -> str:
    """Hex; the root of nothing is the hash of nothing."""
    row = list(leaves)
    while len(row) > 1:
        row = _above(row)
    return row[0].hex() if row else sha256(b"").hexdigest()


def proof(leaves: Sequence[bytes], number: int) -> list[tuple[str, str]]:
    """What to hash a leaf with on the way to the root: ("left" or "right", hex)."""
    steps, row = [], list(leaves)
    while len(row) > 1:
        other = number ^ 1
        if other < len(row):
            steps.append(("left" if other < number else "right", row[other].hex()))
        row, number = _above(row), number // 2
    return steps


def climbs(start: bytes, steps: Sequence[tuple[str, str]], to: str) -> bool:
    """Whether a leaf and its proof lead to a root."""
    for side, hexed in steps:
        other = bytes.fromhex(hexed)
        start = _node(other, start) if side == "left" else _node(start, other)
    return start.hex() == to


def _above(row: Sequence[bytes]) -> list[bytes]:
    pairs = [_node(row[i], row[i + 1]) for i in range(0, len(row) - 1, 2)]
    return pairs + ([row[-1]] if len(row) % 2 else [])


def _node(left: bytes, right: bytes) -> bytes:
    return sha256(b"\x01" + left + right).digest()
