"""Account kinds (账户种类) as data: normal side, floor of the balance, subject of 财会〔2006〕18号."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache
from importlib.resources import files


class Side(Enum):
    DEBIT = "debit"
    CREDIT = "credit"


@dataclass(frozen=True)
class AccountKind:
    """`exact`: the balance has a floor of 0, so every entry must see the one before it.

    Kinds without a floor (general ledger) are derived: their balance is the sum of their entries.
    """

    code: str
    name_zh: str
    side: Side
    exact: bool
    subject: str


@lru_cache(maxsize=1)
def account_kinds() -> dict[str, AccountKind]:
    text = (files(__package__) / "data" / "account_kinds.csv").read_text("utf-8")
    return {
        row["code"]: AccountKind(
            row["code"],
            row["name_zh"],
            Side(row["side"]),
            row["floor"] == "zero",
            row["subject"],
        )
        for row in csv.DictReader(text.splitlines())
    }
