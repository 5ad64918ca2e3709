"""A platform, its merchants and what it tells of them."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

PARTNER = "pt_610722_01JDHX3Q8Z6V7K2M5N9P4R1S0T"
COUNTY = "610722"
MERCHANT = "M1"


def event(kind: str, sequence: int, at: str = "2026-11-20T10:00:00+08:00", **data: Any) -> bytes:
    """The raw body of an event of our merchant, version 1."""
    told = {"county": COUNTY, "merchant": MERCHANT} | data
    body = {"type": kind, "version": 1, "timestamp": at, "sequence": sequence, "data": told}
    return json.dumps(body, ensure_ascii=False).encode()


def placed(order: str = "O1", fen: int = 10_000, sequence: int = 1, **more: Any) -> bytes:
    told = {"order": order, "buyer": "B1", "amount_fen": fen}
    return event("order.placed", sequence, **(told | more))


def paid(order: str = "O1", fen: int = 10_000, sequence: int = 2, **more: Any) -> bytes:
    return event("order.paid", sequence, order=order, paid_fen=fen, **more)


def shipped(order: str = "O1", sequence: int = 3, **more: Any) -> bytes:
    told = {"order": order, "carrier": "SF", "waybill": f"W-{order}"}
    return event("order.shipped", sequence, **(told | more))


def delivered(order: str = "O1", sequence: int = 4, **more: Any) -> bytes:
    told = {"order": order, "waybill": f"W-{order}", "milestone": "delivered"}
    return event("logistics.milestone", sequence, **(told | more))


def signed(order: str = "O1", sequence: int = 5, **more: Any) -> bytes:
    return event("order.signed", sequence, order=order, **more)


def refunded(order: str = "O1", fen: int = 10_000, sequence: int = 6, **more: Any) -> bytes:
    return event("order.refunded", sequence, order=order, refunded_fen=fen, **more)


def enrolled(id_no: str = "610722198505050017", sequence: int = 1, **more: Any) -> bytes:
    told = {"name": "张三", "id_no": id_no, "account_no": "6230280000000000017"}
    return event("merchant.enrolled", sequence, **(told | more))


def payout(number: str = "S1", sequence: int = 1, **lines: int) -> bytes:
    """`lines` are fen by order number."""
    orders = [{"order": order, "amount_fen": fen} for order, fen in lines.items()]
    told = {"payout": number, "amount_fen": sum(lines.values()), "orders": orders}
    return event("settlement.payout", sequence, **told)


@dataclass
class FakePayees:
    """Whose account is open: by ID number and account number."""

    accounts: dict[tuple[str, str], str] = field(default_factory=dict)

    def account_of(self, id_no: str, account_no: str) -> str | None:
        return self.accounts.get((id_no, account_no))

    def account_named(self, account_no: str) -> str | None:
        return next((a for (_, number), a in self.accounts.items() if number == account_no), None)

    def lent_for(self, application_id: str) -> int | None:
        return 0
