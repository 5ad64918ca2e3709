"""Tablets that were offline: in any order, twice, late, side by side; nothing is lost."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nongxin.archives.household import Status
from nongxin.archives.open_household import NotYourCounty
from nongxin.archives.refusals import BadBatch, ConflictsOpen
from nongxin.archives.submit_archive import submit_archive
from nongxin.archives.sync.arrivals import Result
from nongxin.archives.sync.packing import LARGEST_BYTES, packed, unpacked
from nongxin.archives.sync.take_batch import (
    Batch,
    BatchTaken,
    HouseholdChanges,
    SectionChange,
    tablet_id,
    take_batch,
)
from nongxin.kernel import deadline
from nongxin.kernel.errors import Missing
from nongxin.kernel.identity import Principal
from tests.builders.archives import (
    OFFICER,
    OTHER_OFFICER,
    ArchivesWorld,
    a_draft,
    sections_of,
)
from tests.builders.customers import LIQUAN, LUEYANG, NOON, a_principal

DRAFT = a_draft()
ROWS = sections_of(DRAFT)
HOURS_AGO = NOON - timedelta(hours=5)


@pytest.fixture
def world() -> ArchivesWorld:
    return ArchivesWorld()


def change(number: int, section: str, rows: Any = None, over: int = 0) -> SectionChange:
    return SectionChange(number, section, over, ROWS[section] if rows is None else rows, HOURS_AGO)


def opened(*changes: SectionChange, ref: str = "h1") -> HouseholdChanges:
    return HouseholdChanges(changes, ref=ref, village=DRAFT.village, opened_at=HOURS_AGO)


def at(household_id: str, *changes: SectionChange) -> HouseholdChanges:
    return HouseholdChanges(changes, household_id=household_id)


def sent(
    world: ArchivesWorld,
    *households: HouseholdChanges,
    device: str = "tablet-1",
    by: Principal = OFFICER,
) -> BatchTaken:
    return take_batch(Batch(device, households), by, world.parts)


def results(taken: BatchTaken) -> list[str]:
    return [t.result.value for each in taken.households for t in each.taken]


def parcels(**areas: str) -> list[dict[str, Any]]:
    """The draft's first parcel under several numbers: p1="1.50"."""
    return [ROWS["G"][0] | {"parcel_no": int(p[1:]), "area_mu": a} for p, a in areas.items()]


def test_a_household_is_opened_and_captured_in_one_go(world: ArchivesWorld) -> None:
    changes = [change(n, code) for n, code in enumerate(ROWS, start=1)]
    taken = sent(world, opened(*changes))
    (household,) = taken.households
    assert set(results(taken)) == {"applied"}
    dossier = world.households.dossier(household.household_id)
    assert dossier.rows("M") == ROWS["M"]
    assert dossier.sections["M"].changed_at == HOURS_AGO
    assert household.number == f"{DRAFT.village}000001"
    world.do(OFFICER, lambda: submit_archive(household.household_id, OFFICER, world.parts))


def test_the_same_batch_again_changes_nothing(world: ArchivesWorld) -> None:
    batch = opened(change(1, "G"), change(2, "M"), change(3, "G", ROWS["G"][:1]))
    first = sent(world, batch)
    before = world.storage.items("archives")
    again = sent(world, batch)
    assert results(again) == ["repeated"] * 3
    assert again.households[0].household_id == first.households[0].household_id
    assert world.storage.items("archives") == before


def test_a_later_change_that_comes_first_is_not_overtaken(world: ArchivesWorld) -> None:
    sent(world, opened(change(5, "G", ROWS["G"][:1])))
    late = sent(world, opened(change(3, "G")))
    assert results(late) == ["superseded"]
    household_id = late.households[0].household_id
    assert world.households.dossier(household_id).rows("G") == ROWS["G"][:1]
    (aside,) = world.households.sections.asides(household_id)
    assert (aside.rows, aside.waits) == (ROWS["G"], False)


def test_two_tablets_in_two_sections_do_not_meet(world: ArchivesWorld) -> None:
    household_id = world.captured()
    one = sent(world, at(household_id, change(1, "G", ROWS["G"][:1], over=1)))
    other = sent(world, at(household_id, change(1, "V", [], over=1)), device="tablet-2")
    assert results(one) + results(other) == ["applied", "applied"]


def test_two_tablets_in_one_section_are_merged_row_by_row(world: ArchivesWorld) -> None:
    household_id = world.captured()
    world.put(household_id, "G", parcels(p1="1.50", p2="2.00"))
    one = change(1, "G", parcels(p1="1.60", p2="2.00"), over=2)
    other = change(1, "G", parcels(p1="1.50", p2="2.00", p3="3.00"), over=2)
    sent(world, at(household_id, one))
    merged = sent(world, at(household_id, other), device="tablet-2", by=OTHER_OFFICER)
    assert results(merged) == ["merged"]
    section = world.households.section(household_id, "G")
    assert section is not None
    assert section.rows == parcels(p1="1.60", p2="2.00", p3="3.00")
    assert section.authors == {OFFICER.id, OTHER_OFFICER.id}


def test_two_changes_of_one_field_wait_for_somebody(world: ArchivesWorld) -> None:
    household_id = world.captured()
    world.put(household_id, "G", parcels(p1="1.50"))
    sent(world, at(household_id, change(1, "G", parcels(p1="1.60"), over=2)))
    clash = at(household_id, change(1, "G", parcels(p1="1.70"), over=2))
    assert results(sent(world, clash, device="tablet-2")) == ["conflict"]
    assert results(sent(world, clash, device="tablet-2")) == ["conflict"]
    (aside,) = world.households.sections.asides(household_id)
    assert (aside.rows, aside.waits) == (parcels(p1="1.70"), True)
    with pytest.raises(ConflictsOpen):
        world.do(OFFICER, lambda: submit_archive(household_id, OFFICER, world.parts))
    world.put(household_id, "G", ROWS["G"])
    assert results(sent(world, clash, device="tablet-2")) == ["repeated"]
    world.do(OFFICER, lambda: submit_archive(household_id, OFFICER, world.parts))


