"""What the 360° view, the household view and data requests look like on the wire."""

from __future__ import annotations

from datetime import date
from typing import Any

from pydantic import Field

from api_customers.contracts import CustomerView
from nongxin.customers.person import glimpse
from nongxin.customers.subsidies.read_payouts import History
from nongxin.customers.view.read_household import HouseholdView
from nongxin.customers.view.view import Contact, Part, Relation
from nongxin.customers.view.view import CustomerView as Whole
from nongxin.kernel.http import View
from nongxin.kernel.identity import Role
from nongxin.kernel.privacy import masked


class PartView(View):
    """One part: its document, when the newest event in it happened, when it was taken in."""

    doc: dict[str, Any]
    as_of: str
    seen_at: str

    @classmethod
    def of(cls, part: Part) -> PartView:
        return cls(doc=part.doc, as_of=part.as_of, seen_at=part.seen_at)


class ContactView(View):
    contact_id: str
    kind: str
    value: str = Field(description="masked, but for the person")
    added_at: str

    @classmethod
    def of(cls, contact: Contact, role: Role) -> ContactView:
        own = role is Role.CUSTOMER
        value = contact.value if own else masked(contact.value, 3, 2)
        return cls(contact_id=contact.id, kind=contact.kind, value=value, added_at=contact.added_at)


class RelationView(View):
    customer_id: str
    kind: str
    since: str

    @classmethod
    def of(cls, relation: Relation) -> RelationView:
        return cls(customer_id=relation.other, kind=relation.kind, since=relation.since)


class WholeView(View):
    """`parts` are archive, accounts, loans, behaviour, stations, subsidies: those heard of."""

    profile: CustomerView
    kyc_until: str | None
    entities: list[str]
    owed_fen: int = Field(description="principal of open loans, as far as the view has heard")
    parts: dict[str, PartView]
    contacts: list[ContactView]
    relations: list[RelationView]
    tags: list[str]
    merged: list[str]
    merged_into: str | None

    @classmethod
    def of(cls, whole: Whole, role: Role, today: date) -> WholeView:
        until = whole.person.kyc_until
        return cls(
            profile=CustomerView.of(whole.person, role, today),
            kyc_until=until.isoformat() if until else None,
            entities=list(whole.entities),
            owed_fen=whole.owed_fen,
            parts={name: PartView.of(part) for name, part in whole.parts.items()},
            contacts=[ContactView.of(each, role) for each in whole.contacts],
            relations=[RelationView.of(each) for each in whole.relations],
            tags=list(whole.tags),
            merged=list(whole.merged),
            merged_into=whole.person.merged_into or None,
        )


class MemberView(View):
    customer_id: str
    name: str
    owed_fen: int
    accounts: int
    tags: list[str]


class FamilyView(View):
    """A household: its archive's summary, and its members who are customers."""

    household_id: str
    archive: dict[str, Any]
    as_of: str
    owed_fen: int
    members: list[MemberView]

    @classmethod
    def of(cls, told: HouseholdView, role: Role) -> FamilyView:
        return cls(
            household_id=told.household_id,
            archive=told.summary,
            as_of=told.as_of,
            owed_fen=told.owed_fen,
            members=[_member(member, role) for member in told.members],
        )


def _member(member: Whole, role: Role) -> MemberView:
    accounts = member.parts["accounts"].doc if "accounts" in member.parts else {}
    return MemberView(
        customer_id=member.person.id,
        name=glimpse(member.person, role).name,
        owed_fen=member.owed_fen,
        accounts=len(accounts),
        tags=list(member.tags),
    )


class PaymentView(View):
    item: str
    paid_on: str
    amount_fen: int


class HistoryView(View):
    """Five years of subsidies, newest first, and what they come to."""

    payments: list[PaymentView]
    year_fen: int
    months_5y: int
    years_paid: int
    counted_fen: int = Field(description="of the last year, by each item's weight as income")
    by_treatment_fen: dict[str, int]
    last_paid_on: str | None

    @classmethod
    def of(cls, told: History) -> HistoryView:
        features = told.features
        return cls(
            payments=[PaymentView(item=i, paid_on=d, amount_fen=f) for i, d, f in told.payments],
            year_fen=features.year_fen,
            months_5y=features.months_5y,
            years_paid=features.years_paid,
            counted_fen=features.counted_fen,
            by_treatment_fen=dict(features.by_treatment_fen),
            last_paid_on=features.last_paid_on or None,
        )
