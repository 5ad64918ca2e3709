"""Keep a contact point of a customer, or end one; nothing is deleted."""

from __future__ import annotations

from nongxin.customers.care import MOST_CONTACTS, ContactKind, ContactsFull, checked_contact
from nongxin.customers.get_customer import may_see
from nongxin.customers.store import person_partition
from nongxin.customers.view.view_store import CONTACT, ContactRecord, Views
from nongxin.kernel.clock import Clock, stamp
from nongxin.kernel.commands import Outcome
from nongxin.kernel.errors import Missing
from nongxin.kernel.identity import Principal
from nongxin.kernel.ids import new_id
from nongxin.kernel.records import create, replace


def keep_contact(
    person_id: str, kind: ContactKind, value: str, by: Principal, views: Views, clock: Clock
) -> Outcome:
    """Answers the contact's id. Raises Missing, ContactInvalid, ContactsFull."""
    may_see(person_id, by)
    rows = views.rows(person_id)
    county = str(rows.profile.county)
    live = [c for c in rows.of(ContactRecord, CONTACT) if not c.ended_at]
    if len(live) >= MOST_CONTACTS:
        raise ContactsFull(most=MOST_CONTACTS)
    contact_id = new_id("ct", county, clock)
    record = ContactRecord(person_partition(person_id), CONTACT + contact_id)
    record.kind, record.added_at, record.added_by = kind.value, stamp(clock.now()), by.id
    views.sealed_contact(record, checked_contact(kind, value))
    return Outcome({"contact_id": contact_id}, [create(record)])


def end_contact(
    person_id: str, contact_id: str, by: Principal, views: Views, clock: Clock
) -> Outcome:
    """Raises Missing; a contact that has ended stays ended."""
    may_see(person_id, by)
    found = views.rows(person_id).of(ContactRecord, CONTACT + contact_id)
    record = next((r for r in found if str(r.sk) == CONTACT + contact_id), None)
    if record is None:
        raise Missing()
    answer = {"contact_id": contact_id}
    if record.ended_at:
        return Outcome(answer)
    record.ended_at = stamp(clock.now())
    return Outcome(answer, [replace(record)])