def test_a_change_of_a_live_archive_waits_for_its_approval(world: ArchivesWorld) -> None:
    household_id = world.live()
    taken = sent(world, at(household_id, change(1, "G", ROWS["G"][:1], over=1)))
    assert results(taken) == ["applied"]
    assert world.households.dossier(household_id).rows("G") == ROWS["G"]
    book = world.households.book(household_id)
    assert (book.pending, book.working.status) == (["G"], Status.DRAFT)


def test_what_is_wrong_is_told_and_the_rest_is_taken(world: ArchivesWorld) -> None:
    bad = change(1, "M", [ROWS["M"][0] | {"id_no": "1"}])
    taken = sent(world, opened(bad, change(2, "G"), change(3, "Z", []), change(4, "H", over=7)))
    assert results(taken) == ["refused", "applied", "refused", "refused"]
    codes = [t.refusal.code for t in taken.households[0].taken if t.refusal]
    assert codes == ["archive-faulty", "section-kept-by-system", "section-version-unknown"]


def test_a_batch_with_a_foreign_household_is_refused_whole(world: ArchivesWorld) -> None:
    foreign = a_draft(county=LUEYANG)
    there = HouseholdChanges([change(1, "G")], ref="x", village=foreign.village, opened_at=NOON)
    before = world.storage.items("archives")
    with pytest.raises(NotYourCounty):
        sent(world, opened(change(1, "G")), there)
    stranger = a_principal(county=LUEYANG)
    household_id = tablet_id("tablet-1", opened())
    with pytest.raises(Missing):
        sent(world, at(household_id, change(1, "G")), by=stranger)
    assert world.storage.items("archives") == before


def test_a_household_that_never_was_does_not_hold_up_the_others(world: ArchivesWorld) -> None:
    unknown = at(tablet_id("tablet-9", opened()), change(1, "G"))
    taken = sent(world, unknown, opened(change(1, "G")))
    assert results(taken) == ["refused", "applied"]
    assert taken.households[0].taken[0].refusal is not None


def test_what_the_deadline_leaves_is_named(world: ArchivesWorld) -> None:
    with deadline.within(1):
        taken = sent(world, opened(change(1, "G")), opened(change(1, "G"), ref="h2"))
    assert (taken.households, taken.later) == ([], ["h1", "h2"])


def named(via: str) -> str:
    """Tablet and number, without the hash of what it said."""
    return via.rpartition("#")[0]


def test_a_number_used_again_for_something_else_is_shown(world: ArchivesWorld) -> None:
    """A tablet set up anew begins to count at 1; another one may bear its name."""
    household_id = world.captured()
    world.put(household_id, "G", parcels(p1="1.50"))
    sent(world, at(household_id, change(1, "G", parcels(p1="1.60"), over=2)))
    other = at(household_id, change(1, "G", parcels(p1="1.70"), over=2))
    assert results(sent(world, other)) == results(sent(world, other)) == ["conflict"]
    (aside,) = world.households.sections.asides(household_id)
    assert (aside.rows, aside.waits) == (parcels(p1="1.70"), True)
    same = at(household_id, change(1, "G", parcels(p1="1.60"), over=2))
    assert results(sent(world, same)) == ["repeated"]


@given(
    edits=st.lists(
        st.tuples(
            st.sampled_from(["tablet-1", "tablet-2"]),
            st.integers(1, 3),
            st.sampled_from(["1.10", "2.20", "3.30"]),
        ),
        min_size=1,
        max_size=6,
    ),
    order=st.randoms(use_true_random=False),
)
@settings(max_examples=40, deadline=None)
def test_in_any_order_and_twice_no_change_is_lost(edits: list[Any], order: Any) -> None:
    """Whatever becomes of a change, its rows are in a version, or aside under its number."""
    world = ArchivesWorld()
    household_id = world.captured()
    world.put(household_id, "G", parcels(p1="9.00", p2="9.00", p3="9.00"))
    batches = []
    for number, (device, parcel, area) in enumerate(edits, start=1):
        areas = {"p1": "9.00", "p2": "9.00", "p3": "9.00"} | {f"p{parcel}": area}
        batches.append((device, change(number, "G", parcels(**areas), over=2)))
    order.shuffle(batches)
    for device, each in [*batches, *batches[::-1]]:
        sent(world, at(household_id, each), device=device)
    keeper = world.households.sections
    standing = world.households.section(household_id, "G")
    assert standing is not None
    seen = {named(s.via) for s in [standing, *keeper.past(household_id, "G")]}
    seen |= {named(a.via) for a in keeper.asides(household_id)}
    assert {f"{device}#{each.number}" for device, each in batches} <= seen
    before = world.storage.items("archives")
    for device, each in batches:
        (result,) = results(sent(world, at(household_id, each), device=device))
        assert result != Result.APPLIED
    assert world.storage.items("archives") == before


def test_a_packed_batch_is_small_and_bounded() -> None:
    told = [{"rows": ROWS}]
    assert len(packed(told)) < 6_000
    assert unpacked(packed(told)).startswith(b'[{"rows"')
    bomb = packed([{"x": " " * (LARGEST_BYTES + 1)}])
    for bad in (bomb, "???", "", packed(told)[:-40], LIQUAN):
        with pytest.raises(BadBatch):
            unpacked(bad)
