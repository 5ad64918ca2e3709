"""A posting (分录): two or more legs that sum to zero. Pure; nothing here knows a balance."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from nongxin.kernel.errors import Rule
from nongxin.kernel.money import MAX_FEN
from nongxin.ledger.kinds import Side


class Unbalanced(Rule):
    code = "posting-unbalanced"
    zh = "借方合计{debit_fen}分与贷方合计{credit_fen}分不相等"
    en = "Debits of {debit_fen} fen do not equal credits of {credit_fen} fen"


class BadLeg(Rule):
    code = "posting-leg-invalid"
    zh = "分录须至少两笔、金额为正整数分、每个账户一笔"
    en = "A posting has two or more legs of positive whole fen, one per account"


@dataclass(frozen=True)
class NewAccount:
    """An account that a posting opens with its first entry."""

    kind: str
    entity: str
    owner: str


@dataclass(frozen=True)
class Leg:
    """One side of a movement. `account` is an account id, or `gl_<county>_<kind>` of the general
    ledger.
    """

    account: str
    side: Side
    amount_fen: int
    opens: NewAccount | None = None


@dataclass(frozen=True)
class Posting:
    """What is to be booked. `text` is the code of the narrative that statements show.

    `value_date` counts for interest, `booking_date` (会计日期) is the legal entity's open day.
    Raises BadLeg or Unbalanced.
    """

    text: str
    value_date: date
    booking_date: date
    legs: Sequence[Leg]

    def __post_init__(self) -> None:
        amounts = [leg.amount_fen for leg in self.legs]
        accounts = {leg.account for leg in self.legs}
        if len(amounts) < 2 or len(accounts) < len(amounts):
            raise BadLeg()
        if not all(0 < amount <= MAX_FEN for amount in amounts):
            raise BadLeg()
        debit, credit = self._total(Side.DEBIT), self._total(Side.CREDIT)
        if debit != credit:
            raise Unbalanced(debit_fen=debit, credit_fen=credit)

    def _total(self, side: Side) -> int:
        return sum(leg.amount_fen for leg in self.legs if leg.side is side)


def general(county: str, kind: str) -> str:
    """The general-ledger account of a kind in a county."""
    return f"gl_{county}_{kind}"


def debit(account: str, amount_fen: int, opens: NewAccount | None = None) -> Leg:
    return Leg(account, Side.DEBIT, amount_fen, opens)


def credit(account: str, amount_fen: int, opens: NewAccount | None = None) -> Leg:
    return Leg(account, Side.CREDIT, amount_fen, opens)
