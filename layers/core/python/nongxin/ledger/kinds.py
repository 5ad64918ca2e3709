"""Account kinds (账户种类) as data: normal side, limit rule, core, subject of 财会〔2006〕18号."""

from __future__ import annotations

import csv
from enum import Enum
from functools import lru_cache
from importlib.resources import files

from nongxin.kernel.value import value

CURRENCY = "CNY"


class Side(Enum):
    DEBIT = "debit"
    CREDIT = "credit"

    @property
    def other(self) -> Side:
        return Side.CREDIT if self is Side.DEBIT else Side.DEBIT


class LimitRule(Enum):
    """How far a balance may go below 0: not at all, as far as the account's limit, or anywhere."""

    ZERO = "zero"
    CREDIT = "credit"
    NONE = "none"


@value
class AccountKind:
    """`book` is the core that keeps it (双核心: deposits, loans; or the general ledger)."""

    code: str
    name_zh: str
    side: Side
    limit: LimitRule
    book: str
    entity_types: frozenset[str]
    subject: str

    @property
    def exact(self) -> bool:
        """Its balance has a floor, so every entry must see the one before it.

        Kinds without a floor (general ledger) are derived: the balance is the sum of the entries.
        """
        return self.limit is not LimitRule.NONE

    @property
    def is_profit_or_loss(self) -> bool:
        """Income and expense (损益类, subjects 6xxx): carried to profit at the end of the year."""
        return self.subject.startswith("6")


@lru_cache(maxsize=1)
def account_kinds() -> dict[str, AccountKind]:
    text = (files(__package__) / "data" / "account_kinds.csv").read_text("utf-8")
    return {row["code"]: _kind(row) for row in csv.DictReader(text.splitlines())}


def _kind(row: dict[str, str]) -> AccountKind:
    return AccountKind(
        code=row["code"],
        name_zh=row["name_zh"],
        side=Side(row["side"]),
        limit=LimitRule(row["limit"]),
        book=row["book"],
        entity_types=frozenset(row["entities"].split()),
        subject=row["subject"],
    )
