"""A small market: merchants, orders through their lives, payouts, as the events that tell of them.

Every order, merchant and payout counts its own events (`sequence`), as the bank's joining rests on.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

Json = dict[str, Any]
_STAGE = timedelta(hours=5)
_FIRST_BUYER, _BUYERS = 1, 8


@dataclass(frozen=True)
class Merchant:
    """`code` is the platform's; the rest says who it is with the bank."""

    code: str
    county: str
    name: str
    id_no: str
    account_no: str


@dataclass
class Market:
    """`run` makes the numbers of orders and payouts this run's own."""

    run: str
    _counts: Counter[tuple[str, str]] = field(default_factory=Counter)

    def enrols(self, merchant: Merchant, at: datetime) -> Json:
        told = {"name": merchant.name, "id_no": merchant.id_no, "account_no": merchant.account_no}
        return self._event("merchant.enrolled", merchant, "merchant", at, **told)

    def rates(self, merchant: Merchant, at: datetime) -> Json:
        told = {"grade": "A", "complaints_bp": 20, "fake_index": 3}
        return self._event("platform.rating", merchant, "merchant", at, **told)

    def order(self, number: int) -> str:
        return f"Q{self.run}-{number:04d}"

    def places(
        self, seller: Merchant, number: int, amount_fen: int, at: datetime, buyer: str = ""
    ) -> Json:
        """`buyer` is a merchant's code, or else one of those who buy again and again."""
        buyer = buyer or f"B{_FIRST_BUYER + number % _BUYERS}"
        told = {"order": self.order(number), "buyer": buyer, "amount_fen": amount_fen}
        return self._event("order.placed", seller, told["order"], at, **told)

    def life(self, seller: Merchant, number: int, amount_fen: int, at: datetime) -> Iterator[Json]:
        """An order that goes well: placed, paid, shipped, delivered, signed."""
        order = self.order(number)
        parcel = {"order": order, "waybill": f"W{order}"}
        yield self.places(seller, number, amount_fen, at)
        for kind, told in (
            ("order.paid", {"order": order, "paid_fen": amount_fen}),
            ("order.shipped", parcel | {"carrier": "SF"}),
            ("logistics.milestone", parcel | {"milestone": "delivered"}),
            ("order.signed", {"order": order}),
        ):
            at += _STAGE
            yield self._event(kind, seller, order, at, **told)

    def pays(
        self, seller: Merchant, number: int, orders: Sequence[int], each_fen: int, at: datetime
    ) -> Json:
        """A payout of some orders, each with the same amount."""
        payout = f"P{self.run}-{number:03d}"
        lines = [{"order": self.order(n), "amount_fen": each_fen} for n in orders]
        told = {"payout": payout, "amount_fen": each_fen * len(lines), "orders": lines}
        return self._event("settlement.payout", seller, payout, at, **told)

    def _event(self, kind: str, of: Merchant, about: Any, at: datetime, **data: Any) -> Json:
        self._counts[of.code, str(about)] += 1
        return {
            "type": kind,
            "version": 1,
            "timestamp": at.isoformat(timespec="seconds"),
            "sequence": self._counts[of.code, str(about)],
            "data": {"county": of.county, "merchant": of.code, **data},
        }
