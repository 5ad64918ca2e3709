"""Answers of the accounts door from what the use cases and the ledger give."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from api_accounts.contracts import (
    AccountNowView,
    AccountView,
    BalanceView,
    EntryView,
    HoldView,
    OverviewView,
    StatementView,
)
from nongxin.accounts.list_accounts import AccountNow, UnifiedView
from nongxin.kernel.clock import stamp
from nongxin.kernel.http.call import cursor
from nongxin.kernel.money import MAX_FEN
from nongxin.kernel.storage import Page
from nongxin.ledger.account import Account
from nongxin.ledger.holds import Hold
from nongxin.ledger.store import EntryRecord


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
        amount_fen=None if hold.amount_fen == MAX_FEN else hold.amount_fen,
        until=stamp(ends) if ends else None,
        by_authority=hold.forced,
    )


def statement_view(page: Page) -> StatementView:
    entries = [_entry(EntryRecord.of(item)) for item in page.items]
    return StatementView(entries=entries, cursor=cursor(page.last_key))


def _entry(record: EntryRecord) -> EntryView:
    return EntryView(
        number=record.seq,
        side=str(record.side),
        amount_fen=int(record.amount_fen),
        balance_fen=int(record.balance_fen or 0),
        text=str(record.text),
        value_date=str(record.value_date),
        booking_date=str(record.booking_date),
    )
