"""An order on a platform (平台订单): what its source said of it, step by step, and what follows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field, replace

from nongxin.kernel.value import value
from nongxin.partners.shops.told import Slots, Told, joined

# From first to last. A later step stands, whatever arrives late: "paid" never reopens a refund.
STEPS = ("placed", "paid", "shipped", "signed", "returned", "refunded")
_MILESTONE = "at:"
DELIVERED = "delivered"


@value
class Order:
    """`settled` tells what payouts were taken for it, by number, in fen; `financed` is the
    application whose loan pays it, or "". Of refunds `returned_fen` went back to that loan, and
    `returning_fen` is the total that is on its way (0: none). A row of version 0 is not stored yet.
    """

    number: str
    told: Slots = field(default_factory=dict)
    settled: Mapping[str, int] = field(default_factory=dict)
    financed: str = ""
    returned_fen: int = 0
    returning_fen: int = 0
    version: int = 0

    def with_told(self, step: str, told: Told) -> Order:
        """The very same order if that says nothing new. Raises SequenceReused."""
        slots = joined(self.told, step, told)
        return self if slots is self.told else replace(self, told=slots)

    def with_settled(self, payout: str, fen: int) -> Order:
        return replace(self, settled={**self.settled, payout: fen})

    @property
    def status(self) -> str:
        """The furthest step there was; "" before any."""
        return next((step for step in reversed(STEPS) if step in self.told), "")

    @property
    def placed_fen(self) -> int:
        return self._fen("placed", "amount_fen")

    @property
    def paid_fen(self) -> int:
        return self._fen("paid", "paid_fen")

    @property
    def refunded_fen(self) -> int:
        """All that the buyer has had back so far: each refund tells the total."""
        return self._fen("refunded", "refunded_fen")

    @property
    def worth_fen(self) -> int:
        """What the buyer owed or has paid, whichever is told and more: no refund is larger."""
        return max(self.placed_fen, self.paid_fen)

    @property
    def settled_fen(self) -> int:
        return sum(self.settled.values())

    @property
    def is_paid(self) -> bool:
        return "paid" in self.told

    @property
    def buyer(self) -> str:
        return self._text("placed", "buyer")

    @property
    def placed_on(self) -> str:
        """The day (ISO text, as the source tells it); "" of an order whose beginning is unknown."""
        return self.told["placed"].at[:10] if "placed" in self.told else ""

    @property
    def is_delivered_as_shipped(self) -> bool:
        """The carrier brought the very parcel that was sent (物流签收匹配)."""
        parcel = self._text("shipped", "waybill")
        return bool(parcel) and self._text(_MILESTONE + DELIVERED, "waybill") == parcel

    def _fen(self, step: str, name: str) -> int:
        return int(self.told[step].data[name]) if step in self.told else 0

    def _text(self, step: str, name: str) -> str:
        return str(self.told[step].data[name]) if step in self.told else ""


def milestone_step(milestone: str) -> str:
    """Milestones stand beside the steps, each under its own name."""
    return _MILESTONE + milestone
