"""Banks outside and the systems by which money gets there (人民银行大、小额支付系统)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache
from typing import NamedTuple

from nongxin.catalog.calendar import is_workday
from nongxin.catalog.reading import rows
from nongxin.kernel.clock import SHANGHAI

OWN_BANK = "402791000010"


class Bank(NamedTuple):
    """`code` is the bank's 12-digit number in the payment systems (支付系统行号)."""

    code: str
    name_zh: str


class PaymentSystem(NamedTuple):
    """`opens` and `closes` are times of Shaanxi's day, HH:MM; `most_fen` None: no limit."""

    code: str
    name_zh: str
    most_fen: int | None
    opens: str
    closes: str
    workdays_only: bool

    def takes(self, amount_fen: int) -> bool:
        return self.most_fen is None or amount_fen <= self.most_fen

    def is_open(self, now: datetime) -> bool:
        there = now.astimezone(SHANGHAI)
        on_time = self.opens <= f"{there:%H:%M}" < self.closes
        return on_time and (not self.workdays_only or is_workday(there.date()))


@lru_cache(maxsize=1)
def banks() -> Mapping[str, Bank]:
    return {r.text("code"): Bank(r.text("code"), r.text("name_zh")) for r in rows("banks.csv")}


@lru_cache(maxsize=1)
def payment_systems() -> Mapping[str, PaymentSystem]:
    """By code, in the order in which they are asked to take a payment."""
    return {
        row.text("code"): PaymentSystem(
            row.text("code"),
            row.text("name_zh"),
            row.optional_whole("most_fen"),
            row.text("opens"),
            row.text("closes"),
            row.choice("workdays_only", ("yes", "no")) == "yes",
        )
        for row in rows("payment_systems.csv")
    }


def system_for(amount_fen: int) -> PaymentSystem:
    """The first system that takes the amount."""
    return next(each for each in payment_systems().values() if each.takes(amount_fen))
