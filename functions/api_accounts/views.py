"""Answers of the accounts door from what the use cases and the ledger give."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from api_accounts.contracts import (
    AccountNowView,
    AccountView,
    BalanceView,
    HoldView,
    OverviewView,
)
from nongxin.accounts.list_accounts import AccountNow, UnifiedView
from nongxin.accounts.measures.measure import is_whole
from nongxin.kernel.clock import stamp
from nongxin.ledger.account import Account
from nongxin.ledger.holds import Hold


def account_view(card: dict[str, Any]) -> AccountView:
    names = ("number", "owner", "kind", "entity", "opened_on", "bound_to")
    fields = {name: card[name] for name in names}
    return AccountView(account_id=card["id"], **fields)


def balance_view(account: Account, now: datetime) -> BalanceView:
    return BalanceView(
        account_id=account.id,
        kind=account.kind_code,
        state=account.state.value,
        balance_fen=account.balance_fen,
        available_fen=max(0, account.available_fen(now)),
        entries=account.seq,
    )


def overview_view(view: UnifiedView) -> OverviewView:
    accounts = [_account_now(each) for each in view.accounts]
    return OverviewView(accounts=accounts, silent_counties=view.silent)


def _account_now(each: AccountNow) -> AccountNowView:
    return AccountNowView(
        **account_view(vars(each.card)).model_dump(),
        state=each.account.state.value,
        balance_fen=each.account.balance_fen,
        available_fen=each.available_fen,
        held_fen=each.held_fen,
        holds=[_hold(hold) for hold in each.holds],
    )


def _hold(hold: Hold) -> HoldView:
    ends = datetime.fromtimestamp(hold.ends_at, UTC) if hold.ends_at else None
    return HoldView(
        amount_fen=None if is_whole(hold) else hold.amount_fen,
        until=stamp(ends) if ends else None,
        by_authority=hold.forced,
    )
