"""Payouts of a merchant that wait: those that can be are paid, once each."""

from __future__ import annotations

from collections.abc import Iterable

from nongxin.kernel.commands import Answer
from nongxin.kernel.errors import Busy, Problem
from nongxin.kernel.records import StaleRecord
from nongxin.ledger.account import AccountNotOpen
from nongxin.lending.payouts.payout import PayoutName
from nongxin.partners.inbound.inbox_store import Source
from nongxin.partners.problems import PartnerWithoutAccount
from nongxin.partners.shops.merchant import MerchantKey
from nongxin.partners.shops.note_stuck import note_stuck
from nongxin.partners.shops.payout import Payout, PayoutState
from nongxin.partners.shops.take_payout import accept_payout, close_payout, readdress_payout
from nongxin.parts import Parts


def pay_what_waits(key: MerchantKey, waiting: Iterable[str], source: Source, p: Parts) -> None:
    """One that cannot be paid yet goes on waiting, with the reason. What is refused, at last or for
    now, is listed once.
    """
    for number in waiting:
        try:
            payout = accept_payout(key, number, p.hearing)
            if payout.state is PayoutState.ACCEPTED:
                _pay(key, payout, p)
        except (Busy, StaleRecord):
            raise
        except Problem as problem:
            p.inbox.storage.commit(p.inbox.refuse(source, problem, p.clock.now()))
            p.metrics.tell("PayoutsStuck", 1)


def _pay(key: MerchantKey, payout: Payout, p: Parts) -> None:
    """Raises what its money is refused for, the first time that it is."""
    try:
        _move(key, payout, p)
    except (Busy, StaleRecord):
        raise
    except Problem as problem:
        if note_stuck(key, payout.number, problem.code, p.hearing):
            raise


def _move(key: MerchantKey, payout: Payout, p: Parts) -> None:
    """Loans first, the rest to the merchant; once for the payout's number of this merchant."""
    try:
        answer = _settled(key, payout, p)
    except AccountNotOpen:
        payout, old = readdress_payout(key, payout.number, p.hearing), payout
        if payout.payee == old.payee:
            raise
        answer = _settled(key, payout, p)
    close_payout(key, payout.settled(answer["repaid_fen"], answer["paid_fen"]), p.hearing)


def _settled(key: MerchantKey, payout: Payout, p: Parts) -> Answer:
    account = p.shops.account_of(key.partner)
    if account is None:
        raise PartnerWithoutAccount(county=key.county)
    name = PayoutName(key.county, key.partner, f"{key.merchant}#{payout.number}")
    return p.platform_money.settle(name, account, payout.payee, payout.amount_fen)
