"""Merge two customers who are one person, and take it back (客户合并与拆分).

Nothing is copied: the other one's rows stay where they are, and the view reads both. So a merge
that was wrong is taken back to the byte, and accounts and loans keep the ids that they have.
"""

from __future__ import annotations

from nongxin.customers.care import CannotMerge, NotMerged
from nongxin.customers.events import CustomersMerged, CustomersParted
from nongxin.customers.get_customer import may_see
from nongxin.customers.person import Kyc
from nongxin.customers.store import PersonRecord, person_partition
from nongxin.customers.view.view_store import MERGED, MergedRecord, Views
from nongxin.kernel.clock import Clock, stamp
from nongxin.kernel.commands import Outcome
from nongxin.kernel.events import outbox
from nongxin.kernel.identity import Principal
from nongxin.kernel.records import create, replace


def merge_customers(
    person_id: str, into: str, reason: str, by: Principal, views: Views, clock: Clock
) -> Outcome:
    """`person_id` goes on as `into`. Raises Missing (for either) or CannotMerge."""
    for each in (person_id, into):
        may_see(each, by)
    if person_id == into:
        raise CannotMerge(why="itself")
    gone, stays = views.persons.profile(person_id), views.persons.profile(into)
    _must_be_free(gone, stays, views)
    standing = next(views.rows(into).of(MergedRecord, MERGED + person_id), None)
    link = standing or MergedRecord(person_partition(into), MERGED + person_id)
    link.other, link.at, link.by = person_id, stamp(clock.now()), by.id
    link.ended_at = link.ended_by = ""
    views.sealed_reason(link, reason)
    gone.merged_into = into
    told = CustomersMerged(county=gone.county, customer_id=person_id, into=into, merged_by=by.id)
    gone.events = outbox([told], clock)
    writes = [
        replace(gone),
        replace(stays),  # nobody merges the survivor away meanwhile
        replace(link) if standing is not None else create(link),
    ]
    return Outcome({"customer_id": person_id, "into": into}, writes)


def part_customers(person_id: str, by: Principal, views: Views, clock: Clock) -> Outcome:
    """Takes a merge back. Raises Missing or NotMerged."""
    may_see(person_id, by)
    gone = views.persons.profile(person_id)
    into = str(gone.merged_into or "")
    if not into:
        raise NotMerged()
    may_see(into, by)
    link = next(views.rows(into).of(MergedRecord, MERGED + person_id))
    link.ended_at, link.ended_by = stamp(clock.now()), by.id
    gone.merged_into = None
    told = CustomersParted(county=gone.county, customer_id=person_id, out_of=into, parted_by=by.id)
    gone.events = outbox([told], clock)
    return Outcome({"customer_id": person_id, "out_of": into}, [replace(gone), replace(link)])


def _must_be_free(gone: PersonRecord, stays: PersonRecord, views: Views) -> None:
    """A chain of merges would have no end that one query finds."""
    person_id = str(gone.pk).rpartition("#")[2]
    brought = [m for m in views.rows(person_id).of(MergedRecord, MERGED) if not m.ended_at]
    if gone.merged_into or stays.merged_into or brought:
        raise CannotMerge(why="merged")
    if gone.kyc == stays.kyc == Kyc.VERIFIED.value:
        raise CannotMerge(why="verified")
