"""Agree to where the money of a difference goes, or not: with the second pair of eyes it moves."""

from __future__ import annotations

from nongxin.kernel.commands import CommandKey, Outcome
from nongxin.kernel.errors import Missing
from nongxin.kernel.identity import Principal
from nongxin.ledger.post import book
from nongxin.ledger.posting import Posting, general
from nongxin.ledger.store import JournalRecord
from nongxin.payments.day_end.ask_target import answer_of
from nongxin.payments.day_end.difference import Difference
from nongxin.payments.day_end.keep_difference import moved, suspense_of
from nongxin.payments.day_end.ports import DayEndParts

_SETTLED = "DIFFERENCE_SETTLED"


def decide_target(
    of: Difference, by: Principal, key: CommandKey, parts: DayEndParts, *, agrees: bool
) -> Outcome:
    """Raises Missing, DifferenceElsewhere, DifferenceFourEyes, InsufficientFunds (a float)."""
    if not by.serves(of.county):
        raise Missing()
    after = of.decided(by.id, agrees=agrees)
    saved = parts.days.save_difference(after)
    if not agrees or not of.booked:
        return Outcome(answer_of(after), [saved], JournalRecord())
    legs = moved(suspense_of(of), _target(of, parts), of.long_fen)
    return book(Posting(_SETTLED, None, None, legs), key, parts.books).outcome(
        answer_of(after), saved
    )


def _target(of: Difference, parts: DayEndParts) -> str:
    """Long money is owed to somebody or our gain; short money is a claim on somebody or lost."""
    if of.target == "station":
        shops = parts.shops(of.county).values()
        found = (shop.float_account for shop in shops if shop.station_id == of.station_id)
        account = next(found, None)
        if account is None:
            raise Missing()
        return account
    kinds = {
        ("claim", "long"): "other_payable",
        ("claim", "short"): "other_receivable",
        ("own", "long"): "fee_income",
        ("own", "short"): "fee_expense",
    }
    return general(of.county, of.entity, kinds[of.target, of.side])
