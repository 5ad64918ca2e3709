"""An import that is cut off, by the deadline or by death: it goes on, and is whole in the end."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from hashlib import sha256
from typing import Any

import pytest

from nongxin.archives.cancel_archive import CancelArchive, cancel_archive
from nongxin.archives.files.import_archives import Imported
from nongxin.archives.refusals import FileFaulty
from nongxin.archives.search_archives import Wanted, search_archives
from nongxin.kernel import deadline
from tests.builders.archives import APPROVER, OFFICER, ArchivesWorld
from tests.builders.customers import NOON
from tests.unit.archives.test_import import DRAFTS, VILLAGE, as_csv, imported, papers


@pytest.fixture
def world() -> ArchivesWorld:
    return ArchivesWorld()


def test_what_the_deadline_leaves_comes_with_the_next_call(world: ArchivesWorld) -> None:
    data = as_csv(papers())
    with deadline.within(1):
        assert imported(world, data).left == len(DRAFTS)
    assert imported(world, data).left == 0
    assert len(search_archives(Wanted(VILLAGE), OFFICER, world.parts)) == len(DRAFTS)


def rolled(world: ArchivesWorld) -> dict[str, set[str]]:
    """Households of the village with the sections that came in."""
    listed = search_archives(Wanted(VILLAGE), OFFICER, world.parts)
    found = (world.households.book(row.household_id, consistent=True) for row in listed)
    return {book.head.number: set(book.newest) for book in found}


@pytest.mark.parametrize("after", range(5))
def test_an_import_that_dies_goes_on_where_it_was(world: ArchivesWorld, after: int) -> None:
    """Killed after so many writes, at once and months later: whole in the end, nothing twice."""
    data = as_csv(papers())
    other = ArchivesWorld()
    imported(other, data)
    real, written = world.storage.commit, 0

    def dying(*writes: Any) -> None:
        nonlocal written
        if written == after:
            raise KeyboardInterrupt
        written += 1
        real(*writes)

    world.storage.commit = dying  # type: ignore[method-assign]
    with pytest.raises(KeyboardInterrupt):
        imported(world, data)
    world.storage.commit = real  # type: ignore[method-assign]
    whole = set(next(iter(rolled(other).values())))
    assert all(sections == whole for sections in rolled(world).values())  # never half a household
    assert imported(world, data) == Imported(VILLAGE, len(DRAFTS), 0)
    assert len(rolled(world)) == len(DRAFTS)
    assert all(sections == whole for sections in rolled(world).values())


def test_what_no_longer_fits_when_it_goes_on_is_told(world: ArchivesWorld) -> None:
    """Begun in November and gone on with years later: incomes are too old by then."""
    data = as_csv(papers())
    with deadline.within(1):
        imported(world, data)
    world.clock.instant = NOON + timedelta(days=5 * 365)
    for _ in range(2):
        with pytest.raises(FileFaulty) as refused:
            imported(world, data)
        told = {(f["household"], f["code"]) for f in refused.value.facts["faults"]}
        assert ("P-1", "too-old") in told
    world.clock.instant = NOON
    assert imported(world, data).left == 0


def test_a_household_that_was_cancelled_between_two_calls_is_told(world: ArchivesWorld) -> None:
    data = as_csv(papers())
    imported(world, data)
    standing = world.parts.imports.get(VILLAGE, sha256(data).hexdigest())
    assert standing is not None
    world.storage.commit(world.parts.imports.keep(replace(standing, is_done=False)))
    (household_id, *_) = [
        r.household_id for r in search_archives(Wanted(VILLAGE), OFFICER, world.parts)
    ]
    command = CancelArchive(household_id, "重复建档")
    world.do(APPROVER, lambda: cancel_archive(command, APPROVER, world.parts))
    with pytest.raises(FileFaulty) as refused:
        imported(world, data)
    assert {f["code"] for f in refused.value.facts["faults"]} == {"not-taken"}
