"""What a source said of something, by what it was about: the newest by the source's own sequence.

Joining is commutative, associative and idempotent, so that any order of arrival, with repeats, ends
in the same state.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from nongxin.kernel.value import value
from nongxin.partners.problems import SequenceReused


@value
class Told:
    """`at` is the source's own instant, as text; `data` are JSON values."""

    sequence: int
    at: str
    data: Mapping[str, Any]


Slots = Mapping[str, Told]


def joined(slots: Slots, name: str, told: Told) -> Slots:
    """The very same object if it is known already, or older than what is known.

    Raises SequenceReused where one number says two things.
    """
    known = slots.get(name)
    if known is None or known.sequence < told.sequence:
        return {**slots, name: told}
    if known.sequence == told.sequence and known != told:
        raise SequenceReused(seq=told.sequence)
    return slots


def newest(slots: Slots, *names: str) -> Told | None:
    """Of several names the one with the highest number."""
    found = [slots[name] for name in names if name in slots]
    return max(found, key=lambda told: told.sequence, default=None)


def to_json(slots: Slots) -> dict[str, list[Any]]:
    return {name: [t.sequence, t.at, dict(t.data)] for name, t in sorted(slots.items())}


def from_json(doc: Mapping[str, list[Any]]) -> Slots:
    return {name: Told(*parts) for name, parts in doc.items()}
