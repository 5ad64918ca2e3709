"""The 360° view as it is read: person, parts with their freshness, and what goes with them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from nongxin.customers.person import Person
from nongxin.kernel.value import value

Doc = dict[str, Any]


@value
class Part:
    """`as_of` is when the newest event that changed it happened, `seen_at` when the view took it
    in.
    """

    doc: Doc
    as_of: str
    seen_at: str


@value
class Contact:
    """A contact point (联系方式). `value` is in clear; `ended_at` is empty while it holds."""

    id: str
    kind: str
    value: str
    added_at: str
    added_by: str
    ended_at: str


@value
class Relation:
    """`other` is this person's `kind`: spouse, parent, child, …"""

    other: str
    kind: str
    since: str
    ended_at: str


@value
class CustomerView:
    """`merged` are the ids under which the person was known as well; `parts` go by their names."""

    person: Person
    parts: Mapping[str, Part]
    contacts: tuple[Contact, ...]
    relations: tuple[Relation, ...]
    tags: tuple[str, ...]
    merged: tuple[str, ...]

    @property
    def entities(self) -> tuple[str, ...]:
        """Every legal entity that the person has to do with, by code."""
        accounts = self.parts["accounts"].doc.values() if "accounts" in self.parts else ()
        loans = self.parts["loans"].doc.get("loans", {}).values() if "loans" in self.parts else ()
        told = {each["entity"] for each in (*accounts, *loans) if "entity" in each}
        return tuple(sorted(told | {self.person.entity}))

    @property
    def owed_fen(self) -> int:
        """Principal of open loans, as far as the view has heard."""
        loans = self.parts["loans"].doc.get("loans", {}).values() if "loans" in self.parts else ()
        return sum(
            loan.get("amount_fen", 0) - loan.get("principal_fen", 0)
            for loan in loans
            if not loan.get("closed")
        )
