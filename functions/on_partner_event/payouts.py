"""Payouts of a merchant that wait: those that can be are paid, once each."""

from __future__ import annotations

from nongxin.kernel.errors import Busy, Problem
from nongxin.kernel.records import StaleRecord
from nongxin.lending.payouts.payout import PayoutName
from nongxin.partners.inbound.inbox_store import Source
from nongxin.partners.problems import PartnerWithoutAccount
from nongxin.partners.shops.merchant import MerchantKey
from nongxin.partners.shops.payout import Payout, PayoutState
from nongxin.partners.shops.take_payout import accept_payout, close_payout
from nongxin.parts import Parts


def pay_what_waits(key: MerchantKey, source: Source, p: Parts) -> None:
    """A payout that is refused is listed; one that cannot be paid yet goes on waiting."""
    for number in p.shops.merchant(key).waiting:
        try:
            payout = accept_payout(key, number, p.hearing)
            if payout.state is PayoutState.ACCEPTED:
                _pay(key, payout, p)
        except (Busy, StaleRecord):
            raise
        except Problem as problem:
            p.inbox.storage.commit(p.inbox.refuse(source, problem, p.clock.now()))


def _pay(key: MerchantKey, payout: Payout, p: Parts) -> None:
    """Loans first, the rest to the merchant; once for the payout's number of this merchant."""
    account = p.shops.account_of(key.partner)
    if account is None:
        raise PartnerWithoutAccount(county=key.county)
    name = PayoutName(key.county, key.partner, f"{key.merchant}#{payout.number}")
    answer = p.platform_money.settle(name, account, payout.payee, payout.amount_fen)
    close_payout(key, payout.settled(answer["repaid_fen"], answer["paid_fen"]), p.hearing)
