"""Two versions of a section beside each other: what changed, and two changes made into one.

A row is known again by the section's key (schema); rows whose key is not single are known by their
place. Values are compared as they are stored.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from nongxin.archives.checks.schema import SectionSpec
from nongxin.kernel.value import value

Row = dict[str, Any]
_GONE: Row = {}


@value
class Change:
    """One field of one row, before and after; None where it was not there."""

    row: str
    field: str
    before: Any
    after: Any


def differences(spec: SectionSpec, before: Sequence[Row], after: Sequence[Row]) -> list[Change]:
    """Field by field, rows in the order of the later version and what it lacks at the end."""
    old, new = _keyed(spec, before, after)
    found = []
    for key in [*new, *(k for k in old if k not in new)]:
        was, now = old.get(key, _GONE), new.get(key, _GONE)
        for field in spec.fields:
            if was.get(field) != now.get(field):
                found.append(Change(key, field, was.get(field), now.get(field)))
    return found


def merged(
    spec: SectionSpec, base: Sequence[Row], theirs: Sequence[Row], ours: Sequence[Row]
) -> list[Row] | None:
    """Both changes of `base` in one, or None where they are not both possible.

    One side's change of a field wins over the other's silence; two different changes of one field,
    or a change of a row that the other took out, are for people to judge.
    """
    if not spec.key or not all(_is_single(spec, rows) for rows in (base, theirs, ours)):
        return _whole(base, theirs, ours)
    old, left, right = (_by_key(spec, rows) for rows in (base, theirs, ours))
    found = []
    for key in [*left, *(k for k in right if k not in left)]:
        row = _merged_row(old.get(key), left.get(key), right.get(key))
        if row is None:
            return None
        if row:
            found.append(row)
    return found


def _merged_row(old: Row | None, left: Row | None, right: Row | None) -> Row | None:
    """The row, an empty one where it is taken out, None where people must judge."""
    if left == right or right == old:
        return left or _GONE
    if left == old:
        return right or _GONE
    if left is None or right is None:
        return None
    row = {}
    for field in [*left, *(f for f in right if f not in left)]:
        was, theirs, ours = (old or _GONE).get(field), left.get(field), right.get(field)
        if theirs != ours and was not in (theirs, ours):
            return None
        value = ours if theirs == was else theirs
        if value is not None:
            row[field] = value
    return row


def _whole(base: Sequence[Row], theirs: Sequence[Row], ours: Sequence[Row]) -> list[Row] | None:
    """A section without single keys is merged field by field where it is one row, else taken
    whole.
    """
    if max(map(len, (base, theirs, ours))) == 1 and theirs and ours:
        row = _merged_row(base[0] if base else None, theirs[0], ours[0])
        return None if row is None else [row]
    if list(theirs) == list(ours) or list(ours) == list(base):
        return list(theirs)
    return list(ours) if list(theirs) == list(base) else None


def _keyed(spec: SectionSpec, *versions: Sequence[Row]) -> tuple[dict[str, Row], dict[str, Row]]:
    by_key = spec.key and all(_is_single(spec, rows) for rows in versions)
    old, new = (
        _by_key(spec, rows) if by_key else {str(n): r for n, r in enumerate(rows, start=1)}
        for rows in versions
    )
    return old, new


def _by_key(spec: SectionSpec, rows: Sequence[Row]) -> dict[str, Row]:
    return {_key(spec, row): row for row in rows}


def _is_single(spec: SectionSpec, rows: Sequence[Row]) -> bool:
    return len(_by_key(spec, rows)) == len(rows)


def _key(spec: SectionSpec, row: Mapping[str, Any]) -> str:
    return "/".join(str(row.get(field, "")) for field in spec.key)
