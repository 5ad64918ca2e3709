"""A merchant of a platform (平台商户): who they are, how they stand, how the platform rates them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field, replace
from typing import Any

from nongxin.kernel.value import value
from nongxin.partners.shops.told import Slots, Told, joined, newest

ACTIVE, SUSPENDED, LEFT = "active", "suspended", "left"
# What of a merchant's words says who it is.
PERSONAL = frozenset({"name", "id_no", "account_no"})


@value
class MerchantKey:
    """Whose merchant, and the county where all that is known of them lies."""

    county: str
    partner: str
    merchant: str


@value
class Merchant:
    """`waiting` are payouts that could not be taken yet; `refunded` are orders whose refund could
    not go back to their loan yet.
    """

    key: MerchantKey
    told: Slots = field(default_factory=dict)
    waiting: tuple[str, ...] = ()
    refunded: tuple[str, ...] = ()
    version: int = 0

    def with_told(self, what: str, told: Told) -> Merchant:
        """The very same merchant if that says nothing new. Raises SequenceReused."""
        slots = joined(self.told, what, told)
        return self if slots is self.told else replace(self, told=slots)

    def with_waiting(self, payout: str) -> Merchant:
        return replace(self, waiting=tuple(sorted({*self.waiting, payout})))

    def without_waiting(self, payout: str) -> Merchant:
        return replace(self, waiting=tuple(each for each in self.waiting if each != payout))

    def with_refunded(self, order: str, *, waits: bool) -> Merchant:
        """The very same merchant if that is known."""
        if waits is (order in self.refunded):
            return self
        others = {*self.refunded} ^ {order}
        return replace(self, refunded=tuple(sorted(others)))

    def forgotten(self) -> Merchant:
        """Without who it is. The words' numbers stay, so that nothing late brings that back."""
        slots = {what: replace(told, data=_bare(told.data)) for what, told in self.told.items()}
        return replace(self, told=slots)

    @property
    def is_enrolled(self) -> bool:
        return "enrolled" in self.told

    @property
    def standing(self) -> str:
        """By the newest word of either kind: one who left and joined again is active."""
        told = newest(self.told, "enrolled", "changed")
        return str(told.data.get("status", ACTIVE)) if told else ""

    @property
    def name(self) -> str:
        return self._enrolled("name")

    @property
    def id_no(self) -> str:
        """Empty before the enrolment, and of who was forgotten."""
        return self._enrolled("id_no")

    @property
    def account_no(self) -> str:
        """The account that the platform pays to: as enrolled, or as changed since."""
        found = [t for t in self.told.values() if t.data.get("account_no")]
        last = max(found, key=lambda told: told.sequence, default=None)
        return str(last.data["account_no"]) if last else ""

    @property
    def rating(self) -> Told | None:
        return self.told.get("rating")

    def _enrolled(self, name: str) -> str:
        return str(self.told["enrolled"].data.get(name, "")) if self.is_enrolled else ""


def _bare(data: Mapping[str, Any]) -> dict[str, Any]:
    return {name: told for name, told in data.items() if name not in PERSONAL}
