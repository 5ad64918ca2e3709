"""The parts of a debt, and the order in which a payment fills them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields
from operator import add, sub
from typing import Any

from nongxin.kernel.value import value

# products.json, common.repay_order: the default, and from 90 days overdue on.
ORDER = ("fee_fen", "compound_fen", "penalty_fen", "interest_fen", "principal_fen")
ORDER_IN_ARREARS = (
    "principal_fen",
    "fee_fen",
    "compound_fen",
    "penalty_fen",
    "interest_fen",
)
ARREARS_DAYS = 90


@value
class Parts:
    """Fees, compound interest (复利), penalty interest (罚息), interest, principal; all in fen."""

    fee_fen: int = 0
    compound_fen: int = 0
    penalty_fen: int = 0
    interest_fen: int = 0
    principal_fen: int = 0

    @property
    def total_fen(self) -> int:
        # Spelled out: it is asked for every line of every loan, every day.
        return (
            self.fee_fen
            + self.compound_fen
            + self.penalty_fen
            + self.interest_fen
            + self.principal_fen
        )

    def __add__(self, other: Parts) -> Parts:
        return self._with(other, add)

    def __sub__(self, other: Parts) -> Parts:
        return self._with(other, sub)

    def _with(self, other: Parts, operation: Any) -> Parts:
        names = [field.name for field in fields(self)]
        return Parts(*(operation(getattr(self, n), getattr(other, n)) for n in names))


NOTHING = Parts()


def total(parts: Sequence[Parts]) -> Parts:
    return sum(parts, Parts())


@value
class Orders:
    """The orders of a product: the usual one, and that from 90 days overdue on."""

    usual: tuple[str, ...] = ORDER
    in_arrears: tuple[str, ...] = ORDER_IN_ARREARS

    def on(self, overdue_days: int) -> tuple[str, ...]:
        return self.in_arrears if overdue_days >= ARREARS_DAYS else self.usual


DEFAULT_ORDERS = Orders()


def allocated(amount_fen: int, owed: Sequence[Parts], order: Sequence[str]) -> list[Parts]:
    """What a payment pays of each debt: part by part in the order, the oldest debt first.

    What the debts do not take is left over: the caller sees it as amount minus the totals.
    """
    paid: list[dict[str, int]] = [{} for _ in owed]
    for name in order:
        for debt, mine in zip(owed, paid, strict=True):
            mine[name] = min(amount_fen, getattr(debt, name))
            amount_fen -= mine[name]
    return [Parts(**mine) for mine in paid]
