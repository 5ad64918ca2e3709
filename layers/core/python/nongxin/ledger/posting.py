"""A posting (分录): two or more legs that sum to zero. Pure; nothing here knows a balance."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from nongxin.kernel.errors import Missing, Rule
from nongxin.kernel.money import MAX_FEN
from nongxin.kernel.value import value
from nongxin.ledger.kinds import CURRENCY, Side

# DynamoDB takes 100 items in a transaction: one is the journal row, nine are left to the command.
MOST_LEGS = 90
_GENERAL = re.compile(r"gl_([0-9]{6})_([0-9A-Za-z]{1,12})_([a-z_]{1,40})")


class Unbalanced(Rule):
    code = "posting-unbalanced"
    zh = "借方合计{debit_yuan}元与贷方合计{credit_yuan}元不相等"
    en = "Debits of CNY {debit_yuan} do not equal credits of CNY {credit_yuan}"


class BadLeg(Rule):
    code = "posting-leg-invalid"
    zh = "分录须至少两笔，每个账户一笔"
    en = "A posting has two or more legs, one per account"


class BadAmount(BadLeg):
    code = "posting-amount-invalid"
    zh = "分录金额须大于零、精确到分，且不超过{most_yuan}元"
    en = "The amount of a leg is above zero, in whole fen, and at most CNY {most_yuan}"


class TooManyLegs(BadLeg):
    code = "posting-too-long"
    zh = "一笔分录最多{most}个分录行"
    en = "A posting has at most {most} legs"


class OtherCurrency(Rule):
    code = "currency-not-kept"
    zh = "本账簿只记人民币"
    en = "These books are kept in CNY only"


@value
class NewAccount:
    """An account that a posting opens with its first entry. `limit_fen`: see LimitRule.CREDIT."""

    kind: str
    entity: str
    owner: str
    limit_fen: int = 0


@value
class Leg:
    """One side of a movement. `account` is an account id, or what `general` makes of a kind.

    `hold` names a hold that the leg uses, and `last` releases what is then left of it.
    """

    account: str
    side: Side
    amount_fen: int
    opens: NewAccount | None = None
    hold: str = ""
    last: bool = False


@value
class Posting:
    """What is to be booked. `text` is the code of the narrative that statements show.

    `value_date` counts for interest and may lie back as far as the open period; `booking_date`
    (会计日期) is the open day of every legal entity in it. None: each entity's own open day.
    Raises BadLeg, BadAmount, TooManyLegs, OtherCurrency or Unbalanced.
    """

    text: str
    value_date: date | None
    booking_date: date | None
    legs: Sequence[Leg]
    currency: str = CURRENCY

    def __post_init__(self) -> None:
        if self.currency != CURRENCY:
            raise OtherCurrency()
        if len(self.legs) > MOST_LEGS:
            raise TooManyLegs(most=MOST_LEGS)
        if len(self.legs) < 2 or len({leg.account for leg in self.legs}) < len(self.legs):
            raise BadLeg()
        for leg in self.legs:
            check_amount(leg.amount_fen)
        debit, credit = total(self.legs, Side.DEBIT), total(self.legs, Side.CREDIT)
        if debit != credit:
            raise Unbalanced(debit_fen=debit, credit_fen=credit)


def check_amount(amount_fen: object) -> None:
    """Raises BadAmount. Types are hints only: a fraction or a truth value must not become money."""
    if type(amount_fen) is not int or not 0 < amount_fen <= MAX_FEN:
        raise BadAmount(most_fen=MAX_FEN)


def total(legs: Sequence[Leg], side: Side) -> int:
    return sum(leg.amount_fen for leg in legs if leg.side is side)


@value
class GeneralAccount:
    """A general-ledger account: a kind of a legal entity in a county."""

    county: str
    entity: str
    kind: str

    @property
    def id(self) -> str:
        return f"gl_{self.county}_{self.entity}_{self.kind}"


def general(county: str, entity: str, kind: str) -> str:
    """The general-ledger account of a legal entity's kind in a county."""
    return GeneralAccount(county, entity, kind).id


def is_general(account: str) -> bool:
    return account.startswith("gl_")


def read_general(account: str) -> GeneralAccount:
    """Raises Missing for what is no such account."""
    match = _GENERAL.fullmatch(account)
    if match is None:
        raise Missing()
    return GeneralAccount(match[1], match[2], match[3])


def debit(account: str, amount_fen: int, opens: NewAccount | None = None) -> Leg:
    return Leg(account, Side.DEBIT, amount_fen, opens)


def credit(account: str, amount_fen: int, opens: NewAccount | None = None) -> Leg:
    return Leg(account, Side.CREDIT, amount_fen, opens)
