"""Pay a merchant's payout that waits, once, if it can be: the event's worker and the clock do."""

from __future__ import annotations

from nongxin.kernel.commands import Answer
from nongxin.kernel.errors import Busy, Problem
from nongxin.kernel.records import StaleRecord
from nongxin.ledger.account import AccountNotOpen
from nongxin.lending.payouts.payout import PayoutName
from nongxin.partners.problems import PartnerWithoutAccount
from nongxin.partners.shops.merchant import MerchantKey
from nongxin.partners.shops.note_stuck import note_stuck
from nongxin.partners.shops.payout import Payout, PayoutState
from nongxin.partners.shops.ports import InboundParts, PlatformFunds
from nongxin.partners.shops.take_payout import accept_payout, close_payout, readdress_payout


def pay_payout(key: MerchantKey, number: str, parts: InboundParts, funds: PlatformFunds) -> Payout:
    """The payout as it stands after this try; as often as one likes, by as many as one likes.

    Raises what it is refused for, at last or for now, once for each reason; Busy and StaleRecord
    where it is to be tried again at once.
    """
    payout = accept_payout(key, number, parts)
    if payout.state is not PayoutState.ACCEPTED:
        return payout
    try:
        return _paid(key, payout, parts, funds)
    except (Busy, StaleRecord):
        raise
    except Problem as problem:
        if note_stuck(key, payout, problem.code, parts):
            raise
        return payout


def _paid(key: MerchantKey, payout: Payout, parts: InboundParts, funds: PlatformFunds) -> Payout:
    """Loans first, the rest to the merchant; once for the payout's number of this merchant."""
    try:
        answer = _moved(key, payout, parts, funds)
    except AccountNotOpen:
        payout, old = readdress_payout(key, payout.number, parts), payout
        if payout.payee == old.payee:
            raise
        answer = _moved(key, payout, parts, funds)
    after = payout.settled(answer["repaid_fen"], answer["paid_fen"])
    close_payout(key, after, parts)
    return after


def _moved(key: MerchantKey, payout: Payout, parts: InboundParts, funds: PlatformFunds) -> Answer:
    account = parts.shops.account_of(key.partner)
    if account is None:
        raise PartnerWithoutAccount(county=key.county)
    name = PayoutName(key.county, key.partner, f"{key.merchant}#{payout.number}")
    return funds.settle(name, account, payout.payee, payout.amount_fen)
